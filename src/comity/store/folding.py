"""The state of a body: a snapshot if there is one that this program can read, and the acts after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from comity.base.errors import CheckError, InputError
from comity.body.registry import Registry
from comity.body.state import State
from comity.record.envelope import Act, Unread, read_act, read_own_act
from comity.record.merkle import leaf_hash
from comity.store.models import Body, Entry, Snapshot
from comity.store.prepared import Prepared

_CHUNK = 2_000


def entries(body: Body, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The entries of a body in their order, from `begin` to before `end`, read in chunks. CheckError for a gap."""
    end = body.size if end is None else end
    while begin < end:
        upto = min(begin + _CHUNK, end)
        found = [bytes(entry) for (entry,) in _PART.rows(body.pk, begin, upto)]
        if len(found) != upto - begin:
            raise CheckError(
                f"the database lacks acts of {body.origin}: {upto - begin - len(found)} from {begin} to {upto - 1}"
            )
        yield from found
        begin = upto


def _part(body: int, begin: int, end: int) -> QuerySet[Entry, Any]:
    return Entry.objects.filter(body=body, seq__gte=begin, seq__lt=end).order_by("seq").values_list("entry")


_PART = Prepared(_part, 0, 0, 0)


def entry_of(body: Body, act: Act, entry: bytes) -> Entry:
    """The row of an act that comes next, and `body` as it is after it; neither is saved yet."""
    body.size, body.at, body.tip = act.seq + 1, act.at, leaf_hash(entry)
    signed = act.signature.once if act.signature else None
    return Entry(body=body, seq=act.seq, kind=act.kind, actor=act.actor, entry=entry, signed=signed)


class Folded:
    """A state, and the leaf hash of the last act in it, by which another history of the same length is noticed."""

    def __init__(self, body: Body, state: State, tip: bytes) -> None:
        """The state is given the record to look into."""
        self.state = state
        self.tip = tip
        state.look = lambda seq: look(body, seq)

    def reaches(self, body: Body) -> bool:
        """Whether this state can become the one of `body` by folding further acts only."""
        if self.state.size == body.size:
            return self.tip == bytes(body.tip)
        return self.state.size < body.size and (self.state.size == 0 or self.tip == tip_of(body, self.state.size))

    def go_on(self, registry: Registry, body: Body) -> None:
        """Fold the acts that came since."""
        for entry in entries(body, self.state.size):
            registry.apply(self.state, read_own_act(entry))
        self.tip = bytes(body.tip)


def folded(registry: Registry, body: Body) -> Folded:
    """The state of a body now, from its snapshot where that can be read and is of this history."""
    found = from_snapshot(registry, body) or Folded(body, State(body.origin), b"")
    found.go_on(registry, body)
    return found


def from_snapshot(registry: Registry, body: Body) -> Folded | None:
    """The state that the snapshot holds; None if there is none, or of another program or another history."""
    snapshot = Snapshot.objects.filter(body=body, digest=registry.digest).first()
    if snapshot is None:
        return None
    try:
        found = Folded(body, registry.load(bytes(snapshot.state)), bytes(snapshot.tip))
    except InputError:
        return None
    return found if found.state.size == snapshot.size and found.reaches(body) else None


def save_snapshot(registry: Registry, body: Body, found: Folded) -> None:
    """Keep this state in the place of an earlier one."""
    kept = {"size": found.state.size, "tip": found.tip, "digest": registry.digest, "state": registry.dump(found.state)}
    Snapshot.objects.update_or_create(body=body, defaults=kept)


def next_due(state: State) -> str:
    """When the machine's clock must act in a body next; "" for never, as in a simulated body, whose time is its own."""
    return "" if state.simulated else min((one.due for one in state.deadlines.values()), default="")


def tip_of(body: Body, size: int) -> bytes:
    """The leaf hash of the last of the first `size` acts; b"" where that act is missing."""
    found = _PART.rows(body.pk, size - 1, size)
    return leaf_hash(bytes(found[0][0])) if found else b""


def look(body: Body, seq: int) -> Act | Unread:
    """One act of a body."""
    return read_act(bytes(Entry.objects.values_list("entry", flat=True).get(body=body, seq=seq)))
