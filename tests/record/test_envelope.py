import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import CheckError, InputError
from comity.record.canonical import dumps, parse
from comity.record.envelope import (
    Act,
    Unread,
    check_signature,
    commit,
    digest_of,
    new_salt,
    opens,
    read_act,
    read_own_act,
    sign_act,
    time_of,
    time_text,
)
from tests.record.helpers import act

DIGEST = "sha256:" + "0" * 64


def test_the_bytes_of_an_act_are_these_for_ever():
    whole = act(7, public={"vote": "agree", "weight": 1.5}, commitments={"ballot": DIGEST}, blobs=(DIGEST,))
    assert whole.to_bytes() == (
        b'{"actor":"p-7","at":"2026-03-01T10:00:00.000007Z","blobs":["' + DIGEST.encode() + b'"],'
        b'"commitments":{"ballot":"' + DIGEST.encode() + b'"},"kind":"consultation.vote","kind_version":1,'
        b'"origin":"body.example/record","public":{"vote":"agree","weight":1.5},"seq":7,"v":1}'
    )
    assert read_act(whole.to_bytes()) == whole


def test_an_unknown_kind_is_an_act_like_any_other():
    strange = act(0, kind="moon.landing", kind_version=9, public={"x": [None]})
    assert read_act(strange.to_bytes()) == strange


def test_an_unknown_envelope_is_kept_byte_for_byte():
    entry = dumps({"v": 2, "anything": [1, 2]})
    unread = read_act(entry)
    assert unread == Unread(2, entry)
    assert unread.to_bytes() == entry


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "Vote"}, "kind of an act"),
        ({"kind": "a..b"}, "kind of an act"),
        ({"kind_version": 0}, "kind_version"),
        ({"kind_version": True}, "kind_version"),
        ({"origin": "a b"}, "origin"),
        ({"origin": "a+b"}, "origin"),
        ({"origin": ""}, "origin"),
        ({"origin": "é" * 128}, "origin"),
        ({"seq": -1}, "seq"),
        ({"seq": 2**53}, "seq"),
        ({"seq": "1"}, "seq"),
        ({"at": "2026-03-01T10:00:00Z"}, "at of an act"),
        ({"at": "2026-02-30T10:00:00.000000Z"}, "at of an act"),
        ({"at": "2026-03-01T10:00:00.000000+00:00"}, "at of an act"),
        ({"at": 5}, "at of an act"),
        ({"actor": ""}, "actor"),
        ({"actor": "a\nb"}, "actor"),
        ({"public": []}, "public"),
        ({"commitments": {"Ballot": DIGEST}}, "commitments"),
        ({"commitments": {"ballot": "sha256:00"}}, "commitments.ballot"),
        ({"blobs": (DIGEST, DIGEST)}, "blobs"),
        ({"blobs": (DIGEST.upper(),)}, "blobs"),
    ],
)
def test_each_part_is_checked(changes, message):
    with pytest.raises(InputError, match=message):
        act(1, **changes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("actor"), "fields missing or too many: actor"),
        (lambda c: c.update(more=1), "too many: more"),
        (lambda c: c.pop("v"), "no version"),
        (lambda c: c.update(v=True), "no version"),
        (lambda c: c.update(v=0), "no version"),
        (lambda c: c.update(blobs={}), "blobs"),
        (lambda c: c.update(blobs=[[]]), "blobs"),
        (lambda c: c.update(signature=None), "signature"),
        (lambda c: c.update(signature={"key": "", "nonce": "", "value": ""}), "signature.key"),
    ],
)
def test_an_envelope_that_is_not_as_its_version_says_is_refused(change, message):
    content = act(1).content()
    change(content)
    with pytest.raises(InputError, match=message):
        read_act(dumps(content))


@pytest.mark.parametrize("entry", [b"[]", b"7", b'{"v":1}', b"{}", b'{ "v":2}'])
def test_what_is_no_envelope_is_refused(entry):
    with pytest.raises(InputError):
        read_act(entry)


def test_an_actor_signs_before_the_record_gives_a_place_and_a_time():
    key = Ed25519PrivateKey.generate()
    signed = sign_act(act(0), key)
    placed = dataclasses.replace(signed, seq=12, at=time_text(datetime(2027, 1, 1, tzinfo=UTC)))
    check_signature(read_act(placed.to_bytes()))
    check_signature(act(3))
    assert sign_act(act(0), key).signature.nonce != signed.signature.nonce


@pytest.mark.parametrize(
    "changes",
    [
        *({"kind": "a.b"}, {"kind_version": 2}, {"origin": "other.example"}, {"actor": "q"}, {"public": {}}),
        *({"commitments": {"a": DIGEST}}, {"blobs": (DIGEST,)}),
    ],
    ids=str,
)
def test_a_signature_covers_all_that_the_actor_says(changes):
    signed = sign_act(act(0, public={"vote": "agree"}), Ed25519PrivateKey.generate())
    with pytest.raises(CheckError, match="act 0: the signature is not the one of key"):
        check_signature(dataclasses.replace(signed, **changes))


@pytest.mark.parametrize("name", ["key", "nonce", "value"])
def test_a_signature_covers_itself(name):
    signed = sign_act(act(0), Ed25519PrivateKey.generate())
    text = getattr(signed.signature, name)
    other = dataclasses.replace(signed.signature, **{name: ("1" if text[0] != "1" else "2") + text[1:]})
    with pytest.raises(CheckError):
        check_signature(dataclasses.replace(signed, signature=other))


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_commitment_opens_to_what_was_committed_only(content, other):
    salt = new_salt()
    made = commit("ballot", content, salt)
    assert opens(made, "ballot", content, salt)
    assert opens(made, "ballot", other, salt) == (content == other)
    assert not opens(made, "ballot", content, new_salt())
    assert not opens(made, "reason", content, salt)
    assert act(0, commitments={"ballot": made}).commitments["ballot"] == made


def test_what_is_committed_and_signed_is_this_for_ever():
    salt = bytes(range(32))
    labelled = b"comity/commitment/v1\n" + salt + b"\x06ballot" + b"agree"
    assert commit("ballot", b"agree", salt) == "sha256:" + hashlib.sha256(labelled).hexdigest()
    signed = sign_act(act(7, public={"vote": "agree"}), Ed25519PrivateKey.from_private_bytes(salt))
    made = signed.signature
    message = (
        b'comity/act-signature/v1\n{"actor":"p-7","blobs":[],"commitments":{},"kind":"consultation.vote",'
        b'"kind_version":1,"origin":"body.example/record","public":{"vote":"agree"},'
        b'"signature":{"key":"%b","nonce":"%b"},"v":1}' % (made.key.encode(), made.nonce.encode())
    )
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(made.key))
    key.verify(bytes.fromhex(made.value), message)
    assert read_act(signed.to_bytes()) == signed


def test_a_commitment_needs_a_whole_salt_and_a_name():
    with pytest.raises(InputError, match="16 bytes"):
        commit("ballot", b"", b"x" * 16)
    with pytest.raises(InputError, match="not named"):
        commit("", b"", new_salt())


def test_a_blob_is_named_by_its_digest():
    assert digest_of(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9000, 1, 1)), st.integers(-23, 23))
def test_times_keep_their_microsecond(moment, hours):
    there = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert time_of(time_text(there)) == there
    assert act(0, at=time_text(there)).at.endswith("Z")


def test_a_time_without_zone_is_refused():
    with pytest.raises(InputError, match="no time zone"):
        time_text(datetime(2026, 1, 1))


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_is_another_act_or_none(place, flip):
    whole = act(5, public={"vote": "agree", "n": 12})
    entry = bytearray(whole.to_bytes())
    entry[place % len(entry)] ^= flip
    try:
        other = read_act(bytes(entry))
    except InputError:
        return
    assert other != whole
    assert other.to_bytes() == bytes(entry)


def test_what_is_too_large_is_for_a_blob():
    with pytest.raises(InputError, match="hold it as a blob"):
        act(0, public={"text": "x" * 65_400}).to_bytes()
    assert isinstance(parse(act(0, public={"text": "x" * 65_000}).to_bytes()), dict)
    assert isinstance(act(0), Act)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, JSONS, max_size=4), st.booleans())
def test_what_is_trusted_is_read_as_what_is_not(public, is_signed):
    one = dataclasses.replace(act(0), public=public)
    if is_signed:
        one = sign_act(one, Ed25519PrivateKey.generate())
    entry = one.to_bytes()
    assert read_own_act(entry) == read_act(entry)
    again = read_own_act(entry)
    assert isinstance(again, Act) and repr(again) == repr(read_act(entry))
    assert again.to_bytes() == entry


def test_a_large_number_is_a_double_however_it_is_read():
    entry = dataclasses.replace(act(0), public={"n": 2.0**60, "list": [-(2.0**70)]}).to_bytes()
    assert repr(read_own_act(entry)) == repr(read_act(entry))


@pytest.mark.parametrize("entry", [b"", b"[]", b"1", b'{"v":1}', b'{"v":2}', b'{"v":1,"blobs":3}', b"\xff"])
def test_what_is_no_act_is_told_also_where_it_is_trusted(entry):
    def read(how):
        try:
            return how(entry)
        except InputError as error:
            return str(error)

    assert read(read_own_act) == read(read_act)
