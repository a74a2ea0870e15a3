"""Opening what comes from outside. Everything in it may be wrong on purpose, so every step has a bound."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from pathlib import Path

from comity.base.errors import InputError

LINE_LIMIT = 1 << 20
"""Bytes in one line of a CSV file, its end included."""

_SHOWN = 40
_CSV_WORDS = {
    "unexpected end of data": "a quotation mark is opened and never closed",
    "field larger than field limit": "a cell is longer than {limit:,} characters",
    "expected after": "text follows a closing quotation mark; a quotation mark inside a cell is written twice",
    "new-line character seen": "a line ends in a way that is neither LF nor CRLF; save the file again as CSV (UTF-8)",
}


def require_file(path: Path) -> None:
    """Raise InputError unless `path` is a file that can be read and is not empty. Never waits on a pipe or device."""
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        raise InputError("is a folder where a file is needed", path=path)
    if not stat.S_ISREG(mode):
        raise InputError("is a pipe or a device, not a file", path=path)
    try:
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if empty:
        raise InputError("is empty", path=path)


def is_folder(path: Path) -> bool:
    """Return whether `path` is a folder; InputError where there is nothing, or nothing that can be looked at."""
    return stat.S_ISDIR(_mode(path))


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, sorted, without those that start with a dot."""
    try:
        return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise _unreadable(folder, error) from None


def starts_with(path: Path, magic: bytes) -> bool:
    """Return whether the file begins with these bytes."""
    require_file(path)
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def shown(text: str) -> str:
    """Return a foreign text so that it can stand in a message: one line, short, nothing a terminal would obey."""
    cut = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return '"' + "".join(sign if sign.isprintable() else "\ufffd" for sign in cut) + '"'


def records(path: Path, delimiter: str = ",") -> Iterator[tuple[int, int, list[str]]]:
    """Yield (row, lines read so far, cells) of a CSV file, blank lines as no cells; row 1 is the first record.

    Raises InputError with the row on a line over LINE_LIMIT, text that is not UTF-8, a NUL, or a quotation mark that
    is never closed. Slow and exact: for headers, small files, and to find the row of what the fast reader refused.
    """
    row = 0

    def lines() -> Iterator[str]:
        with path.open("rb") as stream:
            encoding = "utf-8-sig"
            while raw := stream.readline(LINE_LIMIT + 1):
                yield _decoded(raw, encoding, path, row + 1)
                encoding = "utf-8"

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            row += 1
            yield row, reader.line_num, cells
    except csv.Error as error:
        known = (words for sign, words in _CSV_WORDS.items() if sign in str(error))
        message = next(known, "this cannot be read as CSV").format(limit=csv.field_size_limit())
        raise InputError(message, path=path, row=row + 1) from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _decoded(raw: bytes, encoding: str, path: Path, row: int) -> str:
    if b"\0" in raw:
        raise InputError("holds a NUL byte; save the file as CSV in UTF-8", path=path, row=row)
    if len(raw) > LINE_LIMIT:
        raise InputError(f"the line is longer than {LINE_LIMIT:,} bytes", path=path, row=row)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise InputError("the text is not UTF-8; save the file as CSV in UTF-8", path=path, row=row) from None


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError | ValueError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError("there is no such file or folder", path=path)
    reason = error.strerror if isinstance(error, OSError) else None
    return InputError(f"cannot be read: {(reason or 'not a usable name').lower()}", path=path)
