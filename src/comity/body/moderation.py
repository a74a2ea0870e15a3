"""Kinds: something that was said is flagged, taken down, put back; somebody is silenced for a time, and speaks again.

But for the flag, always by those whom the charter names, on one of its grounds, for a reason that is published. What
was taken down keeps its place in the record; the rows of `statements`, `submissions` and `comments` say that it is
`moderated`, and when `restored` has again the status that it had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from comity.body import rules
from comity.body.comments import may_speak
from comity.body.founding import Actor
from comity.body.kind import Content, Kind, Part, Refusal, Row, Said
from comity.body.matters_state import Statement
from comity.body.said import Text
from comity.body.state import State
from comity.charter.procedure import Moderation
from comity.record.canonical import Json
from comity.record.envelope import Act

Id = Annotated[str, Field(max_length=60)]
Item = Annotated[str, Field(pattern=r"^[stu][0-9]+$", max_length=60)]
Ground = Annotated[str, Field(max_length=60)]
Reason = Annotated[str, Field(max_length=10_000)]


class ItemSaid(Said):
    """The base of what is said of something that was said."""

    consultation: Id = ""
    """Of a statement or a submission: the consultation that it was made in."""
    matter: Id = ""
    """Of a comment: the matter that it is on."""
    item: Item
    """The statement, such as s14, the submission, such as u15, or the comment, such as t16."""


class RemoveSaid(ItemSaid):
    """What is taken down, on which ground, and why."""

    ground: Ground
    """One of the charter's grounds."""
    reason: Reason = ""
    """Why. It is published, and must not say again what is taken down."""


class Remove(Kind[RemoveSaid]):
    """Take down a statement, a submission or a comment."""

    name = "moderation.remove"
    public = RemoveSaid

    def may(self, state: State, act: Act, said: RemoveSaid) -> Iterator[Refusal]:
        """By a moderator, on a ground of the charter, with a reason; what stands."""
        yield from _moderator(state, act, "take down what was said", said.ground)
        yield from _standing(state, said)
        yield from rules.reasons(state, said.reason, "taking down what was said", state.charter.moderation)

    def apply(self, state: State, act: Act, said: RemoveSaid) -> None:
        """It is not voted on, and not shown."""
        found = _item(state, _place(said), said.item)
        if found is not None:
            found.before, found.status = found.status, "moderated"

    def rows(self, act: Act, said: RemoveSaid, private: object) -> Iterator[Row]:
        """One more row of what is taken down, and one of the moderation."""
        yield _row(act, said, "moderated")
        yield _told(act, {"act": "remove", **_named(said), "ground": said.ground}, said.reason)


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
    """Keep somebody from making statements, submissions, comments and objections for a time. They vote all the same."""

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
            yield Refusal(
                "moderation.too-long", sentence, {**facts, "most_days": longest.days}, rules.cite(state, rule)
            )
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
    """The consultation of a statement or a submission that is put back."""
    matter: Id = ""
    """The matter of a comment that is put back."""
    item: Annotated[str, Field(pattern=r"^([stu][0-9]+)?$", max_length=60)] = ""
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
            yield from _in_its_place(said)
            found = _item(state, _place(said), said.item)
            if found is None or found.status != "moderated":
                sentence = f"no {said.item} of {_place(said)} is taken down"
                yield Refusal("moderation.not-removed", sentence, {**facts, "place": _place(said)})
        elif act.at >= state.people.get(said.person, rules.NOBODY).silenced_until:
            yield Refusal("moderation.not-silenced", f"{said.person} is not kept from speaking", facts)
        yield from rules.reasons(state, said.reason, "undoing moderation", state.charter.moderation)

    def apply(self, state: State, act: Act, said: RestoreSaid) -> None:
        """It is as it was."""
        if said.item:
            restore(state, _place(said), said.item)
        else:
            state.person(said.person).silenced_until = ""

    def rows(self, act: Act, said: RestoreSaid, private: object) -> Iterator[Row]:
        """One more row of what is put back, and one of the moderation."""
        if said.item:
            yield _row(act, said, "restored")
        yield _told(act, {"act": "restore", **(_named(said) if said.item else {"person": said.person})}, said.reason)


class FlagSaid(ItemSaid):
    """What is flagged, and on which ground. Who flagged it is in the record, which is public."""

    ground: Ground
    """One of the charter's grounds."""


class FlagReason(Content):
    """Why something is flagged, for those who moderate."""

    reason: Text
    """What is wrong with it."""


class Flag(Kind[FlagSaid]):
    """Point out to those who moderate something that was said; by whoever may comment, once each. Nothing else changes.

    Only officers read why.
    """

    name = "moderation.flag"
    public = FlagSaid
    parts: ClassVar = {"reason": Part(FlagReason, "officers", required=True)}

    def may(self, state: State, act: Act, said: FlagSaid) -> Iterator[Refusal]:
        """Whoever may speak on the matter, once each; what stands, also when the matter is over."""
        yield from _ground(state, said.ground, "flag something")
        yield from _standing(state, said)
        matter = state.matters[said.matter or state.consultations[said.consultation].matter]
        yield from may_speak(state, act, matter, "flag what was said")
        if act.actor in state.flags.get(said.item, ()):
            yield Refusal("moderation.flagged", f"{act.actor} has flagged {said.item}", {"item": said.item})

    def apply(self, state: State, act: Act, said: FlagSaid) -> None:
        """Who flagged it is kept, so that nobody does twice."""
        state.flags.setdefault(said.item, []).append(act.actor)

    def rows(self, act: Act, said: FlagSaid, private: Mapping[str, Any]) -> Iterator[Row]:
        """One flag, for officers; its reason is empty once it is erased."""
        reason = private["reason"].reason if "reason" in private else ""
        values: dict[str, Json] = {"actor": act.actor, "at": act.at, **_named(said), "ground": said.ground}
        told = {"reason": reason, "erased": not reason}
        yield Row("flags", {**values, **told}, scope=_place(said), audience="officers")


def restore(state: State, place: str, item: str) -> None:
    """Give what was taken down the status that it had; called from `apply`, also where an appeal orders it."""
    found = _item(state, place, item)
    if found is not None and found.status == "moderated":
        found.status, found.before = found.before, ""


def _moderator(state: State, act: Act, doing: str, ground: str | None = None) -> Iterator[Refusal]:
    rule: Moderation | None = state.charter.moderation
    if rule is not None:
        yield from rules.only(state, act.actor, rule.by, act.at, doing, rule=rule)
    yield from _ground(state, ground, doing)


def _ground(state: State, ground: str | None, doing: str) -> Iterator[Refusal]:
    rule: Moderation | None = state.charter.moderation
    if rule is None:
        yield Refusal("moderation.none", "the charter lets nobody moderate")
    elif ground is not None and ground not in rule.grounds:
        sentence = f"{ground} is no ground on which the charter lets one {doing}; it names {', '.join(rule.grounds)}"
        yield Refusal(
            "moderation.ground", sentence, {"ground": ground, "grounds": [*rule.grounds]}, rules.cite(state, rule)
        )


def _standing(state: State, said: ItemSaid) -> Iterator[Refusal]:
    """Refuse what is not there, or is taken down."""
    yield from _in_its_place(said)
    place = _place(said)
    found = _item(state, place, said.item)
    facts = {"consultation": said.consultation, "matter": said.matter, "item": said.item}
    if found is None:
        yield Refusal("moderation.no-item", f"there is no {said.item} in {place}", {**facts, "place": place})
    elif found.status == "moderated":
        yield Refusal("moderation.removed", f"{said.item} is taken down already", facts)


_WHERE = {"s": "consultation", "u": "consultation", "t": "matter"}
_WHAT = {"s": "statement", "u": "submission", "t": "comment"}


def _in_its_place(said: ItemSaid | RestoreSaid) -> Iterator[Refusal]:
    """Refuse what is not named with the consultation or the matter that it was said in, and no other."""
    named = {key for key in ("consultation", "matter") if getattr(said, key)}
    where = _WHERE[said.item[0]]
    if named != {where}:
        sentence = f"name {said.item} with the {where} that it was said in, and nothing else"
        yield Refusal("moderation.place", sentence, {"item": said.item, "where": where})


def _place(said: ItemSaid | RestoreSaid) -> str:
    return said.matter or said.consultation


def _named(said: ItemSaid | RestoreSaid) -> dict[str, Json]:
    return {_WHERE[said.item[0]]: _place(said), "item": said.item}


def _item(state: State, place: str, item: str) -> Statement | None:
    """What was said in a consultation, or on a matter."""
    if place in state.matters:
        return state.matters[place].comments.get(item)
    one = state.consultations.get(place)
    return (one.statements.get(item) or one.submissions.get(item)) if one else None


def _row(act: Act, said: ItemSaid | RestoreSaid, status: str) -> Row:
    what, place = said.item[0], _place(said)
    values = {_WHERE[what]: place, _WHAT[what]: said.item, "status": status, "at": act.at}
    return Row(f"{_WHAT[what]}s", values, scope=place)


def _told(act: Act, values: Mapping[str, Json], reason: str) -> Row:
    scope = str(values.get("consultation", values.get("matter", "")))
    return Row("moderation", {"by": act.actor, "at": act.at, **values, "reason": reason}, scope=scope)


KINDS = (Flag(), Remove(), Silence(), Restore())
