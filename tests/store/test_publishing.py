"""The published record is what the acts give, can be audited, and never has two histories."""

import pytest

from comity.base.errors import CheckError, InputError, UsageError
from comity.record.audit import audit
from comity.record.keys import write_keys
from comity.record.notes import Algorithm, make_signer, parse_note
from comity.record.policy import parse_policy
from comity.record.proposal import propose
from comity.record.tiles import folder_source
from comity.record.verify import verify_receipt
from comity.store import publishing
from comity.store.models import Body, Checkpoint, Entry
from comity.store.publishing import Home, RolledBackError, blob_path, publish, published, receipt
from comity.store.sequencer import Sequencer
from tests.store.helpers import ORIGIN, registry, say

KEYS = [make_signer(ORIGIN), make_signer(ORIGIN, Algorithm.ML_DSA_44)]
POLICY = parse_policy("".join(f"log {key.verifier.text}\n" for key in KEYS) + "quorum none\n")


@pytest.fixture
def sequencer(store):
    made = Sequencer(registry())
    made.open(ORIGIN)
    return made


@pytest.fixture
def put_out(sequencer, store):
    """Publish, and give the folder."""
    folder = Home(store.home).record(ORIGIN)

    def run(**how):
        publish(sequencer.registry, Body.objects.get(origin=ORIGIN), folder, KEYS, **how)
        return folder

    return run


def test_a_published_record_is_audited_and_gives_receipts(sequencer, put_out):
    folder = put_out()
    assert published(folder).size == 0
    for i in range(3):
        sequencer.commit(say(f"{i}"))
    put_out()
    first = (folder / "checkpoint").read_bytes()
    for i in range(300):
        sequencer.commit(say(f"more {i}"))
    put_out()
    assert audit(folder_source(folder), POLICY, earlier=first).signed.checkpoint.size == 303
    body = Body.objects.get(origin=ORIGIN)
    for seq in (0, 255, 302):
        entry = bytes(Entry.objects.get(seq=seq).entry)
        verify_receipt(entry, receipt(body, folder, seq).to_bytes(), POLICY)
    sequencer.commit(say("not yet"))
    with pytest.raises(UsageError, match=r"act 303 of .* is under no checkpoint yet"):
        receipt(body, folder, 303)


def test_publishing_twice_changes_nothing(sequencer, put_out):
    sequencer.commit(say("a"))
    folder = put_out()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    put_out()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_was_signed_is_kept_before_it_is_shown(sequencer, put_out, monkeypatch):
    sequencer.commit(say("a"))
    folder = put_out()
    sequencer.commit(say("b"))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publishing.TileWriter, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            put_out()
    assert published(folder).size == 1
    kept = bytes(Checkpoint.objects.get(size=2).note)
    put_out()
    assert (folder / "checkpoint").read_bytes() == kept


def test_a_second_history_is_never_signed(sequencer, put_out, store):
    sequencer.commit(say("a"))
    folder = put_out()
    act = Entry.objects.get(seq=0)
    Entry.objects.update(entry=bytes(act.entry).replace(b'"a"', b'"b"'))
    with pytest.raises(CheckError, match=r"act 0 of .* was published as another act than the database has"):
        put_out()
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    with pytest.raises(CheckError, match="was signed with another root before"):
        put_out()


def test_a_database_older_than_its_record_is_noticed(sequencer, put_out):
    for i in range(3):
        sequencer.commit(say(f"{i}"))
    put_out()
    Entry.objects.filter(seq=2).delete()
    Body.objects.update(size=2)
    with pytest.raises(RolledBackError, match=r"3 acts of .* are published and the database has 2"):
        put_out()


def test_cosignatures_are_kept_and_shown(sequencer, put_out):
    witness = make_signer("witness.example", Algorithm.COSIGNATURE)
    sequencer.commit(say("a"))

    def cosign(note, tiles):
        assert tiles.size == 1
        text = parse_note(note).text
        return note + f"{witness.sign(text, 1_800_000_000).line}".encode()

    folder = put_out(cosign=cosign)
    assert len(parse_note((folder / "checkpoint").read_bytes()).signatures) == 3
    put_out()
    assert len(parse_note((folder / "checkpoint").read_bytes()).signatures) == 3


def test_public_blobs_are_published_until_erased_and_confidential_ones_never(sequencer, put_out):
    done = sequencer.commit(
        propose(ORIGIN, "test.say", "p1", {"text": "see"}, blobs=[b"paper"], confidential=[b"draft"])
    )
    folder = put_out()
    [digest] = done.act.blobs
    assert (folder / blob_path(digest)).read_bytes() == b"paper"
    assert [path.read_bytes() for path in folder.glob("blob/*/*/*")] == [b"paper"]
    sequencer.commit(propose(ORIGIN, "erase", "p1", {"erased": [{"seq": 0}], "reason": "asked"}))
    put_out()
    assert list(folder.glob("blob/*/*/*")) == []
    assert audit(folder_source(folder), POLICY).signed.checkpoint.size == 2


def test_keys_are_read_from_the_home(store):
    home = Home(store.home)
    with pytest.raises(UsageError, match=r"body\.example/record has no key to sign with"):
        home.signers(ORIGIN)
    (store.home / "keys").mkdir()
    file = store.home / "keys" / "body.example%2Frecord"
    file.write_text("".join(f"{key.text}\n" for key in KEYS))
    assert [key.verifier for key in home.signers(ORIGIN)] == [key.verifier for key in KEYS]
    file.write_bytes(write_keys(KEYS, "log"))
    assert [key.verifier for key in home.signers(ORIGIN)] == [key.verifier for key in KEYS]
    file.write_text(f"{KEYS[0].verifier.text}\n")
    with pytest.raises(InputError, match="the private one is needed here"):
        home.signers(ORIGIN)
    file.write_text(f"{make_signer('other.example').text}\n")
    with pytest.raises(UsageError, match="must hold keys that are named"):
        home.signers(ORIGIN)
