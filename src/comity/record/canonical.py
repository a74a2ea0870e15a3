"""JSON in its one canonical form, the JSON Canonicalization Scheme of RFC 8785.

What is hashed and signed is bytes, and two programs must write the same bytes for the same content. So names are
sorted by their UTF-16 code units, numbers are written as ECMAScript writes doubles, nothing is escaped that need not
be, and `parse` takes no other form: an entry of the record has one spelling only.
"""

from __future__ import annotations

import json
import json.encoder
import math
import re
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, NoReturn, TypeAlias

from comity.base.errors import InputError

Json: TypeAlias = Any
"""None, bool, int, float, str, a list or tuple of these, or a dict from str to these."""

MAX_BYTES = 65_535
"""An entry bundle of tlog-tiles writes lengths in 16 bits."""
MAX_INTEGER = 2**53 - 1
"""The largest integer that every reader of JSON holds exactly (RFC 7493, 2.2)."""
MAX_DEPTH = 64
"""Far deeper than any act, and far from where readers in any language run out of stack."""

_PLAIN = frozenset((str, bool, type(None)))
# UTF-16 sorts otherwise than code points do only where a surrogate pair meets one of these.
_UNUSUAL_KEY = re.compile("[\ue000-\U0010ffff]")


class _NotSimpleError(InputError):
    """A number that the encoder of the standard library does not write canonically."""


class _LargeIntegerError(_NotSimpleError):
    """An integer that not every reader of JSON holds."""


def dumps(value: Json, *, limit: int | None = MAX_BYTES, doubtful: Json = None) -> bytes:
    """The canonical bytes of `value`, at most `limit` of them.

    `doubtful` is the one member of `value` that has still to be looked at, where the caller knows that all others are
    texts, small integers and containers of texts under ASCII names; None is all of it.

    Raises InputError for what has no canonical form: NaN and infinities, integers beyond 2^53 - 1 (a float or a text
    can hold those), lone surrogates, names that are not text, any other type, nesting deeper than 64.
    """
    simple = _is_simple(value, 0) if doubtful is None else _is_simple(doubtful, 1)
    text = _encode(value) if simple else _write(value)
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError("a text holds half of a surrogate pair, which has no form in UTF-8") from error
    if limit is not None and len(content) > limit:
        raise InputError(f"{len(content)} bytes of JSON, but at most {limit} may stand in one entry: hold it as a blob")
    return content


def parse(content: bytes, *, limit: int | None = MAX_BYTES) -> Json:
    """The value that these canonical bytes write; InputError if they are not its canonical form.

    A number without fraction and exponent is an int; beyond 2^53 - 1 it is a float, whose canonical form it is.
    """
    if limit is not None and len(content) > limit:
        raise InputError(f"{len(content)} bytes of JSON, but at most {limit} may stand in one entry")
    try:
        text = content.decode("utf-8")
        try:
            if _looks_simple(content):
                value = _decode_simple(text)
                again = _encode(value).encode()
            else:
                value = _decode(text)
                again = dumps(value, limit=None)
        except _NotSimpleError:
            value = _decode_large(text)
            again = dumps(value, limit=None)
    except RecursionError as error:
        raise InputError(f"JSON is nested deeper than {MAX_DEPTH}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}") from error
    except ValueError as error:  # no JSON, or an integer of thousands of digits
        raise InputError(f"not JSON: {error}") from error
    if again != content:
        at = next(
            (i for i, (a, b) in enumerate(zip(again, content, strict=False)) if a != b), min(len(again), len(content))
        )
        raise InputError(f"JSON that is not in the canonical form of RFC 8785, first at byte {at}")
    return value


def number(value: float) -> str:
    """A double as ECMAScript's Number::toString writes it (RFC 8785, 3.2.2.3; ECMA-262, 6.1.6.1.20)."""
    if not math.isfinite(value):
        raise InputError(f"{value} has no form in JSON")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    # repr gives the shortest digits that read back the same, the closest of them: what ECMAScript asks for.
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return f"{sign}{digits}{'0' * (point - len(digits))}"
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def _is_simple(value: Json, depth: int) -> bool:
    """Whether the encoder of the standard library writes this canonically; InputError for what may not be written."""
    kind = type(value)
    if kind in _PLAIN:
        return True
    if kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise _LargeIntegerError(
                f"the integer {value} is beyond 2^53 - 1: write it as a text, or a measure as a float"
            )
        return True
    if kind is float:
        return False
    if kind is not dict and kind is not list and kind is not tuple:
        raise InputError(f"a value of type {kind.__name__} has no form in JSON")
    if depth == MAX_DEPTH:
        raise InputError(f"JSON is nested deeper than {MAX_DEPTH}")
    simple = kind is not dict or _usual_names(value)
    for item in value.values() if kind is dict else value:
        of = type(item)
        # What most items are is passed at once; a call for each would take as long as writing them.
        if of in _PLAIN or (of is int and -MAX_INTEGER <= item <= MAX_INTEGER):
            continue
        if not _is_simple(item, depth + 1):
            simple = False  # and go on: the rest is still to be checked
    return simple


def _usual_names(value: dict[Any, Json]) -> bool:
    """Whether code points sort these names as UTF-16 does."""
    try:
        names = "".join(value)
    except TypeError:
        odd = next(key for key in value if not isinstance(key, str))
        raise InputError(f"the name {odd!r} in JSON is not a text") from None
    return names.isascii() or not _UNUSUAL_KEY.search(names)


def _write(value: Json) -> str:
    kind = type(value)
    if kind is float:
        return number(value)
    if kind is dict:
        ordered = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{encode_basestring(key)}:{_write(item)}" for key, item in ordered) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join(_write(item) for item in value) + "]"
    return _encode(value)


def _integer(text: str) -> int | float:
    if len(text) > 22:  # the longest canonical form of an integer: a sign and 21 digits
        raise InputError(f"an integer of {len(text)} characters is not in the canonical form of RFC 8785")
    value = int(text)
    return value if -MAX_INTEGER <= value <= MAX_INTEGER else float(value)


def _looks_simple(content: bytes) -> bool:
    """Whether only its numbers can keep this from being what the standard library writes: most acts are so.

    In ASCII all names sort alike (a canonical text escapes control characters only), and so few brackets cannot nest
    too deep.
    """
    return content.isascii() and content.count(b"{") + content.count(b"[") <= MAX_DEPTH


def _small_integer(text: str) -> int:
    if len(text) > 15:
        raise _NotSimpleError(f"the integer {text[:40]} may be beyond 2^53 - 1")
    return int(text)


def _float(text: str) -> NoReturn:
    raise _NotSimpleError(f"{text[:40]} is a float")


def _refuse(name: str) -> NoReturn:
    raise InputError(f"{name} has no form in JSON")


def _make_encoder() -> Callable[[Json], str]:
    """The encoder of the standard library, set up once.

    `JSONEncoder.encode` sets up the same anew for each value, which takes longer than writing an act.
    """
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # an interpreter without the compiled part
        return json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
    # Arguments: rings (seen by the depth), other types, texts, indent, separators, sort, skip odd names, NaN.
    chunks = make(None, None, encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(chunks(value, 0))


_encode = _make_encoder()
_decode = json.JSONDecoder(parse_constant=_refuse).decode
_decode_simple = json.JSONDecoder(parse_constant=_refuse, parse_float=_float, parse_int=_small_integer).decode
_decode_large = json.JSONDecoder(parse_constant=_refuse, parse_int=_integer).decode  # slower: asks for each integer
