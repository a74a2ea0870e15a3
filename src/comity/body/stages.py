"""The way of a matter through the stages of its path: entering one, being carried, not being carried, ending."""

from __future__ import annotations

from comity.body import rules
from comity.body.matters_state import Matter
from comity.body.state import State
from comity.charter.procedure import Stage
from comity.record.envelope import Act


def stage_of(state: State, matter: Matter) -> Stage:
    """The stage at which a matter is."""
    return state.charter.path(matter.path).stages[matter.stage]


def enter(state: State, act: Act, matter: Matter, stage: int) -> None:
    """A matter enters a stage: what the stage before collected is put away, and its deadline runs."""
    matter.status, matter.stage, matter.entered = "open", stage, act.at
    matter.last_call, matter.second_notice, matter.decision, matter.confirmed = "", "", "", ""
    matter.rounds, matter.advice = [], {}
    deadline = stage_of(state, matter).deadline
    if deadline:
        state.set_deadline("stage", matter.id, rules.after(act.at, deadline.within))
