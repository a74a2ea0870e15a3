"""Kinds: a consultation of a stage is opened, extended, closed. A matter's people speak and vote while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from comity.body import rules
from comity.body.clock import passing
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters import moves
from comity.body.matters_state import Consultation, Matter
from comity.body.said import Id, Time
from comity.body.stages import stage_of
from comity.body.state import State
from comity.charter import procedure
from comity.charter.mechanisms import Mechanism
from comity.record.canonical import Json
from comity.record.envelope import Act

MOST_DAYS = timedelta(days=3650)
"""The longest that a consultation may be opened for."""


def rule_of(state: State, one: Consultation) -> procedure.Consultation:
    """What the charter says of a consultation."""
    rule = state.charter.path(state.matters[one.matter].path).stages[one.stage].consultation
    assert rule is not None  # noqa: S101 - it was opened at a stage that has one
    return rule


def running(one: Consultation, at: str) -> Iterator[Refusal]:
    """Refuse what is said in a consultation that is over."""
    if one.closed_seq >= 0 or at >= one.closes:
        facts = {"consultation": one.id, "closes": one.closes}
        yield Refusal("consultation.closed", f"{one.id} is closed, since {one.closes} at the latest", facts)


class OpenSaid(Said):
    """On which matter, how votes are cast, and when it closes."""

    matter: Id
    """The matter, at a stage that consults."""
    ballots: Literal["open", "secret"]
    """`open`: the values of votes are public. `secret`: they are sealed. As the charter says for this stage."""
    closes: Time
    """When it closes."""


class Open(Kind[OpenSaid]):
    """Open the consultation of the stage at which a matter is."""

    name = "consultation.open"
    public = OpenSaid

    def may(self, state: State, act: Act, said: OpenSaid) -> Iterator[Refusal]:
        """By whom the charter names, one at a time, for as long as it says at the least."""
        matter = state.matters.get(said.matter)
        if matter is None:
            yield rules.unknown("matter", said.matter)
            return
        yield from moves(state, matter, act.at)
        if matter.status != "open":
            return
        stage = stage_of(state, matter)
        rule = stage.consultation
        facts: dict[str, Json] = {"matter": matter.id, "stage": stage.id}
        if rule is None:
            clause = rules.cite(state, stage)
            yield Refusal("consultation.none", f"the stage {stage.id} holds no consultation", facts, clause)
            return
        doing = f"open a consultation at the stage {stage.id}"
        yield from rules.only(state, act.actor, rule.opened_by, act.at, doing, rule=rule, matter=matter)
        standing = [name for name in matter.consultations if state.consultations[name].closed_seq < 0]
        if standing:
            sentence = f"{standing[0]} on {matter.id} is open already"
            yield Refusal("consultation.open-already", sentence, {**facts, "consultation": standing[0]})
        if said.ballots != rule.ballots:
            sentence = f"ballots are {rule.ballots} at the stage {stage.id}"
            yield Refusal(
                "consultation.ballots", sentence, {**facts, "ballots": rule.ballots}, rules.cite(state, rule, stage)
            )
        yield from _long_enough(state, act, matter, said.closes)

    def apply(self, state: State, act: Act, said: OpenSaid) -> None:
        """It is open until the day that is named."""
        matter = state.matters[said.matter]
        one = Consultation(f"c{act.seq}", matter.id, matter.stage, act.at, said.closes, said.ballots)
        one.first_closes = one.closes
        state.consultations[one.id] = one
        matter.consultations.append(one.id)
        state.set_deadline("consultation", one.id, one.closes)

    def rows(self, act: Act, said: OpenSaid, private: object) -> Iterator[Row]:
        """One consultation."""
        values = {"consultation": f"c{act.seq}", "matter": said.matter, "ballots": said.ballots, "closes": said.closes}
        yield _row(act, said.matter, "opened", values)


class ExtendSaid(Said):
    """Which consultation, and when it closes now."""

    consultation: Id
    """The consultation."""
    closes: Time
    """When it closes, later than before."""


class Extend(Kind[ExtendSaid]):
    """Extend a consultation that is open, by no more in all than the charter allows."""

    name = "consultation.extend"
    public = ExtendSaid

    def may(self, state: State, act: Act, said: ExtendSaid) -> Iterator[Refusal]:
        """By whoever may open one, before it is over."""
        one = state.consultations.get(said.consultation)
        if one is None:
            yield rules.unknown("consultation", said.consultation)
            return
        matter, rule = state.matters[one.matter], rule_of(state, one)
        yield from running(one, act.at)
        yield from moves(state, matter, act.at)
        yield from rules.only(state, act.actor, rule.opened_by, act.at, f"extend {one.id}", rule=rule, matter=matter)
        facts: dict[str, Json] = {"consultation": one.id, "closes": one.closes}
        clause = rules.cite(state, rule)
        if said.closes <= one.closes:
            yield Refusal("consultation.not-later", f"{one.id} closes at {one.closes}: name a later time", facts)
        if rule.most_extension is None:
            yield Refusal(
                "consultation.no-extension", "the charter lets no consultation be extended here", facts, clause
            )
            return
        latest = rules.after(one.first_closes, rule.most_extension)
        if said.closes > latest:
            sentence = f"{one.id} may be extended to {latest}, by {rule.most_extension.days} days in all"
            yield Refusal(
                "consultation.extended", sentence, {**facts, "latest": latest, "days": rule.most_extension.days}, clause
            )
        yield from _before_deadline(state, matter, said.closes)

    def apply(self, state: State, act: Act, said: ExtendSaid) -> None:
        """It closes later."""
        one = state.consultations[said.consultation]
        one.closes = said.closes
        state.set_deadline("consultation", one.id, one.closes)

    def rows(self, act: Act, said: ExtendSaid, private: object) -> Iterator[Row]:
        """One more row of the consultation."""
        yield _row(act, said.consultation, "extended", {"consultation": said.consultation, "closes": said.closes})


class CloseSaid(Said):
    """Which consultation."""

    consultation: Id
    """The consultation."""


class Close(Kind[CloseSaid]):
    """Close a consultation whose time is over. If nobody does, the clock does it."""

    name = "consultation.close"
    public = CloseSaid

    def may(self, state: State, act: Act, said: CloseSaid) -> Iterator[Refusal]:
        """By whoever may open one, not before its time is over: an early close would silence whoever comes late."""
        one = state.consultations.get(said.consultation)
        if one is None:
            yield rules.unknown("consultation", said.consultation)
            return
        matter, rule = state.matters[one.matter], rule_of(state, one)
        yield from rules.only(state, act.actor, rule.opened_by, act.at, f"close {one.id}", rule=rule, matter=matter)
        facts = {"consultation": one.id, "closes": one.closes}
        if one.closed_seq >= 0:
            yield Refusal("consultation.closed", f"{one.id} is closed", facts)
        if act.at < one.closes:
            sentence = f"{one.id} is open until {one.closes}"
            yield Refusal("consultation.too-early", sentence, facts, rules.cite(state, rule))

    def apply(self, state: State, act: Act, said: CloseSaid) -> None:
        """It is closed."""
        _closed(state, act, said.consultation)
        state.end_deadline("consultation", said.consultation)

    def rows(self, act: Act, said: CloseSaid, private: object) -> Iterator[Row]:
        """One more row of the consultation."""
        yield _row(act, said.consultation, "closed", {"consultation": said.consultation})


@passing("consultation")
def _closed(state: State, act: Act, subject: str) -> None:
    one = state.consultations[subject]
    one.closed_seq = act.seq if one.closed_seq < 0 else one.closed_seq


def _row(act: Act, scope: str, change: str, values: dict[str, Json]) -> Row:
    return Row("consultations", {**values, "actor": act.actor, "at": act.at, "change": change}, scope=scope)


def closing(state: State, matter: Matter, at: str) -> tuple[str, str]:
    """The earliest and the latest time at which a consultation of the stage may close, were it opened at `at`."""
    rule = stage_of(state, matter).consultation
    assert rule is not None  # noqa: S101 - the caller asked
    standing = state.deadlines.get(f"stage {matter.id}")
    latest = rules.after(at, MOST_DAYS)
    return rules.after(at, rule.shortest), min(latest, standing.due) if standing else latest


def _long_enough(state: State, act: Act, matter: Matter, closes: str) -> Iterator[Refusal]:
    stage = stage_of(state, matter)
    assert stage.consultation is not None  # noqa: S101 - the caller asked
    shortest = stage.consultation.shortest
    facts: dict[str, Json] = {"matter": matter.id, "stage": stage.id, "closes": closes, "days": shortest.days}
    if closes < closing(state, matter, act.at)[0]:
        sentence = f"a consultation at the stage {stage.id} takes {shortest.days} days at the least"
        clause = rules.cite(state, stage.consultation, stage, state.charter.path(matter.path))
        yield Refusal("consultation.too-short", sentence, facts, clause)
    if closes > rules.after(act.at, MOST_DAYS):
        sentence = f"a consultation is open for {MOST_DAYS.days} days at the most"
        yield Refusal("consultation.too-long", sentence, {**facts, "days": MOST_DAYS.days})
    yield from _before_deadline(state, matter, closes)


def _before_deadline(state: State, matter: Matter, closes: str) -> Iterator[Refusal]:
    """A consultation that outlasts its stage could never be decided on."""
    standing = state.deadlines.get(f"stage {matter.id}")
    if standing is not None and closes > standing.due:
        sentence = f"the time of {matter.id} at this stage is over at {standing.due}, before the consultation would be"
        facts = {"matter": matter.id, "closes": closes, "due": standing.due}
        stage = stage_of(state, matter)
        clause = rules.cite(state, stage.deadline, stage, state.charter.path(matter.path))
        yield Refusal("consultation.after-deadline", sentence, facts, clause, Mechanism.DEADLINES)


KINDS = (Close(), Extend(), Open())
