"""Kind: a deadline has passed. Only such an act makes time pass for a body, so folding a record is deterministic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comity.body.kind import Content, Kind, Refusal
from comity.body.state import CLOCK, State
from comity.record.envelope import Act

Passing = Callable[[State, Act, str], None]
"""What follows when a deadline of one name passes: changes the state, given the act and the subject."""


class PassContent(Content):
    """Which deadline passed, and when it was due."""

    deadline: str
    """What it is a deadline of."""
    subject: str
    """Of which matter, objection or other thing."""
    due: str
    """When it was due, as it was set."""


class Pass(Kind[PassContent]):
    """A deadline has passed. What follows is said by the deadline's name; for a name that nobody knows it just ends."""

    name = "clock.pass"
    public = PassContent

    def __init__(self, passings: Mapping[str, Passing] | None = None) -> None:
        """Take what follows for each name of a deadline."""
        self._passings = dict(passings or {})

    def may(self, state: State, act: Act, said: PassContent) -> Refusal | None:
        """Only the clock, only a deadline that stands, and not before it is due."""
        if act.actor != CLOCK:
            return Refusal("clock.only", "only the clock can say that a deadline has passed", {"actor": act.actor})
        standing = state.deadlines.get(f"{said.deadline} {said.subject}")
        facts = {"deadline": said.deadline, "subject": said.subject, "due": said.due}
        if standing is None or standing.due != said.due:
            return Refusal(
                "clock.no-deadline", f"no deadline {said.deadline} of {said.subject} is set for {said.due}", facts
            )
        if act.at < said.due:
            return Refusal(
                "clock.not-due", f"the deadline {said.deadline} of {said.subject} is due at {said.due}", facts
            )
        return None

    def apply(self, state: State, act: Act, said: PassContent) -> None:
        """End the deadline; what follows is the kind's that set it."""
        state.end_deadline(said.deadline, said.subject)
        passing = self._passings.get(said.deadline)
        if passing:
            passing(state, act, said.subject)


KINDS = (Pass(),)
