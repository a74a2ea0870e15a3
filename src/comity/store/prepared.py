"""SQL that every act needs, made by Django once: making it anew is most of what a small query costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

_MARK = -(10**15)
"""Stands for a number that is not known yet; no column holds such."""
_FEW = 8
"""Rows that are inserted with SQL of their own; of more, making the SQL is the smaller part."""


class Prepared(Generic[M]):
    """A query whose parameters change and whose SQL does not; asked of whichever database is in use.

    `make`: gives the query for parameters. `like`: a parameter of each kind, "" for a text and 0 for a whole number;
    they stand in filters, and not in a limit.
    """

    def __init__(self, make: Callable[..., QuerySet[M, Any]], *like: str | int) -> None:
        """Nothing is asked yet, and Django need not be ready."""
        self._make = make
        self._marks = [_MARK - place if isinstance(one, int) else f"\0{place}" for place, one in enumerate(like)]
        self._sql: dict[str, _Sql] = {}

    def rows(self, *given: str | int) -> list[tuple[Any, ...]]:
        """The rows for these parameters."""
        found = self._of()
        with connection.cursor() as cursor:
            cursor.execute(found.text, [given[place] if place >= 0 else constant for place, constant in found.places])
            return [found.converted(row) for row in cursor.fetchall()]

    def first(self, *given: str | int) -> M | None:
        """The first as an instance of its model; None if there is none."""
        rows, found = self.rows(*given), self._of()
        return found.model.from_db(connection.alias, found.columns, rows[0]) if rows else None

    def _of(self) -> _Sql:
        found = self._sql.get(connection.vendor)
        if found is None:  # of two threads that come at once each makes the same
            found = self._sql[connection.vendor] = _sql_of(self._make(*self._marks), self._marks)
        return found


class _Sql(NamedTuple):
    """A query in SQL. places: for each of its parameters which of those that are given it is, or -1 and itself."""

    text: str
    places: list[tuple[int, Any]]
    model: type[Any]
    columns: list[str]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]

    def converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A row with the values of Python where the database has others, such as its dates."""
        if not self.converters:
            return row
        values = list(row)
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return tuple(values)


def _sql_of(query: QuerySet[Any, Any], marks: list[str | int]) -> _Sql:
    compiler = query.query.get_compiler(connection=connection)
    text, params = compiler.as_sql()
    selected = [column for column, _, _ in compiler.select]
    # a parameter may stand in several places, as in a query within the query
    places = [(marks.index(one), None) if one in marks else (-1, one) for one in params]
    if {place for place, _ in places if place >= 0} != set(range(len(marks))):
        raise TypeError(f"a parameter is lost in this query: {text}")
    names = [getattr(getattr(column, "target", None), "attname", "") for column in selected]  # a subquery has none
    return _Sql(text, places, query.model, names, compiler.get_converters(selected))


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one model that have their keys, and no references beyond those."""
    if len(rows) > _FEW:
        type(rows[0])._default_manager.bulk_create(rows)
    elif rows:
        text, fields = _insert_of(type(rows[0]))
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
        marks = ", ".join(["%s"] * len(fields))
        with connection.cursor() as cursor:
            cursor.execute(text + ", ".join([f"({marks})"] * len(rows)), values)


def update(row: Model, *names: str) -> None:
    """Write these columns of a row that is there."""
    key = (type(row), names)
    if key not in _updates:
        fields: list[Any] = [row._meta.get_field(name) for name in names]
        given = ", ".join(f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields)
        where = f"WHERE {connection.ops.quote_name(str(row._meta.pk.column))} = %s"
        table = connection.ops.quote_name(row._meta.db_table)
        _updates[key] = f"UPDATE {table} SET {given} {where}", fields  # noqa: S608 - names of ours
    text, fields = _updates[key]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(text, [*values, row.pk])


@contextmanager
def together() -> Iterator[None]:
    """Statements whose answers nobody needs: PostgreSQL is sent all of them before it is waited for."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


_updates: dict[tuple[type[Model], tuple[str, ...]], tuple[str, list[Any]]] = {}
_inserts: dict[type[Model], tuple[str, list[Any]]] = {}


def _insert_of(model: type[Model]) -> tuple[str, list[Any]]:
    """How an INSERT into the table of a model begins, and the fields in it. Names are quoted alike on our databases."""
    if model not in _inserts:
        fields = [field for field in model._meta.concrete_fields if field.column]
        columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        table = connection.ops.quote_name(model._meta.db_table)
        _inserts[model] = f"INSERT INTO {table} ({columns}) VALUES ", fields  # noqa: S608 - names of ours
    return _inserts[model]
