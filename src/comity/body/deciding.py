"""Kinds: the decision of a stage is put before its organ; a block in a ballot is overridden. What its deadline does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Annotated

from pydantic import Field

from comity.body import proceedings, progress, ready, reports, rules, stages
from comity.body.calls import Absent
from comity.body.clock import passing
from comity.body.composition import Composition
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters_state import Matter
from comity.body.said import Id, Name, Time
from comity.body.state import Proceeding, State
from comity.charter import decisions, parts
from comity.record.envelope import Act


class PutSaid(Said):
    """What is put before those who decide at the stage, and all that the decision carries."""

    matter: Id
    """The matter."""
    absent: Absent
    """The floors that were not met, where it goes on after a second notice."""
    composition: Composition | None = None
    """Who took part, by stakeholder group and region."""
    ends: Time | None = None
    """At the last stage: the day on which the decision ends unless it is renewed."""
    options: Annotated[list[Name], Field(max_length=50, default_factory=list)]
    """For a ranked ballot only: what is ranked, two or more."""


class Put(Kind[PutSaid]):
    """Put a matter before the organ, the officer or the signatories who decide it at its stage."""

    name = "decision.put"
    public = PutSaid

    def may(self, state: State, act: Act, said: PutSaid) -> Iterator[Refusal]:
        """Once a stage, when all that it waits for is there; by its proposers, those who decide, or who serves them."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        stage = stages.stage_of(state, matter)
        rule = stage.decision
        facts = {"matter": matter.id, "by": rule.by}
        if isinstance(rule, decisions.Consensus):
            sentence = f"{matter.id} is decided by consensus at this stage: {rule.called_by} designates it"
            yield Refusal("decision.consensus", sentence, {**facts, "role": rule.called_by}, rules.cite(state, rule))
            return
        if matter.decision:
            yield Refusal(
                "decision.put-before",
                f"{matter.id} was put before them as {matter.decision}",
                {**facts, "proceeding": matter.decision},
            )
        if act.actor not in {matter.proposer, *matter.proposers}:
            doing = f"put {matter.id}, which they do not propose"
            yield from proceedings.may_put(state, act.actor, rule, act.at, doing, stage)
        if isinstance(rule, decisions.Ranked) != (len(set(said.options)) > 1):
            yield Refusal("decision.options", "two options or more for a ranked ballot, and none for another", facts)
        yield from ready.called(state, matter, act.at)
        yield from ready.quorate(state, matter, said.absent, act.at)
        yield from ready.advised(state, matter)
        yield from ready.unblocked(state, matter)
        yield from ready.adoptable(state, matter, said.ends or "", act.at)
        yield from ready.composed(state, matter, said.composition)

    def apply(self, state: State, act: Act, said: PutSaid) -> None:
        """A proceeding is open on it."""
        matter = state.matters[said.matter]
        rule = stages.stage_of(state, matter).decision
        matter.sunset = said.ends or ""
        matter.decision = f"d{act.seq}"
        if isinstance(rule, decisions.Signature):
            matter.signed_in = matter.decision
        proceedings.begin_or_decide(state, act, "stage", matter.id, rule, candidates=said.options)

    def rows(self, act: Act, said: PutSaid, private: object) -> Iterator[Row]:
        """One row a decision that is put."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "proceeding": f"d{act.seq}"}
        yield Row("decisions", {**values, "absent": list(said.absent), "ends": said.ends or ""}, scope=said.matter)


class OverrideSaid(Said):
    """The ballot whose block is to be overridden."""

    matter: Id
    """The matter."""


class Override(Kind[OverrideSaid]):
    """Put a second vote, by which an organ goes on over a block in its ballot."""

    name = "decision.override"
    public = OverrideSaid

    def may(self, state: State, act: Act, said: OverrideSaid) -> Iterator[Refusal]:
        """By whoever sits in the organ, where the ballot has one and is blocked."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        facts = {"matter": matter.id}
        ballot = state.proceedings.get(matter.decision)
        rule = proceedings.rule_of(ballot.rule) if ballot else None
        if ballot is None or not isinstance(rule, decisions.Ballot) or ballot.outcome:
            yield Refusal("override.no-ballot", f"{matter.id} is not before a ballot that is open", facts)
            return
        clause = rules.cite(state, rule.override, rule)
        if rule.override is None:
            yield Refusal("override.none", "the charter lets nobody override a block in this ballot", facts, clause)
        if not rules.sits(state, act.actor, rule.organ, act.at, voting=True):
            sentence = f"{act.actor} does not sit in {rule.organ} with a vote"
            yield Refusal("proceeding.not-seated", sentence, {**facts, "organ": rule.organ}, clause)
        blocks = sum(one.value == "discuss" for one in ballot.positions.values())
        if blocks <= rule.most_discuss:
            yield Refusal(
                "override.no-block",
                f"{blocks} positions block {ballot.id}: it is not blocked",
                {**facts, "blocks": blocks, "proceeding": ballot.id},
                clause,
            )
        open_one = state.proceedings.get(ballot.facts.get("override", ""))
        if open_one is not None and not open_one.outcome:
            yield Refusal(
                "override.open", f"{open_one.id} is open on this already", {**facts, "proceeding": open_one.id}
            )

    def apply(self, state: State, act: Act, said: OverrideSaid) -> None:
        """A vote is open on it, of all who did not recuse themselves."""
        ballot = state.proceedings[state.matters[said.matter].decision]
        rule = proceedings.rule_of(ballot.rule)
        assert isinstance(rule, decisions.Ballot)  # noqa: S101 - `may` saw to it
        assert rule.override is not None  # noqa: S101 - `may` saw to it
        recused = [actor for actor, one in ballot.positions.items() if one.value == "recuse"]
        passing_if = decisions.Passing(share=rule.override.share, most_against=rule.override.most_against)
        vote = decisions.Vote(
            by="vote", organ=rule.organ, counted="in-office", passes_if=(passing_if,), clause=rule.override.clause
        )
        facts = {"parties": " ".join(recused)}
        ballot.facts["override"] = proceedings.begin(state, act, "override", ballot.id, vote, facts=facts).id

    def rows(self, act: Act, said: OverrideSaid, private: object) -> Iterator[Row]:
        """One row a decision that is put."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "proceeding": f"d{act.seq}"}
        yield Row("decisions", {**values, "absent": [], "ends": ""}, scope=said.matter)


@proceedings.effect("stage")
def _decided(state: State, act: Act, one: Proceeding) -> None:
    """The matter moves on, unless something holds it: then when nothing does."""
    matter = state.matters[one.subject]
    if matter.decision == one.id and matter.status == "open" and not stages.is_held(matter):
        _settle(state, act, matter, one)


@stages.after_hold
def _decided_meanwhile(state: State, act: Act, matter: Matter) -> None:
    one = state.proceedings.get(matter.decision)
    if one is not None and one.outcome and matter.status == "open":
        _settle(state, act, matter, one)


def _settle(state: State, act: Act, matter: Matter, one: Proceeding) -> None:
    """What was carried while an objection blocked has effect once none does: it was raised after this was put."""
    if one.outcome == "carried" and not ready.is_kept(state, ready.unblocked(state, matter)):
        if one.facts.get("escalated"):
            due = rules.after(one.opened, timedelta(days=int(one.facts["within"])))
            state.set_deadline("blocked", matter.id, max(due, act.at))
        return
    if one.outcome == "carried":
        advance(state, act, matter, blocked=False)
    elif one.facts.get("escalated") and one.facts.get("ended") == "lapse":
        progress.lapse(state, act, matter)
    else:
        progress.fail(state, act, matter)


def advance(state: State, act: Act, matter: Matter, *, blocked: bool = True) -> None:
    """Carry a matter by time or by those who decide instead; it goes back if it lacks what adoption needs.

    So nobody reaches by waiting what a decision would have been refused: `blocked`, if objections count too.
    """
    lacks = reports.unmet(state, matter, act.at) if stages.is_last(state, matter) else iter(())
    if ready.is_kept(state, chain(lacks, ready.unblocked(state, matter) if blocked else ())):
        progress.carry(state, act, matter)
    else:
        progress.send_back(state, act, matter)


@proceedings.effect("override")
def _overridden(state: State, act: Act, one: Proceeding) -> None:
    """The ballot is carried over its block; refused, it stays as it was."""
    ballot = state.proceedings[one.subject]
    if one.outcome == "carried" and not ballot.outcome:
        proceedings.end(state, act, ballot, "carried")


@passing("stage")
def _time_is_up(state: State, act: Act, subject: str) -> None:
    """What the charter says of the time of a stage, once it is over."""
    matter = state.matters[subject]
    rule = stages.stage_of(state, matter).deadline
    if rule is None or matter.status != "open":
        return
    if rule.then == "lapse":
        progress.lapse(state, act, matter)
    elif rule.then == "advance":
        advance(state, act, matter)
    elif rule.then == "return":
        progress.send_back(state, act, matter)
    elif rule.then == "remind":
        matter.late += 1
    elif rule.to is not None:
        _escalate(state, act, matter, rule.to, rule)


@passing("blocked")
def _still_blocked(state: State, act: Act, subject: str) -> None:
    """Those who decide instead did, and what blocks it was not answered in the same time: it lapses."""
    matter = state.matters[subject]
    if stages.is_held(matter):
        state.set_deadline("blocked", subject, rules.after(act.at, timedelta(days=1)))
    else:
        progress.lapse(state, act, matter)


def _escalate(state: State, act: Act, matter: Matter, to: decisions.Decision, rule: parts.Deadline) -> None:
    put = state.proceedings.get(matter.decision)
    if put is not None and not put.outcome:
        proceedings.drop(state, act, put)
    lapses = parts.Deadline(within=rule.within, then="lapse")
    matter.decision = f"d{act.seq}"
    proceedings.begin(state, act, "stage", matter.id, to, deadline=lapses, facts={"escalated": act.at})


KINDS = (Override(), Put())
