"""Kinds: a remedy is ordered after an appeal was upheld, and carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from comity.body import appealed, appeals, proceedings, rules
from comity.body.clock import passing
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.said import Id, Text, Time
from comity.body.state import Proceeding, State
from comity.charter import parts
from comity.charter.mechanisms import Mechanism
from comity.record.envelope import Act


class OrderSaid(Said):
    """What is to be done, and by when."""

    appeal: Id
    """The appeal that was upheld."""
    does: Literal["annul", "remand", "correct"] = "correct"
    """Of an instance whose rulings bind: whether the act falls, or is decided again, by this order itself."""
    what: Text
    """What is to be done."""
    due: Time
    """By when."""


class Order(Kind[OrderSaid]):
    """Order what is to be done after an appeal was upheld."""

    name = "remedy.order"
    public = OrderSaid

    def may(self, state: State, act: Act, said: OrderSaid) -> Iterator[Refusal]:
        """By whoever ruled, after the reasons, once, within the time of the charter."""
        appeal = state.appeals.get(said.appeal)
        yield from appeals.ruled(appeal, said.appeal)
        rule = state.charter.appeals
        if appeal is None or rule is None:
            return
        facts = {"appeal": appeal.id, "effect": appeal.effect}
        clause = rules.cite(state, rule)
        if appeal.status != "upheld" or appeal.effect == "recommend":
            why = "it recommends, and orders nothing" if appeal.effect == "recommend" else "it was dismissed"
            yield Refusal("remedy.none", f"no remedy follows from {appeal.id}: {why}", facts, clause)
        yield from proceedings.may_decide(state, act.actor, state.proceedings[appeal.proceeding], act.at)
        if appeal.remedy:
            yield Refusal("remedy.ordered", f"a remedy for {appeal.id} was ordered before", facts, clause)
        if said.does != "correct" and appeal.effect != "bind":
            sentence = f"rulings of {appeal.instance} {appeal.effect}: its order only says what is to be corrected"
            yield Refusal("remedy.no-power", sentence, {**facts, "instance": appeal.instance}, clause)
        latest = rules.after(act.at, rule.remedy.within)
        if not act.at < said.due <= latest:
            yield Refusal(
                "remedy.due", f"a remedy is due after now and by {latest}", {**facts, "latest": latest}, clause
            )
        if appeal.reasons_seq < 0:
            sentence = f"the ruling on {appeal.id} gives reasons that are published, before a remedy is ordered"
            yield Refusal("reason.missing", sentence, facts, clause, Mechanism.REASONS)

    def apply(self, state: State, act: Act, said: OrderSaid) -> None:
        """It is owed; what the order itself does is done."""
        appeal = state.appeals[said.appeal]
        appeal.remedy, appeal.remedy_due = "ordered", said.due
        state.set_deadline("remedy", appeal.id, said.due)
        if said.does == "annul":
            appealed.fall(state, act, appeal)
        elif said.does == "remand":
            appealed.again(state, act, appeal)
        if said.does != "correct":
            appeals.release(state, act, appeal)

    def rows(self, act: Act, said: OrderSaid, private: object) -> Iterator[Row]:
        """One row an order."""
        values = {"appeal": said.appeal, "actor": act.actor, "at": act.at, "text": said.what, "due": said.due}
        yield Row("remedies", {**values, "change": "ordered", "by": None}, said.appeal)


class CarryOutSaid(Said):
    """How a remedy was carried out."""

    appeal: Id
    """The appeal."""
    how: Text
    """What was done."""
    by: Annotated[int, Field(ge=0)] | None = None
    """The act that did it, where one did."""


class CarryOut(Kind[CarryOutSaid]):
    """Carry out a remedy that was ordered."""

    name = "remedy.carry-out"
    public = CarryOutSaid

    def may(self, state: State, act: Act, said: CarryOutSaid) -> Iterator[Refusal]:
        """By whom the charter names, while it is owed."""
        appeal = state.appeals.get(said.appeal)
        yield from appeals.ruled(appeal, said.appeal)
        rule = state.charter.appeals
        if appeal is None or rule is None:
            return
        facts = {"appeal": appeal.id, "remedy": appeal.remedy}
        clause = rules.cite(state, rule)
        if appeal.remedy not in {"ordered", "late"}:
            yield Refusal("remedy.not-owed", f"no remedy for {appeal.id} is owed", facts, clause)
        matter = state.matters.get(appeal.subject)
        yield from rules.only(state, act.actor, rule.remedy_by, act.at, "carry out a remedy", rule=rule, matter=matter)
        if said.by is not None and not appeal.against_seq < said.by < state.size:
            yield Refusal(
                "remedy.no-act", f"act {said.by} did not carry it out: name one since then", {**facts, "act": said.by}
            )
        due = state.deadlines.get(f"remedy {appeal.id}")
        if due is not None and due.due <= act.at and rule.remedy.then != "remind":
            sentence = f"the remedy for {appeal.id} was due at {due.due}: what the charter says of that follows"
            yield Refusal("remedy.overdue", sentence, {**facts, "due": due.due}, clause, Mechanism.DEADLINES)

    def apply(self, state: State, act: Act, said: CarryOutSaid) -> None:
        """It is carried out."""
        appeal = state.appeals[said.appeal]
        appeal.remedy = "carried-out"
        state.end_deadline("remedy", appeal.id)
        appeals.release(state, act, appeal)

    def rows(self, act: Act, said: CarryOutSaid, private: object) -> Iterator[Row]:
        """One row a remedy that was carried out."""
        values = {"appeal": said.appeal, "actor": act.actor, "at": act.at, "text": said.how, "due": ""}
        yield Row("remedies", {**values, "change": "carried-out", "by": said.by}, said.appeal)


@passing("remedy")
def _overdue(state: State, act: Act, subject: str) -> None:
    """A remedy that was not ordered or carried out in time is late on the record; then what the charter says."""
    appeal = state.appeals[subject]
    rule = state.charter.appeals
    appeal.late = True
    if appeal.remedy != "ordered" or rule is None:
        appeals.release(state, act, appeal)
        return
    if rule.remedy.then == "advance":
        appeal.remedy = "carried-out"
    elif rule.remedy.then == "lapse":
        appeal.remedy = ""
    else:
        appeal.remedy = "late"
    if rule.remedy.to is not None:
        lapses = parts.Deadline(within=rule.remedy.within, then="lapse")
        proceedings.begin(state, act, "remedy", appeal.id, rule.remedy.to, deadline=lapses)
    elif appeal.remedy != "late":
        appeals.release(state, act, appeal)


@proceedings.effect("remedy")
def _looked_at_instead(state: State, act: Act, one: Proceeding) -> None:
    """Those to whom it passed say whether it counts as carried out; it stays late otherwise."""
    appeal = state.appeals[one.subject]
    if one.outcome == "carried" and appeal.remedy == "late":
        appeal.remedy = "carried-out"
        appeals.release(state, act, appeal)


KINDS = (CarryOut(), Order())
