"""Reports that decisions may need: implementations (RFC 7942), harm and the answers of those affected, the figure."""

from __future__ import annotations

from collections.abc import Iterator

from comity.body import rules
from comity.body.kind import Refusal
from comity.body.matters_state import Matter, Report
from comity.body.state import State
from comity.charter.mechanisms import Mechanism
from comity.charter.procedure import Requirement

MOST_REPORTS = 100
"""The most reports of implementations on one matter: looking for independent ones takes the cube of their number."""


def unmet(state: State, matter: Matter, at: str) -> Iterator[Refusal]:
    """What the charter requires of a decision on this matter, were it adopted at `at`, and is not there."""
    for rule in state.charter.required(matter.path, tuple(matter.layers)):
        yield from _implementations(state, matter, rule)
        yield from _harm(state, matter, rule)
        yield from _figure(state, matter, rule, at)


def independent(reports: list[Report]) -> int:
    """How many implementations are independent of each other, as far as is found by adding one after another.

    Two are if they have different maintainers, and the report of one says that it is independent of the other.
    Beginning with each in turn; a larger set may exist where declarations contradict each other.
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
