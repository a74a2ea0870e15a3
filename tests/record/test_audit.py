import dataclasses
import random
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.base.errors import CheckError, InputError, UsageError
from comity.record.audit import AuditError, audit
from comity.record.canonical import dumps
from comity.record.checkpoint import Checkpoint
from comity.record.envelope import sign_act
from comity.record.merkle import leaf_hash
from comity.record.notes import make_signer, sign_note
from comity.record.policy import Policy
from comity.record.tiles import TileWriter, bundle_path, folder_source, pack_bundle, tile_path, unpack_bundle
from tests.conftest import SOAK
from tests.record.helpers import OPERATOR, ORIGIN, POLICY, TIME, TWO_OF_THREE, act, write_record

SIZE = 600


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A record with a checkpoint at 300 and at its end."""
    folder = tmp_path_factory.mktemp("record")
    earlier = write_record(folder, 300)
    writer = TileWriter(folder, 300)
    writer.append(act(i).to_bytes() for i in range(300, SIZE))
    note = sign_note(Checkpoint(ORIGIN, SIZE, writer.root).text(), [OPERATOR], TIME)
    writer.publish(note.to_bytes())
    return folder, earlier.to_bytes()


@pytest.fixture
def record(written, tmp_path):
    """A copy that a test may spoil."""
    return shutil.copytree(written[0], tmp_path / "copy"), written[1]


def finding(folder, earlier=None):
    with pytest.raises(AuditError) as raised:
        audit(folder_source(folder), POLICY, earlier)
    return raised.value.finding, str(raised.value)


def test_a_good_record_is_counted(written):
    folder, earlier = written
    seen = []
    found = audit(folder_source(folder), POLICY, earlier, lambda doing, done: seen.append(done))
    assert (found.kinds, found.unread, found.actor_signed) == ({"consultation.vote": SIZE}, 0, 0)
    assert found.signed.checkpoint.size == SIZE
    assert seen == [256 / SIZE, 512 / SIZE, 1.0]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512])
def test_any_size_is_audited_against_any_earlier_one(tmp_path, size):
    notes = {}
    for step in sorted({0, min(1, size), size // 2, size}):
        notes[step] = write_record(tmp_path, step).to_bytes()
    for earlier in notes.values():
        assert sum(audit(folder_source(tmp_path), POLICY, earlier).kinds.values()) == size


def test_what_is_not_understood_is_counted_apart(tmp_path):
    signed = sign_act(act(1), Ed25519PrivateKey.generate())
    entries = [act(0, kind="new.kind").to_bytes(), signed.to_bytes(), dumps({"v": 2})]
    write_record(tmp_path, 3, entry=entries.__getitem__)
    found = audit(folder_source(tmp_path), POLICY)
    assert (found.kinds, found.unread, found.actor_signed) == ({"new.kind": 1, "consultation.vote": 1}, 1, 1)


def rewrite(folder, index, entry):
    """Another entry, and its hash in the lowest tile."""
    path = folder / bundle_path(index // 256)
    entries = unpack_bundle(path.read_bytes(), "")
    entries[index % 256] = entry
    path.write_bytes(pack_bundle(entries))
    path = folder / tile_path(0, index // 256)
    hashes = bytearray(path.read_bytes())
    hashes[index % 256 * 32 : index % 256 * 32 + 32] = leaf_hash(entry)
    path.write_bytes(hashes)


def test_a_rewritten_entry_is_found(record):
    folder, earlier = record
    path = folder / bundle_path(0)
    path.write_bytes(path.read_bytes().replace(b'"agree"', b'"pass!"', 1))
    word, message = finding(folder)
    assert word == "rewrite"
    assert message.startswith("rewrite: entry 0 has the hash ")
    shutil.copy(folder / bundle_path(1), path)
    rewrite(folder, 0, act(0, public={}).to_bytes())
    assert finding(folder, earlier)[0] == "rewrite"
    rewrite(folder, 0, b"no act at all")
    assert finding(folder, earlier)[0] == "rewrite"


def test_a_rewritten_tile_of_any_level_is_found(record):
    folder, _ = record
    for path in (tile_path(1, 0, 2), tile_path(0, 2, 88)):
        content = (folder / path).read_bytes()
        (folder / path).write_bytes(b"\x00" + content[1:])
        assert finding(folder)[0] == "rewrite"
        (folder / path).write_bytes(content)
    audit(folder_source(folder), POLICY)


def test_all_rewritten_but_the_checkpoint_is_found(record, tmp_path):
    folder, _ = record
    write_record(tmp_path / "other", SIZE, entry=lambda i: act(i, actor="q").to_bytes())
    shutil.copy(folder / "checkpoint", tmp_path / "other" / "checkpoint")
    word, message = finding(tmp_path / "other")
    assert (word, "entries have the root" in message) == ("rewrite", True)


@pytest.mark.parametrize("path", [bundle_path(1), bundle_path(2, 88), tile_path(0, 0), tile_path(1, 0, 2)])
def test_a_missing_file_is_a_gap(record, path):
    folder, _ = record
    (folder / path).unlink()
    word, message = finding(folder)
    assert (word, path in message) == ("gap", True)


def test_a_short_or_long_file_is_found(record):
    folder, _ = record
    for path in (bundle_path(0), bundle_path(2, 88), tile_path(0, 1)):
        content = (folder / path).read_bytes()
        for changed in (content[:-1], content + b"\x00\x00", content + content[:32], b""):
            (folder / path).write_bytes(changed)
            assert finding(folder)[0] == "rewrite"
        (folder / path).write_bytes(content)


def test_a_missing_number_is_a_gap(tmp_path):
    write_record(tmp_path, 5, entry=lambda i: act(i if i < 3 else i + 1).to_bytes())
    assert finding(tmp_path) == ("gap", "gap: entry 3 says that it is act 4")


def test_a_second_history_is_a_fork(written, tmp_path):
    _, earlier = written
    for size in (300, 301, SIZE):
        other = tmp_path / str(size)
        write_record(other, size, entry=lambda i: act(i, actor="q" if i == 299 else f"p-{i}").to_bytes())
        assert sum(audit(folder_source(other), POLICY).kinds.values()) == size
        word, message = finding(other, earlier)
        assert (word, "the first 300 entries have the root" in message) == ("fork", True)


def test_a_shorter_history_is_a_rollback(written, tmp_path):
    _, earlier = written
    write_record(tmp_path, 299)
    word, message = finding(tmp_path, earlier)
    assert word == "rollback"
    assert message == "rollback: expected the 300 entries of the earlier checkpoint or more, found 299"


@pytest.mark.parametrize(
    ("word", "entry"),
    [
        ("malformed", b"{}"),
        ("malformed", b"not json"),
        ("disorder", act(3, origin="other.example").to_bytes()),
        ("disorder", act(3, at="2020-01-01T00:00:00.000000Z").to_bytes()),
        ("signature", dataclasses.replace(sign_act(act(3), Ed25519PrivateKey.generate()), actor="q").to_bytes()),
    ],
)
def test_what_is_wrong_in_an_entry_is_said(tmp_path, word, entry):
    write_record(tmp_path, 300, entry=lambda i: entry if i == 3 else act(i).to_bytes())
    found, message = finding(tmp_path)
    assert (found, " 3" in message) == (word, True)


def test_a_signed_act_that_was_put_in_twice_is_found(tmp_path):
    signed = sign_act(act(0), Ed25519PrivateKey.generate())
    entries = [signed, act(1), dataclasses.replace(signed, seq=2, at=act(2).at)]
    write_record(tmp_path, 3, entry=lambda i: entries[i].to_bytes())
    assert finding(tmp_path)[0] == "replay"


def test_whose_checkpoint_it_is_comes_first(record):
    folder, earlier = record
    stranger = Policy((make_signer(ORIGIN).verifier,), {}, {}, "none")
    with pytest.raises(CheckError, match="no signature by a known key"):
        audit(folder_source(folder), stranger)
    with pytest.raises(CheckError, match="quorum is not met"):
        audit(folder_source(folder), TWO_OF_THREE)
    other = make_signer("other.example")
    note = sign_note(Checkpoint("other.example", 0, bytes(32)).text(), [other], TIME).to_bytes()
    with pytest.raises(UsageError, match=r"earlier checkpoint is of other\.example"):
        audit(folder_source(folder), Policy((OPERATOR.verifier, other.verifier), {}, {}, "none"), note)
    (folder / "checkpoint").unlink()
    with pytest.raises(InputError, match="missing"):
        audit(folder_source(folder), POLICY, earlier)


def test_a_changed_byte_anywhere_is_found(tmp_path):
    folder = tmp_path / "record"
    write_record(folder, 257)
    chance = random.Random(3)  # noqa: S311
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        places = chance.sample(range(len(content)), min(len(content), 2_000 if SOAK else 40))
        for at in places:
            changed = bytearray(content)
            changed[at] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            with pytest.raises((CheckError, InputError)):
                audit(folder_source(folder), POLICY)
        path.write_bytes(content)
    audit(folder_source(folder), POLICY)
