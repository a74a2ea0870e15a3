"""Objections to a clause or a statement, their dispositions, and disputes over these."""

from __future__ import annotations

from comity.body.matters_state import Matter, Objection
from comity.body.state import State


def blocking(state: State, matter: Matter) -> list[Objection]:
    """The objections for which a decision on the matter must wait, in the order in which they were raised."""
    return [one for one in map(state.objections.__getitem__, matter.objections) if one.blocks]
