"""Who hears of an act, and why: those whom it concerns, and those who follow what it is about.

Nothing here decides anything: whom the charter asks to answer or to decide, the rules of the body say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from comity.body import proceedings, rules
from comity.body.matters_state import Appeal, Consultation, Matter, Objection
from comity.body.state import Deadline, Proceeding, State
from comity.charter._values import Who
from comity.record.envelope import Act

SOON = timedelta(days=3)
"""So long before a deadline those who must act are reminded of it."""

QUIET = frozenset({
    "vote.cast", "statement.make", "submission.file", "matter.support", "key.add", "key.rotate", "log-key.announce",
    "interest.state", "comment.make", "comment.withdraw", "person.name", "translation.contribute",
})  # fmt: skip
"""Kinds of which nobody hears by letter: there are many of them, and pages and feeds show them."""

FOLLOWED = {
    "matter.propose": "matter.proposed",
    "consultation.open": "consultation.opened",
    "consultation.extend": "consultation.extended",
    "draft.publish": "draft.published",
    "call.notice": "call.noticed",
    "designation.publish": "designation.published",
    "objection.raise": "objection.raised",
    "objection.answer": "objection.answered",
    "objection.dispute": "objection.disputed",
    "decision.put": "decision.put",
    "decision.reopen": "decision.reopened",
    "appeal.file": "appeal.filed",
    "appeal.reasons": "appeal.reasons",
    "remedy.order": "remedy.ordered",
    "remedy.carry-out": "remedy.carried-out",
    "body.amend": "charter.amended",
}
"""What followers hear of an act of each kind; what else ends by it, `_endings` says."""

MILESTONES = frozenset({
    "matter.proposed", "consultation.opened", "call.noticed", "designation.published", "decision.put",
    "matter.adopted", "decision.carried", "decision.refused", "decision.reopened", "appeal.filed", "appeal.upheld",
    "appeal.dismissed", "charter.amended",
})  # fmt: skip
"""What those hear who follow a whole body, and not only one thing in it."""

TO_PARTICIPANTS = frozenset({
    "call.noticed", "designation.published", "matter.adopted", "decision.carried", "decision.refused",
})  # fmt: skip
"""What everybody hears who took part in the matter, whether they follow it or not."""

_ID = re.compile(r"[a-z](\d+)(?:-\d+)?")
_NAMES = ("consultation", "objection", "appeal", "below", "proceeding", "matter")


@dataclass(frozen=True, slots=True)
class News:
    """What there is to hear of one act. `about`: what it is about, the most particular first.

    followed: what followers hear, "" for nothing. concerned: actor to what they hear.
    """

    seq: int
    followed: str
    about: tuple[str, ...]
    concerned: Mapping[str, str] = field(default_factory=dict)


class Reader:
    """Reads acts for their news, in one state, which has these acts and perhaps later ones."""

    def __init__(self, state: State) -> None:
        """Note what ended by which act."""
        self._state = state
        self._endings = _endings(state)

    def news(self, act: Act) -> News:
        """What there is to hear of an act; nothing, if nobody is concerned and `followed` is empty."""
        state, about = self._state, about_of(self._state, act)
        endings = dict.fromkeys(self._endings.get(act.seq, ()))
        for _, subject in endings:
            about = tuple(dict.fromkeys([*_wider(state, subject), *about]))
        topics = [topic for topic, _ in endings if topic] or [FOLLOWED.get(act.kind, "")]
        matter = next((state.matters[one] for one in about if one in state.matters), None)
        concerned: dict[str, str] = {}
        if matter is not None and (shared := next((one for one in topics if one in TO_PARTICIPANTS), "")):
            concerned |= dict.fromkeys(matter.participants, shared)
        for actor, topic in self._concerned(act, endings):
            concerned[actor] = topic
        concerned.pop(act.actor, None)
        return News(act.seq, topics[0], about, concerned)

    def _concerned(self, act: Act, endings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        state = self._state
        by_kind = _CONCERNED.get(act.kind)
        if by_kind is not None:
            yield from by_kind(state, act)
        for one in _opened(state, act):
            yield from ((actor, "proceeding.to-decide") for actor in deciders(state, one, act.at))
            if one.subject in state.people:
                yield one.subject, "person.before"
        for topic, subject in endings:
            if subject in state.appeals:
                yield from ((actor, topic) for actor in state.appeals[subject].parties)
            elif (ended := state.proceedings.get(subject)) is not None and ended.subject in state.people:
                yield ended.subject, "person.decided"
            elif ended is not None and ended.purpose == "dispute":
                yield state.objections[ended.subject].actor, "objection.ruled"
        for office in state.offices:
            if office.since == act.at and act.kind != "body.found":
                yield office.actor, "office.held"


def about_of(state: State, act: Act) -> tuple[str, ...]:
    """What an act is about, the most particular first: what it made, what it names, and what these belong to."""
    made = [f"{letter}{act.seq}" for letter, kept in _kept(state).items() if f"{letter}{act.seq}" in kept]
    named = [str(act.public[name]) for name in _NAMES if act.public.get(name)]
    if act.kind == "clock.pass":
        named.append(str(act.public.get("subject", "")))
    found: dict[str, None] = {}
    for one in (*made, *named):
        found |= dict.fromkeys(_wider(state, one))
    return tuple(found)


def deciders(state: State, one: Proceeding, at: str) -> list[str]:
    """The officers who may take a position in an open proceeding."""
    if one.outcome:
        return []
    officers = dict.fromkeys(office.actor for office in state.offices if rules.serving(office, at, over=True))
    return [actor for actor in officers if not any(proceedings.may_decide(state, actor, one, at))]


def soon(state: State, at: str) -> Iterator[tuple[int, str, list[str]]]:
    """(act, what to be reminded of, whom) of each deadline that passes within SOON. Followers are not among them."""
    until = rules.after(at, SOON)
    for one in state.deadlines.values():
        if at < one.due <= until and (known := _REMINDED.get(one.name)) and (found := _ID.fullmatch(one.subject)):
            topic, who = known
            yield int(found[1]), topic, who(state, one)


def _kept(state: State) -> dict[str, Mapping[str, object]]:
    """What an identifier is of, by its letter."""
    return {
        "m": state.matters, "c": state.consultations, "o": state.objections, "a": state.appeals,
        "d": state.proceedings, "k": state.commitments,
    }  # fmt: skip


def _wider(state: State, name: str) -> Iterator[str]:
    """A thing, and what it belongs to; nothing if there is no such thing."""
    one = _kept(state).get(name[:1], {}).get(name)
    if one is None:
        return
    yield name
    if isinstance(one, Appeal) and one.objection:
        yield from _wider(state, one.objection)
    if isinstance(one, (Appeal, Proceeding)):
        yield from _wider(state, one.subject)
    elif not isinstance(one, Matter):
        yield from _wider(state, str(getattr(one, "matter", "")))


def _endings(state: State) -> dict[int, list[tuple[str, str]]]:
    """Act to what ended by it: (what followers hear, "" for nothing; what ended)."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for matter in state.matters.values():
        found[matter.adopted_seq].append(("matter.adopted", matter.id))
    for proceeding in state.proceedings.values():
        topic = f"decision.{proceeding.outcome}" if proceeding.purpose == "stage" else ""
        found[proceeding.closed_seq].append((topic, proceeding.id))
    for appeal in state.appeals.values():
        found[appeal.ruled_seq].append((f"appeal.{appeal.status}", appeal.id))
    for consultation in state.consultations.values():
        found[consultation.closed_seq].append(("consultation.closed", consultation.id))
    found.pop(-1, None)
    return found


def _opened(state: State, act: Act) -> Iterator[Proceeding]:
    """The proceedings that an act opened."""
    number, name = 1, f"d{act.seq}"
    while name in state.proceedings:
        yield state.proceedings[name]
        number += 1
        name = f"d{act.seq}-{number}"


def _those(state: State, who: Who, at: str, matter: Matter | None) -> list[str]:
    """The officers among those whom a charter names."""
    officers = dict.fromkeys(office.actor for office in state.offices if rules.serving(office, at, over=True))
    return [actor for actor in officers if rules.is_one(state, actor, who, at, matter)]


def _answerers(state: State, one: Objection, at: str) -> list[str]:
    rule = state.charter.objections
    return _those(state, rule.answered_by, at, state.matters[one.matter]) if rule is not None else []


def _raised(state: State, act: Act) -> Iterator[tuple[str, str]]:
    one = state.objections[f"o{act.seq}"]
    yield from ((actor, "objection.to-answer") for actor in _answerers(state, one, act.at))


def _answered(state: State, act: Act) -> Iterator[tuple[str, str]]:
    yield state.objections[str(act.public["objection"])].actor, "objection.yours-answered"


def _disputed(state: State, act: Act) -> Iterator[tuple[str, str]]:
    one = state.objections[str(act.public["objection"])]
    yield one.actor, "objection.disputed"
    yield one.answered_by, "objection.answer-disputed"


def _appealed(state: State, act: Act) -> Iterator[tuple[str, str]]:
    appeal = state.appeals[f"a{act.seq}"]
    yield from ((actor, "appeal.against-you") for actor in appeal.parties if actor != appeal.appellant)


def _ordered(state: State, act: Act) -> Iterator[tuple[str, str]]:
    appeal, rule = state.appeals[str(act.public["appeal"])], state.charter.appeals
    yield appeal.appellant, "remedy.ordered"
    if rule is not None:
        matter = state.matters.get(appeal.subject)
        yield from ((actor, "remedy.to-carry-out") for actor in _those(state, rule.remedy_by, act.at, matter))


def _carried_out(state: State, act: Act) -> Iterator[tuple[str, str]]:
    yield state.appeals[str(act.public["appeal"])].appellant, "remedy.carried-out"


def _moderated(state: State, act: Act) -> Iterator[tuple[str, str]]:
    """Whoever wrote what was taken from view, or may write no more for a time."""
    if act.kind == "moderation.silence":
        yield str(act.public["person"]), "moderation.silenced"
        return
    one = state.consultations.get(str(act.public.get("consultation") or ""))
    item = str(act.public.get("item") or "")
    kept = (one.statements.get(item) or one.submissions.get(item)) if isinstance(one, Consultation) else None
    if kept is not None:
        yield kept.actor, "moderation.removed" if act.kind == "moderation.remove" else "moderation.restored"


_CONCERNED: dict[str, Callable[[State, Act], Iterator[tuple[str, str]]]] = {
    "objection.raise": _raised,
    "objection.answer": _answered,
    "objection.dispute": _disputed,
    "appeal.file": _appealed,
    "remedy.order": _ordered,
    "remedy.carry-out": _carried_out,
    "moderation.remove": _moderated,
    "moderation.restore": _moderated,
    "moderation.silence": _moderated,
}


def _soon_answer(state: State, due: Deadline) -> list[str]:
    return _answerers(state, state.objections[due.subject], due.due)


def _soon_decide(state: State, due: Deadline) -> list[str]:
    one = state.proceedings[due.subject]
    return [actor for actor in deciders(state, one, due.due) if actor not in one.positions]


def _soon_rule(state: State, due: Deadline) -> list[str]:
    one = state.proceedings[state.appeals[due.subject].proceeding]
    return [actor for actor in deciders(state, one, due.due) if actor not in one.positions]


def _soon_remedy(state: State, due: Deadline) -> list[str]:
    appeal, rule = state.appeals[due.subject], state.charter.appeals
    return _those(state, rule.remedy_by, due.due, state.matters.get(appeal.subject)) if rule is not None else []


def _soon_kept(state: State, due: Deadline) -> list[str]:
    return [state.commitments[due.subject].actor]


def _nobody(state: State, due: Deadline) -> list[str]:
    """Followers only."""
    return []


_REMINDED: dict[str, tuple[str, Callable[[State, Deadline], list[str]]]] = {
    "objection": ("soon.answer", _soon_answer),
    "proceeding": ("soon.decide", _soon_decide),
    "ruling": ("soon.rule", _soon_rule),
    "remedy": ("soon.remedy", _soon_remedy),
    "commitment": ("soon.commitment", _soon_kept),
    "consultation": ("soon.closes", _nobody),
}
