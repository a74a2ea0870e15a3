"""What can be taken away: each table as CSV, Parquet or JSON, and a consultation as Polis exports one.

CSV is UTF-8 and gives every value back: texts stand in quotes, so that an empty text and a missing value differ; lists
are JSON. A spreadsheet would take some texts for formulas, and another person's formula could do harm there; so
`spreadsheet` puts an apostrophe before those, and a mark that says UTF-8 before all. That form is for looking at.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Literal, TypeAlias

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from comity.body.kind import Audience
from comity.record.canonical import Json
from comity.store.models import Body
from comity.store.projection import counts, rows, table
from comity.web import errors
from comity.web.files import polis
from comity.web.reading import Reading

if TYPE_CHECKING:
    import pyarrow as pa

Form: TypeAlias = Literal["csv", "parquet", "json"]
FORMS: tuple[Form, ...] = ("csv", "parquet", "json")

_IN_MEMORY = 1 << 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


def download(
    body: Body, audience: Audience, name: str, form: Form, *, scope: str | None = None, spreadsheet: bool = False
) -> HttpResponseBase:
    """One table as a file, as far as an audience may read it; NotHereError if that has no such table.

    `scope`: only the rows that are about that.
    """
    if audience == "sealed":
        raise ValueError("what is sealed is counted and never given out")
    errors.here(name if name in counts(body, audience) else None, _("This body has no table of this name."))
    if form == "json":
        answer: HttpResponseBase = StreamingHttpResponse(
            _json(rows(body, audience, name, scope)), content_type="application/json"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return answer
    found = table(body, audience, name, scope)
    write = _parquet if form == "parquet" else partial(_csv, spreadsheet=spreadsheet)
    file = _file(partial(write, found))
    return FileResponse(file, as_attachment=True, filename=f"{name}.{form}", content_type=_TYPES[form])


def _file(write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """A file that is gone once it is closed, at its beginning."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write(file)
    file.seek(0)
    return file


def consultation(found: Reading, name: str) -> tuple[Body, polis.Held]:
    """What the export of a consultation needs; NotHereError if there is none of this name."""
    one = found.state.consultations.get(name)
    if one is None:
        raise errors.NotHereError(_("There is no such consultation."))
    return found.body, polis.held(found.state, one)


def polis_download(body: Body, held: polis.Held) -> HttpResponseBase:
    """A consultation as Polis exports one."""
    file = _file(partial(polis.export, body, held))
    return FileResponse(file, as_attachment=True, filename=f"{held.id}-polis.zip", content_type="application/zip")


def _json(found: Iterable[dict[str, Json]]) -> Iterator[str]:
    """A list of rows, one a line."""
    yield "["
    before = "\n"
    for row in found:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n"


def _parquet(found: pa.Table, to: IO[bytes]) -> None:
    from pyarrow import parquet

    parquet.write_table(found, to, compression="zstd")


def _csv(found: pa.Table, to: IO[bytes], *, spreadsheet: bool) -> None:
    import pyarrow as pa
    from pyarrow import csv

    for place, field in enumerate(found.schema):
        column = found.column(place)
        if pa.types.is_list(field.type):
            column = pa.array([None if x is None else json.dumps(x, ensure_ascii=False) for x in column.to_pylist()],
                              pa.string())  # fmt: skip
        if spreadsheet and pa.types.is_string(column.type):
            column = pa.array([_harmless(text) for text in column.to_pylist()], pa.string())
        found = found.set_column(place, field.name, column)
    if spreadsheet:
        to.write(b"\xef\xbb\xbf")
    csv.write_csv(found, to)


def _harmless(text: Any) -> Any:  # noqa: ANN401 - a cell of text, or None
    return f"'{text}" if text and text.startswith(_FORMULA) else text
