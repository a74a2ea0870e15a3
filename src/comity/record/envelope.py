"""The envelope of an act: what every entry of a record says in the same place, for ever.

    v             version of the envelope, 1
    kind          what sort of act, `consultation.vote`; kind_version: which version of its schema
    origin        the name of the record, as in its checkpoints
    seq           the place in the record, from 0: the index of the leaf in the tree
    at            the time of the record, RFC 3339 in UTC with microseconds
    actor         who acts: an identifier that means nothing outside the body
    public        what anyone may read, as the kind says
    commitments   name of a private part to the salted commitment to it
    blobs         digests of contents that are kept beside the record
    signature     by the actor's own key, if the act has one

This room knows no kinds: an act of an unknown kind is kept like any other. An envelope of a later version is kept as
bytes (`Unread`), so that an old program can still check the tree over it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic_core import from_json

from comity.base.errors import CheckError, InputError
from comity.record.canonical import MAX_INTEGER, Json, dumps, parse

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VERSION = 1
SALT_BYTES = 32
_SIGNED = b"comity/act-signature/v1\n"
_COMMITTED = b"comity/commitment/v1\n"
_FIELDS = frozenset(("v", "kind", "kind_version", "origin", "seq", "at", "actor", "public", "commitments", "blobs"))
_SIGNED_FIELDS = _FIELDS | {"signature"}
_UNSIGNED = ("kind", "kind_version", "origin", "seq", "at", "actor", "public", "commitments")
_LARGE = re.compile(rb"[:,\[]-?[0-9]{16}")
_KIND = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PART = re.compile(r"[a-z][a-z0-9_-]{0,99}")
_NOT_IN_ORIGIN = re.compile(r"[\s+\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SIGNATURE_FIELDS = {"key": 64, "nonce": 32, "value": 128}
_LOWER_HEX = re.compile(r"[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class ActSignature:
    """The signature of an actor: an Ed25519 public key, a nonce and the signature, all in lower-case hexadecimal.

    The nonce (16 random bytes) makes each signed act unlike every other, so that who finds one (key, nonce) twice in a
    record knows that a signed act was put in a second time without its actor.
    """

    key: str
    nonce: str
    value: str

    @property
    def once(self) -> str:
        """Key and nonce, "key nonce": what stands once in a record."""
        return f"{self.key} {self.nonce}"

    def __post_init__(self) -> None:
        """Refuse what is not hexadecimal of the right length."""
        for name, length in _SIGNATURE_FIELDS.items():
            text = getattr(self, name)
            if type(text) is not str or len(text) != length or not _LOWER_HEX.fullmatch(text):
                raise InputError(f"signature.{name} of an act must be {length} lower-case hexadecimal digits")


@dataclass(frozen=True, slots=True)
class Act:
    """One act, checked when made: InputError says which part is not as it must be. Its dicts are not to be changed."""

    kind: str
    kind_version: int
    origin: str
    seq: int
    at: str
    actor: str
    public: Mapping[str, Json]
    commitments: Mapping[str, str] = field(default_factory=dict)
    blobs: tuple[str, ...] = ()
    signature: ActSignature | None = None

    v = VERSION

    def __post_init__(self) -> None:
        """Refuse what no envelope may hold."""
        _need(type(self.kind) is str and _is_kind(self.kind), "kind", "words like a.b-c, up to 100 characters")
        _need(type(self.kind_version) is int and 1 <= self.kind_version <= MAX_INTEGER, "kind_version", "1 or more")
        check_origin(self.origin)
        _need(type(self.seq) is int and 0 <= self.seq <= MAX_INTEGER, "seq", "0 or more, below 2^53")
        time_of(self.at)
        _need(type(self.actor) is str and 1 <= len(self.actor) <= 200 and not _UNPRINTED.search(self.actor), "actor",
              "1 to 200 characters, none of them control characters")  # fmt: skip
        _need(type(self.public) is dict, "public", "an object")
        _need(type(self.commitments) is dict, "commitments", "an object")
        for name, digest in self.commitments.items():
            _need(
                type(name) is str and _PART.fullmatch(name),
                "commitments",
                "named in lower-case letters, digits, - and _",
            )
            _check_digest(digest, f"commitments.{name}")
        _need(
            type(self.blobs) is tuple and len(set(self.blobs)) == len(self.blobs), "blobs", "a list without repetition"
        )
        for digest in self.blobs:
            _check_digest(digest, "blobs")

    def content(self) -> dict[str, Json]:
        """The object that is written; its names are in their order, so that sorting them takes no time."""
        content: dict[str, Json] = {
            "actor": self.actor,
            "at": self.at,
            "blobs": self.blobs,
            "commitments": self.commitments,
            "kind": self.kind,
            "kind_version": self.kind_version,
            "origin": self.origin,
            "public": self.public,
            "seq": self.seq,
            "v": VERSION,
        }
        if self.signature:
            content["signature"] = {name: getattr(self.signature, name) for name in _SIGNATURE_FIELDS}
        return content

    def to_bytes(self) -> bytes:
        """The entry of the record: canonical JSON of at most 65,535 bytes."""
        return dumps(self.content(), doubtful=self.public)

    def signed_bytes(self, key: str, nonce: str) -> bytes:
        """What the actor signs: all of the act but `seq` and `at`, which the record gives it later."""
        content = self.content()
        del content["seq"], content["at"]
        content["signature"] = {"key": key, "nonce": nonce}
        return _SIGNED + dumps(content)


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry whose envelope has a version that this program does not know. It changes no state."""

    v: int
    entry: bytes

    def to_bytes(self) -> bytes:
        """The entry as it was read."""
        return self.entry


def read_act(entry: bytes) -> Act | Unread:
    """The act of an entry; InputError if the bytes are not canonical or the envelope is not as its version says."""
    content = parse(entry)
    if not isinstance(content, dict):
        raise InputError("an entry of a record is not a JSON object")
    version = content.get("v")
    if type(version) is not int or version < 1:
        raise InputError(f"the envelope of an act has no version v of 1 or more, but {version!r}")
    if version != VERSION:
        return Unread(version, entry)
    if content.keys() != _FIELDS and content.keys() != _SIGNED_FIELDS:
        odd = ", ".join(sorted((content.keys() - {"signature"}) ^ _FIELDS))
        raise InputError(f"the envelope of an act has fields missing or too many: {odd}")
    blobs = content["blobs"]
    if not isinstance(blobs, list) or (blobs and not all(isinstance(digest, str) for digest in blobs)):
        raise InputError("blobs of an act must be a list of digests")
    del content["v"]
    content["blobs"] = tuple(blobs)
    if "signature" in content:
        content["signature"] = _read_signature(content["signature"])
    return Act(**content)


_PUT = tuple((name, getattr(Act, name).__set__) for name in _UNSIGNED)
_PUT_BLOBS, _PUT_SIGNATURE = (getattr(Act, name).__set__ for name in ("blobs", "signature"))


def read_own_act(entry: bytes) -> Act | Unread:
    """The act of an entry that this program checked and wrote itself, six times as fast as `read_act`.

    It does not ask again whether the bytes are canonical and the envelope is as it must be: for folding what our own
    database holds. Whoever doubts that has it rebuilt and audited, which ask.
    """
    if _LARGE.search(entry):  # its canonical form is that of a double
        return read_act(entry)
    try:
        content = from_json(entry)
        if content["v"] != VERSION or "signature" in content:
            return read_act(entry)
        act = object.__new__(Act)
        for name, put in _PUT:
            put(act, content[name])
        _PUT_BLOBS(act, tuple(content["blobs"]))
        _PUT_SIGNATURE(act, None)
    except (ValueError, TypeError, KeyError):
        return read_act(entry)  # which says what is wrong
    return act


def check_origin(origin: object, what: str = "origin of an act") -> None:
    """InputError, naming `what`, unless this can name a record or a key of a signed note (255 bytes for ML-DSA)."""
    if not isinstance(origin, str) or not _is_origin(origin):
        raise InputError(f"{what} must be 1 to 255 bytes without + and white space, not {str(origin)[:60]!r}")


def sign_act(act: Act, key: Ed25519PrivateKey) -> Act:
    """The same act, signed by its actor's own key. `seq` and `at` can be anything yet: they are not covered."""
    public, nonce = key.public_key().public_bytes_raw().hex(), secrets.token_hex(16)
    value = key.sign(act.signed_bytes(public, nonce)).hex()
    return replace(act, signature=ActSignature(public, nonce, value))


def check_signature(act: Act) -> None:
    """CheckError if the act has a signature that its key did not make. Whose key it is, the acts of the body say."""
    if act.signature is None:
        return
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signature = act.signature
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
    try:
        key.verify(bytes.fromhex(signature.value), act.signed_bytes(signature.key, signature.nonce))
    except InvalidSignature:
        raise CheckError(f"act {act.seq}: the signature is not the one of key {signature.key}") from None


def new_salt() -> bytes:
    """A salt for one commitment; using one twice would show which private parts are alike."""
    return secrets.token_bytes(SALT_BYTES)


def commit(part: str, content: bytes, salt: bytes) -> str:
    """The commitment to a private part: SHA-256 over a label, the salt, the part's name and its content.

    Who has neither salt nor content learns nothing of the content, however few contents there could be.
    """
    if len(salt) != SALT_BYTES:
        raise InputError(f"the salt of a commitment has {len(salt)} bytes, not {SALT_BYTES}")
    if not _PART.fullmatch(part):
        raise InputError(f"the private part {part!r} is not named in lower-case letters, digits, - and _")
    name = part.encode()
    return "sha256:" + hashlib.sha256(_COMMITTED + salt + bytes([len(name)]) + name + content).hexdigest()


def opens(commitment: str, part: str, content: bytes, salt: bytes) -> bool:
    """Whether this content and salt are what was committed to."""
    return hmac.compare_digest(commitment.encode(), commit(part, content, salt).encode())


def digest_of(content: bytes) -> str:
    """The name of a blob."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def time_text(moment: datetime) -> str:
    """A moment with a time zone as `at` of an act, in UTC to the microsecond."""
    if moment.tzinfo is None:
        raise InputError(f"the time {moment} has no time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def time_of(at: str) -> datetime:
    """The moment of an `at`; InputError for any other form of writing a time."""
    if type(at) is str and _AT.fullmatch(at):
        try:
            return datetime.fromisoformat(at)
        except ValueError:
            pass
    raise InputError(f"at of an act must be a time like 2026-03-01T10:00:00.000000Z, not {at!r}")


@lru_cache(256)  # a record has one, and each act names it
def _is_origin(text: str) -> bool:
    return 1 <= len(text.encode("utf-8", "replace")) <= 255 and not _NOT_IN_ORIGIN.search(text)


@lru_cache(1024)
def _is_kind(text: str) -> bool:
    return len(text) <= 100 and _KIND.fullmatch(text) is not None


def _read_signature(content: Json) -> ActSignature:
    if not isinstance(content, dict) or content.keys() != _SIGNATURE_FIELDS.keys():
        raise InputError("signature of an act must have key, nonce and value")
    return ActSignature(**content)


def _check_digest(digest: object, name: str) -> None:
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise InputError(f"{name} of an act must be a digest like sha256:0123…, 64 lower-case hexadecimal digits")


def _need(holds: object, name: str, rule: str) -> None:
    if not holds:
        raise InputError(f"{name} of an act must be {rule}")
