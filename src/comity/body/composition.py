"""Who took part in a decision, by number: what a decision carries of it, and nothing about fewer than five people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from comity.body import matters_state, rules
from comity.body.kind import Content
from comity.body.matters_state import Matter
from comity.body.state import State
from comity.charter import parts
from comity.charter.call import FEWEST_SHOWN

_Counts = Annotated[dict[Annotated[str, Field(max_length=60)], Annotated[int, Field(ge=5)]], Field(max_length=200)]


class Composition(Content):
    """How many took part. A group or a region that is not named has too few to be told."""

    people: Annotated[int, Field(ge=0)] = 0
    """How many in all; 0 where they are fewer than five."""
    groups: Annotated[_Counts, Field(default_factory=dict)]
    """By stakeholder group, five or more each."""
    regions: Annotated[_Counts, Field(default_factory=dict)]
    """By region of the charter, five or more each."""

    def kept(self) -> matters_state.Composition:
        """As the state keeps it."""
        return matters_state.Composition(
            self.people, dict(sorted(self.groups.items())), dict(sorted(self.regions.items()))
        )


def told(people: int) -> int:
    """A number of people as it may be told: 0 stands for fewer than five."""
    return people if people >= FEWEST_SHOWN else 0


def shown(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """The counts that may be told: those of five or more, in the order of their names.

    What is not told follows from the total by subtraction. So where fewer than five people are left besides, the
    smallest of the others is not told either.
    """
    kept = sorted((count, name) for name, count in counts.items() if name and count >= FEWEST_SHOWN)
    rest = total - sum(count for count, _ in kept)
    return {name: count for count, name in sorted(kept[1 if 0 < rest < FEWEST_SHOWN else 0 :], key=lambda one: one[1])}


def compose(ties: Iterable[tuple[str, str]]) -> matters_state.Composition:
    """The composition of people, each given as (group, region), "" for not known."""
    pairs = list(ties)
    total = len(pairs)
    groups, regions = (shown(Counter(pair[place] for pair in pairs), total) for place in (0, 1))
    return matters_state.Composition(told(total), groups, regions)


def of_matter(state: State, matter: Matter) -> matters_state.Composition:
    """Who took part in a matter: by the evidence of its last consultation, else by who spoke, objected and voted."""
    for name in reversed(matter.consultations):
        found = state.consultations[name].evidence
        if found is not None:
            return found.composition
    return compose(of_person(state, actor) for actor in matter.participants)


@dataclass(frozen=True)
class Floor:
    """A floor of the charter, and how it stands: `there` is None where the number may not be told."""

    rule: parts.Floor
    there: int | None
    met: bool

    @property
    def name(self) -> str:
        """As evidence names it: `group:x` or `region:x`."""
        return f"group:{self.rule.group}" if self.rule.group else f"region:{self.rule.region}"


def floors(state: State, people: Iterable[str]) -> list[Floor]:
    """The floors of the charter, were these people all who take part, in its order: met or not, as evidence has it."""
    pairs = [of_person(state, actor) for actor in people]
    told = compose(pairs)
    found = []
    for one in state.charter.floors:
        place, name = (0, one.group) if one.group else (1, one.region)
        there = sum(pair[place] == name for pair in pairs)
        short = one.least_share is not None and there < one.least_share * len(pairs)
        number = (told.regions if place else told.groups).get(name or "")
        found.append(Floor(one, number, there >= one.fewest_people and not short))
    return found


def of_person(state: State, actor: str) -> tuple[str, str]:
    """The stakeholder group and the region of somebody, by what they stated; "" where that is not known."""
    interest = state.people.get(actor, rules.NOBODY).interest
    country = interest.country if interest and not interest.upheld else ""
    region = state.charter.region_of(country) or "" if country else ""
    return rules.group_of(state, actor), region
