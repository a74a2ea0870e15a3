"""What is true of a body now, as far as rules need it. Votes are not here: they are rows of a table.

Every part is made of JSON's own types, dataclasses and dicts in the order of the record, so that a state has one
written form. Times are texts as acts have them; "" stands for none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

from pydantic import WithJsonSchema

from comity.base.errors import UsageError
from comity.body.matters_state import Appeal, Commitment, Consultation, Matter, Objection, Translation
from comity.charter.model import Charter
from comity.record.canonical import Json, parse
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
class Interest:
    """A statement of interest: what rules read of it. The rest is in the rows of the tables.

    challenge: the open proceeding on it. upheld: it was found wrong, and serves for nothing until it is replaced.
    challengers: who challenged it, each once. The lists name what was not over when it was made.
    """

    seq: int
    group: str = ""
    country: str = ""
    affiliations: list[str] = field(default_factory=list)
    funders: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    complete: bool = False
    challenge: str = ""
    upheld: bool = False
    challengers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """Somebody who acted in the body, or whom it admitted. Times are "" where there is none.

    joining, suspending: the open proceeding on the admission or the suspension.
    """

    member: bool = False
    verification: str = ""
    joining: str = ""
    suspending: str = ""
    suspended_until: str = ""
    silenced_until: str = ""
    interest: Interest | None = None


@dataclass(slots=True)
class Office:
    """A term of an officer: of `role`, from `since` to before `until` ("" without end); the nth in succession.

    ended: how it ended otherwise than by time: `resigned`, `recalled`; `succeeded`, once a term that was over has its
    successor.
    """

    role: str
    actor: str
    since: str
    until: str = ""
    terms: int = 1
    ended: Literal["", "resigned", "recalled", "succeeded"] = ""


@dataclass(slots=True)
class Election:
    """An election: candidates stand until `nominations`; then its proceedings run for `days`, one for all or one each.

    status: `nomination`; `ballot`; `over`.
    """

    id: str
    role: str
    nominations: str
    days: int
    candidates: list[str] = field(default_factory=list)
    proceedings: list[str] = field(default_factory=list)
    status: Literal["nomination", "ballot", "over"] = "nomination"


@dataclass(slots=True)
class Petition:
    """A petition to recall `officer` from the term of `role` that began at `since`; `proceeding` once it is put."""

    id: str
    role: str
    officer: str
    since: str
    signers: dict[str, bool] = field(default_factory=dict)
    proceeding: str = ""


@dataclass(slots=True)
class Position:
    """What one actor says in a proceeding: `value` as the way of deciding takes it, ranks for a ranked ballot."""

    value: str
    reason: str = ""
    ranks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Proceeding:
    """Something put before those who decide it: `purpose` says what sort, `subject` which matter, person or appeal.

    rule: the Decision of the charter as canonical JSON, as it was when the proceeding was opened. facts: what its
    effect needs to know. outcome: "" while open, then `carried` or `refused`.
    """

    id: str
    purpose: str
    subject: str
    rule: str
    opened: str
    by: str
    facts: dict[str, str] = field(default_factory=dict)
    candidates: list[str] = field(default_factory=list)
    positions: dict[str, Position] = field(default_factory=dict)
    outcome: Literal["", "carried", "refused"] = ""
    closed: str = ""
    closed_seq: int = -1
    winners: list[str] = field(default_factory=list)


@dataclass
class State:
    """The state of one body after the first `size` acts of its record.

    charter_json: canonical JSON of the charter in force, "" before the body is founded; charters: seq of each charter.
    steward: who is responsible for the record. simulated: an example, its people and its time made up. keys: actor to
    their keys. log_keys: verifier keys of the record that the body has announced. deadlines: by "name subject". warned:
    how often a rule set to `warn` was broken, by mechanism. against_evidence: designations against the evidence.
    choosing: the open proceedings that choose holders of a role, by role. petitions: those whose officer is still in
    that term. flags: who flagged what, by the thing flagged. look: gives an earlier act by its seq; part of the record,
    not of the state.
    """

    origin: str
    size: int = 0
    at: str = ""
    charter_json: str = ""
    charters: list[int] = field(default_factory=list)
    steward: str = ""
    simulated: bool = False
    people: dict[str, Person] = field(default_factory=dict)
    offices: list[Office] = field(default_factory=list)
    elections: dict[str, Election] = field(default_factory=dict)
    choosing: dict[str, list[str]] = field(default_factory=dict)
    petitions: dict[str, Petition] = field(default_factory=dict)
    proceedings: dict[str, Proceeding] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    consultations: dict[str, Consultation] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    translations: dict[str, Translation] = field(default_factory=dict)
    flags: dict[str, list[str]] = field(default_factory=dict)
    recognised: dict[str, str] = field(default_factory=dict)
    against_evidence: int = 0
    warned: dict[str, int] = field(default_factory=dict)
    keys: dict[str, list[Key]] = field(default_factory=dict)
    log_keys: dict[str, Key] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    look: Annotated[Lookup, WithJsonSchema({})] = field(default_factory=lambda: _no_record, repr=False, compare=False)

    @property
    def charter(self) -> Charter:
        """The charter in force. UsageError before the body is founded: only `body.found` may come then."""
        if not self.charter_json:
            raise UsageError(f"{self.origin} is not founded yet")
        return _charter(self.charter_json)

    def person(self, actor: str) -> Person:
        """The person of an actor, kept from now on."""
        return self.people.setdefault(actor, Person())

    def set_deadline(self, name: str, subject: str, due: str) -> None:
        """From `due` on the clock may say that this deadline has passed."""
        self.deadlines[f"{name} {subject}"] = Deadline(name, subject, due)

    def end_deadline(self, name: str, subject: str) -> None:
        """What was awaited has happened."""
        self.deadlines.pop(f"{name} {subject}", None)

    def key_of(self, actor: str, key: str) -> Key | None:
        """The key of an actor if it is in force."""
        return next((one for one in self.keys.get(actor, ()) if one.key == key and one.until is None), None)


@lru_cache(8)
def _charter(text: str) -> Charter:
    value: Json = parse(text.encode(), limit=None)
    return Charter.from_json(value)
