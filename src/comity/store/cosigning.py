"""The witnesses of a record asked to cosign its checkpoints, as the policy that lies in the home names them."""

from __future__ import annotations

import logging

from comity.base.errors import CheckError, InputError
from comity.record.checkpoint import parse_checkpoint
from comity.record.notes import parse_note
from comity.record.policy import Policy, parse_policy
from comity.record.remote import gather, peers_of
from comity.record.tiles import Tiles
from comity.record.verify import verify_checkpoint
from comity.store.publishing import Cosign, Home

log = logging.getLogger("comity.cosigning")


class AlarmError(CheckError):
    """A witness proves another history of a record than the one that is to be published: both bear its signature."""


def cosign_by_policies(home: Home) -> Cosign:
    """Asks the witnesses of a record's policy file; a record without one is published without cosignatures.

    What it gives raises AlarmError if a witness proves another history, CheckError if there are too few cosignatures
    for the policy: then the checkpoint is not shown, and what was shown before stays. A witness that only says so is
    named in the log: one that lies cannot stop a record.
    """

    def cosign(note: bytes, tiles: Tiles) -> bytes:
        origin = parse_checkpoint(parse_note(note).text).origin
        policy = _policy(home, origin)
        if policy is None:
            return note
        gathered = gather(
            note, peers_of(policy), tiles.consistency_proof, policy.log_keys(origin), enough=policy.is_met
        )
        if proved := [answer.words for answer in gathered.alarms if answer.evidence]:
            raise AlarmError(f"a checkpoint of {origin} is not published, for there is another history: {proved[0]}")
        missing = [answer.words for answer in gathered.answers if answer.standing != "cosigned"]
        try:
            verify_checkpoint(gathered.note, policy)
        except CheckError as error:
            raise CheckError("; ".join([str(error), *missing])) from None
        for words in missing:
            log.warning("%s: %s", origin, words)
        return gathered.note

    return cosign


def _policy(home: Home, origin: str) -> Policy | None:
    file = home.policy_file(origin)
    try:
        return parse_policy(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise InputError("a policy must be UTF-8", path=file) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=file) from error
    except InputError as error:
        raise InputError(error.message, path=file, row=error.row) from None
