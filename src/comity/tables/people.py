"""Who the people of a consultation are: their stakeholder group, and whom they are tied to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True)
class PeopleTable:
    """People in the order of the vote table.

    `group[p]` is the place of person p's stakeholder group in `groups`, -1 where none was stated. `ties` has an entry
    for each kind of KINDS that the source states, and none for the others.
    """

    groups: tuple[str, ...]
    group: NDArray[np.int32]
    ties: dict[str, Ties]
