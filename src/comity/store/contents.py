"""What is kept beside the acts: private parts and blobs, who may read them, and erasing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from comity.base.errors import UsageError
from comity.body.kind import AUDIENCES, Audience
from comity.body.registry import Registry
from comity.record.envelope import Act, Unread
from comity.record.proposal import Opening, Proposal
from comity.store.models import Blob, Body, Private


def audiences_of(audience: Audience) -> tuple[Audience, ...]:
    """The audiences whose rows and parts `audience` may read: its own and the wider ones."""
    if audience not in AUDIENCES:
        raise UsageError(f"no audience is named {audience}: {', '.join(AUDIENCES)}")
    return AUDIENCES[: AUDIENCES.index(audience) + 1]


def private_of(registry: Registry, body: Body, act: Act, proposal: Proposal) -> list[Private]:
    """The rows that keep the private parts of an act."""
    kind = registry.kind(act)
    parts = kind.parts if kind else {}
    return [
        Private(body=body, seq=act.seq, part=name, audience=parts[name].audience, salt=one.salt, content=one.content)
        for name, one in proposal.openings.items()
    ]


def blobs_of(body: Body, act: Act, proposal: Proposal) -> list[Blob]:
    """The rows that keep the blobs that an act brings."""
    given = ((proposal.blobs, False), (proposal.confidential, True))
    return [
        Blob(body=body, seq=act.seq, digest=digest, content=content, confidential=confidential)
        for blobs, confidential in given
        for digest, content in blobs.items()
    ]


def openings(body: Body, begin: int, end: int) -> dict[int, dict[str, Opening]]:
    """What remains of the private parts of acts `begin` to before `end`, for making their rows. Not for showing."""
    found: dict[int, dict[str, Opening]] = {}
    for one in Private.objects.filter(body=body, seq__gte=begin, seq__lt=end):
        found.setdefault(one.seq, {})[one.part] = Opening(bytes(one.salt), bytes(one.content))
    return found


def private(body: Body, seq: int, audience: Audience) -> dict[str, Opening]:
    """The private parts of an act that an audience may read, with the salts that prove them.

    Those of a secret ballot are given to nobody: UsageError for the audience `sealed`.
    """
    if audience == "sealed":
        raise UsageError("what is sealed is counted and never shown")
    rows = Private.objects.filter(body=body, seq=seq, audience__in=audiences_of(audience))
    return {one.part: Opening(bytes(one.salt), bytes(one.content)) for one in rows}


def blob(body: Body, digest: str, *, confidential: bool = False) -> bytes | None:
    """The content of a digest; a confidential one only where the caller says that its reader may see it."""
    allowed = Q(digest=digest) if confidential else Q(digest=digest, confidential=False)
    found = Blob.objects.filter(allowed, body=body).values_list("content", flat=True).first()
    return None if found is None else bytes(found)


def erase(registry: Registry, body: Body, acts: Iterable[Act | Unread]) -> set[int]:
    """Delete what these acts erase, with their blobs; gives the acts whose rows must be made again."""
    changed: set[int] = set()
    for act in acts:
        for seq, part in registry.erases(act):
            Private.objects.filter(body=body, seq=seq, **({"part": part} if part else {})).delete()
            if not part:
                Blob.objects.filter(body=body, seq=seq).delete()
            changed.add(seq)
    return changed
