"""People in opinion groups who vote by their group's leanings, so that what an analysis finds can be checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.tables.consultation import Consultation
from comity.tables.votes import VoteTable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Assembly:
    """A consultation and its truth.

    group (n): the opinion group of each person. leanings (k, C): the chance that a member who does not pass agrees.
    minority (n): members of the hidden minority, if one was planted. unusual (C): statements on which it differs.
    """

    consultation: Consultation
    group: NDArray[np.int32]
    leanings: Floats
    minority: NDArray[np.bool_]
    unusual: NDArray[np.bool_]


def simulate(
    groups: int,
    *,
    people: int = 800,
    statements: int = 80,
    seed: int = 0,
    distance: float = 0.5,
    activity: float = 0.35,
    unevenness: float = 0.5,
    passes: float = 0.12,
    minority: int = 0,
) -> Assembly:
    """Simulate an assembly of `groups` opinion groups.

    distance: the share of statements on which each group leans on its own rather than as all do. activity: the median
    share of statements that a person votes on; unevenness: the spread of its logarithm. minority: how many people of
    the largest group stand together against it on a sixth of the statements, on which all groups nearly agree.
    """
    rng = np.random.default_rng((seed, groups, people, statements))
    shared = rng.beta(1.5, 1.5, statements)
    own = rng.random((groups, statements)) < distance
    leanings = np.where(own, rng.beta(0.6, 0.6, (groups, statements)), shared)
    sizes = np.maximum(rng.dirichlet(np.full(groups, 8.0)), 0.5 / groups)
    group = np.sort(rng.choice(groups, people, p=sizes / sizes.sum())).astype(np.int32)
    rng.shuffle(group)
    chance = leanings[group]

    hidden, unusual = np.zeros(people, bool), np.zeros(statements, bool)
    if minority:
        largest = int(np.bincount(group).argmax())
        hidden[rng.choice(np.flatnonzero(group == largest), minority, replace=False)] = True
        unusual[rng.choice(statements, max(1, statements // 6), replace=False)] = True
        leanings[:, unusual] = 0.93
        chance = leanings[group]
        chance[np.ix_(hidden, unusual)] = 0.05

    share = np.exp(rng.normal(np.log(activity), unevenness, people)).clip(3.0 / statements, 1.0)
    voted = rng.random((people, statements)) < share[:, None]
    values = np.where(rng.random((people, statements)) < chance, 1, -1).astype(np.int8)
    values[rng.random((people, statements)) < passes] = 0
    rows, columns = np.nonzero(voted)
    indptr = np.concatenate(([0], np.cumsum(voted.sum(axis=1)))).astype(np.int64)
    votes = VoteTable(indptr, columns.astype(np.uint16), values[rows, columns], statements)
    consultation = Consultation(
        title=f"Simulated assembly of {groups} groups",
        source=f"simulated, seed {seed}",
        person_ids=pa.array([str(p) for p in range(people)]),
        statement_ids=pa.array([str(s) for s in range(statements)]),
        texts=tuple(f"Simulated statement {s}" for s in range(statements)),
        rejected=np.zeros(statements, bool),
        votes=votes,
        simulated=True,
    )
    return Assembly(consultation, group, leanings, hidden, unusual)


def large(people: int, statements: int, votes: int, *, seed: int = 0, groups: int = 3) -> VoteTable:
    """Simulate only the votes of an assembly too large for the dense way.

    Everybody casts votes/people votes, on statements met in steps of a random length from a random start, around the
    list: no two are the same, and any two statements meet.
    """
    rng = np.random.default_rng((seed, people, statements, votes))
    each = votes // people
    shared = rng.random(statements) < 0.6
    leaning = np.where(shared, rng.beta(1.5, 1.5, statements), rng.beta(0.6, 0.6, (groups, statements)))
    steps = np.flatnonzero(np.gcd(np.arange(statements), statements) == 1)
    group = rng.integers(0, groups, people)
    columns = np.empty((people, each), np.uint16)
    values = np.empty((people, each), np.int8)
    for begin in range(0, people, 100_000):
        rows = slice(begin, min(begin + 100_000, people))
        n = rows.stop - begin
        first = rng.integers(0, statements, n)
        run = (first[:, None] + np.arange(each) * rng.choice(steps, n)[:, None]) % statements
        run.sort(axis=1)
        agree = rng.random((n, each), np.float32) < leaning[group[rows]][np.arange(n)[:, None], run]
        columns[rows], values[rows] = run, np.where(agree, 1, -1)
        values[rows][rng.random((n, each), np.float32) < 0.1] = 0
    indptr = np.arange(people + 1, dtype=np.int64) * each
    return VoteTable(indptr, columns.reshape(-1), values.reshape(-1), statements)
