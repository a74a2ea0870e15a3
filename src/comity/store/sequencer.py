"""Commit an act. One order a body across all processes; many acts a transaction; acknowledged when it is on the disk.

Acts that come while a transaction is being written wait together, and the first of them commits all. Whoever commits
holds the lock of the body's row (on SQLite, of the database), folds what other processes added, then for each act:
may it, what follows, which rows. A refused act leaves no trace. If anything else fails, in a kind or in the database,
the transaction is undone and each of its acts is tried again in one of its own, so that one never harms another: what
a savepoint an act would give, at the price of one statement a table instead of three an act (docs/adr/0011).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from comity.base.errors import ComityError, InputError, UsageError
from comity.body.kind import Refusal, RefusedError
from comity.body.registry import Registry
from comity.record.envelope import Act, check_origin, time_text
from comity.record.proposal import Proposal
from comity.store import contents
from comity.store.folding import Folded, entry_of, folded, next_due
from comity.store.models import Blob, Body, Entry, Private, Row
from comity.store.projection import project, rows_of

MOST_TOGETHER = 500
"""Acts in one transaction: a bound on how long the first of them waits for the last."""


class StoreError(ComityError):
    """The database could not take an act: a full disk, a lost connection. The act is not in the record, see InDoubt."""


class InDoubtError(StoreError):
    """The database was lost while it committed the act: the act may be in the record. Look before doing it again."""


class NoBodyError(UsageError):
    """No body of this name is in this database."""


class _UndoneError(Exception):
    """Something other than a refusal failed among acts that were to be committed together."""


class Committed(NamedTuple):
    """An act that is in the record and on the disk."""

    act: Act
    entry: bytes


@dataclass(eq=False)
class _Ticket:
    proposal: Proposal
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    outcome: Committed | Exception | None = None


class _Line:
    """Those of this process who wait to act in one body, and the state that was last folded."""

    def __init__(self) -> None:
        self.mutex = threading.Lock()
        self.waiting: deque[_Ticket] = deque()
        self.led = False
        self.folded: Folded | None = None

    def pass_on(self) -> _Ticket | None:
        """Give the lead to the first who waits, whom the caller wakes; None if nobody does. The mutex is held."""
        successor = self.waiting[0] if self.waiting else None
        self.led = successor is not None
        if successor:
            successor.leads = True
        return successor


def machine_time() -> datetime:
    """Now, by the machine's clock."""
    return datetime.now(UTC)


class Sequencer:
    """Commits acts of the kinds of a registry. One for each process; threads share it."""

    def __init__(self, registry: Registry, clock: Callable[[], datetime] = machine_time) -> None:
        """Take the kinds; `clock` gives the time, another than the machine's only for a simulated body."""
        self.registry = registry
        self.clock = clock
        self._lines: dict[str, _Line] = {}
        self._mutex = threading.Lock()

    def open(self, origin: str) -> Body:
        """The body of this name, made if there is none: its record is empty. InputError if it cannot name a record."""
        check_origin(origin, "the name of a record")
        return Body.objects.get_or_create(origin=origin, defaults={"projected": self.registry.digest})[0]

    def commit(self, proposal: Proposal) -> Committed:
        """Put an act into the record; gives it with its place and time once it is on the disk.

        Raises RefusedError, InputError for a malformed act, UsageError for an unknown body, StoreError if the database
        cannot take it. In all of these the act is not in the record; InDoubtError, a StoreError, says that it may be.
        Not to be called in a transaction: whether the act stays would depend on who of those who wait commits it.
        """
        if connection.in_atomic_block:
            raise RuntimeError("an act is committed in a transaction of its own, not within another")
        self.registry.check_form(proposal)
        line = self._line(proposal.act.origin)
        ticket = _Ticket(proposal)
        with line.mutex:
            line.waiting.append(ticket)
            ticket.leads = not line.led
            line.led = True
        try:
            if not ticket.leads:
                ticket.woken.wait()
        except BaseException:
            _leave(line, ticket)
            raise
        if ticket.outcome is None:
            self._lead(line)
        if isinstance(ticket.outcome, Committed):
            return ticket.outcome
        assert ticket.outcome is not None  # noqa: S101 - whoever leads gives each ticket its outcome
        raise ticket.outcome

    def state(self, origin: str) -> Folded:
        """The state of a body now, folded apart from the one that acts are checked against; for reading."""
        return folded(self.registry, body_of(origin))

    def _line(self, origin: str) -> _Line:
        with self._mutex:
            return self._lines.setdefault(origin, _Line())

    def _lead(self, line: _Line) -> None:
        """Commit all who wait, wake them, and hand the lead to the first of those who came meanwhile."""
        with line.mutex:
            batch = [line.waiting.popleft() for _ in range(min(len(line.waiting), MOST_TOGETHER))]
        try:
            self._commit_all(line, batch)
        finally:
            for ticket in batch:
                if ticket.outcome is None:
                    ticket.outcome = StoreError("the act was not committed: the program was interrupted")
            with line.mutex:
                successor = line.pass_on()
            for ticket in batch:
                ticket.woken.set()
            if successor:
                successor.woken.set()

    def _commit_all(self, line: _Line, batch: Sequence[_Ticket]) -> None:
        try:
            self._transact(line, batch)
        except _UndoneError:
            self._commit_each(line, batch)
        except StoreError as error:
            for ticket in batch:
                ticket.outcome = error

    def _commit_each(self, line: _Line, batch: Sequence[_Ticket]) -> None:
        """A transaction an act. Once the database is away or full the rest is not tried: each might wait for a lock."""
        away: StoreError | None = None
        for ticket in batch:
            if away:
                ticket.outcome = away
                continue
            try:
                self._transact(line, [ticket])
            except _UndoneError as undone:
                ticket.outcome = told = _told(undone.__cause__)
                if isinstance(told, StoreError) and isinstance(undone.__cause__, (OperationalError, InterfaceError)):
                    away = told
            except StoreError as error:
                ticket.outcome = error

    def _transact(self, line: _Line, batch: Sequence[_Ticket]) -> None:
        """One transaction. Outcomes are given after it is committed; _UndoneError, and nothing is changed."""
        outcomes: list[Committed | Exception] = []
        try:
            with transaction.atomic(durable=True):
                body = body_of(batch[0].proposal.act.origin, lock=True)
                outcomes = self._write(line, body, [ticket.proposal for ticket in batch])
        except NoBodyError as error:
            outcomes = [error for _ in batch]
        except BaseException as error:
            line.folded = None
            if not isinstance(error, Exception):
                raise
            if not _landed(outcomes):
                raise _UndoneError from error
        for ticket, outcome in zip(batch, outcomes, strict=True):
            ticket.outcome = outcome

    def _write(self, line: _Line, body: Body, proposals: Sequence[Proposal]) -> list[Committed | Exception]:
        if line.folded is None or not line.folded.reaches(body):
            line.folded = folded(self.registry, body)
        elif line.folded.state.size < body.size:
            line.folded.go_on(self.registry, body)
        # The time of a simulated body is made up: it stands still unless its clock is set.
        is_still = line.folded.state.simulated and self.clock is machine_time
        writing = _Writing(self.registry, body, line.folded, body.at if is_still else time_text(self.clock()))
        outcomes: list[Committed | Exception] = []
        for proposal in proposals:
            try:
                act, entry = writing.check(proposal)
            except (RefusedError, InputError) as refused:
                outcomes.append(refused)
            else:
                writing.take(proposal, act, entry)
                outcomes.append(Committed(act, entry))
        writing.save()
        return outcomes


class _Writing:
    """The acts of one transaction: checked and applied one by one, written together."""

    def __init__(self, registry: Registry, body: Body, found: Folded, now: str) -> None:
        self.registry, self.body, self.folded = registry, body, found
        # The record's time never goes back, whatever the machine's clock does.
        self.now = max(now, body.at)
        self.entries: list[Entry] = []
        self.private: list[Private] = []
        self.blobs: list[Blob] = []
        self.rows: list[Row] = []
        self.erasing: list[Act] = []
        self.signed: set[str] = set()

    def check(self, proposal: Proposal) -> tuple[Act, bytes]:
        """The act at its place, and its entry. RefusedError or InputError, and nothing is changed."""
        act = proposal.at_place(self.body.size, self.now)
        entry = act.to_bytes()
        self.registry.check(self.folded.state, act)
        if act.signature and self._is_known(act.signature.once):
            sentence = "this signed act is in the record already; sign it anew to do it a second time"
            raise RefusedError(Refusal("signature.replayed", sentence, {"actor": act.actor}))
        return act, entry

    def take(self, proposal: Proposal, act: Act, entry: bytes) -> None:
        """Apply an act that was checked."""
        self.registry.apply(self.folded.state, act)
        if self.registry.erases(act):
            self.erasing.append(act)
        if act.signature:
            self.signed.add(act.signature.once)
        self.rows += rows_of(self.body, act.seq, self.registry.rows(act, proposal.openings))
        self.private += contents.private_of(self.registry, self.body, act, proposal)
        self.blobs += contents.blobs_of(self.body, act, proposal)
        self.entries.append(entry_of(self.body, act, entry))
        self.folded.tip = bytes(self.body.tip)

    def _is_known(self, signed: str) -> bool:
        return signed in self.signed or Entry.objects.filter(body=self.body, signed=signed).exists()

    def save(self) -> None:
        """Write all of it; then erase, and make the rows of what was erased again."""
        if not self.entries:
            return
        Entry.objects.bulk_create(self.entries)
        for rows in (self.private, self.blobs, self.rows):
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)  # type: ignore[arg-type]
        self.body.due = next_due(self.folded.state)
        self.body.save(update_fields=["size", "at", "tip", "due"])
        for seq in sorted(contents.erase(self.registry, self.body, self.erasing)):
            Row.objects.filter(body=self.body, seq=seq).delete()
            for _, again in project(self.registry, self.body, seq, seq + 1):
                Row.objects.bulk_create(again)


def body_of(origin: str, *, lock: bool = False) -> Body:
    """The body of this name, locked until the transaction ends if asked; NoBodyError if it is not here."""
    bodies = Body.objects.select_for_update() if lock else Body.objects
    try:
        return bodies.get(origin=origin)
    except Body.DoesNotExist:
        raise NoBodyError(f"no body here is named {origin}") from None


def _leave(line: _Line, ticket: _Ticket) -> None:
    """Somebody was interrupted while waiting: the act is not done, unless it is being committed, and others go on."""
    successor = None
    with line.mutex:
        if ticket in line.waiting:
            line.waiting.remove(ticket)
            successor = line.pass_on() if ticket.leads else None
    if successor:
        successor.woken.set()


def _landed(outcomes: Sequence[Committed | Exception]) -> bool:
    """Whether a transaction whose end failed is in the database all the same, as when a connection breaks just then.

    Asked under the lock of the body, so that a transaction which the server is still about to end has ended.
    InDoubtError if the database cannot say: trying again might then do an act twice.
    """
    last = next((one for one in reversed(outcomes) if isinstance(one, Committed)), None)
    if last is None:
        return False
    try:
        with transaction.atomic():
            body = body_of(last.act.origin, lock=True)
            entry = Entry.objects.filter(body=body, seq=last.act.seq).values_list("entry", flat=True).first()
    except DatabaseError as error:
        raise InDoubtError(
            "the database was lost while the act was written; look whether it is in the record"
        ) from error
    return entry is not None and bytes(entry) == last.entry


def _told(cause: BaseException | None) -> Exception:
    """What the one whose act failed is told."""
    if isinstance(cause, ComityError):
        return cause
    if isinstance(cause, DatabaseError) and not isinstance(cause, IntegrityError):
        return StoreError(f"the database could not take the act: {str(cause).strip().splitlines()[0]}")
    return cause if isinstance(cause, Exception) else StoreError("the act was not committed")
