"""Kind: a draft is published, in numbered clauses, and its next versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from comity.body import rules
from comity.body.kind import Content, Kind, Refusal, Row, Said
from comity.body.matters import moves
from comity.body.matters_state import Draft, Matter
from comity.body.proceedings import rule_of
from comity.body.said import Digest, Id
from comity.body.state import Proceeding, State
from comity.charter import decisions
from comity.record.canonical import Json, dumps
from comity.record.envelope import Act, digest_of

Number = Annotated[str, Field(pattern=r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$", max_length=30)]
"""The number of a clause, such as 3.1."""


class Clause(Content):
    """One numbered clause of a draft."""

    number: Number
    """Its number."""
    digest: Digest
    """The digest of its text, UTF-8."""
    text: Annotated[str, Field(max_length=20_000)] = ""
    """Its text; empty where the draft is a blob."""


class PublishSaid(Said):
    """A version of a draft: its clauses, and which of them are not as in the version before."""

    matter: Id
    """The matter."""
    version: Annotated[int, Field(ge=1)]
    """1, and one more for each version."""
    clauses: Annotated[list[Clause], Field(min_length=1, max_length=2000)]
    """Its clauses in their order: all of them with their texts, or none where the draft is a blob."""
    digest: Digest
    """The digest of the draft: of the canonical JSON of the list of its clauses, each with number and text. Where the
    texts are not in the act, the blob of this digest is that JSON."""
    added: Annotated[list[Number], Field(max_length=2000, default_factory=list)]
    """The clauses that the version before had not."""
    changed: Annotated[list[Number], Field(max_length=2000, default_factory=list)]
    """The clauses with another text than in the version before."""
    removed: Annotated[list[Number], Field(max_length=2000, default_factory=list)]
    """The clauses that only the version before had."""


def publication(
    matter: Matter, clauses: Sequence[tuple[str, str]], *, as_blob: bool = False
) -> tuple[dict[str, Json], bytes]:
    """The public part of the act that publishes these clauses (number, text) as the next version; the canonical text.

    With `as_blob` the act leaves the texts out, and the canonical text is to be given as its blob: for a draft that
    with all else would be more than the 65,535 bytes of an act.
    """
    content = text_of(clauses)
    digests = {number: digest_of(text.encode()) for number, text in clauses}
    written: list[Json] = []
    for number, text in clauses:
        written.append({"number": number, "digest": digests[number]} | ({} if as_blob else {"text": text}))
    changes: dict[str, list[Json]] = {name: [*found] for name, found in _changes(matter, digests).items()}
    said: dict[str, Json] = {"matter": matter.id, "version": len(matter.drafts) + 1, "clauses": written}
    return {**said, "digest": digest_of(content), **changes}, content


def text_of(clauses: Sequence[tuple[str, str]]) -> bytes:
    """The canonical text of a draft, from the number and text of each clause."""
    return dumps([{"number": number, "text": text} for number, text in clauses], limit=None)


class Publish(Kind[PublishSaid]):
    """Publish a draft, or its next version."""

    name = "draft.publish"
    public = PublishSaid

    def may(self, state: State, act: Act, said: PublishSaid) -> Iterator[Refusal]:
        """Those who draft on this path, while the matter moves and is not being voted on; what it says is so.

        A ballot that a discuss blocks may wait for just this, so there a next version is taken; positions stay as they
        are until whoever holds them changes them, as in the IESG.
        """
        one = state.matters.get(said.matter)
        if one is None:
            yield rules.unknown("matter", said.matter)
            return
        yield from moves(state, one, act.at)
        path = state.charter.path(one.path)
        doing = f"publish drafts on the path {path.id}"
        yield from rules.only(state, act.actor, path.drafted_by, act.at, doing, rule=path, matter=one)
        facts: dict[str, Json] = {"matter": one.id, "version": len(one.drafts) + 1}
        put = state.proceedings.get(one.decision)
        if put is not None and put.outcome != "refused" and not _waits_for_another(put):
            yield Refusal(
                "draft.being-decided",
                f"{one.id} is being decided in {put.id}, as it stands",
                {**facts, "proceeding": put.id},
            )
        if said.version != len(one.drafts) + 1:
            sentence = f"the next version of the draft of {one.id} is {len(one.drafts) + 1}"
            yield Refusal("draft.version", sentence, facts)
        yield from _as_it_says(act, said)
        digests = {clause.number: clause.digest for clause in said.clauses}
        for name, found in _changes(one, digests).items():
            if found != getattr(said, name):
                sentence = f"the clauses {name} since the version before are these: {', '.join(found) or 'none'}"
                yield Refusal("draft.changes", sentence, {**facts, name: [*found], "which": name, "clauses": [*found]})

    def apply(self, state: State, act: Act, said: PublishSaid) -> None:
        """It is the current draft."""
        clauses = {clause.number: clause.digest for clause in said.clauses}
        state.matters[said.matter].drafts.append(Draft(said.version, act.seq, clauses, said.digest))

    def rows(self, act: Act, said: PublishSaid, private: object) -> Iterator[Row]:
        """The draft, and each of its clauses with what became of it."""
        changes: dict[str, Json] = {"added": [*said.added], "changed": [*said.changed], "removed": [*said.removed]}
        of: dict[str, Json] = {"matter": said.matter, "version": said.version}
        values: dict[str, Json] = {"actor": act.actor, "at": act.at, "digest": said.digest}
        yield Row("drafts", {**of, **values, **changes}, scope=said.matter)
        news = {**dict.fromkeys(said.added, "added"), **dict.fromkeys(said.changed, "changed")}
        for place, clause in enumerate(said.clauses):
            values = clause.model_dump(mode="json")
            yield Row(
                "clauses", {**of, "place": place, **values, "change": news.get(clause.number, "same")},
                scope=said.matter,
            )  # fmt: skip


def _waits_for_another(put: Proceeding) -> bool:
    """Whether an open ballot is blocked by more positions `discuss` than its rule lets pass."""
    rule = rule_of(put.rule)
    blocks = sum(one.value == "discuss" for one in put.positions.values())
    return not put.outcome and isinstance(rule, decisions.Ballot) and blocks > rule.most_discuss


def _changes(matter: Matter, digests: Mapping[str, str]) -> dict[str, list[str]]:
    """What is added, changed and removed since the version before."""
    before: Mapping[str, str] = matter.drafts[-1].clauses if matter.drafts else {}
    return {
        "added": [number for number in digests if number not in before],
        "changed": [number for number, one in digests.items() if before.get(number, one) != one],
        "removed": [number for number in before if number not in digests],
    }


def _as_it_says(act: Act, said: PublishSaid) -> Iterator[Refusal]:
    """Refuse a number twice, and digests that are not those of the texts."""
    numbers = [clause.number for clause in said.clauses]
    twice = next((number for number, times in Counter(numbers).items() if times > 1), "")
    if twice:
        yield Refusal("draft.number-twice", f"two clauses have the number {twice}", {"number": twice})
    if any(clause.text for clause in said.clauses):
        for clause in said.clauses:
            if digest_of(clause.text.encode()) != clause.digest:
                sentence = f"the digest of clause {clause.number} is not that of its text"
                yield Refusal("draft.digest", sentence, {"number": clause.number})
        if digest_of(text_of([(clause.number, clause.text) for clause in said.clauses])) != said.digest:
            yield Refusal("draft.digest", "the digest of the draft is not that of its clauses", {"digest": said.digest})
    elif said.digest not in act.blobs:
        yield Refusal("draft.no-blob", "a draft without texts names the blob that has them", {"digest": said.digest})


KINDS = (Publish(),)
