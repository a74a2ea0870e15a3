"""Kinds: an appeal against an act, and the reasons of the ruling on it.

Who appeals what, before whom, on what ground, within what time and with what effect is the charter's: RFC 2026, 6.5
climbs from the chair to the IAB; ICANN's board reconsiders its own acts, and an independent panel reviews them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from comity.body import appealed, proceedings, rules, stages
from comity.body.clock import passing
from comity.body.kind import Kind, Refusal, Row
from comity.body.kind import Said as Public
from comity.body.matters_state import Appeal
from comity.body.said import Affected, Id, Text
from comity.body.state import CLOCK, OPERATOR, Proceeding, State
from comity.charter import decisions
from comity.charter.procedure import Appealed, Ground, Instance
from comity.record.canonical import Json
from comity.record.envelope import Act


class FileSaid(Affected):
    """Which act, or which ruling below, before which instance, on what ground."""

    against: Annotated[int, Field(ge=0)] | None = None
    """The act appealed; not given where a ruling is taken further."""
    below: Id | None = None
    """The appeal whose ruling is taken to the next instance."""
    what: Appealed | None = None
    """What that act is, in the words of the charter; this and the next three with `against` only."""
    matter: Id | None = None
    """The matter that it is about, if there is one."""
    objection: Id | None = None
    """The objection whose disposition it is."""
    party: Annotated[str, Field(max_length=200)] | None = None
    """Whose own act it is; not given where an organ or the clock decided."""
    instance: Annotated[str, Field(max_length=60)]
    """Before which instance of the charter."""
    ground: Ground
    """On what ground."""
    reason: Text
    """What is wrong, and what should follow."""


class File(Kind[FileSaid]):
    """Appeal an act, or take a ruling to the next instance."""

    name = "appeal.file"
    public = FileSaid

    def may(self, state: State, act: Act, said: FileSaid) -> Iterator[Refusal]:
        """By whom the instance hears, in time, on its grounds, from the first rung of its ladder on."""
        appeals = state.charter.appeals
        facts = {"instance": said.instance, "against": said.against, "below": said.below}
        instance = next((one for one in appeals.instances if one.id == said.instance), None) if appeals else None
        if appeals is None or instance is None:
            known = ", ".join(one.id for one in appeals.instances) if appeals else ""
            why = (
                f"the charter has no instance {said.instance}: it has {known}"
                if known
                else "the charter has no appeals"
            )
            instances = [one.id for one in appeals.instances] if appeals else []
            yield Refusal("appeal.no-instance", why, {**facts, "instances": [*instances]})
            return
        if (said.against is None) == (said.below is None):
            yield Refusal("appeal.one-object", "an appeal is against one act, or takes one ruling further", facts)
            return
        if said.below is not None:
            yield from _climbs(state, said, instance, act.at)
            below = state.appeals[said.below]
            against, subject = below.against_seq, state.matters.get(below.subject)
        else:
            against, subject = said.against or 0, state.matters.get(said.matter or "")
            yield from _direct(state, said, instance, act.at)
        clause = rules.cite(state, instance, appeals)
        yield from rules.only(state, act.actor, instance.who, act.at, f"appeal to {instance.id}", rule=instance,
                              matter=subject, affected=said.affected)  # fmt: skip
        yield from rules.serves(state, act.actor, "appeal", act.at)
        if said.ground not in instance.grounds:
            sentence = f"{instance.id} hears appeals on: {', '.join(instance.grounds)}; {said.ground} is none of these"
            yield Refusal(
                "appeal.ground", sentence, {**facts, "ground": said.ground, "grounds": [*instance.grounds]}, clause
            )
        same = (one for one in state.appeals.values() if one.against_seq == against and one.instance == instance.id)
        if any(one.appellant == act.actor for one in same):
            yield Refusal(
                "appeal.twice",
                f"{act.actor} has appealed act {against} to {instance.id}",
                {**facts, "against": against},
                clause,
            )

    def apply(self, state: State, act: Act, said: FileSaid) -> None:
        """It is before the instance; where the charter says so, the act has no effect meanwhile."""
        below = state.appeals.get(said.below or "")
        if below is not None:
            below.next = f"a{act.seq}"
            made = replace(
                below, id=below.next, appellant=act.actor, ground=said.ground, filed=act.at, below=below.id, next="",
                status="open", ruled="", ruled_seq=-1, effect="", remedy="", remedy_due="", late=False, reasons_seq=-1,
                stays=False,
            )  # fmt: skip
            made.parties = [act.actor, *(one for one in below.parties if one != act.actor)]
        else:
            made = _made(state, act, said)
        state.appeals[made.id] = made
        _put_before(state, act, made, state.charter.instance(said.instance))
        matter = state.matters.get(made.subject)
        if state.charter.appeals and state.charter.appeals.stays and matter is not None:
            made.stays = True
            matter.stays.append(made.id)
            stages.hold(state, act, matter)

    def rows(self, act: Act, said: FileSaid, private: object) -> Iterator[Row]:
        """One row an appeal."""
        values = {"appeal": f"a{act.seq}", "actor": act.actor, "at": act.at, "against": said.against}
        more = {"below": said.below or "", "instance": said.instance, "ground": said.ground, "reason": said.reason}
        yield Row("appeals", {**values, **more}, scope=f"a{act.seq}")


class ReasonsSaid(Public):
    """Why an appeal was ruled on as it was."""

    appeal: Id
    """The appeal."""
    text: Text
    """The reasons."""


class GiveReasons(Kind[ReasonsSaid]):
    """Publish the reasons of a ruling."""

    name = "appeal.reasons"
    public = ReasonsSaid

    def may(self, state: State, act: Act, said: ReasonsSaid) -> Iterator[Refusal]:
        """By whoever ruled, once."""
        appeal = state.appeals.get(said.appeal)
        yield from ruled(appeal, said.appeal)
        if appeal is None:
            return
        yield from proceedings.may_decide(state, act.actor, state.proceedings[appeal.proceeding], act.at)
        if appeal.reasons_seq >= 0:
            sentence = f"the reasons of {appeal.id} were published by act {appeal.reasons_seq}"
            yield Refusal("appeal.reasoned", sentence, {"appeal": appeal.id, "act": appeal.reasons_seq})

    def apply(self, state: State, act: Act, said: ReasonsSaid) -> None:
        """They are published."""
        state.appeals[said.appeal].reasons_seq = act.seq

    def rows(self, act: Act, said: ReasonsSaid, private: object) -> Iterator[Row]:
        """One row a ruling."""
        yield Row(
            "rulings", {"appeal": said.appeal, "actor": act.actor, "at": act.at, "reasons": said.text}, said.appeal
        )


def ruled(appeal: Appeal | None, name: str) -> Iterator[Refusal]:
    """Refuse what needs a ruling while there is none."""
    if appeal is None:
        yield rules.unknown("appeal", name)
    elif appeal.status not in {"upheld", "dismissed"}:
        facts = {"appeal": appeal.id, "status": appeal.status}
        yield Refusal("appeal.not-ruled", f"{appeal.id} is {appeal.status}: there is no ruling", facts)


def release(state: State, act: Act, appeal: Appeal) -> None:
    """An appeal keeps the act from having effect no longer."""
    matter = state.matters.get(appeal.subject)
    if appeal.stays and matter is not None:
        appeal.stays = False
        matter.stays.remove(appeal.id)
        stages.release(state, act, matter)


def filing(state: State, against: int, instance: str) -> dict[str, Json]:
    """What an appeal to an instance says of the act that it is against: fields of `appeal.file`.

    `what` is None where the instance does not hear appeals against that act directly. UsageError if there is no such
    instance, or the state has no record to look at.
    """
    target = state.look(against)
    assert isinstance(target, Act), f"act {against} cannot be read"  # noqa: S101 - the caller names an act that can be
    own = not appealed.is_collective(target) and target.actor not in {CLOCK, OPERATOR}
    return {
        "against": against,
        "what": _word(state, target, state.charter.instance(instance)),
        "matter": appealed.matter_of(state, target) or None,
        "objection": appealed.objection_of(target) or None,
        "party": target.actor if own else None,
    }


def _made(state: State, act: Act, said: FileSaid) -> Appeal:
    matter = state.matters.get(said.matter or "")
    parties = [act.actor, *([said.party] if said.party not in {None, act.actor} else [])]
    return Appeal(
        f"a{act.seq}", act.actor, said.against or 0, said.what or "", said.matter or "", said.ground, said.instance, "",
        act.at, objection=said.objection or "", parties=[one for one in parties if one],
        stage=stages.stage_at(matter, said.against or 0) if matter else 0,
    )  # fmt: skip


def _word(state: State, target: Act, instance: Instance) -> Appealed | None:
    """As what an act is heard by an instance; None if as nothing."""
    return next((word for word, heard in _heard(state, target).items() if instance in heard), None)


def _heard(state: State, target: Act) -> dict[Appealed, list[Instance]]:
    """As what an act may be appealed, and before which instances it may be brought directly.

    Where a ladder has officers as rungs, an officer's own act begins at their rung, and any other at the lowest that
    hears it: what an area director did is not for the chair of a working group to judge, and what the chair did goes to
    the chair first (RFC 2026, 6.5.1).
    """
    instances = state.charter.appeals.instances if state.charter.appeals else ()
    found = appealed.words(state, target)
    heard: dict[Appealed, list[Instance]] = {}
    for word in dict.fromkeys(word for one in instances for word in one.against if word in found):
        hearing = [one for one in instances if word in one.against]
        own = [one for one in hearing if _is_own(state, target, one)]
        above = {one.next for one in hearing if isinstance(one.heard_by, decisions.Officer)}
        low = [one for one in hearing if not (one.id in above and isinstance(one.heard_by, decisions.Officer))]
        heard[word] = own or low
    return heard


def _is_own(state: State, target: Act, instance: Instance) -> bool:
    """Whether an act is that of an officer who is asked to look at it again."""
    rule = instance.heard_by
    if not isinstance(rule, decisions.Officer) or appealed.is_collective(target):
        return False
    return any(
        one.role == rule.role and one.actor == target.actor and rules.holds(one, target.at) for one in state.offices
    )


def _direct(state: State, said: FileSaid, instance: Instance, at: str) -> Iterator[Refusal]:
    """Refuse an act that cannot be brought to an instance directly, or not any more, or that is told otherwise."""
    seq = said.against or 0
    facts = {"against": seq, "instance": instance.id}
    target = state.look(seq) if seq < state.size else None
    if not isinstance(target, Act):
        yield Refusal("appeal.no-act", f"the record has no act {seq} that can be read", facts)
        return
    clause = rules.cite(state, instance, state.charter.appeals)
    heard = _heard(state, target)
    found = {word for word, instances in heard.items() if instance in instances}
    if not found:
        others = list(dict.fromkeys(one.id for instances in heard.values() for one in instances))
        where = f": bring it to {' or '.join(others)}" if others else ", nor does any other instance"
        sentence = f"{instance.id} does not hear appeals against act {seq} ({target.kind}) directly{where}"
        message = "appeal.lower-first" if others else "appeal.not-appealable"
        yield Refusal(message, sentence, {**facts, "instances": [*others], "act_kind": target.kind}, clause)
    told = said.model_dump(include={"against", "matter", "objection", "party"})
    there = filing(state, seq, instance.id)
    if said.what not in found or any(there[name] != told[name] for name in told):
        yield Refusal("appeal.other-act", f"act {seq} is another than the appeal says: see the facts", there)
    yield from _in_time(state, target.at, instance, at)


def _climbs(state: State, said: FileSaid, instance: Instance, at: str) -> Iterator[Refusal]:
    """Refuse to take further what was not ruled on, or to an instance that is not the next."""
    below = said.below or ""
    appeal = state.appeals.get(below)
    facts = {"below": below, "instance": instance.id}
    if appeal is None:
        yield rules.unknown("appeal", below)
        return
    clause = rules.cite(state, instance, state.charter.appeals)
    if {said.what, said.matter, said.objection, said.party} != {None}:
        yield Refusal("appeal.other-act", f"what {below} is against is known: name the ruling alone", facts)
    if appeal.status == "open":
        yield Refusal(
            "appeal.not-ruled",
            f"{below} is open before {appeal.instance}: wait for its ruling",
            {"appeal": below, "before": appeal.instance},
            clause,
        )
    appeals = state.charter.appeals
    lower = next((one for one in appeals.instances if one.id == appeal.instance), None) if appeals else None
    if lower is None or lower.next != instance.id:
        sentence = f"a ruling of {appeal.instance} is taken to {lower.next if lower and lower.next else 'nobody'}"
        further = (lower.next or "") if lower else ""
        yield Refusal("appeal.other-instance", sentence, {**facts, "before": appeal.instance, "next": further}, clause)
    yield from _in_time(state, appeal.ruled, instance, at)


def _in_time(state: State, since: str, instance: Instance, at: str) -> Iterator[Refusal]:
    until = rules.after(since, instance.within)
    if at > until:
        facts = {"instance": instance.id, "until": until}
        sentence = f"an appeal to {instance.id} could be filed until {until}"
        yield Refusal("appeal.too-late", sentence, facts, rules.cite(state, instance, state.charter.appeals))


def _put_before(state: State, act: Act, appeal: Appeal, instance: Instance) -> None:
    """Those who hear it decide; the parties do not, but an officer may be asked to look again at their own act."""
    officer = isinstance(instance.heard_by, decisions.Officer)
    parties = appeal.parties[:1] if officer else appeal.parties
    facts = {"parties": " ".join(parties)}
    appeal.instance = instance.id
    appeal.proceeding = proceedings.begin(state, act, "appeal", appeal.id, instance.heard_by, facts=facts).id
    state.set_deadline("ruling", appeal.id, rules.after(act.at, instance.ruling.within))


@proceedings.effect("appeal")
def _ruling(state: State, act: Act, one: Proceeding) -> None:
    """Upheld or dismissed; what an upheld appeal does, the charter says of the instance."""
    appeal = state.appeals[one.subject]
    if appeal.proceeding == one.id and appeal.status == "open":
        _rule(state, act, appeal, upheld=one.outcome == "carried")


def _rule(state: State, act: Act, appeal: Appeal, *, upheld: bool) -> None:
    appeal.status, appeal.ruled, appeal.ruled_seq = "upheld" if upheld else "dismissed", act.at, act.seq
    appeal.overdue = ""
    state.end_deadline("ruling", appeal.id)
    if upheld:
        appeal.effect = state.charter.instance(appeal.instance).effect
    if appeal.effect == "annul":
        appealed.fall(state, act, appeal)
    elif appeal.effect == "remand":
        appealed.again(state, act, appeal)
    elif appeal.effect == "bind" and state.charter.appeals:
        # what it does to the act is for the order to say: until then, the stay goes on
        state.set_deadline("remedy", appeal.id, rules.after(act.at, state.charter.appeals.remedy.within))
        return
    release(state, act, appeal)


@passing("ruling")
def _no_ruling(state: State, act: Act, subject: str) -> None:
    """What the charter says of an appeal that was not ruled on in time."""
    appeal = state.appeals[subject]
    instance = state.charter.instance(appeal.instance)
    then = instance.ruling.then
    appeal.late = True
    if then == "remind":
        appeal.overdue = str(act.public["due"])
        return
    one = state.proceedings[appeal.proceeding]
    if not one.outcome:
        proceedings.drop(state, act, one)
    if then == "escalate" and instance.next:
        _put_before(state, act, appeal, state.charter.instance(instance.next))
    elif then == "advance":
        _rule(state, act, appeal, upheld=True)
    else:
        appeal.status, appeal.ruled, appeal.ruled_seq = "lapsed", act.at, act.seq
        release(state, act, appeal)


KINDS = (File(), GiveReasons())
