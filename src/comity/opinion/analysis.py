"""The whole analysis of one consultation, from votes to an `Opinion`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from comity.base.progress import Progress, silent
from comity.opinion import bridging, certainty, minority, statistics
from comity.opinion import components as comp
from comity.opinion import groups as grouping
from comity.opinion.bridging import Bridging
from comity.opinion.certainty import Resampled, Space
from comity.opinion.groups import Cut, Labels, Structure
from comity.opinion.minority import Minority
from comity.tables.votes import VoteTable

Floats = NDArray[np.float64]
_PLANE = 2
_RESAMPLED_VOTES, _GATE_VOTES = 3_000_000, 150_000
_GATE_DRAWS = 10
STABLE = 0.6
"""A cut whose groups agree less than this with those of resamples (mean adjusted Rand index) is not reported."""


@dataclass(frozen=True)
class Settings:
    """How to analyse. groups: a number asked for, or None to measure it; most_groups: the most that may be measured.

    resamples: how often people are drawn again, 0 for not at all. seed: of all random numbers.
    """

    groups: int | None = None
    most_groups: int = 5
    resamples: int = 100
    seed: int = 1
    minorities: bool = True


@dataclass(frozen=True)
class Opinion:
    """What an assembly thinks. n people, C statements that were not rejected, k groups.

    statements (C): their places in the vote table that was handed in. counts (C, 3), group_counts (k, C, 3): disagree,
    pass, agree. positions (n, 2) and places (C, 2): the published map. labels (n): group, -1 for not grouped.
    centres (k, 2): of the groups on the map. low, high (k + 1, C): interval of the share of agreement, all in the last
    row. separations: for each pair of groups how deep the valley between them is (1: none). candidates: the cuts that
    were weighed. structure: None where a number of groups was requested.
    """

    statements: NDArray[np.int64]
    counts: Floats
    group_counts: Floats
    components: comp.Components
    explained: tuple[float, float]
    positions: Floats
    places: Floats
    labels: Labels
    k: int
    centres: Floats
    candidates: list[Cut]
    structure: Structure | None
    separations: dict[tuple[int, int], float]
    resampled: Resampled | None
    low: Floats
    high: Floats
    characteristic: list[list[tuple[int, int]]]
    minorities: list[Minority | None]
    consensus: dict[int, list[int]]
    group_aware: dict[int, tuple[Floats, Floats]]
    divisiveness: Floats
    priority: Floats
    bridging: Bridging

    @cached_property
    def extremity(self) -> Floats:
        """How far each statement stands from the centre of the map (C)."""
        return np.asarray(np.sqrt((self.places**2).sum(axis=1)))


def analyse(
    votes: VoteTable,
    rejected: NDArray[np.bool_],
    settings: Settings | None = None,
    *,
    published: Labels | None = None,
    progress: Progress = silent,
) -> Opinion:
    """Analyse the votes. rejected (statements): taken out by moderation, they count for nobody.

    published (n): the groups that the source itself gives, -1 for none. When a number of groups is requested, the same
    people are grouped as there: the source's filter remembers who once had enough votes, and we cannot.
    """
    s = settings or Settings()
    progress("Looking for structure", 0.0)
    n_seen = np.diff(votes.indptr)
    n_columns = len(np.unique(votes.columns))
    kept = votes.select_statements(~rejected) if rejected.any() else votes
    counts = comp.count_all(kept)
    mean = comp.means(counts)
    structure = None if s.groups is not None else grouping.structure(kept, max(_PLANE, s.most_groups - 1), s.seed)
    dimensions = _PLANE if structure is None else max(_PLANE, structure.dimensions)
    progress("Placing people and statements", 0.1)
    total = comp.total_variance(counts, mean)
    components = comp.leading(kept, mean, dimensions, total=total, exact=_PLANE, seed=s.seed)
    plane = _first(components, _PLANE).vectors
    positions = comp.positions(comp.scores(kept, mean, plane), n_seen, n_columns)
    places = comp.places(mean, plane, n_columns)

    progress("Looking for groups", 0.2)
    space = Space(components, s.groups is None, n_seen, n_columns)
    who = _who(n_seen, n_columns, s, published)
    points = space.points(kept, mean, space.components.vectors, who)
    candidates = _candidates(kept, space, who, points, s)
    chosen = _choose(points, candidates, s, structure)
    labels = np.full(votes.n_people, -1, np.int32)
    labels[who] = chosen.labels

    numbers = [c.k for c in candidates]
    resampled = None
    if s.resamples and chosen.k > 1:
        resampled = _resample(kept, space, who, chosen, numbers, s, progress)
    group_counts = comp.count(kept, labels, chosen.k)
    low, high = certainty.share_intervals(np.concatenate([group_counts, counts[None]]), resampled)
    progress("Looking inside the groups", 0.8)
    pairs = combinations(range(chosen.k), 2)
    members = [labels == g for g in range(chosen.k)]
    minorities = [minority.find(kept, n_seen, n_columns, m, s.seed) if s.minorities else None for m in members]
    progress("Fitting the bridging model", 0.9)
    bridge = bridging.fit(kept, plane[:, 0])
    progress("Analysed", 1.0)
    return Opinion(
        statements=np.flatnonzero(~rejected),
        counts=counts,
        group_counts=group_counts,
        components=components,
        explained=(_explained(components, 0), _explained(components, 1)),
        positions=positions,
        places=places,
        labels=labels,
        k=chosen.k,
        centres=np.array([positions[m].mean(axis=0) if m.any() else np.zeros(_PLANE) for m in members]),
        candidates=candidates,
        structure=structure,
        separations={pair: grouping.separation(points, chosen.labels, *pair) for pair in pairs},
        resampled=resampled,
        low=low,
        high=high,
        characteristic=statistics.characteristic(group_counts),
        minorities=minorities,
        consensus={vote: statistics.consensus(counts, vote) for vote in (1, -1)},
        group_aware={vote: statistics.group_aware(group_counts, vote) for vote in (1, -1)},
        divisiveness=statistics.divisiveness(group_counts),
        priority=statistics.priority(group_counts.sum(axis=0), np.sqrt((places**2).sum(axis=1))),
        bridging=bridge,
    )


def _who(n_seen: NDArray[np.int64], n_columns: int, s: Settings, published: Labels | None) -> NDArray[np.bool_]:
    """Return who is to be grouped."""
    if s.groups is not None and published is not None and (published >= 0).sum() >= grouping.LEAST_PEOPLE:
        return np.asarray((published >= 0) & (n_seen > 0))
    return grouping.qualified(n_seen, n_columns)


def _candidates(kept: VoteTable, space: Space, who: NDArray[np.bool_], points: Floats, s: Settings) -> list[Cut]:
    """Cut into 2, 3, … groups, and measure how far apart and how stable each cut is."""
    n = len(points)
    most = grouping.most_groups(n, s.most_groups) if s.groups is None else min(max(s.groups, 1), n)
    found = grouping.cuts(points, np.ones(n), range(2, most + 1), s.seed)
    if s.groups is not None:
        return found
    part = grouping.part(kept, _GATE_VOTES, s.seed)
    if part is None:
        stable = certainty.stability(kept, space, who, found, draws=_GATE_DRAWS, seed=s.seed)
    else:
        some = [replace(c, labels=c.labels[part[who]]) for c in found]
        fewer = replace(space, n_seen=space.n_seen[part])
        votes = kept.select_people(part)
        stable = certainty.stability(votes, fewer, who[part], some, draws=_GATE_DRAWS, seed=s.seed)
    return [replace(c, stability=float(value)) for c, value in zip(found, stable, strict=True)]


def _choose(points: Floats, candidates: list[Cut], s: Settings, structure: Structure | None) -> Cut:
    """Return the cut that was requested; else the best of those that come back, if there is any structure at all."""
    n = len(points)
    centre = points.mean(axis=0, keepdims=True) if n else np.zeros((1, points.shape[1]))
    one = Cut(1, np.zeros(n, np.int32), centre, float("nan"))
    if s.groups is not None:
        return candidates[-1] if candidates else one
    if n < grouping.LEAST_PEOPLE or structure is None or not structure.dimensions:
        return one
    return grouping.best([c for c in candidates if c.stability >= STABLE and c.k > 1]) or one


def _resample(
    votes: VoteTable,
    space: Space,
    who: NDArray[np.bool_],
    chosen: Cut,
    numbers: list[int],
    s: Settings,
    progress: Progress,
) -> Resampled:
    """Draw everybody again; of a large assembly, a part of it, which can only make the groups look less stable."""
    part = grouping.part(votes, _RESAMPLED_VOTES, s.seed)
    if part is not None:
        chosen = replace(chosen, labels=chosen.labels[part[who]])
        votes, space, who = votes.select_people(part), replace(space, n_seen=space.n_seen[part]), who[part]
    return certainty.resample(
        votes,
        space,
        who,
        chosen,
        numbers,
        resamples=s.resamples,
        seed=s.seed,
        whole=part is None,
        progress=lambda doing, done: progress(doing, 0.3 + 0.5 * done),
    )


def _first(components: comp.Components, r: int) -> comp.Components:
    return replace(components, vectors=components.vectors[:, :r], variances=components.variances[:r])


def _explained(components: comp.Components, j: int) -> float:
    return float(components.variances[j] / components.total) if components.total > 0 else 0.0
