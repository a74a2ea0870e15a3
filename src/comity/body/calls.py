"""Kinds: the last call, a second notice, and consensus as a chair designates it, in rounds.

A poll is evidence, never a designation (RFC 2418, section 3.3; RFC 7282): the chair publishes an evaluation beside it,
lets it be discussed, evaluates again, and confirms (GNSO Working Group Guidelines, 3.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from comity.body import evidence, progress, ready, rules, stages
from comity.body.composition import Composition
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters_state import Evidence, Matter, Round
from comity.body.said import Id, Reasons, Text, Time
from comity.body.state import State
from comity.charter import decisions
from comity.charter.decisions import DESIGNATIONS, Designation
from comity.charter.mechanisms import Mechanism
from comity.record.canonical import Json
from comity.record.envelope import Act

Absent = Annotated[list[Annotated[str, Field(max_length=70)]], Field(max_length=400, default_factory=list)]

SUPPORTED: dict[str, Designation] = {
    "none-against": "full-consensus",
    "small-minority-against": "consensus",
    "strong-support": "strong-support",
    "divided": "divergence",
    "opposed": "divergence",
}
"""The highest designation that a poll supports. With too few votes it shows nothing, and stands against none."""


class NoticeSaid(Said):
    """The last call on a matter."""

    matter: Id
    """The matter."""
    ends: Time
    """When it ends: what comes in until then is read before the decision."""


class Notice(Kind[NoticeSaid]):
    """Give notice of the last call on a matter at its stage."""

    name = "call.notice"
    public = NoticeSaid

    def may(self, state: State, act: Act, said: NoticeSaid) -> Iterator[Refusal]:
        """By whom the stage names, not shorter than it says, before the decision is put."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        stage = stages.stage_of(state, matter)
        facts = {"matter": matter.id, "stage": stage.id}
        if stage.last_call is None:
            yield Refusal("call.none", f"the stage {stage.id} has no last call", facts, rules.cite(state, stage))
            return
        yield from rules.only(state, act.actor, stage.call_by, act.at, "give notice of the last call", rule=stage,
                              matter=matter)  # fmt: skip
        earliest = rules.after(act.at, stage.last_call)
        if said.ends < earliest:
            sentence = f"a last call at {stage.id} lasts {stage.last_call.days} days or more: until {earliest}"
            yield Refusal(
                "call.too-short",
                sentence,
                {**facts, "earliest": earliest, "days": stage.last_call.days},
                rules.cite(state, stage),
            )
        if matter.decision:
            yield Refusal("call.decision-put", f"{matter.id} is before those who decide already", facts)

    def apply(self, state: State, act: Act, said: NoticeSaid) -> None:
        """The call runs."""
        state.matters[said.matter].last_call = said.ends

    def rows(self, act: Act, said: NoticeSaid, private: object) -> Iterator[Row]:
        """One row a notice."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "ends": said.ends, "notice": "last-call"}
        yield Row("notices", {**values, "absent": []}, scope=said.matter)


class SecondNoticeSaid(Said):
    """The groups and regions of which too few took part."""

    matter: Id
    """The matter."""
    absent: Absent
    """Each floor that was not met, `group:x` or `region:x`, as the evidence has it."""


class SecondNotice(Kind[SecondNoticeSaid]):
    """Give a second notice to those who stayed away: when it has run out, the call goes on without them."""

    name = "call.second-notice"
    public = SecondNoticeSaid

    def may(self, state: State, act: Act, said: SecondNoticeSaid) -> Iterator[Refusal]:
        """By whom the charter names, on evidence that is not quorate, naming just those who were absent."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        facts = {"matter": matter.id}
        rule = state.charter.second_notice
        if rule is None:
            yield Refusal("call.no-second-notice", "the charter has no second notice", facts)
            return
        yield from rules.only(state, act.actor, rule.given_by, act.at, "give a second notice", rule=rule,
                              matter=matter)  # fmt: skip
        found = evidence.of_stage(state, matter)
        if found is None or found.quorate:
            sentence = f"no evidence says that somebody stayed away from the consultation on {matter.id}"
            yield Refusal("call.quorate", sentence, facts, rules.cite(state, rule))
            return
        if matter.second_notice:
            yield Refusal(
                "call.noticed",
                f"a second notice was given, and runs until {matter.second_notice}",
                {**facts, "until": matter.second_notice},
            )
        if set(said.absent) != set(found.absent):
            sentence = f"a second notice names who was absent: {', '.join(found.absent)}"
            absent = {"absent": list(found.absent), **facts}
            yield Refusal("call.absences", sentence, absent, rules.cite(state, rule), Mechanism.SECOND_NOTICE)

    def apply(self, state: State, act: Act, said: SecondNoticeSaid) -> None:
        """The wait runs."""
        rule = state.charter.second_notice
        assert rule is not None  # noqa: S101 - `may` saw to it
        state.matters[said.matter].second_notice = rules.after(act.at, rule.wait)

    def rows(self, act: Act, said: SecondNoticeSaid, private: object) -> Iterator[Row]:
        """One row a notice."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "ends": "", "notice": "second"}
        yield Row("notices", {**values, "absent": list(said.absent)}, scope=said.matter)


class Objections(Said):
    """Objections that are too many to be named each."""

    count: Annotated[int, Field(ge=0)]
    """How many there are."""
    digest: Annotated[str, Field(max_length=71)]
    """Of the canonical JSON of an object with the disposition of each by its name."""


class DesignationSaid(Said):
    """An evaluation: a level, and all that it stands on."""

    matter: Id
    """The matter."""
    level: Literal["full-consensus", "consensus", "strong-support", "divergence"]
    """What the chair finds: the level that is put to discussion."""
    evidence: Annotated[int, Field(ge=0)] | None = None
    """The act with the evidence of the consultation, its poll and its capture margins."""
    absent: Absent
    """The floors that were not met, where the call goes on after a second notice."""
    dispositions: Annotated[
        dict[Id, Annotated[str, Field(max_length=20)]], Field(max_length=ready.MOST_NAMED, default_factory=dict)
    ]
    """Each objection to the matter and its disposition as it stands, where there are no more than a thousand."""
    objections: Objections | None = None
    """The objections, where there are more."""
    minority_views: Annotated[int, Field(ge=0)] = 0
    """How many minority views are recorded on the matter."""
    reasons: Reasons = ""
    """Why; needed where the level goes against the evidence."""


class Publish(Kind[DesignationSaid]):
    """Publish an evaluation of consensus: one round."""

    name = "designation.publish"
    public = DesignationSaid

    def may(self, state: State, act: Act, said: DesignationSaid) -> Iterator[Refusal]:
        """By the role that calls, on the consultation as it ended, with evidence, objections and reasons."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        rule, refusals = _calls(state, act, matter)
        yield from refusals
        if rule is None:
            return
        yield from ready.consulted(state, matter)
        yield from _discussed(state, matter, rule, act.at)
        yield from _on_evidence(state, matter, said)
        yield from ready.quorate(state, matter, said.absent, act.at)
        facts = {"matter": matter.id, "level": said.level}
        yield from _objections(state, matter, said)
        if said.minority_views != matter.minority_views:
            sentence = f"{matter.minority_views} minority views are recorded on {matter.id}: the designation says so"
            yield Refusal("designation.minority-views", sentence, {**facts, "views": matter.minority_views})
        if DESIGNATIONS.index(said.level) <= DESIGNATIONS.index("consensus"):
            yield from ready.unblocked(state, matter)
        if is_against(state, matter, said.level):
            yield from rules.reasons(state, said.reasons, f"designating {said.level} against the evidence")

    def apply(self, state: State, act: Act, said: DesignationSaid) -> None:
        """One more round; whether it goes against the evidence is counted."""
        matter = state.matters[said.matter]
        against = is_against(state, matter, said.level)
        matter.rounds.append(Round(said.level, act.at, act.seq, against))
        state.against_evidence += against

    def rows(self, act: Act, said: DesignationSaid, private: object) -> Iterator[Row]:
        """One row a round."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "level": said.level, "confirmed": False}
        more = {"evidence": said.evidence, "absent": list(said.absent), "minority_views": said.minority_views}
        count = said.objections.count if said.objections else len(said.dispositions)
        yield Row("designations", {**values, **more, "objections": count, "reasons": said.reasons}, scope=said.matter)


def _objections(state: State, matter: Matter, said: DesignationSaid) -> Iterator[Refusal]:
    """Refuse what says another thing of the objections than the record does."""
    given: dict[str, Json] = {"dispositions": {**said.dispositions}}
    if said.objections:
        given = {"objections": {"count": said.objections.count, "digest": said.objections.digest}}
    standing = ready.objections_said(state, matter)
    if given == standing:
        return
    facts: dict[str, Json] = {"matter": matter.id, "level": said.level}
    if "objections" in standing:
        sentence = f"there are too many objections to {matter.id} to be named each: a designation says as the facts do"
        yield Refusal("designation.objections", sentence, {**facts, "objections": standing["objections"]})
    else:
        sentence = f"a designation names the objections to {matter.id} with their dispositions as they stand"
        yield Refusal("designation.dispositions", sentence, {**facts, "dispositions": standing["dispositions"]})


class ConfirmSaid(Said):
    """The last evaluation is what is decided."""

    matter: Id
    """The matter."""
    absent: Absent
    """The floors that were not met, where the call goes on after a second notice."""
    composition: Composition | None = None
    """Who took part, by stakeholder group and region."""
    ends: Time | None = None
    """At the last stage: the day on which the decision ends unless it is renewed."""


class Confirm(Kind[ConfirmSaid]):
    """Confirm the last designation: the matter is carried at its stage by it, or it is not."""

    name = "designation.confirm"
    public = ConfirmSaid

    def may(self, state: State, act: Act, said: ConfirmSaid) -> Iterator[Refusal]:
        """By the role that calls, after enough rounds, each discussed; to carry, with all that a decision needs."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        rule, refusals = _calls(state, act, matter)
        yield from refusals
        if rule is None:
            return
        facts = {"matter": matter.id, "rounds": len(matter.rounds), "needed": rule.rounds}
        clause = rules.cite(state, rule)
        if len(matter.rounds) < rule.rounds:
            sentence = (
                f"{matter.id} has {len(matter.rounds)} of the {rule.rounds} evaluations that come before a confirmation"
            )
            yield Refusal("designation.rounds", sentence, facts, clause)
        yield from _discussed(state, matter, rule, act.at)
        yield from ready.composed(state, matter, said.composition)
        if matter.rounds[-1].designation not in rule.levels:
            return  # it is not carried, and that needs no more
        yield from ready.called(state, matter, act.at)
        yield from ready.quorate(state, matter, said.absent, act.at)
        yield from ready.advised(state, matter)
        yield from ready.adoptable(state, matter, said.ends or "", act.at)
        yield from ready.unblocked(state, matter)

    def apply(self, state: State, act: Act, said: ConfirmSaid) -> None:
        """It is carried where the charter says that this level carries."""
        matter = state.matters[said.matter]
        rule = stages.stage_of(state, matter).decision
        level = matter.rounds[-1].designation
        if isinstance(rule, decisions.Consensus) and level in rule.levels:
            matter.sunset = said.ends or ""
            progress.carry(state, act, matter)
            matter.confirmed = level if matter.status == "adopted" else ""
        else:
            progress.fail(state, act, matter)

    def rows(self, act: Act, said: ConfirmSaid, private: object) -> Iterator[Row]:
        """One row a confirmation."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "level": "", "confirmed": True}
        yield Row("designations", {**values, "absent": list(said.absent)}, scope=said.matter)


class MinoritySaid(Said):
    """A view that is not that of the designation."""

    matter: Id
    """The matter."""
    text: Text
    """The view, and its reasons."""


class RecordMinority(Kind[MinoritySaid]):
    """Record a minority view beside a designation."""

    name = "minority.record"
    public = MinoritySaid

    def may(self, state: State, act: Act, said: MinoritySaid) -> Iterator[Refusal]:
        """By whoever takes part among those who seek consensus, once an evaluation is published."""
        matter = state.matters.get(said.matter)
        yield from ready.at_stage(state, matter, said.matter, act.at)
        if matter is None:
            return
        rule = stages.stage_of(state, matter).decision
        facts = {"matter": matter.id, "actor": act.actor}
        if not isinstance(rule, decisions.Consensus) or not matter.rounds:
            yield Refusal("minority.no-designation", f"no designation on {matter.id} is put to discussion", facts)
            return
        if not rules.sits(state, act.actor, rule.organ, act.at) and act.actor not in matter.participants:
            sentence = f"{act.actor} neither sits in {rule.organ} nor took part in {matter.id}"
            yield Refusal("minority.not-among", sentence, {**facts, "organ": rule.organ}, rules.cite(state, rule))
        yield from rules.serves(state, act.actor, "state", act.at)

    def apply(self, state: State, act: Act, said: MinoritySaid) -> None:
        """It is counted: every later designation says how many there are."""
        matter = state.matters[said.matter]
        matter.minority_views += 1
        matter.participants[act.actor] = True

    def rows(self, act: Act, said: MinoritySaid, private: object) -> Iterator[Row]:
        """One row a view."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "text": said.text}
        yield Row("minority_views", values, scope=said.matter)


def is_against(state: State, matter: Matter, level: Designation) -> bool:
    """Whether a designation goes against the evidence: above what the poll shows, or while something speaks against.

    Consensus while an objection blocks, and full consensus while one was only answered, not met (GNSO Working Group
    Guidelines, 3.6: nobody speaks against it in its last readings).
    """
    found = evidence.of_stage(state, matter)
    if found and exceeds(level, found.level):
        return True
    statuses = {state.objections[name].status for name in matter.objections}
    blocked = any(state.objections[name].blocks for name in matter.objections)
    return (level in {"full-consensus", "consensus"} and blocked) or (
        level == "full-consensus" and "addressed" in statuses
    )


def exceeds(level: str, poll: str) -> bool:
    """Whether a designation says more than a poll of this level shows."""
    supported = SUPPORTED.get(poll)
    return supported is not None and DESIGNATIONS.index(level) < DESIGNATIONS.index(supported)


def _calls(state: State, act: Act, matter: Matter) -> tuple[decisions.Consensus | None, Iterator[Refusal]]:
    """The rule of consensus at the stage, None if there is none; and what refuses this actor."""
    rule = stages.stage_of(state, matter).decision
    if not isinstance(rule, decisions.Consensus):
        sentence = f"{matter.id} is decided by {rule.by} at this stage, not by consensus"
        no = Refusal("designation.not-consensus", sentence, {"matter": matter.id, "by": rule.by})
        return None, iter((no,))
    if matter.decision:
        sentence = f"{matter.id} is before those who decide instead, since its time had passed"
        return None, iter((Refusal("call.decision-put", sentence, {"matter": matter.id, "instead": True}),))
    who = (f"role:{rule.called_by}",)
    return rule, rules.only(state, act.actor, who, act.at, f"designate on {matter.id}", rule=rule)


def _discussed(state: State, matter: Matter, rule: decisions.Consensus, at: str) -> Iterator[Refusal]:
    if rule.discussion is None or not matter.rounds:
        return
    until = rules.after(matter.rounds[-1].at, rule.discussion)
    if at < until:
        sentence = f"the last evaluation of {matter.id} is discussed until {until}"
        yield Refusal("designation.discussion", sentence, {"matter": matter.id, "until": until},
                      rules.cite(state, rule))  # fmt: skip


def _on_evidence(state: State, matter: Matter, said: DesignationSaid) -> Iterator[Refusal]:
    """Refuse a designation without the evidence of its consultation, its margins included."""
    found: Evidence | None = evidence.of_stage(state, matter)
    clause = rules.cite(state, state.charter.disclosure)
    facts = {"matter": matter.id, "evidence": said.evidence}
    if said.evidence is not None and (found is None or found.seq != said.evidence):
        sentence = f"act {said.evidence} is not the evidence of the last consultation on {matter.id} at this stage"
        yield Refusal("designation.other-evidence", sentence, facts)
    if stages.stage_of(state, matter).consultation is None:
        return
    if said.evidence is None:
        sentence = "a designation carries the evidence of its consultation"
        yield Refusal("designation.no-evidence", sentence, facts, clause, Mechanism.MARGIN)
    elif found is not None and not found.fewest:
        sentence = f"the evidence in act {found.seq} has no capture margin"
        yield Refusal("designation.no-margin", sentence, facts, clause, Mechanism.MARGIN)


KINDS = (Confirm(), Notice(), Publish(), RecordMinority(), SecondNotice())
