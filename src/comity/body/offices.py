"""Kinds: officers are appointed, elected and recalled. How, the charter says of each role; terms end by time.

Of an appointment somebody puts one candidate before those who appoint. An election is opened for the free seats of a
role; candidates stand; when nominations are over the clock puts them before the voters, on one ballot of ranks, or one
vote on each. A recall is a petition first, and a decision once enough have signed. The rows of the table `offices`
say who was `chosen`, and whose `term` was over, or who was `recalled` or has `resigned`: the clock tells that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from comity.body import rules, terms
from comity.body.clock import passing, telling
from comity.body.founding import Actor
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.proceedings import begin, begin_or_decide, effect, end, may_put
from comity.body.state import Election, Petition, Proceeding, State
from comity.charter.decisions import Decision, Ranked
from comity.charter.parts import Deadline, Role
from comity.record.envelope import Act

RoleName = Annotated[str, Field(max_length=60)]
Days = Annotated[int, Field(ge=7, le=90)]
Reason = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")]


class AppointSaid(Said):
    """A candidate for a role."""

    role: RoleName
    """The role."""
    candidate: Actor
    """Who is to hold it."""
    reason: Annotated[str, Field(max_length=10_000)] = ""
    """Why."""


class Appoint(Kind[AppointSaid]):
    """Put a candidate before those who appoint. An officer who appoints alone does it by this act."""

    name = "office.appoint"
    public = AppointSaid

    def may(self, state: State, act: Act, said: AppointSaid) -> Iterator[Refusal]:
        """By those who decide, their chair or the secretariat; one who may hold the role, while a seat is free."""
        yield from terms.known_role(state, said.role)
        role = state.charter.role(said.role)
        if _by_election(role):
            sentence = f"{role.id} is filled by an election, not by an appointment"
            yield Refusal("office.elected", sentence, {"role": role.id}, rules.cite(state, role.chosen))
        doing = f"put a candidate for {role.id}"
        yield from may_put(state, act.actor, role.chosen.decision, act.at, doing, role.chosen, role)
        yield from terms.full(state, role, act.at)
        if any(state.proceedings[one].subject == said.candidate for one in state.choosing.get(role.id, ())):
            facts = {"role": role.id, "actor": said.candidate}
            yield Refusal("office.put", f"{said.candidate} is put for {role.id} already", facts)
        yield from terms.eligible(state, role, said.candidate, act.at)

    def apply(self, state: State, act: Act, said: AppointSaid) -> None:
        """Put the candidate."""
        role = state.charter.role(said.role)
        _put(state, act, role, said.candidate, role.chosen.decision, "appointment")

    def rows(self, act: Act, said: AppointSaid, private: object) -> Iterator[Row]:
        """The candidate."""
        values = {"role": said.role, "actor": said.candidate, "at": act.at, "change": "put", "by": act.actor}
        yield Row("offices", {**values, "reason": said.reason, "proceeding": f"d{act.seq}"}, scope=said.role)


class ElectSaid(Said):
    """An election for the free seats of a role."""

    role: RoleName
    """The role."""
    nomination_days: Days = 14
    """For how many days candidates may stand."""
    voting_days: Days = 14
    """For how many days there is a vote after that."""


class Elect(Kind[ElectSaid]):
    """Open an election. Its identifier is `e` and the place of this act."""

    name = "office.elect"
    public = ElectSaid

    def may(self, state: State, act: Act, said: ElectSaid) -> Iterator[Refusal]:
        """By those who vote, their chair or the secretariat; one at a time, while a seat is free."""
        yield from terms.known_role(state, said.role)
        role = state.charter.role(said.role)
        facts = {"role": role.id}
        if not _by_election(role):
            sentence = f"{role.id} is filled by an appointment, not by an election"
            yield Refusal("office.appointed", sentence, facts, rules.cite(state, role.chosen))
        doing = f"open an election for {role.id}"
        yield from may_put(state, act.actor, role.chosen.decision, act.at, doing, role.chosen, role)
        running = any(one.role == role.id and one.status != "over" for one in state.elections.values())
        if running or state.choosing.get(role.id):
            yield Refusal("office.election-open", f"an election for {role.id} is not over yet", facts)
        yield from terms.full(state, role, act.at)

    def apply(self, state: State, act: Act, said: ElectSaid) -> None:
        """Candidates may stand."""
        closes = rules.after(act.at, timedelta(days=said.nomination_days))
        state.elections[f"e{act.seq}"] = Election(f"e{act.seq}", said.role, closes, said.voting_days)
        state.set_deadline("nomination", f"e{act.seq}", closes)

    def rows(self, act: Act, said: ElectSaid, private: object) -> Iterator[Row]:
        """The election."""
        days = {"nomination_days": said.nomination_days, "voting_days": said.voting_days}
        values = {"election": f"e{act.seq}", "role": said.role, "at": act.at, "by": act.actor, "change": "opened"}
        yield Row("elections", {**values, **days}, scope=f"e{act.seq}")


class StandSaid(Said):
    """A candidacy."""

    election: Annotated[str, Field(max_length=60)]
    """The election."""
    withdraw: bool = False
    """True: the actor is no candidate any more."""
    statement: Annotated[str, Field(max_length=10_000)] = ""
    """What the candidate says for themself."""


class Stand(Kind[StandSaid]):
    """Stand as a candidate in an election, or withdraw, while nominations are open."""

    name = "office.stand"
    public = StandSaid

    def may(self, state: State, act: Act, said: StandSaid) -> Iterator[Refusal]:
        """While nominations are open, by one who may hold the role."""
        one = state.elections.get(said.election)
        facts = {"election": said.election, "actor": act.actor}
        if one is None or one.status != "nomination" or act.at >= one.nominations:
            yield Refusal("election.closed", f"{said.election} is no election that takes nominations now", facts)
            return
        if said.withdraw != (act.actor in one.candidates):
            sentence = f"{act.actor} is {'no' if said.withdraw else 'a'} candidate in {one.id}"
            yield Refusal("election.not-so" if said.withdraw else "election.stands", sentence, facts)
        if not said.withdraw:
            yield from terms.eligible(state, state.charter.role(one.role), act.actor, act.at)

    def apply(self, state: State, act: Act, said: StandSaid) -> None:
        """A candidate more, or less."""
        candidates = state.elections[said.election].candidates
        if said.withdraw:
            candidates.remove(act.actor)
        else:
            candidates.append(act.actor)

    def rows(self, act: Act, said: StandSaid, private: object) -> Iterator[Row]:
        """The candidate."""
        values = {"election": said.election, "actor": act.actor, "at": act.at, "statement": said.statement}
        yield Row("elections", {**values, "change": "withdrawn" if said.withdraw else "stands"}, scope=said.election)


@passing("nomination")
def _nominations_end(state: State, act: Act, subject: str) -> None:
    """Those who may still hold the role come before the voters: on one ballot of ranks, or a vote on each."""
    election = state.elections[subject]
    role = state.charter.role(election.role)
    # a rule that the charter may switch off was asked when they stood; see terms.take
    standing = [
        actor for actor in election.candidates
        if all(refusal.mechanism for refusal in terms.eligible(state, role, actor, act.at))
    ]  # fmt: skip
    seats = terms.free_seats(state, role, act.at)
    election.status = "ballot" if standing and seats else "over"
    if election.status == "over":
        return
    decision, time = role.chosen.decision, Deadline(within=timedelta(days=election.days), then="lapse")
    facts = {"role": role.id, "election": election.id, "seats": str(seats)}
    if isinstance(decision, Ranked):
        made = [begin(state, act, "election", election.id, decision, deadline=time, facts=facts, candidates=standing)]
    else:
        made = [begin(state, act, "appointment", one, decision, deadline=time, facts=facts) for one in standing]
    election.proceedings = [one.id for one in made]
    state.choosing.setdefault(role.id, []).extend(election.proceedings)


@telling("nomination")
def _tell_nominations(act: Act, subject: str) -> Iterator[Row]:
    yield Row("elections", {"election": subject, "at": act.at, "change": "nominations-over"}, scope=subject)


class RecallSaid(Said):
    """Who is to be recalled from which role, and why."""

    role: RoleName
    """The role."""
    officer: Actor
    """Who holds it."""
    reason: Reason
    """Why."""


class Recall(Kind[RecallSaid]):
    """Begin a petition to recall an officer, as its first signer. Its identifier is `r` and the place of this act.

    Where the charter asks for one signature, it is put to those who decide at once.
    """

    name = "office.recall"
    public = RecallSaid

    def may(self, state: State, act: Act, said: RecallSaid) -> Iterator[Refusal]:
        """By those who may petition, against somebody in office, one petition at a time."""
        yield from terms.known_role(state, said.role)
        role = state.charter.role(said.role)
        facts = {"role": said.role, "officer": said.officer}
        if role.recall is None:
            sentence = f"the charter lets nobody recall a holder of {role.id}"
            yield Refusal("recall.none", sentence, facts, rules.cite(state, role))
            return
        yield from rules.only(state, act.actor, role.recall.petition_by, act.at, "ask for a recall", rule=role.recall)
        held = _in_office(state, said.role, said.officer, act.at)
        if not held:
            yield Refusal("office.not-held", f"{said.officer} does not hold {said.role} now", facts)
        for one in state.petitions.values():
            if (one.role, one.officer, one.since) == (said.role, said.officer, held):
                sentence = f"{one.id} asks for this already: sign it"
                yield Refusal("recall.open", sentence, {**facts, "petition": one.id})

    def apply(self, state: State, act: Act, said: RecallSaid) -> None:
        """The petition stands; put it if that is enough."""
        since = _in_office(state, said.role, said.officer, act.at)
        one = Petition(f"r{act.seq}", said.role, said.officer, since, {act.actor: True})
        state.petitions[one.id] = one
        _put_recall(state, act, one)

    def rows(self, act: Act, said: RecallSaid, private: object) -> Iterator[Row]:
        """The petition, and its first signature."""
        yield _signature(act, f"r{act.seq}", role=said.role, officer=said.officer, reason=said.reason)


class PetitionSaid(Said):
    """The petition that is signed."""

    petition: Annotated[str, Field(max_length=60)]
    """The petition."""


class SignPetition(Kind[PetitionSaid]):
    """Sign a petition to recall an officer. With enough signatures it is put to those who decide."""

    name = "office.petition"
    public = PetitionSaid

    def may(self, state: State, act: Act, said: PetitionSaid) -> Iterator[Refusal]:
        """By those who may petition, once each, until it is put."""
        one = state.petitions.get(said.petition)
        facts = {"petition": said.petition, "actor": act.actor}
        recall = state.charter.role(one.role).recall if one else None
        if one is None or one.proceeding or recall is None or not _in_office(state, one.role, one.officer, act.at):
            yield Refusal("recall.not-open", f"{said.petition} is no petition that can be signed", facts)
            return
        yield from rules.only(state, act.actor, recall.petition_by, act.at, f"sign {one.id}", rule=recall)
        if act.actor in one.signers:
            yield Refusal("recall.signed", f"{act.actor} has signed {one.id} already", facts)

    def apply(self, state: State, act: Act, said: PetitionSaid) -> None:
        """A signature more; put it if that is enough."""
        one = state.petitions[said.petition]
        one.signers[act.actor] = True
        _put_recall(state, act, one)

    def rows(self, act: Act, said: PetitionSaid, private: object) -> Iterator[Row]:
        """The signature."""
        yield _signature(act, said.petition)


def _by_election(role: Role) -> bool:
    """A ballot of ranks is between candidates, whatever the charter calls it."""
    return role.chosen.how == "elected" or isinstance(role.chosen.decision, Ranked)


def _put(state: State, act: Act, role: Role, candidate: str, decision: Decision, purpose: str) -> None:
    one = begin_or_decide(state, act, purpose, candidate, decision, facts={"role": role.id})
    if not one.outcome:
        state.choosing.setdefault(role.id, []).append(one.id)


def _in_office(state: State, role: str, officer: str, at: str) -> str:
    """Since when somebody has served in a role; "" if they do not now."""
    return next((one.since for one in terms.served(state, officer, at, role) if one.since <= at), "")


def _put_recall(state: State, act: Act, one: Petition) -> None:
    """Put a recall once enough of those who signed may still petition."""
    recall = state.charter.role(one.role).recall
    if recall is None or len(one.signers) < recall.signatures:
        return
    if sum(rules.is_one(state, actor, recall.petition_by, act.at) for actor in one.signers) < recall.signatures:
        return
    facts = {"role": one.role, "petition": one.id, "parties": one.officer}
    made = begin_or_decide(state, act, "recall", one.officer, recall.decision, facts=facts)
    one.proceeding = made.id


def _signature(act: Act, petition: str, **more: str) -> Row:
    return Row("petitions", {"petition": petition, "actor": act.actor, "at": act.at, **more}, scope=petition)


@effect("appointment")
def _appointed(state: State, act: Act, one: Proceeding) -> None:
    _chosen(state, act, one, [one.subject] if one.outcome == "carried" else [])


@effect("election")
def _elected(state: State, act: Act, one: Proceeding) -> None:
    _chosen(state, act, one, one.winners)


def _chosen(state: State, act: Act, one: Proceeding, actors: list[str]) -> None:
    """Those who were chosen take their seats, or come before those who confirm."""
    role = state.charter.role(one.facts["role"])
    _forget(state, one)
    for actor in actors:
        if role.chosen.confirmed_by is None:
            _take(state, act, role, actor, one)
        elif terms.free_seats(state, role, act.at):
            _put(state, act, role, actor, role.chosen.confirmed_by, "confirmation")


@effect("confirmation")
def _confirmed(state: State, act: Act, one: Proceeding) -> None:
    _forget(state, one)
    if one.outcome == "carried":
        _take(state, act, state.charter.role(one.facts["role"]), one.subject, one)


def _take(state: State, act: Act, role: Role, actor: str, one: Proceeding) -> None:
    """Take a seat; what else is open on this role ends with the last seat."""
    if not terms.take(state, act, role, actor):
        one.facts["ended"] = "no-seat"
    elif not terms.free_seats(state, role, act.at):
        for name in list(state.choosing.get(role.id, ())):
            other = state.proceedings[name]
            if not other.outcome:
                other.facts["ended"] = "no-seat"
                end(state, act, other, "refused")


def _forget(state: State, one: Proceeding) -> None:
    """A proceeding that chooses is over; with the last, its election is."""
    still: Mapping[str, Proceeding] = state.proceedings
    role = one.facts["role"]
    state.choosing[role] = [name for name in state.choosing.get(role, ()) if name != one.id]
    if not state.choosing[role]:
        del state.choosing[role]
    election = state.elections.get(one.facts.get("election", ""))
    if election and all(still[name].outcome for name in election.proceedings):
        election.status = "over"


@effect("recall")
def _recalled(state: State, act: Act, one: Proceeding) -> None:
    """The petition is answered; if it carried, the term ends."""
    petition = state.petitions.pop(one.facts["petition"], None)
    if petition is None or one.outcome != "carried":
        return
    for office in terms.served(state, petition.officer, act.at, petition.role):
        if office.since == petition.since:
            terms.finish(state, act, office, "recalled")


KINDS = (Appoint(), Elect(), Stand(), Recall(), SignPetition())
