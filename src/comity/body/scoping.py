"""Kind: the scope or the layers that a matter declares are challenged; it stands still until that is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from comity.body import matters, proceedings, rules, stages
from comity.body.kind import Kind, Refusal, Row
from comity.body.matters_state import Matter
from comity.body.said import Affected, Id, Text
from comity.body.state import Proceeding, State
from comity.charter.mechanisms import Setting
from comity.charter.parts import LAYERS
from comity.record.envelope import Act


class ChallengeSaid(Affected):
    """Which tag or layer of a matter is claimed to be wrong, or to be missing, and why."""

    matter: Id
    """The matter."""
    what: Literal["scope", "layer"]
    """Whether it is about a tag (`scope`) or a layer."""
    claim: Literal["wrong", "missing"]
    """`wrong`: the matter declares it, and is not about it. `missing`: the matter is about it, and does not say so."""
    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$", max_length=60)]
    """The tag, or the layer: infrastructure, logical, social."""
    reason: Text
    """Why. It is published."""


class Challenge(Kind[ChallengeSaid]):
    """Challenge what a matter says it is about. Where the charter says so, it stands still until that is answered.

    A challenge that is granted corrects what the matter declares: the missing tag or layer is added, the wrong one
    taken out. What it then declares is checked as when it was proposed: outside the charter it is refused, inside it
    goes on. Whoever proposed the matter or challenges it is a party, and does not decide.
    """

    name = "scope.challenge"
    public = ChallengeSaid

    def may(self, state: State, act: Act, said: ChallengeSaid) -> Iterator[Refusal]:
        """Whom the charter lets, of a matter that is not decided, each claim once."""
        rule = state.charter.scope_challenge
        if rule is None:
            yield Refusal("challenge.none", "the charter knows no challenge of scope or layers")
            return
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        facts = {"matter": one.id, "what": said.what, "claim": said.claim, "name": said.name}
        if one.status not in {"gathering", "open"}:
            yield Refusal(
                "matter.not-open",
                f"{one.id} is {one.status}, and does not move any more",
                {**facts, "status": one.status},
            )
        doing = f"challenge the {said.what} of {one.id}"
        yield from rules.only(state, act.actor, rule.who, act.at, doing, rule=rule, matter=one, affected=said.affected)
        declared = one.tags if said.what == "scope" else one.layers
        if said.what == "layer" and said.name not in LAYERS:
            yield Refusal(
                "challenge.no-layer",
                f"there is no layer {said.name}: {', '.join(LAYERS)}",
                {**facts, "layers": [*LAYERS]},
            )
        if (said.name in declared) != (said.claim == "wrong"):
            does = "declares" if said.name in declared else "does not declare"
            sentence = f"{one.id} {does} {said.name}: that it is {said.claim} says nothing against it"
            yield Refusal("challenge.idle", sentence, facts)
        earlier = one.challenges.get(_claim(said))
        if earlier:
            outcome = state.proceedings[earlier].outcome or "open"
            sentence = f"this was challenged before, in {earlier}: {outcome}"
            yield Refusal(
                "challenge.before",
                sentence,
                {**facts, "proceeding": earlier, "outcome": outcome},
                rules.cite(state, rule),
            )

    def apply(self, state: State, act: Act, said: ChallengeSaid) -> None:
        """It is put before those who answer; the matter stands still if the charter says so."""
        rule, one = state.charter.scope_challenge, state.matters[said.matter]
        assert rule is not None  # noqa: S101 - `may` asked
        purpose = f"{said.what}-challenge"
        parties = " ".join(dict.fromkeys([act.actor, one.proposer, *one.proposers]))
        facts = {"parties": parties, "claim": said.claim, "name": said.name}
        made = proceedings.begin(state, act, purpose, one.id, rule.ruled_by, deadline=rule.answer, facts=facts)
        one.challenges[_claim(said)] = made.id
        if rule.suspends and state.charter.setting(matters.SUSPENDING[purpose]) is not Setting.OFF:
            one.suspended_by.append(made.id)
            stages.hold(state, act, one)

    def rows(self, act: Act, said: ChallengeSaid, private: object) -> Iterator[Row]:
        """One challenge."""
        values = said.model_dump(mode="json", exclude={"breaks"})
        yield Row(
            "scope_challenges", {"proceeding": f"d{act.seq}", "actor": act.actor, "at": act.at, **values},
            scope=said.matter,
        )  # fmt: skip


def _claim(said: ChallengeSaid) -> str:
    return f"{said.what} {said.claim} {said.name}"


@proceedings.effect("scope-challenge")
def _scope_answered(state: State, act: Act, one: Proceeding) -> None:
    matter = state.matters[one.subject]
    if one.outcome == "carried":
        matter.tags = _corrected(matter.tags, one)
        _check_again(state, act, matter, [*matters.in_scope(state, matter.tags)])
    _released(state, act, matter, one)


@proceedings.effect("layer-challenge")
def _layer_answered(state: State, act: Act, one: Proceeding) -> None:
    matter = state.matters[one.subject]
    if one.outcome == "carried":
        matter.layers = _corrected(matter.layers, one)
        _check_again(state, act, matter, [*matters.in_layers(state, matter.layers)])
    _released(state, act, matter, one)


def _corrected(declared: list[str], one: Proceeding) -> list[str]:
    name = one.facts["name"]
    left = [other for other in declared if other != name]
    return [*left, name] if one.facts["claim"] == "missing" else left


def _check_again(state: State, act: Act, matter: Matter, found: list[Refusal]) -> None:
    """What would be refused if it were proposed now, ends; what the charter only warns of is counted."""
    for mechanism in dict.fromkeys(one.mechanism for one in found if one.mechanism):
        setting = state.charter.setting(mechanism)
        if setting is Setting.REFUSE:
            matters.put_away(state, act, matter, "refused")
        elif setting is Setting.WARN:
            state.warned[mechanism] = state.warned.get(mechanism, 0) + 1


def _released(state: State, act: Act, matter: Matter, one: Proceeding) -> None:
    if one.id in matter.suspended_by:
        matter.suspended_by.remove(one.id)
        stages.release(state, act, matter)


KINDS = (Challenge(),)
