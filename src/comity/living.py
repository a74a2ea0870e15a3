"""Living in a body: act in it, and, if it is simulated, let its time pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from comity.base.errors import UsageError
from comity.body.kind import RefusedError
from comity.body.state import State
from comity.record.canonical import Json
from comity.record.envelope import sign_act, time_of, time_text
from comity.record.proposal import propose
from comity.store.folding import Folded
from comity.store.sequencer import Committed, Sequencer, body_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_INSTANT = timedelta(seconds=1)


class Living:
    """One body of a store. `on` sets the clock of a simulated one; all others live by the machine's."""

    def __init__(self, sequencer: Sequencer, origin: str) -> None:
        """Take the sequencer and the name of the body's record."""
        self._sequencer = sequencer
        self._seen: Folded | None = None
        self.origin = origin

    def found(
        self,
        actor: str,
        public: Mapping[str, Json],
        *,
        key: Ed25519PrivateKey | None = None,
        on: datetime | None = None,
    ) -> Committed:
        """Found the body: its record is made here if there is none."""
        self._sequencer.open(self.origin)
        if on is not None and not public.get("simulated"):
            raise UsageError(
                "only a simulated body has a clock of its own: found it as simulated, or leave out the day"
            )
        return self._commit("body.found", actor, public, {}, (), key, on)

    def do(
        self,
        kind: str,
        actor: str,
        public: Mapping[str, Json],
        *,
        private: Mapping[str, Json] | None = None,
        blobs: Sequence[bytes] = (),
        key: Ed25519PrivateKey | None = None,
        on: datetime | None = None,
    ) -> Committed:
        """One act. Raises RefusedError, InputError or UsageError; then nothing has changed."""
        if on is not None:
            self.wait_until(on)
        return self._commit(kind, actor, public, private or {}, blobs, key, on)

    def wait_until(self, moment: datetime) -> list[Committed]:
        """Let the time of a simulated body pass; the clock does what falls due on the way, each at its time."""
        if not self.state().simulated:
            raise UsageError(f"{self.origin} is a real body: its time is the machine's")
        done: list[Committed] = []
        while dues := sorted(one.due for one in self.state().deadlines.values() if time_of(one.due) <= moment):
            state = self.state()
            now = max(dues[0], state.at)
            before = len(done)
            for proposal in self._sequencer.registry.clock(state, now):
                with _Clock(self._sequencer, time_of(now)):
                    try:
                        done.append(self._sequencer.commit(proposal))
                    except RefusedError:  # the deadline before it has ended this one
                        continue
            if len(done) == before:
                break
        return done

    def state(self) -> State:
        """The state now, to be read. What was folded before is folded on, since a script asks before each act."""
        body = body_of(self.origin)
        if self._seen is None or not self._seen.reaches(body):
            self._seen = self._sequencer.state(self.origin)
        else:
            self._seen.go_on(self._sequencer.registry, body)
        return self._seen.state

    def _commit(
        self,
        kind: str,
        actor: str,
        public: Mapping[str, Json],
        private: Mapping[str, Json],
        blobs: Sequence[bytes],
        key: Ed25519PrivateKey | None,
        on: datetime | None,
    ) -> Committed:
        proposal = propose(self.origin, kind, actor, public, private=private, blobs=blobs)
        if key is not None:
            proposal = replace(proposal, act=sign_act(proposal.act, key))
        if on is None:
            return self._sequencer.commit(proposal)
        with _Clock(self._sequencer, on):
            return self._sequencer.commit(proposal)


class _Clock:
    """Gives a sequencer another clock for a moment. For one process alone in a simulated body."""

    def __init__(self, sequencer: Sequencer, moment: datetime) -> None:
        self._sequencer, self._moment, self._before = sequencer, moment, sequencer.clock

    def __enter__(self) -> None:
        self._sequencer.clock = lambda: self._moment

    def __exit__(self, *_: object) -> None:
        self._sequencer.clock = self._before


def read_day(text: str) -> datetime:
    """A day or a moment of a simulated body: `2026-03-01`, or `2026-03-01T10:00:00Z`. UsageError for another form."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text} is no day: write it like 2026-03-01 or 2026-03-01T10:00:00Z") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment.year < 1970:
        raise UsageError(f"{text} is before 1970")
    return time_of(time_text(moment))
