"""Search for a few units that pass a linear test within limits: depth first, in whole numbers, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from comity.charter._cover import Bundles

Numbers = NDArray[np.int64]

_NONE = np.zeros(0, np.int64)


_TIES_A_NODE = 1024
"""A node of a problem with more ties of bundles to units counts as several, so that nodes measure time."""


@dataclass(frozen=True)
class Test:
    """What the bundles that go must add up to: `gain` (one a bundle) to `need` or more."""

    gain: Numbers
    need: int


class OutOfBudget(Exception):  # noqa: N818 - it is a signal inside this room, never an error that a person may see
    """The nodes are spent."""


class Search:
    """One search among `units`. The first of `tests` decides, the others follow from it and help to prune.

    A node is a set of units taken and a list of units that may still be. It is given up when, for some test, the hopes
    (see `Bundles.hopes`) that the best of these have of the bundles left do not reach what is still needed. `nodes`
    counts those spent so far.
    """

    def __init__(
        self,
        bundles: Bundles,
        units: Sequence[int],
        tests: Sequence[Test],
        limits: Sequence[tuple[Numbers, int]],
        budget: int,
    ) -> None:
        self.nodes, self._budget, self._names = 0, budget, units
        rows = [test.gain for test in tests] + [weight for weight, _ in limits]
        self._bundles, table = _merged(bundles, self._names, np.stack(rows))
        gains, self._weights = table[: len(tests)], table[len(tests) :]
        hopes = np.where(gains > 0, gains, -(-gains // self._bundles.sizes))
        self._gains = gains
        self._table = np.concatenate([hopes, gains[:1], self._weights])
        self._need = np.array([test.need for test in tests], np.int64)
        self._room = np.array([most for _, most in limits], np.int64)
        self._cost = 1 + int(self._bundles.sizes.sum()) // _TIES_A_NODE

    def find(self, most: int) -> list[int] | None:
        """Find at most so many units, not the fewest, or None when there are none. Raises OutOfBudget."""
        taken: list[int] = []
        nodes = [self._open(np.ones(len(self._bundles.units), np.bool_), np.arange(len(self._names)), most)]
        while nodes:
            here = nodes[-1]
            if here.last is not None:
                return [self._names[unit] for unit in (*taken, here.last)]
            unit = here.take()
            if unit is None:
                nodes.pop()
                taken = taken[:-1]
            else:
                taken.append(unit)
                left = here.left.copy()
                left[self._bundles.of_unit[unit]] = False
                nodes.append(self._open(left, here.rest(), here.most - 1))
        return None

    def _open(self, left: NDArray[np.bool_], able: Numbers, most: int) -> _Node:
        """Open a node at which these bundles are left, and at most so many units, out of `able`, may be taken."""
        self.nodes += self._cost
        if self.nodes > self._budget:
            raise OutOfBudget
        gone = ~left
        need = self._need - self._gains[:, gone].sum(axis=1)
        room = self._room - self._weights[:, gone].sum(axis=1)
        sums = self._bundles.sums(np.where(left, self._table, 0))
        if (room < 0).any():
            return _Node(left, most)
        for hopes, lack in zip(sums, need.tolist(), strict=False):
            best = np.sort(hopes[able])[::-1][:most]
            best = best[best > 0]
            if int(best.sum()) < lack:
                return _Node(left, most)
            able = able[hopes[able] >= lack - int(best[: most - 1].sum())]
        adds, weighs = sums[len(need)], sums[len(need) + 1 :]
        enough = (adds[able] >= need[0]) & (weighs[:, able] <= room[:, None]).all(axis=0)
        if enough.any():
            return _Node(left, most, last=int(able[np.argmax(enough)]))
        if most == 1:
            return _Node(left, most)
        able = able[np.argsort(-sums[0][able], kind="stable")]
        return _Node(left, most, able, sums[0][able], int(need[0]))


class _Node:
    """The units that may be taken next, the most hopeful first; each is taken with only those after it to follow.

    `left`: the bundles that are not gone. `most`: how many units may be taken. `last`: a unit with which it is done.
    """

    def __init__(
        self,
        left: NDArray[np.bool_],
        most: int,
        units: Numbers = _NONE,
        hopes: Numbers = _NONE,
        need: int = 0,
        *,
        last: int | None = None,
    ) -> None:
        self.left, self.most, self.last = left, most, last
        self._units, self._at = units, 0
        sums = np.concatenate(([0], np.cumsum(np.maximum(hopes, 0))))
        end = np.minimum(np.arange(len(units)) + most, len(units))
        reach = hopes + sums[end] - sums[1:] if len(units) else hopes
        self._end = int(np.argmax(reach < need)) if (reach < need).any() else len(units)

    def take(self) -> int | None:
        """Give the next unit; None when those that are left do not reach what is needed."""
        if self._at == self._end:
            return None
        self._at += 1
        return int(self._units[self._at - 1])

    def rest(self) -> Numbers:
        return self._units[self._at :]


def _merged(bundles: Bundles, kept: Sequence[int], table: Numbers) -> tuple[Bundles, Numbers]:
    """Make one bundle of those that have the same kept units, with the sums of `table` (rows, bundles).

    Bundles without kept units, or all of whose figures are 0, are left out. Kept units get new numbers, in order.
    """
    number = {unit: new for new, unit in enumerate(kept)}
    place: dict[tuple[int, ...], int] = {}
    of: list[tuple[int, int]] = []
    for bundle in np.flatnonzero(table.any(axis=0)).tolist():
        units = tuple(number[unit] for unit in bundles.units[bundle] if unit in number)
        if units:
            of.append((bundle, place.setdefault(units, len(place))))
    merged = np.zeros((len(table), len(place)), np.int64)
    old, new = np.array(of, np.int64).reshape(-1, 2).T
    np.add.at(merged.T, new, table.T[old])
    return type(bundles)(list(place)), merged


def undominated(bundles: Bundles, gain: Numbers, limits: Sequence[tuple[Numbers, int]]) -> list[int]:
    """Leave out the units that can never add anything, and those that another could always stand in for.

    v stands in for u when every gain of u is in v too, and whatever v takes beyond u is no loss and has no weight.
    """
    weighs = np.zeros(len(gain), np.bool_)
    for weight, _ in limits:
        weighs |= weight > 0
    own = [frozenset(of.tolist()) for of in bundles.of_unit]
    gains = [frozenset(bundle for bundle in of if gain[bundle] > 0) for of in own]
    costs = [frozenset(bundle for bundle in of if gain[bundle] < 0 or weighs[bundle]) for of in own]

    def stands_in(v: int, u: int) -> bool:
        return gains[u] <= own[v] and costs[v] <= own[u]

    kept = []
    for u, mine in enumerate(gains):
        if mine:
            rivals = set.intersection(*(set(bundles.units[bundle]) for bundle in mine)) - {u}
            if not any(stands_in(v, u) and (v < u or not stands_in(u, v)) for v in rivals):
                kept.append(u)
    return kept
