"""A life written down: a file of acts, one JSON object a line, to be done one after another in a body.

    {"kind": "matter.propose", "actor": "p1", "public": {...}, "private": {...}, "on": "2026-03-01", "as": "proposal"}
    {"kind": "draft.publish", "actor": "p2", "public": {"matter": "m{proposal}", ...}}
    {"kind": "vote.cast", "actor": "p9", "public": {...}, "refused": "consultation.closed"}
    {"wait": "2026-04-01"}

`as` names the act; `{name}` in a later text (a key too) stands for its place in the record, and a text that is only
`{name}` for that number. `refused` says that the act must be refused, with this message. `on` and `wait` are for simulated bodies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.base.errors import CheckError, InputError
from comity.body.kind import Refusal, RefusedError
from comity.living import Living, read_day
from comity.store.sequencer import Committed

_KNOWN = {"kind", "actor", "public", "private", "on", "as", "refused", "wait"}
_NAME = re.compile(r"\{([a-z][a-z0-9-]*)\}")


@dataclass(frozen=True)
class Line:
    """One line of a script: an act to be done, or a time to wait until."""

    row: int
    kind: str = ""
    actor: str = ""
    public: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    on: datetime | None = None
    name: str = ""
    refused: str = ""


def read_script(text: str, path: str) -> list[Line]:
    """The lines of a script, without empty ones and those that begin with #. InputError, with the row of a bad one."""
    lines = []
    for row, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            lines.append(_read(line, path, row))
    return lines


def play(living: Living, lines: list[Line], path: str) -> Iterator[Committed | Refusal]:
    """Do the acts; gives each that was done, and each refusal that was expected.

    InputError for a name that no earlier act has; RefusedError as `Living.do`; CheckError where an act was not refused
    although it should have been.
    """
    names: dict[str, int] = {}
    for line in lines:
        if not line.kind:
            assert line.on is not None  # noqa: S101 - `_read` makes no other line
            yield from living.wait_until(line.on)
            continue
        public, private = (_filled(part, names, path, line.row) for part in (line.public, line.private))
        try:
            if line.kind == "body.found":
                done = living.found(line.actor, public, on=line.on)
            else:
                done = living.do(line.kind, line.actor, public, private=private, on=line.on)
        except RefusedError as error:
            if error.refusal.message != line.refused:
                raise CheckError(
                    f"{path}, row {line.row}: {line.kind} by {line.actor} is refused: {_told(error.refusal)}"
                ) from error
            yield error.refusal
            continue
        if line.refused:
            raise CheckError(
                f"{path}, row {line.row}: {line.kind} by {line.actor} should be refused ({line.refused}) and was done"
            )
        if line.name:
            names[line.name] = done.act.seq
        yield done


def _told(refusal: Refusal) -> str:
    return f"{refusal.sentence} ({refusal.message}{f'; {refusal.clause}' if refusal.clause else ''})"


def _read(line: str, path: str, row: int) -> Line:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}", path=path, row=row) from None
    if not isinstance(value, dict) or not value.keys() <= _KNOWN:
        raise InputError(f"a line is an object of {', '.join(sorted(_KNOWN))}", path=path, row=row)
    if "wait" in value:
        if len(value) > 1 or not isinstance(value["wait"], str):
            raise InputError('a line that waits is like {"wait": "2026-04-01"}', path=path, row=row)
        return Line(row, on=read_day(value["wait"]))
    texts = {name: value.get(name, "") for name in ("kind", "actor", "on", "as", "refused")}
    objects = {name: value.get(name, {}) for name in ("public", "private")}
    if not all(isinstance(one, str) for one in texts.values()) or not all(
        isinstance(one, dict) for one in objects.values()
    ):
        raise InputError(
            "kind, actor, on, as and refused are texts, public and private are objects", path=path, row=row
        )
    if not texts["kind"] or not texts["actor"]:
        raise InputError("an act has a kind and an actor", path=path, row=row)
    on = read_day(texts["on"]) if texts["on"] else None
    return Line(
        row, texts["kind"], texts["actor"], objects["public"], objects["private"], on, texts["as"], texts["refused"]
    )


def _filled(value: Any, names: Mapping[str, int], path: str, row: int) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {str(_filled(key, names, path, row)): _filled(one, names, path, row) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, names, path, row) for one in value]
    if not isinstance(value, str):
        return value
    for name in _NAME.findall(value):
        if name not in names:
            raise InputError(f"no earlier act is named {name}", path=path, row=row)
    whole = _NAME.fullmatch(value)
    return names[whole[1]] if whole else _NAME.sub(lambda found: str(names[found[1]]), value)
