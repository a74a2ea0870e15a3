"""Whether a whole record is what its checkpoint says, and whether it continues what it said before.

    fork        two signed checkpoints that no single history can have
    rewrite     entries or tiles are not those that the checkpoint was signed over
    gap         a file, an entry or a number is missing
    rollback    the record is shorter than it once said
    disorder    an act of another record, or the time runs back
    malformed   an entry is no act
    signature   an actor's signature is not its key's
    replay      one signed act is there twice

The tree is judged first: what is wrong inside an entry is only said of entries that the checkpoint really covers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, TypeAlias

from comity.base.errors import CheckError, InputError, UsageError
from comity.base.progress import Progress, silent
from comity.record.checkpoint import Checkpoint
from comity.record.envelope import Act, ActSignature, check_signature, read_act
from comity.record.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash
from comity.record.policy import Policy
from comity.record.tiles import WIDTH, AbsentError, Edge, Source, Tile, Tiles
from comity.record.verify import Signed, verify_checkpoint

Finding: TypeAlias = Literal["fork", "rewrite", "gap", "rollback", "disorder", "malformed", "signature", "replay"]
_EMPTY = Checkpoint("", 0, EMPTY_ROOT)


class AuditError(CheckError):
    """A record is not what it says. `finding` is the word for what was found."""

    def __init__(self, finding: Finding, message: str) -> None:
        self.finding = finding
        super().__init__(f"{finding}: {message}")


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found good."""

    signed: Signed
    kinds: dict[str, int]
    """How many acts of each kind."""
    unread: int
    """How many entries have an envelope of a later version: covered by the tree, but not understood."""
    actor_signed: int
    """How many acts have a good signature by a key of their actor's own."""


def audit(source: Source, policy: Policy, earlier: bytes | None = None, progress: Progress = silent) -> Audit:
    """Check each entry and tile of a record against its checkpoint, and that against the note of an `earlier` one.

    Reads each file once, in memory that does not grow but by 100 bytes for each act that its actor signed. Raises
    AuditError, besides what `verify_checkpoint` raises.
    """
    signed = verify_checkpoint(source("checkpoint"), policy)
    checkpoint = signed.checkpoint
    before = _EMPTY if earlier is None else verify_checkpoint(earlier, policy, quorum=False).checkpoint
    _compare(before, checkpoint)
    tiles, edge, acts = Tiles(source, checkpoint.size), Edge(), _Acts(checkpoint.origin)
    then = EMPTY_ROOT
    for index in range(-(-checkpoint.size // WIDTH)):
        with _reading():
            entries, hashes = tiles.bundle(index), tiles.tile(0, index)
        leaves = [leaf_hash(entry) for entry in entries]
        _check_leaves(index, leaves, hashes)
        # The earlier checkpoint may end within this bundle.
        cut = min(max(before.size - edge.size, 0), len(leaves))
        full = edge.extend(b"".join(leaves[:cut]))
        if edge.size == before.size:
            then = edge.root()
        full += edge.extend(b"".join(leaves[cut:]))
        for tile in full:
            if tile.level:
                _check_tile(tiles, tile)
        acts.add(entries)
        progress("Checking entries", edge.size / checkpoint.size)
    for tile in edge.partial():
        if tile.level:
            _check_tile(tiles, tile)
    if (actual := edge.root()) != checkpoint.root:
        expected = checkpoint.root.hex()
        raise AuditError(
            "rewrite", f"the {edge.size} entries have the root {actual.hex()}, but the checkpoint says {expected}"
        )
    if then != before.root:
        raise _fork(before, then)
    if acts.problem:
        raise acts.problem
    return Audit(signed, dict(acts.kinds), acts.unread, len(acts.signed))


@dataclass(slots=True)
class _Acts:
    """What the acts say, one bundle after another; the first problem is kept until the tree has been judged."""

    origin: str
    count: int = 0
    at: str = ""
    unread: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    signed: set[bytes] = field(default_factory=set)
    problem: AuditError | None = None

    def add(self, entries: list[bytes]) -> None:
        for entry in entries:
            if self.problem is None:
                try:
                    self._add(entry)
                except AuditError as error:
                    self.problem = error
            self.count += 1

    def _add(self, entry: bytes) -> None:
        index = self.count
        try:
            act = read_act(entry)
        except InputError as error:
            raise AuditError("malformed", f"entry {index} is no act: {error}") from error
        if not isinstance(act, Act):
            self.unread += 1
            return
        if act.origin != self.origin:
            raise AuditError("disorder", f"entry {index} is an act of {act.origin}, but the record is {self.origin}")
        if act.seq != index:
            raise AuditError("gap", f"entry {index} says that it is act {act.seq}")
        if act.at < self.at:
            raise AuditError("disorder", f"entry {index} is of {act.at}, but the one before it of {self.at}")
        self.at = act.at
        self.kinds[act.kind] += 1
        if act.signature:
            self._add_signed(act, act.signature)

    def _add_signed(self, act: Act, signature: ActSignature) -> None:
        try:
            check_signature(act)
        except CheckError as error:
            raise AuditError("signature", str(error)) from error
        once = sha256(signature.once.encode()).digest()[:16]
        if once in self.signed:
            raise AuditError("replay", f"entry {act.seq} is signed with a nonce that its key has used before")
        self.signed.add(once)


def _compare(before: Checkpoint, now: Checkpoint) -> None:
    if before.origin and before.origin != now.origin:
        raise UsageError(f"the earlier checkpoint is of {before.origin}, but the record is {now.origin}")
    if now.size < before.size:
        raise AuditError(
            "rollback", f"expected the {before.size} entries of the earlier checkpoint or more, found {now.size}"
        )
    if now.size == before.size and now.root != before.root:
        raise _fork(before, now.root)


def _fork(before: Checkpoint, actual: bytes) -> AuditError:
    return AuditError(
        "fork",
        f"the earlier checkpoint says that the first {before.size} entries have the root {before.root.hex()}, "
        f"but here they have {actual.hex()}",
    )


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except AbsentError as error:
        raise AuditError("gap", str(error)) from error
    except InputError as error:
        raise AuditError("rewrite", str(error)) from error


def _check_leaves(index: int, leaves: list[bytes], hashes: bytes) -> None:
    if hashes == b"".join(leaves):
        return
    for i, actual in enumerate(leaves):
        expected = hashes[i * HASH_BYTES : (i + 1) * HASH_BYTES]
        if actual != expected:
            number = index * WIDTH + i
            raise AuditError(
                "rewrite", f"entry {number} has the hash {actual.hex()}, but its tile says {expected.hex()}"
            )


def _check_tile(tiles: Tiles, tile: Tile) -> None:
    with _reading():
        published = tiles.tile(tile.level, tile.index)
    if published != tile.hashes:
        raise AuditError("rewrite", f"{tile.path} does not follow from the tiles below it")
