"""A simulated assembly on the twenty-one questions. Nobody in it exists; the organisations are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.simulate._demo_texts import BLOC_QUESTIONS, REJECTED, STATEMENTS
from comity.tables.consultation import Consultation
from comity.tables.people import PeopleTable, Ties
from comity.tables.votes import VoteTable

PEOPLE = 1_200

# stakeholder group: share of the assembly, and how its people divide among the camps
_GROUPS: dict[str, tuple[float, tuple[float, float, float]]] = {
    "private-sector": (0.27, (0.08, 0.84, 0.08)),
    "civil-society": (0.21, (0.80, 0.08, 0.12)),
    "technical-community": (0.16, (0.24, 0.68, 0.08)),
    "academia": (0.14, (0.58, 0.28, 0.14)),
    "government": (0.17, (0.15, 0.10, 0.75)),
    "intergovernmental": (0.05, (0.40, 0.06, 0.54)),
}
_ORGANISATIONS: dict[str, tuple[str, ...]] = {
    "private-sector": (
        *("Meridian Compute", "Meridian Labs", "Northgate Models", "Halcyon AI", "Brightwater Systems"),
        *("Sable Robotics", "Lumen Search", "Quillon Cloud"),
    ),
    "civil-society": ("Open Horizon", "Digital Commons Watch", "Rights in Code", "Voces del Sur", "Les Veilleurs"),
    "technical-community": ("Open Weights Forum", "Interop Guild", "Free Model Project"),
    "academia": ("Eastshore University", "Institut Montclair", "Universidad del Litoral", "Kibo Institute"),
    "government": ("Ministry of Digital Affairs", "Office for Standards", "National AI Authority"),
    "intergovernmental": ("Regional Union Secretariat", "Forum of Small States"),
}
BLOC = "Meridian Holdings"
"""The owner whose employees vote as one."""
OWNERS = dict.fromkeys(("Meridian Compute", "Meridian Labs", "Northgate Models"), BLOC)
FUNDERS = {
    "Open Horizon": ("Aurelia Foundation",),
    "Rights in Code": ("Aurelia Foundation", "Public Fund for Rights"),
    "Digital Commons Watch": ("Public Fund for Rights",),
    "Interop Guild": ("Meridian Holdings", "Quillon Cloud"),
    "Eastshore University": ("Meridian Holdings",),
    "Kibo Institute": ("Aurelia Foundation",),
}
# country: how strongly it is drawn
_COUNTRIES = {
    **{"US": 9.0, "CN": 4.0, "FR": 4.0, "GB": 4.0, "IN": 4.0, "DE": 3.5, "BR": 2.5, "KE": 2.0, "JP": 2.0, "CA": 2.0},
    **{"NG": 1.5, "ZA": 1.5, "EG": 1.5, "MA": 1.5, "KR": 1.5, "MX": 1.5, "SN": 1.0},
}
_PASSES = 0.09


@dataclass(frozen=True)
class Cast:
    """Who takes part: of each person the group (a place in `groups`), the camp, the organisation if there is one.

    `bloc`: those who work for what one owner owns. They are in the camp that builds first.
    """

    groups: tuple[str, ...]
    group: NDArray[np.int32]
    camp: NDArray[np.int64]
    affiliations: list[str | None]
    bloc: NDArray[np.bool_]


def cast(rng: np.random.Generator, people: int) -> Cast:
    """Draw the people of the assembly: three camps, six stakeholder groups, a bloc of one owner's employees."""
    names = tuple(_GROUPS)
    group = rng.choice(len(names), people, p=[share for share, _ in _GROUPS.values()]).astype(np.int32)
    camp = np.array([rng.choice(3, p=_GROUPS[names[g]][1]) for g in group])
    affiliations = [_affiliation(rng, names[g]) for g in group]
    bloc = np.array([OWNERS.get(name or "") == BLOC for name in affiliations])
    camp[bloc] = 1
    return Cast(names, group, camp, affiliations, bloc)


def generator(seed: int, people: int) -> np.random.Generator:
    """The random numbers of one assembly, from the first: `cast` takes those."""
    return np.random.default_rng((seed, people, 21))


def consultation(seed: int = 1, people: int = PEOPLE) -> Consultation:
    """Simulate the assembly, and how it votes on the statements of all questions."""
    rng = generator(seed, people)
    there = cast(rng, people)
    affiliations = there.affiliations
    pull = np.array(list(_COUNTRIES.values()))
    countries = rng.choice(list(_COUNTRIES), people, p=pull / pull.sum()).tolist()
    return Consultation(
        title="What the Internet's thirty years teach the governance of AI",
        source=f"simulated by comity demo, seed {seed}",
        person_ids=pa.array([f"p{p:04}" for p in range(people)]),
        statement_ids=pa.array([f"s{s:02}" for s in range(len(STATEMENTS) + 1)]),
        texts=(*(text for _, _, text in STATEMENTS), REJECTED),
        rejected=np.append(np.zeros(len(STATEMENTS), bool), True),
        votes=_votes(rng, there.camp, there.bloc),
        people=PeopleTable(
            groups=there.groups,
            group=there.group,
            ties={
                "affiliation": _ties([(name,) if name else () for name in affiliations]),
                "funder": _ties([FUNDERS.get(name or "", ()) for name in affiliations]),
                "owner": _ties([(OWNERS.get(name, name),) if name else () for name in affiliations]),
                "country": _ties([(country,) for country in countries]),
            },
        ),
        opened="2026-09-01T00:00:00Z",
        closed="2026-10-15T00:00:00Z",
        simulated=True,
        notes=("Everybody in this assembly is simulated, and its organisations are invented.",),
    )


def _affiliation(rng: np.random.Generator, group: str) -> str | None:
    """Most people belong to an organisation of their group, the first ones being the largest."""
    if rng.random() < 0.15:
        return None
    choices = _ORGANISATIONS[group]
    weights = 1.0 / np.arange(1, len(choices) + 1)
    return choices[int(rng.choice(len(choices), p=weights / weights.sum()))]


def _votes(rng: np.random.Generator, camp: NDArray[np.int64], bloc: NDArray[np.bool_]) -> VoteTable:
    leaning = np.array([chances for _, chances, _ in STATEMENTS]).T
    people, n = len(camp), len(STATEMENTS)
    chance = leaning[camp]
    ordered = np.array([question in BLOC_QUESTIONS for question, _, _ in STATEMENTS])
    chance[np.ix_(bloc, ordered)] = np.where(leaning[1, ordered] > 0.5, 1.0, 0.0)
    activity = np.exp(rng.normal(np.log(0.55), 0.4, people)).clip(0.05, 1.0)
    voted = rng.random((people, n + 1)) < activity[:, None]
    values = np.where(rng.random((people, n)) < chance, 1, -1).astype(np.int8)
    values[rng.random((people, n)) < _PASSES] = 0
    values = np.hstack([values, np.full((people, 1), -1, np.int8)])  # the last one was rejected: everybody disliked it
    rows, columns = np.nonzero(voted)
    indptr = np.concatenate(([0], np.cumsum(voted.sum(axis=1)))).astype(np.int64)
    return VoteTable(indptr, columns.astype(np.uint16), values[rows, columns], n + 1)


def _ties(of_people: Sequence[tuple[str, ...]]) -> Ties:
    names = tuple(sorted({name for row in of_people for name in row}))
    code = {name: c for c, name in enumerate(names)}
    codes = [sorted(code[name] for name in row) for row in of_people]
    indptr = np.concatenate(([0], np.cumsum([len(row) for row in codes]))).astype(np.int64)
    return Ties(names, indptr, np.array([c for row in codes for c in row], np.int32))
