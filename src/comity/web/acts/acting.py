"""Do an act for whoever is signed in. Whether it may be done, its kind says: here only who they are is settled."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.db.models import OuterRef, QuerySet, Subquery

from comity.base.errors import InputError, UsageError
from comity.body.kind import Refusal, RefusedError
from comity.record.canonical import Json
from comity.record.envelope import Act, ActSignature, read_act, time_of
from comity.record.proposal import propose
from comity.store.models import Body, Entry, Participant, User
from comity.store.prepared import Prepared
from comity.store.sequencer import Committed, NoBodyError, body_of
from comity.web import watching
from comity.web.people import claims
from comity.web.running import sequencer

MOST_A_MINUTE = 120
"""Acts of one person in one body; more is no person's pace. All processes count alike, since they count the record."""

Someone = User | AnonymousUser


class SignInError(UsageError):
    """Somebody who is not signed in wants to act."""


def actor_of(user: Someone, body: Body) -> str:
    """Who an account is in a body; "" while they have not acted in it, or for a stranger."""
    if not user.is_authenticated:
        return ""
    found = _ACTOR.rows(user.pk, body.pk)
    return str(found[0][0]) if found else ""


def become(user: User, body: Body) -> str:
    """Who an account is in a body, from now on: an identifier that means nothing elsewhere."""
    if actor := actor_of(user, body):
        return actor
    for _ in range(3):
        try:
            found, _new = Participant.objects.get_or_create(
                user=user, body=body, defaults={"actor": f"p-{secrets.token_hex(6)}"}
            )
        except IntegrityError:  # the identifier was drawn before, or two requests came at once
            continue
        return found.actor
    raise UsageError("no identifier could be drawn for you: try again")


def perform(
    user: Someone,
    origin: str,
    kind: str,
    public: Mapping[str, Json],
    *,
    private: Mapping[str, Json] | None = None,
    blobs: Sequence[bytes] = (),
    confidential: Sequence[bytes] = (),
    signature: ActSignature | None = None,
    body: Body | None = None,
) -> Committed:
    """One act by an account. In the record and on the disk when this returns.

    `signature`: by a key of the actor's own, where there is no private part: whoever signs one makes its salt too, and
    could show with it how they voted. `body`: if it was read already.

    Raises SignInError, RefusedError, InputError for a malformed act, UsageError for an unknown body, StoreError.
    """
    if not isinstance(user, User) or not user.is_active:
        raise SignInError("sign in first: an act is somebody's")
    body = body or body_of(origin)
    if not body.size:
        raise NoBodyError(f"{origin} is not founded: whoever keeps this server founds bodies, by the command line")
    known = _KNOWN.rows(user.pk, body.pk)
    actor, earlier = known[0] if known else (become(user, body), None)
    _check_pace(earlier)
    try:
        claims.check(user, body, actor, kind, public)
        proposal = propose(origin, kind, actor, public, private=private, blobs=blobs, confidential=confidential)
        if signature is not None:
            if proposal.openings:
                raise InputError("an act with private parts is not signed here")
            proposal = replace(proposal, act=replace(proposal.act, signature=signature))
        done = sequencer().commit(proposal)
    except RefusedError as error:
        watching.REFUSALS.labels(error.refusal.message).inc()
        raise
    watching.ACTS.labels(kind).inc()
    claims.used(user, body, kind, public)
    return done


def _check_pace(earlier: bytes | None) -> None:
    """RefusedError for whoever acts faster than people do. `earlier`: the act that is as many ago as they may do."""
    if earlier is None:
        return
    act = read_act(bytes(earlier))
    if isinstance(act, Act) and time_of(act.at) > datetime.now(UTC) - timedelta(minutes=1):
        facts: dict[str, Any] = {"most": MOST_A_MINUTE}
        raise RefusedError(
            Refusal("pace.too-fast", f"more than {MOST_A_MINUTE} acts in a minute: wait a little", facts)
        )


def _actor(user: int, body: int) -> QuerySet[Participant, Any]:
    return Participant.objects.filter(user=user, body=body).values_list("actor")


def _known(user: int, body: int) -> QuerySet[Participant, Any]:
    """Who an account is in a body, and the act of theirs that is as many acts ago as they may do in a minute."""
    acts = Entry.objects.filter(body=OuterRef("body"), actor=OuterRef("actor")).order_by("-seq").values("entry")
    earlier = Subquery(acts[MOST_A_MINUTE - 1 : MOST_A_MINUTE])
    return Participant.objects.filter(user=user, body=body).values_list("actor", earlier)


_ACTOR = Prepared(_actor, 0, 0)
_KNOWN = Prepared(_known, 0, 0)
