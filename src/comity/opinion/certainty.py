"""How sure the answer is: people drawn again, with replacement, and the whole analysis repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from comity.base.progress import Progress, silent
from comity.opinion import _kernels as kernels
from comity.opinion import components as comp
from comity.opinion import groups as grouping
from comity.opinion._parts import over
from comity.opinion.groups import Cut, Labels
from comity.tables.votes import VoteTable

Floats = NDArray[np.float64]
LEVEL = 0.95
_Z = 1.959963984540054
_STARTS, _PAIRS = 4, 300
_BATCH = 10


@dataclass(frozen=True)
class Resampled:
    """What came of drawing the people again.

    adjusted_rand (b): agreement of each resample's groups with ours, over all grouped people.
    numbers (b): the number of groups that each resample would choose.
    shares (b, k + 1, C): share of agreement in each of our groups, as the resample draws them, and in the whole
    assembly (last); NaN where nobody drawn had voted. None where only a part of a large assembly was drawn.
    people: how many were drawn each time.
    """

    adjusted_rand: Floats
    numbers: NDArray[np.int64]
    shares: Floats | None
    people: int


@dataclass(frozen=True)
class Space:
    """How people are placed before they are cut: `scaled` to the published positions or raw scores, in r components."""

    components: comp.Components
    scaled: bool
    n_seen: NDArray[np.int64]
    n_columns: int

    def points(self, votes: VoteTable, mean: Floats, vectors: Floats, who: NDArray[np.bool_]) -> Floats:
        """Place the people in `who`: shape (people, r)."""
        raw = comp.scores(votes, mean, vectors)
        placed = comp.positions(raw, self.n_seen, self.n_columns) if self.scaled else raw
        return np.ascontiguousarray(placed[who])


def stability(
    votes: VoteTable, space: Space, who: NDArray[np.bool_], candidates: list[Cut], *, draws: int, seed: int
) -> Floats:
    """Return, for each candidate cut, the mean adjusted Rand index of a few resamples with it."""

    def one(number: int) -> list[float]:
        times, points = _draw(votes, space, who, seed * 50_021 + number)
        again = [grouping.cut(points, times[who], c.k, number, _STARTS)[1] for c in candidates]
        return [grouping.adjusted_rand(mine, c.labels) for mine, c in zip(again, candidates, strict=True)]

    return np.asarray(np.array(over(one, range(draws))).reshape(draws, len(candidates)).mean(axis=0))


def resample(
    votes: VoteTable,
    space: Space,
    who: NDArray[np.bool_],
    chosen: Cut,
    numbers: Sequence[int],
    *,
    resamples: int,
    seed: int,
    whole: bool = True,
    progress: Progress = silent,
) -> Resampled:
    """Draw the people `resamples` times (Efron 1979) and repeat means, components, groups and shares each time.

    chosen: the cut of the people in `who`. numbers: of groups among which a resample chooses. whole: whether the votes
    are of everybody, so that shares can be read.
    """
    k = chosen.k

    def one(number: int) -> tuple[float, int, Floats | None]:
        times, points = _draw(votes, space, who, seed * 100_003 + number)
        weights = times[who]
        best = grouping.best(grouping.cuts(points, weights, numbers, number, _STARTS, _PAIRS))
        same = best is not None and best.k == k
        theirs = best.labels if best is not None and same else grouping.cut(points, weights, k, number, _STARTS)[1]
        rand = grouping.adjusted_rand(theirs, chosen.labels)
        shares = _shares(votes, times, who, _match(theirs, chosen.labels, k), k) if whole else None
        return rand, best.k if best else 1, shares

    results: list[tuple[float, int, Floats | None]] = []
    for begin in range(0, resamples, _BATCH):
        results += over(one, range(begin, min(begin + _BATCH, resamples)))
        progress("Drawing the people again", len(results) / resamples)
    shares = [row[2] for row in results if row[2] is not None]
    return Resampled(
        np.array([row[0] for row in results]),
        np.array([row[1] for row in results]),
        np.array(shares) if shares else None,
        votes.n_people,
    )


def _draw(votes: VoteTable, space: Space, who: NDArray[np.bool_], seed: int) -> tuple[Floats, Floats]:
    """Draw the people once: how often each was drawn, and where the people in `who` then stand."""
    times = np.zeros(votes.n_people)
    kernels.resample(seed, times)
    mean = comp.means(comp.count_all(votes, times))
    vectors = space.components.vectors
    found = comp.leading(
        votes, mean, vectors.shape[1], total=0.0, weights=times, start=vectors.sum(axis=1), tolerance=1e-4, seed=seed
    )
    return times, space.points(votes, mean, found.vectors, who)


def _shares(votes: VoteTable, times: Floats, who: NDArray[np.bool_], labels: Labels, k: int) -> Floats:
    """Share of agreement (k + 1, C) in each group of a resample and in all; NaN where nobody drawn had voted."""
    groups = np.full(votes.n_people, k, np.int32)
    groups[who] = labels
    counts = comp.count(votes, groups, k + 1, times)
    counts[k] = counts.sum(axis=0)
    seen = counts.sum(axis=2)
    return np.where(seen > 0, counts[:, :, 2] / np.maximum(seen, 1.0), np.nan)


def interval(values: Floats) -> tuple[float, float]:
    """Return the percentile interval of resampled values (b), at LEVEL."""
    order = np.sort(values)
    tail = (1 - LEVEL) / 2
    low, high = int(tail * len(order)), int(np.ceil((1 - tail) * len(order))) - 1
    return float(order[low]), float(order[max(high, low)])


def wilson(successes: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Return the score interval of a share at LEVEL (Wilson 1927); 0 to 1 where nobody voted."""
    n = np.maximum(seen, 1.0)
    p, z2 = successes / n, _Z * _Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    none = seen == 0
    return np.where(none, 0.0, np.maximum(centre - half, 0.0)), np.where(none, 1.0, np.minimum(centre + half, 1.0))


def share_intervals(counts: Floats, resampled: Resampled | None) -> tuple[Floats, Floats]:
    """Return low and high (k + 1, C) for the share of agreement of each group and of all. counts (k + 1, C, 3).

    The wider of Wilson's interval, which holds for few votes but takes the groups as given, and the percentiles of
    the resamples, which let the groups change but cannot see beyond the votes that were cast.
    """
    seen = counts.sum(axis=2)
    low, high = wilson(counts[:, :, 2], seen)
    if resampled is None or resampled.shares is None or len(resampled.shares) < 2:
        return low, high
    ordered = np.sort(resampled.shares, axis=0)  # NaN sorts last
    valid = (~np.isnan(resampled.shares)).sum(axis=0)
    tail = (1 - LEVEL) / 2
    at_low = (tail * valid).astype(np.int64)
    at_high = np.maximum(np.ceil((1 - tail) * valid).astype(np.int64) - 1, 0)
    lower = np.take_along_axis(ordered, at_low[None].clip(max=len(ordered) - 1), axis=0)[0]
    upper = np.take_along_axis(ordered, at_high[None], axis=0)[0]
    return np.fmin(low, lower), np.fmax(high, upper)


def _match(theirs: Labels, ours: Labels, k: int) -> Labels:
    """Rename the groups of a resample after ours, so that as many people as possible keep their group."""
    table = np.bincount(theirs.astype(np.int64) * k + ours, minlength=k * k).reshape(k, k)
    if k <= 6:
        names = max(permutations(range(k)), key=lambda order: sum(int(table[g, order[g]]) for g in range(k)))
        return np.asarray(np.array(names, np.int32)[theirs])
    renamed = np.zeros(k, np.int32)
    left = table.copy()
    for _ in range(k):
        g, name = divmod(int(np.argmax(left)), k)
        renamed[g] = name
        left[g, :], left[:, name] = -1, -1
    return np.asarray(renamed[theirs])
