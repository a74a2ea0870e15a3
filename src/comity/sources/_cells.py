"""Columns from outside to arrays: identifiers, votes, times and texts, each checked, without a loop over rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.sources._bounded import shown
from comity.sources._table import Table
from comity.tables.codes import encode

TEXT_LIMIT = 20_000
"""Characters in the text of one statement."""

Unit = Literal["s", "ms", "us", "ns"]

_NAME_LIMIT = 1_000
_VOTES = {"-1": -1, "-1.0": -1, "disagree": -1, "0": 0, "0.0": 0, "-0.0": 0, "pass": 0, "1": 1, "1.0": 1, "agree": 1}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACE = " \t\r\n\ufeff\u00a0"
_WHOLE = re.compile(r"-?\d+\Z")
_ZONED = re.compile(r"(Z|[+-]\d\d(:?\d\d)?)\Z")
_SEQUENCE = 10**8  # whole numbers below it are no Unix time of a real consultation: they only tell the order
_UNITS: tuple[tuple[int, Unit], ...] = ((10**11, "s"), (10**14, "ms"), (10**17, "us"), (1 << 63, "ns"))


@dataclass(frozen=True)
class Times:
    """When each event was (int64, one unit), and the first and last of them in ISO 8601 UTC where it is a time."""

    at: NDArray[np.int64]
    first: str | None
    last: str | None


def identifiers(table: Table, name: str, column: pa.ChunkedArray) -> tuple[pa.StringArray, NDArray[np.int32]]:
    """Return the distinct identifiers, sorted, and each row's code, by the rules of `codes.encode`.

    Outer white space is no part of an identifier. InputError on an empty cell, a control character, over 1,000 signs.
    """
    _require_values(table, name, column)
    if pa.types.is_integer(column.type):
        wide = pa.types.is_uint64(column.type) and pc.max(column).as_py() >= 1 << 63
        return encode(column.cast(pa.string()) if wide else column)
    encoded = None if pa.types.is_dictionary(column.type) else canonical_integers(column)
    if encoded is not None:
        return encode(encoded)
    values, indices = _distinct(table, name, column)
    ids, codes = encode(pa.chunked_array([pc.utf8_trim(values, _SPACE)]))
    _require_names(table, name, ids, codes[indices])
    return ids, codes[indices]


def canonical_integers(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Return strings as int64 where each is the plain form of its number ("7", never "07"), otherwise None."""
    if not pa.types.is_string(column.type):
        return None
    try:
        numbers = column.cast(pa.int64())
    except pa.ArrowInvalid:
        return None
    if any(_has_letters(chunk) for chunk in column.chunks):
        return None
    values = numbers.to_numpy()
    digits = len(values) + int((values < 0).sum())
    largest = max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0
    for power in range(1, len(str(largest))):
        digits += int((values >= 10**power).sum()) + int((values <= -(10**power)).sum())
    return numbers if digits == pc.sum(pc.binary_length(column)).as_py() else None


def votes(table: Table, name: str, column: pa.ChunkedArray) -> NDArray[np.int8]:
    """Return votes as int8 in {-1, 0, 1}, from numbers or the words agree, disagree, pass."""
    _require_values(table, name, column)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        values = column.to_numpy()
        if pa.types.is_integer(column.type) and values.min() >= -1 and values.max() <= 1:
            return np.asarray(values, np.int8)
        wrong = ~np.isin(values, (-1, 0, 1))
        if wrong.any():
            at = int(wrong.argmax())
            table.fail(_no_vote(str(values[at])), at)
        return np.asarray(values, np.int8)
    distinct, indices = _distinct(table, name, column)
    meanings = [_VOTES.get(text.strip(_SPACE).casefold(), 2) for text in distinct.to_pylist()]
    result: NDArray[np.int8] = np.array(meanings, np.int8)[indices]
    if 2 in meanings and (result == 2).any():
        at = int((result == 2).argmax())
        table.fail(_no_vote(distinct[int(indices[at])].as_py()), at)
    return result


def times(table: Table, name: str, column: pa.ChunkedArray) -> Times:
    """Return when each event was.

    Whole numbers are Unix time in s, ms, µs or ns, whichever puts the largest before the year 5139; below 10^8 they
    are a sequence, no time. Texts are ISO 8601 to the microsecond, all with an offset or all without (then UTC).
    """
    _require_values(table, name, column)
    kind = column.type
    if pa.types.is_integer(kind):
        return _from_numbers(table, name, column)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        unit: Unit = "ns" if kind == pa.timestamp("ns", getattr(kind, "tz", None)) else "us"
        return _bounds(table, name, _cast(table, name, column, pa.timestamp(unit)).cast(pa.int64()).to_numpy(), unit)
    texts = pc.utf8_trim(_as_strings(table, name, column), _SPACE)
    first = texts[0].as_py()
    if _WHOLE.match(first):
        return _from_numbers(table, name, _cast(table, name, texts, pa.int64()))
    zone = "UTC" if _ZONED.search(first[10:]) else None
    instants = _cast(table, name, texts, pa.timestamp("us", zone))
    return _bounds(table, name, instants.cast(pa.int64()).to_numpy(), "us")


def strings(table: Table, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as strings without outer white space, "" for no value."""
    return pc.utf8_trim(pc.fill_null(_as_strings(table, name, column), ""), _SPACE)


def clean(text: str) -> str:
    """Return a text fit to be shown: line ends as LF, other control characters but the tab as U+FFFD."""
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def texts(table: Table, name: str, column: pa.ChunkedArray) -> list[str]:
    """Return texts made fit to be shown (`clean`). InputError on a NUL or a text over TEXT_LIMIT."""
    found = strings(table, name, column).to_pylist()
    for i, text in enumerate(found):
        if len(text) > TEXT_LIMIT:
            table.fail(f"the {name} is {len(text):,} characters long; at most {TEXT_LIMIT:,} are read", i)
        if "\0" in text:
            table.fail(f"the {name} holds a NUL byte", i)
    return [clean(text) for text in found]


def first_row(wrong: NDArray[np.bool_]) -> int | None:
    """Return the first place that is true, None where none is."""
    return int(wrong.argmax()) if wrong.any() else None


def first_repeat(codes: NDArray[np.int32]) -> int:
    """Return the first place whose code stands before it already; there must be one."""
    again = np.ones(len(codes), bool)
    again[np.unique(codes, return_index=True)[1]] = False
    return int(again.argmax())


def _no_vote(value: str) -> str:
    return f"the vote {shown(value)} is none of -1, 0, 1, agree, disagree, pass"


def _require_values(table: Table, name: str, column: pa.ChunkedArray) -> None:
    if column.null_count:
        at = int(np.argmax(pc.is_null(column).to_numpy()))
        table.fail(f"the cell of {name} is empty", at)


def _require_names(table: Table, name: str, ids: pa.StringArray, codes: NDArray[np.int32]) -> None:
    bad = pc.or_(pc.equal(ids, ""), pc.greater(pc.utf8_length(ids), _NAME_LIMIT))
    bad = pc.or_(bad, pc.match_substring_regex(ids, r"[\x00-\x1f\x7f-\x{9f}]"))
    at = first_row(bad.to_numpy(zero_copy_only=False)[codes])
    if at is None:
        return
    text = ids[int(codes[at])].as_py()
    if text == "":
        table.fail(f"the cell of {name} is empty", at)
    if len(text) > _NAME_LIMIT:
        table.fail(f"the {name} is {len(text):,} characters long; at most {_NAME_LIMIT:,} are read", at)
    table.fail(f"the {name} {shown(text)} holds a control character", at)


def _distinct(table: Table, name: str, column: pa.ChunkedArray) -> tuple[pa.StringArray, NDArray[np.int32]]:
    """Return the distinct texts of a column, those only that occur, and each row's place among them."""
    if pa.types.is_dictionary(column.type) and not _is_text(column.type.value_type):
        column = column.cast(column.type.value_type)
    if not pa.types.is_dictionary(column.type):
        column = _as_strings(table, name, column).dictionary_encode()
    column = column.unify_dictionaries()
    values = column.chunk(0).dictionary.cast(pa.string())
    indices = np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks])
    used = np.zeros(len(values), bool)
    used[indices] = True
    number = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return values.filter(pa.array(used)), number[indices]


def _as_strings(table: Table, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (_is_text(kind) or pa.types.is_integer(kind) or pa.types.is_date(kind)):
        table.fail(f"the column {name} holds values of the type {kind}, which cannot be used here", 0)
    return column if pa.types.is_string(column.type) else _cast(table, name, column, pa.string())


def _is_text(kind: pa.DataType) -> bool:
    return any(test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def _cast(table: Table, name: str, column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Cast, or fail at the first row that cannot be, found by halving: the library does not tell it."""
    try:
        return column.cast(kind)
    except pa.ArrowInvalid:
        low, high = 0, len(column)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            column.slice(low, middle - low).cast(kind)
            low = middle
        except pa.ArrowInvalid:
            high = middle
    value = shown(str(column[low].as_py()))
    hint = "an ISO 8601 date or time" if pa.types.is_timestamp(kind) else "a whole number"
    if pa.types.is_timestamp(kind) and pa.types.is_string(column.type):
        hint += " with an offset" if kind.tz else " without an offset"
        hint += ", as in the first row" if low else ": write 2026-03-15 or 2026-03-15T10:00"
    table.fail(f"the {name} {value} is not {hint}", low)


def _from_numbers(table: Table, name: str, column: pa.ChunkedArray) -> Times:
    values = np.asarray(_cast(table, name, column, pa.int64()).to_numpy())
    largest = max(abs(int(values.max())), abs(int(values.min())))
    if largest < _SEQUENCE:
        return Times(values, None, None)
    return _bounds(table, name, values, next(unit for limit, unit in _UNITS if largest <= limit))


def _bounds(table: Table, name: str, values: NDArray[np.int64], unit: Unit) -> Times:
    first, last = (_iso(int(bound), unit) for bound in (values.min(), values.max()))
    for bound, text in ((values.min(), first), (values.max(), last)):
        if len(text) != len("2026-01-05T00:00:00Z"):
            table.fail(f"the {name} lies outside the years 0 to 9999", int((values == bound).argmax()))
    return Times(values, first, last)


def _iso(value: int, unit: Unit) -> str:
    return f"{np.datetime64(value, unit).astype('datetime64[s]')}Z"


def _has_letters(chunk: pa.StringArray) -> bool:
    """Return whether the bytes of a chunk hold anything above the digit 9: a hexadecimal number is cast as well."""
    data = chunk.buffers()[2]
    if data is None:
        return False
    offsets = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    used = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]
    return bool(len(used)) and int(used.max()) > ord("9")
