"""A life written down: a file of acts, one JSON object a line, to be done one after another in a body.

    {"kind": "body.found", "actor": "steward", "template": "comity", "public": {...}, "on": "2026-03-01"}
    {"kind": "matter.propose", "actor": "p1", "public": {...}, "private": {...}, "as": "proposal"}
    {"kind": "draft.publish", "actor": "p2", "public": {"matter": "m{proposal}"}, "clauses": {"1": "...", "2": "..."}}
    {"kind": "vote.cast", "actor": "p9", "public": {...}, "refused": "consultation.closed", "clause": "RFC 2418, ..."}
    {"kind": "commitment.report", "actor": "p3", "blobs": ["..."], "public": {"evidence": ["{blob-1}"], ...}}
    {"evidence": "c{consultation}", "as": "evidence"}
    {"wait": "2026-04-01"}

`as` names the act; `{name}` in a later text stands for its place in the record, and a text that is only `{name}` for
that number. `refused` says that the act must be refused, with this message, and `clause` with this clause. `template`
puts in the charter of a template; `clauses` puts in all that a draft says of its clauses; `blobs` are documents that
the act brings, and `{blob-1}` is the digest of the first. `evidence` computes the evidence of a closed consultation.
`on` and `wait` are for simulated bodies; an act without `on` comes a second after the one before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.base.errors import CheckError, InputError, UsageError
from comity.body.drafts import publication
from comity.body.kind import Refusal, RefusedError
from comity.body.state import OPERATOR
from comity.charter.templates import template
from comity.living import Living, read_day
from comity.record.envelope import digest_of
from comity.store.sequencer import Committed

_ACT = {"kind", "actor", "public", "private", "on", "as", "refused", "clause", "template", "clauses", "blobs"}
_EVIDENCE = {"evidence", "on", "as"}
_NAME = re.compile(r"\{([a-z][a-z0-9-]*)\}")
_BLOB = re.compile(r"blob-[1-9][0-9]*")


@dataclass(frozen=True)
class Line:
    """One line of a script: an act to be done, evidence to be computed, or a time to wait until."""

    row: int
    kind: str = ""
    actor: str = ""
    public: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    on: datetime | None = None
    name: str = ""
    refused: str = ""
    clause: str = ""
    template: str = ""
    clauses: Mapping[str, str] = field(default_factory=dict)
    blobs: Sequence[str] = ()
    evidence: str = ""


def read_script(text: str, path: str) -> list[Line]:
    """The lines of a script, without empty ones and those that begin with #. InputError, with the row of a bad one."""
    lines = []
    for row, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            lines.append(_read(line, path, row))
    return lines


def play(living: Living, lines: list[Line], path: str) -> Iterator[Committed | Refusal]:
    """Do the acts; gives each that was done, by the clock too, and each refusal that was expected.

    InputError for a name that no earlier act has, or an act of another form; CheckError for an act that is refused, or
    is not although it should be. What was done before stays done.
    """
    names: dict[str, int | str] = {}
    refused_on: datetime | None = None  # a refusal leaves the body's own time as it was
    for line in lines:
        try:
            on = line.on or refused_on
            refused_on = None
            if line.kind != "body.found":
                on, passed = living.before(on)
                yield from passed
            if line.kind or line.evidence:
                done = _do(living, line, on, names)
                if line.refused:
                    raise CheckError(f"{_doing(line)} should be refused ({line.refused}) and was done")
                if line.name:
                    names[line.name] = done.act.seq
                yield done
        except RefusedError as error:
            _check_expected(line, error.refusal, path)
            refused_on = on
            yield error.refusal
        except InputError as error:
            raise InputError(error.message, path=path, row=line.row) from error
        except (CheckError, UsageError) as error:
            raise type(error)(f"{path}, row {line.row}: {error}") from error


def _do(living: Living, line: Line, on: datetime | None, names: Mapping[str, int | str]) -> Committed:
    if line.evidence:
        return living.evidence(filled(line.evidence, names), on=on)
    blobs = [text.encode() for text in line.blobs]
    known = {**names, **{f"blob-{place}": digest_of(content) for place, content in enumerate(blobs, 1)}}
    public, private = (filled(part, known) for part in (line.public, line.private))
    if line.template:
        public = {"steward": line.actor, "officers": [], **public, "charter": template(line.template).to_json()}
    if line.clauses:
        matter = living.state().matters.get(str(public.get("matter", "")))
        if matter is None:
            raise InputError(f"there is no matter {public.get('matter')} to publish a draft of")
        public = {**publication(matter, list(line.clauses.items()))[0], **public}
    if line.kind == "body.found":
        return living.found(line.actor, public, on=on)
    return living.do(line.kind, line.actor, public, private=private, blobs=blobs, on=on)


def _check_expected(line: Line, refusal: Refusal, path: str) -> None:
    """CheckError for a refusal that is not as the line says."""
    why = "is refused" if refusal.message != line.refused else "is refused by another clause"
    if refusal.message != line.refused or (line.clause and refusal.clause != line.clause):
        raise CheckError(f"{path}, row {line.row}: {_doing(line)} {why}: {_told(refusal)}")


def _doing(line: Line) -> str:
    return f"{line.kind} by {line.actor}" if line.kind else f"the evidence of {line.evidence}"


def _told(refusal: Refusal) -> str:
    return f"{refusal.sentence} ({refusal.message}{f'; {refusal.clause}' if refusal.clause else ''})"


def _read(line: str, path: str, row: int) -> Line:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}", path=path, row=row) from None
    if not isinstance(value, dict) or not value.keys() <= _ACT | _EVIDENCE | {"wait"}:
        known = ", ".join(sorted(_ACT | _EVIDENCE | {"wait"}))
        raise InputError(f"a line is an object of {known}", path=path, row=row)
    if "wait" in value:
        if len(value) > 1 or not isinstance(value["wait"], str):
            raise InputError('a line that waits is like {"wait": "2026-04-01"}', path=path, row=row)
        return Line(row, on=read_day(value["wait"]))
    _check_types(value, path, row)
    on = read_day(value["on"]) if value.get("on") else None
    if "evidence" in value:
        if not value.keys() <= _EVIDENCE or not value["evidence"]:
            raise InputError('a line of evidence is like {"evidence": "c{consultation}"}', path=path, row=row)
        return Line(row, actor=OPERATOR, on=on, name=value.get("as", ""), evidence=value["evidence"])
    if not value.get("kind") or not value.get("actor"):
        raise InputError("an act has a kind and an actor", path=path, row=row)
    if _BLOB.fullmatch(value.get("as", "")):
        raise InputError(
            "names like blob-1 stand for the documents of an act: name the act otherwise", path=path, row=row
        )
    rest = {name: value[name] for name in _ACT & value.keys() - {"as", "on"}}
    return Line(row, **rest, on=on, name=value.get("as", ""))


def _check_types(value: Mapping[str, Any], path: str, row: int) -> None:
    """Refuse a line whose parts are not what they should be."""
    for words, kind, names in (
        ("a text", str, ("kind", "actor", "on", "as", "refused", "clause", "template", "evidence")),
        ("an object", dict, ("public", "private", "clauses")),
        ("a list of texts", list, ("blobs",)),
    ):
        for name in names:
            if name in value and not isinstance(value[name], kind):
                raise InputError(f"{name} is {words}", path=path, row=row)
    for name, texts in (("clauses", value.get("clauses", {}).values()), ("blobs", value.get("blobs", ()))):
        if not all(isinstance(one, str) for one in texts):
            raise InputError(f"{name} holds texts only", path=path, row=row)


def filled(value: Any, names: Mapping[str, int | str]) -> Any:  # noqa: ANN401 - any JSON
    """The value with what its names stand for. InputError for a name that there is not."""
    if isinstance(value, dict):
        return {str(filled(key, names)): filled(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, names) for one in value]
    if not isinstance(value, str):
        return value
    for name in _NAME.findall(value):
        if name not in names:
            raise InputError(f"no earlier act is named {name}")
    whole = _NAME.fullmatch(value)
    return names[whole[1]] if whole else _NAME.sub(lambda found: str(names[found[1]]), value)
