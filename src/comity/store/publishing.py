"""The published record: tiles, blobs, checkpoints and their cosignatures, all made from acts that are committed.

A checkpoint is kept in the database before anybody sees it, one a size: two histories are never signed, whatever is
killed when. Files may be written twice, by two processes even: they would be the same.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from comity.base import files
from comity.base.errors import CheckError, InputError, UsageError
from comity.base.files import Batch
from comity.body.registry import Registry
from comity.record import checkpoint as points
from comity.record.envelope import Act, read_act
from comity.record.keys import make_keys, parse_keys, signers_of, write_keys
from comity.record.merkle import leaf_hash
from comity.record.notes import Signer, parse_note, sign_note
from comity.record.receipt import Receipt, make_receipt
from comity.record.tiles import Tiles, TileWriter, folder_source
from comity.store.folding import entries
from comity.store.keys import announce
from comity.store.models import Blob, Body, Checkpoint, Entry
from comity.store.sequencer import Sequencer, body_of

Cosign = Callable[[bytes, Tiles], bytes]
"""Asks witnesses to cosign a checkpoint, given the note and the tree; gives the note with what they added."""


class RolledBackError(CheckError):
    """The database is older than the record that was published from it."""


@dataclass(frozen=True)
class Home:
    """Where records are published, and their keys and policies lie: `records/NAME/`, `keys/NAME`, `policies/NAME`.

    NAME is the name of the record, percent-encoded.
    """

    folder: Path

    def make(self) -> None:
        """Make the folder, and those of keys and policies, which only their owner may read."""
        try:
            for name in ("keys", "policies"):
                (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise UsageError(f"cannot make the folders in {self.folder}: {error.strerror}") from error

    def record(self, origin: str) -> Path:
        """The folder of one published record."""
        return self.folder / "records" / quote(origin, safe="")

    def policy_file(self, origin: str) -> Path:
        """The file of the policy whose witnesses are asked to cosign a record; it need not be there."""
        return self.folder / "policies" / quote(origin, safe="")

    def signers(self, origin: str) -> list[Signer]:
        """The keys that sign the checkpoints of a record; UsageError if there is none."""
        file = self.key_file(origin)
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            raise UsageError(
                f"{origin} has no key to sign with: `comity record keys new {origin} --for log --out {file}` makes one"
            ) from None
        except OSError as error:
            raise UsageError(f"the key file {file} cannot be read: {error.strerror}") from error
        try:
            signers = signers_of(parse_keys(content))
        except InputError as error:
            raise InputError(error.message, path=file) from error
        if any(signer.name != origin for signer in signers):
            raise UsageError(f"{file} must hold keys that are named {origin}")
        return list(signers)

    def make_key(self, origin: str) -> None:
        """Make the keys that sign a record, in a file that only its owner may read, unless there are some."""
        try:
            handle = os.open(self.key_file(origin), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        except OSError as error:
            raise UsageError(f"cannot write {self.key_file(origin)}: {error.strerror}") from error
        with os.fdopen(handle, "wb") as file:
            file.write(write_keys(make_keys(origin, "log"), "log"))

    def key_file(self, origin: str) -> Path:
        """The file of the keys that sign a record, as `comity record keys new` writes it."""
        return self.folder / "keys" / quote(origin, safe="")


def published(folder: Path) -> points.Checkpoint | None:
    """The checkpoint that a folder shows; None if nothing was published there yet."""
    file = folder / "checkpoint"
    return points.parse_checkpoint(parse_note(file.read_bytes()).text) if file.exists() else None


def checkpoint(sequencer: Sequencer, home: Home, origin: str, cosign: Cosign | None = None) -> bytes:
    """Announce the keys that sign, then bring the published record up to the acts; gives its checkpoint."""
    signers = home.signers(origin)
    announce(sequencer, origin, signers)
    return publish(sequencer.registry, body_of(origin), home.record(origin), signers, cosign)


def publish(
    registry: Registry, body: Body, folder: Path, signers: Sequence[Signer], cosign: Cosign | None = None
) -> bytes:
    """Bring the published record up to the acts, and give its checkpoint. Safe to run twice, or killed.

    RolledBackError if more was published than the database has; CheckError if what was published is something else.
    """
    with alone(folder):
        body.refresh_from_db()
        shown = published(folder)
        begin = shown.size if shown else 0
        if shown:
            check_is_ours(body, folder, shown)
        writer = TileWriter(folder, begin)
        if shown and writer.root != shown.root:
            raise CheckError(f"the tiles in {folder} do not give the root of the checkpoint beside them")
        writer.append(entries(body, begin, body.size))
        writer.flush()
        note = _signed(body, writer, signers)
        if cosign:
            note = cosign(note, Tiles(folder_source(folder), body.size))
            Checkpoint.objects.filter(body=body, size=body.size).update(note=note)
        _publish_blobs(registry, body, folder, begin)
        writer.publish(note)
        return note


def check_is_ours(body: Body, folder: Path, shown: points.Checkpoint) -> None:
    """Refuse to go on from a record that is not the beginning of the database's."""
    if shown.size > body.size:
        sentence = (
            f"{shown.size} acts of {body.origin} are published and the database has {body.size}: it is an old copy"
        )
        raise RolledBackError(f"{sentence}; bring it up to date with `comity rebuild --from {folder} --policy FILE`")
    if shown.origin != body.origin:
        raise CheckError(f"{folder} holds the record {shown.origin}, not {body.origin}")
    if shown.size:
        ours = next(entries(body, shown.size - 1, shown.size))
        theirs = Tiles(folder_source(folder), shown.size).entry(shown.size - 1)
        if leaf_hash(ours) != leaf_hash(theirs):
            raise CheckError(
                f"act {shown.size - 1} of {body.origin} was published as another act than the database has"
            )


def receipt(body: Body, folder: Path, seq: int) -> Receipt:
    """The proof that an act is in the published record; UsageError if it is not there yet."""
    shown = published(folder)
    if shown is None or seq >= shown.size:
        raise UsageError(f"act {seq} of {body.origin} is under no checkpoint yet")
    return make_receipt(Tiles(folder_source(folder), shown.size), seq, (folder / "checkpoint").read_bytes())


def blob_path(digest: str) -> str:
    """Where a blob lies in a published record."""
    algorithm, _, value = digest.partition(":")
    return f"blob/{algorithm}/{value[:2]}/{value[2:]}"


def _signed(body: Body, writer: TileWriter, signers: Sequence[Signer]) -> bytes:
    """The checkpoint over what `writer` has, signed, and kept first."""
    point = points.Checkpoint(body.origin, writer.size, writer.root)
    note = sign_note(point.text(), signers, int(time.time())).to_bytes()
    kept, new = Checkpoint.objects.get_or_create(body=body, size=point.size, defaults={"note": note})
    before = bytes(kept.note)
    if parse_note(before).text != point.text():
        raise CheckError(f"a checkpoint over {point.size} acts of {body.origin} was signed with another root before")
    known = {signature.key_id for signature in parse_note(before).signatures}
    if new or all(signer.verifier.key_id in known for signer in signers):
        return before
    Checkpoint.objects.filter(body=body, size=point.size).update(note=note)  # a key was rotated since
    return note


def _publish_blobs(registry: Registry, body: Body, folder: Path, begin: int) -> None:
    """Write the public blobs of new acts, and take away those that new acts erase."""
    with Batch(folder) as batch:
        for one in Blob.objects.filter(body=body, seq__gte=begin, seq__lt=body.size, confidential=False).iterator(50):
            file = folder / blob_path(one.digest)
            if not file.exists():
                batch.add(file, bytes(one.content))
    for act in _erasing(registry, body, begin):
        for digest in _named_by(body, [seq for seq, part in registry.erases(act) if not part]):
            if not Blob.objects.filter(body=body, digest=digest, confidential=False).exists():
                (folder / blob_path(digest)).unlink(missing_ok=True)


def _erasing(registry: Registry, body: Body, begin: int) -> Iterator[Act]:
    found = Entry.objects.filter(body=body, kind__in=registry.erasing, seq__gte=begin).order_by("seq")
    for entry in found.values_list("entry", flat=True):
        act = read_act(bytes(entry))
        if isinstance(act, Act):
            yield act


def _named_by(body: Body, seqs: Sequence[int]) -> Iterator[str]:
    for entry in Entry.objects.filter(body=body, seq__in=seqs).values_list("entry", flat=True):
        act = read_act(bytes(entry))
        if isinstance(act, Act):
            yield from act.blobs


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time write below a folder, made if missing; UsageError if that may not be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot publish into {folder}: {error.strerror}") from error
    with files.alone(folder / ".lock"):
        yield
