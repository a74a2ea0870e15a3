"""Whether a checkpoint or a receipt is good under a policy. Needs no network and no trust in who hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.errors import CheckError
from comity.record.checkpoint import Checkpoint, parse_checkpoint
from comity.record.merkle import check_inclusion, leaf_hash
from comity.record.notes import Algorithm, Verifier, parse_note, verify_note
from comity.record.policy import Policy
from comity.record.receipt import parse_receipt


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that meets a policy, and who signed it when (Unix seconds; None for a signature without a time)."""

    checkpoint: Checkpoint
    signatures: tuple[tuple[Verifier, int | None], ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry that is in a record: at which index, under which signed checkpoint."""

    index: int
    signed: Signed


def verify_checkpoint(note: bytes, policy: Policy, *, quorum: bool = True) -> Signed:
    """The checkpoint of a note that the record itself signed with Ed25519, and a quorum of witnesses with it.

    Without `quorum` the record's own signature is enough: so much proves what the record once said.
    Raises InputError for a malformed note, CheckError for a bad or missing signature, an unknown record, no quorum.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    keys = policy.log_keys(checkpoint.origin)
    signed = verify_note(parsed, [*keys, *(key for key in policy.witnesses.values() if key not in keys)])
    by = [verifier for verifier, _ in signed]
    if not any(key in by and key.algorithm is Algorithm.ED25519 for key in keys):
        raise CheckError(f"the checkpoint has no Ed25519 signature by the key of {checkpoint.origin}")
    if quorum:
        policy.check(by)
    return Signed(checkpoint, tuple(signed))


def verify_receipt(entry: bytes, receipt: bytes, policy: Policy) -> Proven:
    """Where `entry` stands in a record, by a receipt, under a policy.

    Raises what `verify_checkpoint` raises, and CheckError if the proof does not lead from this entry to the root.
    """
    parsed = parse_receipt(receipt)
    signed = verify_checkpoint(parsed.checkpoint, policy)
    checkpoint = signed.checkpoint
    if parsed.index >= checkpoint.size:
        raise CheckError(f"the receipt is of entry {parsed.index}, but its checkpoint has {checkpoint.size} entries")
    check_inclusion(leaf_hash(entry), parsed.index, checkpoint.size, parsed.proof, checkpoint.root)
    return Proven(parsed.index, signed)
