"""Kinds: somebody joins, is suspended, or resigns from the body or an office.

The rows of the table `members` say who asked to `join` (where membership is open, that is all it takes), who was
`admitted` or `suspended` by a decision, which the clock tells, and who has `left`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from comity.body import rules, terms
from comity.body.clock import tell, telling
from comity.body.founding import Actor
from comity.body.kind import Content, Kind, Part, Refusal, Row, Said
from comity.body.proceedings import begin_or_decide, effect, may_put
from comity.body.state import Proceeding, State
from comity.record.envelope import Act

Verification = Literal["open", "e-mail", "domain", "invitation", "openid"]


class Name(Content):
    """What somebody is called."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    """The name."""


class Email(Content):
    """Where somebody can be written to."""

    email: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    """The address."""


class JoinSaid(Said):
    """How it was shown who asks."""

    verification: Verification
    """The way, one of those that the charter allows."""


class Join(Kind[JoinSaid]):
    """Become a member, or ask those who admit. The officers read the name and the address, if they are given."""

    name = "member.join"
    public = JoinSaid
    parts: ClassVar[Mapping[str, Part]] = {"name": Part(Name, "officers"), "email": Part(Email, "officers")}

    def may(self, state: State, act: Act, said: JoinSaid) -> Iterator[Refusal]:
        """Once, where there are members, verified in a way of the charter."""
        membership = state.charter.membership
        facts = {"actor": act.actor}
        clause = rules.cite(state, membership)
        yield from rules.nobody_real(act.actor)
        if membership.kind == "none":
            yield Refusal("membership.none", "the charter has no members: anyone takes part without", facts, clause)
        person = state.people.get(act.actor, rules.NOBODY)
        if person.member:
            yield Refusal("member.already", f"{act.actor} is a member already", facts)
        if person.joining:
            yield Refusal(
                "member.asked",
                f"{person.joining} on the admission of {act.actor} is open",
                {**facts, "proceeding": person.joining},
            )
        if said.verification not in membership.verification:
            ways = ", ".join(membership.verification)
            sentence = f"the charter does not take {said.verification} as showing who somebody is, but {ways}"
            yield Refusal(
                "member.verification",
                sentence,
                {**facts, "verification": said.verification, "ways": [*membership.verification]},
                clause,
            )

    def apply(self, state: State, act: Act, said: JoinSaid) -> None:
        """A member at once, or a proceeding on the admission."""
        membership = state.charter.membership
        person = state.person(act.actor)
        person.verification = said.verification
        if membership.admitted_by is None:
            person.member = True
        else:
            facts = {"parties": act.actor}
            person.joining = begin_or_decide(state, act, "admission", act.actor, membership.admitted_by, facts=facts).id

    def rows(self, act: Act, said: JoinSaid, private: Mapping[str, Any]) -> Iterator[Row]:
        """Who asks; and for the officers what they said of themselves, as long as it is not erased."""
        values = {"actor": act.actor, "at": act.at, "change": "join", "verification": said.verification}
        yield Row("members", values, scope=act.actor)
        known = {part: getattr(private[part], part) for part in self.parts if part in private}
        if known:
            yield Row("contacts", {"actor": act.actor, **known}, scope=act.actor, audience="officers")


@effect("admission")
def _admitted(state: State, act: Act, one: Proceeding) -> None:
    person = state.person(one.subject)
    person.joining = ""
    if one.outcome == "carried":
        person.member = True
        tell(state, act, "admitted", f"{one.id} {one.subject}")


class SuspendSaid(Said):
    """Who is suspended, for how long, and why."""

    member: Actor
    """The member."""
    days: Annotated[int, Field(ge=1, le=99_999)]
    """For how many days from the decision."""
    reason: Annotated[str, Field(max_length=10_000)] = ""
    """Why. It is published."""


class Suspend(Kind[SuspendSaid]):
    """Put it to those who suspend that a member be suspended."""

    name = "member.suspend"
    public = SuspendSaid

    def may(self, state: State, act: Act, said: SuspendSaid) -> Iterator[Refusal]:
        """By those who decide, a chair or the secretariat; a member, for no longer than may be, with a reason."""
        membership = state.charter.membership
        facts = {"member": said.member}
        clause = rules.cite(state, membership.suspended_by) or rules.cite(state, membership)
        if membership.suspended_by is None or membership.longest_suspension is None:
            yield Refusal("suspension.none", "the charter lets nobody suspend a member", facts, clause)
            return
        yield from may_put(state, act.actor, membership.suspended_by, act.at, "ask for a suspension", membership)
        person = state.people.get(said.member, rules.NOBODY)
        if not person.member:
            yield Refusal("member.not", f"{said.member} is no member", facts)
        if person.suspending or act.at < person.suspended_until:
            yield Refusal("suspension.open", f"{said.member} is suspended, or a proceeding on it is open", facts)
        longest = membership.longest_suspension
        if timedelta(days=said.days) > longest:
            sentence = f"a suspension is for {longest.days} days at the most, and {said.days} are asked for"
            yield Refusal(
                "suspension.too-long", sentence, {**facts, "days": said.days, "most_days": longest.days}, clause
            )
        yield from rules.reasons(state, said.reason, "a suspension", state.charter.moderation)

    def apply(self, state: State, act: Act, said: SuspendSaid) -> None:
        """A proceeding in which the member does not decide."""
        decision = state.charter.membership.suspended_by
        if decision is not None:
            facts = {"days": str(said.days), "parties": said.member}
            one = begin_or_decide(state, act, "suspension", said.member, decision, facts=facts)
            state.person(said.member).suspending = "" if one.outcome else one.id

    def rows(self, act: Act, said: SuspendSaid, private: object) -> Iterator[Row]:
        """What is asked for, with the reason."""
        values = {"actor": said.member, "at": act.at, "change": "suspension-put", "by": act.actor}
        more = {"days": said.days, "reason": said.reason, "proceeding": f"d{act.seq}"}
        yield Row("members", {**values, **more}, scope=said.member)


@effect("suspension")
def _suspended(state: State, act: Act, one: Proceeding) -> None:
    person = state.person(one.subject)
    person.suspending = ""
    if one.outcome == "carried":
        person.suspended_until = rules.after(act.at, timedelta(days=int(one.facts["days"])))
        tell(state, act, "suspended", f"{one.id} {one.subject}")


class ResignSaid(Said):
    """From what somebody resigns."""

    office: Annotated[str, Field(max_length=60)] = ""
    """The role; empty: from the body, and from every office in it."""


class Resign(Kind[ResignSaid]):
    """Resign from an office, or from the body. It takes effect at once."""

    name = "member.resign"
    public = ResignSaid

    def may(self, state: State, act: Act, said: ResignSaid) -> Iterator[Refusal]:
        """Only what one holds or is."""
        facts = {"actor": act.actor, "office": said.office}
        offices = terms.served(state, act.actor, act.at, said.office)
        if said.office and not offices:
            yield Refusal("office.not-held", f"{act.actor} does not hold {said.office} now", facts)
        if not said.office and not offices and not state.people.get(act.actor, rules.NOBODY).member:
            yield Refusal("member.not", f"{act.actor} is no member and holds no office", facts)

    def apply(self, state: State, act: Act, said: ResignSaid) -> None:
        """The terms end, and the membership, if it is from the body."""
        for office in terms.served(state, act.actor, act.at, said.office):
            terms.finish(state, act, office, "resigned")
        if not said.office:
            state.person(act.actor).member = False

    def rows(self, act: Act, said: ResignSaid, private: object) -> Iterator[Row]:
        """That somebody has left; of offices the clock tells."""
        if not said.office:
            yield Row("members", {"actor": act.actor, "at": act.at, "change": "left"}, scope=act.actor)


def _tell(name: str) -> None:
    @telling(name)
    def told(act: Act, subject: str) -> Iterator[Row]:
        proceeding, actor = subject.split(" ", 1)
        yield Row("members", {"actor": actor, "at": act.at, "change": name, "proceeding": proceeding}, scope=actor)


for _name in ("admitted", "suspended"):
    _tell(_name)

KINDS = (Join(), Suspend(), Resign())
