"""Seats and terms: who can be chosen for a role, when a term begins, and when it ends. What kinds on offices share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from comity.body import proceedings, rules
from comity.body.clock import passing, tell, telling
from comity.body.kind import Refusal, Row
from comity.body.state import Office, State
from comity.charter.parts import Role
from comity.record.envelope import Act, time_of

AHEAD = timedelta(days=90)
"""How long before a term ends its successor may be chosen, or half the term where that is shorter: without it, every
change of officers would leave the seat empty for as long as choosing takes."""


def known_role(state: State, role: str) -> Iterator[Refusal]:
    """Refuse a role that the charter does not have."""
    if all(one.id != role for one in state.charter.roles):
        yield Refusal("role.unknown", f"the charter has no role {role}", {"role": role})


def free_seats(state: State, role: Role, at: str) -> int:
    """How many can be chosen now: seats that nobody has, or whose term is over soon and has no successor yet."""
    return max(0, role.most - _taken(state, role, _soon(role, at)))


def full(state: State, role: Role, at: str) -> Iterator[Refusal]:
    """Refuse to choose for a role without a free seat."""
    if not free_seats(state, role, at):
        sentence = f"no seat of {role.id} is free, or will be soon: {role.most} is the most"
        yield Refusal("office.full", sentence, {"role": role.id, "most": role.most}, rules.cite(state, role))


def eligible(state: State, role: Role, actor: str, at: str) -> Iterator[Refusal]:
    """Refuse whoever may not be chosen for a role."""
    facts = {"role": role.id, "actor": actor}
    clause = rules.cite(state, role.chosen) or rules.cite(state, role)
    yield from rules.nobody_real(actor)
    if not rules.is_one(state, actor, role.chosen.candidates, at):
        named = ", ".join(map(rules.spoken, role.chosen.candidates)) or "nobody"
        sentence = f"{actor} cannot be chosen as {role.id}: the charter lets {named}"
        yield Refusal("office.not-candidate", sentence, {**facts, "who": list(role.chosen.candidates)}, clause)
    if role.group and state.charter.disclosure and rules.group_of(state, actor) != role.group:
        sentence = f"{actor} cannot stand for {role.group} as {role.id}: no statement of interest says so"
        yield Refusal("office.wrong-group", sentence, {**facts, "group": role.group}, clause)
    for held in served(state, actor, at):
        yield from _beside(state, role, held, at, clause)
    nth = _nth(state, role, actor, _begins(state, role, actor, at))
    if role.most_terms is not None and nth > role.most_terms:
        sentence = f"{actor} was {role.id} for {nth - 1} terms in succession, and the charter lets no more"
        yield Refusal("office.most-terms", sentence, {**facts, "terms": nth - 1, "most": role.most_terms}, clause)
    yield from rules.serves(state, actor, "hold-office", at)


def _beside(state: State, role: Role, held: Office, at: str, clause: str) -> Iterator[Refusal]:
    """Refuse what may not be held beside an office, or again before it is over soon."""
    other = state.charter.role(held.role)
    facts = {"role": role.id, "actor": held.actor}
    if other.id in role.not_with or role.id in other.not_with:
        sentence = f"{held.actor} cannot be {role.id} and {other.id} at one time"
        yield Refusal("office.not-with", sentence, {**facts, "other": other.id}, clause)
    if other.id == role.id and (not held.until or held.until > _soon(role, at)):
        yield Refusal("office.held", f"{held.actor} is {role.id} already", facts, clause)


def take(state: State, act: Act, role: Role, actor: str) -> bool:
    """Let the term of somebody who was chosen begin; False if they can take no seat any more.

    It begins at once, or when the term before it is over. What the charter may switch off was asked when they were
    put, and is not asked again: by a challenge at the last moment anyone could undo a choice that is made.
    """
    if not free_seats(state, role, act.at):
        return False
    if any(refusal.mechanism is None for refusal in eligible(state, role, actor, act.at)):
        return False
    since = _begins(state, role, actor, act.at)
    over = [one for one in state.offices if one.role == role.id and one.until and not one.ended and one.until <= since]
    before = min(over, key=lambda one: (one.actor != actor, one.until), default=None)
    seat(state, role, actor, since)
    tell(state, act, "chosen", f"{role.id} {since} {actor}")
    if before is not None:
        before.ended = "succeeded"
        if before.until <= act.at:
            _moot(state, act, before)
    return True


def seat(state: State, role: Role, actor: str, since: str) -> None:
    """A term begins at `since`; the clock says when it is over."""
    until = rules.after(since, role.term) if role.term else ""
    state.person(actor)
    state.offices.append(Office(role.id, actor, since, until, _nth(state, role, actor, since)))
    if until:
        state.set_deadline("term", f"{role.id} {since} {actor}", until)


def finish(state: State, act: Act, office: Office, how: Literal["resigned", "recalled"]) -> None:
    """A term ends before its time, or somebody who served on after it does so no longer."""
    if office.since > act.at or rules.holds(office, act.at):
        office.until = act.at
    office.ended = how
    subject = f"{office.role} {office.since} {office.actor}"
    state.end_deadline("term", subject)
    tell(state, act, how, subject)
    _moot(state, act, office)


def served(state: State, actor: str, at: str, role: str = "") -> list[Office]:
    """The offices of somebody, or those of one role, that can still end: yet to begin, in their term, or held over."""
    over = rules.holds_over(state)
    return [one for one in state.offices if one.actor == actor and one.role == (role or one.role)
            and (at < one.since < (one.until or "~") or rules.serving(one, at, over=over))]  # fmt: skip


def _soon(role: Role, at: str) -> str:
    return rules.after(at, min(AHEAD, role.term / 2)) if role.term else at


def _running(state: State, at: str) -> list[Office]:
    """The offices whose term is not over at a time, also those yet to begin."""
    return [one for one in state.offices if not one.until or one.until > at]


def _taken(state: State, role: Role, at: str) -> int:
    return sum(one.role == role.id for one in _running(state, at))


def _begins(state: State, role: Role, actor: str, at: str) -> str:
    """When the next term of a role can begin: the first time from which fewer than `most` terms are left.

    Those yet to begin count, so at no time are there more than `most`. Nobody's own terms overlap.
    """
    ends = [one.until for one in _running(state, at) if one.role == role.id and one.until]
    first = next((time for time in [at, *sorted(ends)] if _taken(state, role, time) < role.most), at)
    mine = [one.until for one in _running(state, at) if (one.role, one.actor) == (role.id, actor) and one.until]
    return max([first, *mine])


def _nth(state: State, role: Role, actor: str, since: str) -> int:
    """Which term in succession one that begins at `since` is. A full term out of office breaks the succession."""
    before = [one for one in state.offices if (one.role, one.actor) == (role.id, actor) and one.since < one.until]
    last = max(before, key=lambda one: one.until, default=None)
    if last is None or role.term is None or time_of(since) - time_of(last.until) >= role.term:
        return 1
    return last.terms + 1


def _moot(state: State, act: Act, office: Office) -> None:
    """A petition to recall somebody from a term that is over has lost its object, and so has what it led to."""
    for petition in list(state.petitions.values()):
        if (petition.role, petition.officer, petition.since) == (office.role, office.actor, office.since):
            del state.petitions[petition.id]
            one = state.proceedings.get(petition.proceeding)
            if one is not None and not one.outcome:
                one.facts["ended"] = "office-over"
                proceedings.end(state, act, one, "refused")


@passing("term")
def _over(state: State, act: Act, subject: str) -> None:
    """A term is over. Whether its officer serves on until there is a successor, `rules.serving` says."""
    for office in state.offices:
        if f"{office.role} {office.since} {office.actor}" == subject and not rules.holds_over(state):
            _moot(state, act, office)


def _tell(name: str) -> None:
    @telling(name)
    def told(act: Act, subject: str) -> Iterator[Row]:
        role, since, actor = subject.split(" ", 2)
        values = {"role": role, "actor": actor, "at": act.at, "since": since, "change": name}
        yield Row("offices", values, scope=role)


for _name in ("chosen", "term", "resigned", "recalled"):
    _tell(_name)
