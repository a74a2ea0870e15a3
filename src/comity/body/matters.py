"""Kinds: a matter is proposed, supported, withdrawn. And whether one may move, and how one is put away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from comity.body import proceedings, rules, stages
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters_state import Matter
from comity.body.said import Affected, Id, Name, Text
from comity.body.state import State
from comity.charter._values import Rule
from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.charter.parts import Layer
from comity.record.envelope import Act

Effect = Literal["", "amendment", "scope-amendment", "transfer", "recognition"]
Tag = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$", max_length=60)]
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

SUSPENDING = {"scope-challenge": Mechanism.SCOPE_CHALLENGE, "layer-challenge": Mechanism.LAYER_CHALLENGE}
"""The purposes of proceedings that hold a matter, and the mechanism by which they do."""

_ABOUT = {*SUSPENDING, "dispute", "objection-answer"}


def moves(state: State, matter: Matter, at: str) -> Iterator[Refusal]:
    """Refuse an act that moves a matter on if it is not open, is held by a challenge, or its time at the stage is over.

    Speaking is not moving: statements, votes, submissions and objections are taken while a challenge is answered.
    """
    facts = {"matter": matter.id, "status": matter.status}
    if matter.status == "gathering":
        fewest = state.charter.path(matter.path).fewest_proposers
        sentence = f"{matter.id} has {len(matter.proposers)} of the {fewest} proposers that its path needs"
        yield Refusal("matter.gathering", sentence, {**facts, "there": len(matter.proposers), "needed": fewest})
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
    over = {matter.id, *matter.consultations, *matter.objections}
    put = {matter.decision, *matter.advice}
    for one in state.proceedings.values():
        if not one.outcome and (one.id in put or (one.purpose in _ABOUT and one.subject in over)):
            proceedings.drop(state, act, one)
    matter.suspended_by, matter.held_since, matter.stage_due = [], "", ""
    for name in matter.objections:
        objection = state.objections[name]
        if objection.dispute:  # it was not ruled on: should the matter be decided again, it can be disputed again
            objection.dispute, objection.disputed_seq = "", -1
    for name in matter.consultations:
        consultation = state.consultations[name]
        if consultation.closed_seq < 0:
            consultation.closed_seq = act.seq
    for key in [key for key, one in state.deadlines.items() if one.subject in over]:
        del state.deadlines[key]


def in_scope(state: State, tags: Sequence[str]) -> Iterator[Refusal]:
    """Refuse tags outside the scope of the charter.

    One tag at least is among those that the scope includes, none among those that it excludes, and every other is a
    sector or a jurisdiction of the charter.
    """
    charter = state.charter
    clause = rules.cite(state, charter.scope)
    known = {*charter.scope.includes, *charter.sectors, *charter.jurisdictions} - {*charter.scope.excludes}
    for tag in tags:
        if tag not in known:
            facts = {"tag": tag, "scope": list(charter.scope.includes)}
            sentence = f"{tag} is outside the scope of the charter: {', '.join(charter.scope.includes)}"
            yield Refusal("scope.outside", sentence, facts, clause, Mechanism.SCOPE)
    if not set(tags) & set(charter.scope.includes):
        sentence = f"a matter has one of these tags at least: {', '.join(charter.scope.includes)}"
        yield Refusal("scope.none", sentence, {"scope": list(charter.scope.includes)}, clause, Mechanism.SCOPE)


def in_layers(state: State, layers: Sequence[str]) -> Iterator[Refusal]:
    """Refuse a matter that names no layer, or one on which the body does not decide."""
    there = state.charter.layers
    facts = {"layers": list(there)}
    if not layers:
        sentence = f"a matter names its layers, of these: {', '.join(there)}"
        yield Refusal("layer.none", sentence, facts, "", Mechanism.LAYER)
    for layer in layers:
        if layer not in there:
            sentence = f"this body does not decide on the {layer} layer, but on {', '.join(there)}"
            yield Refusal("layer.outside", sentence, {**facts, "layer": layer}, "", Mechanism.LAYER)


class ProposeSaid(Affected):
    """What is proposed, what it is about, and on which path it is decided."""

    path: Annotated[str, Field(max_length=60)]
    """The path of the charter on which it is decided."""
    title: Name
    """Its title."""
    summary: Text
    """What it is about, for whoever reads nothing else."""
    tags: Annotated[list[Tag], Field(max_length=50)]
    """What it is about, by tags of the charter's scope; its sectors and jurisdictions too."""
    layers: Annotated[list[Layer], Field(max_length=3)]
    """The layers that it reaches: infrastructure, logical, social."""
    effect: Effect = ""
    """What adoption does besides, on the path that the charter keeps for it: amendment, scope-amendment, transfer,
    recognition. Empty for any other matter."""
    payload: Annotated[str, Field(max_length=500)] = ""
    """With an effect: the digest of the amended charter, the new steward, or the record of the other body."""
    reopens: Annotated[str, Field(max_length=60)] = ""
    """The adopted matter that this one renews or reopens, where the charter lets it."""


class Propose(Kind[ProposeSaid]):
    """Propose a matter. It enters its first stage once as many propose it as its path needs."""

    name = "matter.propose"
    public = ProposeSaid

    def may(self, state: State, act: Act, said: ProposeSaid) -> Iterator[Refusal]:
        """Those who may propose on this path, for what lies in scope and on the layers of the charter."""
        path = next((one for one in state.charter.paths if one.id == said.path), None)
        if path is None:
            yield rules.unknown("path", said.path)
            return
        doing = f"propose on the path {path.id}"
        yield from rules.only(state, act.actor, path.proposed_by, act.at, doing, rule=path, affected=said.affected)
        yield from rules.serves(state, act.actor, "propose", act.at)
        yield from _effect(state, said)
        yield from _reopening(state, act, said)
        yield from in_scope(state, said.tags)
        yield from in_layers(state, said.layers)

    def apply(self, state: State, act: Act, said: ProposeSaid) -> None:
        """The matter is there; it enters its first stage if one proposer is enough."""
        tags, layers = list(dict.fromkeys(said.tags)), list(dict.fromkeys(said.layers))
        one = Matter(f"m{act.seq}", said.path, said.title, act.seq, act.actor, tags, [*layers])
        one.effect, one.payload, one.reopens = said.effect, said.payload, said.reopens
        state.matters[one.id] = one
        _joined(state, act, one)

    def rows(self, act: Act, said: ProposeSaid, private: object) -> Iterator[Row]:
        """The matter, and its first proposer."""
        matter = f"m{act.seq}"
        values = said.model_dump(mode="json", exclude={"breaks", "affected"})
        yield Row(
            "matters", {"matter": matter, "actor": act.actor, "at": act.at, "change": "proposed", **values},
            scope=matter,
        )  # fmt: skip
        yield Row("proposers", {"matter": matter, "actor": act.actor, "at": act.at}, scope=matter)


class MatterSaid(Affected):
    """The matter that it is about."""

    matter: Id
    """The matter."""


class Support(Kind[MatterSaid]):
    """Propose a matter together with those who did; with enough of them it enters its first stage."""

    name = "matter.support"
    public = MatterSaid

    def may(self, state: State, act: Act, said: MatterSaid) -> Iterator[Refusal]:
        """Whoever could have proposed it, once each, while it gathers proposers and nothing holds it."""
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        if one.status != "gathering":
            yield Refusal("matter.not-gathering", f"{one.id} needs no more proposers", {"matter": one.id})
        path = state.charter.path(one.path)
        doing = f"propose on the path {path.id}"
        yield from rules.only(state, act.actor, path.proposed_by, act.at, doing, rule=path, affected=said.affected)
        yield from rules.serves(state, act.actor, "propose", act.at)
        if act.actor in one.proposers:
            yield Refusal("matter.proposed", f"{act.actor} proposes {one.id} already", {"matter": one.id})
        yield from held(state, one, act.at)

    def apply(self, state: State, act: Act, said: MatterSaid) -> None:
        """One more proposer."""
        _joined(state, act, state.matters[said.matter])

    def rows(self, act: Act, said: MatterSaid, private: object) -> Iterator[Row]:
        """One proposer."""
        yield Row("proposers", {"matter": said.matter, "actor": act.actor, "at": act.at}, scope=said.matter)


class WithdrawSaid(Said):
    """The matter that is withdrawn."""

    matter: Id
    """The matter."""


class Withdraw(Kind[WithdrawSaid]):
    """Who proposed a matter takes it back, before anything of it was decided."""

    name = "matter.withdraw"
    public = WithdrawSaid

    def may(self, state: State, act: Act, said: WithdrawSaid) -> Iterator[Refusal]:
        """The first proposer, while it gathers proposers or is at its first stage with nothing published or put."""
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        facts = {"matter": one.id, "status": one.status}
        if act.actor != one.proposer:
            yield Refusal(
                "matter.not-yours",
                f"{one.id} was proposed by {one.proposer}, who may withdraw it",
                {**facts, "proposer": one.proposer},
            )
        if one.status not in {"gathering", "open"}:
            yield Refusal("matter.not-open", f"{one.id} is {one.status}, and does not move any more", facts)
        if one.stage or one.rounds or one.decision or one.confirmed:
            yield Refusal("matter.decided-on", f"{one.id} is being decided on, and is not withdrawn any more", facts)

    def apply(self, state: State, act: Act, said: WithdrawSaid) -> None:
        """The matter moves no more."""
        put_away(state, act, state.matters[said.matter], "withdrawn")

    def rows(self, act: Act, said: WithdrawSaid, private: object) -> Iterator[Row]:
        """One more row of the matter."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "change": "withdrawn"}
        yield Row("matters", {**values}, scope=said.matter)


def _joined(state: State, act: Act, one: Matter) -> None:
    one.proposers.append(act.actor)
    if len(one.proposers) >= state.charter.path(one.path).fewest_proposers:
        if one.reopens:
            state.matters[one.reopens].reopened_as = one.id
        stages.enter(state, act, one, 0)


def _kept(charter: Charter) -> dict[str, tuple[Rule | None, tuple[str, ...]]]:
    """Each effect: the part of the charter that lets it be, and the paths that are kept for it."""
    amendment, transfer, recognition = charter.amendment, charter.transfer, charter.recognition
    return {
        "amendment": (amendment, (amendment.path,) if amendment else ()),
        "scope-amendment": (amendment, (amendment.scope_path or amendment.path,) if amendment else ()),
        "transfer": (transfer, (transfer.path,) if transfer else ()),
        "recognition": (recognition, (recognition.path,) if recognition else ()),
    }


def _effect(state: State, said: ProposeSaid) -> Iterator[Refusal]:
    """An effect has its own path, and that path has no other matters."""
    kept = _kept(state.charter)
    facts = {"path": said.path, "effect": said.effect}
    if not said.effect:
        for effect, (part, paths) in kept.items():
            if said.path in paths:
                sentence = f"the path {said.path} is kept for matters with the effect {effect}"
                yield Refusal("effect.path-kept", sentence, {**facts, "effect": effect}, rules.cite(state, part))
                return
        if said.payload:
            yield Refusal("effect.no-effect", "a payload belongs to an effect, and this matter has none", facts)
        return
    part, paths = kept[said.effect]
    if part is None:
        yield Refusal("effect.none", f"the charter knows no {said.effect}", facts)
        return
    if said.path not in paths:
        amends = state.charter.amendment is not None and said.path == state.charter.amendment.path
        sentence = f"a matter with the effect {said.effect} is decided on the path {paths[0]}, and no other"
        mechanism = Mechanism.TRANSFER if said.effect == "transfer" else None
        if said.effect == "scope-amendment" and amends:
            mechanism = Mechanism.SCOPE_AMENDMENT
        yield Refusal("effect.wrong-path", sentence, {**facts, "needed": paths[0]}, rules.cite(state, part), mechanism)
    if said.effect.endswith("amendment") and not _DIGEST.fullmatch(said.payload):
        yield Refusal("effect.no-digest", "an amendment names the amended charter by its digest, sha256:…", facts)
    if not said.payload.strip():
        yield Refusal("effect.no-payload", f"the effect {said.effect} needs its payload: to whom, or of whom", facts)


def _reopening(state: State, act: Act, said: ProposeSaid) -> Iterator[Refusal]:
    """An adopted matter is taken up again on a path that the charter names for that, and when it says so."""
    if not said.reopens:
        return
    facts = {"matter": said.reopens, "path": said.path}
    old = state.matters.get(said.reopens)
    if old is None:
        yield rules.unknown("matter", said.reopens)
        return
    if old.status != "adopted":
        yield Refusal(
            "reopen.not-adopted",
            f"{old.id} is {old.status}: only what is adopted is taken up again",
            {**facts, "status": old.status},
        )
    again = state.matters.get(old.reopened_as)
    if again is not None and again.status in {"gathering", "open"}:
        yield Refusal(
            "reopen.underway", f"{old.id} is taken up again already, as {again.id}", {**facts, "again": again.id}
        )
    charter = state.charter
    reopening, sunset, review = charter.reopening, charter.sunset, charter.review
    ways = [
        reopening is not None and reopening.path == said.path
        and rules.is_one(state, act.actor, reopening.who, act.at, old, said.affected),
        sunset is not None and sunset.path == said.path and bool(old.sunset),
        review is not None and review.path == said.path and "" < old.review_due <= act.at,
    ]  # fmt: skip
    if not any(ways):
        sentence = f"the charter does not let {act.actor} take up {old.id} again on the path {said.path} now"
        yield Refusal("reopen.no-way", sentence, facts, rules.cite(state, reopening, sunset, review))


KINDS = (Propose(), Support(), Withdraw())
