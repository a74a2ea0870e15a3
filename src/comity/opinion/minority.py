"""A stable minority inside a group, which the map of the whole assembly does not show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.opinion import certainty, statistics
from comity.opinion import components as comp
from comity.opinion import groups as grouping
from comity.opinion.certainty import Space
from comity.tables.votes import VoteTable

Floats = NDArray[np.float64]
LEAST_PEOPLE, LEAST_SHARE = 5, 0.03
_LEAST_GROUP = 30
_STABLE, _VALLEY = 0.7, 0.7
_RESAMPLES, _MOST_VOTES, _MOST_COMPONENTS = 30, 100_000, 3


@dataclass(frozen=True)
class Minority:
    """who (n): its members. stability: mean adjusted Rand index of resamples. telling: (statement, vote) against its
    group, most telling first. counts (2, C, 3): the rest of the group, and the minority.
    """

    who: NDArray[np.bool_]
    stability: float
    telling: list[tuple[int, int]]
    counts: Floats


def find(
    votes: VoteTable, n_seen: NDArray[np.int64], n_columns: int, members: NDArray[np.bool_], seed: int
) -> Minority | None:
    """Look inside the group `members` (n) for a minority that comes back when its people are drawn again.

    It must stand out from independent votes, be parted from the rest of the group by a valley, be no smaller than
    five people, come back in resamples, and hold something against its group. A group of fewer than 30 people is not
    looked into; of a large group a sample is, and everybody is then put on the nearer side.
    """
    size = int(members.sum())
    if size < _LEAST_GROUP:
        return None
    inside, seen = votes.select_people(members), n_seen[members]
    read = np.ones(size, bool)
    if inside.n_votes > _MOST_VOTES:
        read[:] = False
        read[grouping.sample(size, max(_LEAST_GROUP, size * _MOST_VOTES // inside.n_votes), seed)] = True
    some, some_seen = (inside, seen) if read.all() else (inside.select_people(read), seen[read])
    found = grouping.structure(some, _MOST_COMPONENTS, seed)
    if not found.dimensions:
        return None
    mean = comp.means(comp.count_all(some))
    leading = comp.leading(some, mean, found.dimensions, total=0.0, tolerance=1e-8, seed=seed)
    active = some_seen >= np.median(some_seen)  # those who voted little blur any valley
    for j in range(found.dimensions):
        one = comp.Components(leading.vectors[:, j : j + 1], leading.variances[j : j + 1], 0.0, 0.0, 0)
        space = Space(one, True, some_seen, n_columns)
        points = space.points(some, mean, one.vectors, active)
        centres, labels = grouping.cut(points, np.ones(len(points)), 2, seed)
        if int((labels == 1).sum()) < max(LEAST_PEOPLE, LEAST_SHARE * len(points)):
            continue
        if grouping.separation(points, labels, 0, 1) > _VALLEY:
            continue
        chosen = grouping.Cut(2, labels, centres, float("nan"))
        stability = float(certainty.stability(some, space, active, [chosen], draws=_RESAMPLES, seed=seed + 17)[0])
        if stability >= _STABLE:
            return _describe(inside, members, Space(one, True, seen, n_columns), mean, centres, stability)
    return None


def _describe(
    inside: VoteTable,
    members: NDArray[np.bool_],
    space: Space,
    mean: Floats,
    centres: Floats,
    stability: float,
) -> Minority | None:
    sides = np.full(inside.n_people, -1, np.int32)
    placed = space.points(inside, mean, space.components.vectors, np.ones(inside.n_people, bool))
    grouping.assign(placed, centres, sides)
    counts = comp.count(inside, sides, 2)
    agree, disagree = statistics.representativeness(counts, 1), statistics.representativeness(counts, -1)
    telling = [
        (statement, vote)
        for statement, vote in statistics.characteristic(counts)[1]
        if (agree if vote > 0 else disagree).passes[1, statement]
    ]
    if not telling or int((sides == 1).sum()) < LEAST_PEOPLE:
        return None
    who = np.zeros(len(members), bool)
    who[np.flatnonzero(members)[sides == 1]] = True
    return Minority(who, stability, telling, counts)
