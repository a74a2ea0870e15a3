"""Acts of the simulated body that name what only the state has: a proceeding that the clock began, what is appealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.body.appeals import filing
from comity.body.state import State
from comity.simulate.body_people import Person
from comity.simulate.body_steps import Book, Names, Public


def appeal_of(adopted: str, reason: str) -> Public:
    """An appeal to the panel: what was there was ignored when this step decided."""

    def said(state: State, names: Names) -> Mapping[str, Any]:
        found = filing(state, int(names[adopted]), "panel")
        told = {name: value for name, value in found.items() if value is not None}
        return {**told, "instance": "panel", "ground": "information-ignored", "reason": reason}

    return said


def escalated(matter: str) -> Public:
    """The proceeding before those who decide on a matter instead."""
    return lambda state, names: {"proceeding": state.matters[f"m{names[matter]}"].decision}


def elected_in(election: str, said: Mapping[str, Any]) -> Public:
    """A position in the ballot of an election."""
    return lambda state, names: {"proceeding": state.elections[f"e{names[election]}"].proceedings[0], **said}


def stand(book: Book, days: float, one: Person, election: str, text: str) -> None:
    """Somebody is a candidate."""
    book.add(days, "office.stand", one.id, {"election": f"e{{{election}}}", "statement": text})
