"""How many opinion groups there are, and who is in which.

Measured: the components that stand out from independent votes (Horn's parallel analysis) span the space, k-means cuts
it, and the best mean silhouette chooses k; where not even the first component stands out, there is one group.
Requested: k-means on the scores in the published plane, so that a published report can be set beside ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.opinion import _kernels as kernels
from comity.opinion import components as comp
from comity.opinion._parts import over
from comity.opinion.statistics import root
from comity.tables.votes import VoteTable

Floats = NDArray[np.float64]
Labels = NDArray[np.int32]

LEAST_VOTES, LEAST_PEOPLE = 7, 15
_NULL_DRAWS = 12
_FIRST, _NEXT = (
    4.0,
    2.0,
)  # standard deviations above independent votes: for any structure at all, for one more component
_FIT, _PAIRS = 2048, 700  # people that k-means starts from, and whose pairs the silhouettes read
_STARTS, _FIRST_STEPS, _FINISHED, _STEPS = 8, 5, 3, 50
_SPAN = 100  # points whose silhouettes are read in one go
_SETTLED = 1000  # of a large assembly: when fewer than one in so many people move, the centres stand
_GATE_VOTES = 300_000  # the gate reads about this many votes at the most


@dataclass(frozen=True)
class Structure:
    """Whether the votes hold more than independent votes would.

    deviate: how many standard deviations the first component stands above what independent votes give.
    dimensions: how many components stand out.
    """

    deviate: float
    dimensions: int


@dataclass(frozen=True)
class Cut:
    """One way to group people. labels (n) from 0, the largest group first; centres (k, d).

    silhouette: NaN for one group. stability: mean adjusted Rand index of a few resamples, NaN where not measured.
    """

    k: int
    labels: Labels
    centres: Floats
    silhouette: float
    stability: float = float("nan")


def qualified(n_seen: NDArray[np.int64], n_columns: int) -> NDArray[np.bool_]:
    """Return who can be grouped: at least min(7, C) votes, rejected statements included (Small et al. 2021).

    If that is fewer than 15, the most active are added, the first of equals in order of identifier.
    """
    enough = n_seen >= min(LEAST_VOTES, max(n_columns, 1))
    if int(enough.sum()) < LEAST_PEOPLE:
        enough[np.argsort(-n_seen, kind="stable")[:LEAST_PEOPLE]] = True
    return np.asarray(enough & (n_seen > 0))


def sample(n: int, most: int, seed: int) -> NDArray[np.int64]:
    """Return up to `most` of n places, in order; which ones depends on the seed alone."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.argpartition(_keys(n, seed), most)[:most])


def part(votes: VoteTable, most_votes: int, seed: int) -> NDArray[np.bool_] | None:
    """Return a part of the people with about so many votes, or None where everybody can be read."""
    if votes.n_votes <= most_votes:
        return None
    keep = np.zeros(votes.n_people, bool)
    keep[sample(votes.n_people, votes.n_people * most_votes // votes.n_votes, seed)] = True
    return keep


def structure(votes: VoteTable, most: int, seed: int) -> Structure:
    """Compare the leading components with those of independent votes: each cell drawn by its statement's own shares.

    Horn 1965; Buja and Eyuboglu 1992. Of a large assembly a sample of people is read.
    """
    some = part(votes, _GATE_VOTES, seed)
    if some is not None:
        votes = votes.select_people(some)
    counts = comp.count_all(votes)
    if not counts.any():
        return Structure(0.0, 0)
    real = _spectrum(votes, counts, most, seed)
    seen = np.maximum(counts.sum(axis=1), 1.0)
    below, upto = counts[:, 0] / seen, (counts[:, 0] + counts[:, 1]) / seen

    def draw(number: int) -> Floats:
        values = np.empty(votes.n_votes, np.int8)
        kernels.null_rows(votes.indptr, votes.columns, seed * 1009 + number, below, upto, values, 0, votes.n_people)
        drawn = VoteTable(votes.indptr, votes.columns, values, votes.n_statements)
        return _spectrum(drawn, comp.count_all(drawn), most, seed)

    null = np.array(over(draw, range(1, _NULL_DRAWS + 1)))
    centre = null.mean(axis=0)
    spread = np.sqrt(((null - centre) ** 2).sum(axis=0) / (_NULL_DRAWS - 1))
    deviates = (real - centre) / np.maximum(spread, 1e-9 * np.maximum(centre, 1e-300))
    if not len(deviates) or deviates[0] <= _FIRST:
        return Structure(float(deviates[0]) if len(deviates) else 0.0, 0)
    dimensions = 1
    while dimensions < len(deviates) and deviates[dimensions] > _NEXT:
        dimensions += 1
    return Structure(float(deviates[0]), dimensions)


def cut(points: Floats, weights: Floats, k: int, seed: int, starts: int = _STARTS) -> tuple[Floats, Labels]:
    """Return centres and labels of a k-means cut of weighted points (n, d) into k groups, the heaviest first."""
    n = len(points)
    places = sample(n, _FIT, seed)
    whole = len(places) == n
    fit, w = (points, weights) if whole else (np.ascontiguousarray(points[places]), weights[places])
    centres, labels = _k_means(fit, w, k, seed, starts)
    if not whole:
        labels = np.full(n, -1, np.int32)
        for _ in range(_STEPS):
            changed = assign(points, centres, labels)
            if changed <= n // _SETTLED:
                break
            mass = np.bincount(labels, weights, k)
            for x in range(points.shape[1]):
                sums = np.bincount(labels, weights * points[:, x], k)
                centres[:, x] = np.where(mass > 0, sums / np.maximum(mass, 1e-300), centres[:, x])
    mass = np.bincount(labels, weights, k)
    order = np.lexsort([*centres.T[::-1], -mass])
    rank = np.empty(k, np.int32)
    rank[order] = np.arange(k, dtype=np.int32)
    used = int((mass[order] > 0).sum())
    return centres[order][:used], rank[labels]


def assign(points: Floats, centres: Floats, labels: Labels) -> int:
    """Put everyone with the nearest centre, in place; return how many moved."""
    n = len(points)
    parts = spans(n, max(1 << 14, -(-n // 64)))
    return sum(over(lambda part: int(kernels.nearest(points, centres, labels, *part)), parts))


def cuts(
    points: Floats,
    weights: Floats,
    numbers: Sequence[int],
    seed: int,
    starts: int = _STARTS,
    pairs: int = _PAIRS,
) -> list[Cut]:
    """Cut into each of `numbers` of groups, and give each cut its mean silhouette, read from the pairs of a sample."""
    n = len(points)
    found = over(lambda k: cut(points, weights, k, seed, starts), numbers)
    places = sample(n, pairs, seed + 1)
    labels = np.array([labels[places] for _, labels in found], np.int32).reshape(len(found), len(places))
    sizes = np.array([len(centres) for centres, _ in found], np.int64)
    read = np.ascontiguousarray(points[places])
    # somebody drawn twice is no proof of a group: each is read once
    once = (weights[places] > 0).astype(np.float64)
    values = _silhouettes(read, once, labels, sizes) if found else np.zeros(0)
    return [
        Cut(len(centres), labels, centres, float(value)) for (centres, labels), value in zip(found, values, strict=True)
    ]


def most_groups(people: int, most: int) -> int:
    """Return how many groups may be looked for among so many people: published as 2 + people/12, and `most`."""
    return min(most, 2 + people // 12) if people >= 4 else 1


def best(candidates: list[Cut]) -> Cut | None:
    """Return the candidate with the highest silhouette, the fewest groups of equals."""
    return max(candidates, key=lambda c: (c.silhouette, -c.k), default=None)


def separation(points: Floats, labels: Labels, one: int, other: int) -> float:
    """Return how deep the valley between two groups is: the least density between their centres over the lower peak.

    1: no valley, they shade into one another; 0: nobody stands between. Density of the people of both on the line
    through the centres, by an Epanechnikov kernel of Silverman's width (1986, 3.4.2).
    """
    a, b = points[labels == one].mean(axis=0), points[labels == other].mean(axis=0)
    axis = b - a
    length = float(np.sqrt((axis * axis).sum()))
    both = points[(labels == one) | (labels == other)]
    if length == 0.0 or len(both) < LEAST_PEOPLE:
        return 1.0
    at = ((both - a) * (axis / length)).sum(axis=1) / length
    order = np.sort(at)
    spread = min(float(at.std()), float(order[int(0.75 * len(at))] - order[int(0.25 * len(at))]) / 1.349)
    width = 2.34 * 0.9 * max(spread, 1e-9) / float(root(np.array([1.0 * len(at)]), 5)[0])
    grid = np.linspace(-0.25, 1.25, 61)
    u = (grid[:, None] - order[sample(len(order), 4096, 0)][None, :]) / width
    density = np.where(np.abs(u) < 1, 1 - u * u, 0.0).sum(axis=1)
    left, right = density[:31].max(), density[30:].max()
    between = density[int(np.argmax(density[:31])) : 30 + int(np.argmax(density[30:])) + 1]
    return float(between.min() / max(min(left, right), 1e-300)) if len(between) else 1.0


def adjusted_rand(one: Labels, other: Labels) -> float:
    """Return the adjusted Rand index of two labellings of the same people (Hubert and Arabie 1985).

    1: the same groups; 0: no better than chance. Two labellings of one group each agree: 1.
    """
    a, b = np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]
    table = np.bincount(a * (int(b.max(initial=0)) + 1) + b).astype(float)
    cells = float((table * (table - 1) / 2).sum())
    rows = float((np.bincount(a) * (np.bincount(a) - 1.0) / 2).sum())
    cols = float((np.bincount(b) * (np.bincount(b) - 1.0) / 2).sum())
    pairs = len(a) * (len(a) - 1.0) / 2
    expected = rows * cols / pairs if pairs else 0.0
    most = (rows + cols) / 2
    return 1.0 if most == expected else (cells - expected) / (most - expected)


def _k_means(points: Floats, weights: Floats, k: int, seed: int, starts: int) -> tuple[Floats, Labels]:
    """Return centres and labels of the best of several k-means++ starts, the first of equals.

    Every start takes a few steps; the two that have come furthest are taken to the end.
    """
    n, d = points.shape
    gap, sums, mass = np.empty(n), np.empty((k, d)), np.empty(k)
    runs: list[tuple[float, int, Floats, Labels]] = []
    for start in range(starts):
        centres, labels = np.empty((k, d)), np.full(n, -1, np.int32)
        kernels.spread_centres(points, weights, centres, gap, seed * 8191 + start)
        loss = float(kernels.lloyd(points, weights, centres, labels, sums, mass, _FIRST_STEPS))
        runs.append((loss, start, centres, labels))
    finished = []
    for _, start, centres, labels in sorted(runs, key=lambda run: run[:2])[:_FINISHED]:
        loss = float(kernels.lloyd(points, weights, centres, labels, sums, mass, _STEPS))
        finished.append((loss, start, centres, labels))
    _, _, centres, labels = min(finished, key=lambda run: run[:2])
    return centres, labels


def _silhouettes(points: Floats, weights: Floats, labels: Labels, sizes: NDArray[np.int64]) -> Floats:
    most = int(sizes.max())
    mass = np.stack([np.bincount(row, weights, most) for row in labels])

    def one(part: tuple[int, int]) -> Floats:
        out = np.zeros(len(labels))
        kernels.silhouettes(points, weights, labels, sizes, mass, np.empty(mass.shape), out, *part)
        return out

    total = np.zeros(len(labels))
    for part in over(one, spans(len(points), _SPAN)):
        total += part
    return total / max(float(weights.sum()), 1.0)


def spans(n: int, size: int) -> list[tuple[int, int]]:
    """Cut 0..n into ranges of `size`, the last one shorter."""
    return [(lo, min(lo + size, n)) for lo in range(0, n, size)]


def _spectrum(votes: VoteTable, counts: Floats, most: int, seed: int) -> Floats:
    mean = comp.means(counts)
    found = comp.leading(votes, mean, most, total=0.0, tolerance=2e-2, seed=seed)
    return found.variances


def _keys(n: int, seed: int) -> NDArray[np.uint64]:
    """SplitMix64 of every place at once: the same numbers as `kernels.mix`."""
    z = np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z += np.uint64(seed * 0xD1342543DE82EF95 % (1 << 64))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))
