"""What can be taken away whole: the tables, and a consultation as Polis exports one."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from ninja import Path, Query, Router

from comity.store.projection import counts
from comity.web.api import auth, shapes
from comity.web.api.faults import READS
from comity.web.files import exports
from comity.web.shown import opened

router = Router(auth=auth.ANYONE, tags=["tables"])

Name = Annotated[str, Path(pattern=r"^[a-z][a-z_]*$", max_length=50)]
Scope = Annotated[
    str | None, Query(max_length=200, pattern=r"^[!-~]+$", description="Only rows about this: a matter, an actor …")
]
Spreadsheet = Annotated[bool, Query(description="CSV for looking at: formulas are made harmless.")]


def _file(*media: str) -> dict[str, Any]:
    """The description of an answer that is a file."""
    rows, whole = {"type": "array", "items": {"type": "object"}}, {"type": "string", "format": "binary"}
    content = {one: {"schema": rows if one == "application/json" else whole} for one in media}
    return {"responses": {200: {"description": "The file.", "content": content}}}


@router.get("/bodies/{origin:origin}/tables", response={200: list[shapes.Table], **READS})
def tables(request: HttpRequest, origin: str) -> list[dict[str, Any]]:
    """The tables of a body, as you may read them."""
    with opened(request, origin) as found:
        known = counts(found.body, found.audience)
    return [
        {"name": name, "rows": rows, "urls": {
            form: request.build_absolute_uri(reverse("api-1:table", args=[origin, name, form]))
            for form in exports.FORMS}}
        for name, rows in known.items()
    ]  # fmt: skip


@router.get(
    "/bodies/{origin:origin}/tables/{name}.{form}", response=READS,
    openapi_extra=_file("application/json", "text/csv", "application/vnd.apache.parquet"),
)  # fmt: skip
def table(
    request: HttpRequest, origin: str, name: Name, form: exports.Form, scope: Scope = None,
    spreadsheet: Spreadsheet = False,
) -> HttpResponseBase:  # fmt: skip
    """One table, as you may read it: never a vote of a secret ballot."""
    with opened(request, origin) as found:
        body, audience = found.body, found.audience
    return exports.download(body, audience, name, form, scope=scope, spreadsheet=spreadsheet)


@router.get(
    "/bodies/{origin:origin}/consultations/{name}/polis.zip", response=READS, openapi_extra=_file("application/zip"),
    tags=["consultations"],
)  # fmt: skip
def polis(request: HttpRequest, origin: str, name: str) -> HttpResponseBase:
    """A consultation in the form of an export of Polis. Of a secret ballot it has no votes."""
    with opened(request, origin) as found:
        body, held = exports.consultation(found, name)
    return exports.polis_download(body, held)
