"""A consultation: what is asked, what people think, what they said, who took part, and how long it is open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.body import composition
from comity.body.matters_state import Consultation
from comity.report.words import labels
from comity.store.sequencer import body_of
from comity.web import errors, tables
from comity.web.pages.matters import objections
from comity.web.reading import Reading
from comity.web.shown import opened, page
from comity.web.voting import ballots, maps
from comity.web.wording import evidence_shown

A_PAGE = 50
SUBMISSIONS_A_PAGE = 20
SORTED = ("", "agree", "divide", "votes", "new")
"""How statements may be put in order: the first is the order in which they were made."""


def consultation(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """One consultation."""
    with opened(request, origin) as found:
        one = consultation_of(found, name)
        matter = found.state.matters[one.matter]
        statements = tables.joined(found, "statements", [one.id], "statement")
        shown = maps.shown(found.body, one.id)
        texts = ballots.texts(found.body, one.id)
        for each, row in statements.items():
            row["text"] = texts.get(each, "")
        figures = {each["id"]: each for each in shown.document["statements"]} if shown and shown.document else {}
        order = request.GET.get("order", "")
        order = order if order in SORTED else ""
        standing = ballots.standing(found.body, one.id)
        listed = _listed(request, _ordered(one, standing, figures, order))
        context = {
            "place": "matters",
            "consultation": one,
            "matter": matter,
            "is_open": one.closed_seq < 0 and found.at < one.closes,
            "summary": next(
                (row["summary"] for row in tables.every(found, "matters", matter.id) if "summary" in row), ""
            ),
            "version": len(matter.drafts),
            "clauses": tables.clauses(found, matter.id, len(matter.drafts))[:12] if matter.drafts else [],
            "map": shown,
            "svg": maps.picture(shown, texts) if shown and shown.document else "",
            "labels": labels(shown.document["statements"]) if shown and shown.document else {},
            "figures": figures,
            "statements": statements,
            "listed": listed,
            "order": order,
            "query": f"order={order}&" if order else "",
            "standing": len(standing),
            "objections": objections(found, matter),
            "evidence": evidence_shown.shown(found, one),
            **_who(found, one),
        }
        return page(request, found, "web/consultation.html", context)


def submissions(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """What was submitted, as far as the reader may read it."""
    with opened(request, origin) as found:
        one = consultation_of(found, name)
        known = tables.joined(found, "submissions", [one.id], "submission")
        texts = tables.joined(found, "submission_texts", [one.id], "submission")
        every = [{**known[each], "state": said, "content": texts.get(each)} for each, said in one.submissions.items()
                 if each in known]  # fmt: skip
        listed = Paginator(every, SUBMISSIONS_A_PAGE).get_page(request.GET.get("page"))
        context = {"place": "matters", "consultation": one, "matter": found.state.matters[one.matter], "listed": listed}
        return page(request, found, "web/submissions.html", context)


def picture(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """The opinion map as a picture of its own. It needs no state, which would have to fold all votes since first."""
    body = body_of(origin)
    texts, shown = ballots.texts(body, name), maps.shown(body, name)
    svg = maps.picture(shown, texts, alone=True) if shown else ""
    errors.here(svg or None, _("There is no map yet: not enough data."))
    # its colours are in the picture itself, and nothing else is let in
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Content-Security-Policy": policy})


def findings(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """The findings behind the map, as `comity opinion --json` writes them."""
    body = body_of(origin)
    texts = ballots.texts(body, name)
    document = maps.findings(maps.shown(body, name), texts)
    errors.here(document, _("There is no map yet: not enough data."))
    return HttpResponse(json.dumps(document, ensure_ascii=False), content_type="application/json")


def consultation_of(found: Reading, name: str) -> Consultation:
    """The consultation of that identifier; NotHereError if there is none."""
    one = found.state.consultations.get(name)
    errors.here(one, _("This body has no such consultation."))
    assert one is not None  # noqa: S101 - just asked
    return one


def _ordered(one: Consultation, names: list[str], figures: Mapping[str, Any], order: str) -> list[str]:
    """The statements that are voted on, in the order that is asked for."""

    def votes(name: str) -> int:
        each = figures.get(name)
        return each["agree"] + each["disagree"] + each["pass"] if each else 0

    keys: dict[str, Any] = {
        "agree": lambda name: -(figures.get(name, {}).get("share") or 0),
        "divide": lambda name: -(figures.get(name, {}).get("divisiveness") or 0),
        "votes": lambda name: -votes(name),
        "new": lambda name: -one.statements[name].seq,
    }
    return sorted(names, key=keys[order]) if order else names


def _listed(request: HttpRequest, names: list[str]) -> Any:  # noqa: ANN401 - Django's page
    """A page of statements: the one that is asked for, or the one on which a statement stands."""
    pages = Paginator(names, A_PAGE)
    at = request.GET.get("at", "")
    if at in names:
        return pages.get_page(names.index(at) // A_PAGE + 1)
    return pages.get_page(request.GET.get("page"))


def _who(found: Reading, one: Consultation) -> dict[str, Any]:
    """Who voted, by group, region and how it was shown who they are; nothing about fewer than five people."""
    state = found.state
    ways = Counter(state.people[actor].verification for actor in one.voters if actor in state.people)
    return {
        "composition": composition.compose(composition.of_person(state, actor) for actor in one.voters),
        "ways": composition.shown(ways, len(one.voters)),
    }


URLS: list[URLPattern] = [
    path("b/<origin:origin>/c/<str:name>/", consultation, name="consultation"),
    path("b/<origin:origin>/c/<str:name>/submissions/", submissions, name="submissions"),
    path("b/<origin:origin>/c/<str:name>/map.svg", picture, name="map"),
    path("b/<origin:origin>/c/<str:name>/opinion.json", findings, name="opinion"),
]
