"""Kinds: advice to the organ of a stage, formed by the organ that gives it, and the answer that must come first.

As the board answers its Governmental Advisory Committee: advice is taken into account, and rejecting it takes reasons
and may take a majority of its own (bylaws of ICANN, 12.2(a)(x)).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from comity.body import proceedings, ready, rules, stages
from comity.body.clock import passing
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters_state import Matter
from comity.body.said import Id, Text
from comity.body.state import Proceeding, State
from comity.charter import parts
from comity.charter.mechanisms import Mechanism
from comity.charter.procedure import Advice
from comity.record.envelope import Act


class AdviceSaid(Said):
    """The advice that an organ is to form."""

    matter: Id
    """The matter."""
    organ: Annotated[str, Field(max_length=60)]
    """The organ whose advice it is."""
    text: Text
    """What it advises, and why."""


class Give(Kind[AdviceSaid]):
    """Put advice to the stage of a matter before the organ that gives it: formed, it must be answered."""

    name = "advice.give"
    public = AdviceSaid

    def may(self, state: State, act: Act, said: AdviceSaid) -> Iterator[Refusal]:
        """By whoever sits in that organ, before the matter is put to the decision of the stage."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        facts = {"matter": matter.id, "organ": said.organ}
        found = _rules_of(state, matter)
        place = _place(found, said.organ)
        if place is None:
            yield Refusal("advice.not-asked", f"no advice of {said.organ} to this stage is to be answered", facts)
            return
        clause = rules.cite(state, found[place])
        if not rules.sits(state, act.actor, said.organ, act.at):
            yield Refusal("advice.not-among", f"{act.actor} does not sit in {said.organ}", facts, clause)
        if matter.decision:
            yield Refusal("advice.too-late", f"{matter.id} is before those who decide already", facts, clause)
        if any(_is_forming(one, matter) for one in state.proceedings.values()):
            yield Refusal("advice.forming", f"advice on {matter.id} is being formed already", facts)

    def apply(self, state: State, act: Act, said: AdviceSaid) -> None:
        """The organ decides whether that is its advice."""
        matter = state.matters[said.matter]
        found = _rules_of(state, matter)
        place = _place(found, said.organ) or 0
        facts = {"place": str(place), "visit": str(matter.visits[-1][0])}
        proceedings.begin_or_decide(state, act, "advice", matter.id, found[place].formed, facts=facts)

    def rows(self, act: Act, said: AdviceSaid, private: object) -> Iterator[Row]:
        """One row an advice, one its answer."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "advice": f"d{act.seq}"}
        yield Row("advice", {**values, "organ": said.organ, "text": said.text, "answer": ""}, scope=said.matter)


class AnswerSaid(Said):
    """The answer to advice."""

    matter: Id
    """The matter."""
    advice: Id
    """The advice: the proceeding in which it was formed."""
    accept: bool
    """Whether it is followed."""
    reasons: Text
    """Why, and how."""


class Answer(Kind[AnswerSaid]):
    """Answer advice with reasons; where the charter asks for a decision to reject it, that is opened."""

    name = "advice.answer"
    public = AnswerSaid

    def may(self, state: State, act: Act, said: AnswerSaid) -> Iterator[Refusal]:
        """By those who decide at the stage, or who serve them, once."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        facts = {"matter": matter.id, "advice": said.advice}
        if matter.advice.get(said.advice, 0) >= 0:
            yield Refusal("advice.none-open", f"no advice {said.advice} on {matter.id} waits for an answer", facts)
            return
        advice = state.proceedings[said.advice]
        clause = rules.cite(state, _rules_of(state, matter)[int(advice.facts["place"])])
        stage = stages.stage_of(state, matter)
        yield from proceedings.may_put(state, act.actor, stage.decision, act.at, f"answer advice on {matter.id}", stage)
        rejection = state.proceedings.get(advice.facts.get("rejection", ""))
        if rejection is not None and not rejection.outcome:
            yield Refusal(
                "advice.in-rejection",
                f"{rejection.id} is open on rejecting it",
                {**facts, "proceeding": rejection.id},
                clause,
            )
        due = state.deadlines.get(f"advice {said.advice}")
        if due is not None and due.due <= act.at:
            sentence = f"the time to answer {said.advice} was over at {due.due}: what the charter says of it follows"
            yield Refusal("advice.overdue", sentence, {**facts, "due": due.due}, clause, Mechanism.DEADLINES)

    def apply(self, state: State, act: Act, said: AnswerSaid) -> None:
        """It is answered; a rejection that takes a decision is put."""
        matter = state.matters[said.matter]
        advice = state.proceedings[said.advice]
        rule = _rules_of(state, matter)[int(advice.facts["place"])]
        if said.accept or rule.rejected_by is None:
            _answered(state, act, matter, said.advice)
        else:
            advice.facts["rejection"] = f"d{act.seq}"
            proceedings.begin_or_decide(state, act, "advice-rejection", said.advice, rule.rejected_by)

    def rows(self, act: Act, said: AnswerSaid, private: object) -> Iterator[Row]:
        """One row an answer."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "advice": said.advice, "organ": ""}
        answer = "accepted" if said.accept else "rejected"
        yield Row("advice", {**values, "text": said.reasons, "answer": answer}, scope=said.matter)


def _rules_of(state: State, matter: Matter) -> tuple[Advice, ...]:
    return stages.stage_of(state, matter).advice


def _place(found: tuple[Advice, ...], organ: str) -> int | None:
    return next((place for place, one in enumerate(found) if one.given_by == organ), None)


def _is_forming(one: Proceeding, matter: Matter) -> bool:
    return one.purpose == "advice" and one.subject == matter.id and not one.outcome


def _is_awaited(state: State, advice: str) -> Matter | None:
    """The matter that advice is to, if it waits for the answer; None once it does not."""
    matter = state.matters[state.proceedings[advice].subject]
    return matter if matter.status == "open" and matter.advice.get(advice, 0) < 0 else None


def _answered(state: State, act: Act, matter: Matter, advice: str) -> None:
    matter.advice[advice] = act.seq
    state.end_deadline("advice", advice)


@proceedings.effect("advice")
def _formed(state: State, act: Act, one: Proceeding) -> None:
    """Advice waits for its answer, if the matter is where it was and not put to the decision yet."""
    matter = state.matters[one.subject]
    stays = matter.status == "open" and str(matter.visits[-1][0]) == one.facts["visit"] and not matter.decision
    if one.outcome == "carried" and stays:
        matter.advice[one.id] = -1
        within = _rules_of(state, matter)[int(one.facts["place"])].answer.within
        state.set_deadline("advice", one.id, rules.after(act.at, within))


@proceedings.effect("advice-rejection")
def _rejected(state: State, act: Act, one: Proceeding) -> None:
    """Carried, the advice is answered; refused, it still waits."""
    matter = _is_awaited(state, one.subject)
    if one.outcome == "carried" and matter is not None:
        _answered(state, act, matter, one.subject)


@passing("advice")
def _unanswered(state: State, act: Act, subject: str) -> None:
    """What the charter says of advice that was not answered in time."""
    matter = _is_awaited(state, subject)
    if matter is None:
        return
    rule = _rules_of(state, matter)[int(state.proceedings[subject].facts["place"])].answer
    if rule.then in {"lapse", "advance"}:
        _answered(state, act, matter, subject)
    elif rule.then == "remind":
        matter.late += 1
    elif rule.to is not None:
        lapses = parts.Deadline(within=rule.within, then="lapse")
        state.proceedings[subject].facts["rejection"] = f"d{act.seq}"
        proceedings.begin(state, act, "advice-rejection", subject, rule.to, deadline=lapses)


KINDS = (Answer(), Give())
