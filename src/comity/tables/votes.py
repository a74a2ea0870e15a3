"""Votes in rows of people: three arrays, three bytes a vote."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import UsageError

DISAGREE, PASS, AGREE = -1, 0, 1
_VOTES_PER_PART = 1 << 17
_MOST_PARTS = 64


@dataclass(frozen=True)
class Reduction:
    """What became of the events: how many a later one replaced, how many pairs stood in conflict at one instant."""

    replaced: int = 0
    conflicts: int = 0


@dataclass(frozen=True)
class VoteTable:
    """At most one vote a person and statement. Row p holds `columns[indptr[p]:indptr[p+1]]`, sorted, with `values`.

    indptr: int64, people + 1. columns: uint16 (int32 beyond 65,535 statements). values: int8 in {-1, 0, 1}.
    """

    indptr: NDArray[np.int64]
    columns: NDArray[Any]
    values: NDArray[np.int8]
    n_statements: int

    @property
    def n_people(self) -> int:
        """Rows, those without a vote included."""
        return len(self.indptr) - 1

    @property
    def n_votes(self) -> int:
        """Votes that count."""
        return int(self.indptr[-1])

    def parts(self) -> list[tuple[int, int]]:
        """Ranges of people with about equally many votes.

        They depend on the votes alone, never on the number of cores, so that sums over them, added in this order,
        are the same to the last digit on every machine.
        """
        n = max(1, min(_MOST_PARTS, self.n_votes // _VOTES_PER_PART))
        cuts = np.searchsorted(self.indptr, np.arange(1, n) * self.n_votes // n)
        bounds = [0, *np.minimum(cuts, self.n_people).tolist(), self.n_people]
        return [(lo, hi) for lo, hi in pairwise(bounds) if hi > lo]

    def tally(self, classes: NDArray[np.int32], n_classes: int) -> NDArray[np.int64]:
        """Count votes by class of people: shape (n_classes, statements, 3) for disagree, pass, agree.

        `classes` gives each person's class, -1 for none.
        """
        from comity.tables._kernels import tally_rows

        args = (self.indptr, self.columns, self.values, classes.astype(np.int32))
        result: NDArray[np.int64] = tally_rows(*args, 0, self.n_people, n_classes, self.n_statements)
        return result

    def select_statements(self, keep: NDArray[np.bool_]) -> VoteTable:
        """Drop the statements that are not in `keep` (bool, one per statement); the others are numbered anew."""
        number = np.where(keep, np.cumsum(keep) - 1, -1)
        kept = keep[self.columns]
        before = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))
        columns = number[self.columns[kept]].astype(self.columns.dtype)
        return VoteTable(before[self.indptr], columns, self.values[kept], int(keep.sum()))

    def select_people(self, keep: NDArray[np.bool_]) -> VoteTable:
        """Keep only the people in `keep` (bool, one per person)."""
        lengths = np.diff(self.indptr)
        votes = np.repeat(keep, lengths)
        indptr = np.concatenate(([0], np.cumsum(lengths[keep])))
        return VoteTable(indptr, self.columns[votes], self.values[votes], self.n_statements)


def reduce_events(
    people: NDArray[np.int32],
    statements: NDArray[np.int32],
    values: NDArray[np.int8],
    at: NDArray[np.int64] | None,
    *,
    n_people: int,
    n_statements: int,
) -> tuple[VoteTable, Reduction]:
    """Reduce vote events to the last vote of each person on each statement.

    With `at` (int64, any unit) the latest counts, whatever the order of rows; unlike votes at one instant cannot say
    which is the last and count as a pass. Without `at` the later row counts. Raises UsageError on a value outside
    {-1, 0, 1}.
    """
    from comity.tables._kernels import rows_of_people, scatter_by_statement, settle_conflicts

    if len(values) and (values.min() < DISAGREE or values.max() > AGREE):
        raise UsageError("a vote must be -1, 0 or 1")
    instants = np.zeros(0, np.int64) if at is None else np.ascontiguousarray(at, np.int64)
    by_statement = scatter_by_statement(people, statements, values, instants, n_statements)
    columns = np.empty(len(values), np.uint16 if n_statements <= 1 << 16 else np.int32)
    indptr, out, replaced = rows_of_people(*by_statement, n_people, columns)
    n = int(indptr[-1])
    conflicts = settle_conflicts(out[:n]) if replaced and at is not None else 0
    if replaced:
        columns, out = columns[:n].copy(), out[:n].copy()
    return VoteTable(indptr, columns, out, n_statements), Reduction(int(replaced), int(conflicts))
