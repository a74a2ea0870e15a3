"""Deciding: something is put before those whom the charter names, they take positions, and it is carried or refused.

One machine for all that is decided otherwise than by a chair's designation: a stage of a matter, an admission, an
appointment, a recall, a challenge, a dispute, an appeal. What follows when a proceeding ends, EFFECTS says by its
purpose; `effect` registers it where that purpose is opened. A proceeding ends as soon as no further position could
change its outcome, when its deadline passes, or when a chair or the secretariat closes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from comity.body import rules
from comity.body.clock import passing
from comity.body.counting import Voter, count, elected, is_settled
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.state import Position, Proceeding, State
from comity.charter import decisions, parts
from comity.charter._values import Rule
from comity.charter.mechanisms import Mechanism
from comity.record.canonical import dumps
from comity.record.envelope import Act

Effect = Callable[[State, Act, Proceeding], None]
"""What follows when a proceeding has ended: changes the state, given the act that ended it."""

EFFECTS: dict[str, Effect] = {}
"""By purpose."""

_DECISION: TypeAdapter[decisions.Decision] = TypeAdapter(decisions.Decision)
WEEK = timedelta(days=7)
"""How long a vote of which only votes cast count is open at the least, before somebody may close it."""
_VALUES: dict[str, tuple[str, ...]] = {
    "vote": ("for", "against", "abstain"),
    "ballot": ("yes", "no-objection", "discuss", "abstain", "recuse"),
    "ranked": ("ranked",),
    "consent": ("object",),
    "signature": ("sign", "sign-with-reservations"),
    "officer": ("for", "against"),
}


def effect(purpose: str) -> Callable[[Effect], Effect]:
    """Say what follows when a proceeding of this purpose has ended."""

    def register(function: Effect) -> Effect:
        assert purpose not in EFFECTS, f"two things follow a proceeding on {purpose}"  # noqa: S101 - a fault of ours
        EFFECTS[purpose] = function
        return function

    return register


def begin(
    state: State, act: Act, purpose: str, subject: str, decision: decisions.Decision, *,
    deadline: parts.Deadline | None = None, facts: Mapping[str, str] | None = None, candidates: Sequence[str] = (),
) -> Proceeding:  # fmt: skip
    """Put something before those whom `decision` names; called from `apply`. Its identifier is `d` and the act's seq.

    An act that opens two proceedings gets `d7` and `d7-2`. Consensus is not decided so: a chair designates it.
    """
    assert decision.by != "consensus", "consensus is designated, not counted"  # noqa: S101 - a fault of ours
    name = f"d{act.seq}"
    number = 2
    while name in state.proceedings:
        name, number = f"d{act.seq}-{number}", number + 1
    rule = dumps(decision.model_dump(mode="json", exclude_defaults=True)).decode()
    made = Proceeding(name, purpose, subject, rule, act.at, act.actor, dict(facts or {}), list(candidates))
    if deadline is not None:
        made.facts["then"] = deadline.then
        made.facts["within"] = str(deadline.within.days)
        if deadline.to is not None:
            made.facts["to"] = dumps(deadline.to.model_dump(mode="json", exclude_defaults=True)).decode()
        state.set_deadline("proceeding", name, rules.after(act.at, deadline.within))
    elif span := getattr(decision, "within", None) or getattr(decision, "open_for", None):
        state.set_deadline("proceeding", name, rules.after(act.at, span))
    state.proceedings[name] = made
    return made


def begin_or_decide(
    state: State, act: Act, purpose: str, subject: str, decision: decisions.Decision, *,
    deadline: parts.Deadline | None = None, facts: Mapping[str, str] | None = None, candidates: Sequence[str] = (),
) -> Proceeding:  # fmt: skip
    """As `begin`; where one officer decides and that is who acts, it is decided, for, by this act."""
    one = begin(state, act, purpose, subject, decision, deadline=deadline, facts=facts, candidates=candidates)
    parties = one.facts.get("parties", "").split()
    if isinstance(decision, decisions.Officer) and act.actor in set(voters(state, one, act.at)) - set(parties):
        one.positions[act.actor] = Position("for")
        end(state, act, one, "carried")
    return one


def drop(state: State, act: Act, one: Proceeding) -> None:
    """End a proceeding that has lost its object. Nothing follows."""
    one.outcome, one.closed, one.closed_seq = "refused", act.at, act.seq
    one.facts["ended"] = "dropped"
    state.end_deadline("proceeding", one.id)


def may_put(
    state: State, actor: str, decision: decisions.Decision, at: str, doing: str, *wider: Rule
) -> Iterator[Refusal]:
    """Refuse whoever neither takes part in a decision, nor is a chair of its organ, nor the secretariat.

    `doing` completes the sentence "may not". `wider`: rules that the decision is part of, for their clause.
    """
    sentence = f"{actor} may not {doing}: they do not decide it, and are no chair of those who do, nor the secretariat"
    refusal = Refusal(
        "proceeding.not-put", sentence, {"actor": actor, "doing": doing}, rules.cite(state, decision, *wider)
    )

    def found(over: bool) -> bool:
        return _decides(state, actor, decision, at, over=over) or _leads(state, actor, decision, at, over=over)

    yield from rules.in_term(state, actor, at, found, refusal)


def _decides(state: State, actor: str, rule: decisions.Decision, at: str, *, over: bool) -> bool:
    """Whether somebody is among those who decide."""
    if isinstance(rule, decisions.Ranked):
        return rules.is_one(state, actor, rule.voters, at, over=over)
    if isinstance(rule, decisions.Signature):
        return rules.is_one(state, actor, rule.signatories, at, over=over)
    if isinstance(rule, decisions.Officer):
        return actor in rules.holders(state, rule.role, at, over=over)
    return rules.sits(state, actor, rule.organ, at, voting=True, over=over)


def _leads(state: State, actor: str, rule: decisions.Decision, at: str, *, over: bool) -> bool:
    """Whether somebody is a chair of the organ that decides, or the secretariat."""
    organ = getattr(rule, "organ", None)
    held = (state.charter.role(office.role) for office in rules.offices_of(state, actor, at, over=over))
    return any(role.kind == "secretariat" or (role.kind == "chair" and organ and role.organ == organ) for role in held)


@lru_cache(256)
def rule_of(text: str) -> decisions.Decision:
    """The way of deciding that a proceeding keeps."""
    return _DECISION.validate_json(text)


def voters(state: State, one: Proceeding, at: str) -> dict[str, Voter]:
    """Those who may decide a proceeding now, in a fixed order.

    Where that is open to many, as in an assembly, they are those who took a position and are among them. Where an organ
    has seats of stakeholder groups, whoever holds another seat in it stands for no group, whichever they belong to.
    """
    rule = rule_of(one.rule)
    if isinstance(rule, decisions.Ranked | decisions.Signature):
        who = rule.voters if isinstance(rule, decisions.Ranked) else rule.signatories
        return {actor: Voter(group=rules.group_of(state, actor)) for actor in one.positions
                if rules.is_one(state, actor, who, at)}  # fmt: skip
    if isinstance(rule, decisions.Officer):
        return {actor: Voter() for actor in rules.holders(state, rule.role, at)}
    found: dict[str, Voter] = {}
    by_group = any(role.organ == rule.organ and role.group for role in state.charter.roles)
    parties, over = set(one.facts.get("parties", "").split()), rules.holds_over(state)
    for office in state.offices:
        if office.actor in parties or not rules.serving(office, at, over=over):
            continue
        role = state.charter.role(office.role)
        if role.organ == rule.organ and role.votes:
            group = role.group or ("" if by_group else rules.group_of(state, office.actor))
            found.setdefault(office.actor, Voter(role.house or "", group))
    open_to = state.charter.organ(rule.organ).open_to
    for actor in one.positions if open_to else ():
        if actor not in found and actor not in parties and rules.is_one(state, actor, open_to, at):
            found[actor] = Voter(group=rules.group_of(state, actor))
    return found


def _houses(state: State, rule: decisions.Decision) -> tuple[str, ...]:
    """The houses of the organ that votes, also those in which nobody sits now."""
    return state.charter.organ(rule.organ).houses if isinstance(rule, decisions.Vote) else ()


def _may_grow(state: State, rule: decisions.Decision) -> bool:
    """Whether more than those in `voters` may come and vote, so that no number of positions settles it."""
    return isinstance(rule, decisions.Vote | decisions.Ballot) and bool(state.charter.organ(rule.organ).open_to)


def end(state: State, act: Act, one: Proceeding, outcome: Literal["carried", "refused"]) -> None:
    """End a proceeding and let what follows follow."""
    rule = rule_of(one.rule)
    one.outcome, one.closed, one.closed_seq = outcome, act.at, act.seq
    state.end_deadline("proceeding", one.id)
    if outcome == "carried" and isinstance(rule, decisions.Ranked):
        entitled = voters(state, one, act.at)
        one.winners = elected(rule, one.positions, entitled, one.candidates, int(one.facts.get("seats", "1")))
    EFFECTS[one.purpose](state, act, one)


@passing("proceeding")
def _time_is_up(state: State, act: Act, subject: str) -> None:
    """Count what is there; if it does not carry, what the charter says of the deadline."""
    one = state.proceedings[subject]
    rule = rule_of(one.rule)
    if count(rule, one.positions, voters(state, one, act.at), _houses(state, rule)).carried:
        end(state, act, one, "carried")
        return
    then = one.facts.get("then", "lapse")
    if then == "remind":
        one.facts["late"] = act.at
    elif then == "escalate" and "to" in one.facts:
        one.rule, one.positions = one.facts.pop("to"), {}
        one.facts["then"] = "lapse"
        state.set_deadline("proceeding", one.id, rules.after(act.at, timedelta(days=int(one.facts["within"]))))
    else:
        one.facts["ended"] = then
        end(state, act, one, "carried" if then == "advance" else "refused")


def may_decide(state: State, actor: str, one: Proceeding, at: str) -> Iterator[Refusal]:
    """Refuse whoever is not among those who decide, or has an interest of their own in it."""
    rule = rule_of(one.rule)
    facts = {"actor": actor, "proceeding": one.id}
    if isinstance(rule, decisions.Ranked):
        yield from rules.only(state, actor, rule.voters, at, f"take part in {one.id}", rule=rule)
    elif isinstance(rule, decisions.Signature):
        yield from rules.only(state, actor, rule.signatories, at, f"sign in {one.id}", rule=rule)
    elif isinstance(rule, decisions.Officer):
        yield from rules.only(state, actor, (f"role:{rule.role}",), at, f"decide {one.id}", rule=rule)
    else:
        sentence = f"{actor} does not sit in {rule.organ} with a vote, which decides {one.id}"
        refusal = Refusal("proceeding.not-seated", sentence, {**facts, "organ": rule.organ}, rules.cite(state, rule))
        found: Callable[[bool], bool] = lambda over: _decides(state, actor, rule, at, over=over)  # noqa: E731
        yield from rules.in_term(state, actor, at, found, refusal)
    if actor == one.facts.get("author"):
        sentence = f"{actor} is the author of what is disputed in {one.id}: another rules on it"
        clause = rules.cite(state, rule, state.charter.objections)
        yield Refusal("proceeding.author", sentence, facts, clause, Mechanism.DISPUTES)
    if actor in one.facts.get("parties", "").split():
        yield Refusal("proceeding.party", f"{actor} is a party in {one.id} and does not decide it", facts)
    yield from rules.serves(state, actor, "decide", at)


class PositionSaid(Said):
    """A position in a proceeding."""

    proceeding: Annotated[str, Field(max_length=60)]
    """The proceeding."""
    value: Literal[
        "for", "against", "abstain", "yes", "no-objection", "discuss", "recuse", "ranked", "object", "sign",
        "sign-with-reservations",
    ]  # fmt: skip
    """By vote: for, against, abstain. By ballot: yes, no-objection, discuss, abstain, recuse. Ranked: ranked.
    By consent: object. By signature: sign, sign-with-reservations. By an officer: for, against."""
    ranks: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200, default_factory=list)]
    """Ranked only: candidates, the most wanted first."""
    reason: Annotated[str, Field(max_length=10_000)] = ""
    """Why; needed for discuss, object and reservations."""


class TakePosition(Kind[PositionSaid]):
    """Take a position in a proceeding, or change it while it is open."""

    name = "decision.position"
    public = PositionSaid

    def may(self, state: State, act: Act, said: PositionSaid) -> Iterator[Refusal]:
        """Those who decide, while it is open, in the words of the way of deciding."""
        one = state.proceedings.get(said.proceeding)
        facts = {"proceeding": said.proceeding}
        if one is None:
            yield Refusal("proceeding.unknown", f"there is no proceeding {said.proceeding}", facts)
            return
        rule = rule_of(one.rule)
        if one.outcome and not isinstance(rule, decisions.Signature):
            yield Refusal("proceeding.ended", f"{one.id} has ended: {one.outcome}", {**facts, "outcome": one.outcome})
        yield from may_decide(state, act.actor, one, act.at)
        if said.value not in _VALUES[rule.by]:
            words = ", ".join(_VALUES[rule.by])
            yield Refusal(
                "position.wrong-word",
                f"{one.id} is decided by {rule.by}: {words}",
                {**facts, "by": rule.by, "values": [*_VALUES[rule.by]]},
                rules.cite(state, rule),
            )
        if said.value in {"discuss", "object", "sign-with-reservations"} and not said.reason.strip():
            yield Refusal(
                "position.no-reason",
                f"the position {said.value} must say why",
                {**facts, "value": said.value},
                rules.cite(state, rule),
            )
        if said.value == "sign-with-reservations" and isinstance(rule, decisions.Signature) and not rule.reservations:
            yield Refusal(
                "position.no-reservations", "one signs without reservations or not", facts, rules.cite(state, rule)
            )
        if said.value == "ranked" and (not said.ranks or len(set(said.ranks)) < len(said.ranks)):
            yield Refusal("position.ranks", "a ranked ballot names candidates, each once", facts)
        if unknown := [name for name in said.ranks if name not in one.candidates]:
            yield Refusal(
                "position.no-candidate", f"{unknown[0]} is no candidate in {one.id}", {**facts, "candidate": unknown[0]}
            )

    def apply(self, state: State, act: Act, said: PositionSaid) -> None:
        """Keep the position; end the proceeding if that settles it."""
        one = state.proceedings[said.proceeding]
        one.positions.pop(act.actor, None)
        one.positions[act.actor] = Position(said.value, said.reason[:500], list(said.ranks))
        if one.outcome:
            return  # a signature after it took effect
        rule, entitled = rule_of(one.rule), voters(state, one, act.at)
        if _may_grow(state, rule):
            return
        houses = _houses(state, rule)
        if is_settled(rule, one.positions, entitled, houses):
            end(state, act, one, "carried" if count(rule, one.positions, entitled, houses).carried else "refused")

    def rows(self, act: Act, said: PositionSaid, private: object) -> Iterator[Row]:
        """One row a position."""
        values = {
            "actor": act.actor,
            "at": act.at,
            "value": said.value,
            "ranks": list(said.ranks),
            "reason": said.reason,
        }
        yield Row("positions", {"proceeding": said.proceeding, **values}, scope=said.proceeding)


class CloseSaid(Said):
    """The proceeding that is closed."""

    proceeding: Annotated[str, Field(max_length=60)]
    """The proceeding."""


class Close(Kind[CloseSaid]):
    """A chair of the deciding organ, or the secretariat, closes a proceeding: it is counted as it stands."""

    name = "decision.close"
    public = CloseSaid

    def may(self, state: State, act: Act, said: CloseSaid) -> Iterator[Refusal]:
        """Open, by a chair or the secretariat; a ballot of ranks only with enough voters."""
        one = state.proceedings.get(said.proceeding)
        facts = {"proceeding": said.proceeding}
        if one is None or one.outcome:
            yield Refusal("proceeding.not-open", f"{said.proceeding} is no open proceeding", facts)
            return
        rule = rule_of(one.rule)
        sentence = f"{act.actor} is neither the secretariat nor a chair of the organ that decides {one.id}"
        refusal = Refusal("proceeding.not-closer", sentence, facts, rules.cite(state, rule))
        found: Callable[[bool], bool] = lambda over: _leads(state, act.actor, rule, act.at, over=over)  # noqa: E731
        yield from rules.in_term(state, act.actor, act.at, found, refusal)
        if isinstance(rule, decisions.Consent):
            yield Refusal(
                "proceeding.consent-runs", f"{one.id} is decided by consent: its time runs out by itself", facts
            )
        if isinstance(rule, decisions.Vote) and rule.counted != "in-office" and act.at < rules.after(one.opened, WEEK):
            yield Refusal(
                "proceeding.too-early", f"{one.id} was put less than a week ago, and only votes cast count", facts
            )

    def apply(self, state: State, act: Act, said: CloseSaid) -> None:
        """Count it as it stands."""
        one = state.proceedings[said.proceeding]
        rule = rule_of(one.rule)
        carried = count(rule, one.positions, voters(state, one, act.at), _houses(state, rule)).carried
        end(state, act, one, "carried" if carried else "refused")


KINDS = (TakePosition(), Close())
