"""Everything that is derived, made again from the acts and compared; and a store that was restored from a backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path

from django.db import transaction

from comity.base.errors import CheckError
from comity.base.progress import Progress, silent
from comity.body.registry import Registry
from comity.body.state import State
from comity.record.checkpoint import parse_checkpoint
from comity.record.envelope import Act, digest_of, read_act
from comity.record.merkle import leaf_hash
from comity.record.notes import parse_note
from comity.record.tiles import AbsentError, Edge, Source, Tiles, TileWriter
from comity.store import contents
from comity.store.folding import entries, entry_of, folded, from_snapshot, next_due, save_snapshot
from comity.store.models import Blob, Body, Checkpoint, Row, Snapshot
from comity.store.projection import project
from comity.store.publishing import alone, blob_path, check_is_ours, published
from comity.store.sequencer import body_of

_CHUNK = 1_000
_MOST_NAMED = 20
_Kept = tuple[int, int, str, str, str, str]


@dataclass
class Rebuilt:
    """What was made again, and a sentence for each place where it is not what is kept."""

    origin: str
    acts: int = 0
    rows: int = 0
    checkpoints: int = 0
    snapshot: bool = False
    published: int = 0
    differences: list[str] = field(default_factory=list)

    def differ(self, sentence: str) -> None:
        """Note a difference; of very many the first are named."""
        if len(self.differences) < _MOST_NAMED:
            self.differences.append(sentence)


def compare(registry: Registry, body: Body, folder: Path, progress: Progress = silent) -> Rebuilt:
    """Make rows, state, tree and checkpoints again from the acts, and compare them with what is kept and published.

    Published files that are missing are written: they are the same for ever.
    """
    found = Rebuilt(body.origin, acts=body.size)
    progress("Comparing rows", 0.0)
    _compare_rows(registry, body, found, progress)
    progress("Comparing the state", 0.5)
    _compare_snapshot(registry, body, found)
    progress("Comparing the tree", 0.6)
    with alone(folder):
        _compare_tree(body, folder, found)
    progress("", 1.0)
    return found


def rewrite_rows(registry: Registry, body: Body) -> int:
    """Make the rows of a body again, in one transaction under its lock; gives how many there are."""
    count = 0
    with transaction.atomic():
        locked = body_of(body.origin, lock=True)
        Row.objects.filter(body=locked).delete()
        waiting: list[Row] = []
        for _, rows in project(registry, locked):
            waiting += rows
            if len(waiting) >= _CHUNK:
                Row.objects.bulk_create(waiting)
                count, waiting = count + len(waiting), []
        Row.objects.bulk_create(waiting)
        locked.due = next_due(folded(registry, locked).state)
        locked.projected = registry.digest
        locked.save(update_fields=["due", "projected"])
    return count + len(waiting)


def rewrite(registry: Registry, body: Body) -> int:
    """Make the rows and the snapshot of a body again from its acts alone; gives how many rows there are."""
    with transaction.atomic():
        locked = body_of(body.origin, lock=True)
        Snapshot.objects.filter(body=locked).delete()
        count = rewrite_rows(registry, locked)
        save_snapshot(registry, locked, folded(registry, locked))
    return count


def catch_up(registry: Registry, body: Body, source: Source, size: int, root: bytes | None = None) -> int:
    """Take the acts that a published record has and this database lacks, as after restoring a backup; gives how many.

    The caller has audited the record to `size`, and gives the `root` that it found there if the record lies where
    others may change it meanwhile. What those acts held in private is lost; what they erased is erased again.
    CheckError if the record does not begin with the acts of the database: then one of the two is not the record.
    """
    tiles = Tiles(source, size)
    with transaction.atomic():
        locked = body_of(body.origin, lock=True)
        if locked.size > size:
            raise CheckError(f"the database has {locked.size} acts of {body.origin} and the record only {size}")
        for seq, (ours, theirs) in enumerate(zip(entries(locked), tiles.entries(0, locked.size), strict=True)):
            if ours != theirs:
                raise CheckError(f"act {seq} of {body.origin} is another in the database than in the record: a fork")
        begin = locked.size
        acts = []
        for seq, entry in enumerate(tiles.entries(begin), begin):
            act = read_act(entry)
            if not isinstance(act, Act) or act.seq != seq or act.origin != body.origin:
                raise CheckError(f"entry {seq} of the record is no act of {body.origin} that this program can read")
            acts.append(act)
            entry_of(locked, act, entry).save(force_insert=True)
            for digest in act.blobs:
                _take_blob(locked, seq, digest, source)
        if root is not None and _root(locked) != root:
            raise CheckError(f"the record of {body.origin} changed after it was audited: nothing was taken from it")
        locked.save(update_fields=["size", "at", "tip"])
        contents.erase(registry, locked, acts)
        rewrite_rows(registry, locked)
        _take_checkpoint(locked, source("checkpoint"))
    return locked.size - begin


def _root(body: Body) -> bytes:
    edge, found = Edge(), entries(body)
    while hashes := b"".join(map(leaf_hash, islice(found, _CHUNK))):
        edge.extend(hashes)
    return edge.root()


def _take_checkpoint(body: Body, note: bytes) -> None:
    """Keep what was signed over these acts, with its cosignatures, so that it is not signed anew without them."""
    point = parse_checkpoint(parse_note(note).text)
    if point.size == body.size:
        Checkpoint.objects.get_or_create(body=body, size=point.size, defaults={"note": note})


def _take_blob(body: Body, seq: int, digest: str, source: Source) -> None:
    try:
        content = source(blob_path(digest))
    except AbsentError:  # erased since, or not mirrored
        return
    if digest_of(content) != digest:
        raise CheckError(f"the blob {digest} of act {seq} is not what its digest says")
    Blob.objects.create(body=body, seq=seq, digest=digest, content=content)


def _compare_rows(registry: Registry, body: Body, found: Rebuilt, progress: Progress) -> None:
    kept = Row.objects.filter(body=body, seq__lt=body.size).order_by("seq", "n")  # acts may be added meanwhile
    columns = ("seq", "n", "table", "scope", "audience", "values")
    for again, row in zip_longest(_rows(registry, body, found, progress), kept.values_list(*columns).iterator(_CHUNK)):
        if again != row:
            seq = min(one[0] for one in (again, row) if one)
            found.differ(f"the rows of act {seq} are not those that the act gives")
            return  # what follows is out of step


def _rows(registry: Registry, body: Body, found: Rebuilt, progress: Progress) -> Iterator[_Kept]:
    for seq, rows in project(registry, body):
        if seq % _CHUNK == 0:
            progress("Comparing rows", 0.5 * seq / max(body.size, 1))
        found.rows += len(rows)
        yield from ((row.seq, row.n, row.table, row.scope, row.audience, row.values) for row in rows)


def _compare_snapshot(registry: Registry, body: Body, found: Rebuilt) -> None:
    kept = from_snapshot(registry, body)
    if kept is None:
        return
    found.snapshot = True
    again = State(body.origin)
    for entry in entries(body, 0, kept.state.size):
        registry.apply(again, read_act(entry))
    if registry.dump(again) != registry.dump(kept.state):
        found.differ(f"the snapshot at {kept.state.size} acts is not the state that the acts give")


def _compare_tree(body: Body, folder: Path, found: Rebuilt) -> None:
    """Grow the tree from the acts, stopping at each checkpoint that was signed; published files must be its tiles."""
    shown = published(folder)
    notes = dict(Checkpoint.objects.filter(body=body).order_by("size").values_list("size", "note"))
    body.refresh_from_db()  # after these were read: what is published must be in the database
    if shown:
        check_is_ours(body, folder, shown)
        found.published = shown.size
    writer = TileWriter(folder)
    begin = 0
    try:
        for size in sorted({*notes, found.published}):
            if size > body.size:
                found.differ(f"a checkpoint over {size} acts was signed, and the database has {body.size}")
                break
            writer.append(entries(body, begin, size))
            begin = size
            if size in notes:
                found.checkpoints += 1
                if parse_checkpoint(parse_note(bytes(notes[size])).text).root != writer.root:
                    found.differ(f"the checkpoint over {size} acts has another root than the acts give")
            if shown and size == shown.size:
                writer.flush()
                if shown.root != writer.root:
                    found.differ(f"the published checkpoint over {size} acts has another root than the acts give")
    except CheckError as error:
        found.differ(str(error))
