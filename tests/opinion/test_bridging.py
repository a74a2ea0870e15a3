import numpy as np
import pytest

from comity.opinion import bridging
from tests.opinion.helpers import dense, from_matrix, random_matrix


def loss(matrix, mu, notes, people):
    rated = (matrix + 1) / 2
    guess = mu + people[:, :1] + notes[None, :, 0] + people[:, 1:] * notes[None, :, 1]
    squares = np.nansum((rated - guess) ** 2)
    intercepts = mu**2 + (notes[:, 0] ** 2).sum() + (people[:, 0] ** 2).sum()
    return squares + 0.15 * intercepts + 0.03 * ((notes[:, 1] ** 2).sum() + (people[:, 1] ** 2).sum())


def divided_assembly(seed=0):
    """Two camps: on statements 0-9 they oppose each other, on 10-14 all agree, on 15-19 nobody does."""
    rng = np.random.default_rng(seed)
    camp = np.arange(200) % 2
    chance = np.empty((200, 20))
    chance[:, :10] = np.where((camp[:, None] + np.arange(10)) % 2, 0.9, 0.1)
    chance[:, 10:15], chance[:, 15:] = 0.9, 0.1
    matrix = np.where(rng.random(chance.shape) < chance, 1.0, -1.0)
    matrix[rng.random(chance.shape) < 0.3] = np.nan
    return matrix


def fitted(matrix):
    votes = from_matrix(matrix)
    direction = np.where(np.arange(matrix.shape[1]) % 2, 1.0, -1.0) / np.sqrt(matrix.shape[1])
    return bridging.fit(votes, direction), dense(votes)


def test_the_loss_is_the_documented_one_and_no_step_lowers_it():
    found, matrix = fitted(divided_assembly())
    notes = np.stack([found.intercepts, found.factors], axis=1)
    here = loss(matrix, found.mu, notes, found.people)
    assert found.settled
    assert here == pytest.approx(found.loss, rel=1e-9)
    rng = np.random.default_rng(0)
    for _ in range(50):
        moved = loss(
            matrix,
            found.mu + rng.normal() * 1e-3,
            notes + rng.normal(size=notes.shape) * 1e-3,
            found.people + rng.normal(size=found.people.shape) * 1e-3,
        )
        assert moved > here - 1e-6


def test_support_across_the_divide_outranks_support_of_one_camp():
    found, _ = fitted(divided_assembly())
    assert found.intercepts[10:15].min() > found.intercepts[:10].max() + 0.1
    assert found.intercepts[15:].max() < found.intercepts[:10].min() - 0.1
    assert np.abs(found.factors[:10]).min() > np.abs(found.factors[10:]).max()


def test_a_bloc_that_votes_alike_moves_the_mean_more_than_the_intercept():
    matrix = divided_assembly()
    bloc = np.full((150, 20), np.nan)
    bloc[:, :10] = np.where(np.arange(10) % 2, 1.0, -1.0)  # all of one camp: agree with their half of the split ones
    before, _ = fitted(matrix)
    after, _ = fitted(np.vstack([matrix, bloc]))
    odd = np.arange(1, 10, 2)
    mean_moved = np.nanmean(np.vstack([matrix, bloc])[:, odd]) - np.nanmean(matrix[:, odd])
    bridge_moved = 2 * float(
        (after.intercepts[odd] - before.intercepts[odd]).mean()
    )  # ratings are half as wide as votes
    assert bridge_moved < 0.7 * mean_moved


def test_nobody_voted_is_no_error():
    found = bridging.fit(from_matrix(np.full((3, 2), np.nan)), np.zeros(2))
    assert found.intercepts.tolist() == [0.0, 0.0]


def test_a_random_assembly_settles():
    found, matrix = fitted(random_matrix(4, 60, 10))
    notes = np.stack([found.intercepts, found.factors], axis=1)
    assert loss(matrix, found.mu, notes, found.people) == pytest.approx(found.loss, rel=1e-9)
