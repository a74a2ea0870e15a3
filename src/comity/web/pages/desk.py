"""The desk of officers: what waits for whoever reads it, by their offices and the charter, each with its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from comity.body import composition, rules
from comity.store.projection import rows
from comity.web.acts import tasks
from comity.web.acts.asking import signed_in
from comity.web.errors import NotHereError
from comity.web.places import doing, place
from comity.web.reading import Reading
from comity.web.shown import opened, page

SENTENCES: Mapping[str, Any] = {
    "answer": _("Answer an objection"),
    "open": _("Open a consultation"),
    "draft": _("Publish the first draft"),
    "watch": _("A consultation is running: see who is missing, merge what is said twice"),
    "close": _("Close a consultation whose time is over"),
    "second-notice": _("Give a second notice: a group or a region stayed away"),
    "last-call": _("Give notice of the last call"),
    "designate": _("Publish a designation"),
    "confirm": _("Confirm the designation, or publish another"),
    "put": _("Put the matter before those who decide it"),
    "advice": _("Answer advice"),
    "decide": _("Take a position"),
    "close-decision": _("Close a decision and have it counted"),
    "hear": _("Rule on an appeal"),
    "reasons": _("Publish the reasons of a ruling"),
    "remedy": _("Order a remedy"),
    "carry-out": _("Carry out a remedy"),
    "review": _("Review a decision: its day has come"),
    "renew": _("A decision will end: propose its renewal, or let it end"),
}
"""What is to be done, by the name of a task."""

PURPOSES: Mapping[str, Any] = {
    "stage": _("decision on a matter"),
    "admission": _("admission of a member"),
    "suspension": _("suspension of a member"),
    "appointment": _("appointment to an office"),
    "confirmation": _("confirmation of somebody chosen"),
    "election": _("election"),
    "recall": _("recall of an officer"),
    "dispute": _("dispute over the answer to an objection"),
    "objection-answer": _("objection that was not answered in time"),
    "interest": _("challenge of a statement of interest"),
    "scope-challenge": _("challenge of the scope of a matter"),
    "layer-challenge": _("challenge of the layers of a matter"),
    "advice": _("advice"),
    "advice-rejection": _("rejection of advice"),
    "override": _("vote to go on over a block"),
    "review": _("review that is overdue"),
    "remedy": _("remedy that is overdue"),
}
"""What a proceeding is about."""


MOST_COUNTED = 20_000
"""Voters of a consultation up to which the desk says how its floors stand; above, the page on that says it."""


@dataclass(frozen=True)
class Line:
    """A task as it is shown. missing: of a consultation, the floors that those who voted so far do not meet."""

    task: tasks.Task
    sentence: str
    about: str
    title: str
    link: str
    overdue: bool
    missing: int = 0


@signed_in
def desk(request: HttpRequest, origin: str) -> HttpResponse:
    """What waits for the reader, for nobody, and what is overdue."""
    with opened(request, origin) as found:
        offices = [found.state.charter.role(one.role) for one in rules.offices_of(found.state, found.actor, found.at)]
        if not offices:
            raise NotHereError(_("You hold no office in this body now, so no desk waits for you."))
        now = tasks.desk(found.state, found.actor, found.at)
        lines = [line(found, one) for one in now.mine]
        context = {
            "place": "desk",
            "offices": offices,
            "running": [one for one in lines if one.task.name == "watch"],
            "lines": [one for one in lines if one.task.name != "watch"],
            "nobodys": [line(found, one) for one in now.nobodys if one.name != "watch"],
            "vacant": [found.state.charter.role(role) for role in now.vacant],
            "flags": flags(found),
            "overdue": sorted(
                (one for one in found.state.deadlines.values() if one.due <= found.at), key=lambda one: one.due
            ),
        }
        return page(request, found, "web/desk.html", context)


def line(found: Reading, task: tasks.Task) -> Line:
    """A task with its sentence and its form."""
    matter = found.state.matters.get(task.matter)
    about = str(PURPOSES.get(task.about, task.about))
    overdue = bool(task.due) and task.due <= found.at
    title, link = matter.title if matter else "", _form(found.origin, task)
    return Line(task, str(SENTENCES[task.name]), about, title, link, overdue, _missing(found, task))


def _missing(found: Reading, task: tasks.Task) -> int:
    """How many floors are not met yet; 0 also where so many vote that counting them for a list takes too long."""
    voters = found.state.consultations[task.subject].voters if task.name == "watch" else {}
    if task.name != "watch" or len(voters) > MOST_COUNTED:
        return 0
    return sum(not floor.met for floor in composition.floors(found.state, voters))


def flags(found: Reading) -> list[dict[str, Any]]:
    """What people flagged and nobody took down yet, for those who moderate; each once, with how often."""
    state, rule = found.state, found.state.charter.moderation
    if rule is None or not rules.is_one(state, found.actor, rule.by, found.at):
        return []
    queue: dict[str, dict[str, Any]] = {}
    for row in rows(found.body, found.audience, "flags"):
        where, item = str(row.get("consultation") or row.get("matter")), str(row["item"])
        if not _stands(found, where, item):
            continue
        one = queue.setdefault(item, {"item": item, "where": where, "grounds": set(), "count": 0, "reasons": []})
        one["count"] += 1
        one["grounds"].add(row["ground"])
        one["reasons"] += [row["reason"]] if row["reason"] else []
    return sorted(queue.values(), key=lambda one: -one["count"])


def _stands(found: Reading, where: str, item: str) -> bool:
    consultation, matter = found.state.consultations.get(where), found.state.matters.get(where)
    if consultation is not None:
        said = consultation.statements.get(item) or consultation.submissions.get(item)
    else:
        said = matter.comments.get(item) if matter else None
    return said is not None and said.status != "moderated"


def _form(origin: str, task: tasks.Task) -> str:
    """Where a task is done."""
    pages = {
        "answer": "answer/", "open": "open/", "draft": "draft/", "watch": "run/", "close": "run/",
        "second-notice": "call/", "last-call": "call/", "designate": "call/", "confirm": "call/", "put": "call/",
        "decide": "position/", "hear": "hear/", "reasons": "hear/", "remedy": "hear/", "carry-out": "hear/",
    }  # fmt: skip
    if task.name in pages:
        return place(origin, task.subject, pages[task.name])
    forms = {
        "advice": ("advice.answer", {"matter": task.subject, "advice": task.about}),
        "close-decision": ("decision.close", {"proceeding": task.subject}),
        "review": ("decision.review", {"matter": task.subject}),
        "renew": ("matter.propose", {"reopens": task.subject}),
    }
    return doing(origin, *forms[task.name])


URLS: list[URLPattern] = [path("b/<origin:origin>/desk/", desk, name="desk")]
