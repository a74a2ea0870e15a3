"""Kind: a deadline has passed. Only such an act makes time pass for a body, so folding a record is deterministic."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from comity.body.kind import Content, Kind, Refusal
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


class PassContent(Content):
    """Which deadline passed, and when it was due."""

    deadline: str
    subject: str
    due: str


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


KINDS = (Pass(),)
