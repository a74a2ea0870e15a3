"""The disposition-of-comments table of a matter, for everybody: a page, CSV, JSON, all of the same rows."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from comity.web import finding
from comity.web.files import dispositions
from comity.web.shown import opened, page


def table(request: HttpRequest, origin: str, matter: str) -> HttpResponse:
    """The page."""
    with opened(request, origin) as found:
        one = finding.matter(found, matter)
        context = {"place": "matters", "matter": one, "entries": dispositions.entries(found, one),
                   "confidential": dispositions.CONFIDENTIAL}  # fmt: skip
        return page(request, found, "web/dispositions.html", context)


def table_csv(request: HttpRequest, origin: str, matter: str) -> HttpResponse:
    """The same for a spreadsheet."""
    with opened(request, origin) as found:
        content = dispositions.as_csv(dispositions.entries(found, finding.matter(found, matter)))
    return _file(content, f"dispositions-{matter}.csv", "text/csv; charset=utf-8")


def table_json(request: HttpRequest, origin: str, matter: str) -> HttpResponse:
    """The same for programs."""
    with opened(request, origin) as found:
        one = finding.matter(found, matter)
        made = [asdict(entry) for entry in dispositions.spelled(dispositions.entries(found, one))]
        document = {"record": found.origin, "matter": one.id, "title": one.title, "at": found.at, "comments": made}
    return _file(json.dumps(document, ensure_ascii=False).encode(), f"dispositions-{matter}.json", "application/json")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


URLS: list[URLPattern] = [
    path("b/<origin:origin>/m/<slug:matter>/dispositions/", table, name="dispositions"),
    path("b/<origin:origin>/m/<slug:matter>/dispositions.csv", table_csv, name="dispositions-csv"),
    path("b/<origin:origin>/m/<slug:matter>/dispositions.json", table_json, name="dispositions-json"),
]
