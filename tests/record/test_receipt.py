import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import CheckError, InputError
from comity.record.notes import Algorithm, make_signer
from comity.record.receipt import make_receipt, parse_receipt
from comity.record.tiles import Tiles, folder_source
from comity.record.verify import verify_checkpoint, verify_receipt
from tests.record.helpers import OPERATOR, ORIGIN, POLICY, TIME, TWO_OF_THREE, WITNESSES, act, write_record

SIZE = 300


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A record that two of the three witnesses cosigned."""
    folder = tmp_path_factory.mktemp("record")
    note = write_record(folder, SIZE, [OPERATOR, WITNESSES["w0"], WITNESSES["w2"]])
    return Tiles(folder_source(folder), SIZE), note.to_bytes()


@pytest.mark.parametrize("index", [0, 255, 256, 299])
def test_a_receipt_proves_an_entry_under_a_policy(record, index):
    tiles, note = record
    receipt = make_receipt(tiles, index, note)
    assert parse_receipt(receipt.to_bytes()) == receipt
    proven = verify_receipt(tiles.entry(index), receipt.to_bytes(), TWO_OF_THREE)
    assert (proven.index, proven.signed.checkpoint.size) == (index, SIZE)
    assert {(key.name, time) for key, time in proven.signed.signatures} == {
        (ORIGIN, None),
        ("witness.example/0", TIME),
        ("witness.example/2", TIME),
    }


def test_the_form_of_a_receipt_is_the_specification_s(record):
    tiles, note = record
    lines = make_receipt(tiles, 257, note).to_bytes().decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 257"]
    blank = lines.index("")
    assert blank - 2 == len(tiles.inclusion_proof(257))
    assert "\n".join(lines[blank + 1 :]).encode() == note


def test_extra_data_of_another_program_is_kept_and_not_trusted(record):
    tiles, note = record
    plain = make_receipt(tiles, 7, note)
    content = plain.to_bytes().replace(b"@v1\n", b"@v1\nextra aW52ZW50ZWQ=\n", 1)
    parsed = parse_receipt(content)
    assert (parsed.extra, parsed.index, parsed.proof) == (b"invented", 7, plain.proof)
    assert parsed.to_bytes() == content
    assert verify_receipt(tiles.entry(7), content, TWO_OF_THREE).index == 7


def test_a_receipt_proves_no_other_entry(record):
    tiles, note = record
    receipt = make_receipt(tiles, 7, note).to_bytes()
    with pytest.raises(CheckError, match="entry 7 is among 300 leads to the root"):
        verify_receipt(tiles.entry(8), receipt, POLICY)
    with pytest.raises(CheckError, match="entry 300, but its checkpoint has 300"):
        verify_receipt(tiles.entry(7), receipt.replace(b"index 7\n", b"index 300\n"), POLICY)
    with pytest.raises(CheckError):
        verify_receipt(tiles.entry(7), receipt.replace(b"index 7\n", b"index 8\n"), POLICY)


def test_one_witness_is_not_two(tmp_path):
    note = write_record(tmp_path, 3, [OPERATOR, WITNESSES["w1"], WITNESSES["w1"]]).to_bytes()
    verify_checkpoint(note, POLICY)
    with pytest.raises(CheckError, match="any-two needs 2 of 3 and has 1, without w0, w2"):
        verify_checkpoint(note, TWO_OF_THREE)
    assert verify_checkpoint(note, TWO_OF_THREE, quorum=False).checkpoint.size == 3


def test_a_checkpoint_needs_the_record_s_own_signature(tmp_path):
    note = write_record(tmp_path, 3, [WITNESSES["w0"], WITNESSES["w1"]]).to_bytes()
    with pytest.raises(CheckError, match=f"no Ed25519 signature by the key of {ORIGIN}"):
        verify_checkpoint(note, TWO_OF_THREE)
    impostor = write_record(tmp_path / "b", 3, [make_signer(ORIGIN)]).to_bytes()
    with pytest.raises(CheckError, match="no signature by a known key"):
        verify_checkpoint(impostor, POLICY)


def test_ml_dsa_alone_is_not_enough_for_a_record(tmp_path):
    quantum = make_signer(ORIGIN, Algorithm.ML_DSA_44)
    policy = type(POLICY)((*POLICY.logs, quantum.verifier), {}, {}, "none")
    both = write_record(tmp_path / "a", 3, [OPERATOR, quantum]).to_bytes()
    assert len(verify_checkpoint(both, policy).signatures) == 2
    one = write_record(tmp_path / "b", 3, [quantum]).to_bytes()
    with pytest.raises(CheckError, match="no Ed25519 signature"):
        verify_checkpoint(one, policy)


@pytest.mark.parametrize(
    "content",
    [
        *(
            b"",
            b"c2sp.org/tlog-proof@v1\n\n",
            b"c2sp.org/tlog-proof@v2\nindex 1\n\nx",
            b"c2sp.org/tlog-proof@v1\nindex 01\n\n",
        ),
        *(b"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", b"c2sp.org/tlog-proof@v1\nindex 1\n", b"\xff\n\n"),
        *(b"c2sp.org/tlog-proof@v1\nextra \nindex 1\n\n", b"c2sp.org/tlog-proof@v1\nextra AAA\nindex 1\n\n"),
        *(b"c2sp.org/tlog-proof@v1\nextra AAAA\n\n", b"c2sp.org/tlog-proof@v1\nindex 1\nextra AAAA\n\n"),
        b"c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 1\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 1\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n",
    ],
)
def test_what_is_no_receipt_is_refused(content):
    with pytest.raises(InputError):
        parse_receipt(content)


@given(st.data())
def test_a_changed_byte_of_a_receipt_or_its_entry_is_seen(record, data):
    tiles, note = record
    index = data.draw(st.sampled_from([0, 100, 299]))
    parts = [bytearray(tiles.entry(index)), bytearray(make_receipt(tiles, index, note).to_bytes())]
    part = data.draw(st.sampled_from(parts))
    part[data.draw(st.integers(0, len(part) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((CheckError, InputError)):
        # Both of two witnesses are needed, so that a signature that becomes a stranger's is missed.
        verify_receipt(bytes(parts[0]), bytes(parts[1]), TWO_OF_THREE)


def test_an_entry_of_the_helpers_is_an_act(record):
    assert record[0].entry(5) == act(5).to_bytes()
