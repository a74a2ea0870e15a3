"""Whether a matter is ready to be decided where it is: what a designation and a decision of an organ both wait for.

Each function is a generator of refusals, to be used with `yield from` in `may`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from comity.body import composition, evidence, objections, reports, rules, stages
from comity.body.kind import Refusal
from comity.body.matters import moves
from comity.body.matters_state import Matter
from comity.body.state import State
from comity.charter.mechanisms import Mechanism, Setting
from comity.record.canonical import Json, dumps
from comity.record.envelope import digest_of


def at_stage(state: State, matter: Matter | None, name: str, at: str) -> Iterator[Refusal]:
    """Refuse a matter that is not there, does not move, or that an appeal holds where it is."""
    if matter is None:
        yield Refusal("matter.unknown", f"there is no matter {name}", {"matter": name})
        return
    yield from moves(state, matter, at)
    yield from _not_stayed(state, matter)


def _not_stayed(state: State, matter: Matter) -> Iterator[Refusal]:
    if matter.stays:
        sentence = f"{matter.id} stands still until {', '.join(matter.stays)} is ruled on"
        facts: dict[str, Json] = {"matter": matter.id, "appeals": list(matter.stays)}
        yield Refusal("matter.stayed", sentence, facts, rules.cite(state, state.charter.appeals))


def called(state: State, matter: Matter, at: str) -> Iterator[Refusal]:
    """Refuse before the consultation is closed, and before the last call is over."""
    stage = stages.stage_of(state, matter)
    facts: dict[str, Json] = {"matter": matter.id, "stage": stage.id}
    yield from consulted(state, matter)
    if stage.last_call is not None and (not matter.last_call or at < matter.last_call):
        when = f"runs until {matter.last_call}" if matter.last_call else "has not been given notice of"
        facts["until"] = matter.last_call
        yield Refusal("call.not-over", f"the last call on {matter.id} {when}", facts, rules.cite(state, stage))


def consulted(state: State, matter: Matter) -> Iterator[Refusal]:
    """Refuse while the consultation of the stage has not been held and closed."""
    stage = stages.stage_of(state, matter)
    facts: dict[str, Json] = {"matter": matter.id, "stage": stage.id}
    if stage.consultation is None:
        return
    held = [one for one in map(state.consultations.__getitem__, matter.consultations) if one.stage == matter.stage]
    clause = rules.cite(state, stage.consultation)
    if not held:
        yield Refusal("call.no-consultation", f"the stage {stage.id} of {matter.id} consults first", facts, clause)
    elif any(one.closed_seq < 0 for one in held):
        yield Refusal("call.consultation-open", f"a consultation on {matter.id} is still open", facts, clause)


def quorate(state: State, matter: Matter, absent: Collection[str], at: str) -> Iterator[Refusal]:
    """Refuse a call that too few of a group or a region took part in, until a second notice has run out.

    After it, the call names who stayed away: nobody can stop it by that.
    """
    if stages.stage_of(state, matter).consultation is None or not state.charter.floors:
        return
    found = evidence.of_stage(state, matter)
    clause = rules.cite(state, state.charter.second_notice)
    if found is None:
        facts: dict[str, Json] = {"matter": matter.id}
        sentence = f"who took part in the consultation on {matter.id} is not known until its evidence is recorded"
        if any(floor.group for floor in state.charter.floors):
            yield Refusal("call.no-evidence", sentence, facts, clause, Mechanism.FLOORS)
        if any(floor.region for floor in state.charter.floors):
            yield Refusal("call.no-evidence", sentence, facts, clause, Mechanism.REGIONS)
        return
    over = bool(matter.second_notice) and at >= matter.second_notice
    for word, mechanism in (("group", Mechanism.FLOORS), ("region", Mechanism.REGIONS)):
        missing = [one for one in found.absent if one.startswith(f"{word}:")]
        if missing and not over:
            names = ", ".join(one.partition(":")[2] for one in missing)
            sentence = f"too few took part of {word} {names}: the call on {matter.id} waits for a second notice"
            yield Refusal(
                "call.not-quorate", sentence, {"matter": matter.id, "absent": list(missing)}, clause, mechanism
            )
    if over and set(absent) != set(found.absent):
        sentence = f"after a second notice the call names who stayed away: {', '.join(found.absent) or 'nobody'}"
        facts = {"matter": matter.id, "absent": list(found.absent)}
        yield Refusal("call.absences", sentence, facts, clause, Mechanism.SECOND_NOTICE)


def unblocked(state: State, matter: Matter) -> Iterator[Refusal]:
    """Refuse while an objection is not answered on its merits, or its disposition is in dispute."""
    blocking = objections.blocking(state, matter)
    clause = rules.cite(state, state.charter.objections)
    disputed = [one.id for one in blocking if one.dispute]
    unanswered = [one.id for one in blocking if not one.dispute]
    for names, why, mechanism in (
        (unanswered, "is not answered on its merits", Mechanism.OBJECTIONS),
        (disputed, "has a disposition that is disputed", Mechanism.DISPUTES),
    ):
        if names:
            sentence = f"the objection {names[0]} to {matter.id} {why}, and blocks"
            yield Refusal(
                "objection.blocks",
                sentence,
                {"matter": matter.id, "objections": list(names), "disputed": names is disputed},
                clause,
                mechanism,
            )


def advised(state: State, matter: Matter) -> Iterator[Refusal]:
    """Refuse while advice to the stage is not answered."""
    for name, answered in matter.advice.items():
        if answered < 0:
            rule = stages.stage_of(state, matter).advice[int(state.proceedings[name].facts["place"])]
            sentence = f"the advice {name} of {rule.given_by} on {matter.id} must be answered first"
            facts: dict[str, Json] = {"matter": matter.id, "advice": name, "given_by": rule.given_by}
            yield Refusal("advice.unanswered", sentence, facts, rules.cite(state, rule))


def adoptable(state: State, matter: Matter, ends: str, at: str) -> Iterator[Refusal]:
    """Refuse, at the last stage, what lacks that which the charter asks of a decision; `ends` is the day it names."""
    if not stages.is_last(state, matter):
        if ends:
            yield Refusal("decision.not-last", "only the act on the last stage names the day on which it ends")
        return
    yield from reports.unmet(state, matter, at)
    sunset = state.charter.sunset
    facts: dict[str, Json] = {"matter": matter.id, "ends": ends}
    if ends and (sunset is None or matter.effect):
        yield Refusal("decision.no-end", f"{matter.id} does not end by time: name no day", facts)
    if sunset is None or matter.effect:
        return
    clause = rules.cite(state, sunset)
    latest = rules.after(at, sunset.after)
    if not ends:
        sentence = f"a decision carries the day on which it ends unless it is renewed: name one, by {latest}"
        yield Refusal("decision.no-sunset", sentence, {**facts, "latest": latest}, clause, Mechanism.SUNSET)
    elif not at < ends <= latest:
        sentence = f"it ends after {at} and by {latest}"
        yield Refusal("decision.sunset", sentence, {**facts, "latest": latest}, clause, Mechanism.SUNSET)


def composed(
    state: State, matter: Matter, said: composition.Composition | None
) -> Iterator[Refusal]:  # fmt: skip
    """Refuse what does not carry the composition of those who took part, as the record has it."""
    clause = ""
    found = composition.of_matter(state, matter)
    facts: dict[str, Json] = {
        "people": found.people,
        "groups": dict[str, Json](found.groups),
        "regions": dict[str, Json](found.regions),
    }
    if said is None:
        sentence = "a decision carries the composition of those who took part, by stakeholder group and region"
        yield Refusal("decision.composition", sentence, facts, clause, Mechanism.COMPOSITION)
    elif said.kept() != found:
        sentence = "the composition is not that of those who took part, by the record: see the facts"
        yield Refusal("decision.other-composition", sentence, facts, clause)


def is_kept(state: State, refusals: Iterator[Refusal]) -> bool:
    """Whether nothing refuses, for what the clock does: rules set to `warn` or `off` let it pass."""
    return not any(one.mechanism is None or state.charter.setting(one.mechanism) is Setting.REFUSE for one in refusals)


def dispositions(state: State, matter: Matter) -> Mapping[str, str]:
    """The objections to a matter, each with its disposition as it stands."""
    return {name: state.objections[name].status for name in matter.objections}


MOST_NAMED = 1_000
"""Objections that a designation names each; of more, it gives the digest of the list, which the record makes again."""


def objections_said(state: State, matter: Matter) -> dict[str, Json]:
    """What a designation says of the objections, whose statuses nobody shall be able to leave out or to embellish."""
    standing: dict[str, Json] = {**dispositions(state, matter)}
    if len(standing) <= MOST_NAMED:
        return {"dispositions": standing}
    return {"objections": {"count": len(standing), "digest": digest_of(dumps(standing, limit=None))}}
