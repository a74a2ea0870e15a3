"""A checkpoint: what a record says of itself at one moment (C2SP tlog-checkpoint v1.0.0).

    body.example/record          the origin
    70000                        how many entries
    bWFuIGlzIGJ1dCBhIHJlZWQ…     the root over them

It is the text of a signed note: `notes` signs it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from comity.base.errors import InputError
from comity.record.canonical import MAX_INTEGER
from comity.record.envelope import check_origin
from comity.record.merkle import HASH_BYTES

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The origin of a record, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    """Further lines, which some logs write and ours never does. Only signatures over the whole text cover them."""

    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that the text of a note says; InputError if it says none."""
    if not text.endswith("\n"):
        raise InputError("the text of a checkpoint must end with a line break")
    origin, *rest = text[:-1].split("\n")
    if len(rest) < 2:
        raise InputError("a checkpoint has three lines: the origin, the size, the root")
    check_origin(origin, "the origin of a checkpoint")
    if not all(rest):
        raise InputError("a checkpoint may not have an empty line")
    root = decode_base64(rest[1], "the root of a checkpoint")
    if len(root) != HASH_BYTES:
        raise InputError(f"the root of a checkpoint has {len(root)} bytes, not {HASH_BYTES}")
    return Checkpoint(origin, decimal(rest[0], "the size of a checkpoint"), root, tuple(rest[2:]))


def decimal(text: str, what: str) -> int:
    """A number below 2^53 in its one decimal form; InputError, naming `what`, for any other form."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_INTEGER:
        raise InputError(f"{what} must be a decimal number without leading zeros, not {text[:40]!r}")
    return int(text)


def decode_base64(text: str, what: str) -> bytes:
    """The bytes of a base64 text in its one form, padded; InputError, naming `what`, for any other form."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not text or base64.b64encode(content).decode() != text:
        raise InputError(f"{what} is not base64: {text[:60]!r}")
    return content
