"""The record of a body: its acts, what proves each, and its last checkpoint."""

from __future__ import annotations

import base64
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from comity.base.errors import UsageError
from comity.record import checkpoint as points
from comity.record.envelope import Act, digest_of, read_act
from comity.record.notes import parse_note
from comity.store.contents import private
from comity.store.models import Body, Entry
from comity.store.publishing import receipt
from comity.web import errors
from comity.web.api import auth, shapes
from comity.web.api.faults import READS
from comity.web.api.reads import After, Limit
from comity.web.running import home
from comity.web.shown import opened

router = Router(auth=auth.ANYONE, tags=["record"])

Seq = Annotated[int, Path(ge=0, le=2**53 - 1, description="The place of an act in the record.")]
Kind = Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9.-]*$", max_length=100, description="Only of this kind.")]


@router.get("/bodies/{origin:origin}/acts", response={200: shapes.Acts, **READS})
def acts(
    request: HttpRequest, origin: str, after: After = -1, limit: Limit = 100, kind: Kind = None
) -> dict[str, Any]:  # fmt: skip
    """The acts of the record, in its order."""
    with opened(request, origin) as found:
        entries = Entry.objects.filter(body=found.body, seq__gt=after).order_by("seq")
    if kind is not None:
        entries = entries.filter(kind=kind)
    some = [(one.seq, bytes(one.entry)) for one in entries[: limit + 1]]
    shown = [_act(seq, entry) for seq, entry in some[:limit]]
    return {"acts": shown, "next": some[limit - 1][0] if len(some) > limit else None}


@router.get("/bodies/{origin:origin}/acts/{seq}", response={200: shapes.OneAct, **READS})
def act(request: HttpRequest, origin: str, seq: Seq) -> dict[str, Any]:
    """One act: what it says, its entry in the record to the byte, and its receipt."""
    with opened(request, origin) as found:
        body, audience = found.body, found.audience
    kept = Entry.objects.filter(body=body, seq=seq).values_list("entry", flat=True).first()
    errors.here(kept, _("The record has no such act."))
    entry = bytes(kept or b"")
    return {
        **_act(seq, entry).model_dump(),
        "digest": digest_of(entry),
        "entry": entry.decode(),
        "private": {name: one.value() for name, one in private(body, seq, audience).items()},
        "receipt": _receipt(body, seq),
    }


@router.get("/bodies/{origin:origin}/checkpoint", response={200: shapes.Checkpoint, **READS})
def checkpoint(request: HttpRequest, origin: str) -> dict[str, Any]:
    """The last checkpoint that was signed."""
    with opened(request, origin):
        file = home().record(origin) / "checkpoint"
    errors.here(file.exists() or None, _("No checkpoint was published yet."))
    note = file.read_bytes()
    point = points.parse_checkpoint(parse_note(note).text)
    return {"size": point.size, "root": base64.b64encode(point.root).decode(), "note": note.decode()}


def _act(seq: int, entry: bytes) -> shapes.Act:
    one = read_act(entry)
    if not isinstance(one, Act):
        return shapes.Act(
            seq=seq, at="", kind="", kind_version=0, actor="", public={}, commitments={}, blobs=[], signed=False
        )
    return shapes.Act(
        seq=seq, at=one.at, kind=one.kind, kind_version=one.kind_version, actor=one.actor, public=dict(one.public),
        commitments=dict(one.commitments), blobs=list(one.blobs), signed=one.signature is not None,
    )  # fmt: skip


def _receipt(body: Body, seq: int) -> str | None:
    try:
        return receipt(body, home().record(body.origin), seq).to_bytes().decode()
    except UsageError:  # no checkpoint covers it yet
        return None
