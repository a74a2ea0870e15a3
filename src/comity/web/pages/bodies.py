"""The bodies on this server, and the home of one: what is open, what is overdue, who is in it, its charter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.body import rules
from comity.overview import overview
from comity.store.models import Body
from comity.store.projection import rows
from comity.web import errors
from comity.web.reading import Reading, reading
from comity.web.shown import opened, page


def index(request: HttpRequest) -> HttpResponse:
    """All bodies, those with something open first."""
    found = []
    for origin in Body.objects.filter(size__gt=0).order_by("origin").values_list("origin", flat=True):
        with reading(origin) as one:
            if one.state.charter_json:
                found.append(_card(one))
    found.sort(key=lambda one: (-one["open"], one["name"]))
    return render(request, "web/bodies.html", {"bodies": found})


def _card(one: Reading) -> dict[str, Any]:
    state = one.state
    return {
        "origin": one.origin,
        "name": state.charter.name,
        "purpose": state.charter.purpose,
        "simulated": state.simulated,
        "open": sum(each.closed_seq < 0 for each in state.consultations.values()),
        "matters": sum(each.status in {"gathering", "open"} for each in state.matters.values()),
        "decided": sum(each.status == "adopted" for each in state.matters.values()),
        "members": sum(person.member for person in state.people.values()),
    }


def home(request: HttpRequest, origin: str) -> HttpResponse:
    """A body now."""
    with opened(request, origin) as found:
        shown = overview(found.state, found.at)
        matters = [one for one in shown["matters"] if one["status"] in {"gathering", "open"}]
        context = {
            "place": "body",
            "shown": shown,
            "matters": sorted(matters, key=lambda one: one["stage"]),
            "decided": [one for one in shown["matters"] if one["status"] in {"adopted", "ended"}],
            "consultations": [one for one in shown["consultations"] if one["open"]],
            "overdue": [one for one in shown["deadlines"] if one["overdue"]],
            "next": [one for one in shown["deadlines"] if not one["overdue"]][:8],
            "titles": {one.id: one.title for one in found.state.matters.values()},
            "is_member": rules.is_member(found.state, found.actor, found.at),
        }
        return page(request, found, "web/home.html", context)


def charter(request: HttpRequest, origin: str) -> HttpResponse:
    """The rules of a body."""
    with opened(request, origin) as found:
        return page(request, found, "web/charter.html", {"place": "charter"})


def people(request: HttpRequest, origin: str) -> HttpResponse:
    """Officers, members by group, and everybody who stated their interests."""
    with opened(request, origin) as found:
        state = found.state
        shown = overview(state, found.at)
        stated = sorted(actor for actor, one in state.people.items() if one.interest is not None)
        context = {"place": "people", "shown": shown, "stated": stated}
        return page(request, found, "web/people.html", context)


def person(request: HttpRequest, origin: str, actor: str) -> HttpResponse:
    """Somebody: what they hold, what they stated, what was challenged."""
    with opened(request, origin) as found:
        state = found.state
        one = state.people.get(actor)
        held = rules.offices_of(state, actor, found.at)
        errors.here(one or held or None, _("Nobody here has this identifier."))
        ties = {
            table: [row for row in rows(found.body, "public", table, actor) if one and one.interest
                    and row["seq"] == one.interest.seq]
            for table in ("affiliations", "funders", "owners")
        }  # fmt: skip
        challenges = list(rows(found.body, "public", "challenges", actor))
        roles = [(state.charter.role(office.role), office) for office in held]
        context = {"place": "people", "who": actor, "one": one, "roles": roles, "ties": ties, "challenges": challenges}
        return page(request, found, "web/person.html", context)


URLS: list[URLPattern] = [
    path("", index, name="bodies"),
    path("b/<origin:origin>/", home, name="body"),
    path("b/<origin:origin>/charter/", charter, name="charter"),
    path("b/<origin:origin>/people/", people, name="people"),
    path("b/<origin:origin>/people/<path:actor>/", person, name="person"),
]
