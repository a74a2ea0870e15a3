"""The bodies that `comity demo` shows, made in a store and kept there: a simulated assembly, and a small group."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from comity.base.errors import InputError, UsageError
from comity.base.files import alone
from comity.base.progress import Progress, silent
from comity.body.registry import Registry
from comity.body.state import CLOCK, OPERATOR, State
from comity.living import Living
from comity.record.canonical import Json
from comity.record.envelope import Act, read_act, time_of, time_text
from comity.record.proposal import Proposal, propose
from comity.script import filled
from comity.simulate import body, group
from comity.simulate.body_steps import EVIDENCE, FOUNDED, Step, World
from comity.store.folding import entries, folded, save_snapshot
from comity.store.models import Body
from comity.store.publishing import Home, checkpoint, published
from comity.store.sequencer import MOST_TOGETHER, Committed, Sequencer, body_of

ORIGIN = "assembly.example/governance-of-ai"
GROUP = "wg.example/model-exchange"
ORIGINS = (ORIGIN, GROUP)
SEED = 1
_NEVER = "~"
"""Later than any time of a record."""
_TOGETHER = timedelta(days=6)
"""Acts no further apart than this are committed together: less than the shortest time after which something falls due
because of one of them, a week."""


@dataclass(frozen=True)
class Persona:
    """Somebody of the body as whom one can look at it: by what they are, their identifier, and what they are called."""

    id: str
    actor: str
    name: str


@dataclass(frozen=True)
class Demo:
    """The body: its record's name, its last day, how many acts it has, how many of them were made now.

    `matters`: the matter of each of the twenty-one questions that it works on.
    """

    origin: str
    now: datetime
    acts: int
    made: int
    personas: tuple[Persona, ...]
    matters: Mapping[str, str]


def found_demo(
    sequencer: Sequencer, home: Home, origin: str = ORIGIN, now: datetime | None = None, progress: Progress = silent
) -> Demo:
    """Make the body in the store, ending at `now`, and publish its record. If it is there, nothing is done.

    What was killed half-way goes on where it stopped, with the days that it began with. `sequencer` only gives the
    kinds and signs: the acts are made with a clock of their own, so one that serves others is not touched. UsageError
    if a body of this name is there that was begun otherwise: by hand, or by another version of the program.
    """
    return _found(sequencer, home, origin, _Worlds(body.world, FOUNDED), now, progress)


def found_group(
    sequencer: Sequencer, home: Home, origin: str = GROUP, now: datetime | None = None, progress: Progress = silent
) -> Demo:
    """Make a second, small body beside it in the same way: a working group in the manner of the IETF."""
    return _found(sequencer, home, origin, _Worlds(group.world, group.FOUNDED), now, progress)


@dataclass(frozen=True)
class _Worlds:
    """How a world is made for its last moment, and how many days before that its body is founded."""

    make: Callable[[datetime, int], World]
    days: float


def _found(
    sequencer: Sequencer, home: Home, origin: str, worlds: _Worlds, now: datetime | None, progress: Progress
) -> Demo:
    home.make()
    with alone(home.folder / "demo.lock"):
        play = _Play(sequencer.registry, origin, worlds, now or datetime.now(UTC), progress)
        made = play.run()
        home.make_key(origin)
        there = body_of(origin)
        if made:
            progress("Publishing the record", 0.95)
            save_snapshot(sequencer.registry, there, folded(sequencer.registry, there))
        if made or published(home.record(origin)) is None:
            checkpoint(sequencer, home, origin)
            there.refresh_from_db()
    progress("", 1.0)
    return Demo(origin, play.now, there.size, made, _personas(play.world), play.matters())


@cache
def personas_of(origin: str) -> tuple[Persona, ...]:
    """As whom one can look at a body of the demo; the same whenever it was made."""
    world = (body.world if origin == ORIGIN else group.world)(datetime(2026, 1, 1, tzinfo=UTC), SEED)
    return _personas(world)


def _personas(world: World) -> tuple[Persona, ...]:
    return tuple(Persona(name, one.id, one.name) for name, one in world.personas.items())


def let_pass(registry: Registry, origin: str, until: datetime) -> list[Committed]:
    """Let the time of a simulated body pass: what falls due until then happens, each at its time. Gives those acts.

    Safe beside a server: it has a sequencer and a clock of its own. UsageError for a real body. What is done next is
    done at that time or later.
    """
    passed = Living(Sequencer(registry), origin).wait_until(until)
    Body.objects.filter(origin=origin, stands_at__lt=time_text(until)).update(stands_at=time_text(until))
    return passed


class _Moments:
    """A clock that gives the moments of the acts that are committed next, one after another; then the last again."""

    def __init__(self) -> None:
        self.next: deque[datetime] = deque()
        self._last = datetime(1970, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        if self.next:
            self._last = self.next.popleft()
        return self._last


class _Play:
    """Does the steps of a world in a store, many in one transaction, and what falls due in between."""

    def __init__(
        self, registry: Registry, origin: str, worlds: _Worlds, now: datetime, progress: Progress
    ) -> None:  # fmt: skip
        self._moments = _Moments()
        self._sequencer = Sequencer(registry, clock=self._moments)
        self._known = {kind.name for kind in registry}
        self.origin, self._progress = origin, progress
        self._living = Living(self._sequencer, origin)
        self._waiting: list[tuple[Step, Proposal]] = []
        self._names: dict[str, int | str] = {}
        self._state: State | None = None
        self._due = _NEVER
        first = next(entries(self._sequencer.open(origin), 0, 1), None) if self._size() else None
        self.now = now if first is None else self._began(first) + timedelta(days=worlds.days)
        self.world = worlds.make(self.now, SEED)

    def run(self) -> int:
        """Do what is not done yet; gives how many acts that added."""
        before = self._size()
        steps = [one for one in self.world.steps if one.kind in self._known]
        done = self._find(steps)
        if done == len(steps):
            return 0
        for place, step in enumerate(steps[done:], done):
            if place % 500 == 0:
                self._progress(f"Making {self.origin}", 0.9 * place / len(steps))
            self._pass(step.on)
            self._do(step)
        self._flush()
        self._pass(self.now)
        return self._size() - before

    def matters(self) -> dict[str, str]:
        """The matter of each question that the body works on."""
        return {question: f"m{self._names[key]}" for question, key in self.world.questions.items()}

    def _size(self) -> int:
        return Body.objects.filter(origin=self.origin).values_list("size", flat=True).first() or 0

    def _began(self, first: bytes) -> datetime:
        act = read_act(first)
        if not isinstance(act, Act) or act.kind != "body.found" or not act.public.get("simulated"):
            raise self._other(0)
        return time_of(act.at)

    def _find(self, steps: Sequence[Step]) -> int:
        """How many steps the record has; their names stand for its places. UsageError if it has others before."""
        done = 0
        for seq, entry in enumerate(entries(self._sequencer.open(self.origin))):
            act = read_act(entry)
            if done == len(steps):
                break  # what people did since is theirs
            if not isinstance(act, Act):
                raise self._other(seq)
            if act.actor == CLOCK or (act.actor == OPERATOR and act.kind != EVIDENCE):
                continue
            step = steps[done]
            if (act.kind, act.actor) != (step.kind, step.actor):
                raise self._other(seq)
            self._named(step, seq)
            done += 1
        if done:
            self._go_on()
        return done

    def _other(self, seq: int) -> UsageError:
        return UsageError(
            f"{self.origin} is in this store already, and is not what this program makes (act {seq}): keep it, and make"
            " the demo in another folder (COMITY_HOME)"
        )

    def _named(self, step: Step, seq: int) -> None:
        if step.name:
            self._names[step.name] = seq

    def _pass(self, moment: datetime) -> None:
        """Let what falls due until then happen first."""
        if self._waiting and (
            len(self._waiting) >= MOST_TOGETHER or moment - self._waiting[0][0].on > _TOGETHER
        ):  # fmt: skip
            self._flush()
        if time_text(moment) < self._due:
            return
        self._flush()
        self._living.wait_until(moment)
        self._go_on()

    def _do(self, step: Step) -> None:
        if step.kind == EVIDENCE:
            self._flush()
            consultation = filled(self._said(step), self._names)["consultation"]
            self._named(step, self._living.evidence(consultation, on=step.on).act.seq)
            self._go_on()
            return
        if callable(step.public):
            self._flush()
        public, private = self._filled(self._said(step)), self._filled(step.private)
        proposal = propose(self.origin, step.kind, step.actor, public, private=private, blobs=step.blobs)
        self._waiting.append((step, proposal))
        if self._state is None:
            self._flush()

    def _filled(self, value: Mapping[str, object]) -> Mapping[str, Json]:
        """With the places that names stand for: known once the acts that they are of are committed."""
        try:
            return filled(value, self._names)  # type: ignore[no-any-return]
        except InputError:
            self._flush()
            return filled(value, self._names)  # type: ignore[no-any-return]

    def _said(self, step: Step) -> Mapping[str, object]:
        if not callable(step.public):
            return step.public
        assert self._state is not None, "the founding act says nothing of a state"  # noqa: S101 - a fault of ours
        return step.public(self._state, self._names)

    def _flush(self) -> None:
        """Commit what waits."""
        if not self._waiting:
            return
        steps = [step for step, _ in self._waiting]
        self._moments.next.extend(step.on for step in steps)
        outcomes = self._sequencer.commit_many([proposal for _, proposal in self._waiting])
        self._waiting = []
        for step, outcome in zip(steps, outcomes, strict=True):
            if not isinstance(outcome, Committed):
                raise outcome
            self._named(step, outcome.act.seq)
        self._go_on()

    def _go_on(self) -> None:
        """See what the record has become, and when something falls due next."""
        self._state = self._living.now()
        self._due = min((one.due for one in self._state.deadlines.values()), default=_NEVER)
