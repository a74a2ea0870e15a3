"""Moderate: what was flagged, taking down and putting back, silencing; and merging statements that say the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from comity import calling
from comity.body import rules
from comity.body.matters_state import Consultation, Statement
from comity.store.projection import rows
from comity.web import errors, finding
from comity.web.acts import may
from comity.web.pages.desk import flags
from comity.web.places import onward, place
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.voting.likeness import twins


def moderate(request: HttpRequest, origin: str) -> HttpResponse:
    """What was flagged, what is taken down, and who is kept from speaking; to anything that was said by its name."""
    wanted = request.GET.get("of", "").strip()
    with opened(request, origin) as found:
        state = found.state
        there = next((one for one in _all(found) if one["item"] == wanted), None) if wanted else None
        if there is not None:
            return redirect(place(origin, there["where"], f"moderate/{wanted}/"))
        silenced = [(actor, one) for actor, one in state.people.items() if found.at < one.silenced_until]
        rule = state.charter.moderation
        context = {
            "place": "desk",
            "rule": rule,
            "is_moderator": rule is not None and rules.is_one(state, found.actor, rule.by, found.at),
            "flags": flags(found),
            "taken": [one for one in _all(found) if one["said"].status == "moderated"],
            "silenced": silenced,
            "unknown": wanted,
            "told": list(rows(found.body, found.audience, "moderation"))[:-51:-1],
        }
        return page(request, found, "web/moderate.html", context)


def item(request: HttpRequest, origin: str, where: str, name: str) -> HttpResponse:
    """One thing that was said: take it down or put it back; keep its author from speaking."""
    if request.method == "POST" and _act(request, origin, where, name):
        return onward(reverse("moderate", args=[origin]))
    with opened(request, origin) as found:
        rule, said = found.state.charter.moderation, _said(found, where, name)
        if said is None or rule is None:
            raise errors.NotHereError(_("There is no such thing to moderate here."))
        consultation = found.state.consultations.get(where)
        probe = {**_named(where, name), "reason": "…"}
        kind = "moderation.restore" if said.status == "moderated" else "moderation.remove"
        given = {} if said.status == "moderated" else {"ground": rule.grounds[0]}
        person = found.state.people.get(said.actor, rules.NOBODY)
        context = {
            "place": "desk",
            "where": where,
            "name": name,
            "said": said,
            "text": _text(found, where, name),
            "flags": [one for one in flags(found) if one["item"] == name],
            "rule": rule,
            "refusal": may.refused(found, kind, {**probe, **given}),
            "longest": rule.longest_silence.days if rule.longest_silence else 0,
            "silenced_until": person.silenced_until if found.at < person.silenced_until else "",
            "typed": request.POST,
            **(_put(consultation, name) if consultation is not None else {}),
        }
        return page(request, found, "web/moderate_item.html", context, 422 if request.method == "POST" else 200)


def merge(request: HttpRequest, origin: str, consultation: str) -> HttpResponse:
    """Two statements side by side, to be merged with a reason; and those that share most of their words."""
    chosen = request.POST if request.method == "POST" else request.GET
    one, into = chosen.get("statement", ""), chosen.get("into", "")
    if request.method == "POST":
        public = {"consultation": consultation, "statement": one, "into": into, "reason": chosen.get("reason", "")}
        if attempt(request, origin, "statement.merge", public, done=_("It is marked as a duplicate.")):
            return onward(place(origin, consultation, "merge/"))
    with opened(request, origin) as found:
        there = finding.consultation(found, consultation)
        told = rows(found.body, found.audience, "statements", there.id)
        texts = {str(row["statement"]): str(row["text"]) for row in told if "text" in row}
        standing = {name: texts.get(name, "") for name, each in there.statements.items() if each.status == "open"}
        context = {
            "place": "desk",
            "consultation": there,
            "matter": found.state.matters[there.matter],
            "standing": standing,
            "one": one if one in standing else "",
            "into": into if into in standing and into != one else "",
            "pairs": twins(standing),
            "reason": chosen.get("reason", ""),
            "is_same": bool(one) and one == into,
            **_put(there, one),
        }
        return page(request, found, "web/merge.html", context, 422 if request.method == "POST" else 200)


def _put(consultation: Consultation, name: str) -> dict[str, str]:
    """The statement that is put to decision, and what is put instead of it once `name` stands no more.

    `put_next` is "" where that changes nothing, or where nothing else stands.
    """
    put, after = calling.put_of(consultation), calling.put_without(consultation, name)
    return {"put": put, "put_next": after if name == put else ""}


def _act(request: HttpRequest, origin: str, where: str, name: str) -> bool:
    """What a button of the page of one thing asks for; whether it was done."""
    typed, reason = request.POST, request.POST.get("reason", "")
    do, person = typed.get("do", ""), typed.get("person", "")
    if do not in {"unsilence", "restore"} and not typed.get("ground"):
        messages.error(request, _("Choose the ground on which you do this."))
        return False
    if do == "silence":
        if not typed.get("days", "").isdecimal():
            messages.error(request, _("For how many days? Write a whole number."))
            return False
        public: dict[str, Any] = {"person": person, "days": int(typed["days"][:6]), "ground": typed.get("ground", "")}
        kind, done = "moderation.silence", _("They are kept from speaking for a time.")
    elif do == "unsilence":
        public, kind, done = {"person": person}, "moderation.restore", _("They may speak again.")
    elif do == "restore":
        public, kind, done = _named(where, name), "moderation.restore", _("It is put back.")
    else:
        public = {**_named(where, name), "ground": typed.get("ground", "")}
        kind, done = "moderation.remove", _("It is taken down.")
    return attempt(request, origin, kind, {**public, "reason": reason}, done=done) is not None


def _named(where: str, name: str) -> dict[str, str]:
    return {"matter" if where.startswith("m") else "consultation": where, "item": name}


def _said(found: Reading, where: str, name: str) -> Statement | None:
    matter, consultation = found.state.matters.get(where), found.state.consultations.get(where)
    if matter is not None:
        return matter.comments.get(name)
    return (consultation.statements.get(name) or consultation.submissions.get(name)) if consultation else None


def _all(found: Reading) -> list[dict[str, Any]]:
    """All that was said in the body, with where."""
    there = [(one.id, each) for one in found.state.consultations.values() for each in (one.statements, one.submissions)]
    there += [(one.id, {**one.comments}) for one in found.state.matters.values()]
    return [{"where": where, "item": name, "said": said} for where, each in there for name, said in each.items()]


def _text(found: Reading, where: str, name: str) -> str:
    """What it says, to whoever may read it."""
    table, key = {"s": ("statements", "statement"), "u": ("submission_texts", "submission")}.get(
        name[:1], ("comments", "comment")
    )
    told = rows(found.body, found.audience, table, where)
    return next((str(row["text"]) for row in told if row[key] == name and row.get("text")), "")


URLS: list[URLPattern] = [
    path("b/<origin:origin>/moderate/", moderate, name="moderate"),
    path("b/<origin:origin>/c/<slug:where>/moderate/<slug:name>/", item, name="moderate-item"),
    path("b/<origin:origin>/m/<slug:where>/moderate/<slug:name>/", item, name="moderate-comment"),
    path("b/<origin:origin>/c/<slug:consultation>/merge/", merge, name="merge"),
]
