"""What can be taken away of a body, and how programs ask for it."""

from __future__ import annotations

from typing import get_args

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.store.projection import counts
from comity.web import errors
from comity.web.files import exports
from comity.web.shown import opened, page


def tables(request: HttpRequest, origin: str) -> HttpResponse:
    """All tables with their rows, and the consultations."""
    with opened(request, origin) as found:
        state = found.state
        held = [(one, state.matters[one.matter].title) for one in state.consultations.values()]
        known = counts(found.body, found.audience)
        return page(request, found, "web/tables.html", {"place": "record", "tables": known, "consultations": held,
                                                        "forms": exports.FORMS})  # fmt: skip


def table(request: HttpRequest, origin: str, name: str, form: str) -> HttpResponseBase:
    """One table as a file."""
    known = next((one for one in get_args(exports.Form) if one == form), None)
    if known is None:
        raise errors.NotHereError(_("A table is given as csv, parquet or json."))
    with opened(request, origin) as found:
        body, audience = found.body, found.audience
    return exports.download(body, audience, name, known, spreadsheet="spreadsheet" in request.GET)


def polis(request: HttpRequest, origin: str, name: str) -> HttpResponseBase:
    """A consultation as Polis exports one."""
    with opened(request, origin) as found:
        body, held = exports.consultation(found, name)
    return exports.polis_download(body, held)


def api(request: HttpRequest) -> HttpResponse:
    """The reference of the API, from its own description."""
    from comity.web.api.service import api as service

    made = service.get_openapi_schema()
    shown = [
        {"method": method.upper(), "path": address, "what": one.get("description", ""),
         "statuses": sorted(map(str, one["responses"])), "account": {} not in one["security"]}
        for address, methods in made["paths"].items() for method, one in methods.items()
    ]  # fmt: skip
    return render(request, "web/api.html", {"operations": shown, "about": made["info"]["description"]})


URLS: list[URLPattern] = [
    path("api/", api, name="api"),
    path("b/<origin:origin>/tables/", tables, name="tables"),
    path("b/<origin:origin>/tables/<str:name>.<str:form>", table, name="table"),
    path("b/<origin:origin>/c/<str:name>/polis.zip", polis, name="polis"),
]
