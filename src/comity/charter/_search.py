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


UNITS_A_NODE = 16
"""A node that looks at more units counts as several, so that nodes measure time."""


@dataclass(frozen=True)
class Test:
    """What the bundles that go must add up to: `gain` (one a bundle) to `need` or more."""

    gain: Numbers
    need: int


class OutOfBudget(Exception):  # noqa: N818 - it is a signal inside this room, never an error that a person may see
    """The nodes are spent."""


class _Bundle:
    """A bundle as the search needs it: its units, what it gives to each test, what units hope of it, what it weighs."""

    __slots__ = ("gains", "hopes", "units", "weights")

    def __init__(self, units: tuple[int, ...], gains: list[int], weights: list[int]) -> None:
        self.units, self.gains, self.weights = units, gains, weights
        self.hopes = [gain if gain > 0 else -(-gain // len(units)) for gain in gains]


class Search:
    """One search. `tests`: the first decides, the others are consequences that help to prune. `nodes`: spent so far.

    A node is a set of units taken and a list of units that may still be. It is given up when, for some test, the hopes
    of the best units that may be (see `Bundles.hopes`, kept up to date) do not reach what is still needed.
    """

    def __init__(
        self, bundles: Bundles, tests: Sequence[Test], limits: Sequence[tuple[Numbers, int]], budget: int
    ) -> None:
        self.nodes, self._budget = 0, budget
        self._units = undominated(bundles, tests[0].gain, limits)
        self._bundles = _merged(bundles, self._units, [test.gain for test in tests], [weight for weight, _ in limits])
        self._of_unit: dict[int, list[int]] = {unit: [] for unit in self._units}
        self._hopes = [dict.fromkeys(self._units, 0) for _ in tests]
        for place, bundle in enumerate(self._bundles):
            for unit in bundle.units:
                self._of_unit[unit].append(place)
                for hopes, hope in zip(self._hopes, bundle.hopes, strict=True):
                    hopes[unit] += hope
        self._left = [test.need for test in tests]
        self._room = [most for _, most in limits]
        self._times = [0] * len(self._bundles)

    def find(self, most: int) -> list[int] | None:
        """Find at most so many units, not the fewest, or None when there are none. Raises OutOfBudget."""
        taken: list[int] = []
        nodes = [self._open(self._units, most)]
        while nodes:
            unit = nodes[-1].take()
            if unit is None:
                nodes.pop()
                if taken:
                    self._put_back(taken.pop())
            elif self._finishes(unit):
                return [*taken, unit]
            elif len(nodes) < most:
                taken.append(unit)
                self._take(unit)
                nodes.append(self._open(nodes[-1].rest(), most - len(taken)))
        return None

    def _open(self, units: Sequence[int], most: int) -> _Node:
        """Open a node at which at most so many units, out of `units`, are still to be taken."""
        self.nodes += 1 + len(units) // UNITS_A_NODE
        if self.nodes > self._budget:
            raise OutOfBudget
        if min(self._room, default=0) < 0:
            return _Node([], [], most, 0)
        able = list(units)
        for hopes, need in zip(self._hopes, self._left, strict=True):
            best = sorted((hopes[unit] for unit in able if hopes[unit] > 0), reverse=True)[:most]
            if sum(best) < need:
                return _Node([], [], most, 0)
            least = need - sum(best[: most - 1])
            able = [unit for unit in able if hopes[unit] >= least]
        able.sort(key=self._hopes[0].__getitem__, reverse=True)
        return _Node(able, [self._hopes[0][unit] for unit in able], most, self._left[0])

    def _finishes(self, unit: int) -> bool:
        new = [self._bundles[place] for place in self._of_unit[unit] if not self._times[place]]
        if sum(bundle.gains[0] for bundle in new) < self._left[0]:
            return False
        return all(sum(bundle.weights[i] for bundle in new) <= room for i, room in enumerate(self._room))

    def _take(self, unit: int) -> None:
        for place in self._of_unit[unit]:
            self._times[place] += 1
            if self._times[place] == 1:
                self._move(self._bundles[place], -1)

    def _put_back(self, unit: int) -> None:
        for place in self._of_unit[unit]:
            self._times[place] -= 1
            if self._times[place] == 0:
                self._move(self._bundles[place], 1)

    def _move(self, bundle: _Bundle, sign: int) -> None:
        """Let a bundle go (-1) or come back (1)."""
        for i, weight in enumerate(bundle.weights):
            self._room[i] += sign * weight
        for i, (hopes, gain, hope) in enumerate(zip(self._hopes, bundle.gains, bundle.hopes, strict=True)):
            self._left[i] += sign * gain
            for unit in bundle.units:
                hopes[unit] += sign * hope


class _Node:
    """The units that may be taken next, the most hopeful first; each is taken with only those after it to follow."""

    def __init__(self, units: list[int], hopes: list[int], most: int, need: int) -> None:
        self._units, self._hopes, self._most, self._need, self._at = units, hopes, most, need, 0

    def take(self) -> int | None:
        """Give the next unit; None when those that are left do not reach what is needed."""
        at, self._at = self._at, self._at + 1
        if at == len(self._units):
            return None
        following = sum(hope for hope in self._hopes[at + 1 : at + self._most] if hope > 0)
        return self._units[at] if self._hopes[at] + following >= self._need else None

    def rest(self) -> list[int]:
        return self._units[self._at :]


def _merged(
    bundles: Bundles, kept: Sequence[int], gains: Sequence[Numbers], weights: Sequence[Numbers]
) -> list[_Bundle]:
    """Make one bundle of those that have the same kept units; leave out those that have none or count for nothing."""
    keep = set(kept)
    table = np.stack([*gains, *weights]).T.tolist()
    merged: dict[tuple[int, ...], list[int]] = {}
    for of, row in zip(bundles.units, table, strict=True):
        units = tuple(unit for unit in of if unit in keep)
        if units and any(row):
            merged[units] = [a + b for a, b in zip(merged.get(units, [0] * len(row)), row, strict=True)]
    return [_Bundle(units, row[: len(gains)], row[len(gains) :]) for units, row in merged.items()]


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
