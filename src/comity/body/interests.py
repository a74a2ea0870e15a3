"""Kinds: somebody states their ties, and a statement is challenged.

Rows are those of a people table (docs/reference/input.md): in `people` the group and the country, one row a statement;
in `affiliations`, `funders` and `owners` one tie a row, in the long form. Of each person the rows of their latest
statement count, which are those with the `seq` of their last row in `people`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from comity.body import rules
from comity.body.clock import tell, telling
from comity.body.founding import Actor
from comity.body.kind import Content, Kind, Refusal, Row, Said
from comity.body.proceedings import begin, effect
from comity.body.state import Interest, Proceeding, State
from comity.record.canonical import Json
from comity.record.envelope import Act


def _day(text: str) -> str:
    try:
        good = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        good = False
    if not good:
        raise ValueError("a day is written like 2026-01-31")
    return text


Day = Annotated[str, AfterValidator(_day)]
OrganisationName = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\S[^\x00-\x1f\x7f-\x9f]*$")]


class Tie(Content):
    """A tie to an organisation, and the days for which it holds."""

    name: OrganisationName
    """The organisation, or the owner."""
    of: Annotated[str, Field(max_length=300)] = ""
    """Of funders and owners: the organisation that is funded or owned; empty: the person themself."""
    since: Day = ""
    """The first day, such as 2026-01-31; empty: always."""
    until: Day = ""
    """The last day; empty: still."""

    @model_validator(mode="after")
    def _in_order(self) -> Tie:
        if self.since and self.until and self.until < self.since:
            raise ValueError("a tie cannot end before it begins")
        return self


Ties = Annotated[list[Tie], Field(max_length=100)]


class StateSaid(Said):
    """The ties of the actor. What is left out is not stated; an empty list states that there are none."""

    group: Annotated[str, Field(max_length=60)] = ""
    """The stakeholder group that the actor belongs to."""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    """The country, by ISO 3166-1 alpha-2."""
    affiliations: Ties | None = None
    """The organisations that the actor works for, belongs to or speaks for."""
    funders: Ties | None = None
    """Who pays the actor, or an organisation of theirs."""
    owners: Ties | None = None
    """Who owns the organisations of the actor, or funds them as an owner does."""


class StateInterest(Kind[StateSaid]):
    """State one's ties. It replaces what was stated before, and answers a challenge that was upheld."""

    name = "interest.state"
    public = StateSaid

    def may(self, state: State, act: Act, said: StateSaid) -> Iterator[Refusal]:
        """Where the charter has such statements, with a group of the charter."""
        disclosure = state.charter.disclosure
        facts = {"actor": act.actor}
        yield from rules.nobody_real(act.actor)
        if disclosure is None:
            yield Refusal("interest.none", "the charter has no statements of interest", facts)
        if said.group and all(one.id != said.group for one in state.charter.groups):
            groups: list[Json] = [one.id for one in state.charter.groups]
            named = ", ".join(one.id for one in state.charter.groups) or "none"
            sentence = f"the charter has no stakeholder group {said.group}; it has {named}"
            yield Refusal(
                "group.unknown",
                sentence,
                {**facts, "group": said.group, "groups": groups},
                rules.cite(state, disclosure),
            )
        if not _given(said):
            yield Refusal("interest.empty", "this states nothing: give what you state", facts)
        if said.affiliations and any(one.of for one in said.affiliations):
            yield Refusal("interest.of", "an affiliation is the person's own: only owners and funders are `of`", facts)

    def apply(self, state: State, act: Act, said: StateSaid) -> None:
        """It is what rules read from now on. A challenge that is open goes on: no new words end it."""
        disclosure = state.charter.disclosure
        person = state.person(act.actor)
        before = person.interest
        person.interest = Interest(
            act.seq,
            said.group,
            said.country,
            affiliations=_now(said.affiliations, act.at),
            funders=_now(said.funders, act.at),
            owners=_now(said.owners, act.at),
            complete=disclosure is not None and _given(said).issuperset(disclosure.fields),
        )
        if before and before.challenge:
            person.interest.challenge, person.interest.challengers = before.challenge, before.challengers

    def rows(self, act: Act, said: StateSaid, private: object) -> Iterator[Row]:
        """The person, and each tie."""
        person = {"person": act.actor, "group": said.group, "country": said.country, "at": act.at}
        yield Row("people", {**person, "stated": sorted(_given(said))}, scope=act.actor)
        kinds = {"affiliation": said.affiliations, "funder": said.funders, "owner": said.owners}
        for kind, ties in kinds.items():
            for tie in ties or ():
                about = {"person": "" if tie.of else act.actor, "organisation": tie.of}
                days = {"from": tie.since, "to": tie.until}
                stated = {"kind": kind, "name": tie.name, "stated_by": act.actor}
                yield Row(f"{kind}s", {**about, **stated, **days}, scope=act.actor)


class ChallengeSaid(Said):
    """Whose statement of interest is wrong, and why."""

    person: Actor
    """Whose statement."""
    reason: Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")]
    """What is wrong or missing in it."""
    evidence: Annotated[str, Field(max_length=10_000)] = ""
    """What shows it: where it can be read. Documents are blobs of the act."""


class Challenge(Kind[ChallengeSaid]):
    """Challenge a statement of interest. While that is open, it serves for none of what needs one."""

    name = "interest.challenge"
    public = ChallengeSaid

    def may(self, state: State, act: Act, said: ChallengeSaid) -> Iterator[Refusal]:
        """By whom the charter lets, another's, one challenge at a time and by nobody twice."""
        rule = state.charter.disclosure.challenge if state.charter.disclosure else None
        facts = {"person": said.person, "actor": act.actor}
        if rule is None:
            clause = rules.cite(state, state.charter.disclosure)
            yield Refusal("interest.no-challenge", "the charter lets no statement be challenged", facts, clause)
            return
        clause = rules.cite(state, rule) or rules.cite(state, state.charter.disclosure)
        yield from rules.only(state, act.actor, rule.who, act.at, "challenge a statement of interest", rule=rule)
        interest = state.people.get(said.person, rules.NOBODY).interest
        if interest is None:
            yield Refusal("interest.not-stated", f"{said.person} has stated nothing that could be challenged", facts)
            return
        if act.actor == said.person:
            yield Refusal("interest.own", "who finds their own statement wrong states it anew", facts)
        if interest.challenge or interest.upheld:
            sentence = f"the statement of {said.person} is challenged already, or was found wrong"
            yield Refusal("interest.challenged-already", sentence, facts)
        if act.actor in interest.challengers:
            sentence = f"{act.actor} challenged this statement before, and it was found to stand"
            yield Refusal("interest.challenged-before", sentence, facts, clause)

    def apply(self, state: State, act: Act, said: ChallengeSaid) -> None:
        """A proceeding in which neither of the two decides."""
        disclosure, interest = state.charter.disclosure, state.person(said.person).interest
        if disclosure is None or disclosure.challenge is None or interest is None:
            return
        rule = disclosure.challenge
        facts = {"parties": f"{said.person} {act.actor}"}
        one = begin(state, act, "interest", said.person, rule.ruled_by, deadline=rule.answer, facts=facts)
        interest.challenge = one.id
        interest.challengers.append(act.actor)

    def rows(self, act: Act, said: ChallengeSaid, private: object) -> Iterator[Row]:
        """The challenge."""
        values = {"person": said.person, "by": act.actor, "at": act.at, "change": "challenged"}
        why = {"reason": said.reason, "evidence": said.evidence, "proceeding": f"d{act.seq}"}
        yield Row("challenges", {**values, **why}, scope=said.person)


@effect("interest")
def _ruled(state: State, act: Act, one: Proceeding) -> None:
    """Upheld, it serves for nothing until it is replaced by a statement that is made after the ruling."""
    interest = state.person(one.subject).interest
    if interest is not None:
        interest.challenge = ""
        interest.upheld = one.outcome == "carried"
        tell(state, act, "challenge-upheld" if interest.upheld else "challenge-dropped", f"{one.id} {one.subject}")


def _tell(name: str) -> None:
    @telling(name)
    def told(act: Act, subject: str) -> Iterator[Row]:
        proceeding, person = subject.split(" ", 1)
        values = {"person": person, "at": act.at, "change": name.removeprefix("challenge-"), "proceeding": proceeding}
        yield Row("challenges", values, scope=person)


for _name in ("challenge-upheld", "challenge-dropped"):
    _tell(_name)


def _given(said: StateSaid) -> set[str]:
    """Which of the five fields are stated."""
    lists = {"affiliations": said.affiliations, "funders": said.funders, "owners": said.owners}
    texts = {"group": said.group, "country": said.country}
    return {name for name, text in texts.items() if text} | {name for name, ties in lists.items() if ties is not None}


def _now(ties: list[Tie] | None, at: str) -> list[str]:
    """The names of ties that are not over."""
    return list(dict.fromkeys(tie.name for tie in ties or () if not tie.until or tie.until >= at[:10]))


KINDS = (StateInterest(), Challenge())
