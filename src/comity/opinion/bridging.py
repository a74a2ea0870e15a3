"""Support across the divide, by a model that needs no groups: the published model of Community Notes.

A rating r in {0, ½, 1} is modelled as μ + i_u + i_n + f_u·f_n (Wojcik et al. 2022, "Birdwatch"). What the factors of a
person and of a statement explain is agreement along the divide; what is left in the statement's intercept i_n is
agreement across it. The loss is the documented one, on sums:
Σ(r-r̂)² + 0.15·(Σi_u² + Σi_n² + μ²) + 0.03·(Σf_u² + Σf_n²).
(Their code takes the mean of the squares, which weighs the penalties otherwise; we keep to the document.)

Alternating least squares: each half-step is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.opinion import _kernels as kernels
from comity.opinion.components import summed
from comity.opinion.groups import part
from comity.tables.votes import VoteTable

Floats = NDArray[np.float64]
INTERCEPT_PENALTY, FACTOR_PENALTY = 0.15, 0.03
_TOLERANCE = 1e-5
_MOST_ROUNDS, _MOST_FULL = 400, 25
_WARM_VOTES = 1_000_000


@dataclass(frozen=True)
class Bridging:
    """intercepts, factors: of statements (C). people (n, 2): intercept and factor of each person. loss, rounds.

    settled: whether the last round moved no intercept by more than 1e-5.
    """

    mu: float
    intercepts: Floats
    factors: Floats
    people: Floats
    loss: float
    rounds: int
    settled: bool


def fit(votes: VoteTable, direction: Floats) -> Bridging:
    """Fit the model, starting from statement factors along `direction` (C): the first component.

    A large assembly starts from the fit of a sample of its people, then a bounded number of rounds reads everybody.
    """
    notes = np.zeros((votes.n_statements, 2))
    notes[:, 1] = direction * np.sqrt(max(votes.n_statements, 1)) / 4.0
    mu, rounds = 0.5, 0
    some = part(votes, _WARM_VOTES, 2) if votes.n_votes > 2 * _WARM_VOTES else None
    if some is not None:
        mu, notes, _, _, rounds, _ = _rounds(votes.select_people(some), mu, notes, _MOST_ROUNDS)
        mu, notes, people, loss, more, settled = _rounds(votes, mu, notes, _MOST_FULL)
        return Bridging(mu, notes[:, 0], notes[:, 1], people, loss, rounds + more, settled)
    mu, notes, people, loss, rounds, settled = _rounds(votes, mu, notes, _MOST_ROUNDS)
    return Bridging(mu, notes[:, 0], notes[:, 1], people, loss, rounds, settled)


def _rounds(votes: VoteTable, mu: float, notes: Floats, most: int) -> tuple[float, Floats, Floats, float, int, bool]:
    """Repeat the two half-steps until no intercept moves, sped up by SQUAREM (Varadhan and Roland 2008, scheme S3).

    Two rounds give a direction and its change; the third starts from their extrapolation, and is undone if the loss
    there is higher than where it came from.
    """
    people = np.zeros((votes.n_people, 2))
    here = np.append(notes.ravel(), mu)
    number, moved, loss = 0, np.inf, 0.0
    while number + 3 <= most and moved >= _TOLERANCE:
        first, loss = _round(votes, here, people)
        second, _ = _round(votes, first, people)
        step, bend = first - here, second - 2.0 * first + here
        bent = float((bend * bend).sum())
        reach = max(1.0, np.sqrt(float((step * step).sum()) / bent)) if bent > 0 else 1.0
        leap = here + 2.0 * reach * step + reach * reach * bend
        after, leapt = _round(votes, leap, people)
        ahead = after if leapt <= loss else second
        moved = float(np.abs((second - first)[:-1:2]).max(initial=0.0))
        here, number = ahead, number + 3
    _, loss = _round(votes, here, people)
    return float(here[-1]), here[:-1].reshape(-1, 2), people, loss, number + 1, moved < _TOLERANCE


def _round(votes: VoteTable, at: Floats, people: Floats) -> tuple[Floats, float]:
    """Solve for the people, then for the statements and μ. Returns the new point and the loss at the old one."""
    notes, mu = np.ascontiguousarray(at[:-1].reshape(-1, 2)), float(at[-1])
    arrays = (votes.indptr, votes.columns, votes.values, mu, notes, people, INTERCEPT_PENALTY, FACTOR_PENALTY)

    def work(out: Floats, lo: int, hi: int) -> None:
        # the last row holds the two totals: one array a part
        kernels.bridging_pass(*arrays, out[:-1], out[-1], lo, hi)

    found = summed(work, votes, (votes.n_statements + 1, 5))
    sums, (residual, squares) = found[:-1], found[-1, :2]
    loss = float(squares) + _penalty(mu, notes, people)
    new = _solve(sums)
    return _settle(new, people, float(residual) / (votes.n_votes + INTERCEPT_PENALTY)), loss


def _solve(sums: Floats) -> Floats:
    """Solve the two-by-two ridge problem of each statement."""
    a, b, d = sums[:, 0] + INTERCEPT_PENALTY, sums[:, 1], sums[:, 2] + FACTOR_PENALTY
    det = a * d - b * b
    return np.stack([(d * sums[:, 3] - b * sums[:, 4]) / det, (a * sums[:, 4] - b * sums[:, 3]) / det], axis=1)


def _settle(notes: Floats, people: Floats, mu: float) -> Floats:
    """Move along the ways in which the model may change without changing any r̂, to where the penalty is least.

    Factors may be scaled against each other; a constant may go from one side's factors into the other's intercepts
    (f_u + c with i_n - c·f_n, and the other way round) and from the intercepts of statements into μ. Only the small
    penalties hold these, so that without this step they take thousands of rounds. People are solved anew in the next
    round, so only the statements and μ are moved.
    """
    base, factor = people[:, 0], people[:, 1]
    i, f = notes[:, 0].copy(), notes[:, 1].copy()
    own, theirs = float((f * f).sum()), float((factor * factor).sum())
    if own == 0 or theirs == 0:
        return np.append(notes.ravel(), mu)
    shift = (INTERCEPT_PENALTY * float((i * f).sum()) - FACTOR_PENALTY * float(factor.sum())) / (
        INTERCEPT_PENALTY * own + FACTOR_PENALTY * len(factor)
    )
    i -= shift * f
    theirs += 2 * shift * float(factor.sum()) + shift * shift * len(factor)
    meeting = float((base * factor).sum()) + shift * float(base.sum())
    shift = (INTERCEPT_PENALTY * meeting - FACTOR_PENALTY * float(f.sum())) / (
        INTERCEPT_PENALTY * theirs + FACTOR_PENALTY * len(f)
    )
    f += shift
    f *= (theirs / max(float((f * f).sum()), 1e-300)) ** 0.25
    to_mu = (float(i.sum()) - mu) / (len(i) + 1)
    return np.append(np.stack([i - to_mu, f], axis=1).ravel(), mu + to_mu)


def _penalty(mu: float, notes: Floats, people: Floats) -> float:
    intercepts = mu * mu + float((notes[:, 0] ** 2).sum()) + float((people[:, 0] ** 2).sum())
    factors = float((notes[:, 1] ** 2).sum()) + float((people[:, 1] ** 2).sum())
    return INTERCEPT_PENALTY * intercepts + FACTOR_PENALTY * factors
