"""The kinds of act, and doing one. Everything that changes a body goes through `acting.perform`, and nothing else."""

from __future__ import annotations

import base64
import binascii
import inspect
from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Status

from comity.base.errors import InputError
from comity.body.kind import Kind, Refusal, RefusedError
from comity.record.envelope import ActSignature, digest_of
from comity.record.proposal import propose
from comity.store.models import User
from comity.store.sequencer import body_of
from comity.web import errors, refusals
from comity.web.acts import acting, may
from comity.web.api import auth, shapes
from comity.web.api.faults import ACTS, READS
from comity.web.api.records import router
from comity.web.people import claims
from comity.web.running import sequencer
from comity.web.shown import opened

Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9.-]*$", max_length=100)]


@router.get("/kinds", response={200: list[shapes.Kind], **READS}, tags=["acts"])
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of act, each with the JSON Schemas of its parts."""
    return [_kind(one) for one in sequencer().registry.latest()]


@router.get("/kinds/{name}", response={200: shapes.Kind, **READS}, tags=["acts"])
def kind(request: HttpRequest, name: Name) -> dict[str, Any]:
    """One kind of act."""
    found = next((one for one in sequencer().registry.latest() if one.name == name), None)
    if found is None:
        raise errors.NotHereError(_("There is no such kind of act."))
    return _kind(found)


def _kind(one: Kind[Any]) -> dict[str, Any]:
    return {
        "name": one.name, "version": one.version, "description": inspect.getdoc(type(one)) or "",
        "public": one.public.model_json_schema(),
        "private": {
            name: {"audience": part.audience, "required": part.required, "content": part.schema.model_json_schema()}
            for name, part in one.parts.items()
        },
    }  # fmt: skip


@router.post("/bodies/{origin:origin}/may", auth=auth.PEOPLE, response={200: shapes.Answer, **ACTS}, tags=["acts"])
def check(request: HttpRequest, origin: str, ask: shapes.Ask) -> dict[str, Any]:
    """Ask beforehand whether you may do an act. Nothing is done."""
    body = body_of(origin)
    actor = acting.actor_of(request.user, body) or may.NOBODY
    proposal = propose(
        origin, ask.kind, actor, ask.public, private=ask.private or None,
        blobs=_contents(ask.blobs, "blobs"), confidential=_contents(ask.confidential, "confidential"),
    )  # fmt: skip
    sequencer().registry.check_form(proposal)
    try:
        claims.check(_person(request), body, actor, ask.kind, ask.public)
    except RefusedError as error:
        return {"may": False, **_refusal(error.refusal)}
    with opened(request, origin) as found:
        refusal = may.answer(found, proposal)
        return {"may": refusal is None, **(_refusal(refusal) if refusal else {})}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - a token or a session is somebody's
    return request.user


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {"message": refusal.message, "sentence": refusals.told(refusal), "facts": dict(refusal.facts),
            "clause": refusal.clause}  # fmt: skip


@router.post("/bodies/{origin:origin}/acts", auth=auth.ACTORS, response={201: shapes.Done, **ACTS}, tags=["acts"])
def do(request: HttpRequest, origin: str, ask: shapes.Ask) -> Status[dict[str, Any]]:
    """Do an act. It is in the record and on the disk when you have the answer.

    Without an answer you do not know whether it was done: look among the last acts before you do it again. 409: a rule
    says no, and which. 422: it is malformed. 429: you act faster than people do. 503: the database is away.
    """
    done = acting.perform(
        request.user, origin, ask.kind, ask.public, private=ask.private or None,
        blobs=_contents(ask.blobs, "blobs"), confidential=_contents(ask.confidential, "confidential"),
        signature=ActSignature(**ask.signature.model_dump()) if ask.signature else None,
    )  # fmt: skip
    seq = done.act.seq
    links = {"url": reverse("act", args=[origin, seq]), "receipt": reverse("receipt", args=[origin, seq]),
             "api": reverse("api-1:act", args=[origin, seq])}  # fmt: skip
    links = {name: request.build_absolute_uri(link) for name, link in links.items()}
    told = {"seq": seq, "at": done.act.at, "kind": done.act.kind, "actor": done.act.actor}
    return Status(201, {**told, "digest": digest_of(done.entry), **links})


def _contents(texts: Sequence[str], where: str) -> list[bytes]:
    try:
        return [base64.b64decode(text, validate=True) for text in texts]
    except (binascii.Error, ValueError):
        raise InputError(_("%(where)s: each is a content in base64") % {"where": where}) from None
