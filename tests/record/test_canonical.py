import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.record.canonical import MAX_INTEGER, dumps, number, parse

# RFC 8785, appendix B: the bits of a double, and how it is written.
NUMBERS = {
    0x0000000000000000: "0",
    0x8000000000000000: "0",
    0x0000000000000001: "5e-324",
    0x8000000000000001: "-5e-324",
    0x7FEFFFFFFFFFFFFF: "1.7976931348623157e+308",
    0xFFEFFFFFFFFFFFFF: "-1.7976931348623157e+308",
    0x4340000000000000: "9007199254740992",
    0xC340000000000000: "-9007199254740992",
    0x4430000000000000: "295147905179352830000",
    0x44B52D02C7E14AF5: "9.999999999999997e+22",
    0x44B52D02C7E14AF6: "1e+23",
    0x44B52D02C7E14AF7: "1.0000000000000001e+23",
    0x444B1AE4D6E2EF4E: "999999999999999700000",
    0x444B1AE4D6E2EF4F: "999999999999999900000",
    0x444B1AE4D6E2EF50: "1e+21",
    0x3EB0C6F7A0B5ED8C: "9.999999999999997e-7",
    0x3EB0C6F7A0B5ED8D: "0.000001",
    0x41B3DE4355555553: "333333333.3333332",
    0x41B3DE4355555554: "333333333.33333325",
    0x41B3DE4355555555: "333333333.3333333",
    0x41B3DE4355555556: "333333333.3333334",
    0x41B3DE4355555557: "333333333.33333343",
    0xBECBF647612F3696: "-0.0000033333333333333333",
    0x43143FF3C1CB0959: "1424953923781206.2",
}
TEXT = st.text(st.characters(exclude_categories=("Cs",)))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=20,
)


def double(bits):
    return struct.unpack(">d", bits.to_bytes(8, "big"))[0]


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items(), ids=lambda v: v if isinstance(v, str) else f"{v:016x}")
def test_the_numbers_of_the_rfc(bits, text):
    assert number(double(bits)) == text
    assert dumps([double(bits)]) == f"[{text}]".encode()
    assert parse(f"[{text}]".encode()) == [double(bits)]


@pytest.mark.parametrize("bits", [0x7FFFFFFFFFFFFFFF, 0x7FF0000000000000, 0xFFF0000000000000])
def test_what_is_no_number_is_refused(bits):
    with pytest.raises(InputError, match="no form in JSON"):
        dumps({"x": double(bits)})


def test_names_are_sorted_by_utf_16():
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = dumps(dict.fromkeys(names, 0))
    assert list(json.loads(written)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert parse(written) == dict.fromkeys(names, 0)


def test_texts_are_escaped_as_the_rfc_says():
    assert (
        dumps('\u20ac$\x0f\nA\'B"\\\\"/\x7f\u2028') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\xe2\x80\xa8"'
    )
    assert dumps({"n": [56.0, 1e30, 4.5, 2e-3, 1e-27], "l": [None, True, False], "": {}}) == (
        b'{"":{},"l":[null,true,false],"n":[56,1e+30,4.5,0.002,1e-27]}'
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (2**53, "beyond 2\\^53"),
        (-(2**53), "beyond 2\\^53"),
        ({1: 2}, "name 1 in JSON is not a text"),
        ({"a": {2}}, "type set has no form"),
        ("\ud800", "surrogate"),
        ({"\udc00": 1.5}, "surrogate"),
        ("x" * 65_534, "65536 bytes"),
    ],
)
def test_what_has_no_canonical_form_is_not_written(value, message):
    with pytest.raises(InputError, match=message):
        dumps(value)
    assert len(dumps("x" * 65_533)) == 65_535


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" 1", b"1\n", b"01", b"1.0", b"1e2", b"-0", b"+1", b"1E+23", b"9007199254740993", b"1" + b"0" * 21),
        *(b"NaN", b"[Infinity]", b"-Infinity", b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"b":1,"a":2}', b'{"a": 1}'),
        *(b'"\\ud800"', b'"\\u0041"', b'"\\/"', b'"\\u000F"', b'"\xff"', b'"\xed\xa0\x80"', b"\xef\xbb\xbf1", b'"\n"'),
        *('"a"'.encode("utf-16"), b"[1,]", b"[" * 70 + b"]" * 70, b"[" * 30_000 + b"]" * 30_000, b"9" * 5_000),
        *(b'"' + b"x" * 65_534 + b'"', b"1e400", b"5e-325"),
    ],
)
def test_only_the_canonical_form_is_read(content):
    with pytest.raises(InputError):
        parse(content)


@given(JSON)
def test_what_is_written_reads_back(value):
    written = dumps(value, limit=None)
    assert parse(written, limit=None) == value
    assert json.loads(written, parse_int=float) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_reads_back(value):
    assert float(number(value)) == value


@given(JSON, st.data())
def test_one_content_has_one_spelling(value, data):
    written = dumps(value, limit=None)
    at = data.draw(st.integers(0, len(written) - 1))
    changed = bytearray(written)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        other = parse(bytes(changed), limit=None)
    except InputError:
        return
    assert dumps(other, limit=None) == bytes(changed)


def test_the_order_of_names_does_not_matter():
    assert dumps({"b": 1, "a": [{"d": 1, "c": 2}]}) == dumps({"a": [{"c": 2, "d": 1}], "b": 1})
