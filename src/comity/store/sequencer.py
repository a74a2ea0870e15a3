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
from comity.store.prepared import Prepared, insert, together, update
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
        _check_alone()
        self.registry.check_form(proposal)
        outcome = self._in_line([proposal])[0]
        if isinstance(outcome, Committed):
            return outcome
        raise outcome

    def commit_many(self, proposals: Sequence[Proposal]) -> list[Committed | Exception]:
        """Put many acts of one body into the record, in their order, in few transactions; gives what became of each.

        What `commit` would raise of an act stands in its place, and harms no other. Up to MOST_TOGETHER wait at a time,
        so that others come in between. UsageError for acts of several bodies: nothing is done then.
        """
        _check_alone()
        if len({proposal.act.origin for proposal in proposals}) > 1:
            raise UsageError("acts of several bodies are not committed together: commit those of one after the other")
        outcomes: list[Committed | Exception] = []
        for begin in range(0, len(proposals), MOST_TOGETHER):
            outcomes += self._commit_part(proposals[begin : begin + MOST_TOGETHER])
        return outcomes

    def _commit_part(self, proposals: Sequence[Proposal]) -> list[Committed | Exception]:
        """What became of each; those of a wrong form do not even wait."""
        wrong: dict[int, Exception] = {}
        for place, proposal in enumerate(proposals):
            try:
                self.registry.check_form(proposal)
            except (RefusedError, InputError) as error:
                wrong[place] = error
        good = iter(self._in_line([one for place, one in enumerate(proposals) if place not in wrong]))
        return [wrong[place] if place in wrong else next(good) for place in range(len(proposals))]

    def _in_line(self, proposals: Sequence[Proposal]) -> list[Committed | Exception]:
        """Wait together with those who act in this body now, until each of these acts is committed or is not."""
        if not proposals:
            return []
        line = self._line(proposals[0].act.origin)
        tickets = [_Ticket(proposal) for proposal in proposals]
        with line.mutex:
            line.waiting.extend(tickets)
            tickets[0].leads = not line.led
            line.led = True
        try:
            for (
                ticket
            ) in tickets:  # whoever leads takes them in this order, so the first that is left may be told to lead
                if not ticket.leads:
                    ticket.woken.wait()
                if ticket.outcome is None:
                    self._lead(line)
        except BaseException:
            for ticket in tickets:
                _leave(line, ticket)
            raise
        outcomes = [ticket.outcome for ticket in tickets]
        return [one for one in outcomes if one is not None]  # whoever leads gives each its outcome

    def warm(self, origin: str) -> None:
        """Fold a body before its first act comes, which would wait for that. To be called before anybody acts."""
        self._line(origin).folded = folded(self.registry, body_of(origin))

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
        # The time of a simulated body is made up: it stands where it was put, unless a clock is set.
        is_still = line.folded.state.simulated and self.clock is machine_time
        writing = _Writing(self.registry, body, line.folded, None if is_still else self.clock)
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

    def __init__(self, registry: Registry, body: Body, found: Folded, clock: Callable[[], datetime] | None) -> None:
        self.registry, self.body, self.folded, self.clock = registry, body, found, clock
        self.entries: list[Entry] = []
        self.private: list[Private] = []
        self.blobs: list[Blob] = []
        self.rows: list[Row] = []
        self.erasing: list[Act] = []
        self.signed: set[str] = set()

    def check(self, proposal: Proposal) -> tuple[Act, bytes]:
        """The act at its place, and its entry. RefusedError or InputError, and nothing is changed."""
        # The record's time never goes back, whatever the machine's clock does.
        now = max(time_text(self.clock()) if self.clock else self.body.stands_at, self.body.at)
        act = proposal.at_place(self.body.size, now)
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
        self.body.due = next_due(self.folded.state)
        with together():
            for rows in (self.entries, self.private, self.blobs, self.rows):
                insert(rows)
            update(self.body, "size", "at", "tip", "due")
        for seq in sorted(contents.erase(self.registry, self.body, self.erasing)):
            Row.objects.filter(body=self.body, seq=seq).delete()
            for _, again in project(self.registry, self.body, seq, seq + 1):
                Row.objects.bulk_create(again)


def body_of(origin: str, *, lock: bool = False) -> Body:
    """The body of this name, locked until the transaction ends if asked; NoBodyError if it is not here."""
    found = (_LOCKED if lock else _BODY).first(origin)
    if found is None:
        raise NoBodyError(f"no body here is named {origin}")
    return found


_BODY = Prepared(lambda origin: Body.objects.filter(origin=origin), "")
_LOCKED = Prepared(lambda origin: Body.objects.select_for_update().filter(origin=origin), "")


def _check_alone() -> None:
    if connection.in_atomic_block:
        raise RuntimeError("an act is committed in a transaction of its own, not within another")


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
