"""The record of a body: its checkpoint, its acts, receipts for them, and how to verify all of it without us."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.base.errors import InputError, UsageError
from comity.record import checkpoint as points
from comity.record.envelope import Act, Unread, digest_of, read_act
from comity.record.notes import parse_note
from comity.report.words import clean
from comity.store.contents import private
from comity.store.models import Body, Entry
from comity.store.publishing import published, receipt
from comity.store.sequencer import body_of
from comity.web import errors
from comity.web.pages import appealing
from comity.web.reading import Reading
from comity.web.running import home
from comity.web.shown import opened, page
from comity.web.wording import sentences
from comity.web.wording.about import sentence_of

PER_PAGE = 50
MOST_LOOKED_AT = 50_000
_NOTHING = points.Checkpoint("", 0, bytes(32))


@dataclass(frozen=True)
class Told:
    """One act as the list shows it."""

    seq: int
    act: Act | Unread
    sentence: str
    subject: str


def record(request: HttpRequest, origin: str) -> HttpResponse:
    """The last checkpoint, the acts, and how to check them."""
    with opened(request, origin) as found:
        folder = home().record(origin)
        file = folder / "checkpoint"
        note = file.read_text(encoding="utf-8") if file.exists() else ""
        kind, actor = (clean(request.GET.get(name, "")).strip() for name in ("kind", "actor"))  # without NUL
        before = _whole(request.GET.get("before"), found.body.size)
        acts, earlier = _acts(found, before, kind, actor)
        context = {
            "place": "record",
            "note": note,
            "point": points.parse_checkpoint(parse_note(note.encode()).text) if note else None,
            "acts": acts,
            "earlier": earlier,
            "kind": kind,
            "actor": actor,
            "kinds": sorted({*sentences.SENTENCES}),
            "query": urlencode({name: value for name, value in (("kind", kind), ("actor", actor)) if value}),
            "address": request.build_absolute_uri("/").rstrip("/"),
            "example": (published(folder) or _NOTHING).size - 1,
        }
        return page(request, found, "web/record.html", context)


def policy(request: HttpRequest, origin: str) -> HttpResponse:
    """Whose signatures a checkpoint of this record needs: the policy of its keeper, or just the keys in force."""
    with opened(request, origin) as found:
        text = policy_of(found)
    return _file(text.encode(), "policy", "text/plain; charset=utf-8")


def policy_of(found: Reading) -> str:
    """The policy that a record is verified with. NotHereError if no key signs it yet."""
    file = home().policy_file(found.origin)
    keys = [one.key for one in found.state.log_keys.values() if one.until is None]
    errors.here(keys or None, _("This record is not published yet: no key signs it."))
    own = "".join(f"log {key}\n" for key in keys) + "quorum none\n"
    return file.read_text(encoding="utf-8") if file.exists() else own


def _acts(found: Reading, before: int, kind: str, actor: str) -> tuple[list[Told], int]:
    """The acts before one, the latest first; and before which to look further, 0 for no more.

    Acts of one kind are looked for among so many at a time: there is no index of kinds, and nobody shall wait for one.
    """
    entries = Entry.objects.filter(body=found.body, seq__lt=before)
    last = 0
    if actor:
        entries = entries.filter(actor=actor)
    if kind:
        last = 0 if actor else max(0, before - MOST_LOOKED_AT)
        entries = entries.filter(kind=kind, seq__gte=last)
    acts = [_told(found, one.seq, bytes(one.entry)) for one in entries.order_by("-seq")[:PER_PAGE]]
    return acts, acts[-1].seq if len(acts) == PER_PAGE else last


def _told(found: Reading, seq: int, entry: bytes) -> Told:
    one = read_act(entry)
    if not isinstance(one, Act):
        return Told(seq, one, _("An act that this program cannot read."), "")
    return Told(seq, one, sentence_of(found, one), sentences.subject(one))


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
            "told": _told(found, seq, entry),
            "public": json.dumps(one.public, ensure_ascii=False, indent=2) if isinstance(one, Act) else "",
            "parts": {
                name: json.dumps(readable[name].value(), ensure_ascii=False, indent=2) if name in readable else ""
                for name in (one.commitments if isinstance(one, Act) else ())
            },
            "entry": digest_of(entry),
            "appealable": any(found.at <= one.until for one in appealing.ways(found, seq)),
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
    try:
        file = (folder / name).resolve()
        is_there = file.is_relative_to(folder.resolve()) and file.is_file() and not file.name.startswith(".")
    except (OSError, ValueError):  # a name that no file can have: too long, or with a NUL in it
        is_there = False
    if not is_there:
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
    path("b/<origin:origin>/record/policy", policy, name="policy"),
    path("b/<origin:origin>/record/<int:seq>/", act, name="act"),
    path("b/<origin:origin>/record/<int:seq>/receipt", act_receipt, name="receipt"),
    path("b/<origin:origin>/record/<int:seq>/entry", act_entry, name="entry"),
    path("records/<origin:origin>/<path:name>", tile, name="tile"),
]
