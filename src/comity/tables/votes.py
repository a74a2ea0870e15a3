"""Votes in rows of people: three arrays, three bytes a vote."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import UsageError

DISAGREE, PASS, AGREE = -1, 0, 1
_VOTES_PER_PART = 1 << 16
_MOST_PARTS = 64
# people of a block, as a power of two: the heads of their rows fit into a cache
_BLOCK_SHIFT = 14


Events = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8], NDArray[np.int64]]
"""Person, statement, vote and time of each event; the times may be none."""


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
        cells = np.zeros(n_classes * self.n_statements * 3, np.int64)
        for lo, hi in self.parts():
            span = slice(int(self.indptr[lo]), int(self.indptr[hi]))
            who = np.repeat(classes[lo:hi].astype(np.int64), np.diff(self.indptr[lo : hi + 1]))
            cell = (who * self.n_statements + self.columns[span]) * 3 + self.values[span] + 1
            cells += np.bincount(cell[who >= 0], minlength=len(cells))
        return cells.reshape(n_classes, self.n_statements, 3)

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
    if len(values) and (values.min() < DISAGREE or values.max() > AGREE):
        raise UsageError("a vote must be -1, 0 or 1")
    instants = np.zeros(0, np.int64) if at is None else np.ascontiguousarray(at, np.int64)
    start, events = _by_block(people, statements, values, instants, n_people)
    columns = np.empty(len(values), np.uint16 if n_statements <= 1 << 16 else np.int32)
    out = np.empty(len(values), np.int8)
    indptr = np.zeros(n_people + 1, np.int64)
    kept = conflicts = 0
    for block in range(len(start) - 1):
        first = block << _BLOCK_SHIFT
        size = min(n_people - first, 1 << _BLOCK_SHIFT)
        rows = slice(start[block], start[block + 1])
        mine = (events[0][rows], events[1][rows], events[2][rows], instants[:0] if at is None else events[3][rows])
        ends, settled = _rows(mine, size, n_statements, columns[kept:], out[kept:])
        indptr[first : first + size + 1] = kept + ends
        kept, conflicts = int(indptr[first + size]), conflicts + settled
    replaced = len(out) - kept
    if replaced:
        columns, out = columns[:kept].copy(), out[:kept].copy()
    return VoteTable(indptr, columns, out, n_statements), Reduction(replaced, conflicts)


def _by_block(
    people: NDArray[np.int32],
    statements: NDArray[np.int32],
    values: NDArray[np.int8],
    at: NDArray[np.int64],
    n_people: int,
) -> tuple[NDArray[np.int64], Events]:
    """Sort events by block of people, so that what follows stays in the cache; return where each block starts."""
    from comity.tables import _kernels as kernels

    if n_people <= 1 << _BLOCK_SHIFT:
        return np.array([0, len(values)]), (people, statements, values, at)
    start = np.zeros((n_people - 1 >> _BLOCK_SHIFT) + 2, np.int64)
    kernels.starts(people, _BLOCK_SHIFT, start)
    n = len(values)
    events = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int8), np.empty(len(at), np.int64)
    kernels.scatter_by_block(people, statements, values, at, _BLOCK_SHIFT, start[:-1].copy(), *events)
    return start, events


def _rows(
    events: Events, n_people: int, n_statements: int, columns: NDArray[Any], out: NDArray[np.int8]
) -> tuple[NDArray[np.int64], int]:
    """Fill `columns` and `out` with the rows of one block; return the row pointers and the number of conflicts."""
    from comity.tables import _kernels as kernels

    people, statements, values, at = events
    start = np.zeros(n_statements + 1, np.int64)
    kernels.starts(statements, 0, start)
    n = len(values)
    sorted_events = np.empty(n, np.int32), np.empty(n, np.int8), np.empty(len(at), np.int64)
    kernels.scatter_by_statement(people, statements, values, at, start[:-1].copy(), *sorted_events)
    indptr = np.zeros(n_people + 1, np.int64)
    kernels.starts(people, 0, indptr)
    head = indptr[:-1].copy()
    when = np.empty(len(at), np.int64)
    replaced = kernels.rows_of_people(start, *sorted_events, indptr, head, columns, out, when)
    return indptr, int(kernels.close_gaps(indptr, head, columns, out)) if replaced else 0
