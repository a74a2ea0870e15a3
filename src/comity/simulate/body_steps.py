"""Acts of a simulated body before it is played: each with its day, and names for places that the record will give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from comity.body.state import State
from comity.simulate.body_people import Officers, People, Person

Names = Mapping[str, int | str]
"""What the names of earlier steps stand for: their places in the record."""
Public = Mapping[str, Any] | Callable[[State, Names], Mapping[str, Any]]
"""What an act says; where that follows from what the record has by then, a function of the state."""

EVIDENCE = "consultation.evidence"
"""The kind of the step that has the evidence of a closed consultation computed: it only names the consultation."""


FOUNDED = 420.0
"""How many days before now the body was founded."""
FIRST, EARLY = 60, 210
"""How many people were there at the founding, and three weeks later."""


@dataclass(frozen=True)
class Step:
    """One act. `{name}` in its texts stands for the place of the step that has that name, as in a script."""

    on: datetime
    kind: str
    actor: str
    public: Public = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    blobs: Sequence[bytes] = ()
    name: str = ""


@dataclass(frozen=True)
class World:
    """The acts of a body in their order; some of its people, by what one can see as them.

    `questions`: of the twenty-one, those that it works on, and the names of the steps that propose the matters.
    """

    steps: list[Step]
    personas: Mapping[str, Person]
    questions: Mapping[str, str]


class Book:
    """Collects the steps of a body that ends at `now`; days are counted back from then."""

    def __init__(self, now: datetime, them: People, officers: Officers, rng: np.random.Generator) -> None:
        """Take the people, their officers, and where random numbers come from."""
        self.now, self.people, self.officers, self.rng = now.replace(microsecond=0), them, officers, rng
        self.steps: list[Step] = []
        self._founding = frozenset(officers.people())
        busy = {one.id for one in officers.people()}
        self._free = {
            (group, bloc): [one for one in them.of(group, bloc=bloc) if one.id not in busy]
            for group in {one.group for one in them}
            for bloc in (False, True)
        }

    def at(self, days: float) -> datetime:
        """The moment so many days before now, to the second."""
        return self.now - timedelta(seconds=round(days * 86_400))

    def joined(self, one: Person) -> float:
        """How many days before now somebody joined: some at the founding, most soon after it, the last just now."""
        place = int(one.id[1:]) - 1
        if place < FIRST or one in self._founding:
            return FOUNDED
        if place < EARLY:
            return FOUNDED - 1 - (place - FIRST) * 18 / (EARLY - FIRST)
        last = len(self.people) - 1
        return 0.2 + (last - place) * (FOUNDED - 25) / (last - EARLY + 1)

    def add(
        self, days: float, kind: str, actor: str, public: Public | None = None, *,
        private: Mapping[str, Any] | None = None, blobs: Sequence[bytes] = (), name: str = "",
    ) -> None:  # fmt: skip
        """One more step."""
        self.steps.append(Step(self.at(days), kind, actor, public or {}, private or {}, blobs, name))

    def member(self, group: str, place: int = 0, *, bloc: bool = False) -> Person:
        """Somebody of a stakeholder group without an office, always the same."""
        there = self._free[group, bloc]
        return there[place % len(there)]

    def decide(self, days: float, proceeding: Public | str, ayes: Sequence[Person], noes: Sequence[Person] = (), *,
               name: str = "", hours: float = 6.0) -> None:  # fmt: skip
        """Positions one after another, those against first; the last one is named."""
        said = [*((one, "against") for one in noes), *((one, "for") for one in ayes)]
        for place, (one, value) in enumerate(said):
            last = place == len(said) - 1
            self.add(days - place * hours / 24, "decision.position", one.id, _position(proceeding, value),
                     name=name if last else "")  # fmt: skip


def _position(proceeding: Public | str, value: str) -> Public:
    if isinstance(proceeding, str):
        return {"proceeding": proceeding, "value": value}
    if callable(proceeding):
        found = proceeding
        return lambda state, names: {**found(state, names), "value": value}
    return {**proceeding, "value": value}
