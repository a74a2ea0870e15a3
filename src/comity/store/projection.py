"""The rows that acts add to the tables, and the tables as an audience may see them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, F

from comity.body import kind
from comity.body.kind import Audience
from comity.body.registry import Registry
from comity.record.canonical import Json
from comity.record.envelope import read_act
from comity.store.contents import audiences_of, openings
from comity.store.folding import entries
from comity.store.models import Body, Row

if TYPE_CHECKING:
    import pyarrow as pa

_CHUNK = 2_000
BY_TABLE = F("seq") + 0
"""The order of the record where rows are looked up by their table alone. SQLite would go through all rows of a body for
rows that are in the order of its primary key; of a sum it knows no order, so it looks into the index of tables."""


def rows_of(body: Body, seq: int, rows: Iterable[kind.Row]) -> list[Row]:
    """The rows of one act as they are kept."""
    return [
        Row(body=body, seq=seq, n=n, table=row.table, scope=row.scope, audience=row.audience, values=_text(row.values))
        for n, row in enumerate(rows)
    ]


def project(registry: Registry, body: Body, begin: int = 0, end: int | None = None) -> Iterator[tuple[int, list[Row]]]:
    """(seq, rows) of each act, made again from the act and what remains of its private parts."""
    end = body.size if end is None else end
    for start in range(begin, end, _CHUNK):
        upto = min(start + _CHUNK, end)
        left = openings(body, start, upto)
        for seq, entry in enumerate(entries(body, start, upto), start):
            yield seq, rows_of(body, seq, registry.rows(read_act(entry), left.get(seq, {})))


def rows(body: Body, audience: Audience, table: str, scope: str | None = None) -> Iterator[dict[str, Json]]:
    """The rows of one table that an audience may see, in the order of the record, each with its `seq`.

    `sealed` gives the values of secret ballots too: for counting by the program, never for showing.
    """
    found = Row.objects.filter(body=body, table=table, audience__in=audiences_of(audience))
    found = found.order_by(BY_TABLE, "n") if scope is None else found.filter(scope=scope).order_by("seq", "n")
    for seq, values in found.values_list("seq", "values").iterator(_CHUNK):
        yield {"seq": seq, **json.loads(values)}


def counts(body: Body, audience: Audience) -> dict[str, int]:
    """How many rows of each table an audience may see, by the table's name."""
    found = Row.objects.filter(body=body, audience__in=audiences_of(audience)).values_list("table")
    return dict(found.annotate(n=Count("*")).order_by("table"))


def tables(body: Body, audience: Audience, scope: str | None = None) -> dict[str, pa.Table]:
    """All tables as an audience may see them, by name, in Arrow."""
    return {name: table(body, audience, name, scope) for name in counts(body, audience)}


def table(body: Body, audience: Audience, name: str, scope: str | None = None) -> pa.Table:
    """One table as an audience may see it; a column that a row lacks is null there.

    Of a column that holds objects, or lists and other values, each value is JSON text.
    """
    import pyarrow as pa

    columns: dict[str, list[Json]] = {"seq": []}
    for place, row in enumerate(rows(body, audience, name, scope)):
        for column in row.keys() - columns.keys():
            columns[column] = [None] * place
        for column, cells in columns.items():
            cells.append(row.get(column))
    return pa.table({column: _cells(columns[column]) for column in ("seq", *sorted(columns.keys() - {"seq"}))})


def _cells(column: list[Json]) -> list[Json]:
    """A column as Arrow takes it, which has one type for all of it: one row alone does not say which.

    Objects differ in their fields from row to row, so they are text; and so is an empty list beside a list of them.
    """
    are_lists = {isinstance(value, list) for value in column if value is not None}
    is_text = len(are_lists) > 1 or any(map(_holds_objects, column))
    return [None if value is None else _text(value) for value in column] if is_text else column


def _holds_objects(value: Json) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(x, dict) for x in value))


def _text(values: Json) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
