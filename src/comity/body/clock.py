"""Kind: a deadline has passed. Only such an act makes time pass for a body, so folding a record is deterministic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from comity.body.kind import Content, Kind, Refusal, Row
from comity.body.state import CLOCK, State
from comity.record.envelope import Act

Passing = Callable[[State, Act, str], None]
"""What follows when a deadline of one name passes: changes the state, given the act and the subject."""


PASSINGS: dict[str, Passing] = {}
"""What follows, by the name of the deadline. Filled by `passing` where that name is set."""


def passing(name: str) -> Callable[[Passing], Passing]:
    """Say what follows when a deadline of this name passes."""

    def register(function: Passing) -> Passing:
        assert name not in PASSINGS, f"two things follow deadline {name}"  # noqa: S101 - a fault of the program
        PASSINGS[name] = function
        return function

    return register


Telling = Callable[[Act, str], Iterable[Row]]
"""The rows that the passing of a deadline of one name adds, given the act and the subject."""


TELLINGS: dict[str, Telling] = {}
"""The rows, by the name of the deadline. Filled by `telling`."""


def telling(name: str) -> Callable[[Telling], Telling]:
    """Say which rows the passing of a deadline of this name adds."""

    def register(function: Telling) -> Telling:
        assert name not in TELLINGS, f"two things are told of deadline {name}"  # noqa: S101 - a fault of the program
        TELLINGS[name] = function
        return function

    return register


def tell(state: State, act: Act, name: str, subject: str) -> None:
    """Let the clock tell at once what an act brought about, where the rows of that act cannot know it.

    Rows come from an act alone, and whether a vote was the last that was needed only the state knows.
    """
    state.set_deadline(name, subject, act.at)


class PassContent(Content):
    """Which deadline passed, and when it was due."""

    deadline: str
    """What it is a deadline of."""
    subject: str
    """Of which matter, objection or other thing."""
    due: str
    """When it was due, as it was set."""


class Pass(Kind[PassContent]):
    """A deadline has passed. What follows, PASSINGS says by its name; for other names it just ends."""

    name = "clock.pass"
    before_founding = True
    public = PassContent

    def may(self, state: State, act: Act, said: PassContent) -> Iterator[Refusal]:
        """Only the clock, only a deadline that stands, and not before it is due."""
        if act.actor != CLOCK:
            yield Refusal("clock.only", "only the clock can say that a deadline has passed", {"actor": act.actor})
        standing = state.deadlines.get(f"{said.deadline} {said.subject}")
        facts = {"deadline": said.deadline, "subject": said.subject, "due": said.due}
        if standing is None or standing.due != said.due:
            yield Refusal(
                "clock.no-deadline", f"no deadline {said.deadline} of {said.subject} is set for {said.due}", facts
            )
        if act.at < said.due:
            yield Refusal(
                "clock.not-due", f"the deadline {said.deadline} of {said.subject} is due at {said.due}", facts
            )

    def apply(self, state: State, act: Act, said: PassContent) -> None:
        """End the deadline; what follows is the kind's that set it."""
        state.end_deadline(said.deadline, said.subject)
        passing = PASSINGS.get(said.deadline)
        if passing:
            passing(state, act, said.subject)

    def rows(self, act: Act, said: PassContent, private: object) -> Iterable[Row]:
        """What is told of it, if anything."""
        telling = TELLINGS.get(said.deadline)
        return telling(act, said.subject) if telling else ()


KINDS = (Pass(),)
