"""Kinds: a submission is filed or taken back: a long text, for an organisation or oneself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from comity.body import rules
from comity.body.consultations import rule_of, running
from comity.body.kind import Audience, Content, Kind, Part, Refusal, Row, Said
from comity.body.matters_state import Statement
from comity.body.said import Affected, Digest, Id, Language, Name
from comity.body.state import State
from comity.record.canonical import Json
from comity.record.envelope import Act


class Attachment(Content):
    """A file that belongs to a submission, kept as a blob."""

    digest: Digest
    """Its digest."""
    name: Name
    """Its name."""
    media_type: Annotated[str, Field(pattern=r"^[a-z]+/[A-Za-z0-9.+-]+$", max_length=120)]
    """What it is, by its media type, such as text/plain."""


class Submission(Content):
    """What is submitted. It is kept apart from the act so that it can be erased."""

    text: Annotated[str, Field(max_length=1_000_000)] = ""
    """The text; empty where it is in attachments."""
    attachments: Annotated[list[Attachment], Field(max_length=50, default_factory=list)]
    """Files."""
    organisation: Annotated[str, Field(max_length=200)] = ""
    """The organisation that it is for; empty: for oneself."""
    name: Annotated[str, Field(max_length=200)] = ""
    """Under which name it is shown; empty for a pseudonymous one."""

    @model_validator(mode="after")
    def _something(self) -> Submission:
        if not self.text.strip() and not self.attachments:
            raise ValueError("a submission has a text or an attachment")
        return self


class Named(Submission):
    """What is submitted under a name."""

    name: Name
    """Under which name it is shown."""


class Pseudonymous(Submission):
    """What is submitted under no name but the actor's identifier."""

    name: Literal[""] = ""
    """None."""


class FileSaid(Affected):
    """Where something is submitted, how it is shown, in which language. The contents are in the part of that name."""

    consultation: Id
    """The consultation."""
    shown: Literal["named", "pseudonymous", "confidential"]
    """`named`: public, with the name. `pseudonymous`: public, without. `confidential`: read by officers only."""
    language: Language
    """The language, by BCP 47."""


_AUDIENCES: dict[str, Audience] = {"named": "public", "pseudonymous": "public", "confidential": "officers"}


class File(Kind[FileSaid]):
    """File a submission: its contents in the private part `named`, `pseudonymous` or `confidential`."""

    name = "submission.file"
    public = FileSaid
    parts: ClassVar = {
        "named": Part(Named, _AUDIENCES["named"]),
        "pseudonymous": Part(Pseudonymous, _AUDIENCES["pseudonymous"]),
        "confidential": Part(Submission, _AUDIENCES["confidential"]),
    }

    def may(self, state: State, act: Act, said: FileSaid) -> Iterator[Refusal]:
        """Whom the charter lets, while the consultation is open."""
        one = state.consultations.get(said.consultation)
        if one is None:
            yield rules.unknown("consultation", said.consultation)
            return
        yield from running(one, act.at)
        if act.commitments.keys() != {said.shown}:
            facts: dict[str, Json] = {"shown": said.shown, "parts": [*sorted(act.commitments)]}
            yield Refusal("submission.part", f"the contents belong in the part {said.shown}, and in no other", facts)
        if said.shown == "confidential" and act.blobs:
            facts = {"consultation": one.id}
            yield Refusal(
                "submission.blobs", "the act names a blob in public, and the submission is confidential", facts
            )
        rule, matter = rule_of(state, one), state.matters[one.matter]
        yield from rules.only(
            state,
            act.actor,
            rule.submit_by,
            act.at,
            "make submissions",
            rule=rule,
            matter=matter,
            affected=said.affected,
        )
        yield from rules.serves(state, act.actor, "submit", act.at)

    def apply(self, state: State, act: Act, said: FileSaid) -> None:
        """The submission is there."""
        one = state.consultations[said.consultation]
        one.submissions[f"u{act.seq}"] = Statement(act.actor, act.seq)
        state.matters[one.matter].participants[act.actor] = True

    def rows(self, act: Act, said: FileSaid, private: Mapping[str, Any]) -> Iterator[Row]:
        """That it was filed, for everybody; what it says, for whoever may read it."""
        submission = f"u{act.seq}"
        values = {"actor": act.actor, "shown": said.shown, "language": said.language}
        yield _row(act, said.consultation, submission, "open", values)
        if said.shown in private:
            content = private[said.shown].model_dump(mode="json")
            audience = _AUDIENCES[said.shown]
            yield Row("submission_texts", {"submission": submission, **content}, said.consultation, audience)


class WithdrawSaid(Said):
    """Which submission is taken back."""

    consultation: Id
    """The consultation."""
    submission: Id
    """The submission."""


class Withdraw(Kind[WithdrawSaid]):
    """Take back one's own submission. What it says stays in the record until its author erases it."""

    name = "submission.withdraw"
    public = WithdrawSaid

    def may(self, state: State, act: Act, said: WithdrawSaid) -> Iterator[Refusal]:
        """Who filed it, while the consultation is open."""
        one = state.consultations.get(said.consultation)
        if one is None:
            yield rules.unknown("consultation", said.consultation)
            return
        filed = one.submissions.get(said.submission)
        if filed is None:
            yield rules.unknown("submission", said.submission)
            return
        facts = {"submission": said.submission, "status": filed.status}
        if filed.status != "open":
            yield Refusal("submission.not-open", f"{said.submission} is {filed.status}", facts)
        if filed.actor != act.actor:
            yield Refusal("submission.not-yours", f"{said.submission} is not by {act.actor}", facts)
        yield from running(one, act.at)

    def apply(self, state: State, act: Act, said: WithdrawSaid) -> None:
        """It is taken back."""
        state.consultations[said.consultation].submissions[said.submission].status = "withdrawn"

    def rows(self, act: Act, said: WithdrawSaid, private: object) -> Iterator[Row]:
        """One more row of the submission."""
        yield _row(act, said.consultation, said.submission, "withdrawn", {})


def _row(act: Act, consultation: str, submission: str, status: str, values: Mapping[str, Any]) -> Row:
    return Row(
        "submissions",
        {"consultation": consultation, "submission": submission, "status": status, "at": act.at, **values},
        scope=consultation,
    )


def is_pseudonymous(state: State, submission: str) -> bool:
    """Whether a submission is to be shown under the identifier of its author only."""
    filed = _filing(state, submission)
    return filed is not None and filed.public.get("shown") == "pseudonymous"


def by_pseudonym(state: State, act: Act) -> bool:
    """Whether an act shows who is the author of a pseudonymous submission: it files, takes back or erases one's own."""
    if act.kind == File.name:
        return act.public.get("shown") == "pseudonymous"
    if act.kind == Withdraw.name:
        return is_pseudonymous(state, str(act.public.get("submission")))
    erased = act.public.get("erased") if act.kind == "erase" else None
    names = [f"u{one.get('seq')}" for one in erased if isinstance(one, dict)] if isinstance(erased, list) else []
    own = [name for name in names if (filed := _filing(state, name)) is not None and filed.actor == act.actor]
    return any(is_pseudonymous(state, name) for name in own)


def _filing(state: State, submission: str) -> Act | None:
    """The act that filed a submission; None if there is none of this identifier."""
    number = submission.removeprefix("u")
    seq = int(number) if submission != number and number.isascii() and number.isdecimal() and len(number) < 16 else -1
    filed = state.look(seq) if 0 <= seq < state.size else None
    return filed if isinstance(filed, Act) and filed.kind == File.name else None


KINDS = (File(), Withdraw())
