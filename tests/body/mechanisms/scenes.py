"""What the lives of the mechanisms are made of: acts that break a rule, and whether the charter lets them be done."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from comity.body.kind import RefusedError
from comity.charter.mechanisms import Mechanism
from tests.body.helpers import Life


class NotRefusedError(AssertionError):
    """An act that breaks a rule was done."""


@dataclass
class Broken:
    """An act that breaks the rule of a mechanism, as its life stands now."""

    life: Life
    kind: str
    actor: str
    said: dict[str, Any]
    private: dict[str, Any] | None = None

    def done(self, *breaks: Mechanism):
        """The act, done in a copy of the life: that life, or the refusal."""
        twin = fork(self.life)
        said = {**self.said, **({"breaks": [one.value for one in breaks]} if breaks else {})}
        try:
            twin.do(self.kind, self.actor, private=self.private, **said)
        except RefusedError as error:
            return error.refusal
        return twin


@dataclass
class Scenario:
    """The life of one mechanism. Called with a charter, it asserts that what breaks its rule is refused by it."""

    mechanism: Mechanism
    kinds: tuple[str, ...]
    steps: Callable[..., Iterator[Broken]]

    @property
    def name(self) -> str:
        return self.steps.__name__

    @property
    def place(self) -> str:
        """Where it is: the file under tests/body, and its name."""
        return f"{self.steps.__module__.removeprefix('tests.body.').replace('.', '/')}.py::{self.name}"

    @property
    def sentence(self) -> str:
        """What it shows."""
        return " ".join((self.steps.__doc__ or "").split())

    def __call__(self, charter) -> None:
        """Each act that breaks the rule is refused by the mechanism; what its life does besides is allowed."""
        found = set()
        for broken in self.steps(charter):
            refusal = broken.done()
            if isinstance(refusal, Life):
                raise NotRefusedError(f"{self.name}: {broken.kind} was done")
            assert refusal.mechanism is self.mechanism, refusal
            found.add(broken.kind)
        assert found == set(self.kinds)


SCENARIOS: dict[Mechanism, Scenario] = {}


def scenario(mechanism: Mechanism, *kinds: str):
    """Name a life as that of a mechanism. `kinds`: of the acts that break its rule in it."""

    def register(steps):
        assert mechanism not in SCENARIOS
        SCENARIOS[mechanism] = Scenario(mechanism, kinds, steps)
        return SCENARIOS[mechanism]

    return register


def fork(life: Life) -> Life:
    """A copy of a life, which goes on by itself."""
    twin = copy.copy(life)
    twin.entries, twin.acts, twin.rows = list(life.entries), list(life.acts), list(life.rows)
    twin.openings = dict(life.openings)
    twin.state = life.registry.load(life.registry.dump(life.state))
    twin.state.look = twin.acts.__getitem__
    return twin
