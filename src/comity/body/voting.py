"""Kind: a vote on a statement, in public or sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from comity.body import rules
from comity.body.consultations import rule_of, running
from comity.body.kind import Audience, Content, Kind, Part, Refusal, Row
from comity.body.said import Affected, Id
from comity.body.state import State
from comity.record.envelope import Act, time_of

_VALUES = {"agree": 1, "pass": 0, "disagree": -1}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class SealedVote(Content):
    """A vote of a secret ballot: counted, never shown."""

    statement: Id
    """The statement."""
    value: Literal["agree", "disagree", "pass"]
    """The vote."""


class CastSaid(Affected):
    """Where one votes; in an open ballot also on what, and how."""

    consultation: Id
    """The consultation."""
    statement: Annotated[str, Field(max_length=60)] = ""
    """The statement; in an open ballot only."""
    value: Literal["", "agree", "disagree", "pass"] = ""
    """The vote; in an open ballot only."""


class Cast(Kind[CastSaid]):
    """Vote on a statement. Another vote on it takes the place of this one, until the consultation closes.

    In a secret ballot the record shows that somebody voted, and neither on what nor how.
    """

    name = "vote.cast"
    public = CastSaid
    parts: ClassVar = {"vote": Part(SealedVote, "sealed")}

    def may(self, state: State, act: Act, said: CastSaid) -> Iterator[Refusal]:
        """Whom the charter lets, while the consultation is open, in the way of its ballots.

        Whether there is the statement of a sealed vote cannot be asked here: a vote on what there is not counts for
        nothing.
        """
        one = state.consultations.get(said.consultation)
        if one is None:
            yield rules.unknown("consultation", said.consultation)
            return
        yield from running(one, act.at)
        facts = {"consultation": one.id, "statement": said.statement}
        if one.ballots == "secret":
            if "vote" not in act.commitments or said.statement or said.value:
                sentence = f"the ballots of {one.id} are secret: the statement and the value belong in the sealed part"
                yield Refusal("vote.not-sealed", sentence, facts, rules.cite(state, rule_of(state, one)))
        elif "vote" in act.commitments or not said.value:
            sentence = f"the ballots of {one.id} are open: the statement and the value are public"
            yield Refusal("vote.not-open", sentence, facts, rules.cite(state, rule_of(state, one)))
        elif (statement := one.statements.get(said.statement)) is None:
            yield rules.unknown("statement", said.statement)
        elif statement.status != "open":
            sentence = f"{said.statement} is {statement.status}, and not voted on any more"
            yield Refusal("statement.not-open", sentence, {**facts, "status": statement.status})
        rule, matter = rule_of(state, one), state.matters[one.matter]
        yield from rules.only(
            state, act.actor, rule.vote_by, act.at, "vote here", rule=rule, matter=matter, affected=said.affected
        )
        yield from rules.serves(state, act.actor, "vote", act.at)

    def apply(self, state: State, act: Act, said: CastSaid) -> None:
        """Who voted is known; how, only the tables have."""
        one = state.consultations[said.consultation]
        one.voters[act.actor] = True
        state.matters[one.matter].participants[act.actor] = True

    def rows(self, act: Act, said: CastSaid, private: Mapping[str, Any]) -> Iterator[Row]:
        """One vote: `value` is 1 to agree, 0 to pass, -1 to disagree; `at` is in microseconds since 1970 (UTC).

        Both are as `comity.tables.votes.reduce_events` takes them.
        """
        sealed: SealedVote | None = private.get("vote")
        audience: Audience = "sealed" if sealed else "public"
        statement, value = (sealed.statement, sealed.value) if sealed else (said.statement, said.value)
        if value:
            at = (time_of(act.at) - _EPOCH) // _MICROSECOND
            values = {"person": act.actor, "statement": statement, "value": _VALUES[value], "at": at}
            yield Row("votes", {**values}, scope=said.consultation, audience=audience)


KINDS = (Cast(),)
