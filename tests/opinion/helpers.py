"""Small vote tables, and dense versions of them for independent checks."""

import numpy as np

from comity.tables.votes import VoteTable, reduce_events


def table(dense) -> VoteTable:
    """A vote table from rows of -1, 0, 1 and None."""
    matrix = np.array([[np.nan if v is None else v for v in row] for row in dense], float)
    return from_matrix(matrix)


def from_matrix(matrix) -> VoteTable:
    """A vote table from a dense matrix with NaN where nobody voted."""
    people, statements = np.nonzero(~np.isnan(matrix))
    values = matrix[people, statements].astype(np.int8)
    n, c = matrix.shape
    codes = people.astype(np.int32), statements.astype(np.int32)
    return reduce_events(*codes, values, None, n_people=n, n_statements=c)[0]


def dense(votes: VoteTable):
    """The matrix of a vote table, NaN where nobody voted."""
    matrix = np.full((votes.n_people, votes.n_statements), np.nan)
    matrix[np.repeat(np.arange(votes.n_people), np.diff(votes.indptr)), votes.columns] = votes.values
    return matrix


def random_matrix(seed, people=40, statements=12, share=0.6):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-1, 2, (people, statements)).astype(float)
    matrix[rng.random(matrix.shape) > share] = np.nan
    return matrix


def centred(matrix):
    """Votes less the mean over those who voted; 0 where nobody did."""
    counts = (~np.isnan(matrix)).sum(axis=0)
    mean = np.nansum(matrix, axis=0) / np.maximum(counts, 1)
    return np.where(np.isnan(matrix), 0.0, matrix - mean), mean
