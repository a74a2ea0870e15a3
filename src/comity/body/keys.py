"""Kinds: an actor's own key added, rotated, given up; a key of the record announced and ended.

An actor's key is in the actor's hand only. A signature by it proves that its holder did the act as it stands, whatever
the operator says; it does not prove when (RFC 8032; docs/keys.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field

from comity.base.errors import ComityError
from comity.body.kind import Content, Kind, Refusal
from comity.body.state import CLOCK, OPERATOR, Key, State
from comity.record.envelope import Act
from comity.record.notes import Algorithm, parse_verifier

_PROOF = b"comity/key-proof/v1\n"
Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


def key_proof(origin: str, actor: str, key: Ed25519PrivateKey) -> str:
    """A signature of a new key over the record and the actor, in hexadecimal: who rotates to a key holds it."""
    return key.sign(_proof_bytes(origin, actor, key.public_key().public_bytes_raw().hex())).hex()


def _proof_bytes(origin: str, actor: str, key: str) -> bytes:
    return _PROOF + f"{origin}\n{actor}\n{key}\n".encode()


class AddContent(Content):
    """The first key of an actor."""

    key: Hex32
    """The public key, Ed25519, in hexadecimal."""


class Add(Kind[AddContent]):
    """An actor's first key, or the first after all were given up; the act is signed by it."""

    name = "key.add"
    before_founding = True
    public = AddContent
    brings_key = True

    def may(self, state: State, act: Act, said: AddContent) -> Iterator[Refusal]:
        """Signed by the key itself, no other in force, and never one that was given up."""
        facts = {"actor": act.actor, "key": said.key}
        if act.actor in {CLOCK, OPERATOR}:
            yield Refusal("key.not-a-person", f"{act.actor} has no key of its own", facts)
        if act.signature is None or act.signature.key != said.key:
            yield Refusal("key.not-signed", "the act that adds a key must be signed by that key", facts)
        yield from _known(state, act.actor, said.key)
        yield from _in_force(state, act.actor)

    def apply(self, state: State, act: Act, said: AddContent) -> None:
        """The key is in force from the next act on."""
        state.keys.setdefault(act.actor, []).append(Key(said.key, act.seq))


class RotateContent(Content):
    """The new key, and that it is held."""

    key: Hex32
    """The new public key, Ed25519, in hexadecimal."""
    proof: Hex64
    """The signature of the new key over the record, the actor and itself."""


class Rotate(Kind[RotateContent]):
    """The old key, by signing, hands over to the new one."""

    name = "key.rotate"
    before_founding = True
    public = RotateContent

    def may(self, state: State, act: Act, said: RotateContent) -> Iterator[Refusal]:
        """Signed by the key in force; the new one proves that it is held."""
        facts = {"actor": act.actor, "key": said.key}
        if act.signature is None:
            yield Refusal("key.not-signed", "the act that rotates a key must be signed by the key in force", facts)
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said.key))
            public.verify(bytes.fromhex(said.proof), _proof_bytes(state.origin, act.actor, said.key))
        except (InvalidSignature, ValueError):
            yield Refusal("key.no-proof", "the new key's proof is not by the new key", facts)
        yield from _known(state, act.actor, said.key)

    def apply(self, state: State, act: Act, said: RotateContent) -> None:
        """The keys before end here."""
        _end(state.keys[act.actor], act.seq, "rotated")
        state.keys[act.actor].append(Key(said.key, act.seq))


class RevokeContent(Content):
    """Which key, and why."""

    key: Hex32
    """The public key that is given up."""
    reason: Literal["lost", "compromised"]
    """`lost`: nobody has it. `compromised`: somebody else may sign with it."""
    from_seq: Annotated[int, Field(ge=0)] | None = None
    """Of a compromised key: the act from which on its signatures prove nothing; without it, this act."""


class Revoke(Kind[RevokeContent]):
    """A key is given up. Needs no signature, since the key may be lost; signing in is the proof then."""

    name = "key.revoke"
    before_founding = True
    public = RevokeContent

    def may(self, state: State, act: Act, said: RevokeContent) -> Iterator[Refusal]:
        """One's own key, in force."""
        if not state.key_of(act.actor, said.key):
            facts = {"actor": act.actor, "key": said.key}
            yield Refusal("key.not-in-force", f"{act.actor} has no key {said.key[:16]}… in force", facts)

    def apply(self, state: State, act: Act, said: RevokeContent) -> None:
        """The key ends; if compromised, from the act that is named on its signatures prove nothing."""
        key = state.key_of(act.actor, said.key)
        if key:
            since = act.seq if said.from_seq is None else min(said.from_seq, act.seq)
            key.until, key.reason = (since if said.reason == "compromised" else act.seq), said.reason


class AnnounceContent(Content):
    """A verifier key of the record (signed-note form), and the one that it takes the place of."""

    verifier: Annotated[str, Field(max_length=3000)]
    """The verifier key, in the form of signed notes."""
    replaces: str | None = None
    """The one that ends with this act."""


class Announce(Kind[AnnounceContent]):
    """The keeper of the record says which key signs its checkpoints from now on."""

    name = "log-key.announce"
    before_founding = True
    public = AnnounceContent

    def may(self, state: State, act: Act, said: AnnounceContent) -> Iterator[Refusal]:
        """Only the operator; a log's own kind of key, under the record's name."""
        facts = {"verifier": said.verifier}
        if act.actor != OPERATOR:
            yield Refusal("log-key.operator-only", "only the operator names the keys of the record", facts)
        try:
            verifier = parse_verifier(said.verifier)
        except ComityError as error:
            yield Refusal("log-key.malformed", f"not a verifier key: {error}", {**facts, "error": str(error)})
        if verifier.name != state.origin or verifier.algorithm == Algorithm.COSIGNATURE:
            yield Refusal(
                "log-key.not-the-log",
                f"not a key by which {state.origin} signs its checkpoints",
                {**facts, "record": state.origin},
            )
        if said.verifier in state.log_keys:
            yield Refusal("log-key.known", "this key was announced before", facts)
        if said.replaces is not None and not _stands(state, said.replaces):
            yield Refusal("log-key.not-in-force", "the key that is to be replaced is not in force", facts)

    def apply(self, state: State, act: Act, said: AnnounceContent) -> None:
        """The key is in force; the replaced one ends as rotated."""
        state.log_keys[said.verifier] = Key(said.verifier, act.seq)
        if said.replaces is not None:
            _end([state.log_keys[said.replaces]], act.seq, "rotated")


class EndContent(Content):
    """Which verifier key ends, why, and the last size of the record that checkpoints by it may be believed to."""

    verifier: str
    """The verifier key that ends."""
    reason: Literal["lost", "compromised"]
    """`lost`: nobody has it. `compromised`: somebody else may sign with it."""
    believed_to: Annotated[int, Field(ge=0)] | None = None
    """The size of the record up to which checkpoints signed by it are believed; without it, this act."""


class End(Kind[EndContent]):
    """A key of the record is lost or compromised."""

    name = "log-key.end"
    before_founding = True
    public = EndContent

    def may(self, state: State, act: Act, said: EndContent) -> Iterator[Refusal]:
        """Only the operator, only a key in force."""
        facts = {"verifier": said.verifier}
        if act.actor != OPERATOR:
            yield Refusal("log-key.operator-only", "only the operator names the keys of the record", facts)
        if not _stands(state, said.verifier):
            yield Refusal("log-key.not-in-force", "this key is not in force", facts)

    def apply(self, state: State, act: Act, said: EndContent) -> None:
        """The key ends here, or at the size to which it is believed."""
        until = act.seq if said.believed_to is None else min(said.believed_to, act.seq)
        _end([state.log_keys[said.verifier]], until, said.reason)


KINDS = (Add(), Rotate(), Revoke(), Announce(), End())


def _stands(state: State, verifier: str) -> bool:
    key = state.log_keys.get(verifier)
    return key is not None and key.until is None


def _known(state: State, actor: str, key: str) -> Iterator[Refusal]:
    if any(one.key == key for one in state.keys.get(actor, ())):
        yield Refusal("key.known", "this key was added before; make a new one", {"actor": actor, "key": key})


def _in_force(state: State, actor: str) -> Iterator[Refusal]:
    standing = next((one.key for one in state.keys.get(actor, ()) if one.until is None), None)
    if standing is not None:
        sentence = f"{actor} has a key in force; rotate it, or give it up first"
        yield Refusal("key.in-force", sentence, {"actor": actor, "key": standing})


def _end(keys: list[Key], seq: int, reason: str) -> None:
    for key in keys:
        if key.until is None:
            key.until, key.reason = seq, reason
