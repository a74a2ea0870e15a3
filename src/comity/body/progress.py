"""A matter moves on: it is carried at its stage or is not, goes back, is adopted, ends, starts again."""

from __future__ import annotations

from comity.body import proceedings, rules
from comity.body.matters import put_away
from comity.body.matters_state import Matter
from comity.body.stages import enter, is_last, stage_of
from comity.body.state import State
from comity.record.envelope import Act


def move_to(state: State, act: Act, matter: Matter, stage: int) -> None:
    """A matter leaves its stage for another: what was awaited and put there is dropped, its consultations close."""
    state.end_deadline("stage", matter.id)
    state.end_deadline("blocked", matter.id)
    for name in (matter.decision, *matter.advice):
        state.end_deadline("advice", name)
        put = state.proceedings.get(name)
        if put is not None and not put.outcome:
            proceedings.drop(state, act, put)
    for name in matter.consultations:
        one = state.consultations[name]
        if one.closed_seq < 0:
            one.closed_seq = act.seq
            state.end_deadline("consultation", name)
    enter(state, act, matter, stage)


def carry(state: State, act: Act, matter: Matter) -> None:
    """A matter is carried at its stage: it goes on to the next, or is adopted after the last."""
    if is_last(state, matter):
        _adopt(state, act, matter)
    else:
        move_to(state, act, matter, matter.stage + 1)


def fail(state: State, act: Act, matter: Matter) -> None:
    """A matter is not carried at its stage: it goes back to the one before, or is refused, as the charter says."""
    if goes_back(state, matter):
        move_to(state, act, matter, matter.stage - 1)
    else:
        put_away(state, act, matter, "refused")


def goes_back(state: State, matter: Matter) -> bool:
    """Whether a matter that is not carried where it is goes back, and does not end."""
    return stage_of(state, matter).if_refused == "return" and matter.stage > 0


def lapse(state: State, act: Act, matter: Matter) -> None:
    """A matter ends undecided."""
    put_away(state, act, matter, "lapsed")


def send_back(state: State, act: Act, matter: Matter) -> None:
    """A matter goes back to the stage before; from the first, it ends undecided."""
    if matter.stage:
        move_to(state, act, matter, matter.stage - 1)
    else:
        lapse(state, act, matter)


def end(state: State, act: Act, matter: Matter) -> None:
    """A decision ends: by sunset, because it was decided anew, or because it was annulled."""
    put_away(state, act, matter, "ended")


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


def _adopt(state: State, act: Act, matter: Matter) -> None:
    """The days of its review and its end run from now; what the charter changes by it is carried out by other acts."""
    put_away(state, act, matter, "adopted")
    matter.adopted, matter.adopted_seq = act.at, act.seq
    charter = state.charter
    if matter.review_due and charter.review:
        state.set_deadline("review", matter.id, rules.after(matter.review_due, charter.review.overdue.within))
    if charter.sunset and not matter.effect:
        matter.sunset = matter.sunset or rules.after(act.at, charter.sunset.after)
        state.set_deadline("sunset-notice", matter.id, rules.after(matter.sunset, -charter.sunset.notice))
        state.set_deadline("sunset", matter.id, matter.sunset)
    old = state.matters.get(matter.reopens)
    if old is not None and old.status == "adopted":
        end(state, act, old)
