"""The way of a matter through the stages of its path: entering one, being carried, not being carried, ending.

Open challenges and appeals that stay an act hold a matter where it is: the deadline of its stage stands still, and what
its organ decides meanwhile takes effect when nothing holds it any more (`after_hold` says how).
"""

from __future__ import annotations

from collections.abc import Callable

from comity.body import proceedings, rules
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


def is_last(state: State, matter: Matter) -> bool:
    """Whether a matter that is carried where it is, is adopted."""
    return matter.stage + 1 >= len(state.charter.path(matter.path).stages)


def is_held(matter: Matter) -> bool:
    """Whether a challenge or an appeal holds a matter where it is."""
    return bool(matter.suspended_by or matter.stays)


def enter(state: State, act: Act, matter: Matter, stage: int) -> None:
    """A matter enters a stage: what the stage before collected is put away, and its deadline runs."""
    leave(state, act, matter)
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


def leave(state: State, act: Act, matter: Matter) -> None:
    """A matter leaves its stage: nothing of it is awaited any more."""
    state.end_deadline("stage", matter.id)
    for advice in matter.advice:
        state.end_deadline("advice", advice)
    put = state.proceedings.get(matter.decision)
    if put is not None and not put.outcome:
        proceedings.drop(state, act, put)


def carry(state: State, act: Act, matter: Matter) -> None:
    """A matter is carried at its stage: it goes on to the next, or is adopted after the last."""
    if is_last(state, matter):
        leave(state, act, matter)
        _adopt(state, act, matter)
    else:
        enter(state, act, matter, matter.stage + 1)


def fail(state: State, act: Act, matter: Matter) -> None:
    """A matter is not carried at its stage: it goes back to the one before, or is refused, as the charter says."""
    if stage_of(state, matter).if_refused == "return" and matter.stage:
        enter(state, act, matter, matter.stage - 1)
    else:
        leave(state, act, matter)
        matter.status = "refused"


def lapse(state: State, act: Act, matter: Matter) -> None:
    """A matter ends undecided."""
    leave(state, act, matter)
    matter.status = "lapsed"


def send_back(state: State, act: Act, matter: Matter) -> None:
    """A matter goes back to the stage before; from the first, it ends undecided."""
    if matter.stage:
        enter(state, act, matter, matter.stage - 1)
    else:
        lapse(state, act, matter)


def end(state: State, matter: Matter) -> None:
    """A decision ends: by sunset, because it was decided anew, or because it was annulled."""
    matter.status = "ended"
    for name in ("review", "sunset", "sunset-notice"):
        state.end_deadline(name, matter.id)


def reopen(state: State, act: Act, old: Matter, path: str) -> Matter:
    """A matter starts again on a path, as a matter of its own; the old decision holds until the new one is adopted."""
    new = Matter(
        f"m{act.seq}", path, old.title, act.seq, old.proposer, list(old.tags), list(old.layers),
        proposers=list(old.proposers), figure=old.figure, reopens=old.id,
    )  # fmt: skip
    old.reopened_as = new.id
    state.matters[new.id] = new
    enter(state, act, new, 0)
    return new


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
    for follow in AFTER_HOLD:
        follow(state, act, matter)


def _adopt(state: State, act: Act, matter: Matter) -> None:
    """The days of its review and its end run from now; what the charter changes by it is carried out by other acts."""
    matter.status, matter.adopted, matter.adopted_seq = "adopted", act.at, act.seq
    charter = state.charter
    if matter.review_due and charter.review:
        state.set_deadline("review", matter.id, rules.after(matter.review_due, charter.review.overdue.within))
    if charter.sunset and not matter.effect:
        matter.sunset = matter.sunset or rules.after(act.at, charter.sunset.after)
        state.set_deadline("sunset-notice", matter.id, rules.after(matter.sunset, -charter.sunset.notice))
        state.set_deadline("sunset", matter.id, matter.sunset)
    old = state.matters.get(matter.reopens)
    if old is not None and old.status == "adopted":
        end(state, old)
