"""The bodies on this server, and the home of one: what is open, what is overdue, who is in it, its charter."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.body import composition, rules
from comity.overview import overview
from comity.store.models import Body
from comity.store.projection import rows
from comity.web import errors
from comity.web.acts.offers import offers
from comity.web.pages import interests, objecting
from comity.web.pages.matters import stage
from comity.web.reading import Reading, reading
from comity.web.shown import opened, page
from comity.web.voting import ballots
from comity.web.wording import charters, deadlines

PROPOSE = tuple(one for one in objecting.FORMS if one.name == "propose")
PEOPLE_A_PAGE = 200
MOST_DECIDED = 20


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
        state = found.state
        shown = overview(state, found.at, ballots.counts(found.body, state.consultations))
        every = sorted(state.matters.values(), key=lambda one: -one.seq)
        overdue, coming = deadlines.of_body(state, found.at)
        context = {
            "place": "body",
            "shown": shown,
            "matters": [one for one in every if one.status in {"gathering", "open"}],
            "stages": {one.id: stage(found, one) for one in every},
            "blocked": {one.id: sum(state.objections[name].blocks for name in one.objections) for one in every},
            "decided": [one for one in every if one.status in {"adopted", "ended"}][:MOST_DECIDED],
            "consultations": [one for one in shown["consultations"] if one["open"]],
            "overdue": overdue,
            "next": [one for one in coming if not one.subject.startswith("person:")][:8],
            "titles": {one.id: one.title for one in every},
            "offices": officers(found),
            "appeals": [one for one in state.appeals.values() if one.status == "open"],
            "offers": offers(found, "", PROPOSE),
            "is_member": rules.is_member(state, found.actor, found.at),
        }
        return page(request, found, "web/home.html", context)


def officers(found: Reading) -> list[dict[str, Any]]:
    """Each role with who serves in it, since when and until when."""
    over = rules.holds_over(found.state)
    serving = [one for one in found.state.offices if rules.serving(one, found.at, over=over)]
    return [
        {"role": role, "held": [one for one in serving if one.role == role.id]} for role in found.state.charter.roles
    ]


def charter(request: HttpRequest, origin: str) -> HttpResponse:
    """The rules of a body, in sentences."""
    with opened(request, origin) as found:
        context = {"place": "charter", "parts": charters.told(found.state.charter)}
        return page(request, found, "web/charter.html", context)


def people(request: HttpRequest, origin: str) -> HttpResponse:
    """Officers, members by group and region, and everybody who stated their interests."""
    with opened(request, origin) as found:
        state = found.state
        members = [actor for actor in state.people if rules.is_member(state, actor, found.at)]
        stated = sorted(actor for actor, one in state.people.items() if one.interest is not None)
        listed = Paginator(stated, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "place": "people",
            "offices": officers(found),
            "composition": composition.compose(composition.of_person(state, actor) for actor in members),
            "kind": state.charter.membership.kind,
            "stated": listed,
        }
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
        context = {
            "place": "people", "who": actor, "one": one, "roles": roles, "ties": ties, "challenges": challenges,
            "offers": offers(found, actor, (interests.CHALLENGE,)) if one else [],
        }  # fmt: skip
        return page(request, found, "web/person.html", context)


URLS: list[URLPattern] = [
    path("", index, name="bodies"),
    path("b/<origin:origin>/", home, name="body"),
    path("b/<origin:origin>/charter/", charter, name="charter"),
    path("b/<origin:origin>/people/", people, name="people"),
    path("b/<origin:origin>/people/<path:actor>/", person, name="person"),
]
