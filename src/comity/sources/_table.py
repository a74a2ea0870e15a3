"""One table from outside, CSV or Parquet: its columns by name, and the row to name when something in it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pyarrow as pa

from comity.base.errors import InputError
from comity.sources._bounded import records, require_file, shown, starts_with

Columns = Mapping[str, Sequence[str]]
"""The columns that a table may hold, each with the other names by which it is known."""

_DELIMITERS = ",;\t"
_PARQUET = b"PAR1"
_MOST_ROWS = 500_000_000  # a Parquet file of a few bytes can claim any number of rows
_MOST_BYTES = 16 << 30  # what one column may take when unpacked
_PARQUET_ERRORS = (pa.ArrowException, OSError, MemoryError, ValueError)


class Table(Protocol):
    """A table whose header has been read."""

    path: Path
    names: Mapping[str, Any]

    def columns(self, *names: str) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """Yield the named columns one at a time, those only that are there; from CSV always as strings."""

    def fail(self, message: str, index: int) -> NoReturn:
        """Raise InputError for the record `index` (0 is the first after the header)."""


def open_table(path: Path, known: Columns, required: Sequence[str] = ()) -> Table:
    """Read the header of a CSV or Parquet file, told apart by its first bytes.

    Names are compared without regard to case and outer spaces; columns that are not `known` are left aside. Raises
    InputError when a required column is missing, a known one is there twice, or there is no row.
    """
    require_file(path)
    table: Table = ParquetTable(path, known) if starts_with(path, _PARQUET) else CsvTable(path, known)
    missing = [name for name in required if name not in table.names]
    if missing:
        raise InputError(missing_columns(table, missing, required), path=path)
    return table


def missing_columns(table: Table, missing: Sequence[str], required: Sequence[str]) -> str:
    """Say which columns are missing, which are needed, and which were found."""
    found = table.header if isinstance(table, CsvTable | ParquetTable) else list(table.names)
    listed = ", ".join(shown(name) for name in found[:20]) + (" and others" if len(found) > 20 else "")
    each = ", one row a vote" if "vote" in required else ""
    plural = "columns" if len(missing) > 1 else "column"
    return f"misses the {plural} {', '.join(missing)} (needs {', '.join(required)}{each}; found {listed})"


class CsvTable:
    """A CSV file in UTF-8, separated by commas, semicolons or tabs."""

    def __init__(self, path: Path, known: Columns) -> None:
        self.path = path
        headers = {delimiter: _header(path, delimiter) for delimiter in _DELIMITERS}
        best = max(_DELIMITERS, key=lambda delimiter: len(_recognised(path, headers[delimiter][1], known)))
        if not headers[best][1]:
            next(records(path))
        self.delimiter = best
        self.header_lines, self.header = headers[best]
        self.names: Mapping[str, int] = _recognised(path, self.header, known)
        if not any(name.strip() for name in self.header):
            raise InputError("the first line is blank; it must name the columns", path=path, row=1)
        self._require_row()

    def columns(self, *names: str) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """See Table. All columns are read in one pass; each is let go once it was taken."""
        wanted = [name for name in names if name in self.names]
        columns = self._read(wanted)
        for name in wanted:
            yield name, columns.pop(name)

    def fail(self, message: str, index: int) -> NoReturn:
        """See Table. The file is read again up to that record, since blank lines and line breaks in cells count."""
        seen = -1
        for row, _, cells in records(self.path, self.delimiter):
            seen += bool(cells)
            if seen > index:
                raise InputError(message, path=self.path, row=row)
        raise InputError(message, path=self.path)

    def _require_row(self) -> None:
        rows = records(self.path, self.delimiter)
        next(rows)
        if not any(cells for _, _, cells in rows):
            raise InputError("holds a header and no rows", path=self.path)

    def _read(self, names: list[str]) -> dict[str, pa.ChunkedArray]:
        from pyarrow import csv

        numbered = [str(i) for i in range(len(self.header))]
        wanted = [numbered[self.names[name]] for name in names]
        try:
            with pa.OSFile(str(self.path)) as file:
                table = csv.read_csv(
                    file,
                    csv.ReadOptions(column_names=numbered, skip_rows=self.header_lines),
                    csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
                    csv.ConvertOptions(include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string())),
                )
        except _PARQUET_ERRORS:
            self.explain()
        self._check_quotes(table.num_rows)
        return {name: table.column(i) for i, name in enumerate(names)}

    def explain(self) -> NoReturn:
        """Read the file again, slowly, up to the first thing that is wrong, and raise InputError for it."""
        for row, _, cells in records(self.path, self.delimiter):
            if cells and len(cells) != len(self.header):
                message = f"has {len(cells)} cells where the header has {len(self.header)}"
                raise InputError(message, path=self.path, row=row)
        raise InputError("cannot be read as CSV", path=self.path)

    def _check_quotes(self, n_rows: int) -> None:
        """Refuse a quotation mark that is never closed: the fast reader takes the rest of the file for one cell."""
        lines, quotes, last = 0, 0, b"\n"
        with self.path.open("rb") as stream:
            while block := stream.read(1 << 20):
                lines += block.count(b"\n")
                quotes += block.count(b'"')
                last = block[-1:]
        if quotes % 2 or (quotes and lines + (last != b"\n") != self.header_lines + n_rows):
            for _ in records(self.path, self.delimiter):
                pass


class ParquetTable:
    """A Parquet file. Rows are numbered from 1, for it has no header line."""

    def __init__(self, path: Path, known: Columns) -> None:
        from pyarrow import parquet

        self.path = path
        try:
            self._file = parquet.ParquetFile(path)
            self._schema = self._file.schema_arrow
            n_rows = self._file.metadata.num_rows
        except _PARQUET_ERRORS:
            raise InputError("is not a Parquet file that can be read: broken or cut short", path=path) from None
        self.header = list(self._schema.names)
        self.names: Mapping[str, int] = _recognised(path, self.header, known)
        if n_rows == 0:
            raise InputError("holds no rows", path=path)
        if n_rows > _MOST_ROWS:
            raise InputError(f"claims {n_rows:,} rows; the most that is read is {_MOST_ROWS:,}", path=path)

    def columns(self, *names: str) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """See Table. Each column is read when it is asked for."""
        for name in names:
            if name in self.names:
                yield name, self._read(name)

    def fail(self, message: str, index: int) -> NoReturn:
        """See Table."""
        raise InputError(message, path=self.path, row=index + 1)

    def _read(self, name: str) -> pa.ChunkedArray:
        field = self._schema.field(self.names[name])
        if pa.types.is_nested(field.type):
            raise InputError(f"the column {name} holds {field.type}, not plain values", path=self.path)
        if self._unpacked(field.name) > _MOST_BYTES:
            raise InputError(f"the column {name} would unpack to more than {_MOST_BYTES >> 30} GB", path=self.path)
        try:
            column = self._file.read(columns=[field.name]).column(0)
            column.validate(full=True)
        except _PARQUET_ERRORS:
            message = f"the column {name} cannot be read: the file is broken or cut short"
            raise InputError(message, path=self.path) from None
        return column

    def _unpacked(self, name: str) -> int:
        metadata, schema = self._file.metadata, self._file.schema
        at = next(i for i in range(len(schema)) if schema.column(i).path == name)
        return sum(metadata.row_group(i).column(at).total_uncompressed_size for i in range(metadata.num_row_groups))


def _header(path: Path, delimiter: str) -> tuple[int, list[str]]:
    """Return the lines that the first record takes and its cells, none when this delimiter cannot be the one."""
    try:
        _, lines, cells = next(records(path, delimiter))
    except InputError:
        return 0, []
    return lines, cells


def _recognised(path: Path, header: Sequence[str], known: Columns) -> dict[str, int]:
    """Return where each known column is; its own name goes before the other names of it."""
    places: dict[str, int] = {}
    plain = [name.strip().casefold() for name in header]
    for column, others in known.items():
        for name in (column, *others):
            if plain.count(name) > 1:
                raise InputError(f"has {plain.count(name)} columns named {name}; keep one", path=path, row=1)
            if name in plain:
                places[column] = plain.index(name)
                break
    return places
