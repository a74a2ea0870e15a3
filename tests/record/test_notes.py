import base64
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import CheckError, InputError, UsageError
from comity.record.checkpoint import Checkpoint, parse_checkpoint
from comity.record.merkle import EMPTY_ROOT
from comity.record.notes import (
    Algorithm,
    Note,
    Signature,
    Verifier,
    make_signer,
    parse_note,
    parse_signer,
    parse_verifier,
    sign_note,
    verify_note,
)
from tests.record.helpers import ORIGIN

POINT = Checkpoint(ORIGIN, 7, bytes(range(32)))
OPERATOR = make_signer(ORIGIN)
WITNESS = make_signer("witness.example/w1", Algorithm.COSIGNATURE)
QUANTUM = make_signer("witness.example/w2", Algorithm.ML_DSA_44)
ALL = [OPERATOR, WITNESS, QUANTUM]


def test_a_checkpoint_is_three_lines():
    assert POINT.text() == "body.example/record\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert parse_checkpoint(POINT.text()) == POINT
    more = Checkpoint(ORIGIN, 0, EMPTY_ROOT, ("one", "two"))
    assert parse_checkpoint(more.text()) == more


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        POINT.text()[:-1],
        POINT.text() + "\n",
        POINT.text().replace("7", "07"),
        POINT.text().replace("7", "-7"),
        POINT.text().replace("7", "７"),
        POINT.text().replace("7", "9007199254740992"),
        POINT.text().replace("8=\n", "9=\n"),  # the same bytes, with other spare bits
        POINT.text().replace("8=\n", "8\n"),
        POINT.text().replace("AAEC", ""),
        POINT.text().replace("body", "bo dy"),
        "\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(InputError):
        parse_checkpoint(text)


def test_a_key_of_go_s_documentation_is_read():
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    verifier = parse_verifier(text)
    assert (verifier.name, verifier.key_id.hex(), verifier.algorithm) == ("PeterNeumann", "c74f20a3", Algorithm.ED25519)
    assert verifier.text == text


def test_the_messages_are_the_specification_s():
    note = sign_note(POINT.text(), ALL, 1_800_000_000)
    body = POINT.text().encode()
    one, two, three = note.signatures
    Ed25519PublicKey.from_public_bytes(OPERATOR.verifier.key).verify(one.value, body)
    time = struct.pack(">Q", 1_800_000_000)
    assert two.value[:8] == three.value[:8] == time
    Ed25519PublicKey.from_public_bytes(WITNESS.verifier.key).verify(
        two.value[8:], b"cosignature/v1\ntime 1800000000\n" + body
    )
    name, origin = b"witness.example/w2", ORIGIN.encode()
    message = b"subtree/v1\n\x00" + bytes([len(name)]) + name + time + bytes([len(origin)]) + origin
    message += bytes(8) + struct.pack(">Q", 7) + bytes(range(32))
    MLDSA44PublicKey.from_public_bytes(QUANTUM.verifier.key).verify(three.value[8:], message)
    assert len(three.value) == 8 + 2420


@pytest.mark.parametrize("signer", ALL, ids=lambda s: s.algorithm.name)
def test_keys_are_written_and_read(signer):
    assert parse_signer(signer.text) == signer
    assert parse_verifier(signer.verifier.text) == signer.verifier
    assert signer.secret.hex() not in repr(signer)
    name, key_id, _ = signer.verifier.text.split("+", 2)
    with pytest.raises(InputError, match="key ID"):
        parse_verifier(signer.verifier.text.replace(key_id, "00000000"))
    with pytest.raises(InputError, match="key ID") as raised:
        parse_signer(signer.text.replace(name, "other"))
    assert base64.b64encode(signer.secret).decode()[4:] not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a+b", "a+00000000+!", "a+00000000+", "a+00000000+AQ==", "a+00000000+Ag==", "+00000000+AQ=="),
        *("PRIVATE+KEY+a+00000000+AQ==",),
    ],
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(InputError):
        parse_verifier(text)
    with pytest.raises(InputError):
        parse_signer(text)


def test_who_signed_and_when():
    note = parse_note(sign_note(POINT.text(), ALL, 5).to_bytes())
    verifiers = [signer.verifier for signer in ALL]
    assert verify_note(note, verifiers) == [(verifiers[0], None), (verifiers[1], 5), (verifiers[2], 5)]
    assert verify_note(note, verifiers[1:2]) == [(verifiers[1], 5)]
    twice = Note(note.text, note.signatures * 2)
    assert len(verify_note(twice, verifiers)) == 3


def test_unknown_keys_are_ignored_and_none_known_is_too_few():
    note = sign_note(POINT.text(), ALL, 5)
    stranger = make_signer(ORIGIN)
    with pytest.raises(CheckError, match=f"expected one by {ORIGIN}"):
        verify_note(note, [stranger.verifier])
    with pytest.raises(CheckError, match="nobody"):
        verify_note(note, [])
    spoiled = Note(note.text, (*note.signatures, Signature(ORIGIN, b"1234", b"x")))
    assert len(verify_note(spoiled, [OPERATOR.verifier])) == 1


@pytest.mark.parametrize("signer", ALL, ids=lambda s: s.algorithm.name)
def test_a_known_key_with_a_bad_signature_rejects_the_note(signer):
    note = sign_note(POINT.text(), ALL, 5)
    verifiers = [other.verifier for other in ALL]
    for at in (0, 7, 8, 20, -1):
        bad = [
            Signature(s.name, s.key_id, flip(s.value, at)) if signer.verifier.matches(s) else s for s in note.signatures
        ]
        with pytest.raises(CheckError, match=f"the signature of {signer.name}"):
            verify_note(Note(note.text, tuple(bad)), verifiers)
    short = Signature(signer.name, signer.verifier.key_id, b"short")
    with pytest.raises(CheckError, match="5 bytes"):
        verify_note(Note(note.text, (*note.signatures, short)), verifiers)
    with pytest.raises(CheckError, match=f"the signature of {signer.name}"):
        verify_note(Note(note.text.replace("7", "8", 1), note.signatures), [signer.verifier])


def flip(value, at):
    changed = bytearray(value)
    changed[at] ^= 1
    return bytes(changed)


def test_a_time_is_for_cosignatures():
    with pytest.raises(UsageError, match="without a time"):
        OPERATOR.sign(POINT.text(), 5)
    for signer in (WITNESS, QUANTUM):
        with pytest.raises(UsageError, match="with a time"):
            signer.sign(POINT.text())
        with pytest.raises(UsageError, match="cannot be of the time"):
            signer.sign(POINT.text(), -1)
    with pytest.raises(CheckError, match="does not cover further lines"):
        QUANTUM.sign(Checkpoint(ORIGIN, 1, EMPTY_ROOT, ("more",)).text(), 5)


def test_a_text_may_hold_empty_lines_and_the_last_one_ends_it():
    note = OPERATOR.sign("a\n\nb\n")
    read = parse_note(Note("a\n\nb\n", (note,)).to_bytes())
    assert read.text == "a\n\nb\n"
    verify_note(read, [OPERATOR.verifier])


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"a\n", b"a\n\n", b"a\n\nb\n", b"a\n\n\xe2\x80\x94 n AAAAAAA=", b"a\n\n\xe2\x80\x94 n AAAA\n"),
        *(b"a\n\n\xe2\x80\x94 n AAAAAAA\n", b"a\n\n\xe2\x80\x94 n+ AAAAAAA=\n", b"a\n\n- n AAAAAAA=\n", b"\xff\n\n"),
        *(b"a\r\n\n\xe2\x80\x94 n AAAAAAA=\n", b"a\n\n\xe2\x80\x94 n  AAAAAAA=\n", b"a\n\n\xe2\x80\x94 n AAAAAAA= \n"),
        *(b"a\n\n" + b"\xe2\x80\x94 n AAAAAAA=\n" * 101, b"a" * 1_000_001),
    ],
)
def test_what_is_no_note_is_refused(content):
    with pytest.raises(InputError):
        parse_note(content)
    assert len(parse_note(b"a\n\n" + b"\xe2\x80\x94 n AAAAAAA=\n" * 100).signatures) == 100


def test_a_signature_has_one_spelling():
    content = sign_note(POINT.text(), [OPERATOR], 5).to_bytes()
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    assert content.endswith(b"=\n")
    other = letters[letters.index(content[-3]) + 1]  # only bits that say nothing are unlike
    assert base64.b64decode(content[:-3].split(b" ")[-1] + bytes([other]) + b"=") == base64.b64decode(
        content.split(b" ")[-1]
    )
    with pytest.raises(InputError, match="not base64"):
        parse_note(content[:-3] + bytes([other]) + content[-2:])


SIGNED = sign_note(POINT.text(), [OPERATOR, WITNESS], 5)


@given(st.integers(0, len(SIGNED.to_bytes()) - 1), st.integers(1, 255))
def test_a_changed_byte_of_a_checkpoint_or_cosignature_is_seen(at, mask):
    content = bytearray(SIGNED.to_bytes())
    content[at] ^= mask
    verifiers = [OPERATOR.verifier, WITNESS.verifier]
    try:
        signed = verify_note(parse_note(bytes(content)), verifiers)
    except (InputError, CheckError):
        return
    # A change of a signature's name or key ID makes it a stranger's: then one of the two is missing.
    assert len(signed) == 1
    assert parse_note(bytes(content)).text == SIGNED.text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_any_text_can_be_signed(text):
    note = Note(f"{text}\n", (OPERATOR.sign(f"{text}\n"),))
    assert parse_note(note.to_bytes()) == note
    verify_note(parse_note(note.to_bytes()), [Verifier(ORIGIN, Algorithm.ED25519, OPERATOR.verifier.key)])
