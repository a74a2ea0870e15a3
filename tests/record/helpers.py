"""Acts, keys and records for the tests of the room."""

import hashlib
from datetime import UTC, datetime, timedelta

from comity.record.checkpoint import Checkpoint
from comity.record.envelope import Act, time_text
from comity.record.notes import Algorithm, Signer, sign_note
from comity.record.policy import parse_policy
from comity.record.tiles import TileWriter

ORIGIN = "body.example/record"
START = datetime(2026, 3, 1, 10, tzinfo=UTC)
TIME = int(START.timestamp())


def always(name, algorithm=Algorithm.ED25519):
    """The same key each time: keys name tests, which several processes must find under the same names."""
    return Signer(name, algorithm, hashlib.sha256(f"helpers {name}".encode()).digest())


OPERATOR = always(ORIGIN)


def act(seq, /, **changes):
    """An act at this place of the record, otherwise the same each time."""
    usual = {
        "kind": "consultation.vote",
        "kind_version": 1,
        "origin": ORIGIN,
        "seq": seq,
        "at": time_text(START + timedelta(microseconds=seq)),
        "actor": f"p-{seq}",
        "public": {"statement": seq % 17, "vote": "agree"},
    }
    return Act(**{**usual, **changes})


def write_record(folder, size, signers=(), entry=lambda i: act(i).to_bytes(), steps=()):
    """A record of `size` entries in `folder`, with a checkpoint at each of `steps` on the way; gives the last note."""
    writer, note = TileWriter(folder), None
    for step in (*steps, size):
        writer.append(entry(i) for i in range(writer.size, step))
        text = Checkpoint(ORIGIN, writer.size, writer.root).text()
        note = sign_note(text, signers or [OPERATOR], TIME)
        writer.publish(note.to_bytes())
    return note


WITNESSES = {f"w{i}": always(f"witness.example/{i}", Algorithm.COSIGNATURE) for i in range(3)}
POLICY_TEXT = "\n".join(
    [
        f"log {OPERATOR.verifier.text}",
        *(f"witness {name} {signer.verifier.text}" for name, signer in WITNESSES.items()),
        "group any-two 2 w0 w1 w2",
    ]
)
POLICY = parse_policy(f"{POLICY_TEXT}\nquorum none\n")
TWO_OF_THREE = parse_policy(f"{POLICY_TEXT}\nquorum any-two\n")
