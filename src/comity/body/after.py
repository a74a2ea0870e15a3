"""Kinds: what comes after a decision: it is looked at against its figure, reopened, and ends on its day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from comity.body import proceedings, progress, rules
from comity.body.clock import passing
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters_state import Matter
from comity.body.said import Id, Reasons, Text
from comity.body.state import Proceeding, State
from comity.charter import parts
from comity.charter.mechanisms import Mechanism
from comity.record.canonical import Json
from comity.record.envelope import Act

Value = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class ReviewSaid(Said):
    """What became of the figure that a decision meant to move."""

    matter: Id
    """The matter."""
    before: Value
    """The value of its figure before the decision."""
    now: Value
    """The value now."""
    source: Text
    """Where both come from, so that others can look."""
    moved: bool
    """Whether it moved as it was meant to."""
    reopen: bool = False
    """Whether the matter is reopened by this review; where the figure did not move, the charter may demand it."""
    reasons: Reasons = ""
    """What follows from it."""


class Review(Kind[ReviewSaid]):
    """Review a decision against its figure on its day; one that moved nothing is reopened, if the charter says so."""

    name = "decision.review"
    public = ReviewSaid

    def may(self, state: State, act: Act, said: ReviewSaid) -> Iterator[Refusal]:
        """By those who review, from the day on that the decision names, once."""
        matter = state.matters.get(said.matter)
        yield from in_force(matter, said.matter)
        rule = state.charter.review
        if matter is None:
            return
        facts: dict[str, Json] = {"matter": matter.id, "day": matter.review_due}
        if rule is None or not matter.review_due:
            yield Refusal(
                "review.none", f"no review of {matter.id} is due: it names no day, or the charter none", facts
            )
            return
        clause = rules.cite(state, rule)
        yield from rules.only(state, act.actor, rule.by, act.at, f"review {matter.id}", rule=rule, matter=matter)
        if matter.reviewed:
            yield Refusal(
                "review.done",
                f"{matter.id} was reviewed at {matter.reviewed}",
                {**facts, "reviewed": matter.reviewed},
                clause,
            )
        if act.at < matter.review_due:
            yield Refusal("review.too-early", f"{matter.id} is looked at again on {matter.review_due}", facts, clause)
        if said.moved and said.before == said.now:
            sentence = f"the figure is {said.now} as before: it did not move"
            yield Refusal("review.not-moved", sentence, {**facts, "figure": said.now}, clause, Mechanism.REVIEW)
        if said.reopen and (said.moved or rule.path is None):
            why = "its figure moved" if said.moved else "the charter names no path for it"
            yield Refusal(
                "review.no-reopening",
                f"a review does not reopen {matter.id}: {why}",
                {**facts, "moved": said.moved},
                clause,
            )
        if not said.moved and rule.missed == "reopen" and not (said.reopen or matter.reopened_as):
            sentence = f"the figure of {matter.id} did not move: the review reopens the matter"
            yield Refusal("review.must-reopen", sentence, facts, clause, Mechanism.REVIEW)

    def apply(self, state: State, act: Act, said: ReviewSaid) -> None:
        """It is reviewed; a matter that is reopened starts again."""
        matter = state.matters[said.matter]
        matter.reviewed = act.at
        state.end_deadline("review", matter.id)
        if said.reopen:
            _reopen_by_review(state, act, matter)

    def rows(self, act: Act, said: ReviewSaid, private: object) -> Iterator[Row]:
        """One row a review."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "before": said.before, "now": said.now}
        more = {"source": said.source, "moved": said.moved, "reopened": said.reopen, "reasons": said.reasons}
        yield Row("reviews", {**values, **more}, scope=said.matter)


class ReopenSaid(Said):
    """The decision that is opened again."""

    matter: Id
    """The matter."""
    reasons: Text
    """Why."""


class Reopen(Kind[ReopenSaid]):
    """Reopen an adopted matter; its decision holds until the new one is adopted."""

    name = "decision.reopen"
    public = ReopenSaid

    def may(self, state: State, act: Act, said: ReopenSaid) -> Iterator[Refusal]:
        """By whom the charter names, unless it is open again already."""
        matter = state.matters.get(said.matter)
        yield from in_force(matter, said.matter)
        if matter is None:
            return
        facts = {"matter": matter.id}
        rule = state.charter.reopening
        if rule is None:
            yield Refusal("reopen.no-way", "the charter reopens nothing without a review", facts)
            return
        yield from rules.only(state, act.actor, rule.who, act.at, f"reopen {matter.id}", rule=rule, matter=matter)
        if _is_open_again(state, matter):
            sentence = f"{matter.id} is taken up again already, as {matter.reopened_as}"
            yield Refusal("reopen.underway", sentence, {**facts, "again": matter.reopened_as}, rules.cite(state, rule))

    def apply(self, state: State, act: Act, said: ReopenSaid) -> None:
        """It starts again, as a matter of its own."""
        rule = state.charter.reopening
        if rule is not None:
            progress.reopen(state, act, state.matters[said.matter], rule.path)

    def rows(self, act: Act, said: ReopenSaid, private: object) -> Iterator[Row]:
        """One row a reopening."""
        values = {"matter": said.matter, "actor": act.actor, "at": act.at, "as": f"m{act.seq}"}
        yield Row("reopenings", {**values, "reasons": said.reasons}, scope=said.matter)


def in_force(matter: Matter | None, name: str) -> Iterator[Refusal]:
    """Refuse what is not an adopted matter that has effect."""
    if matter is None:
        yield rules.unknown("matter", name)
        return
    facts = {"matter": matter.id, "status": matter.status}
    if matter.status != "adopted":
        yield Refusal("matter.not-adopted", f"{matter.id} is {matter.status}: no decision of it is in force", facts)
    if matter.stays:
        sentence = f"{matter.id} has no effect until {', '.join(matter.stays)} is ruled on"
        yield Refusal("matter.stayed", sentence, {**facts, "appeals": [*matter.stays]})


def _is_open_again(state: State, matter: Matter) -> bool:
    again = state.matters.get(matter.reopened_as)
    return again is not None and again.status in {"gathering", "open"}


def _reopen_by_review(state: State, act: Act, matter: Matter) -> None:
    rule = state.charter.review
    if rule and rule.path and not _is_open_again(state, matter):
        progress.reopen(state, act, matter, rule.path)


@passing("review")
def _overdue(state: State, act: Act, subject: str) -> None:
    """A review that is overdue is on the record; what follows, the charter says."""
    matter = state.matters[subject]
    rule = state.charter.review
    matter.late += 1
    if rule is None or matter.status != "adopted":
        return
    if rule.overdue.then == "lapse":
        progress.end(state, act, matter)
    elif rule.overdue.then == "advance":
        _reopen_by_review(state, act, matter)
    elif rule.overdue.to is not None:
        lapses = parts.Deadline(within=rule.overdue.within, then="lapse")
        proceedings.begin(state, act, "review", matter.id, rule.overdue.to, deadline=lapses)


@proceedings.effect("review")
def _looked_at_instead(state: State, act: Act, one: Proceeding) -> None:
    """Those who look instead of the reviewers let the decision stand, or it is reopened."""
    matter = state.matters[one.subject]
    if matter.status != "adopted" or matter.reviewed:
        return
    if one.outcome == "carried":
        matter.reviewed = act.at
    else:
        _reopen_by_review(state, act, matter)


@passing("sunset")
def _sunset(state: State, act: Act, subject: str) -> None:
    """The decision ends: nobody renewed it."""
    matter = state.matters[subject]
    if matter.status == "adopted":
        progress.end(state, act, matter)


@passing("sunset-notice")
def _notice_of_sunset(state: State, act: Act, subject: str) -> None:
    """That the deadline is over is the notice: nothing else follows."""


KINDS = (Reopen(), Review())
