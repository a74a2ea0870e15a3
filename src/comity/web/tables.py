"""Rows of the tables as pages need them: those of one act, and those about one thing put together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from comity.record.canonical import Json, parse
from comity.store.contents import audiences_of, blob
from comity.store.models import Row
from comity.store.projection import BY_TABLE, rows
from comity.web.reading import Reading


def every(found: Reading, table: str, scope: str | None = None) -> list[dict[str, Any]]:
    """The rows that the reader may see, in the order of the record."""
    return list(rows(found.body, found.audience, table, scope))


def of_act(found: Reading, table: str, seq: int) -> Iterator[dict[str, Any]]:
    """The rows that one act added to a table."""
    kept = Row.objects.filter(body=found.body, seq=seq, table=table, audience__in=audiences_of(found.audience))
    for values in kept.order_by("n").values_list("values", flat=True):
        yield {"seq": seq, **json.loads(values)}


def _about(found: Reading, table: str, scopes: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a table about any of these, in the order of the record."""
    kept = Row.objects.filter(
        body=found.body, table=table, scope__in=scopes, audience__in=audiences_of(found.audience)
    ).order_by(BY_TABLE, "n")
    for seq, values in kept.values_list("seq", "values") if scopes else ():
        yield {"seq": seq, **json.loads(values)}


def joined(found: Reading, table: str, scopes: Sequence[str], key: str) -> dict[str, dict[str, Any]]:
    """What there is to know of each thing of a table, by its identifier: later rows say what became of it.

    `seq` and `at` are those of the first row: of the act that made it.
    """
    out: dict[str, dict[str, Any]] = {}
    for row in _about(found, table, scopes):
        known = out.get(str(row[key]))
        if known is None:
            out[str(row[key])] = dict(row)
        else:
            known |= {name: value for name, value in row.items() if name not in {"seq", "at"}}
    return out


def objections(found: Reading, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What was raised in each objection, by its identifier, with its last `answer` and the `dispute` over that.

    Rows of an answer and of a dispute have the same fields, so they are kept apart; None where there is none.
    """
    out: dict[str, dict[str, Any]] = {}
    for row in _about(found, "objections", names):
        known = out.setdefault(str(row["objection"]), {**row, "answer": None, "dispute": None})
        if row["status"] == "disputed":
            known["dispute"] = row
        elif row["status"] not in {"open", "withdrawn"}:
            known["answer"], known["dispute"] = row, None
    return out


def clauses(found: Reading, matter: str, version: int) -> list[tuple[str, str]]:
    """The clauses (number, text) of a version of a draft, from the act or from the blob that it names."""
    draft = found.state.matters[matter].drafts[version - 1]
    kept = list(of_act(found, "clauses", draft.seq))
    if any(row["text"] for row in kept):
        return [(row["number"], row["text"]) for row in kept]
    content = blob(found.body, draft.digest)
    if content is None:
        return [(number, "") for number in draft.clauses]
    written: Json = parse(content, limit=None)
    assert isinstance(written, list)  # noqa: S101 - the act was refused if its blob were another
    return [(str(one["number"]), str(one["text"])) for one in written if isinstance(one, dict)]
