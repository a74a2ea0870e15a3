"""Kinds: an objection is raised, answered, taken back; its disposition is disputed. And which of them block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from comity.body import proceedings, rules, stages
from comity.body.clock import passing
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters import put_away
from comity.body.matters_state import Matter, Objection
from comity.body.said import Affected, Id, Reasons, Text
from comity.body.state import Proceeding, State
from comity.charter.mechanisms import Mechanism, Setting
from comity.charter.parts import Deadline
from comity.record.canonical import Json
from comity.record.envelope import Act

Disposition = Literal["accepted", "addressed", "duplicate", "out-of-scope"]


def blocking(state: State, matter: Matter) -> list[Objection]:
    """The objections for which a decision on the matter must wait, in the order in which they were raised."""
    return [one for one in map(state.objections.__getitem__, matter.objections) if one.blocks]


class RaiseSaid(Affected):
    """What is objected to, and why."""

    matter: Id
    """The matter."""
    clause: Annotated[str, Field(max_length=30)] = ""
    """The number of a clause of its current draft; this or a statement."""
    statement: Annotated[str, Field(max_length=60)] = ""
    """A statement of one of its consultations; this or a clause."""
    reason: Text
    """Why. It is published."""


class Raise(Kind[RaiseSaid]):
    """Object to a clause of the draft or to a statement. Until it is answered on its merits, it blocks."""

    name = "objection.raise"
    public = RaiseSaid

    def may(self, state: State, act: Act, said: RaiseSaid) -> Iterator[Refusal]:
        """Whom the charter lets, while the matter is open, to what there is. Also while a challenge holds it."""
        rule = state.charter.objections
        if rule is None:
            yield Refusal("objection.none", "the charter knows no objections")
            return
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        yield from _open(one)
        yield from rules.only(
            state, act.actor, rule.who, act.at, "object", rule=rule, matter=one, affected=said.affected
        )
        yield from rules.serves(state, act.actor, "object", act.at)
        put = state.proceedings.get(one.decision)
        if put is not None and put.outcome == "carried":
            sentence = f"{one.id} was carried in {put.id}, and waits for what was objected to before"
            yield Refusal("objection.decided", sentence, {"matter": one.id, "proceeding": put.id})
        facts = {"matter": one.id, "clause": said.clause, "statement": said.statement}
        if bool(said.clause) == bool(said.statement):
            yield Refusal("objection.target", "an objection is to a clause or to a statement: name one", facts)
        elif said.clause and not (one.drafts and said.clause in one.drafts[-1].clauses):
            yield Refusal("objection.no-clause", f"the draft of {one.id} has no clause {said.clause}", facts)
        elif said.statement and not _is_standing(state, one, said.statement):
            sentence = f"no consultation on {one.id} has the statement {said.statement}, open to votes"
            yield Refusal("objection.no-statement", sentence, facts)

    def apply(self, state: State, act: Act, said: RaiseSaid) -> None:
        """It is open, and the time for an answer runs."""
        one = state.matters[said.matter]
        clause = f"clause {len(one.drafts)} {said.clause}"
        target = clause if said.clause else f"statement {said.statement}"
        made = Objection(f"o{act.seq}", one.id, target, act.actor, act.seq)
        state.objections[made.id] = made
        one.objections.append(made.id)
        one.participants[act.actor] = True
        _awaits(state, act, made)

    def rows(self, act: Act, said: RaiseSaid, private: object) -> Iterator[Row]:
        """One objection."""
        values = said.model_dump(mode="json", exclude={"breaks"})
        yield _row(act, f"o{act.seq}", "open", {**values, "actor": act.actor})


class AnswerSaid(Said):
    """What becomes of an objection, and why."""

    objection: Id
    """The objection."""
    disposition: Disposition
    """`accepted`: the text was changed. `addressed`: answered on its merits, not accommodated. `duplicate`: another
    says the same. `out-of-scope`: it is not about this matter."""
    reasons: Reasons = ""
    """Why. They are published."""
    version: Annotated[int, Field(ge=0)] = 0
    """With `accepted`: the version of the draft that changed what was objected to."""
    of: Annotated[str, Field(max_length=60)] = ""
    """With `duplicate`: the other objection."""


class Answer(Kind[AnswerSaid]):
    """Answer an objection. It blocks no longer, unless the answer is disputed (RFC 7282, section 3)."""

    name = "objection.answer"
    public = AnswerSaid

    def may(self, state: State, act: Act, said: AnswerSaid) -> Iterator[Refusal]:
        """By whom the charter names, with reasons; one that is accepted shows what changed."""
        rule = state.charter.objections
        one = state.objections.get(said.objection)
        if one is None or rule is None:
            yield rules.unknown("objection", said.objection)
            return
        matter = state.matters[one.matter]
        yield from _open(matter)
        if one.status != "open":
            facts = {"objection": one.id, "status": one.status}
            yield Refusal("objection.answered", f"{one.id} is {one.status}, and not open", facts)
        yield from rules.only(state, act.actor, rule.answered_by, act.at, "answer objections", rule=rule, matter=matter)
        yield from _in_time(state, one, act.at)
        yield from rules.reasons(state, said.reasons, "a disposition")
        yield from _shows(state, one, said)

    def apply(self, state: State, act: Act, said: AnswerSaid) -> None:
        """It has its disposition."""
        one = state.objections[said.objection]
        one.status, one.answered_by, one.answered_seq = said.disposition, act.actor, act.seq
        one.duplicate_of, one.overdue = said.of, ""
        state.end_deadline("objection", one.id)
        stages.follow(state, act, state.matters[one.matter])

    def rows(self, act: Act, said: AnswerSaid, private: object) -> Iterator[Row]:
        """One more row of the objection."""
        values: dict[str, Json] = {"by": act.actor, "reasons": said.reasons, "version": said.version, "of": said.of}
        yield _row(act, said.objection, said.disposition, values)


class ObjectionSaid(Said):
    """Which objection."""

    objection: Id
    """The objection."""


class Withdraw(Kind[ObjectionSaid]):
    """Take back one's own objection. Objections that were marked as its duplicates are open again."""

    name = "objection.withdraw"
    public = ObjectionSaid

    def may(self, state: State, act: Act, said: ObjectionSaid) -> Iterator[Refusal]:
        """Who raised it, while the matter is open."""
        one = state.objections.get(said.objection)
        if one is None:
            yield rules.unknown("objection", said.objection)
            return
        yield from _open(state.matters[one.matter])
        facts = {"objection": one.id, "status": one.status}
        if one.actor != act.actor:
            yield Refusal("objection.not-yours", f"{one.id} is not by {act.actor}", facts)
        if one.status == "withdrawn":
            yield Refusal("objection.withdrawn", f"{one.id} is withdrawn", facts)

    def apply(self, state: State, act: Act, said: ObjectionSaid) -> None:
        """It blocks no longer; what was said to be the same stands by itself."""
        one = state.objections[said.objection]
        one.status, one.overdue = "withdrawn", ""
        state.end_deadline("objection", one.id)
        if one.dispute:
            proceedings.drop(state, act, state.proceedings[one.dispute])
            one.dispute = ""
        for name in state.matters[one.matter].objections:
            other = state.objections[name]
            if other.status == "duplicate" and other.duplicate_of == one.id:
                reopened(state, act, other)
        stages.follow(state, act, state.matters[one.matter])

    def rows(self, act: Act, said: ObjectionSaid, private: object) -> Iterator[Row]:
        """One more row of the objection."""
        yield _row(act, said.objection, "withdrawn", {"by": act.actor})


class DisputeSaid(Affected):
    """Which disposition is disputed, and why."""

    objection: Id
    """The objection."""
    reason: Text
    """What is wrong with its disposition. It is published."""


class Dispute(Kind[DisputeSaid]):
    """Dispute the disposition of an objection: it blocks until somebody other than its author has ruled."""

    name = "objection.dispute"
    public = DisputeSaid

    def may(self, state: State, act: Act, said: DisputeSaid) -> Iterator[Refusal]:
        """By who objected, or whom the charter names; each disposition once."""
        rule = state.charter.objections
        one = state.objections.get(said.objection)
        if one is None or rule is None:
            yield rules.unknown("objection", said.objection)
            return
        clause = rules.cite(state, rule)
        facts: dict[str, Json] = {"objection": one.id, "status": one.status}
        if rule.dispute_ruled_by is None:
            yield Refusal("dispute.none", "the charter lets no disposition be disputed", facts, clause)
        matter = state.matters[one.matter]
        yield from _open(matter)
        if one.status in {"open", "withdrawn"}:
            yield Refusal("dispute.no-disposition", f"{one.id} is {one.status}: it has no disposition", facts)
        if one.disputed_seq == one.answered_seq:
            sentence = f"the disposition of {one.id} was disputed before: one ruling is enough"
            yield Refusal("dispute.before", sentence, facts, clause)
        if act.actor != one.actor:
            doing = f"dispute the disposition of {one.id}"
            yield from rules.only(
                state, act.actor, rule.disputed_by, act.at, doing, rule=rule, matter=matter, affected=said.affected
            )

    def apply(self, state: State, act: Act, said: DisputeSaid) -> None:
        """It is put before those who rule; until then it blocks.

        The objector and who disputes are parties. The author of the disposition is one too, unless the charter has the
        mechanism of disputes off or at a warning.
        """
        rule, one = state.charter.objections, state.objections[said.objection]
        assert rule is not None and rule.dispute_ruled_by is not None  # noqa: S101 - `may` asked
        parties = dict.fromkeys([act.actor, one.actor])
        if state.charter.setting(Mechanism.DISPUTES) is Setting.REFUSE:
            parties[one.answered_by] = None
        facts = {"parties": " ".join(parties), "author": one.answered_by}
        made = proceedings.begin(state, act, "dispute", one.id, rule.dispute_ruled_by, facts=facts)
        one.dispute, one.disputed_seq = made.id, one.answered_seq

    def rows(self, act: Act, said: DisputeSaid, private: object) -> Iterator[Row]:
        """One more row of the objection."""
        values: dict[str, Json] = {"by": act.actor, "reasons": said.reason, "proceeding": f"d{act.seq}"}
        yield _row(act, said.objection, "disputed", values)


@proceedings.effect("dispute")
def _ruled(state: State, act: Act, one: Proceeding) -> None:
    """Upheld, the objection is open again and must be answered anew; otherwise its disposition stands."""
    objection = state.objections[one.subject]
    objection.dispute = ""
    if one.outcome == "carried":
        reopened(state, act, objection)
    stages.follow(state, act, state.matters[objection.matter])


@passing("objection")
def _not_answered(state: State, act: Act, subject: str) -> None:
    """What the charter says of an objection that was not answered in time."""
    rule, one = state.charter.objections, state.objections[subject]
    matter = state.matters[one.matter]
    if rule is None or one.status != "open":
        return
    then = rule.answer.then
    if then == "advance":
        one.late = True
        stages.follow(state, act, matter)
    elif then == "lapse":
        put_away(state, act, matter, "lapsed")
    elif then == "escalate" and rule.answer.to is not None:
        deadline = Deadline(within=rule.answer.within, then="lapse")
        facts = {"parties": one.actor}
        proceedings.begin(state, act, "objection-answer", one.id, rule.answer.to, deadline=deadline, facts=facts)
    else:
        matter.late += 1
        one.overdue = str(act.public["due"])


@proceedings.effect("objection-answer")
def _answered_instead(state: State, act: Act, one: Proceeding) -> None:
    """Carried: it is addressed. Not carried: it must be answered anew. Not decided in time either: the matter ends."""
    objection = state.objections[one.subject]
    if objection.status != "open":
        return
    if one.outcome == "carried":
        objection.status, objection.answered_by, objection.answered_seq = "addressed", act.actor, act.seq
        stages.follow(state, act, state.matters[objection.matter])
    elif one.facts.get("ended") == "lapse":
        put_away(state, act, state.matters[objection.matter], "lapsed")
    else:
        _awaits(state, act, objection)


def _open(matter: Matter) -> Iterator[Refusal]:
    if matter.status != "open":
        facts = {"matter": matter.id, "status": matter.status}
        yield Refusal("matter.not-open", f"{matter.id} is {matter.status}: nothing is objected to or answered", facts)


def _in_time(state: State, one: Objection, at: str) -> Iterator[Refusal]:
    """Refuse an answer after its time where the charter then lets something else happen, and only that."""
    rule = state.charter.objections
    if rule is None or one.status != "open" or rule.answer.then == "remind":
        return
    standing = state.deadlines.get(f"objection {one.id}")
    if (standing is None and rule.answer.then == "escalate") or (standing is not None and standing.due <= at):
        facts = {"objection": one.id, "then": rule.answer.then}
        sentence = f"the time to answer {one.id} is over: only what the charter says of that follows"
        clause = rules.cite(state, rule.answer, rule)
        yield Refusal("answer.overdue", sentence, facts, clause, Mechanism.DEADLINES)


def _is_standing(state: State, matter: Matter, name: str) -> bool:
    for consultation in matter.consultations:
        statement = state.consultations[consultation].statements.get(name)
        if statement is not None:
            return statement.status == "open"
    return False


def _shows(state: State, one: Objection, said: AnswerSaid) -> Iterator[Refusal]:
    """An accepted objection names the version that changed what it is to; a duplicate, what it is the duplicate of."""
    matter = state.matters[one.matter]
    facts: dict[str, Json] = {"objection": one.id, "matter": matter.id, "version": said.version, "of": said.of}
    if bool(said.version) != (said.disposition == "accepted") or bool(said.of) != (said.disposition == "duplicate"):
        sentence = (
            "an accepted objection names the version that changed, a duplicate the other one, and no other either"
        )
        yield Refusal("answer.names", sentence, facts)
    elif said.version and not 0 < said.version <= len(matter.drafts):
        yield Refusal("answer.no-version", f"the draft of {matter.id} has no version {said.version}", facts)
    elif said.version and not _is_changed(matter, one, said.version):
        target = one.target.rpartition(" ")[2]
        sentence = f"version {said.version} does not change {target} since it was objected to"
        yield Refusal("answer.unchanged", sentence, {**facts, "target": target})
    elif said.of:
        other = state.objections.get(said.of)
        stands = other is not None and other.matter == one.matter and other.status not in {"duplicate", "withdrawn"}
        if not stands or said.of == one.id:
            sentence = f"{said.of} is no other objection to {matter.id} that stands by itself"
            yield Refusal("answer.no-other", sentence, facts)


def _is_changed(matter: Matter, one: Objection, version: int) -> bool:
    """Whether a version came after the objection, and has another text in the clause that it is to."""
    draft = matter.drafts[version - 1]
    if draft.seq < one.seq:
        return False
    word, _, rest = one.target.partition(" ")
    if word == "statement":
        return True
    before, _, number = rest.partition(" ")
    return draft.clauses.get(number) != matter.drafts[int(before) - 1].clauses[number]


def _awaits(state: State, act: Act, one: Objection) -> None:
    rule = state.charter.objections
    if rule is not None:
        one.overdue = ""
        state.set_deadline("objection", one.id, rules.after(act.at, rule.answer.within))


def reopened(state: State, act: Act, one: Objection) -> None:
    """An objection is open again and must be answered anew; called from `apply`."""
    one.status, one.duplicate_of, one.late = "open", "", False
    if state.matters[one.matter].status == "open":
        _awaits(state, act, one)


def resume(state: State, act: Act, matter: Matter) -> None:
    """A matter that had ended is decided again: the time to answer its open objections runs anew."""
    for name in matter.objections:
        if state.objections[name].status == "open" and not state.objections[name].late:
            _awaits(state, act, state.objections[name])


def _row(act: Act, objection: str, status: str, values: dict[str, Json]) -> Row:
    return Row("objections", {"objection": objection, "status": status, "at": act.at, **values}, scope=objection)


KINDS = (Answer(), Dispute(), Raise(), Withdraw())
