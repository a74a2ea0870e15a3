"""Answer objections from a queue: the objection beside its clause, a disposition with reasons, then the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from comity.body.matters_state import Matter, Objection
from comity.report.words import clean
from comity.store.projection import rows
from comity.web import finding, tables
from comity.web.acts import clauses, may, tasks
from comity.web.acts.asking import signed_in
from comity.web.places import onward, place
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page


@signed_in
def queue(request: HttpRequest, origin: str) -> HttpResponse:
    """To the objection that has waited longest for whoever asks; to their desk if none does."""
    with opened(request, origin) as found:
        names = waiting(found)
    if not names:
        messages.success(request, _("No objection waits for you."))
        return onward(reverse("desk", args=[origin]))
    return onward(place(origin, names[0], "answer/"))


def answer(request: HttpRequest, origin: str, objection: str) -> HttpResponse:
    """One objection, and what becomes of it."""
    typed = request.POST
    if request.method == "POST":
        public: dict[str, Any] = {
            "objection": objection, "disposition": typed.get("disposition", ""), "reasons": typed.get("reasons", ""),
        }  # fmt: skip
        if typed.get("disposition") == "accepted":
            public["version"] = int(typed["version"][:6]) if typed.get("version", "").isdecimal() else 0
        if typed.get("disposition") == "duplicate":
            public["of"] = typed.get("of", "")
        if typed.get("disposition") == "duplicate" and not typed.get("of"):
            messages.error(request, _("Choose the objection that says the same."))
        elif attempt(request, origin, "objection.answer", public, done=_("The objection is answered.")):
            return onward(reverse("answer-next", args=[origin]))
    with opened(request, origin) as found:
        one = finding.objection(found, objection)
        matter = found.state.matters[one.matter]
        names = waiting(found)
        standing, given = found.state.deadlines.get(f"objection {one.id}"), history(found, one.id)
        shown = next((row for row in given if row["status"] == "open"), {})
        probe = {"objection": one.id, "disposition": "addressed", "reasons": "…"}
        context = {
            "place": "desk",
            "objection": one,
            "matter": matter,
            "reason": shown.get("reason", ""),
            "earlier": [row for row in given if row.get("reasons")],
            "due": standing.due if standing else one.overdue,
            "others": _others(found, matter, one),
            "refusal": may.refused(found, "objection.answer", probe),
            "position": names.index(one.id) + 1 if one.id in names else 0,
            "waiting": len(names),
            "typed": typed,
            **target(found, matter, one),
        }
        return page(request, found, "web/answer.html", context, 422 if request.method == "POST" else 200)


def waiting(found: Reading) -> list[str]:
    """The objections that wait for the reader, the most pressing first."""
    mine = tasks.desk(found.state, found.actor, found.at).mine
    return [one.subject for one in mine if one.name == "answer"]


def history(found: Reading, objection: str) -> list[dict[str, Any]]:
    """What was said of an objection, in the order of the record."""
    return list(rows(found.body, found.audience, "objections", objection))


def target(found: Reading, matter: Matter, one: Objection) -> dict[str, Any]:
    """What an objection is to: the clause as it was and as it is now, or the statement."""
    word, _sep, rest = one.target.partition(" ")
    if word == "statement":
        said = next((text for name, text in statements(found, matter) if name == rest), "")
        return {"statement": rest, "statement_text": said, "versions": [each for each in matter.drafts
                                                                        if each.seq > one.seq]}  # fmt: skip
    version, _sep, number = rest.partition(" ")
    before = dict(clauses.texts(found, matter, int(version))).get(number, "")
    now = dict(clauses.texts(found, matter)).get(number, "")
    old = matter.drafts[int(version) - 1].clauses.get(number)
    changed = [each for each in matter.drafts if each.seq > one.seq and each.clauses.get(number) != old]
    return {"number": number, "version": int(version), "before": before, "now": now, "versions": changed}


def statements(found: Reading, matter: Matter) -> list[tuple[str, str]]:
    """(identifier, text) of what was stated in the consultations on a matter; "" of what was erased."""
    return [
        (str(row["statement"]), str(row["text"]))
        for name in matter.consultations
        for row in rows(found.body, found.audience, "statements", name)
        if "text" in row
    ]


def _others(found: Reading, matter: Matter, one: Objection) -> list[tuple[Objection, str]]:
    """The objections of which one may be a duplicate, each with its words."""
    told = tables.joined(found, "objections", matter.objections, "objection")
    names = [name for name in matter.objections if stands(found, name, one)]
    return [(found.state.objections[name], clean(str(told.get(name, {}).get("reason") or ""))) for name in names]


def stands(found: Reading, name: str, one: Objection) -> bool:
    """Whether another objection stands by itself, so that this one may be its duplicate."""
    return name != one.id and found.state.objections[name].status not in {"duplicate", "withdrawn"}


URLS: list[URLPattern] = [
    path("b/<origin:origin>/answer/", queue, name="answer-next"),
    path("b/<origin:origin>/o/<slug:objection>/answer/", answer, name="answer"),
]
