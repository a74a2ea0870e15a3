"""The leading components of the centred votes, without ever holding a matrix of people by statements.

A missing vote stands at its statement's mean over those who voted, so it is a zero of the centred matrix Z, and a pass
over the votes that were cast computes ZᵀZ·v exactly. The Lanczos method (Lanczos 1950; Golub, Van Loan, 4th ed., 10.1),
with full orthogonalisation, turns a few dozen such passes into the leading components.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.opinion import _kernels as kernels
from comity.opinion._parts import over
from comity.tables.votes import VoteTable

Floats = NDArray[np.float64]
_MOST_STEPS = 300
_CHECK_EVERY = 4
_LOOSE = 1e-3


@dataclass(frozen=True)
class Components:
    """vectors (C, r): unit length, orthogonal. variances (r): eigenvalues of ZᵀZ, largest first.

    total: the trace of ZᵀZ. residual: the largest ‖ZᵀZ·v - λ·v‖ / λ₁ of the exact ones, which bounds their error.
    passes: over the votes.
    """

    vectors: Floats
    variances: Floats
    total: float
    residual: float
    passes: int


def summed(work: Callable[[Floats, int, int], None], votes: VoteTable, shape: tuple[int, ...]) -> Floats:
    """Let `work` add up each part of the people in zeros of its own, and add the parts in their order."""

    def one(part: tuple[int, int]) -> Floats:
        out = np.zeros(shape)
        work(out, *part)
        return out

    parts = over(one, votes.parts())
    total = np.zeros(shape)
    for part in parts:
        total += part
    return total


def count(votes: VoteTable, classes: NDArray[np.int32], n_classes: int, weights: Floats | None = None) -> Floats:
    """Sum votes by class: shape (n_classes, C, 3) for disagree, pass, agree. Class -1 is left out."""
    w = np.ones(votes.n_people) if weights is None else weights
    arrays = (votes.indptr, votes.columns, votes.values, w, classes)
    return summed(
        lambda out, lo, hi: kernels.weighted_tally(*arrays, out, lo, hi), votes, (n_classes, votes.n_statements, 3)
    )


def count_all(votes: VoteTable, weights: Floats | None = None) -> Floats:
    """Sum the votes of everybody: shape (C, 3) for disagree, pass, agree."""
    return np.asarray(count(votes, np.zeros(votes.n_people, np.int32), 1, weights)[0])


def means(counts: Floats) -> Floats:
    """Mean vote of each statement over those who voted (agree 1, pass 0, disagree -1); 0 where none did."""
    return np.asarray((counts[:, 2] - counts[:, 0]) / np.maximum(counts.sum(axis=1), 1.0))


def leading(
    votes: VoteTable,
    mean: Floats,
    r: int,
    *,
    total: float,
    weights: Floats | None = None,
    start: Floats | None = None,
    tolerance: float = 1e-10,
    exact: int | None = None,
    seed: int = 0,
) -> Components:
    """Return the r leading components of the centred, weighted votes; zeros for those beyond the rank.

    mean (C); weights (n) default to one each; start (C): a first guess. tolerance: on the residual over λ₁; of those
    beyond the first `exact` 10⁻³ is enough, since components of mere noise lie close together and take many passes.
    """
    n_statements = votes.n_statements
    w = np.ones(votes.n_people) if weights is None else weights
    most = min(n_statements, _MOST_STEPS)
    if not most:
        return Components(np.zeros((0, r)), np.zeros(r), total, 0.0, 0)
    basis = np.zeros((most + 1, n_statements))
    basis[0] = _unit(_noise(n_statements, seed) if start is None else start + 1e-3 * _noise(n_statements, seed))
    diagonal, off = np.zeros(most), np.zeros(most)
    step, residual = 0, np.inf
    values, rotation = np.zeros(0), np.zeros((0, 0))
    while step < most:
        image = _gram_times(votes, mean, w, basis[step])
        diagonal[step] = float((image * basis[step]).sum())
        kernels.orthogonalise(basis, step + 1, image)
        off[step] = float(np.sqrt((image * image).sum()))
        scale = max(float(np.abs(diagonal[: step + 1]).max()), 1e-300)
        ended = off[step] <= 1e-13 * scale
        step += 1
        if step % _CHECK_EVERY == 0 or ended or step == most:
            values, rotation = _eigen(diagonal[:step], off[:step])
            order = np.argsort(-values, kind="stable")[:r]
            top = max(float(values[order[0]]), 1e-300)
            errors = np.abs(off[step - 1] * rotation[-1, order]) / top
            residual = 0.0 if ended else float(errors[:exact].max())
            if ended or (len(order) == min(r, most) and residual < tolerance and errors.max() < max(tolerance, _LOOSE)):
                break
        basis[step] = image / off[step - 1]
    order = np.argsort(-values, kind="stable")[:r]
    vectors = np.zeros((n_statements, r))
    variances = np.zeros(r)
    for place, j in enumerate(order):
        if values[j] <= 1e-12 * max(total, float(values[order[0]])):
            break
        vector = _unit((basis[:step] * rotation[:, j, None]).sum(axis=0))
        vectors[:, place] = vector * fix_sign(vector)
        variances[place] = float(values[j])
    return Components(vectors, variances, total, residual, step)


def fix_sign(vector: Floats) -> float:
    """Return 1 or -1, so that the entry of largest size, the first of equals, becomes positive.

    Entries within one part in 10⁹ of the largest count as equal, so that rounding does not choose.
    """
    size = np.abs(vector)
    first = int(np.argmax(size >= size.max() * (1 - 1e-9))) if len(vector) else 0
    return -1.0 if len(vector) and vector[first] < 0 else 1.0


def total_variance(counts: Floats, mean: Floats) -> float:
    """Return the trace of ZᵀZ, from counts (C, 3) and means (C)."""
    n = counts.sum(axis=1)
    return float((counts[:, 0] + counts[:, 2] - n * mean * mean).sum())


def scores(votes: VoteTable, mean: Floats, vectors: Floats) -> Floats:
    """Return Z·V: the score of each person on each component, shape (n, r)."""
    out = np.zeros((votes.n_people, vectors.shape[1]))
    arrays = (votes.indptr, votes.columns, votes.values, mean, np.ascontiguousarray(vectors), out)
    over(lambda part: kernels.score_rows(*arrays, *part), votes.parts())
    return out


def positions(raw: Floats, n_seen: NDArray[np.int64], n_columns: int) -> Floats:
    """Scale scores to the published positions: √(C/max(n,1))·Σ(x-mean)·pc (Small et al. 2021).

    n_seen (n): votes of each person, rejected statements included; n_columns: statements, rejected included.
    """
    return np.asarray(raw * np.sqrt(n_columns / np.maximum(n_seen, 1))[:, None])


def places(mean: Floats, vectors: Floats, n_columns: int) -> Floats:
    """Return where each statement stands: one agree on it alone, shape (C, r). Its length is its extremity."""
    return np.asarray((1.0 - mean)[:, None] * vectors * np.sqrt(float(n_columns)))


def _eigen(diagonal: Floats, off: Floats) -> tuple[Floats, Floats]:
    values, couplings, rotation = diagonal.copy(), off.copy(), np.eye(len(diagonal))
    couplings[-1] = 0.0
    kernels.tridiagonal_eigen(values, couplings, rotation)
    return values, rotation


def _gram_times(votes: VoteTable, mean: Floats, weights: Floats, vector: Floats) -> Floats:
    table = np.stack([mean, vector], axis=1)
    arrays = (votes.indptr, votes.columns, votes.values, weights, table)
    return summed(lambda out, lo, hi: kernels.gram_times(*arrays, out, lo, hi), votes, (votes.n_statements,))


def _unit(vector: Floats) -> Floats:
    length = float(np.sqrt((vector * vector).sum()))
    return vector / length if length > 0 else np.full(len(vector), 1.0 / np.sqrt(len(vector)))


def _noise(n: int, seed: int) -> Floats:
    return np.array([kernels.uniform(seed, c) for c in range(n)]) - 0.5
