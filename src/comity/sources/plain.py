"""The plain form: a long table of votes, as CSV or Parquet, alone or in a folder with statements and people.

    votes.csv        person, statement, vote[, at]
    statements.csv   statement, text[, moderated]          optional
    people.csv       see `people`                          optional
    summary.csv      a key and a value a row, no header    optional: topic, opened, closed, simulated

Each of the first three may be Parquet instead. What every cell may hold: docs/reference/input.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.files import write_folder
from comity.base.progress import Progress, silent
from comity.sources import _cells as cells
from comity.sources import people as people_tables
from comity.sources._bounded import names_in, records, require_file, shown
from comity.sources._gather import About, Events, StatementRows, gather
from comity.sources._table import Table, open_table
from comity.tables.consultation import Consultation

VOTE_COLUMNS = {
    "person": ("voter-id", "participant"),
    "statement": ("comment-id",),
    "vote": (),
    "at": ("timestamp",),
}
STATEMENT_COLUMNS = {
    "statement": ("comment-id",),
    "text": ("comment-body",),
    "moderated": (),
    "is-meta": ("meta",),
}
_REJECTED = {"-1": True, "rejected": True, "": False, "0": False, "1": False, "accepted": False, "unmoderated": False}
_TRUTH = {
    "true": True,
    "t": True,
    "1": True,
    "yes": True,
    "": False,
    "false": False,
    "f": False,
    "0": False,
    "no": False,
}
_SUMMARY_ROWS = 100


def find(folder: Path) -> dict[str, Path]:
    """Return the files of the plain form in a folder: any of votes, statements, people, summary."""
    names = set(names_in(folder))
    found = {}
    for part in ("votes", "statements", "people"):
        forms = [name for name in (f"{part}.csv", f"{part}.parquet") if name in names]
        if len(forms) == 2:
            raise InputError(f"holds both {forms[0]} and {forms[1]}; keep one", path=folder)
        if forms:
            found[part] = folder / forms[0]
    if "summary.csv" in names:
        found["summary"] = folder / "summary.csv"
    return found


def read(files: dict[str, Path], name: str, *, progress: Progress = silent) -> Consultation:
    """Read a consultation from its files, as `find` names them; `name` stands where they give no title."""
    about = summary(files.get("summary"), name)
    events = read_votes(files["votes"], progress=progress)
    statements = read_statements(files["statements"]) if "statements" in files else None
    return gather(about, events, statements, people=files.get("people"))


def read_votes(path: Path, *, progress: Progress = silent) -> Events:
    """Read the table of votes."""
    doing = "Reading the votes"
    progress(doing, 0.0)
    table = open_table(path, VOTE_COLUMNS, ("person", "statement", "vote"))
    readers = {"vote": cells.votes, "at": cells.times}
    read: dict[str, Any] = {}
    for done, (name, column) in enumerate(table.columns(*VOTE_COLUMNS), 1):
        read[name] = readers.get(name, cells.identifiers)(table, name, column)
        progress(doing, done / len(table.names))
    at: cells.Times | None = read.get("at")
    (person_ids, people), (statement_ids, statements) = read["person"], read["statement"]
    events = Events(person_ids, people, statement_ids, statements, read["vote"])
    return replace(events, at=at.at, opened=at.first, closed=at.last) if at else events


def read_statements(path: Path) -> StatementRows:
    """Read the table of statements; each statement stands there once."""
    table = open_table(path, STATEMENT_COLUMNS, ("statement", "text"))
    texts: list[str] = []
    flags: dict[str, NDArray[np.bool_]] = {}
    for name, column in table.columns(*STATEMENT_COLUMNS):
        if name == "statement":
            ids, codes = cells.identifiers(table, name, column)
            _require_once(table, ids, codes)
        elif name == "text":
            texts = cells.texts(table, name, column)
        else:
            flags[name] = _flags(table, name, column, _REJECTED if name == "moderated" else _TRUTH)
    order = np.argsort(codes)
    none = np.zeros(len(ids), bool)
    rejected, meta = (flags.get(name, none)[order] for name in ("moderated", "is-meta"))
    return StatementRows(ids, [texts[i] for i in order], rejected, meta)


def summary(path: Path | None, name: str) -> About:
    """Read what is said of the whole: rows of key and value; keys that are not known are left aside."""
    about: dict[str, str] = {}
    rows: dict[str, int] = {}
    if path:
        require_file(path)
        for row, _, record in islice(records(path), _SUMMARY_ROWS):
            if len(record) > 1:
                key = record[0].strip().casefold()
                about[key], rows[key] = cells.clean(record[1]), row
    moments = {key: _moment(about.get(key, ""), path, rows.get(key)) for key in ("opened", "closed")}
    opened, closed = moments["opened"], moments["closed"]
    if opened and closed and opened > closed:
        raise InputError("the consultation closed before it opened", path=path, row=rows["closed"])
    simulated = about.get("simulated", "").casefold()
    if simulated not in _TRUTH:
        raise InputError(f"simulated is {shown(simulated)}, not true or false", path=path, row=rows["simulated"])
    title = " ".join(about.get("topic", "").split()) or name
    return About(source=name, title=title, opened=opened, closed=closed, simulated=_TRUTH[simulated])


def write(consultation: Consultation, folder: Path) -> None:
    """Write a consultation in the plain form; `read` gives it back.

    Not written: people without a vote, the groups that the source published, the notes, each vote's own time. A tie
    comes back if it follows the rules of `people`: whoever has an affiliation has its owners.
    """
    votes = consultation.votes
    rows = np.repeat(np.arange(votes.n_people), np.diff(votes.indptr))
    told = [("topic", consultation.title), ("opened", consultation.opened), ("closed", consultation.closed)]
    told.append(("simulated", "true" if consultation.simulated else "false"))
    keys, values = zip(*((key, value) for key, value in told if value), strict=True)
    files = {
        "votes.csv": _csv(
            {
                "person": consultation.person_ids.take(pa.array(rows)),
                "statement": consultation.statement_ids.take(pa.array(votes.columns)),
                "vote": votes.values,
            }
        ),
        "statements.csv": _csv(
            {
                "statement": consultation.statement_ids,
                "text": consultation.texts,
                "moderated": np.where(consultation.rejected, -1, 0),
            }
        ),
        "summary.csv": _csv({"key": keys, "value": values}, header=False),
    }
    stated = people_tables.rows(consultation.people, consultation.person_ids) if consultation.people else {}
    if stated:
        files["people.csv"] = _csv(stated)
    write_folder(folder, files)
    if not stated:
        (folder / "people.csv").unlink(missing_ok=True)


def _csv(columns: Mapping[str, Any], *, header: bool = True) -> bytes:
    from pyarrow import csv

    out = BytesIO()
    csv.write_csv(pa.table(dict(columns)), out, csv.WriteOptions(include_header=header))
    return out.getvalue()


def _require_once(table: Table, ids: pa.StringArray, codes: NDArray[np.int32]) -> None:
    if len(ids) == len(codes):
        return
    at = cells.first_repeat(codes)
    table.fail(f"the statement {shown(ids[int(codes[at])].as_py())} stands here a second time", at)


def _flags(table: Table, name: str, column: pa.ChunkedArray, words: dict[str, bool]) -> NDArray[np.bool_]:
    texts = cells.strings(table, name, column).to_pylist()
    for i, text in enumerate(texts):
        if text.casefold() not in words:
            known = ", ".join(word for word in words if word)
            table.fail(f"{name} is {shown(text)}, which is none of {known}, or empty", i)
    return np.array([words[text.casefold()] for text in texts], bool)


def _moment(text: str, path: Path | None, row: int | None) -> str | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{shown(text)} is not an ISO 8601 date or time", path=path, row=row) from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
