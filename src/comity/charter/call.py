"""Poll evidence for a call of consensus, from counts: what a poll shows, and how few could change it.

All that is decided is decided in whole numbers and fractions. What a poll shows is evidence, never a designation: that
is the chair's, and needs the objections and their answers too (RFC 2418, section 3.3; RFC 7282).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import UsageError
from comity.charter._margin import Kind, Margin, Units, capture_margin, check_units
from comity.charter._poll import CONVENTION, FEWEST_SHOWN, LEVELS, GroupPoll, Poll, PollRule, poll

__all__ = [
    "CONVENTION",
    "FEWEST_SHOWN",
    "LEVELS",
    "NODE_BUDGET",
    "Evidence",
    "GroupPoll",
    "Margin",
    "Poll",
    "PollRule",
    "Units",
    "evidence",
    "poll",
]

NODE_BUDGET = 20_000
"""Nodes of search for one statement and kind, unless the caller says otherwise: one or two seconds.

Where there are many distinct sets of units, a node counts as several and the start of each search as more, so that
large problems take no longer.
"""


@dataclass(frozen=True)
class Evidence:
    """What the votes on one statement show, and a capture margin for each kind of unit, in the order of the kinds."""

    poll: Poll
    capture_margin: list[Margin]


def evidence(
    counts: NDArray[np.integer],
    *,
    group: NDArray[np.integer] | Sequence[int] | None = None,
    groups: Sequence[str] = (),
    kinds: Mapping[str, Units] | None = None,
    rule: PollRule = CONVENTION,
    node_budget: int = NODE_BUDGET,
) -> list[Evidence]:
    """Read the votes of a whole consultation: one Evidence a statement.

    A cell is a set of people who are alike in stakeholder group and in all their ties. `counts`: whole numbers of shape
    (cells, statements, 3), for disagree, pass, agree. `group`: of each cell its place in `groups`, -1 for not known
    (None: of none). `kinds`: of each kind of unit ("affiliation", "country"; words in the singular) the ties of each
    cell. People without ties are never absent. Raises UsageError when shapes or numbers do not fit together.

    The capture margin is exact: by sorted sums where nobody has two units of the kind; else by bounds (the same sums,
    greedy choice, and a Lagrangian bound) and, where they differ, by branch and bound over at most `node_budget` nodes
    for each statement and kind. If these run out, `fewest` is the best found and `at_least` what was proven, so that
    the true number is between them.

    Of several sets of equally few units one is shown, the same each time: one that leaves enough data before one that
    does not. One unit alone: that of fewest people, then the first by name. More: a set in which no unit can be
    exchanged for another with fewer people absent and the level lowered in the same way (by the share overall, by the
    floor of one group, by too few votes), nor with as many and a name that comes earlier.
    """
    counts = np.asarray(counts)
    of_group = np.full(len(counts), -1) if group is None else np.asarray(group)
    _check(counts, of_group, len(groups), node_budget)
    for kind, units in (kinds or {}).items():
        check_units(kind, units, len(counts))
    ready = [Kind(kind, units, of_group) for kind, units in (kinds or {}).items()]
    results = []
    for statement in range(counts.shape[1]):
        votes = counts[:, statement].astype(np.int64)
        tally = np.zeros((len(groups) + 1, 3), np.int64)
        np.add.at(tally, of_group, votes)
        rows: list[list[int]] = tally.tolist()
        margins = [capture_margin(kind, votes, rows, groups, rule, node_budget) for kind in ready]
        results.append(Evidence(poll(tally, groups, rule), margins))
    return results


def _check(counts: NDArray[np.integer], group: NDArray[np.integer], n_groups: int, node_budget: int) -> None:
    if counts.ndim != 3 or counts.shape[2] != 3 or counts.dtype.kind not in "iu":
        raise UsageError(f"counts must be whole numbers of shape (cells, statements, 3), not {counts.shape}")
    if counts.size and counts.min() < 0:
        raise UsageError("counts must not be below 0")
    if group.shape != (len(counts),) or group.dtype.kind not in "iu":
        raise UsageError(f"the stakeholder group of each of {len(counts)} cells must be given, not {group.shape}")
    if group.size and not -1 <= int(group.min()) <= int(group.max()) < n_groups:
        raise UsageError(f"the stakeholder group of a cell must be from -1 to {n_groups - 1}")
    if node_budget < 1:
        raise UsageError(f"node_budget must be 1 or more, not {node_budget}")
