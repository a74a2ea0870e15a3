"""What is true of a body now, as far as rules need it. Votes are not here: they are rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from pydantic import WithJsonSchema

from comity.base.errors import UsageError
from comity.record.envelope import Act, Unread

CLOCK = "clock"
"""The actor of acts that only time does."""

OPERATOR = "operator"
"""The actor of what the keeper of the record does as such: it names the keys of the record, and erases on order."""


Lookup: TypeAlias = Callable[[int], Act | Unread]
"""Gives an act of the record by its seq."""


def _no_record(seq: int) -> Act | Unread:
    raise UsageError(f"act {seq} is wanted, and this state was made without a record")


@dataclass(slots=True)
class Key:
    """An Ed25519 key of an actor, in hexadecimal: the acts from `since` to before `until` (seq) may be signed by it."""

    key: str
    since: int
    until: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Deadline:
    """Something that happens when time passes: `name` says what, `subject` to which matter or objection."""

    name: str
    subject: str
    due: str


@dataclass(slots=True)
class State:
    """The state of one body after the first `size` acts of its record.

    keys: actor to their keys. log_keys: verifier keys of the record that the body has announced, with since and until.
    deadlines: by "name subject". look: gives an earlier act by its seq; part of the record, not of the state.
    """

    origin: str
    size: int = 0
    at: str = ""
    keys: dict[str, list[Key]] = field(default_factory=dict)
    log_keys: dict[str, Key] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    look: Annotated[Lookup, WithJsonSchema({})] = field(default_factory=lambda: _no_record, repr=False, compare=False)

    def set_deadline(self, name: str, subject: str, due: str) -> None:
        """From `due` on the clock may say that this deadline has passed."""
        self.deadlines[f"{name} {subject}"] = Deadline(name, subject, due)

    def end_deadline(self, name: str, subject: str) -> None:
        """What was awaited has happened."""
        self.deadlines.pop(f"{name} {subject}", None)

    def key_of(self, actor: str, key: str) -> Key | None:
        """The key of an actor if it is in force."""
        return next((one for one in self.keys.get(actor, ()) if one.key == key and one.until is None), None)
