"""Matters: whether one may move, and how one is put away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from comity.body import proceedings, rules, stages
from comity.body.kind import Refusal
from comity.body.matters_state import Matter
from comity.body.state import State
from comity.charter.mechanisms import Mechanism
from comity.record.envelope import Act

SUSPENDING = {"scope-challenge": Mechanism.SCOPE_CHALLENGE, "layer-challenge": Mechanism.LAYER_CHALLENGE}
"""The purposes of proceedings that hold a matter, and the mechanism by which they do."""


def moves(state: State, matter: Matter, at: str) -> Iterator[Refusal]:
    """Refuse an act that moves a matter on if it is not open, is held by a challenge, or its time at the stage is over.

    Speaking is not moving: statements, votes, submissions and objections are taken while a challenge is answered.
    """
    facts = {"matter": matter.id, "status": matter.status}
    if matter.status == "gathering":
        fewest = state.charter.path(matter.path).fewest_proposers
        sentence = f"{matter.id} has {len(matter.proposers)} of the {fewest} proposers that its path needs"
        yield Refusal("matter.gathering", sentence, facts)
        return
    if matter.status != "open":
        yield Refusal("matter.not-open", f"{matter.id} is {matter.status}, and does not move any more", facts)
        return
    yield from held(state, matter, at)


def held(state: State, matter: Matter, at: str) -> Iterator[Refusal]:
    """Refuse what would move a matter that a challenge holds, or whose time at its stage is over.

    Once a deadline has passed, what the charter says of it happens by the clock. Two cases are left to refuse: the
    clock has not come yet, and the decision has passed to another (`escalate`), which nobody may then forestall.
    """
    for name in matter.suspended_by:
        mechanism = SUSPENDING[state.proceedings[name].purpose]
        sentence = f"{matter.id} stands still until the challenge {name} is answered"
        facts = {"matter": matter.id, "challenge": name}
        clause = rules.cite(state, state.charter.scope_challenge)
        yield Refusal("matter.suspended", sentence, facts, clause, mechanism)
    deadline = stages.stage_of(state, matter).deadline if matter.status == "open" else None
    if deadline is None or deadline.then == "remind":
        return
    standing = state.deadlines.get(f"stage {matter.id}")
    due = standing.due if standing else rules.after(matter.entered, deadline.within)
    if due <= at and (standing or (deadline.then == "escalate" and not stages.is_held(matter))):
        sentence = f"the time of {matter.id} at this stage was over at {due}: only what the charter says of it follows"
        facts = {"matter": matter.id, "due": due, "then": deadline.then}
        clause = rules.cite(state, deadline, stages.stage_of(state, matter), state.charter.path(matter.path))
        yield Refusal("matter.overdue", sentence, facts, clause, Mechanism.DEADLINES)


def put_away(
    state: State, act: Act, matter: Matter, status: Literal["adopted", "refused", "lapsed", "withdrawn", "ended"]
) -> None:
    """A matter moves no more: its consultations close, what was put before others is dropped, its deadlines end."""
    matter.status = status
    disputes = [state.objections[name].dispute for name in matter.objections]
    for name in [matter.decision, *matter.challenges.values(), *matter.advice, *disputes]:
        put = state.proceedings.get(name)
        if put is not None and not put.outcome:
            proceedings.drop(state, act, put)
    matter.suspended_by, matter.held_since, matter.stage_due = [], "", ""
    for name in matter.consultations:
        one = state.consultations[name]
        one.closed_seq = act.seq if one.closed_seq < 0 else one.closed_seq
    over = {matter.id, *matter.consultations, *matter.objections}
    for key in [key for key, one in state.deadlines.items() if one.subject in over]:
        del state.deadlines[key]
