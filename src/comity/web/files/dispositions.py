"""The disposition-of-comments table: every comment on a matter, what became of it, and why. As everybody may read it.

One list of rows is what the page, the CSV and the JSON show, so that they say the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

from django.utils.translation import override

from comity.body.kind import Audience
from comity.body.matters_state import Matter, Objection
from comity.report.words import clean
from comity.store.projection import rows
from comity.web.reading import Reading
from comity.web.wording import words

CONFIDENTIAL = "[confidential]"
"""What stands for the text of a submission that only officers may read."""
MOST_TEXT = 4_000
"""Characters of a text in the table: a longer one ends in …, and is whole at its own address."""

_PUBLIC: Audience = "public"
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Entry:
    """One comment. All texts; times as the record has them, "" for none."""

    id: str
    kind: str
    who: str
    about: str
    text: str
    made: str
    disposition: str
    reasons: str
    version: str
    by: str
    disposed: str


COLUMNS = tuple(one.name for one in fields(Entry))


def entries(found: Reading, matter: Matter) -> list[Entry]:
    """The table of a matter, in the order of the record; without what only members or officers may read."""
    table = _Table(found, matter)
    made = [*table.statements(), *table.submissions(), *table.objections(), *table.comments()]
    return [entry for _seq, entry in sorted(made, key=lambda one: one[0])]


def as_csv(table: list[Entry]) -> bytes:
    """The table for a spreadsheet: UTF-8 with the mark by which spreadsheets know it, and no cell that is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(guarded(astuple(one)) for one in spelled(table))
    return (_BOM + out.getvalue()).encode()


def spelled(table: list[Entry]) -> list[Entry]:
    """The table as files have it, in English in every language: what an objection is to is said in words."""
    with override("en"):
        return [replace(one, about=words.aim(one.about)) for one in table]


def guarded(cells: tuple[str, ...]) -> list[str]:
    """Cells as text: one that a spreadsheet would run as a formula has an apostrophe before it."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


class _Table:
    """What the rows of a matter say of each comment."""

    def __init__(self, found: Reading, matter: Matter) -> None:
        self._found, self._matter = found, matter
        self._moderated = {
            str(row["item"]): row
            for scope in (*matter.consultations, matter.id)
            for row in self._rows("moderation", scope)
            if row.get("item")
        }

    def statements(self) -> Iterator[tuple[int, Entry]]:
        """Those that were objected to, merged, taken down or taken back: of the others nothing became but votes."""
        aims = {one.target.partition(" ")[2] for one in self._objected() if one.target.startswith("statement ")}
        for consultation in self._matter.consultations:
            told = _last(self._rows("statements", consultation), "statement")
            for name, one in self._found.state.consultations[consultation].statements.items():
                if one.status == "open" and name not in aims:
                    continue
                row = told[name]
                disposition = f"duplicate of {row['into']}" if one.status == "duplicate" else one.status
                disposition = "voted on" if disposition == "open" else disposition
                why = self._why(name, one.status, str(row.get("reason") or ""), str(row.get("by") or ""), row["at"])
                yield one.seq, self._entry(name, "statement", one.actor, consultation, row, disposition, why)

    def submissions(self) -> Iterator[tuple[int, Entry]]:
        """All of them; the confidential ones without what they say."""
        for consultation in self._matter.consultations:
            told = _last(self._rows("submissions", consultation), "submission")
            texts = {str(row["submission"]): row for row in self._rows("submission_texts", consultation)}
            for name, one in self._found.state.consultations[consultation].submissions.items():
                row, said = told[name], texts.get(name, {})
                files = ", ".join(str(file["name"]) for file in said.get("attachments") or ())
                text = str(said.get("text") or "") or (f"[{files}]" if files else "")
                text = CONFIDENTIAL if row["shown"] == "confidential" else text
                disposition = "received" if one.status == "open" else one.status
                why = self._why(name, one.status, "", "", row["at"])
                entry = self._entry(
                    name, "submission", one.actor, consultation, {**row, "text": text}, disposition, why
                )
                yield one.seq, entry if not said.get("organisation") else _for(entry, said)

    def objections(self) -> Iterator[tuple[int, Entry]]:
        """All of them, with the disposition as it stands."""
        mine = set(self._matter.objections)
        history: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._rows("objections"):
            if row["objection"] in mine:
                history.setdefault(str(row["objection"]), []).append(row)
        for one in self._objected():
            first, last = history[one.id][0], history[one.id][-1]
            answer = next((row for row in reversed(history[one.id]) if row["status"] == one.status), last)
            disposition = f"duplicate of {one.duplicate_of}" if one.status == "duplicate" else one.status
            disposition = f"{disposition}, disputed" if one.dispute else disposition
            is_open = one.status == "open"
            why = ("", "", "") if is_open else (str(answer.get("reasons") or ""), one.answered_by, str(answer["at"]))
            row = {"text": first.get("reason"), "made": first["at"], "version": answer.get("version") or ""}
            yield one.seq, self._entry(one.id, "objection", one.actor, one.target, row, disposition, why)

    def comments(self) -> Iterator[tuple[int, Entry]]:
        """All of them; discussion needs no answer."""
        told = _last(self._rows("comments", self._matter.id), "comment")
        for name, one in self._matter.comments.items():
            row = told[name]
            disposition = "discussed" if one.status == "open" else one.status
            why = self._why(name, one.status, "", "", row["at"])
            yield one.seq, self._entry(name, "comment", one.actor, one.about or self._matter.id, row, disposition, why)

    def _objected(self) -> list[Objection]:
        return [self._found.state.objections[name] for name in self._matter.objections]

    def _rows(self, table: str, scope: str | None = None) -> Iterator[dict[str, Any]]:
        return rows(self._found.body, _PUBLIC, table, scope)

    def _why(self, name: str, status: str, reason: str, by: str, at: str) -> tuple[str, str, str]:
        """Reasons, by whom, when: of what was taken down, those of the moderation; of what stands, none."""
        if status == "open":
            return "", "", ""
        taken = self._moderated.get(name) if status == "moderated" else None
        if taken is not None:
            return f"{taken['ground']}: {taken['reason']}", str(taken["by"]), str(taken["at"])
        return reason, by, at

    def _entry(
        self, name: str, kind: str, actor: str, about: str, row: Mapping[str, Any], disposition: str,
        why: tuple[str, str, str],
    ) -> Entry:  # fmt: skip
        """One entry; what was taken down or erased is not said again."""
        text = "" if disposition == "moderated" else str(row.get("text") or "")
        made = str(row.get("made") or row["at"])
        reasons, by, at = why
        return Entry(
            name, kind, self._who(actor, name), about, _short(text), made, disposition, _short(reasons),
            str(row.get("version") or ""), self._who(by), at,
        )  # fmt: skip

    def _who(self, actor: str, about: str = "") -> str:
        return self._found.called(actor, about)


def _for(entry: Entry, said: Mapping[str, Any]) -> Entry:
    """A submission of an organisation is that of the organisation, and of the name that it gives."""
    name = " · ".join(clean(str(said[key])) for key in ("organisation", "name") if said.get(key))
    return Entry(**{**{key: getattr(entry, key) for key in COLUMNS}, "who": name or entry.who})


def _last(found: Iterator[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    """What the rows of each thing say together: the later ones over the earlier, the time of the first as `made`."""
    told: dict[str, dict[str, Any]] = {}
    for row in found:
        before = told.get(str(row[key]), {"made": row["at"]})
        told[str(row[key])] = {**before, **row}
    return told


def _short(text: str) -> str:
    text = clean(text).strip()
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"
