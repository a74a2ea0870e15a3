"""The keys of a record, announced in the record itself: whoever reads it sees which key signs it from which act on."""

from __future__ import annotations

from collections.abc import Sequence

from comity.base.errors import UsageError
from comity.body.keys import AnnounceContent
from comity.body.kind import RefusedError
from comity.body.state import OPERATOR, Key, State
from comity.record.notes import Signer, Verifier, parse_verifier
from comity.record.proposal import propose
from comity.store.sequencer import Sequencer


def announce(sequencer: Sequencer, origin: str, signers: Sequence[Signer]) -> int:
    """Have the operator announce those keys of a record that were not yet; gives how many. Safe to run twice.

    A new key takes the place of one of the same algorithm that was announced and is no longer among `signers`; while
    both sign, both are in force. An empty record stays empty: its first act is its founding. UsageError if a key was
    announced and has ended since: it must not sign again.
    """
    state = sequencer.state(origin).state
    if not state.size:
        return 0
    verifiers = [signer.verifier for signer in signers]
    for one in verifiers:
        known = state.log_keys.get(one.text)
        if known and known.until is not None:
            sentence = f"the key {one.key_id.hex()} of {origin} has ended ({known.reason}) and must not sign"
            raise UsageError(f"{sentence}: take it out of the file of its keys")
    gone = _gone(state, verifiers)
    count = 0
    for one in verifiers:
        if one.text not in state.log_keys:
            replaced = next((key for key in gone if key.algorithm == one.algorithm), None)
            if replaced:
                gone.remove(replaced)
            count += _announced(sequencer, origin, one, replaced)
    return count


def _gone(state: State, verifiers: Sequence[Verifier]) -> list[Verifier]:
    """The keys that are in force and sign no more."""
    texts = {one.text for one in verifiers}
    standing: list[Key] = [key for key in state.log_keys.values() if key.until is None and key.key not in texts]
    return [parse_verifier(key.key) for key in standing]


def _announced(sequencer: Sequencer, origin: str, verifier: Verifier, replaced: Verifier | None) -> bool:
    said = AnnounceContent(verifier=verifier.text, replaces=replaced.text if replaced else None)
    try:
        sequencer.commit(propose(origin, "log-key.announce", OPERATOR, said.model_dump(exclude_none=True)))
    except RefusedError:
        if verifier.text in sequencer.state(origin).state.log_keys:  # another process was faster
            return False
        raise
    return True
