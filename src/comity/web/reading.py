"""The state of a body, for a page: brought up to date when a request begins, and still while the page is made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from comity.body import rules, submissions
from comity.body.kind import Audience
from comity.body.state import State
from comity.record.envelope import Act, time_text
from comity.report.words import clean
from comity.store.folding import Folded, folded
from comity.store.models import Body
from comity.store.sequencer import body_of
from comity.web.people.names import names_of
from comity.web.running import sequencer


@dataclass(frozen=True)
class Reading:
    """A body as one reader sees it now. `actor`: who they are in it, "" for a stranger."""

    body: Body
    state: State
    actor: str

    @property
    def origin(self) -> str:
        """The name of the body's record."""
        return self.body.origin

    @cached_property
    def at(self) -> str:
        """Now: by the machine's clock, or in a simulated body where its time stands."""
        return max(self.state.at, self.body.stands_at if self.state.simulated else time_text(datetime.now(UTC)))

    @cached_property
    def names(self) -> dict[str, str]:
        """Actor to name, of those who gave one; asked for once a page, which may name hundreds of people."""
        return names_of(self.body)

    def called(self, actor: str, about: str | Act = "") -> str:
        """How somebody is shown: by the name that they gave, or else by their identifier.

        about: the submission or the act beside which they are shown. If that is a pseudonymous submission, or tells
        who filed one, it is the identifier whatever name they gave.
        """
        name = self.names.get(actor, "")
        return clean(name) if name and not self.hides(about) else actor

    def hides(self, about: str | Act) -> bool:
        """Whether beside this only an identifier is shown."""
        if isinstance(about, Act):
            return submissions.by_pseudonym(self.state, about)
        return submissions.is_pseudonymous(self.state, about)

    @cached_property
    def invites(self) -> bool:
        """Whether they may invite people in the name of the body."""
        return bool(self.actor) and rules.invites(self.state, self.actor, self.at)

    @cached_property
    def audience(self) -> Audience:
        """What they may read besides what is public."""
        if self.actor and rules.offices_of(self.state, self.actor, self.at):
            return "officers"
        return "members" if self.actor and rules.is_member(self.state, self.actor, self.at) else "public"


class _Shelf:
    """The state of one body in this process. Many read it at once; whoever brings it up to date does so alone."""

    def __init__(self) -> None:
        self.folded: Folded | None = None
        self._turn = threading.Condition()
        self._readers = 0
        self._writing = False

    @contextmanager
    def held(self, body: Body) -> Iterator[State]:
        """The state as far as `body` says, unchanged in the block. Not within another such block of the thread."""
        if getattr(_here, "reads", False):
            raise RuntimeError("a thread reads one body at a time: it would wait for itself")
        self._enter(body)
        _here.reads = True
        try:
            assert self.folded is not None  # noqa: S101 - whoever enters has it
            yield self.folded.state
        finally:
            _here.reads = False
            with self._turn:
                self._readers -= 1
                self._turn.notify_all()

    def _enter(self, body: Body) -> None:
        with self._turn:
            while self._writing:
                self._turn.wait()
            if self._is_new_enough(body):
                self._readers += 1
                return
            self._writing = True
            while self._readers:
                self._turn.wait()
        try:
            self._bring_up(body)
        finally:
            with self._turn:
                self._writing = False
                self._readers += 1 if self.folded is not None else 0
                self._turn.notify_all()

    def _is_new_enough(self, body: Body) -> bool:
        """Whether the state here has all acts of `body`; it may have more, which came after it was read."""
        found = self.folded
        return found is not None and (found.state.size > body.size or found.tip == bytes(body.tip))

    def _bring_up(self, body: Body) -> None:
        registry = sequencer().registry
        found, self.folded = self.folded, None
        if found is not None and found.reaches(body):
            found.go_on(registry, body)
        else:
            found = folded(registry, body)
        self.folded = found


_here = threading.local()
_shelves: dict[int, _Shelf] = {}
_mutex = threading.Lock()


@contextmanager
def reading(origin: str, actor: str = "") -> Iterator[Reading]:
    """A body for the time of the block. NoBodyError if it is not here."""
    body = body_of(origin)
    with _mutex:
        shelf = _shelves.setdefault(body.pk, _Shelf())
    with shelf.held(body) as state:
        yield Reading(body, state, actor)


def forget() -> None:
    """Forget all states: another database is in use. For tests."""
    with _mutex:
        _shelves.clear()
