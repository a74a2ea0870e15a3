"""Kinds: a statement or a submission is taken down, somebody is silenced for a time, and both are undone.

Always by those whom the charter names, on one of its grounds, for a reason that is published. What was taken down keeps
its place in the record; the rows of `statements` and `submissions` say that it is `moderated`, and when `restored` has
again the status that it had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from comity.body import rules
from comity.body.founding import Actor
from comity.body.kind import Kind, Refusal, Row, Said
from comity.body.matters_state import Statement
from comity.body.state import State
from comity.charter.procedure import Moderation
from comity.record.canonical import Json
from comity.record.envelope import Act

Id = Annotated[str, Field(max_length=60)]
Item = Annotated[str, Field(pattern=r"^[su][0-9]+$", max_length=60)]
Ground = Annotated[str, Field(max_length=60)]
Reason = Annotated[str, Field(max_length=10_000)]


class RemoveSaid(Said):
    """What is taken down, on which ground, and why."""

    consultation: Id
    """The consultation that it was made in."""
    item: Item
    """The statement, such as s14, or the submission, such as u15."""
    ground: Ground
    """One of the charter's grounds."""
    reason: Reason = ""
    """Why. It is published, and must not say again what is taken down."""


class Remove(Kind[RemoveSaid]):
    """Take down a statement or a submission."""

    name = "moderation.remove"
    public = RemoveSaid

    def may(self, state: State, act: Act, said: RemoveSaid) -> Iterator[Refusal]:
        """By a moderator, on a ground of the charter, with a reason; what stands."""
        yield from _moderator(state, act, "take down what was said", said.ground)
        found = _item(state, said.consultation, said.item)
        facts = {"consultation": said.consultation, "item": said.item}
        if found is None:
            yield Refusal("moderation.no-item", f"there is no {said.item} in {said.consultation}", facts)
        elif found.status == "moderated":
            yield Refusal("moderation.removed", f"{said.item} is taken down already", facts)
        yield from rules.reasons(state, said.reason, "taking down what was said", state.charter.moderation)

    def apply(self, state: State, act: Act, said: RemoveSaid) -> None:
        """It is not voted on, and not shown."""
        found = _item(state, said.consultation, said.item)
        if found is not None:
            found.before, found.status = found.status, "moderated"

    def rows(self, act: Act, said: RemoveSaid, private: object) -> Iterator[Row]:
        """One more row of what is taken down, and one of the moderation."""
        yield _row(act, said.consultation, said.item, "moderated")
        values = {"act": "remove", "consultation": said.consultation, "item": said.item, "ground": said.ground}
        yield _told(act, values, said.reason)


class SilenceSaid(Said):
    """Who is kept from speaking, for how long, and why."""

    person: Actor
    """Who."""
    days: Annotated[int, Field(ge=1, le=99_999)]
    """For how many days from now."""
    ground: Ground
    """One of the charter's grounds."""
    reason: Reason = ""
    """Why. It is published."""


class Silence(Kind[SilenceSaid]):
    """Keep somebody from making statements, submissions and objections for a time. They vote all the same."""

    name = "moderation.silence"
    public = SilenceSaid

    def may(self, state: State, act: Act, said: SilenceSaid) -> Iterator[Refusal]:
        """By a moderator, on a ground of the charter, with a reason, no longer than the charter lets."""
        yield from _moderator(state, act, "keep somebody from speaking", said.ground)
        yield from rules.nobody_real(said.person)
        rule = state.charter.moderation
        facts = {"person": said.person, "days": said.days}
        longest = rule.longest_silence if rule else None
        if longest is None:
            sentence = "the charter lets nobody be kept from speaking"
            yield Refusal("moderation.no-silence", sentence, facts, rules.cite(state, rule))
            return
        if timedelta(days=said.days) > longest:
            sentence = f"nobody is kept from speaking for more than {longest.days} days, and {said.days} are given"
            yield Refusal("moderation.too-long", sentence, {**facts, "most": longest.days}, rules.cite(state, rule))
        if act.at < state.people.get(said.person, rules.NOBODY).silenced_until:
            sentence = f"{said.person} is kept from speaking already: one time does not run on into another"
            yield Refusal("moderation.silenced", sentence, facts, rules.cite(state, rule))
        yield from rules.reasons(state, said.reason, "keeping somebody from speaking", rule)

    def apply(self, state: State, act: Act, said: SilenceSaid) -> None:
        """Until then they say nothing."""
        state.person(said.person).silenced_until = rules.after(act.at, timedelta(days=said.days))

    def rows(self, act: Act, said: SilenceSaid, private: object) -> Iterator[Row]:
        """The silence."""
        values: dict[str, Json] = {"act": "silence", "person": said.person, "days": said.days, "ground": said.ground}
        yield _told(act, values, said.reason)


class RestoreSaid(Said):
    """What is put back, or who may speak again. One of the two is given."""

    consultation: Id = ""
    """The consultation of what is put back."""
    item: Annotated[str, Field(pattern=r"^([su][0-9]+)?$", max_length=60)] = ""
    """What is put back."""
    person: Annotated[str, Field(max_length=200)] = ""
    """Who may speak again."""
    reason: Reason = ""
    """Why. It is published."""


class Restore(Kind[RestoreSaid]):
    """Put back what was taken down, or let somebody speak again before the time is over."""

    name = "moderation.restore"
    public = RestoreSaid

    def may(self, state: State, act: Act, said: RestoreSaid) -> Iterator[Refusal]:
        """By a moderator, with a reason; what is taken down, or who is silenced."""
        yield from _moderator(state, act, "undo moderation")
        facts = {"item": said.item, "person": said.person}
        if bool(said.item) == bool(said.person):
            yield Refusal("moderation.one", "name what is put back, or who may speak again, and not both", facts)
        if said.item:
            found = _item(state, said.consultation, said.item)
            if found is None or found.status != "moderated":
                sentence = f"no {said.item} of {said.consultation or 'a consultation'} is taken down"
                yield Refusal("moderation.not-removed", sentence, facts)
        elif act.at >= state.people.get(said.person, rules.NOBODY).silenced_until:
            yield Refusal("moderation.not-silenced", f"{said.person} is not kept from speaking", facts)
        yield from rules.reasons(state, said.reason, "undoing moderation", state.charter.moderation)

    def apply(self, state: State, act: Act, said: RestoreSaid) -> None:
        """It is as it was."""
        if said.item:
            restore(state, said.consultation, said.item)
        else:
            state.person(said.person).silenced_until = ""

    def rows(self, act: Act, said: RestoreSaid, private: object) -> Iterator[Row]:
        """One more row of what is put back, and one of the moderation."""
        if said.item:
            yield _row(act, said.consultation, said.item, "restored")
        target = {"consultation": said.consultation, "item": said.item} if said.item else {"person": said.person}
        yield _told(act, {"act": "restore", **target}, said.reason)


def restore(state: State, consultation: str, item: str) -> None:
    """Give what was taken down the status that it had; called from `apply`, also where an appeal orders it."""
    found = _item(state, consultation, item)
    if found is not None and found.status == "moderated":
        found.status, found.before = found.before, ""


def _moderator(state: State, act: Act, doing: str, ground: str | None = None) -> Iterator[Refusal]:
    rule: Moderation | None = state.charter.moderation
    if rule is None:
        yield Refusal("moderation.none", "the charter lets nobody moderate", {"actor": act.actor})
        return
    yield from rules.only(state, act.actor, rule.by, act.at, doing, rule=rule)
    if ground is not None and ground not in rule.grounds:
        sentence = f"{ground} is no ground on which the charter lets one {doing}; it names {', '.join(rule.grounds)}"
        yield Refusal("moderation.ground", sentence, {"ground": ground}, rules.cite(state, rule))


def _item(state: State, consultation: str, item: str) -> Statement | None:
    one = state.consultations.get(consultation)
    return (one.statements.get(item) or one.submissions.get(item)) if one else None


def _row(act: Act, consultation: str, item: str, status: str) -> Row:
    what = "statement" if item.startswith("s") else "submission"
    values = {"consultation": consultation, what: item, "status": status, "at": act.at}
    return Row(f"{what}s", values, scope=consultation)


def _told(act: Act, values: Mapping[str, Json], reason: str) -> Row:
    scope = str(values.get("consultation", ""))
    return Row("moderation", {"by": act.actor, "at": act.at, **values, "reason": reason}, scope=scope)


KINDS = (Remove(), Silence(), Restore())
