"""Kind: a body is founded on a charter, with its first steward, officers and members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from comity.base.errors import InputError
from comity.body import terms
from comity.body.kind import Content, Kind, Refusal, Row
from comity.body.state import CLOCK, OPERATOR, State
from comity.charter.model import Charter
from comity.record.canonical import dumps
from comity.record.envelope import Act

Actor = Annotated[str, Field(min_length=1, max_length=200)]
"""The identifier of an actor. It means nothing outside the body."""


class FirstOfficer(Content):
    """An officer named by the founding act."""

    role: Annotated[str, Field(max_length=60)]
    """The role."""
    actor: Actor
    """Who holds it."""


class FoundSaid(Content):
    """The charter and whom the body begins with."""

    charter: dict[str, Any]
    """The whole charter, as `Charter.to_json` writes it."""
    steward: Actor
    """Who is responsible for the record."""
    officers: Annotated[list[FirstOfficer], Field(max_length=500)]
    """The first officers. Their terms begin now."""
    members: Annotated[list[Actor], Field(max_length=1000, default_factory=list)]
    """The first members, where the charter has members."""
    simulated: bool = False
    """Whether this body is an example whose people and whose time are made up. It says so wherever it is shown."""


class Found(Kind[FoundSaid]):
    """Found a body on a charter: the first act of its life."""

    name = "body.found"
    public = FoundSaid
    before_founding = True

    def may(self, state: State, act: Act, said: FoundSaid) -> Iterator[Refusal]:
        """Once, on a charter without faults, with officers that it has room for."""
        if state.charter_json:
            sentence = f"{state.origin} was founded before; its charter is amended, not replaced"
            yield Refusal("body.founded", sentence, {"record": state.origin})
        try:
            charter = Charter.from_json(said.charter)
        except InputError as error:
            faults = [str(one) for one in getattr(error, "faults", ())] or [str(error)]
            yield Refusal("charter.faulty", str(error), {"faults": [*faults]})
            return
        yield from _room(charter, said)
        for actor in (said.steward, *said.members, *(one.actor for one in said.officers)):
            if actor in {CLOCK, OPERATOR}:
                yield Refusal("actor.reserved", f"{actor} is no person: name another", {"actor": actor})
        if said.members and charter.membership.kind == "none":
            yield Refusal("membership.none", "the charter has no members", {}, "")

    def apply(self, state: State, act: Act, said: FoundSaid) -> None:
        """The charter is in force, the officers are in office."""
        state.charter_json = dumps(Charter.from_json(said.charter).to_json(), limit=None).decode()
        state.charters.append(act.seq)
        state.steward, state.simulated = said.steward, said.simulated
        for member in said.members:
            state.person(member).member = True
        for one in said.officers:
            terms.seat(state, state.charter.role(one.role), one.actor, act.at)

    def rows(self, act: Act, said: FoundSaid, private: object) -> Iterator[Row]:
        """The body, its charter, its officers and members."""
        yield Row(
            "bodies", {"origin": act.origin, "name": said.charter["name"], "founded": act.at, "steward": said.steward}
        )
        yield Row("charters", {"at": act.at, "name": said.charter["name"], "layers": list(said.charter["layers"])})
        for one in said.officers:
            yield Row(
                "offices", {"role": one.role, "actor": one.actor, "at": act.at, "change": "founding"}, scope=one.role
            )
        for member in said.members:
            yield Row("members", {"actor": member, "at": act.at, "change": "founding"})


def _room(charter: Charter, said: FoundSaid) -> Iterator[Refusal]:
    """Refuse officers that the charter has no role, no place, or no leave for."""
    known = {role.id: role for role in charter.roles}
    for one in said.officers:
        if one.role not in known:
            yield Refusal("role.unknown", f"the charter has no role {one.role}", {"role": one.role})
    for (role, actor), times in Counter((one.role, one.actor) for one in said.officers).items():
        if times > 1:
            yield Refusal("role.twice", f"{actor} is named twice as {role}", {"role": role, "actor": actor})
        others = {one.role for one in said.officers if one.actor == actor} & set(known[role].not_with)
        if others:
            sentence = f"{actor} cannot be {role} and {min(others)} at one time"
            yield Refusal("role.not-with", sentence, {"role": role, "actor": actor, "other": min(others)})
    for role, count in Counter(one.role for one in said.officers).items():
        if count > known[role].most:
            yield Refusal(
                "role.full",
                f"{count} are named as {role}, and {known[role].most} is the most",
                {"role": role, "count": count, "most": known[role].most},
            )


KINDS = (Found(),)
