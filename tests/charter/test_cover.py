from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.charter._cover import Bundles, Way, fewest
from comity.charter._search import undominated


def solve(sets, gain, need, people=None, budget=10**6, limits=()):
    gain = np.array(gain, np.int64)
    people = np.ones(len(gain), np.int64) if people is None else np.array(people, np.int64)
    ways = [Way(gain, need, tuple((np.array(weight, np.int64), most) for weight, most in limits))]
    return fewest(Bundles(sets), ways, people, budget)


def does(bundles, gain, need, limits, chosen):
    gone = bundles.gone(chosen)
    return gain[gone].sum() >= need and all(weight[gone].sum() <= most for weight, most in limits)


def graph(n, steps):
    return sorted({tuple(sorted((i, (i + step) % n))) for i in range(n) for step in steps})


PETERSEN = (
    [(i, (i + 1) % 5) for i in range(5)] + [(i, i + 5) for i in range(5)] + [(5 + i, 5 + (i + 2) % 5) for i in range(5)]
)


def test_the_vertices_that_cover_the_edges_of_petersens_graph():
    # A known hard case of covering: sums of degrees say 5, and 6 are needed.
    answer = solve([tuple(sorted(edge)) for edge in PETERSEN], [1] * 15, 15)
    assert (len(answer.chosen), answer.at_least) == (6, 6)


def test_greed_is_not_enough():
    # Greed takes unit 0 (6 people), then needs both of the others, which do alone.
    sets, gain = [(1,), (0, 1), (2,), (0, 2)], [2, 3, 2, 3]
    answer = solve(sets, gain, 10)
    assert (answer.chosen, answer.at_least) == ((1, 2), 2)


@pytest.mark.parametrize("budget", [1, 2, 5, 30, 100, 1000])
@pytest.mark.parametrize(("n", "steps", "need"), [(20, (2, 7, 9), 48), (20, (3, 5, 8), 48), (18, (2, 4, 7), 43)])
def test_no_more_nodes_are_spent_than_given(budget, n, steps, need):
    sets = graph(n, steps)
    cut, full = (solve(sets, [1] * len(sets), need, budget=b) for b in (budget, 10**6))
    assert cut.nodes <= budget
    assert full.nodes > 500
    assert full.at_least == len(full.chosen)
    assert cut.at_least <= full.at_least <= len(cut.chosen)


def test_a_limit_that_rules_out_all_is_proven():
    # One against is left only if nearly all others are gone, and then too few are left to count.
    sets = [(i,) for i in range(30)]
    answer = solve(sets, [1] * 30, 29, limits=[([1] * 30, 26)])
    assert (answer.chosen, answer.at_least, answer.nodes) == (None, None, 0)


bundles_of = st.integers(1, 7).flatmap(
    lambda n: st.lists(
        st.tuples(
            st.sets(st.integers(0, n - 1), min_size=1, max_size=4).map(lambda of: tuple(sorted(of))),
            st.integers(-6, 9),
            st.integers(0, 6),
            st.integers(0, 6),
        ),
        min_size=1,
        max_size=16,
        unique_by=lambda bundle: bundle[0],
    )
)


def numbered(rows):
    """Give the units that occur numbers without gaps."""
    used = sorted({unit for row in rows for unit in row[0]})
    return [tuple(used.index(unit) for unit in row[0]) for row in rows]


@settings(max_examples=400)
@given(bundles_of, st.integers(1, 30), st.none() | st.integers(0, 20))
def test_every_number_and_promise_holds(rows, need, most):
    sets = numbered(rows)
    gain, weight, people = (np.array([row[i] for row in rows], np.int64) for i in (1, 2, 3))
    limits = [] if most is None else [(weight, most)]
    bundles = Bundles(sets)
    answer = solve(sets, gain, need, people, limits=limits)

    def heads(units):
        return int(people[bundles.gone(units)].sum())

    for k in range(1, bundles.n_units + 1):
        able = [units for units in combinations(range(bundles.n_units), k) if does(bundles, gain, need, limits, units)]
        if able:
            break
    else:
        assert (answer.chosen, answer.at_least) == (None, None)
        return
    assert answer.chosen in able
    assert answer.at_least == k
    if k == 1:
        assert answer.chosen == min(able, key=lambda units: (heads(units), units))
    for units in able:
        if len(set(units) & set(answer.chosen)) == k - 1:  # one exchange away
            assert (heads(answer.chosen), answer.chosen) <= (heads(units), units)


@given(bundles_of, st.integers(1, 30))
def test_leaving_out_dominated_units_loses_nothing(rows, need):
    sets = numbered(rows)
    gain = np.array([row[1] for row in rows], np.int64)
    bundles = Bundles(sets)
    kept = undominated(bundles, gain, ())

    def smallest(units):
        return next(
            (
                k
                for k in range(1, len(units) + 1)
                if any(does(bundles, gain, need, (), chosen) for chosen in combinations(units, k))
            ),
            None,
        )

    assert smallest(kept) == smallest(range(bundles.n_units))


@given(bundles_of)
def test_hopes_bound_the_gain_of_every_set(rows):
    sets = numbered(rows)
    gain = np.array([row[1] for row in rows], np.int64)
    bundles = Bundles(sets)
    hopes = bundles.hopes(gain)
    for k in range(1, bundles.n_units + 1):
        for units in combinations(range(bundles.n_units), k):
            assert gain[bundles.gone(units)].sum() <= hopes[list(units)].sum()
