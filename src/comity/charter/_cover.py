"""The fewest units whose absence takes enough votes away: exact, in whole numbers, with a bound when work runs out.

A *bundle* is a distinct set of units, with all the people who are tied to just these; it goes when any of them goes.
A *way* says what the bundles that go must add up to: their gains (which may be negative) to at least `need`, and their
weights to at most each limit. Where no person has two units, sorted sums settle it. Else it is a partial covering
problem, which is NP-hard: bounds settle nearly all that occurs, and a search with a budget of nodes does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.charter._search import OutOfBudget, Search, Test, undominated

Numbers = NDArray[np.int64]

_ROUNDS = 60
_SCALE = 64
_BLOCK = 1 << 16
_TIES_A_NODE = 16


class Bundles:
    """The distinct, not empty sets of units that people are tied to. Each unit, 0 to n_units - 1, is in some bundle."""

    def __init__(self, units: Sequence[tuple[int, ...]]) -> None:
        self.units = tuple(units)
        pairs = sorted((unit, bundle) for bundle, of in enumerate(units) for unit in of)
        self.n_units = len({unit for unit, _ in pairs})
        of_pairs = np.array([unit for unit, _ in pairs], np.int64)
        self._bundle = np.array([bundle for _, bundle in pairs], np.int64)
        self._starts = np.searchsorted(of_pairs, np.arange(self.n_units))
        self.sizes = np.array([len(of) for of in units], np.int64)
        self.disjoint = bool((self.sizes == 1).all())
        self._unit = np.array([unit for of in units for unit in of], np.int64)
        self._unit_starts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))
        self.of_unit = tuple(np.split(self._bundle, self._starts[1:]))

    def sums(self, values: Numbers) -> Numbers:
        """Add the values of the bundles of each unit."""
        totals: Numbers = np.add.reduceat(values[..., self._bundle], self._starts, axis=-1)
        return totals

    def times(self, units: Sequence[int]) -> Numbers:
        """Count for each bundle how many of these units it has."""
        taken = np.zeros(self.n_units, np.int64)
        taken[list(units)] = 1
        counts: Numbers = np.add.reduceat(taken[self._unit], self._unit_starts)
        return counts

    def shared_with_one(self, units: Sequence[int]) -> tuple[Numbers, Numbers, Numbers]:
        """List the bundles that just one of these units takes, for each other unit they have: bundle, other, one."""
        taken = np.zeros(self.n_units, np.int64)
        taken[list(units)] = 1
        one = np.add.reduceat((taken * np.arange(self.n_units))[self._unit], self._unit_starts)
        bundle = np.repeat(np.arange(len(self.units)), self.sizes)
        other = (self.times(units) == 1)[bundle] & (self._unit != one[bundle])
        return bundle[other], self._unit[other], one[bundle[other]]

    def gone(self, units: Sequence[int]) -> NDArray[np.bool_]:
        """Say for each bundle whether it goes with these units."""
        mask = np.zeros(len(self.units), np.bool_)
        if units:
            mask[np.concatenate([self.of_unit[unit] for unit in units])] = True
        return mask

    def hopes(self, gain: Numbers) -> Numbers:
        """Bound what each unit adds: for any set of units, the sum of their hopes is at least the gain of the set.

        A gain of a bundle counts in full for each of its units; a loss in equal parts, which add up to no more than it.
        """
        return self.sums(np.where(gain > 0, gain, -(-gain // self.sizes)))


@dataclass(frozen=True)
class Way:
    """One way to lower a level. `last_resort`: not taken where another way is as cheap. `need` is 1 or more."""

    gain: Numbers
    need: int
    limits: tuple[tuple[Numbers, int], ...] = ()
    last_resort: bool = False


@dataclass(frozen=True)
class Answer:
    """The units found (None: none found), how many there must be at least (None: no number would do), nodes spent."""

    chosen: tuple[int, ...] | None
    at_least: int | None
    last_resort: bool = False
    nodes: int = 0


def fewest(bundles: Bundles, ways: Sequence[Way], people: Numbers, budget: int) -> Answer:
    """Find the fewest units that lower the level in one of the ways. `people`: how many are in each bundle.

    The number is exact, and proven, unless `budget` nodes of search were not enough; then `at_least` is what was
    proven. Among equally few, a way that is no last resort goes first (if the budget lasted). One unit alone is the one
    of fewest people, then of lowest number. Of several, no exchange of one for another removes fewer people in the same
    way, nor as many with a lower number.
    """
    tasks = [_Task(bundles, way, people) for way in ways]
    for task in tasks:
        task.be_greedy(_size(tasks))
        task.narrow(_size(tasks))
    # Half of the nodes ask at once for anything better; the rest go step by step, so that each step is proven.
    left = budget - _spend(_at_once(tasks), budget // 2)
    for task in tasks:
        task.raise_bound(_size(tasks))
    left -= _spend(_step_by_step(tasks), left)
    left -= _spend(_not_last_resort(tasks), left)
    k, proven = _size(tasks), min(task.at_least for task in tasks)
    if k > bundles.n_units:
        return Answer(None, None if proven > bundles.n_units else proven, nodes=budget - left)
    last_resort, _, chosen = min(task.polished() for task in tasks if task.size == k)
    return Answer(chosen, min(k, proven), last_resort, budget - left)


def _size(tasks: Sequence[_Task]) -> int:
    """Count the units of the best set found; one more than there are if none was."""
    return min(task.size for task in tasks)


def _spend(searches: Iterable[tuple[_Task, int]], budget: int) -> int:
    """Run searches until they end or the nodes do. Gives the nodes spent."""
    left = budget
    for task, most in searches:
        try:
            left -= task.search(most, left)
        except OutOfBudget:
            return budget
    return budget - left


def _at_once(tasks: Sequence[_Task]) -> Iterator[tuple[_Task, int]]:
    for task in tasks:
        while task.at_least < _size(tasks):
            yield task, _size(tasks) - 1


def _step_by_step(tasks: Sequence[_Task]) -> Iterator[tuple[_Task, int]]:
    while (k := min(task.at_least for task in tasks)) < _size(tasks):
        yield next(task for task in tasks if task.at_least == k), k


def _not_last_resort(tasks: Sequence[_Task]) -> Iterator[tuple[_Task, int]]:
    k = _size(tasks)
    for task in tasks:
        if task.at_least <= k and not task.way.last_resort and all(t.way.last_resort for t in tasks if t.size == k):
            yield task, k


class _Task:
    """What is known of one way: `at_least` so many units are needed, `chosen` do."""

    def __init__(self, bundles: Bundles, way: Way, people: Numbers) -> None:
        self.bundles, self.way, self.people = bundles, way, people
        self.limits = tuple((weight, most) for weight, most in way.limits if int(weight.sum()) > most)
        self.tests = [Test(way.gain, way.need), *self._priced_limits()]
        self.chosen: list[int] | None = None
        self._shares: Numbers = way.gain * _SCALE
        self._shared: list[Test] = []
        self._shared_for = 0
        self._useful: list[int] = []
        self.at_least = max(1, *(self._reach(test) for test in self.tests))
        if self.at_least <= bundles.n_units:
            self._choose()

    @property
    def size(self) -> int:
        """Count the units found; one more than there are if none were."""
        return len(self.chosen) if self.chosen else self.bundles.n_units + 1

    def _priced_limits(self) -> list[Test]:
        """Join each limit to the need: whatever price p is set, gain - p·weight adds up to need - p·most or more."""
        tests = []
        for weight, most in self.limits:
            heavy = weight > 0
            price = int((self.way.gain[heavy] // weight[heavy]).max())
            if price > 0:
                tests += [
                    Test(2 * self.way.gain - p * weight, 2 * self.way.need - p * most) for p in (price, 2 * price)
                ]
        return tests

    def _reach(self, test: Test) -> int:
        """Bound from below how many units pass a test: the sorted sum of their hopes. One too many if all would not."""
        if test.need <= 0:
            return 0
        none = self.bundles.n_units + 1
        if int(test.gain[test.gain > 0].sum()) < test.need:
            return none
        hopes = np.sort(self.bundles.hopes(test.gain))[::-1]
        sums = np.cumsum(hopes[hopes > 0])
        return int(np.searchsorted(sums, test.need)) + 1 if len(sums) and int(sums[-1]) >= test.need else none

    def _choose(self) -> None:
        """Settle one unit alone; else try the units of greatest hope, which is exact if no person has two."""
        sums = self.bundles.sums
        if self.at_least == 1:
            alone = sums(self.way.gain) >= self.way.need
            for weight, most in self.limits:
                alone &= sums(weight) <= most
            if alone.any():
                able = np.flatnonzero(alone)
                self.chosen = [int(able[np.argmin(sums(self.people)[able])])]
                return
            self.at_least = 2
        order = np.lexsort((sums(self.people), -self.bundles.hopes(self.way.gain)))
        first: list[int] = order[: self.at_least].tolist()
        if self._does(first):
            self.chosen = first

    def be_greedy(self, size: int) -> None:
        """Find some units that do, where fewer than `size` are asked for."""
        if self.chosen is None and self.at_least < size:
            tries = [found for test in self.tests if (found := self._greedy(test.gain))]
            self.chosen = min(tries, key=len, default=None)

    def _does(self, units: Sequence[int]) -> bool:
        gone = self.bundles.gone(units)
        enough = int(self.way.gain[gone].sum()) >= self.way.need
        return enough and all(int(weight[gone].sum()) <= most for weight, most in self.limits)

    def _greedy(self, value: Numbers) -> list[int] | None:
        """Add the unit that adds most `value` within the limits, again and again, until it does."""
        chosen: list[int] = []
        here = np.ones(len(self.bundles.units), np.int64)
        while int((self.way.gain * (1 - here)).sum()) < self.way.need:
            adds = self.bundles.sums(value * here)
            fits = adds > 0
            for weight, most in self.limits:
                fits &= self.bundles.sums(weight * here) <= most - int((weight * (1 - here)).sum())
            if not fits.any():
                return None
            unit = int(np.argmax(np.where(fits, adds, 0)))
            chosen.append(unit)
            here[self.bundles.of_unit[unit]] = 0
        return chosen

    def narrow(self, size: int) -> None:
        """Bring what is known closer, without a search, where fewer than `size` units are asked for."""
        while not self.bundles.disjoint and self.at_least < size and self._share_out(size - 1):
            size = self.size

    def raise_bound(self, size: int) -> None:
        """Prove by shares alone that as many units as they can show are needed; they may meet with fewer that do."""
        while not self.bundles.disjoint and self.at_least < size:
            k = (self.at_least + size) // 2
            if self._share_out(k) or self.at_least <= k:
                size = k

    def search(self, most: int, budget: int) -> int:
        """Find at most so many units that do, or prove that there are none. Gives the nodes spent."""
        overhead = int(self.bundles.sizes.sum()) // _TIES_A_NODE
        if overhead > budget:
            raise OutOfBudget
        if not self.bundles.disjoint and most != self._shared_for and self._share_out(most):
            return overhead
        if self.at_least > most:
            return overhead
        if not self._useful:
            self._useful = undominated(self.bundles, self.way.gain, self.limits)
        tests = [*self.tests, *self._shared]
        search = Search(self.bundles, self._useful, tests, self.limits, budget - overhead)
        found = search.find(most)
        if found:
            self.chosen = found
        else:
            self.at_least = most + 1
        return overhead + search.nodes

    def _share_out(self, k: int) -> bool:
        """Share the gain of each bundle between what is granted in advance and what its units must earn.

        For any shares 0 <= s <= gain, a set that reaches `need` earns need - Σ(gain - s) or more: the Lagrangian bound
        of maximum coverage. Shares are moved by subgradient steps towards those by which k units earn least (Held,
        Wolfe and Crowder 1974); whatever they are, the bound holds. Says whether it met with at most k units that do.
        """
        gain, need = self.way.gain * _SCALE, self.way.need * _SCALE
        movable = (gain > 0) & (self.bundles.sizes > 1)
        share, lowest = self._shares, None
        for _ in range(_ROUNDS):
            hopes = self.bundles.hopes(share)
            top = np.argsort(-hopes, kind="stable")[:k]
            top = top[hopes[top] > 0]
            bound = int((gain - share).sum()) + int(hopes[top].sum())
            if lowest is None or bound < lowest:
                lowest, self._shares = bound, share
            units: list[int] = top.tolist()
            times = self.bundles.times(units)
            if int(gain[times > 0].sum()) >= need and self._does(units):
                self.chosen = units
                return True
            excess = np.where(movable, times - 1, 0)
            norm = int((excess * excess).sum())
            if bound < need or not norm:
                break
            step = max(1, (bound - need + _SCALE) // norm)
            share = np.where(movable, np.minimum(np.maximum(share - step * excess, 0), gain), gain)
        self._shared = [Test(self._shares, need - int((gain - self._shares).sum()))]
        self._shared_for = k
        self.at_least = max(self.at_least, self._reach(self._shared[0]))
        return False

    def polished(self) -> tuple[bool, int, tuple[int, ...]]:
        """Exchange single units while that removes fewer people. Gives last resort or not, people, units in order."""
        chosen, at, in_vain = sorted(self.chosen or []), 0, 0
        block = max(1, _BLOCK // self.bundles.n_units)
        while len(chosen) > 1 and in_vain < len(chosen):
            out = chosen[at : at + block]
            exchange = self._exchange(chosen, out)
            if exchange:
                chosen = sorted({*chosen, exchange[1]} - {exchange[0]})
                in_vain = 0
            else:
                in_vain += len(out)
                at = at + block if at + block < len(chosen) else 0
        people = int(self.people[self.bundles.gone(chosen)].sum())
        return self.way.last_resort, people, tuple(chosen)

    def _exchange(self, chosen: list[int], out: list[int]) -> tuple[int, int] | None:
        """Find the best exchange of one unit of `out` for one not chosen: fewest people, then the lowest number."""
        after = self._after_exchange(chosen, out)
        fits = after[1] >= self.way.need
        for (_, most), weight in zip(self.limits, after[2:], strict=True):
            fits &= weight <= most
        fits[:, chosen] = False
        if not fits.any():
            return None
        now = int(self.people[self.bundles.gone(chosen)].sum())
        people = np.where(fits, after[0], now + 1)
        least = int(people.min())
        if least > now:
            return None
        places, units = np.nonzero(people == least)
        gives = np.array(out)[places]
        better = units < gives if least == now else np.ones(len(units), np.bool_)
        if not better.any():
            return None
        first = np.lexsort((-gives[better], units[better]))[0]
        return int(gives[better][first]), int(units[better][first])

    def _after_exchange(self, chosen: list[int], out: list[int]) -> Numbers:
        """Sum people, gain and weights over what goes once a unit of `out` is exchanged for any: (sums, out, units)."""
        tables = np.stack([self.people, self.way.gain, *(weight for weight, _ in self.limits)])
        times = self.bundles.times(chosen)
        without = tables[:, times > 0].sum(axis=1)[:, None] - self.bundles.sums(np.where(times == 1, tables, 0))[:, out]
        adds = self.bundles.sums(np.where(times == 0, tables, 0))
        after: Numbers = without[:, :, None] + adds[:, None, :]
        if not self.bundles.disjoint:
            bundle, unit, owner = self.bundles.shared_with_one(chosen)
            place = np.full(self.bundles.n_units, -1)
            place[out] = np.arange(len(out))
            mine = place[owner] >= 0
            for table, values in zip(after, tables, strict=True):
                np.add.at(table, (place[owner[mine]], unit[mine]), values[bundle[mine]])
        return after
