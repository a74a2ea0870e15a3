"""Kinds: a comment is made in a thread on a matter, or taken back. And who may speak on a matter.

Comments are discussion: nobody votes on them, none must be answered, and whoever only comments has not taken part in
what is decided: no right that a charter gives to participants follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from comity.body import rules, stages
from comity.body.kind import Content, Kind, Part, Refusal, Row, Said
from comity.body.matters_state import Comment, Matter, Statement
from comity.body.said import Affected, Id, Language, Text
from comity.body.state import State
from comity.charter._values import Rule, Who
from comity.record.canonical import Json
from comity.record.envelope import Act

ALIVE = {"gathering", "open"}
"""What a matter is while it is discussed."""


def speakers(state: State, matter: Matter) -> tuple[Who, Rule | None]:
    """Who may speak on a matter now, and the rule that says so.

    At a stage that consults: whoever the charter lets make statements there, also before the consultation opens and
    after it closes. At any other, and before and after all stages: anyone where there are no members; where there are,
    members, its proposers and whoever took part in it.
    """
    rule = stages.stage_of(state, matter).consultation if matter.status == "open" else None
    if rule is not None and rule.state_by:
        return rule.state_by, rule
    membership = state.charter.membership
    return (("anyone",) if membership.kind == "none" else ("members", "proposer", "participants")), membership


def may_speak(state: State, act: Act, matter: Matter, doing: str, affected: str = "") -> Iterator[Refusal]:
    """Refuse whoever may not speak on a matter now: by the charter, suspended, silenced, without a needed interest."""
    who, rule = speakers(state, matter)
    yield from rules.only(state, act.actor, who, act.at, doing, rule=rule, matter=matter, affected=affected)
    yield from rules.serves(state, act.actor, "state", act.at)


def item_of(state: State, matter: Matter, name: str) -> Statement | None:
    """What was said on a matter: a statement or a submission in one of its consultations, or a comment."""
    for consultation in map(state.consultations.__getitem__, matter.consultations):
        found = consultation.statements.get(name) or consultation.submissions.get(name)
        if found is not None:
            return found
    return matter.comments.get(name)


class CommentText(Content):
    """The text of a comment. It is public, and kept apart from the act so that it can be erased."""

    text: Text
    """What is said."""


class MakeSaid(Affected):
    """On what, in answer to what, and in which language."""

    matter: Id
    """The matter."""
    about: Annotated[str, Field(pattern=r"^(clause [0-9A-Za-z]+(\.[0-9A-Za-z]+)*|[sou][0-9]+)?$", max_length=60)] = ""
    """Empty: the matter itself. `clause 3.1`: that clause of its current draft. `s14`, `o15`, `u16`: a statement, an
    objection, a submission. A reply is about the same as what it answers."""
    reply_to: Annotated[str, Field(pattern=r"^(t[0-9]+)?$", max_length=60)] = ""
    """The comment that this one answers, such as t17; empty for the first of a thread."""
    language: Language
    """The language of the comment, by BCP 47."""


class Make(Kind[MakeSaid]):
    """Say something in the discussion of a matter: begin a thread, or reply in one.

    At a stage that consults by whoever the charter lets make statements there; else by anyone, or where there are
    members by these, the proposers and whoever took part. Until the matter is over, also while a challenge holds it.
    """

    name = "comment.make"
    public = MakeSaid
    parts: ClassVar = {"text": Part(CommentText, "public", required=True)}

    def may(self, state: State, act: Act, said: MakeSaid) -> Iterator[Refusal]:
        """Whoever may speak on the matter, until it is over. Speaking is not moving: a challenge holds no discussion.

        Who is kept from making statements, or lacks the statement of interest needed for them, does not comment either.
        """
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        yield from _alive(one)
        yield from may_speak(state, act, one, "comment", said.affected)
        yield from _fits(state, one, said)

    def apply(self, state: State, act: Act, said: MakeSaid) -> None:
        """It is there."""
        state.matters[said.matter].comments[f"t{act.seq}"] = Comment(act.actor, act.seq, about=said.about)

    def rows(self, act: Act, said: MakeSaid, private: Mapping[str, Any]) -> Iterator[Row]:
        """One comment; its text is empty once it is erased."""
        values = {"about": said.about, "reply_to": said.reply_to, "actor": act.actor, "language": said.language}
        text = private["text"].text if "text" in private else ""
        yield _row(act, said.matter, f"t{act.seq}", "open", {**values, "text": text, "erased": "text" not in private})


class WithdrawSaid(Said):
    """Which comment is taken back."""

    matter: Id
    """The matter that it is on."""
    comment: Id
    """The comment."""


class Withdraw(Kind[WithdrawSaid]):
    """Take back one's own comment. Replies to it stay; what it says stays in the record until its author erases it."""

    name = "comment.withdraw"
    public = WithdrawSaid

    def may(self, state: State, act: Act, said: WithdrawSaid) -> Iterator[Refusal]:
        """Who made it, until the matter is over."""
        one = state.matters.get(said.matter)
        found = one.comments.get(said.comment) if one else None
        if one is None or found is None:
            yield rules.unknown("comment", said.comment) if one else rules.unknown("matter", said.matter)
            return
        yield from _alive(one)
        if found.actor != act.actor:
            yield Refusal("comment.not-yours", f"{said.comment} is not by {act.actor}", {"comment": said.comment})
        yield from _open(found, said.comment)

    def apply(self, state: State, act: Act, said: WithdrawSaid) -> None:
        """It is taken back."""
        state.matters[said.matter].comments[said.comment].status = "withdrawn"

    def rows(self, act: Act, said: WithdrawSaid, private: object) -> Iterator[Row]:
        """One more row of the comment."""
        yield _row(act, said.matter, said.comment, "withdrawn", {})


def _alive(matter: Matter) -> Iterator[Refusal]:
    if matter.status not in ALIVE:
        facts = {"matter": matter.id, "status": matter.status}
        yield Refusal("comment.matter-over", f"{matter.id} is {matter.status}: its discussion is closed", facts)


def _open(comment: Comment, name: str) -> Iterator[Refusal]:
    if comment.status != "open":
        yield Refusal(
            "comment.not-open", f"{name} is {comment.status}", {"comment": name, "status": comment.status}
        )  # fmt: skip


def _fits(state: State, matter: Matter, said: MakeSaid) -> Iterator[Refusal]:
    """Refuse a reply to what is not there or about something else, and a thread about what is not there."""
    facts: dict[str, Json] = {"matter": matter.id, "about": said.about, "reply_to": said.reply_to}
    if not said.reply_to:
        if not _is_there(state, matter, said.about):
            yield Refusal("comment.no-target", f"{matter.id} has no {said.about} to be commented on", facts)
        return
    answered = matter.comments.get(said.reply_to)
    if answered is None:
        yield rules.unknown("comment", said.reply_to)
        return
    yield from _open(answered, said.reply_to)
    if answered.about != said.about:
        sentence = f"{said.reply_to} is about {answered.about or matter.id}, and so are replies to it"
        yield Refusal("comment.other-thread", sentence, {**facts, "thread": answered.about})


def _is_there(state: State, matter: Matter, about: str) -> bool:
    """Whether a matter has what a thread would be about, and it is not taken down."""
    word, _, number = about.partition(" ")
    if number:
        return bool(matter.drafts) and number in matter.drafts[-1].clauses
    found = item_of(state, matter, word)
    return not word or word in matter.objections or (found is not None and found.status != "moderated")


def _row(act: Act, matter: str, comment: str, status: str, values: Mapping[str, Any]) -> Row:
    return Row(
        "comments", {"matter": matter, "comment": comment, "status": status, "at": act.at, **values}, scope=matter
    )


KINDS = (Make(), Withdraw())
