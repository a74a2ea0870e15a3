"""Open a consultation: its matter, the day on which it closes, the first statements. And run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.base.errors import ComityError, InputError
from comity.body import consultations, rules, stages
from comity.body.kind import Refusal
from comity.body.matters_state import Consultation, Matter
from comity.web import errors, finding
from comity.web.acts import acting, days, may
from comity.web.places import onward, place
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.voting import ballots

MOST_SEEDS = 60
MOST_STATEMENT = 500
"""Characters: as `statement.make` takes them."""


def choose(request: HttpRequest, origin: str) -> HttpResponse:
    """The matters on which a consultation can be opened now; and a form to propose another."""
    typed = request.POST
    if request.method == "POST":
        public = {
            "path": typed.get("path", ""), "title": typed.get("title", "").strip(),
            "summary": typed.get("summary", "").strip(), "tags": typed.getlist("tags"),
            "layers": typed.getlist("layers"), "affected": typed.get("affected", "").strip(),
        }  # fmt: skip
        done = attempt(request, origin, "matter.propose", public, done=_("The matter is proposed."))
        if done:
            return onward(place(origin, f"m{done.act.seq}", "open/"))
    with opened(request, origin) as found:
        charter = found.state.charter
        ready, waiting = [], []
        for one in found.state.matters.values():
            if one.status not in {"open", "gathering"}:
                continue
            refusal = _refusal(found, one)
            if refusal is None:
                ready.append(one)
            elif refusal.message != "consultation.none":
                waiting.append((one, refusal))
        kept = {getattr(part, "path", "") for part in (charter.amendment, charter.transfer, charter.recognition)}
        context = {
            "place": "desk",
            "ready": ready,
            "waiting": waiting,
            "paths": [one for one in charter.paths if one.id not in kept],
            "tags": [*charter.scope.includes, *charter.sectors, *charter.jurisdictions],
            "typed": typed,
            "chosen": {*typed.getlist("tags"), *typed.getlist("layers")},
        }
        return page(request, found, "web/open.html", context, 422 if request.method == "POST" else 200)


def open_on(request: HttpRequest, origin: str, matter: str) -> HttpResponse:
    """The form that opens a consultation on one matter."""
    typed, wrong = request.POST, ""
    if request.method == "POST":
        try:
            opened_as = _open(request, origin, matter)
        except InputError as error:
            wrong, opened_as = error.message, ""
        if opened_as:
            return onward(place(origin, opened_as, "run/"))
    with opened(request, origin) as found:
        one = finding.matter(found, matter)
        rule = stages.stage_of(found.state, one).consultation if one.status == "open" else None
        context: dict[str, Any] = {"place": "desk", "matter": one, "rule": rule, "typed": typed, "wrong": wrong}
        if rule is not None:
            earliest, latest = consultations.closing(found.state, one, found.at)
            context |= {
                "earliest": days.first_day(earliest),
                "latest": days.last_day(latest),
                "shortest": rule.shortest.days,
                "stage": stages.stage_of(found.state, one),
                "refusal": _refusal(found, one),
                "may_state": rules.is_one(found.state, found.actor, rule.state_by, found.at, one),
                "language": typed.get("language") or found.state.charter.language,
            }
        return page(request, found, "web/open_on.html", context, 422 if request.method == "POST" else 200)


def run(request: HttpRequest, origin: str, consultation: str) -> HttpResponse:
    """A consultation for those who run it: extend it, close it, and what they can do besides."""
    if request.method == "POST":
        kind = "consultation.close" if request.POST.get("do") == "close" else "consultation.extend"
        public = {"consultation": consultation}
        try:
            if kind == "consultation.extend":
                public["closes"] = days.end_of(request.POST.get("closes", ""))
        except InputError as error:
            messages.error(request, error.message)
        else:
            done = _("The day is changed for everybody.") if "closes" in public else _("It is closed.")
            if attempt(request, origin, kind, public, done=done):
                return onward(place(origin, consultation, "run/"))
    with opened(request, origin) as found:
        one = finding.consultation(found, consultation)
        context = {
            "place": "desk",
            "consultation": one,
            "matter": found.state.matters[one.matter],
            "statements": len(ballots.standing(found.body, one.id)),
            "submissions": sum(each.status == "open" for each in one.submissions.values()),
            "may_close": may.may(found, "consultation.close", {"consultation": one.id}),
            **_extension(found, one),
        }
        return page(request, found, "web/run.html", context, 422 if request.method == "POST" else 200)


def _extension(found: Reading, one: Consultation) -> dict[str, Any]:
    """To which day a consultation may be extended now; nothing if it may not be."""
    rule = consultations.rule_of(found.state, one)
    if rule.most_extension is None or one.closed_seq >= 0 or one.closes <= found.at:
        return {}
    until = rules.after(one.first_closes, rule.most_extension)
    standing = found.state.deadlines.get(f"stage {one.matter}")
    latest = days.last_day(min(until, standing.due) if standing else until)
    is_later = days.end_of(latest) > one.closes
    said = {"consultation": one.id, "closes": days.end_of(latest)}
    return {"extend_to": latest} if is_later and may.may(found, "consultation.extend", said) else {}


def _refusal(found: Reading, matter: Matter) -> Refusal | None:
    """Why the reader may open no consultation on a matter now, on the shortest terms."""
    rule = stages.stage_of(found.state, matter).consultation if matter.status == "open" else None
    closes = days.end_of(days.first_day(consultations.closing(found.state, matter, found.at)[0])) if rule else found.at
    said = {"matter": matter.id, "ballots": rule.ballots if rule else "open", "closes": closes}
    return may.refused(found, "consultation.open", said)


def _open(request: HttpRequest, origin: str, matter: str) -> str:
    """Open it and make the first statements; its identifier, "" if it could not be opened. InputError for bad seeds."""
    seeds = _seeds(request.POST.get("statements", ""))
    closes = days.end_of(request.POST.get("closes", ""))
    with opened(request, origin) as found:
        one = finding.matter(found, matter)
        stage = stages.stage_of(found.state, one) if one.status == "open" else None
        ballots = stage.consultation.ballots if stage and stage.consultation else "open"
    public = {"matter": matter, "ballots": ballots, "closes": closes}
    done = attempt(request, origin, "consultation.open", public, done=_("The consultation is open."))
    if done is None:
        return ""
    name = f"c{done.act.seq}"
    _make(request, origin, {"consultation": name, "language": request.POST.get("language", "")}, seeds)
    return name


def _make(request: HttpRequest, origin: str, said: Mapping[str, str], seeds: Sequence[str]) -> None:
    """Make the first statements; the first that is refused ends it, and the page says so."""
    for place_of, text in enumerate(seeds):
        try:
            acting.perform(request.user, origin, "statement.make", said, private={"text": {"text": text}})
        except ComityError as error:
            messages.error(request, errors.answer(error)[2])
            left = len(seeds) - place_of
            told = ngettext(
                "%(n)s statement was not made. The consultation is open all the same: whoever may can add it.",
                "%(n)s statements were not made. The consultation is open all the same: whoever may can add them.",
                left,
            )
            messages.warning(request, told % {"n": left})
            return
    if seeds:
        told = ngettext("%(n)s statement is open to votes.", "%(n)s statements are open to votes.", len(seeds))
        messages.success(request, told % {"n": len(seeds)})


def _seeds(text: str) -> list[str]:
    """The statements of a form, one a line, each once."""
    found = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(found) > MOST_SEEDS:
        raise InputError(
            _("%(n)s statements are too many to begin with: %(most)s are the most, and others will add theirs")
            % {"n": len(found), "most": MOST_SEEDS}
        )
    for row, line in enumerate(found, 1):
        if len(line) > MOST_STATEMENT:
            raise InputError(
                _("statement %(row)s has %(n)s characters, and %(most)s are the most: say one thing in each")
                % {"row": row, "n": len(line), "most": MOST_STATEMENT}
            )
    return found


URLS: list[URLPattern] = [
    path("b/<origin:origin>/open/", choose, name="open"),
    path("b/<origin:origin>/m/<slug:matter>/open/", open_on, name="open-on"),
    path("b/<origin:origin>/c/<slug:consultation>/run/", run, name="run"),
]
