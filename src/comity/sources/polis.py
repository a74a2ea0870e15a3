"""An export of a Polis conversation: a folder, or its files by themselves.

    votes.csv                timestamp, comment-id, voter-id, vote: every vote event; the last one counts
    participants-votes.csv   participant, group-id, and a column for each statement: the last votes as a matrix
    comments.csv             comment-id, comment-body, moderated: -1 is rejected
    summary.csv              a key and a value a row: topic

Names may have anything before them ("2026-01-05-votes.csv"). Votes are read from the events; from the matrix where
there are none. In exports 1 is agree and -1 disagree, unlike in the database of Polis itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.progress import Progress, silent
from comity.sources import _cells as cells
from comity.sources._bounded import names_in, records, shown
from comity.sources._gather import Events, PublishedGroups, gather
from comity.sources._table import CsvTable, Table, open_table
from comity.sources.plain import read_statements, read_votes, summary
from comity.tables.codes import encode
from comity.tables.consultation import Consultation

MATRIX_ENDINGS = ("participants-votes.csv", "participant-votes.csv")
_ENDINGS = {
    "matrix": MATRIX_ENDINGS,
    "votes": ("votes.csv",),
    "statements": ("comments.csv",),
    "summary": ("summary.csv",),
}
_MATRIX_COLUMNS = {"participant": ("voter-id", "person"), "group-id": ()}
_BLOCK = 32 << 20  # bytes of the matrix read at a time: each block costs a little for each statement


def find(folder: Path) -> dict[str, Path]:
    """Return the files of an export in a folder: any of votes, matrix, statements, summary."""
    names = names_in(folder)
    found: dict[str, Path] = {}
    for part, endings in _ENDINGS.items():
        fitting = [n for n in names if n.lower().endswith(endings) and folder / n not in found.values()]
        exact = [name for name in fitting if name.lower() in endings]
        if len(exact or fitting) > 1:
            listed = ", ".join(shown(name) for name in (exact or fitting)[:5])
            raise InputError(f"holds more than one file of {part}: {listed}; keep one", path=folder)
        if fitting:
            found[part] = folder / (exact or fitting)[0]
    return found


def read(files: dict[str, Path], name: str, *, progress: Progress = silent) -> Consultation:
    """Read an export from its files, as `find` names them, and `people`; `name` stands where they give no title."""
    about = summary(files.get("summary"), name)
    published = read_groups(files["matrix"]) if "matrix" in files else None
    source, reader = (files["votes"], read_votes) if "votes" in files else (files["matrix"], read_matrix)
    events = reader(source, progress=progress)
    statements = read_statements(files["statements"]) if "statements" in files else None
    return gather(about, events, statements, published, files.get("people"))


def read_groups(path: Path) -> PublishedGroups:
    """Read who took part, and the group that Polis put each in, from a matrix."""
    table = open_table(path, _MATRIX_COLUMNS, ("participant",))
    columns = dict(table.columns("participant", "group-id"))
    ids, codes = _people(table, columns["participant"])
    if "group-id" not in columns:
        return PublishedGroups(ids, None)
    texts = cells.strings(table, "group-id", columns["group-id"]).to_pylist()
    group = np.full(len(ids), -1, np.int32)
    for i, text in enumerate(texts):
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            table.fail(f"the group-id {shown(text)} is not a whole number", i)
        group[codes[i]] = int(text or -1)
    return PublishedGroups(ids, group if (group >= 0).any() else None)


def read_matrix(path: Path, *, progress: Progress = silent) -> Events:
    """Read votes from a matrix: a row a person, a column a statement, an empty cell where there is no vote."""
    table = open_table(path, _MATRIX_COLUMNS, ("participant",))
    if not isinstance(table, CsvTable):
        raise InputError("is not CSV, as a Polis export is", path=path)
    places = [i for i, name in enumerate(table.header) if _is_statement(name)]
    names = [table.header[i].strip() for i in places]
    if not places:
        raise InputError("has no column of a statement (their names are whole numbers)", path=path, row=1)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"has more than one column for the statement {twice}", path=path, row=1)
    ids, people = _people(table, next(table.columns("participant"))[1])
    doing = "Reading the votes"
    progress(doing, 0.0)
    parts: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]] = []
    row = 0
    for batch in _batches(table, places):
        for j, votes in enumerate(batch.columns):
            there = np.flatnonzero(votes.is_valid().to_numpy(zero_copy_only=False))
            values = votes.fill_null(0).to_numpy()[there]
            parts.append((people[row + there], np.full(len(there), j, np.int32), values))
        row += batch.num_rows
        progress(doing, row / len(people))
    who, columns, values = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    if len(values) == 0:
        raise InputError("holds no vote", path=path)
    if values.min() < -1 or values.max() > 1:
        _explain(table, places)
    used = np.bincount(columns, minlength=len(names)) > 0
    statement_ids, codes = encode(pa.chunked_array([pa.array(names).filter(pa.array(used))]))
    place = np.zeros(len(names), np.int32)
    place[used] = codes
    return Events(ids, who, statement_ids, place[columns], values)


def _batches(table: CsvTable, places: list[int]) -> Iterator[pa.RecordBatch]:
    from pyarrow import csv

    numbered = [str(i) for i in range(len(table.header))]
    wanted = [numbered[i] for i in places]
    types = dict.fromkeys(wanted, pa.int8())
    try:
        with (
            pa.OSFile(str(table.path)) as file,
            csv.open_csv(
                file,
                csv.ReadOptions(column_names=numbered, skip_rows=table.header_lines, block_size=_BLOCK),
                csv.ParseOptions(delimiter=table.delimiter, newlines_in_values=True),
                csv.ConvertOptions(include_columns=wanted, column_types=types, null_values=[""]),
            ) as reader,
        ):
            yield from reader
    except (pa.ArrowException, OSError):
        _explain(table, places)


def _explain(table: CsvTable, places: list[int]) -> NoReturn:
    """Find what the fast reader refused, cell by cell."""
    for row, _, record in records(table.path, table.delimiter):
        if row == 1 or len(record) != len(table.header):
            continue  # of a wrong length: told by `explain` below, if nothing stands before it
        for i in places:
            if record[i].strip() not in {"-1", "0", "1", ""}:
                message = f"the vote {shown(record[i])} on statement {table.header[i].strip()} is none of -1, 0, 1"
                raise InputError(f"{message}, and not empty", path=table.path, row=row)
    table.explain()


def _people(table: Table, column: pa.ChunkedArray) -> tuple[pa.StringArray, NDArray[np.int32]]:
    ids, codes = cells.identifiers(table, "participant", column)
    if len(ids) < len(codes):
        at = cells.first_repeat(codes)
        table.fail(f"the participant {shown(ids[int(codes[at])].as_py())} has a row above", at)
    return ids, codes


def _is_statement(name: str) -> bool:
    return name.strip().isascii() and name.strip().isdigit()
