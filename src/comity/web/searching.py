"""Search over what people wrote and what is decided: public rows of named tables, never votes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.body.state import State
from comity.questions.asked import QUESTIONS
from comity.report.words import clean
from comity.store.models import Row
from comity.store.projection import BY_TABLE
from comity.web import addresses_of
from comity.web.reading import Reading, reading

SHORTEST, LONGEST = 2, 200
MOST = 300
"""Hits that are gathered in one body. Whoever needs more names more."""
_AROUND = 110


@dataclass(frozen=True)
class _Table:
    """A table that is searched: its columns of text, what a row is, and which column names what it is about."""

    columns: tuple[str, ...]
    what: Any
    subject: str


TABLES: Mapping[str, _Table] = {
    "matters": _Table(("title", "summary"), t("matter"), "matter"),
    "statements": _Table(("text",), t("statement"), "statement"),
    "submission_texts": _Table(("text", "organisation"), t("submission"), "submission"),
    "clauses": _Table(("text",), t("clause of a draft"), "matter"),
    "objections": _Table(("reason", "reasons"), t("objection"), "objection"),
    "comments": _Table(("text",), t("comment"), "comment"),
    "minority_views": _Table(("text",), t("minority view"), "matter"),
    "rulings": _Table(("reasons",), t("ruling"), "appeal"),
}


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is, where it stands, and the text around what was looked for."""

    what: Any
    place: str
    link: str
    before: str
    match: str
    after: str
    language: str = ""


def everywhere(query: str, origins: Iterable[str], *, questions: bool) -> list[tuple[str, Hit]]:
    """What these bodies have that holds these words, and the questions if asked for; each with whose it is."""
    out = [(_("The questions"), hit) for hit in (_questions(query) if questions else [])]
    for origin in origins:
        with reading(origin) as found:
            if found.state.charter_json:
                out += [(found.state.charter.name, hit) for hit in hits(found, query)]
    return out


def hits(found: Reading, query: str) -> list[Hit]:
    """What a body has that holds these words, the latest first."""
    seen: set[tuple[str, str, str]] = set()
    out: list[Hit] = []
    for table, scope, row in _rows(found, query):
        about = TABLES[table]
        subject = str(row.get(about.subject, ""))
        key = (table, subject, str(row.get("number", "")))
        if key in seen or not _stands(found.state, table, scope, subject):
            continue
        hit = _hit(found, about, row, scope, subject, query)
        if hit is not None:
            seen.add(key)
            out.append(hit)
    return out


def _questions(query: str) -> list[Hit]:
    """The questions that hold these words."""
    out = []
    for one in QUESTIONS:
        for text in map(_, (one.text, one.mechanism, one.evidence)):
            cut = _cut(text, query)
            if cut is not None:
                out.append(Hit(t("question"), _(one.text), f"/questions/#{one.id}", *cut))
                break
    return out


def _rows(found: Reading, query: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Public rows whose JSON holds the words in one of the forms of a letter that a database may not know."""
    forms = {json.dumps(form, ensure_ascii=False)[1:-1]
             for form in (query, query.lower(), query.upper(), query.capitalize(), query.title())}  # fmt: skip
    wanted = Q()
    for form in forms:
        wanted |= Q(values__icontains=form)
    rows = Row.objects.filter(wanted, body=found.body, table__in=TABLES, audience="public")
    rows = rows.order_by(BY_TABLE.desc(), "n")
    for table, scope, values in rows.values_list("table", "scope", "values")[:MOST]:
        yield table, scope, json.loads(values)


def _stands(state: State, table: str, scope: str, subject: str) -> bool:
    """Whether what was said still stands: neither taken down nor taken back."""
    consultation = state.consultations.get(scope)
    if table == "statements":
        return consultation is not None and consultation.statements[subject].status == "open"
    if table == "submission_texts":
        return consultation is not None and consultation.submissions[subject].status == "open"
    if table == "comments":
        comments: Mapping[str, Any] = getattr(state.matters.get(scope), "comments", {})
        return subject in comments and comments[subject].status == "open"
    return True


def _hit(found: Reading, about: _Table, row: Mapping[str, Any], scope: str, subject: str, query: str) -> Hit | None:
    for column in about.columns:
        cut = _cut(str(row.get(column) or ""), query)
        if cut is not None:
            link = addresses_of.subject(found, subject) or addresses_of.subject(found, scope)
            if "number" in row:
                link = f"{link}#clause-{row['number']}"
            return Hit(about.what, addresses_of.title(found, scope), link, *cut, str(row.get("language", "")))
    return None


def _cut(text: str, query: str) -> tuple[str, str, str] | None:
    """The text before, at and after the words; None if it does not hold them."""
    text = clean(text)
    place = re.search(re.escape(query), text, re.IGNORECASE)
    if place is None:
        return None
    start, end = place.span()
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return (
        ("…" if start > _AROUND else "") + before,
        text[start:end],
        after + ("…" if end + _AROUND < len(text) else ""),
    )
