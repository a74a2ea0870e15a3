"""Kinds: a translation is contributed, and reviewed by another. And which translation a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from comity.body import rules
from comity.body.comments import item_of, may_speak
from comity.body.kind import Content, Kind, Part, Refusal, Row, Said
from comity.body.matters_state import Matter, Translation
from comity.body.said import Affected, Id, Language, Reasons
from comity.body.state import State
from comity.record.canonical import Json
from comity.record.envelope import Act

_CLAUSE = r"clause [1-9][0-9]{0,5} [0-9A-Za-z]+(\.[0-9A-Za-z]+)*"
Target = Annotated[str, Field(pattern=rf"^(title|summary|{_CLAUSE}|[stu][0-9]+)$", max_length=60)]


class ShortText(Content):
    """A translation of a title or a statement: up to twice as long as those may be, since languages differ in length.

    Every translation is public, and kept apart from the act so that it can be erased.
    """

    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
    """The translation."""


class MiddleText(Content):
    """A translation of a summary, a comment or a clause, up to twice as long as a clause may be."""

    text: Annotated[str, Field(min_length=1, max_length=40_000, pattern=r"\S")]
    """The translation."""


class LongText(Content):
    """A translation of the text of a submission, as long as that may be."""

    text: Annotated[str, Field(min_length=1, max_length=1_000_000, pattern=r"\S")]
    """The translation."""


_PART = {"title": "short", "s": "short", "summary": "middle", "clause": "middle", "t": "middle", "u": "long"}


class ContributeSaid(Affected):
    """Of what a translation is, and in which language. The text is in the part of its length."""

    matter: Id
    """The matter."""
    target: Target
    """`title` or `summary` of the matter; `clause 2 3.1`, the clause 3.1 of version 2 of its draft; `s14`, `u15`,
    `t16`: a statement, the text of a submission, a comment."""
    language: Language
    """The language that it is translated into, by BCP 47."""


class Contribute(Kind[ContributeSaid]):
    """Contribute a translation, by whoever may speak on the matter, or the secretariat; also when the matter is over.

    Its text is in the private part `short` for a title or a statement, `middle` for a summary, a comment or a clause,
    `long` for a submission. Pages show it marked as not reviewed until another has reviewed it.
    """

    name = "translation.contribute"
    public = ContributeSaid
    parts: ClassVar = {
        "short": Part(ShortText, "public"),
        "middle": Part(MiddleText, "public"),
        "long": Part(LongText, "public"),
    }

    def may(self, state: State, act: Act, said: ContributeSaid) -> Iterator[Refusal]:
        """What is there, for everybody to read, in another language than its own."""
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        if rules.is_secretariat(state, act.actor, act.at):
            yield from rules.serves(state, act.actor, "state", act.at)
        else:
            yield from may_speak(state, act, one, "translate", said.affected)
        part = _PART[_sort(said.target)]
        facts: dict[str, Json] = {"matter": one.id, "target": said.target, "language": said.language}
        if act.commitments.keys() != {part}:
            sentence = f"a translation of {said.target} belongs in the part {part}, and in no other"
            yield Refusal("translation.part", sentence, {**facts, "part": part})
        if not _is_there(state, one, said.target):
            yield Refusal("translation.no-target", f"{one.id} has no {said.target} to be translated", facts)
            return
        seq = translated(act)
        original = state.look(seq) if seq >= 0 else None
        if not isinstance(original, Act):
            return
        if original.public.get("shown") == "confidential":
            sentence = f"{said.target} is confidential, and a translation would be public"
            yield Refusal("translation.confidential", sentence, facts)
        if str(original.public["language"]).lower() == said.language.lower():
            yield Refusal("translation.same-language", f"{said.target} is in {said.language} already", facts)

    def apply(self, state: State, act: Act, said: ContributeSaid) -> None:
        """It waits for a review."""
        made = Translation(act.actor, act.seq, said.matter, said.target, said.language)
        state.translations[f"l{act.seq}"] = made

    def rows(self, act: Act, said: ContributeSaid, private: Mapping[str, Any]) -> Iterator[Row]:
        """One translation; its text is empty once it is erased."""
        text = next((part.text for part in private.values()), "")
        values = {"target": said.target, "language": said.language, "actor": act.actor, "text": text}
        yield _row(act, said.matter, f"l{act.seq}", "contributed", {**values, "erased": not text})


class ReviewSaid(Said):
    """Whether a translation says what the original says."""

    matter: Id
    """The matter that it is on."""
    translation: Id
    """The translation."""
    accept: bool
    """Whether it is good. Otherwise it is rejected, and shown no more."""
    reason: Reasons = ""
    """Of a rejection: why. It is published."""


class Review(Kind[ReviewSaid]):
    """Review a translation, once: by a member, where there are none by a proposer of the matter or whoever took part,
    or by the secretariat.
    """

    name = "translation.review"
    public = ReviewSaid

    def may(self, state: State, act: Act, said: ReviewSaid) -> Iterator[Refusal]:
        """By another person than who contributed it; a rejection with a reason."""
        one = state.translations.get(said.translation)
        if one is None or one.matter != said.matter:
            yield rules.unknown("translation", said.translation)
            return
        facts = {"translation": said.translation, "status": one.status}
        if one.status != "contributed":
            yield Refusal("translation.reviewed", f"{said.translation} is {one.status}: contribute another", facts)
        if one.actor == act.actor:
            sentence = f"{said.translation} is by {act.actor}: another reviews it"
            yield Refusal("translation.yours", sentence, facts)
        if not rules.is_secretariat(state, act.actor, act.at):
            membership = state.charter.membership
            who = ("participants", "proposer") if membership.kind == "none" else ("members",)
            matter = state.matters[one.matter]
            yield from rules.only(
                state, act.actor, who, act.at, "review translations", rule=membership, matter=matter
            )  # fmt: skip
        yield from rules.serves(state, act.actor, "state", act.at)
        if not said.accept:
            yield from rules.reasons(state, said.reason, "the rejection of a translation")

    def apply(self, state: State, act: Act, said: ReviewSaid) -> None:
        """It is reviewed, or rejected."""
        state.translations[said.translation].status = "reviewed" if said.accept else "rejected"

    def rows(self, act: Act, said: ReviewSaid, private: object) -> Iterator[Row]:
        """One more row of the translation."""
        status = "reviewed" if said.accept else "rejected"
        yield _row(act, said.matter, said.translation, status, {"by": act.actor, "reason": said.reason})


@dataclass(frozen=True)
class Shown:
    """The translation that is shown of one text; `reviewed`: whether another than its author found it good."""

    translation: str
    actor: str
    text: str
    reviewed: bool


def shown(rows: Iterable[Mapping[str, Any]], language: str) -> dict[str, Shown]:
    """What to show in a language, by target, from the rows of `translations` in the order of the record.

    Of each target the last one that was contributed of those that are reviewed; without such, the last of those that
    wait for a review. None that is rejected or erased.
    """
    made: dict[str, Mapping[str, Any]] = {}
    status: dict[str, str] = {}
    for row in rows:
        status[row["translation"]] = row["status"]
        if row["status"] == "contributed":
            made[row["translation"]] = row
    found: dict[str, Shown] = {}
    for name, row in made.items():
        if row["language"].lower() != language.lower() or row["erased"] or status[name] == "rejected":
            continue
        before = found.get(row["target"])
        one = Shown(name, row["actor"], row["text"], status[name] == "reviewed")
        if before is None or one.reviewed >= before.reviewed:
            found[row["target"]] = one
    return found


def best(found: Mapping[str, Shown], targets: Iterable[str]) -> Shown | None:
    """Of what is shown of several targets with one text, the first that is reviewed, else the first; None of none."""
    return max((found[one] for one in targets if one in found), key=lambda one: one.reviewed, default=None)


def same_clause(matter: Matter, version: int, number: str) -> list[str]:
    """The targets of translations that are of a clause as this version of the draft has it, the latest version first.

    A translation of a clause is good for every version with the same text of it.
    """
    digest = matter.drafts[version - 1].clauses[number]
    return [f"clause {one.version} {number}" for one in reversed(matter.drafts) if one.clauses.get(number) == digest]


def translated(act: Act) -> int:
    """The act that said what an act translates: a statement, a submission, a comment; -1 if it translates no such."""
    target = str(act.public["target"]) if act.kind == Contribute.name else ""
    return int(target[1:]) if _sort(target) in {"s", "t", "u"} else -1


def _sort(target: str) -> str:
    """What a target is: `title`, `summary`, `clause`, or the letter of its identifier."""
    word = target.partition(" ")[0]
    return word if word in {"title", "summary", "clause"} else word[:1]


def _is_there(state: State, matter: Matter, target: str) -> bool:
    """Whether a matter has what is to be translated, and it is not taken down."""
    sort = _sort(target)
    if sort == "clause":
        _, version, number = target.split(" ")
        return int(version) <= len(matter.drafts) and number in matter.drafts[int(version) - 1].clauses
    found = item_of(state, matter, target)
    return sort in {"title", "summary"} or (found is not None and found.status != "moderated")


def _row(act: Act, matter: str, translation: str, status: str, values: Mapping[str, Any]) -> Row:
    of = {"matter": matter, "translation": translation, "status": status, "at": act.at}
    return Row("translations", {**of, **values}, scope=matter)


KINDS = (Contribute(), Review())
