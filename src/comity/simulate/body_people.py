"""The people of the simulated body: who, where, for whom, and in which office. None of them exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.simulate.demo import FUNDERS, OWNERS, cast, generator

PEOPLE = 260
SEATS = 2
"""Of three seats of each stakeholder group in the council, those that the founding act fills."""

# region: how many of a hundred people are from there; its countries; given names that are in use there
_REGIONS: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {
    "africa": (
        0.19,
        ("KE", "NG", "ZA", "EG", "MA", "SN", "GH", "TZ", "RW", "CI"),
        (
            "Amara",
            "Kwame",
            "Zainab",
            "Thabo",
            "Nadia",
            "Ousmane",
            "Wanjiku",
            "Sipho",
            "Layla",
            "Chidi",
            "Aïcha",
            "Neema",
        ),
    ),
    "asia-pacific": (
        0.24,
        ("IN", "CN", "JP", "KR", "ID", "PH", "VN", "PK", "JO", "FJ"),
        ("Anjali", "Wei", "Haruto", "Ji-woo", "Putri", "Rafael", "Linh", "Ayesha", "Tariq", "Mere", "Rohan", "Mei"),
    ),
    "eastern-europe": (
        0.11,
        ("PL", "RO", "EE", "CZ", "BG", "GE", "RS", "UA"),
        ("Zofia", "Mihai", "Liisa", "Tomáš", "Elena", "Giorgi", "Milica", "Oksana", "Piotr", "Ioana", "Andrei", "Jana"),
    ),
    "latin-america-caribbean": (
        0.18,
        ("BR", "MX", "CL", "CO", "AR", "PE", "JM", "CR"),
        ("Beatriz", "Mateo", "Catalina", "Andrés", "Lucía", "Inti", "Shanice", "João", "Valentina", "Diego", "Marisol"),
    ),
    "western-europe-others": (
        0.28,
        ("US", "GB", "DE", "FR", "CA", "ES", "NL", "SE", "AU", "IT"),
        (
            "Harriet",
            "Jonas",
            "Élodie",
            "Callum",
            "Femke",
            "Astrid",
            "Marco",
            "Noor",
            "Owen",
            "Ingrid",
            "Theo",
            "Carmen",
        ),
    ),
}
_FIRST = (
    *("Lantern", "Harbour", "Quill", "Juniper", "Cobalt", "Willow", "Ember", "Saffron", "Marble", "Thistle"),
    *("Pearl", "Amber", "Cedar", "Indigo", "Larch", "Meadow", "Opal", "Rowan", "Sorrel", "Tamarind"),
)
_SECOND = (
    "field",
    "stone",
    "water",
    "brook",
    "mere",
    "bridge",
    "gate",
    "well",
    "ridge",
    "haven",
    "moor",
    "reed",
    "cliff",
)
"""Of these family names are made: such as nobody has, so that nobody who is real is meant."""


@dataclass(frozen=True)
class Person:
    """One of them. `camp`: 0 for binding rules first, 1 for building first, 2 for states first."""

    id: str
    name: str
    group: str
    region: str
    country: str
    organisation: str
    camp: int
    bloc: bool

    def interest(self, *, funders: Sequence[str] = ()) -> dict[str, Any]:
        """The public part of a complete statement of interest; `funders` pay the person, not the organisation."""
        of = self.organisation
        owner = OWNERS.get(of)
        return {
            "group": self.group,
            "country": self.country,
            "affiliations": [{"name": of}] if of else [],
            "funders": [{"name": name, "of": of} for name in FUNDERS.get(of, ())] + [{"name": one} for one in funders],
            "owners": [{"name": owner, "of": of}] if owner else [],
        }


class People(tuple[Person, ...]):
    """All of them, in the order in which they joined."""

    __slots__ = ()

    def of(self, group: str, *, bloc: bool | None = False) -> list[Person]:
        """Those of a stakeholder group; without the bloc, with nobody else (`bloc`), or all (None)."""
        return [one for one in self if one.group == group and bloc in (None, one.bloc)]


def people(seed: int) -> People:
    """Draw them: the cast of `comity demo`, each with a name and a country of their own."""
    drawn = cast(generator(seed, PEOPLE), PEOPLE)
    rng = np.random.default_rng((seed, PEOPLE, 7))
    names = tuple(_REGIONS)
    shares = np.array([share for share, _, _ in _REGIONS.values()])
    family = rng.permutation(len(_FIRST) * len(_SECOND))
    found = []
    for place in range(PEOPLE):
        region = names[int(rng.choice(len(names), p=shares / shares.sum()))]
        _, countries, given = _REGIONS[region]
        first, second = divmod(int(family[place]), len(_SECOND))
        called = f"{given[int(rng.integers(len(given)))]} {_FIRST[first]}{_SECOND[second]}"
        group = drawn.groups[int(drawn.group[place])]
        found.append(
            Person(
                f"p{place + 1:03}", called, group, region, countries[int(rng.integers(len(countries)))],
                drawn.affiliations[place] or "", int(drawn.camp[place]), bool(drawn.bloc[place]),
            )
        )  # fmt: skip
    return People(found)


@dataclass(frozen=True)
class Officers:
    """Who holds which office from the founding on."""

    chairs: tuple[Person, ...]
    editors: tuple[Person, ...]
    secretary: Person
    auditor: Person
    panel: tuple[Person, ...]
    council: tuple[Person, ...]

    def all(self) -> list[dict[str, str]]:
        """As the founding act names them."""
        return [
            *({"role": "chair", "actor": one.id} for one in self.chairs),
            *({"role": "editor", "actor": one.id} for one in self.editors),
            {"role": "secretary", "actor": self.secretary.id},
            {"role": "auditor", "actor": self.auditor.id},
            *({"role": "panellist", "actor": one.id} for one in self.panel),
            *({"role": f"{one.group}-delegate", "actor": one.id} for one in self.council),
        ]

    def people(self) -> list[Person]:
        """All of them."""
        return [*self.chairs, *self.editors, self.secretary, self.auditor, *self.panel, *self.council]


def officers(them: People) -> Officers:
    """Choose them: one of the bloc sits in the council for the private sector, and none elsewhere."""
    government, firms, society = them.of("government"), them.of("private-sector"), them.of("civil-society")
    engineers, scholars, unions = them.of("technical-community"), them.of("academia"), them.of("intergovernmental")
    return Officers(
        chairs=(scholars[0], unions[0]),
        editors=(engineers[0], society[0]),
        secretary=unions[1],
        auditor=scholars[1],
        panel=(society[1], government[0], firms[0], engineers[1], scholars[2]),
        council=(
            *government[1 : 1 + SEATS], them.of("private-sector", bloc=True)[0], firms[1], *society[2 : 2 + SEATS],
            *engineers[2 : 2 + SEATS], *scholars[3 : 3 + SEATS], *unions[2 : 2 + SEATS],
        ),
    )  # fmt: skip
