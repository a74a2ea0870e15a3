"""Kinds: dated commitments of those who signed a declaration, and what became of each.

A declaration is signed by a position (`sign`, `sign-with-reservations`) in the proceeding that is decided by signature.
A commitment that is not reported as met by its day, and by the time of grace after it, is missed: the clock says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from comity.body import rules
from comity.body.clock import passing
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters_state import Commitment, Matter
from comity.body.said import Digest, Id, Name, Text, Time
from comity.body.state import State
from comity.record.envelope import Act


class MakeSaid(Said):
    """What a signatory will do, by when, and how that is seen."""

    matter: Id
    """The matter that was signed."""
    text: Text
    """What will be done."""
    figure: Name
    """The figure or the fact by which anyone sees whether it was."""
    due: Time
    """By when."""


class Make(Kind[MakeSaid]):
    """Make a commitment beside one's signature."""

    name = "commitment.make"
    public = MakeSaid

    def may(self, state: State, act: Act, said: MakeSaid) -> Iterator[Refusal]:
        """By a signatory, for a day to come."""
        matter = state.matters.get(said.matter)
        rule = state.charter.commitments
        if matter is None:
            yield rules.unknown("matter", said.matter)
            return
        facts = {"matter": matter.id, "actor": act.actor}
        clause = rules.cite(state, rule, state.charter.path(matter.path))
        if rule is None:
            yield Refusal("commitment.none", "the charter has no commitments", facts)
        if matter.status not in {"open", "adopted"} or act.actor not in signatories(state, matter):
            yield Refusal("commitment.not-signed", f"{act.actor} has not signed {matter.id}", facts, clause)
        if said.due <= act.at:
            yield Refusal("commitment.past", "a commitment is for a day to come", facts, clause)

    def apply(self, state: State, act: Act, said: MakeSaid) -> None:
        """It is open until its day."""
        made = Commitment(f"k{act.seq}", said.matter, act.actor, said.due, act.seq)
        state.commitments[made.id] = made
        state.set_deadline("commitment", made.id, said.due)

    def rows(self, act: Act, said: MakeSaid, private: object) -> Iterator[Row]:
        """One row a commitment."""
        values = {"commitment": f"k{act.seq}", "matter": said.matter, "actor": act.actor, "at": act.at}
        yield Row("commitments", {**values, "text": said.text, "figure": said.figure, "due": said.due}, said.matter)


class ReportSaid(Said):
    """Whether a commitment is met, with evidence."""

    commitment: Id
    """The commitment."""
    met: bool
    """Whether it is met."""
    text: Text
    """What was done, and what was not."""
    evidence: Annotated[list[Digest], Field(max_length=50, default_factory=list)]
    """Documents that show it, by their digests; needed to be met. The act names each as a blob: it brings them, or they
    are there from an earlier one."""


class Report(Kind[ReportSaid]):
    """Report on a commitment: its maker, and whoever judges by the charter, whose word is then the last."""

    name = "commitment.report"
    public = ReportSaid

    def may(self, state: State, act: Act, said: ReportSaid) -> Iterator[Refusal]:
        """By its maker until it is missed or judged; by those who judge at any time; met only with evidence."""
        one = state.commitments.get(said.commitment)
        if one is None:
            yield rules.unknown("commitment", said.commitment)
            return
        rule = state.charter.commitments
        facts = {"commitment": one.id, "actor": act.actor}
        clause = rules.cite(state, rule)
        judges = rule is not None and rules.is_one(state, act.actor, rule.judged_by, act.at, state.matters[one.matter])
        if act.actor != one.actor and not judges:
            sentence = f"{act.actor} did not make {one.id}, and does not judge commitments"
            yield Refusal("commitment.not-yours", sentence, facts, clause)
        if act.actor == one.actor:
            if one.judge:
                yield Refusal(
                    "commitment.judged", f"{one.id} was judged by {one.judge}", {**facts, "judge": one.judge}, clause
                )
            if one.status == "missed" or act.at > latest(state, one):
                yield Refusal(
                    "commitment.missed",
                    f"the time of {one.id} was over at {latest(state, one)}",
                    {**facts, "until": latest(state, one)},
                    clause,
                )
            if one.status in {"met", "late"} and said.met:
                yield Refusal("commitment.met", f"{one.id} is reported as met already", facts)
        if said.met and not said.evidence:
            yield Refusal("commitment.no-evidence", f"that {one.id} is met is shown by evidence", facts, clause)
        if absent := [digest for digest in said.evidence if digest not in act.blobs]:
            sentence = f"the act brings no document with the digest {absent[0]}"
            yield Refusal("commitment.no-document", sentence, {**facts, "digest": absent[0]}, clause)

    def apply(self, state: State, act: Act, said: ReportSaid) -> None:
        """Met by its day, or late in the time of grace; not met, it is open until the clock says that it is missed."""
        one = state.commitments[said.commitment]
        if act.actor != one.actor:
            one.judge = act.actor
        if said.met:
            if one.status in {"open", "missed"}:
                one.status = "met" if act.at <= one.due else "late"
            state.end_deadline("commitment", one.id)
        elif act.at > latest(state, one):
            one.status = "missed"
        else:
            one.status = "open"
            state.set_deadline("commitment", one.id, one.due if act.at <= one.due else latest(state, one))

    def rows(self, act: Act, said: ReportSaid, private: object) -> Iterator[Row]:
        """One row a report."""
        values = {"commitment": said.commitment, "actor": act.actor, "at": act.at, "met": said.met}
        yield Row("commitment_reports", {**values, "text": said.text, "evidence": list(said.evidence)}, said.commitment)


def signatories(state: State, matter: Matter) -> list[str]:
    """Who signed a matter, with reservations or without, in the order in which they did."""
    signed = state.proceedings.get(matter.signed_in)
    return list(signed.positions) if signed is not None else []


def latest(state: State, one: Commitment) -> str:
    """Until when a commitment can be met, late or not."""
    rule = state.charter.commitments
    return rules.after(one.due, rule.grace) if rule and rule.grace else one.due


@passing("commitment")
def _day_is_past(state: State, act: Act, subject: str) -> None:
    """After its day the time of grace runs; after that, it is missed."""
    one = state.commitments[subject]
    until = latest(state, one)
    if act.at < until:
        state.set_deadline("commitment", one.id, until)
    else:
        one.status = "missed"


KINDS = (Make(), Report())
