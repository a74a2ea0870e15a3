"""The rows of a people table, in its long or its wide form, as codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.sources import _cells as cells
from comity.sources._bounded import shown
from comity.sources._names import unify
from comity.sources._table import Table, missing_columns, open_table
from comity.tables.codes import lookup
from comity.tables.people import KINDS

STAKEHOLDER_GROUPS = (
    "government",
    "private-sector",
    "civil-society",
    "technical-community",
    "academia",
    "intergovernmental",
)
UNKNOWN, OF_ORGANISATION = -1, -2
ALWAYS_FROM, ALWAYS_TO = np.iinfo(np.int32).min, np.iinfo(np.int32).max

_KINDS = ("group", *KINDS)
_OF_ORGANISATIONS = ("owner", "funder", "country")
_LONG = ("person", "organisation", "kind", "name", "from", "to")
_NAME_LIMIT = 1_000

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class TieRows:
    """One tie a row. All arrays are of one length.

    person: code of the person, UNKNOWN for one who is not in the consultation, OF_ORGANISATION where the row is about
    `organisation` (code into `organisations`, -1 elsewhere). kind: place in ("group", *KINDS). name: code into
    `groups`, `countries` or, for the other kinds, `organisations`, each sorted. start, end: days since 1970, inclusive.
    record: where the row stands in the table. n_unknown: distinct people who are not in the consultation.
    """

    table: Table
    person: NDArray[np.int32]
    organisation: NDArray[np.int32]
    kind: NDArray[np.int8]
    name: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    record: NDArray[np.int64]
    n_unknown: int
    groups: list[str]
    countries: list[str]
    organisations: list[str]

    def of(self, kind: str) -> NDArray[np.bool_]:
        """Return which rows are of this kind."""
        rows: NDArray[np.bool_] = self.kind == _KINDS.index(kind)
        return rows


@dataclass(frozen=True)
class _Written:
    """The cells of the rows as they are written."""

    person: pa.ChunkedArray
    organisation: pa.ChunkedArray
    kind: NDArray[np.int8]
    name: pa.ChunkedArray
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    record: NDArray[np.int64]


def read_rows(path: Path, person_ids: pa.StringArray) -> TieRows:
    """Read the rows of a people table; its header tells which form it has."""
    table = open_table(path, dict.fromkeys((*_LONG, *_KINDS), ()))
    if "kind" in table.names or "name" in table.names:
        written = _long(table)
    elif "person" in table.names and any(kind in table.names for kind in _KINDS):
        written = _wide(table)
    else:
        wanted = f"person and any of {', '.join(_KINDS)}; or person, kind, name"
        raise InputError(missing_columns(table, ["person"], [wanted]), path=path)
    return _coded(table, written, person_ids)


def _long(table: Table) -> _Written:
    missing = [name for name in ("kind", "name") if name not in table.names]
    if not missing and "person" not in table.names and "organisation" not in table.names:
        missing = ["person"]
    if missing:
        raise InputError(missing_columns(table, missing, _LONG[:4]), path=table.path)
    columns = {name: cells.strings(table, name, column) for name, column in table.columns(*_LONG)}
    n = len(columns["kind"])
    blank = _blank(n)
    person, organisation = columns.get("person", blank), columns.get("organisation", blank)
    kind = _kinds(table, columns["kind"])
    has_person, has_organisation = (pc.not_equal(column, "").to_numpy() for column in (person, organisation))
    of_others = ~np.isin(kind, [_KINDS.index(name) for name in _OF_ORGANISATIONS])
    for wrong, message in (
        (has_person & has_organisation, "names a person and an organisation; a row is about one of them"),
        (~has_person & ~has_organisation, "names neither a person nor an organisation"),
        (~has_person & of_others, f"of an organisation, only {', '.join(_OF_ORGANISATIONS)} can be stated"),
        (pc.equal(columns["name"], "").to_numpy(), "the cell of name is empty"),
    ):
        if (at := cells.first_row(wrong)) is not None:
            table.fail(message, at)
    start = _days(table, "from", columns.get("from", blank), ALWAYS_FROM)
    end = _days(table, "to", columns.get("to", blank), ALWAYS_TO)
    if (at := cells.first_row(start > end)) is not None:
        table.fail("the date in from is after the date in to", at)
    return _Written(person, organisation, kind, columns["name"], start, end, np.arange(n))


def _wide(table: Table) -> _Written:
    columns = {name: cells.strings(table, name, column) for name, column in table.columns("person", *_KINDS)}
    person = columns.pop("person")
    if (at := cells.first_row(pc.equal(person, "").to_numpy())) is not None:
        table.fail("the cell of person is empty", at)
    codes = person.combine_chunks().dictionary_encode().indices.to_numpy()
    if codes.max() + 1 < len(codes):
        message = "this person has a row above; put several values into one cell, separated by semicolons"
        table.fail(message, cells.first_repeat(codes))
    names, records, kinds = [], [], []
    for kind, column in columns.items():
        split = pc.split_pattern(column.combine_chunks(), ";")
        flat, parents = pc.utf8_trim_whitespace(pc.list_flatten(split)), pc.list_parent_indices(split)
        there = pc.not_equal(flat, "")
        names.append(flat.filter(there))
        records.append(parents.filter(there).to_numpy())
        kinds.append(np.full(len(records[-1]), _KINDS.index(kind), np.int8))
    record = np.concatenate(records)
    n = len(record)
    if n == 0:
        raise InputError("says nothing of anybody: all cells but those of person are empty", path=table.path)
    return _Written(
        person.take(pa.array(record)),
        _blank(n),
        np.concatenate(kinds),
        pa.chunked_array(names),
        np.full(n, ALWAYS_FROM, np.int32),
        np.full(n, ALWAYS_TO, np.int32),
        record,
    )


def _blank(n: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([""]).take(pa.array(np.zeros(n, np.int64)))])


def _coded(table: Table, written: _Written, person_ids: pa.StringArray) -> TieRows:
    person = lookup(person_ids, written.person)
    about = pc.equal(written.person, "").to_numpy()
    n_unknown = pc.count_distinct(written.person.filter(pa.array((person < 0) & ~about))).as_py()
    person = np.where(about, np.int32(OF_ORGANISATION), person)
    name = np.full(len(person), -1, np.int32)
    country, group = (written.kind == _KINDS.index(kind) for kind in ("country", "group"))
    groups, name[group] = _names(table, written.name.filter(pa.array(group)), written.record[group], STAKEHOLDER_GROUPS)
    countries, name[country] = _names(table, written.name.filter(pa.array(country)), written.record[country])
    organisational = ~country & ~group
    both = [*written.name.filter(pa.array(organisational)).chunks, *written.organisation.filter(pa.array(about)).chunks]
    record = np.concatenate((written.record[organisational], written.record[about]))
    organisations, codes = _names(table, pa.chunked_array(both, pa.string()), record)
    organisation = np.full(len(person), -1, np.int32)
    name[organisational], organisation[about] = np.split(codes, [int(organisational.sum())])
    return TieRows(
        table=table,
        person=person,
        organisation=organisation,
        kind=written.kind,
        name=name,
        start=written.start,
        end=written.end,
        record=written.record,
        n_unknown=n_unknown,
        groups=groups,
        countries=countries,
        organisations=organisations,
    )


def _names(
    table: Table, column: pa.ChunkedArray, record: NDArray[np.int64], known: tuple[str, ...] = ()
) -> tuple[list[str], NDArray[np.int32]]:
    if len(column) == 0:
        return [], np.zeros(0, np.int32)
    encoded = column.combine_chunks().dictionary_encode()
    written, places = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    for i, text in enumerate(written):
        if "\0" in text:
            table.fail("the name holds a NUL byte", int(record[(places == i).argmax()]))
        if len(text) > _NAME_LIMIT:
            message = f"the name is {len(text):,} characters long; at most {_NAME_LIMIT:,} are read"
            table.fail(message, int(record[(places == i).argmax()]))
    names, codes = unify(written, np.bincount(places).tolist(), known)
    return names, codes[places]


def _kinds(table: Table, column: pa.ChunkedArray) -> NDArray[np.int8]:
    encoded = column.combine_chunks().dictionary_encode()
    written = [text.casefold() for text in encoded.dictionary.to_pylist()]
    codes = np.array([_KINDS.index(text) if text in _KINDS else -1 for text in written], np.int8)
    kinds: NDArray[np.int8] = codes[encoded.indices.to_numpy()]
    if (at := cells.first_row(kinds < 0)) is not None:
        table.fail(f"the kind {shown(column[at].as_py())} is none of {', '.join(_KINDS)}", at)
    return kinds


def _days(table: Table, name: str, column: pa.ChunkedArray, always: int) -> NDArray[np.int32]:
    encoded = column.combine_chunks().dictionary_encode()
    places = encoded.indices.to_numpy()
    days = np.full(len(encoded.dictionary), always, np.int32)
    epoch = date(1970, 1, 1)
    for i, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            days[i] = (date.fromisoformat(text) - epoch).days if text else always
        except ValueError:
            at = int((places == i).argmax())
            table.fail(f"the date {shown(text)} in {name} is not in the form 2026-01-31", at)
    result: NDArray[np.int32] = days[places]
    return result
