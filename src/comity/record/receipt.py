"""A receipt: the proof that one entry is in a record, as one small file (C2SP tlog-proof, read at commit 5ba5ee8).

c2sp.org/tlog-proof@v1
extra base64             may be left out, and ours leave it out; nothing vouches for it
index 4711
base64 of a hash, a line each, from the leaf to the root

the signed checkpoint, byte for byte
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from comity.base.errors import InputError
from comity.record.checkpoint import decimal, decode_base64
from comity.record.merkle import HASH_BYTES
from comity.record.tiles import Tiles

_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
MAX_PROOF = 63
"""Lines of a proof: no tree has more levels."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The index of the entry, the hashes from its leaf to the root, and the note of the checkpoint."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None
    """What another program put beside the proof. Nothing covers it: it may never be trusted, and is only kept."""

    def to_bytes(self) -> bytes:
        """The file, usually named `.tlog-proof`."""
        extra = "" if self.extra is None else f"{_EXTRA}{base64.b64encode(self.extra).decode()}\n"
        head = f"{_HEADER}\n{extra}index {self.index}\n{write_proof(self.proof)}\n"
        return head.encode() + self.checkpoint


def make_receipt(tiles: Tiles, index: int, checkpoint: bytes) -> Receipt:
    """The receipt of entry `index` under a signed checkpoint of the size of `tiles`."""
    return Receipt(index, tuple(tiles.inclusion_proof(index)), checkpoint)


def parse_receipt(content: bytes) -> Receipt:
    """The receipt of a file; InputError if it is not in its one form. Nothing is verified."""
    head, blank, checkpoint = content.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise InputError("a receipt must be ASCII down to its checkpoint") from error
    if not blank or lines[0] != _HEADER:
        raise InputError(f"a receipt begins with {_HEADER} and has an empty line before its checkpoint")
    extra = None
    if len(lines) > 1 and lines[1].startswith(_EXTRA):
        extra = decode_base64(lines.pop(1).removeprefix(_EXTRA), "the extra data of a receipt")
    if len(lines) < 2 or not lines[1].startswith("index "):
        raise InputError("after its first line, and the line “extra …” if there is one, a receipt must have: index N")
    index = decimal(lines[1].removeprefix("index "), "the index of a receipt")
    return Receipt(index, parse_proof(lines[2:]), checkpoint, extra)


def write_proof(proof: Sequence[bytes]) -> str:
    """The lines of a proof."""
    return "".join(f"{base64.b64encode(part).decode()}\n" for part in proof)


def parse_proof(lines: Sequence[str]) -> tuple[bytes, ...]:
    """The hashes of these lines; InputError if one is no hash or there are more than 63."""
    if len(lines) > MAX_PROOF:
        raise InputError(f"a proof of {len(lines)} hashes: no tree needs more than {MAX_PROOF}")
    proof = tuple(decode_base64(line, "a hash of a proof") for line in lines)
    if any(len(part) != HASH_BYTES for part in proof):
        raise InputError(f"a hash of a proof has {HASH_BYTES} bytes")
    return proof
