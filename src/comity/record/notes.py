"""Signed notes, and the three sorts of signature that stand under a checkpoint.

    01  Ed25519              over the text (C2SP signed-note v1.0.0): the operator's
    04  Ed25519 cosignature  over a time and the text (tlog-cosignature v1.0.1): a witness's
    06  ML-DSA-44            over a time and the tree (tlog-cosignature v1.0.1): a witness's or the operator's

A note is a text, an empty line, and lines `— name base64(key ID ‖ signature)`. Signatures of unknown keys are left
alone, since anyone may add them; a known key's bad signature, or no known key's good one, and the note is rejected.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from comity.base.errors import CheckError, InputError, UsageError
from comity.record.checkpoint import decode_base64, parse_checkpoint
from comity.record.envelope import check_origin

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

    PrivateKey: TypeAlias = Ed25519PrivateKey | MLDSA44PrivateKey

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
_DASH = "\N{EM DASH} "
_SUBTREE = b"subtree/v1\n\0"
_PRIVATE = "PRIVATE+KEY+"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LATEST = 2**63 - 1


class Algorithm(IntEnum):
    """The type byte of a key of a signed note."""

    ED25519 = 1
    COSIGNATURE = 4
    ML_DSA_44 = 6


# Bytes of a public key, of a private one, of a signature with its time.
_LENGTHS = {
    Algorithm.ED25519: (32, 32, 64),
    Algorithm.COSIGNATURE: (32, 32, 72),
    Algorithm.ML_DSA_44: (1312, 32, 2428),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. `value` is what follows the key ID: a signature, after its time in a cosignature."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line, with its line break."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it, known or not."""

    text: str
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """The note as it is sent and kept."""
        return f"{self.text}\n{''.join(signature.line for signature in self.signatures)}".encode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name. InputError if the name or the key cannot be one."""

    name: str
    algorithm: Algorithm
    key: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot be a name or a key."""
        check_origin(self.name, "the name of a key")
        _check_key(self.key, _LENGTHS[self.algorithm][0])

    @property
    def key_id(self) -> bytes:
        """Four bytes that say which key made a signature; nobody may rely on their being unlike another's."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier key: `name+hex of the key ID+base64 of the type and the key`."""
        return f"{self.name}+{self.key_id.hex()}+{_typed(self.algorithm, self.key)}"

    def matches(self, signature: Signature) -> bool:
        """Whether the signature says that it is this key's."""
        return signature.name == self.name and signature.key_id == self.key_id

    def verify(self, text: str, signature: Signature) -> int | None:
        """The time of the signature in Unix seconds, None where it has none; CheckError if it is not this key's."""
        value, length = signature.value, _LENGTHS[self.algorithm][2]
        time = None if self.algorithm is Algorithm.ED25519 else int.from_bytes(value[:8], "big")
        if len(value) != length or (time or 0) > _LATEST:
            raise CheckError(f"the signature of {self.name} has {len(value)} bytes, not {length}, or no possible time")
        message = _message(self.algorithm, self.name, time, text)
        if not _is_valid(self.algorithm, self.key, value if time is None else value[8:], message):
            raise CheckError(f"the signature of {self.name} (key {self.key_id.hex()}) is not the one of this text")
        return time


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under a name. It is kept as one line of text, which is as secret as the key."""

    name: str
    algorithm: Algorithm
    secret: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot be a name or a key."""
        check_origin(self.name, "the name of a key")
        _check_key(self.secret, _LENGTHS[self.algorithm][1])

    def __repr__(self) -> str:
        """Who signs, without the secret: this ends in logs."""
        return f"Signer({self.name!r}, {self.algorithm!r})"

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return Verifier(self.name, self.algorithm, _private(self).public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The private key as the signed notes of Go write it: `PRIVATE+KEY+name+key ID+base64`."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_typed(self.algorithm, self.secret)}"

    def sign(self, text: str, time: int | None = None) -> Signature:
        """Sign the text of a note; `time` in Unix seconds for a cosignature, and only for one."""
        if (time is None) != (self.algorithm is Algorithm.ED25519):
            raise UsageError(
                f"a signature of type {self.algorithm:02x} is made {'with' if time is None else 'without'} a time"
            )
        if time is not None and not 0 <= time <= _LATEST:
            raise UsageError(f"a cosignature cannot be of the time {time}")
        value = _private(self).sign(_message(self.algorithm, self.name, time, text))
        return Signature(self.name, self.verifier.key_id, (b"" if time is None else time.to_bytes(8, "big")) + value)


def make_signer(name: str, algorithm: Algorithm = Algorithm.ED25519) -> Signer:
    """A new private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if algorithm is Algorithm.ML_DSA_44:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        return Signer(name, algorithm, MLDSA44PrivateKey.generate().private_bytes_raw())
    return Signer(name, algorithm, Ed25519PrivateKey.generate().private_bytes_raw())


def parse_verifier(text: str) -> Verifier:
    """The public key of a verifier key text; InputError if it is none, or if its key ID is not the key's."""
    name, key_id, algorithm, key = _parse_key(text, "a verifier key")
    verifier = Verifier(name, algorithm, key)
    if verifier.key_id.hex() != key_id:
        raise InputError(f"the verifier key of {name} says key ID {key_id[:16]}, but has {verifier.key_id.hex()}")
    return verifier


def parse_signer(text: str) -> Signer:
    """The private key of a text that `Signer.text` or Go wrote; InputError, which does not show it, if it is none."""
    if not text.startswith(_PRIVATE):
        raise InputError(f"a private key begins with {_PRIVATE}")
    name, key_id, algorithm, secret = _parse_key(text.removeprefix(_PRIVATE), "a private key", secret=True)
    signer = Signer(name, algorithm, secret)
    if signer.verifier.key_id.hex() != key_id:
        raise InputError(f"the private key of {name} has another key ID than it says")
    return signer


def parse_note(content: bytes) -> Note:
    """The text and signatures of a note; InputError if it is malformed. Nothing is verified."""
    if len(content) > MAX_NOTE_BYTES:
        raise InputError(f"a note of {len(content)} bytes: at most {MAX_NOTE_BYTES} are read")
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"a note must be UTF-8, and is not at byte {error.start}") from error
    if _CONTROL.search(whole):
        raise InputError("a note may have no control character but line breaks")
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise InputError("a note is a text, an empty line, and lines of signatures, each with a line break")
    return Note(f"{text}\n", parse_signatures(below))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """The signatures of these lines, which must each end with a line break."""
    if lines and not lines.endswith("\n"):
        raise InputError("the last line of signatures has no line break")
    found = lines.split("\n")[:-1]
    if len(found) > MAX_SIGNATURES:
        raise InputError(f"a note with {len(found)} signatures: at most {MAX_SIGNATURES} are read")
    return tuple(_parse_signature(line) for line in found)


def verify_note(note: Note, verifiers: Iterable[Verifier]) -> list[tuple[Verifier, int | None]]:
    """Which of these keys signed the note, each once, and when.

    CheckError if none did, or if a line that says that it is one of theirs is not.
    """
    known = list(verifiers)
    signed: dict[Verifier, int | None] = {}
    for signature in note.signatures:
        for verifier in known:
            if verifier.matches(signature):
                signed.setdefault(verifier, verifier.verify(note.text, signature))
    if not signed:
        names = ", ".join(sorted({verifier.name for verifier in known})) or "nobody"
        raise CheckError(f"no signature by a known key: expected one by {names}")
    return list(signed.items())


def sign_note(text: str, signers: Sequence[Signer], time: int) -> Note:
    """A note under which all these signed; `time` in Unix seconds is for the cosignatures among them."""
    made = (signer.sign(text, None if signer.algorithm is Algorithm.ED25519 else time) for signer in signers)
    return Note(text, tuple(made))


def _message(algorithm: Algorithm, name: str, time: int | None, text: str) -> bytes:
    """What is signed."""
    if algorithm is Algorithm.ED25519:
        return text.encode()
    checkpoint = parse_checkpoint(text)
    if algorithm is Algorithm.COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    if checkpoint.extensions:
        raise CheckError("an ML-DSA-44 signature does not cover further lines of a checkpoint: none may stand there")
    cosigner, origin = name.encode(), checkpoint.origin.encode()
    numbers = (0).to_bytes(8, "big") + checkpoint.size.to_bytes(8, "big")
    when = (time or 0).to_bytes(8, "big")
    return b"".join(
        (_SUBTREE, bytes([len(cosigner)]), cosigner, when, bytes([len(origin)]), origin, numbers, checkpoint.root)
    )


def _is_valid(algorithm: Algorithm, key: bytes, value: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        if algorithm is Algorithm.ML_DSA_44:
            from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

            MLDSA44PublicKey.from_public_bytes(key).verify(value, message)
        else:
            Ed25519PublicKey.from_public_bytes(key).verify(value, message)
    except InvalidSignature:
        return False
    return True


def _private(signer: Signer) -> PrivateKey:
    if signer.algorithm is Algorithm.ML_DSA_44:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        return MLDSA44PrivateKey.from_seed_bytes(signer.secret)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(signer.secret)


def _typed(algorithm: Algorithm, key: bytes) -> str:
    return base64.b64encode(bytes([algorithm]) + key).decode()


def _parse_key(text: str, what: str, *, secret: bool = False) -> tuple[str, str, Algorithm, bytes]:
    parts = text.split("+", 2)  # base64 may hold a + of its own
    if len(parts) != 3:
        raise InputError(f"{what} is name+key ID+base64" + ("" if secret else f", not {text[:60]!r}"))
    name, key_id, coded = parts
    try:
        typed = decode_base64(coded, what)
    except InputError:
        raise InputError(f"the key in {what} of {name[:60]!r} is not base64") from None
    if typed[0] not in tuple(Algorithm):
        raise InputError(f"the key in {what} of {name[:60]!r} is of type {typed[0]:02x}; known are 01, 04 and 06")
    return name, key_id, Algorithm(typed[0]), typed[1:]


def _check_key(key: bytes, length: int) -> None:
    if len(key) != length:
        raise InputError(f"a key of this type has {length} bytes, not {len(key)}")


def _parse_signature(line: str) -> Signature:
    name, _, coded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name or not coded:
        raise InputError(f"a line of a signature is “— name base64”, not {line[:60]!r}")
    check_origin(name, "the name of a signature")
    content = decode_base64(coded, f"the signature of {name}")
    if len(content) < 5:
        raise InputError(f"the signature of {name} has only {len(content)} bytes")
    return Signature(name, content[:4], content[4:])
