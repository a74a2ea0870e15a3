"""Any single byte changed in a record that the store published, or in a receipt, is detected."""

import random

import pytest

from comity.base.errors import CheckError, InputError
from comity.record.audit import audit
from comity.record.policy import parse_policy
from comity.record.proposal import propose
from comity.record.tiles import folder_source
from comity.record.verify import verify_receipt
from comity.store.models import Body, Entry
from comity.store.publishing import Home, publish, receipt
from comity.store.sequencer import Sequencer
from tests.conftest import SOAK
from tests.store.faults import KEYS
from tests.store.helpers import ORIGIN, registry, say
from tests.store.test_backup import InProcess

SIZE = 257


@pytest.fixture
def shown(store):
    """A small record with a witness who must have cosigned: its folder, that policy, a middle act and its receipt."""
    sequencer, witness = Sequencer(registry()), InProcess()
    body = sequencer.open(ORIGIN)
    folder = Home(store.home).record(ORIGIN)
    for i in range(3):
        sequencer.commit(say(f"{i}", name=f"name {i}"))
    sequencer.commit(propose(ORIGIN, "erase", "operator", {"erased": [{"seq": 1}], "reason": "asked"}))
    publish(sequencer.registry, body, folder, KEYS, witness)
    for i in range(4, SIZE):
        sequencer.commit(say(f"{i}"))
    publish(sequencer.registry, body, folder, KEYS, witness)
    logs = "".join(f"log {key.verifier.text}\n" for key in KEYS)
    policy = parse_policy(f"{logs}witness w {witness.witness.signers[0].verifier.text}\nquorum w\n")
    return folder, policy, bytes(Entry.objects.get(seq=200).entry), receipt(Body.objects.get(), folder, 200).to_bytes()


def changes(content, sample):
    """`content` with one byte changed: at each place under SOAK, otherwise at some."""
    chance = random.Random(len(content))  # noqa: S311
    places = range(len(content)) if SOAK else sorted(chance.sample(range(len(content)), min(sample, len(content))))
    for at in places:
        changed = bytearray(content)
        changed[at] ^= 1 << chance.randrange(8)
        yield at, bytes(changed)


def is_seen(good, check, *given):
    """Whether the check fails, or says that somebody has not signed who had.

    The latter where the name or the identifier of a key is what changed: that line of the note is then of an unknown
    key, which is passed over (C2SP signed-note), and those who are required have signed all the same.
    """
    try:
        return check(*given) != good
    except (CheckError, InputError):
        return True


def test_a_changed_byte_of_the_published_record_is_detected(shown):
    folder, policy, _, _ = shown
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert files.pop(".lock") == b""
    assert sorted(files) == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/1",
    ]
    source = folder_source(folder)
    good = audit(source, policy)
    assert (good.signed.checkpoint.size, len(good.signed.signatures)) == (SIZE, 3)
    for path, content in files.items():
        for at, changed in changes(content, 60 if path == "checkpoint" else 12):
            other = {**files, path: changed}
            assert is_seen(good, audit, other.__getitem__, policy), (
                f"byte {at} of {path} was changed and nobody noticed"
            )


def test_a_changed_byte_of_a_receipt_or_its_act_is_detected(shown):
    _, policy, entry, proof = shown
    good = verify_receipt(entry, proof, policy)
    assert good.index == 200
    for at, changed in changes(proof, 200):
        assert is_seen(good, verify_receipt, entry, changed, policy), f"byte {at} of the receipt"
    for at, changed in changes(entry, 200):
        assert is_seen(good, verify_receipt, changed, proof, policy), f"byte {at} of the act"
