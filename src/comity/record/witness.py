"""Whether a witness cosigns a checkpoint (C2SP tlog-witness v1.0.0): the decision, without disk and network.

Who keeps the state takes a lock on the origin, reads what was last cosigned, calls `add_checkpoint`, makes the new
state durable, and only then sends the response: a cosignature that was sent and then forgotten would let a second
history through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from comity.base.errors import CheckError, InputError, UsageError
from comity.record.checkpoint import Checkpoint, decimal, parse_checkpoint
from comity.record.merkle import EMPTY_ROOT, check_consistency
from comity.record.notes import Algorithm, Note, Signature, Signer, Verifier, parse_note, parse_signatures, verify_note
from comity.record.receipt import parse_proof, write_proof

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Witness:
    """The keys that cosign, and by origin the keys of the records that are witnessed."""

    signers: tuple[Signer, ...]
    logs: Mapping[str, Sequence[Verifier]]

    def __post_init__(self) -> None:
        """Refuse keys that cannot cosign, and two under one name: a cosigner has one key."""
        names = [signer.name for signer in self.signers]
        if not names or len(set(names)) < len(names) or any(s.algorithm is Algorithm.ED25519 for s in self.signers):
            raise UsageError("a witness needs a key of type 04 or 06, and a name of its own for each key")


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest size and root of one record that this witness cosigned; of none yet, size 0."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent back over HTTP."""

    status: int
    body: bytes
    content_type: str = TEXT_TYPE


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint to be cosigned, and the proof that it continues the one of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def to_bytes(self) -> bytes:
        """The body of the POST."""
        return f"old {self.old}\n{write_proof(self.proof)}\n".encode() + self.note


def parse_request(body: bytes) -> Request:
    """The request of a body; InputError if it is malformed."""
    head, blank, note = body.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise InputError("a request must be ASCII down to its checkpoint") from error
    if not blank or not first.startswith("old "):
        raise InputError("a request is: old N, the lines of a proof, an empty line, a checkpoint")
    return Request(decimal(first.removeprefix("old "), "old"), parse_proof(lines), note)


def origin_of(body: bytes) -> str:
    """Which record a request is about, so that its lock can be taken; InputError if it is malformed."""
    return parse_checkpoint(parse_note(parse_request(body).note).text).origin


def hash_of(origin: str) -> str:
    """Under which name a witness publishes what it has seen of a record."""
    return sha256(origin.encode()).hexdigest()


def add_checkpoint(witness: Witness, seen: Seen, body: bytes, time: int) -> tuple[Response, Seen]:
    """The response to a request, and what was last cosigned after it; `time` in Unix seconds.

    `seen` is of the origin of the request. 200 with the cosignatures; 400 malformed, or old larger than the
    checkpoint; 403 not signed by the record; 404 a record that is not witnessed; 409 with the current size, when old is
    another or the same size has another root; 422 a proof that does not hold. All but 200 leave `seen` as it is.
    """
    accepted = judge(witness, seen, body)
    if isinstance(accepted, Response):
        return accepted, seen
    return cosign(witness, accepted, time)[0], accepted.seen


@dataclass(frozen=True, slots=True)
class Accepted:
    """A checkpoint that may be cosigned: its note with the record's own signatures only, and what is then seen."""

    note: Note
    seen: Seen


def judge(witness: Witness, seen: Seen, body: bytes) -> Response | Accepted:
    """Whether the checkpoint of a request may be cosigned after `seen`, or the refusal as `add_checkpoint` has it."""
    try:
        request = parse_request(body)
        note = parse_note(request.note)
        checkpoint = parse_checkpoint(note.text)
    except InputError as error:
        return _refusal(400, error.message)
    refused = _refuse_note(witness, note, checkpoint) or _refuse_history(seen, request, checkpoint)
    if refused:
        return refused
    keys = witness.logs[checkpoint.origin]
    own = dict.fromkeys(one for one in note.signatures if any(key.matches(one) for key in keys))
    return Accepted(Note(note.text, tuple(own)), Seen(checkpoint.size, checkpoint.root))


def cosign(witness: Witness, accepted: Accepted, time: int) -> tuple[Response, Note]:
    """The response with the cosignatures, and the note with them; to be sent once `accepted.seen` is durable."""
    note = accepted.note
    cosigned = tuple(signer.sign(note.text, time) for signer in witness.signers)
    response = Response(200, "".join(signature.line for signature in cosigned).encode())
    return response, Note(note.text, (*note.signatures, *cosigned))


def with_cosignatures(note: bytes, answers: Sequence[bytes]) -> bytes:
    """A note with the lines of these answers of witnesses added; InputError if one is malformed.

    Which of them are good is seen by who verifies the note under a policy: check before publishing.
    """
    parsed = parse_note(note)
    added: list[Signature] = list(parsed.signatures)
    for answer in answers:
        try:
            lines = answer.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError("the answer of a witness is not UTF-8") from error
        added += (signature for signature in parse_signatures(lines) if signature not in added)
    return Note(parsed.text, tuple(added)).to_bytes()


def _refuse_note(witness: Witness, note: Note, checkpoint: Checkpoint) -> Response | None:
    keys = witness.logs.get(checkpoint.origin)
    if not keys:
        return _refusal(404, f"{checkpoint.origin} is not witnessed here")
    try:
        verify_note(note, keys)
    except (CheckError, InputError) as error:
        return _refusal(403, str(error))
    if checkpoint.extensions and any(signer.algorithm is Algorithm.ML_DSA_44 for signer in witness.signers):
        return _refusal(400, "ML-DSA-44 would not cover the further lines of this checkpoint")
    return None


def _refuse_history(seen: Seen, request: Request, checkpoint: Checkpoint) -> Response | None:
    if request.old > checkpoint.size:
        return _refusal(400, f"old is {request.old}, but the checkpoint has only {checkpoint.size} entries")
    if request.old != seen.size or (checkpoint.size == seen.size and checkpoint.root != seen.root):
        return Response(409, f"{seen.size}\n".encode(), SIZE_TYPE)
    try:
        check_consistency(seen.size, checkpoint.size, request.proof, seen.root, checkpoint.root)
    except CheckError as error:
        return _refusal(422, str(error))
    return None


def _refusal(status: int, message: str) -> Response:
    return Response(status, f"{message}\n".encode())
