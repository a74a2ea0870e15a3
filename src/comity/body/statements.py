"""Kinds: a statement is made, taken back, or marked as a duplicate of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from comity.body import rules
from comity.body.consultations import rule_of, running
from comity.body.kind import Content, Kind, Part, Refusal, Row, Said
from comity.body.matters_state import Consultation, Statement
from comity.body.said import Affected, Id, Language, Reasons
from comity.body.state import State
from comity.record.envelope import Act


class StatementText(Content):
    """The text of a statement. It is public, and kept apart from the act so that it can be erased."""

    text: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
    """What is stated: one thing that one can agree or disagree with, in 500 characters."""


class StateSaid(Affected):
    """Where something is stated, and in which language."""

    consultation: Id
    """The consultation."""
    language: Language
    """The language of the statement, by BCP 47."""


class Make(Kind[StateSaid]):
    """Make a short statement that others vote on."""

    name = "statement.make"
    public = StateSaid
    parts: ClassVar = {"text": Part(StatementText, "public", required=True)}

    def may(self, state: State, act: Act, said: StateSaid) -> Iterator[Refusal]:
        """Whom the charter lets, while the consultation is open."""
        one = state.consultations.get(said.consultation)
        if one is None:
            yield rules.unknown("consultation", said.consultation)
            return
        yield from running(one, act.at)
        rule, matter = rule_of(state, one), state.matters[one.matter]
        yield from rules.only(
            state, act.actor, rule.state_by, act.at, "make statements", rule=rule, matter=matter, affected=said.affected
        )
        yield from rules.serves(state, act.actor, "state", act.at)

    def apply(self, state: State, act: Act, said: StateSaid) -> None:
        """The statement is open to votes."""
        one = state.consultations[said.consultation]
        one.statements[f"s{act.seq}"] = Statement(act.actor, act.seq)
        state.matters[one.matter].participants[act.actor] = True

    def rows(self, act: Act, said: StateSaid, private: Mapping[str, Any]) -> Iterator[Row]:
        """One statement; its text is empty once it is erased."""
        text = private["text"].text if "text" in private else ""
        values = {"actor": act.actor, "language": said.language, "text": text, "erased": "text" not in private}
        yield _row(act, said.consultation, f"s{act.seq}", "open", values)


class WithdrawSaid(Said):
    """Which statement is taken back."""

    consultation: Id
    """The consultation."""
    statement: Id
    """The statement."""


class Withdraw(Kind[WithdrawSaid]):
    """Take back one's own statement; its votes stay in the record, and count for nothing."""

    name = "statement.withdraw"
    public = WithdrawSaid

    def may(self, state: State, act: Act, said: WithdrawSaid) -> Iterator[Refusal]:
        """Who made it, while the consultation is open."""
        one = state.consultations.get(said.consultation)
        yield from _standing(one, said.consultation, said.statement)
        if one is None or said.statement not in one.statements:
            return
        yield from running(one, act.at)
        if one.statements[said.statement].actor != act.actor:
            facts = {"statement": said.statement}
            yield Refusal("statement.not-yours", f"{said.statement} is not by {act.actor}", facts)

    def apply(self, state: State, act: Act, said: WithdrawSaid) -> None:
        """It is not voted on any more."""
        state.consultations[said.consultation].statements[said.statement].status = "withdrawn"

    def rows(self, act: Act, said: WithdrawSaid, private: object) -> Iterator[Row]:
        """One more row of the statement."""
        yield _row(act, said.consultation, said.statement, "withdrawn", {})


class MergeSaid(Said):
    """Which statement says what another does, and why it is taken to."""

    consultation: Id
    """The consultation."""
    statement: Id
    """The duplicate. It is not voted on any more."""
    into: Id
    """The statement that says the same, and stays."""
    reason: Reasons = ""
    """Why they say the same. It is published."""


class Merge(Kind[MergeSaid]):
    """Mark a statement as the duplicate of another. Votes on it are not carried over: nobody cast them on the other."""

    name = "statement.merge"
    public = MergeSaid

    def may(self, state: State, act: Act, said: MergeSaid) -> Iterator[Refusal]:
        """By the secretariat, a chair of the organ, or whoever opens the consultation; with reasons."""
        one = state.consultations.get(said.consultation)
        for name in (said.statement, said.into):
            yield from _standing(one, said.consultation, name)
        if one is None or not {said.statement, said.into} <= one.statements.keys():
            return
        yield from running(one, act.at)
        facts = {"statement": said.statement, "into": said.into}
        if not _keeps(state, act.actor, one, act.at):
            sentence = f"{act.actor} is neither the secretariat, a chair here, nor who opens the consultation"
            yield Refusal("statement.not-keeper", sentence, facts, rules.cite(state, rule_of(state, one)))
        if said.statement == said.into:
            yield Refusal("statement.itself", f"{said.statement} is no duplicate of itself", facts)
        yield from rules.reasons(state, said.reason, "marking a statement as a duplicate")

    def apply(self, state: State, act: Act, said: MergeSaid) -> None:
        """It is not voted on any more."""
        state.consultations[said.consultation].statements[said.statement].status = "duplicate"

    def rows(self, act: Act, said: MergeSaid, private: object) -> Iterator[Row]:
        """One more row of the statement."""
        values = {"into": said.into, "reason": said.reason, "by": act.actor}
        yield _row(act, said.consultation, said.statement, "duplicate", values)


def _standing(one: Consultation | None, consultation: str, name: str) -> Iterator[Refusal]:
    """Refuse what there is not, and a statement that is not voted on any more."""
    if one is None:
        yield rules.unknown("consultation", consultation)
        return
    statement = one.statements.get(name)
    if statement is None:
        yield rules.unknown("statement", name)
    elif statement.status != "open":
        facts = {"statement": name, "status": statement.status}
        yield Refusal("statement.not-open", f"{name} is {statement.status}, and not voted on any more", facts)


def _keeps(state: State, actor: str, one: Consultation, at: str) -> bool:
    matter = state.matters[one.matter]
    if rules.is_one(state, actor, rule_of(state, one).opened_by, at, matter):
        return True
    organ = getattr(state.charter.path(matter.path).stages[one.stage].decision, "organ", None)
    held = [state.charter.role(office.role) for office in rules.offices_of(state, actor, at)]
    return rules.is_secretariat(state, actor, at) or any(role.kind == "chair" and role.organ == organ for role in held)


def _row(act: Act, consultation: str, statement: str, status: str, values: Mapping[str, Any]) -> Row:
    return Row(
        "statements",
        {"consultation": consultation, "statement": statement, "status": status, "at": act.at, **values},
        scope=consultation,
    )


KINDS = (Make(), Merge(), Withdraw())
