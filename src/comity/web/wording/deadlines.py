"""What falls due, and what was due and did not happen, as sentences with the page that each is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.body.matters_state import Matter
from comity.body.state import Deadline, State
from comity.report.words import clean
from comity.web.wording import words

DUE: Mapping[str, Any] = {
    "advice": t("The advice %(name)s must be answered."),
    "blocked": t("The decision on %(name)s is looked at again: its ballot is blocked."),
    "commitment": t("The commitment %(name)s is to be met."),
    "consultation": t("The consultation on %(name)s closes."),
    "nomination": t("Nominations for %(name)s close."),
    "objection": t("The objection %(name)s must be answered."),
    "proceeding": t("The proceeding %(name)s must be decided."),
    "remedy": t("The remedy for the appeal %(name)s must be carried out."),
    "review": t("The review of %(name)s must have been made."),
    "ruling": t("The appeal %(name)s must be ruled on."),
    "stage": t("The time of %(name)s at its stage ends."),
    "sunset": t("%(name)s ends, unless it is renewed."),
    "sunset-notice": t("Notice is given that %(name)s will end."),
    "term": t("The term of %(name)s ends."),
}
"""What falls due, by the name of the deadline."""

OVERDUE: Mapping[str, Any] = {
    "advice": t("The advice %(name)s was not answered in time."),
    "blocked": t("The ballot on %(name)s is still blocked."),
    "commitment": t("The commitment %(name)s was not met in time."),
    "consultation": t("The consultation on %(name)s should be closed by now."),
    "nomination": t("Nominations for %(name)s should be closed by now."),
    "objection": t("The objection %(name)s was not answered in time."),
    "proceeding": t("The proceeding %(name)s was not decided in time."),
    "remedy": t("The remedy for the appeal %(name)s was not carried out in time."),
    "review": t("Whether %(name)s reached its aim was not looked at in time."),
    "ruling": t("The appeal %(name)s was not ruled on in time."),
    "stage": t("%(name)s was not decided at its stage in time."),
    "sunset": t("%(name)s should have ended by now."),
    "sunset-notice": t("Notice that %(name)s will end was not given in time."),
    "term": t("The term of %(name)s is over."),
}
"""The same once it has passed."""


@dataclass(frozen=True)
class Due:
    """A deadline as a page shows it. `subject`: what it links to, "" for nothing."""

    sentence: str
    subject: str
    due: str
    overdue: bool


def told(state: State, found: Iterable[Deadline], at: str) -> list[Due]:
    """Deadlines in the order of time. Terms of office that run on are left out of what is next: there are many."""
    dues = (_one(state, one, at) for one in found)
    return sorted(dues, key=lambda one: (one.due, one.sentence))


def of_body(state: State, at: str) -> tuple[list[Due], list[Due]]:
    """What is overdue, and what falls due next."""
    every = told(state, state.deadlines.values(), at)
    late = [*lateness(state), *(one for one in every if one.overdue)]
    coming = [one for one in every if not one.overdue]
    return late, coming


def lateness(state: State) -> list[Due]:
    """What the clock has noted as late and nobody did since: the deadline itself is gone from the state."""
    found = [
        Due(_say(OVERDUE["remedy"], one.id), one.id, one.remedy_due, overdue=True)
        for one in state.appeals.values() if one.remedy == "late"
    ]  # fmt: skip
    found += [
        Due(_say(OVERDUE["ruling"], one.id), one.id, one.overdue, overdue=True)
        for one in state.appeals.values() if one.late and one.status == "open"
    ]  # fmt: skip
    found += [due for matter in state.matters.values() for due in _unanswered(state, matter)]
    found += [
        Due(_say(OVERDUE["commitment"], one.id), one.matter, one.due, overdue=True)
        for one in state.commitments.values() if one.status == "missed"
    ]  # fmt: skip
    found += [
        Due(_say(OVERDUE["review"], matter.title), matter.id, matter.review_due, overdue=True)
        for matter in state.matters.values()
        if matter.status == "adopted" and matter.review_due and not matter.reviewed and not matter.reopened_as
        and f"review {matter.id}" not in state.deadlines and matter.review_due < state.at
    ]  # fmt: skip
    return found


def of_matter(state: State, matter: Matter, at: str) -> list[Due]:
    """The deadlines of a matter, of its consultations, objections, proceedings and appeals."""
    appeals = {one.id: one for one in state.appeals.values() if one.subject == matter.id}
    subjects = {
        matter.id, *matter.consultations, *matter.objections, *appeals, matter.decision, *matter.advice,
        *matter.suspended_by, *(one.proceeding for one in appeals.values()),
        *(state.objections[name].dispute for name in matter.objections),
        *(one.id for one in state.commitments.values() if one.matter == matter.id),
    }  # fmt: skip
    coming = told(state, (one for one in state.deadlines.values() if one.subject in subjects), at)
    return [*_unanswered(state, matter), *coming]


def _unanswered(state: State, matter: Matter) -> list[Due]:
    """The objections to a matter that were to be answered by a day that the clock has passed, and still block."""
    open_ = (state.objections[name] for name in matter.objections if matter.status == "open")
    return [Due(_say(OVERDUE["objection"], one.id), one.id, one.overdue, overdue=True) for one in open_ if one.overdue]


def _one(state: State, one: Deadline, at: str) -> Due:
    overdue = one.due <= at
    sentences = OVERDUE if overdue else DUE
    name, subject = _named(state, one)
    template = sentences.get(one.name)
    sentence = _say(template, name) if template else f"{one.name}: {name}"
    return Due(sentence, subject, one.due, overdue)


def _named(state: State, one: Deadline) -> tuple[str, str]:
    """How the subject of a deadline is called, and what to link to."""
    if one.name == "term":
        role, _since, actor = one.subject.split(" ", 2)
        name = state.charter.role(role).name
        return _("%(actor)s as %(role)s") % {"actor": actor, "role": name}, f"person:{actor}"
    if one.subject in state.matters:
        return state.matters[one.subject].title, one.subject
    if one.subject in state.consultations:
        return state.matters[state.consultations[one.subject].matter].title, one.subject
    if one.subject in state.commitments:
        return one.subject, state.commitments[one.subject].matter
    if one.subject in state.proceedings:
        purpose = state.proceedings[one.subject].purpose
        return f"{one.subject} ({words.word('purpose', purpose)})", one.subject
    return one.subject, one.subject if one.subject in {*state.objections, *state.appeals} else ""


def _say(template: object, name: str) -> str:
    return str(template) % {"name": clean(name)}
