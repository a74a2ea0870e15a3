"""Kinds: an implementation is reported (RFC 7942), harm is assessed and answered, the figure is named.

And which of what the charter requires of a decision is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from comity.body import rules
from comity.body.kind import Content, Kind, Refusal, Row, Said
from comity.body.matters_state import Harm, Matter, Report
from comity.body.said import Affected, Id, Name, Text, Time
from comity.body.state import State
from comity.charter.mechanisms import Mechanism
from comity.charter.procedure import Requirement
from comity.record.canonical import Json
from comity.record.envelope import Act

MOST_REPORTS = 100
"""The most reports of implementations on one matter: looking for independent ones takes the cube of their number."""

LATEST_REVIEW = timedelta(days=36500)
"""The latest day on which a figure may be looked at, whatever the charter says."""


def unmet(state: State, matter: Matter, at: str) -> Iterator[Refusal]:
    """What the charter requires of a decision on this matter, were it adopted at `at`, and is not there."""
    for rule in state.charter.required(matter.path, tuple(matter.layers)):
        yield from _implementations(state, matter, rule)
        yield from _harm(state, matter, rule)
        yield from _figure(state, matter, rule, at)


def independent(reports: list[Report]) -> int:
    """How many implementations are independent of each other, as far as is found by adding one after another.

    Two are if they have different maintainers, and the report of one says that it is independent of the other.
    Beginning with each in turn; a larger set may exist where declarations contradict each other. A report is taken at
    its word: whoever doubts it objects, and that blocks.
    """

    def apart(a: Report, b: Report) -> bool:
        if _same(a.implementation, b.implementation) or _same(a.maintainer, b.maintainer):
            return False
        return _names(a, b) or _names(b, a)

    most = 0
    for first in reports:
        found = [first]
        for one in reports:
            if all(apart(one, other) for other in found):
                found.append(one)
        most = max(most, len(found))
    return most


def _same(a: str, b: str) -> bool:
    return a.strip().casefold() == b.strip().casefold()


def _names(a: Report, b: Report) -> bool:
    return any(_same(name, b.implementation) for name in a.independent_of)


def _implementations(state: State, matter: Matter, rule: Requirement) -> Iterator[Refusal]:
    clause, mechanism = rules.cite(state, rule), Mechanism.IMPLEMENTATIONS
    there = len({one.implementation.strip().casefold() for one in matter.reports})
    needed = rule.implementation_reports or 0
    if there < needed:
        sentence = f"{matter.id} needs reports of {needed} implementations, and has {there}"
        facts = {"matter": matter.id, "needed": needed, "there": there}
        yield Refusal("implementations.too-few", sentence, facts, clause, mechanism)
    needed = rule.independent or 0
    if needed and (apart := independent(matter.reports)) < needed:
        sentence = f"{matter.id} needs {needed} implementations that are independent of each other, and has {apart}"
        facts = {"matter": matter.id, "needed": needed, "there": apart}
        yield Refusal("implementations.not-independent", sentence, facts, clause, mechanism)


def _harm(state: State, matter: Matter, rule: Requirement) -> Iterator[Refusal]:
    if not rule.harm_assessment:
        return
    clause, facts = rules.cite(state, rule), {"matter": matter.id}
    if matter.harm is None:
        sentence = f"{matter.id} needs a harm assessment: the affected groups, the mitigation, their answers"
        yield Refusal("harm.missing", sentence, facts, clause, Mechanism.HARM)
        return
    silent = [group for group in matter.harm.affected if group not in matter.harm.answers]
    if rule.affected_answer and silent:
        sentence = f"the harm assessment of {matter.id} has no answer of {', '.join(silent)}"
        yield Refusal("harm.unanswered", sentence, {**facts, "groups": [*silent]}, clause, Mechanism.HARM)


def _figure(state: State, matter: Matter, rule: Requirement, at: str) -> Iterator[Refusal]:
    if not rule.figure:
        return
    clause, facts = rules.cite(state, rule), {"matter": matter.id}
    if not matter.figure or matter.review_due <= at:
        sentence = f"{matter.id} needs the figure that it means to move, and a day to come on which that is looked at"
        yield Refusal("figure.missing", sentence, facts, clause, Mechanism.FIGURE)
    elif rule.latest_review and matter.review_due > rules.after(at, rule.latest_review):
        sentence = f"the figure of {matter.id} is looked at on {matter.review_due}, later than the charter allows"
        yield Refusal("figure.too-late", sentence, {**facts, "day": matter.review_due}, clause, Mechanism.FIGURE)


class ImplementationSaid(Affected):
    """An implementation of what the draft says: what RFC 7942, section 2, asks for."""

    matter: Id
    """The matter."""
    implementation: Name
    """The name of the implementation."""
    maintainer: Name
    """The organisation or person that is responsible for it."""
    coverage: Text
    """Which parts of the draft it implements, which version of it, and how far it is."""
    licence: Name
    """The terms under which it can be used."""
    contact: Name
    """Where more can be asked."""
    independent_of: Annotated[list[Name], Field(max_length=MOST_REPORTS, default_factory=list)]
    """The names of implementations with which it shares no code and no maintainer."""


class Implementation(Kind[ImplementationSaid]):
    """Report an implementation; a later report on it by the same actor takes the place of this one."""

    name = "report.implementation"
    public = ImplementationSaid

    def may(self, state: State, act: Act, said: ImplementationSaid) -> Iterator[Refusal]:
        """Whom the charter lets, before the matter is decided."""
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        yield from _undecided(one)
        yield from _reporter(state, act, one, said, "implementation_by", "report implementations")
        others = [report for report in one.reports if not _replaces(report, act, said)]
        if len(others) >= MOST_REPORTS:
            yield Refusal(
                "report.too-many",
                f"{one.id} has {MOST_REPORTS} reports, the most",
                {"matter": one.id, "most": MOST_REPORTS},
            )
        if any(_same(name, said.implementation) for name in said.independent_of):
            facts = {"implementation": said.implementation}
            yield Refusal("report.of-itself", "no implementation is independent of itself", facts)

    def apply(self, state: State, act: Act, said: ImplementationSaid) -> None:
        """It is counted."""
        one = state.matters[said.matter]
        one.reports = [report for report in one.reports if not _replaces(report, act, said)]
        made = Report(act.seq, act.actor, said.implementation, said.maintainer, [*said.independent_of])
        one.reports.append(made)

    def rows(self, act: Act, said: ImplementationSaid, private: object) -> Iterator[Row]:
        """One report."""
        yield _row("implementations", act, said)


class Group(Content):
    """A group that is affected."""

    group: Name
    """The group: a stakeholder group of the charter, or another by its name."""
    spokesperson: Annotated[str, Field(max_length=200)] = ""
    """Who may answer for it, besides its members; needed for a group that the charter does not know."""


class HarmSaid(Affected):
    """Whom a decision could harm, how, and what is done about it."""

    matter: Id
    """The matter."""
    groups: Annotated[list[Group], Field(min_length=1, max_length=50)]
    """The groups that it affects."""
    harms: Text
    """What it could do to them."""
    mitigation: Text
    """What is done about it."""


class AssessHarm(Kind[HarmSaid]):
    """File a harm assessment, or one's own anew: then the groups answer anew, since what they answered is no more."""

    name = "report.harm"
    public = HarmSaid

    def may(self, state: State, act: Act, said: HarmSaid) -> Iterator[Refusal]:
        """Whom the charter lets, one a matter; of each group somebody else can answer."""
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        yield from _undecided(one)
        yield from _reporter(state, act, one, said, "harm_by", "file a harm assessment")
        if one.harm is not None and one.harm.actor != act.actor:
            sentence = f"{one.id} has a harm assessment by {one.harm.actor}, who may file it anew"
            yield Refusal("harm.filed", sentence, {"matter": one.id, "filer": one.harm.actor})
        known = {group.id for group in state.charter.groups}
        names = [group.group for group in said.groups]
        if len(set(names)) < len(names):
            yield Refusal("harm.group-twice", "a group is named twice", {"groups": [*names]})
        for group in said.groups:
            facts = {"group": group.group}
            if group.group not in known and not group.spokesperson:
                sentence = f"{group.group} is no group of the charter: name who may answer for it"
                yield Refusal("harm.nobody-answers", sentence, facts)
            if group.spokesperson == act.actor:
                yield Refusal("harm.own-answer", "who files an assessment does not answer in it", facts)

    def apply(self, state: State, act: Act, said: HarmSaid) -> None:
        """It waits for the answers."""
        affected = {group.group: group.spokesperson for group in said.groups}
        state.matters[said.matter].harm = Harm(act.seq, act.actor, affected)

    def rows(self, act: Act, said: HarmSaid, private: object) -> Iterator[Row]:
        """One assessment."""
        yield _row("harms", act, said)


class HarmAnswerSaid(Said):
    """What an affected group says of a harm assessment."""

    matter: Id
    """The matter."""
    group: Name
    """For which of the affected groups."""
    answer: Text
    """What it says."""


class AnswerHarm(Kind[HarmAnswerSaid]):
    """Answer a harm assessment for an affected group."""

    name = "report.harm-answer"
    public = HarmAnswerSaid

    def may(self, state: State, act: Act, said: HarmAnswerSaid) -> Iterator[Refusal]:
        """By somebody of that group or whom the assessment names, and not by who filed it."""
        one = state.matters.get(said.matter)
        if one is None or one.harm is None:
            yield Refusal("harm.none", f"{said.matter} has no harm assessment", {"matter": said.matter})
            return
        yield from _undecided(one)
        facts: dict[str, Json] = {"matter": one.id, "group": said.group}
        if said.group not in one.harm.affected:
            sentence = f"the harm assessment of {one.id} does not name {said.group} as affected"
            yield Refusal("harm.not-affected", sentence, facts)
            return
        if act.actor == one.harm.actor:
            yield Refusal("harm.own-answer", "who files an assessment does not answer in it", facts)
        if act.actor != one.harm.affected[said.group] and rules.group_of(state, act.actor) != said.group:
            sentence = f"{act.actor} is neither of {said.group} nor named to answer for it"
            yield Refusal("harm.not-of-group", sentence, facts)

    def apply(self, state: State, act: Act, said: HarmAnswerSaid) -> None:
        """The group has answered."""
        harm = state.matters[said.matter].harm
        if harm is not None:
            harm.answers[said.group] = act.seq

    def rows(self, act: Act, said: HarmAnswerSaid, private: object) -> Iterator[Row]:
        """One answer."""
        yield _row("harm_answers", act, said)


class FigureSaid(Said):
    """The figure that a decision means to move, and when that is looked at."""

    matter: Id
    """The matter."""
    figure: Name
    """The figure."""
    how: Text
    """How it is measured, where it stands now, and where it is to go."""
    review_due: Time
    """When it is looked at again."""


class NameFigure(Kind[FigureSaid]):
    """Name the figure that a decision means to move, or another one in its place, before it is decided."""

    name = "report.figure"
    public = FigureSaid

    def may(self, state: State, act: Act, said: FigureSaid) -> Iterator[Refusal]:
        """By those who draft on this path; a day that is to come."""
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        yield from _undecided(one)
        path = state.charter.path(one.path)
        yield from rules.only(
            state, act.actor, path.drafted_by, act.at, "name the figure of a matter", rule=path, matter=one
        )
        put = state.proceedings.get(one.decision)
        if put is not None and put.outcome != "refused":
            facts = {"matter": one.id, "proceeding": put.id}
            yield Refusal("figure.being-decided", f"{one.id} is being decided in {put.id}, as it stands", facts)
        if said.review_due <= act.at:
            yield Refusal("figure.past", "the day on which it is looked at is to come", {"day": said.review_due})
        if said.review_due > rules.after(act.at, LATEST_REVIEW):
            sentence = f"it is looked at within {LATEST_REVIEW.days} days at the latest, or by nobody who decided it"
            yield Refusal("figure.too-far", sentence, {"day": said.review_due, "days": LATEST_REVIEW.days})

    def apply(self, state: State, act: Act, said: FigureSaid) -> None:
        """The matter has its figure."""
        one = state.matters[said.matter]
        one.figure, one.review_due = said.figure, said.review_due

    def rows(self, act: Act, said: FigureSaid, private: object) -> Iterator[Row]:
        """One figure."""
        yield _row("figures", act, said)


def _replaces(report: Report, act: Act, said: ImplementationSaid) -> bool:
    return report.actor == act.actor and _same(report.implementation, said.implementation)


def _undecided(one: Matter) -> Iterator[Refusal]:
    if one.status not in {"gathering", "open"}:
        facts = {"matter": one.id, "status": one.status}
        yield Refusal("matter.not-open", f"{one.id} is {one.status}: nothing more is filed for its decision", facts)


def _reporter(state: State, act: Act, one: Matter, said: Affected, who: str, doing: str) -> Iterator[Refusal]:
    rule = state.charter.reports
    if rule is None:
        yield Refusal("report.none", "the charter names nobody who files reports")
        return
    named = getattr(rule, who)
    yield from rules.only(state, act.actor, named, act.at, doing, rule=rule, matter=one, affected=said.affected)


def _row(table: str, act: Act, said: Said) -> Row:
    values = said.model_dump(mode="json", exclude={"breaks", "affected"})
    return Row(table, {"actor": act.actor, "at": act.at, **values}, scope=str(values["matter"]))


KINDS = (AnswerHarm(), AssessHarm(), Implementation(), NameFigure())
