"""The record of a body: its checkpoint, its acts, receipts for them, and how to verify all of it without us."""

from __future__ import annotations

import json

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.base.errors import InputError, UsageError
from comity.record import checkpoint as points
from comity.record.envelope import Act, digest_of, read_act
from comity.record.notes import parse_note
from comity.store.contents import private
from comity.store.models import Body, Entry
from comity.store.publishing import published, receipt
from comity.store.sequencer import body_of
from comity.web import errors
from comity.web.running import home
from comity.web.shown import opened, page

PER_PAGE = 50


def record(request: HttpRequest, origin: str) -> HttpResponse:
    """The last checkpoint, the last acts, and how to check them."""
    with opened(request, origin) as found:
        folder = home().record(origin)
        file = folder / "checkpoint"
        note = file.read_text(encoding="utf-8") if file.exists() else ""
        point = points.parse_checkpoint(parse_note(note.encode()).text) if note else None
        before = _whole(request.GET.get("before"), found.body.size)
        entries = Entry.objects.filter(body=found.body, seq__lt=before).order_by("-seq")[:PER_PAGE]
        acts = [(one.seq, read_act(bytes(one.entry))) for one in entries]
        context = {"place": "record", "note": note, "point": point, "acts": acts, "before": acts[-1][0] if acts else 0}
        return page(request, found, "web/record.html", context)


def act(request: HttpRequest, origin: str, seq: int) -> HttpResponse:
    """One act: what it says, who did it, and its receipt."""
    with opened(request, origin) as found:
        entry = _entry(found.body, seq)
        one = read_act(entry)
        shown = published(home().record(origin))
        readable = private(found.body, seq, found.audience)
        context = {
            "place": "record",
            "seq": seq,
            "act": one if isinstance(one, Act) else None,
            "public": json.dumps(one.public, ensure_ascii=False, indent=2) if isinstance(one, Act) else "",
            "parts": {
                name: json.dumps(readable[name].value(), ensure_ascii=False, indent=2) if name in readable else ""
                for name in (one.commitments if isinstance(one, Act) else ())
            },
            "entry": digest_of(entry),
            "has_receipt": shown is not None and seq < shown.size,
        }
        return page(request, found, "web/act.html", context)


def act_receipt(request: HttpRequest, origin: str, seq: int) -> HttpResponse:
    """The proof that an act is in the record, for `comity record verify` or any other program that reads tlog-proof."""
    body = body_of(origin)
    _entry(body, seq)
    try:
        proof = receipt(body, home().record(origin), seq)
    except UsageError as error:
        raise errors.NotHereError(str(error)) from error
    return _file(proof.to_bytes(), f"act-{seq}.tlog-proof", "text/plain; charset=utf-8")


def act_entry(request: HttpRequest, origin: str, seq: int) -> HttpResponse:
    """The act as the record has it, byte for byte: what its receipt is a proof of."""
    return _file(_entry(body_of(origin), seq), f"act-{seq}.json", "application/json")


def tile(request: HttpRequest, origin: str, name: str) -> HttpResponse | FileResponse:
    """A file of the published record, as the specification of tiled logs names it."""
    folder = home().record(body_of(origin).origin)
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file() or file.name.startswith("."):
        raise errors.NotHereError(_("The published record has no such file."))
    answer = FileResponse(file.open("rb"), content_type="text/plain; charset=utf-8" if name == "checkpoint" else None)
    answer["Cache-Control"] = "no-store" if name == "checkpoint" else "public, max-age=31536000, immutable"
    return answer


def _entry(body: Body, seq: int) -> bytes:
    entry = Entry.objects.filter(body=body, seq=seq).values_list("entry", flat=True).first()
    errors.here(entry, _("The record has no such act."))
    return bytes(entry or b"")


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise InputError(_("the place in a record is a whole number"))
    return int(text)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


URLS: list[URLPattern] = [
    path("b/<origin:origin>/record/", record, name="record"),
    path("b/<origin:origin>/record/<int:seq>/", act, name="act"),
    path("b/<origin:origin>/record/<int:seq>/receipt", act_receipt, name="receipt"),
    path("b/<origin:origin>/record/<int:seq>/entry", act_entry, name="entry"),
    path("records/<origin:origin>/<path:name>", tile, name="tile"),
]
