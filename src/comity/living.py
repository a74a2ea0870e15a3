"""Living in a body: act in it, and, if it is simulated, let its time pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from comity.base.errors import UsageError
from comity.body.kind import RefusedError
from comity.body.state import OPERATOR, State
from comity.gathering import gather
from comity.record.canonical import Json
from comity.record.envelope import digest_of, sign_act, time_of, time_text
from comity.record.proposal import propose
from comity.store.folding import Folded, folded
from comity.store.sequencer import Committed, Sequencer, body_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_INSTANT = timedelta(seconds=1)


class Living:
    """One body of a store. `on` sets the clock of a simulated one; all others live by the machine's.

    An act of a simulated body for which no day is given comes a second after the one before.
    """

    def __init__(self, sequencer: Sequencer, origin: str) -> None:
        """Take the sequencer and the name of the body's record."""
        self._sequencer = sequencer
        self.origin = origin
        self._folded: Folded | None = None

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
        moment, _ = self.before(on)
        return self._commit(kind, actor, public, private or {}, blobs, key, moment)

    def evidence(self, consultation: str, *, on: datetime | None = None) -> Committed:
        """Bind to a closed consultation what its votes show: computed from the tables, and published beside the act.

        UsageError if there is no such consultation, or it is still open; RefusedError if it has its evidence.
        """
        moment, _ = self.before(on)
        state = self.now()
        one = state.consultations.get(consultation)
        if one is None:
            raise UsageError(f"there is no consultation {consultation}")
        if one.closed_seq < 0:
            raise UsageError(f"{consultation} is open until {one.closes}: its evidence is computed once it is closed")
        found = gather(body_of(self.origin), state, one)
        content = found.content()
        public = {
            "consultation": consultation, "closed_seq": one.closed_seq, "digest": digest_of(content),
            "summary": found.summary,
        }  # fmt: skip
        return self._commit("consultation.evidence", OPERATOR, public, {}, [content], None, moment)

    def before(self, on: datetime | None) -> tuple[datetime | None, list[Committed]]:
        """When an act for this day is done, and what the clock did on the way to it. None: by the machine's clock."""
        if on is None:
            state = self.now()
            if not state.simulated:
                return None, []
            on = time_of(state.at) + _INSTANT
        return on, self.wait_until(on)

    def wait_until(self, moment: datetime) -> list[Committed]:
        """Let the time of a simulated body pass; the clock does what falls due on the way, each at its time."""
        if not self.now().simulated:
            raise UsageError(f"{self.origin} is a real body: its time is the machine's")
        done: list[Committed] = []
        while dues := sorted(one.due for one in self.now().deadlines.values() if time_of(one.due) <= moment):
            state = self.now()
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
        """The state now, folded apart: it stays as it is."""
        return self._sequencer.state(self.origin).state

    def now(self) -> State:
        """The state now: always the same object, which goes on. Much faster than `state`; keep nothing of it."""
        body = body_of(self.origin)
        if self._folded is None or not self._folded.reaches(body):
            self._folded = folded(self._sequencer.registry, body)
        else:
            self._folded.go_on(self._sequencer.registry, body)
        return self._folded.state

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
