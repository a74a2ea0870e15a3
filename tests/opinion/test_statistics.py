import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from comity.opinion import statistics

counts_of = hnp.arrays(
    np.float64, st.tuples(st.integers(2, 4), st.integers(1, 6), st.just(3)), elements=st.integers(0, 50)
)


def test_formulas_by_hand():
    # 8 of 10 agree: (8+1)/(10+2); 2·√11·(9/11 - 1/2)
    assert statistics.probability(np.array(8.0), np.array(10.0)) == pytest.approx(0.75)
    assert statistics.share_test(np.array(8.0), np.array(10.0)) == pytest.approx(2.110579412, abs=1e-9)
    # 8 of 10 against 3 of 20, one added to all four: 9/11, 4/21, pooled 13/32
    expected = (9 / 11 - 4 / 21) / np.sqrt(13 / 32 * 19 / 32 * (1 / 11 + 1 / 21))
    found = statistics.difference_test(*map(np.array, (8.0, 10.0, 3.0, 20.0)))
    assert found == pytest.approx(expected, abs=1e-12)


def test_difference_test_is_zero_where_everybody_agrees():
    assert statistics.difference_test(*map(np.array, (4.0, 4.0, 9.0, 9.0))) == 0.0


def test_ratio_compares_with_the_other_groups():
    counts = np.array([[[2, 0, 8]], [[17, 0, 3]]], float)
    found = statistics.representativeness(counts, 1)
    assert found.ratio[:, 0] == pytest.approx([(9 / 12) / (4 / 22), (4 / 22) / (9 / 12)])
    assert found.ratio_test[0, 0] == pytest.approx(-found.ratio_test[1, 0])


def test_characteristic_puts_the_best_agree_first_and_agrees_before_disagrees():
    # statements: 0 split by group, agree; 1 split, disagree; 2 all agree; 3 nobody voted
    group = [[1, 1, 30], [28, 2, 2], [1, 1, 30], [0, 0, 0]]
    rest = [[30, 1, 1], [2, 2, 28], [1, 1, 30], [0, 0, 0]]
    counts = np.array([group, rest], float)
    assert statistics.characteristic(counts)[0] == [(0, 1), (1, -1)]
    assert statistics.characteristic(counts)[1] == [(1, 1), (0, -1)]


def test_characteristic_falls_back_to_the_largest_difference():
    counts = np.array([[[3, 9, 2], [4, 9, 1]], [[2, 9, 3], [1, 9, 4]]], float)
    assert len(statistics.characteristic(counts)[0]) == 1


def test_one_group_has_nothing_to_differ_from():
    assert statistics.characteristic(np.ones((1, 3, 3))) == [[]]


def test_consensus_needs_a_share_above_half_and_enough_votes():
    counts = np.array([[0, 0, 40], [2, 10, 60], [0, 0, 1], [30, 0, 30], [50, 2, 3]], float)
    # by hand, share times test: 6.25, 4.73, 0.94 (the published test is passed by one vote of one)
    assert statistics.consensus(counts, 1) == [0, 1, 2]
    assert statistics.consensus(counts, -1) == [4]


@given(counts_of)
def test_group_aware_mean_is_the_root_of_the_product(counts):
    product, mean = statistics.group_aware(counts, 1)
    share = (counts[:, :, 2] + 1) / (counts.sum(axis=2) + 2)
    assert product == pytest.approx(share.prod(axis=0))
    assert mean == pytest.approx(share.prod(axis=0) ** (1 / len(counts)), rel=1e-12)
    assert (mean <= share.max(axis=0) * (1 + 1e-12)).all() and (mean >= share.min(axis=0) * (1 - 1e-12)).all()


def test_the_mean_does_not_shrink_as_groups_grow_in_number():
    for k in (1, 2, 6):
        counts = np.tile(np.array([[[5, 2, 93]]], float), (k, 1, 1))
        assert statistics.group_aware(counts, 1)[1][0] == pytest.approx(94 / 102)


def test_priority_by_hand():
    # P=1, A=3, S=5, E=0.5: [(1 - 2/7)·1.5·(4/7)·(1 + 8·2^-1)]²
    expected = ((1 - 2 / 7) * 1.5 * (4 / 7) * 5) ** 2
    assert statistics.priority(np.array([[1.0, 1.0, 3.0]]), np.array([0.5]))[0] == pytest.approx(expected)


def test_divisiveness_needs_two_groups_with_five_voters():
    counts = np.array([[[0, 0, 10], [0, 0, 4]], [[10, 0, 0], [10, 0, 0]]], float)
    found = statistics.divisiveness(counts)
    assert found[0] == 1.0 and np.isnan(found[1])
    assert np.isnan(statistics.divisiveness(counts[:1])).all()


@given(counts_of)
def test_divisiveness_is_between_none_and_all(counts):
    found = statistics.divisiveness(counts)
    assert np.all(np.isnan(found) | ((found >= 0) & (found <= 1)))
