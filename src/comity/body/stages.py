"""The way of a matter through the stages of its path: entering one, being carried, not being carried, ending."""

from __future__ import annotations

from collections.abc import Callable

from comity.body import rules
from comity.body.matters_state import Matter
from comity.body.state import State
from comity.charter.procedure import Stage
from comity.record.envelope import Act, time_of

AFTER_HOLD: list[Callable[[State, Act, Matter], None]] = []
"""What is done when nothing holds a matter any more. Filled by `after_hold`."""


def after_hold(function: Callable[[State, Act, Matter], None]) -> Callable[[State, Act, Matter], None]:
    """Say what is done when nothing holds a matter any more."""
    AFTER_HOLD.append(function)
    return function


def stage_of(state: State, matter: Matter) -> Stage:
    """The stage at which a matter is."""
    return state.charter.path(matter.path).stages[matter.stage]


def stage_at(matter: Matter, seq: int) -> int:
    """The place of the stage at which a matter was when an act was done."""
    return next((stage for begin, stage in reversed(matter.visits) if begin < seq), 0)


def set_aside(matter: Matter, seq: int) -> int:
    """The act by which a matter came back to the stage at which an act was done, or to one before it; -1 if it did not.

    What was decided at that stage before then is decided again.
    """
    stage = stage_at(matter, seq)
    return next((begin for begin, entered in matter.visits if begin > seq and entered <= stage), -1)


def is_last(state: State, matter: Matter) -> bool:
    """Whether a matter that is carried where it is, is adopted."""
    return matter.stage + 1 >= len(state.charter.path(matter.path).stages)


def enter(state: State, act: Act, matter: Matter, stage: int) -> None:
    """A matter enters a stage: what the stage before collected is put away, and its deadline runs."""
    matter.status, matter.stage, matter.entered = "open", stage, act.at
    matter.last_call, matter.second_notice, matter.decision, matter.confirmed = "", "", "", ""
    matter.rounds, matter.advice = [], {}
    matter.visits.append([act.seq, stage])
    matter.held_since, matter.stage_due = "", ""
    deadline = stage_of(state, matter).deadline
    if deadline:
        state.set_deadline("stage", matter.id, rules.after(act.at, deadline.within))
    if is_held(matter):
        hold(state, act, matter)


def is_held(matter: Matter) -> bool:
    """Whether a challenge or an appeal holds a matter where it is."""
    return bool(matter.suspended_by or matter.stays)


def hold(state: State, act: Act, matter: Matter) -> None:
    """Something holds a matter from now on; called after it was put among `suspended_by` or `stays`."""
    if matter.held_since:
        return
    matter.held_since = act.at
    deadline = state.deadlines.get(f"stage {matter.id}")
    matter.stage_due = deadline.due if deadline else ""
    state.end_deadline("stage", matter.id)


def release(state: State, act: Act, matter: Matter) -> None:
    """Something holds a matter no longer; called after it was taken out. The deadline moves by the time it stood."""
    if is_held(matter) or not matter.held_since:
        return
    stood = time_of(act.at) - time_of(matter.held_since)
    if matter.stage_due and matter.status == "open":
        state.set_deadline("stage", matter.id, rules.after(matter.stage_due, stood))
    matter.held_since, matter.stage_due = "", ""
    follow(state, act, matter)


def follow(state: State, act: Act, matter: Matter) -> None:
    """Something that may have kept a matter where it is does so no longer: what was decided meanwhile has effect."""
    if not is_held(matter):
        for function in AFTER_HOLD:
            function(state, act, matter)
