"""Who the people of a consultation are: their stakeholder group, and whom they are tied to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import UsageError

KINDS = ("affiliation", "funder", "owner", "country")
"""The kinds of unit that could act as a bloc, in the order in which they are shown."""


@dataclass(frozen=True)
class Ties:
    """The units of one kind to which each person is tied: person p to `names[c]` for c in codes[indptr[p]:indptr[p+1]].

    Codes are sorted in each row and without repeats. A person may have none, one or many.
    """

    names: tuple[str, ...]
    indptr: NDArray[np.int64]
    codes: NDArray[np.int32]


class Cells(NamedTuple):
    """People who are tied to the same units and in the same stakeholder group, taken together.

    of_person: int32, each person's cell. units: the unit codes of each cell, sorted; () for people without a tie.
    group: int32, the stakeholder group of each cell, -1 for none. Cells are in the order of (units, group).
    """

    of_person: NDArray[np.int32]
    units: list[tuple[int, ...]]
    group: NDArray[np.int32]


@dataclass(frozen=True)
class PeopleTable:
    """People in the order of the vote table.

    `group[p]` is the place of person p's stakeholder group in `groups`, -1 where none was stated. `ties` has an entry
    for each kind of KINDS that the source states, and none for the others.
    """

    groups: tuple[str, ...]
    group: NDArray[np.int32]
    ties: dict[str, Ties]

    def cells(self, kind: str) -> Cells:
        """Return the cells of people for the ties of one kind, of which the capture margin needs only the counts.

        Raises UsageError where the source states no ties of this kind.
        """
        if kind not in self.ties:
            raise UsageError(f"the people table states no {kind}")
        ties = self.ties[kind]
        lengths = np.diff(ties.indptr)
        of_person = np.empty(len(lengths), np.int32)
        found: list[tuple[tuple[int, ...], int]] = []
        for length in np.unique(lengths):
            people = np.flatnonzero(lengths == length)
            units = ties.codes[ties.indptr[people][:, None] + np.arange(length)]
            distinct, places = np.unique(np.column_stack((units, self.group[people])), axis=0, return_inverse=True)
            of_person[people] = len(found) + places.reshape(-1)
            found.extend((tuple(row[:-1]), row[-1]) for row in distinct.tolist())
        order = sorted(range(len(found)), key=found.__getitem__)
        place = np.empty(len(found), np.int32)
        place[order] = np.arange(len(found), dtype=np.int32)
        group = np.array([found[i][1] for i in order], np.int32)
        return Cells(place[of_person], [found[i][0] for i in order], group)
