from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.opinion import groups
from comity.opinion.analysis import Settings, analyse
from comity.simulate.assembly import simulate
from tests.conftest import SOAK

SEEDS = range(20) if SOAK else range(4)
labels_of = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30)


@given(labels_of)
def test_adjusted_rand_equals_its_definition_over_pairs(pairs):
    one, two = (np.array(x, np.int32) for x in zip(*pairs, strict=True))
    both = sum(one[i] == one[j] and two[i] == two[j] for i, j in combinations(range(len(one)), 2))
    first = sum(one[i] == one[j] for i, j in combinations(range(len(one)), 2))
    second = sum(two[i] == two[j] for i, j in combinations(range(len(one)), 2))
    total = len(one) * (len(one) - 1) / 2
    expected, most = first * second / total, (first + second) / 2
    index = 1.0 if most == expected else (both - expected) / (most - expected)
    assert groups.adjusted_rand(one, two) == pytest.approx(index)


@given(labels_of, st.permutations(range(4)))
def test_adjusted_rand_does_not_know_names(pairs, names):
    one, two = (np.array(x, np.int32) for x in zip(*pairs, strict=True))
    assert groups.adjusted_rand(one, np.array(names, np.int32)[two]) == pytest.approx(groups.adjusted_rand(one, two))


def test_silhouettes_equal_their_definition():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(40, 2)) + np.repeat([[0, 0], [4, 1]], 20, axis=0)
    cuts = groups.cuts(points, np.ones(40), range(2, 5), 1)
    distance = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    for cut in cuts:
        values = []
        for p in range(40):
            own = cut.labels == cut.labels[p]
            if own.sum() == 1:
                values.append(0.0)
                continue
            a = distance[p, own].sum() / (own.sum() - 1)
            b = min(distance[p, cut.labels == g].mean() for g in range(cut.k) if g != cut.labels[p])
            values.append((b - a) / max(a, b))
        assert cut.silhouette == pytest.approx(np.mean(values))


def test_cut_names_the_largest_group_first():
    points = np.repeat([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], [3, 10, 5], axis=0)
    centres, labels = groups.cut(points, np.ones(18), 3, 1)
    assert np.bincount(labels).tolist() == [10, 5, 3]
    assert centres.tolist() == [[9, 0], [0, 9], [0, 0]]


def test_cut_of_fewer_places_than_groups_leaves_no_empty_group():
    centres, labels = groups.cut(np.zeros((6, 2)), np.ones(6), 3, 1)
    assert len(centres) == 1 and set(labels.tolist()) == {0}


def test_a_large_assembly_is_cut_as_a_small_one():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 30_000)
    points = rng.normal(size=(30_000, 2)) * 0.5 + np.array([[0, 0], [5, 0], [0, 5]])[truth]
    _, labels = groups.cut(points, np.ones(30_000), 3, 1)
    assert groups.adjusted_rand(labels, truth.astype(np.int32)) > 0.99


def test_sample_is_fixed_by_its_seed():
    assert groups.sample(10, 20, 1).tolist() == list(range(10))
    assert groups.sample(1000, 50, 1).tolist() == groups.sample(1000, 50, 1).tolist()
    assert len(set(groups.sample(1000, 50, 1).tolist())) == 50
    assert groups.sample(1000, 50, 1).tolist() != groups.sample(1000, 50, 2).tolist()


def test_separation_tells_a_gap_from_a_slope():
    rng = np.random.default_rng(2)
    line = np.sort(rng.normal(size=600))[:, None] * np.array([[1.0, 0.0]])
    half = (np.arange(600) >= 300).astype(np.int32)
    apart = line + np.where(half, 5.0, 0.0)[:, None]
    assert groups.separation(line, half, 0, 1) > 0.9
    assert groups.separation(apart, half, 0, 1) < 0.2


@pytest.mark.parametrize(
    ("seen", "n", "expected"),
    [
        ([7] * 20 + [6], 50, 20),
        ([3] * 20, 3, 20),
        ([7] * 3 + [5] * 4, 50, 7),
        ([9] * 10 + [1] * 10, 50, 15),
        ([0, 8], 9, 1),
    ],
)
def test_who_can_be_grouped(seen, n, expected):
    assert int(groups.qualified(np.array(seen), n).sum()) == expected


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_the_number_of_groups_is_found(k):
    right = 0
    for seed in SEEDS:
        assembly = simulate(k, seed=seed)
        found = analyse(
            assembly.consultation.votes, assembly.consultation.rejected, Settings(resamples=0, minorities=False)
        )
        right += found.k == k
        if found.k == k > 1:
            who = found.labels >= 0
            assert groups.adjusted_rand(found.labels[who], assembly.group[who]) > 0.5
    assert right >= 0.9 * len(SEEDS)


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_one_group(seed):
    rng = np.random.default_rng(seed)
    matrix = rng.choice([-1.0, 0.0, 1.0], (500, 40), p=[0.3, 0.1, 0.6])
    matrix[rng.random(matrix.shape) < 0.5] = np.nan
    from tests.opinion.helpers import from_matrix

    found = analyse(from_matrix(matrix), np.zeros(40, bool), Settings(resamples=0))
    assert found.k == 1
    assert found.structure.dimensions == 0
