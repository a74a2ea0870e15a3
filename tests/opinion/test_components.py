import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.opinion import components as comp
from comity.simulate.assembly import large, simulate
from tests.opinion.helpers import centred, dense, from_matrix, random_matrix, table


def leading(votes, r, **options):
    counts = comp.count(votes, np.zeros(votes.n_people, np.int32), 1)[0]
    mean = comp.means(counts)
    return comp.leading(votes, mean, r, total=comp.total_variance(counts, mean), **options), mean


@given(st.integers(0, 10_000), st.integers(2, 60), st.integers(2, 15))
def test_components_equal_the_singular_vectors_of_the_dense_matrix(seed, people, statements):
    matrix = random_matrix(seed, people, statements)
    z, _ = centred(matrix)
    _, singular, right = np.linalg.svd(z, full_matrices=False)
    r = min(3, statements)
    found, _ = leading(from_matrix(matrix), r)
    expected = np.zeros(r)
    expected[: min(r, len(singular))] = (singular**2)[:r]
    assert found.variances == pytest.approx(expected, abs=1e-8 * max(1.0, expected[0]))
    assert found.total == pytest.approx((z**2).sum())
    for j in range(min(r, len(singular))):
        gap = np.min(np.abs(np.delete(singular**2, j) - singular[j] ** 2), initial=np.inf)
        if singular[j] > 1e-6 and gap > 1e-3:
            assert abs(found.vectors[:, j] @ right[j]) == pytest.approx(1.0, abs=1e-8)


def test_the_largest_loading_is_positive():
    found, _ = leading(from_matrix(random_matrix(3)), 3)
    for vector in found.vectors.T:
        assert vector[np.argmax(np.abs(vector))] > 0


def test_sign_rule_takes_the_first_of_equals():
    assert comp.fix_sign(np.array([-0.5, 0.5, 0.1])) == -1.0
    assert comp.fix_sign(np.array([0.1, -0.7, 0.7 - 1e-12])) == -1.0


def test_weights_count_people_as_often_as_they_say():
    matrix = random_matrix(5, 12, 6)
    weights = np.array([0, 1, 2, 3] * 3, float)
    repeated = np.repeat(matrix, weights.astype(int), axis=0)
    votes = from_matrix(matrix)
    counts = comp.count(votes, np.zeros(12, np.int32), 1, weights)[0]
    mean = comp.means(counts)
    weighted = comp.leading(votes, mean, 2, total=0.0, weights=weights)
    plain, plain_mean = leading(from_matrix(repeated), 2)
    assert mean == pytest.approx(plain_mean)
    assert weighted.variances == pytest.approx(plain.variances)
    assert weighted.vectors == pytest.approx(plain.vectors, abs=1e-7)


def test_positions_and_places_by_hand():
    # one statement is split, on the other all agree: the component is the first statement alone
    votes = table([[1, 1], [-1, 1], [1, None], [-1, 1]])
    found, mean = leading(votes, 1)
    assert mean.tolist() == [0.0, 1.0]
    assert found.vectors[:, 0] == pytest.approx([1.0, 0.0])
    raw = comp.scores(votes, mean, found.vectors)
    assert raw[:, 0] == pytest.approx([1.0, -1.0, 1.0, -1.0])
    seen = np.array([2, 2, 1, 5])  # the last one also voted on three rejected statements, of five in all
    scaled = comp.positions(raw, seen, 5)
    assert scaled[:, 0] == pytest.approx([np.sqrt(5 / 2), -np.sqrt(5 / 2), np.sqrt(5), -1.0])
    assert comp.places(mean, found.vectors, 5)[:, 0] == pytest.approx([np.sqrt(5), 0.0])


def test_an_assembly_in_many_parts_gives_the_same_as_the_dense_matrix():
    votes = large(9_000, 60, 9_000 * 40, seed=2)
    assert len(votes.parts()) > 1
    z, _ = centred(dense(votes))
    found, _ = leading(votes, 2)
    assert found.variances == pytest.approx(np.linalg.eigvalsh(z.T @ z)[::-1][:2], rel=1e-9)


@pytest.mark.parametrize("rows", [[[1, 1], [1, 1]], [[None, None]], [[0]], [[1, None], [None, -1]]])
def test_votes_without_variance_give_components_of_none(rows):
    found, mean = leading(table(rows), 2)
    assert found.variances.tolist() == [0.0, 0.0]
    assert not found.vectors.any()
    assert np.isfinite(found.vectors).all() and np.isfinite(mean).all()


def test_the_start_does_not_change_the_answer():
    votes = simulate(3, people=300, statements=30).consultation.votes
    one, _ = leading(votes, 2, seed=1)
    two, _ = leading(votes, 2, seed=99)
    assert one.vectors == pytest.approx(two.vectors, abs=1e-8)
