"""Kind: the evidence of a closed consultation is bound to it, by seq and digest. Computing it is done elsewhere.

What the votes show is computed outside, on what was closed (`comity.calling`); the state keeps what rules read of it.
It is evidence, never a designation (RFC 2418, section 3.3; RFC 7282).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from comity.body.composition import Composition
from comity.body.kind import Content, Kind, Refusal, Row, Said
from comity.body.matters_state import Evidence, Matter
from comity.body.said import Digest, Id
from comity.body.state import OPERATOR, State
from comity.record.envelope import Act

Level = Literal[
    "none-against", "small-minority-against", "strong-support", "divided", "opposed", "not-enough-data"
]  # fmt: skip
Name = Annotated[str, Field(min_length=1, max_length=60)]


class Summary(Content):
    """What rules read of the evidence. Nothing in it is about fewer than five people."""

    put: Annotated[str, Field(max_length=60)]
    """The statement that is put: the first that stands; "" where there is none."""
    level: Level
    """What the poll on it shows."""
    by_group: Annotated[dict[Name, Level], Field(max_length=200, default_factory=dict)]
    """The same of each stakeholder group that may be shown."""
    quorate: bool
    """Whether every floor of the charter was met."""
    people: Annotated[int, Field(ge=0)]
    """How many voted; 0 where they are fewer than five."""
    absent: Annotated[list[Annotated[str, Field(pattern=r"^(group|region):.+$", max_length=70)]], Field(max_length=400)]
    """The floors that were not met: `group:x` or `region:x`, in the order of the charter."""
    fewest: Annotated[dict[Name, Annotated[int, Field(ge=-1)]], Field(max_length=20)]
    """The capture margin for each kind of unit: the fewest whose absence would lower the level; -1: none would."""
    composition: Composition
    """Who voted, by stakeholder group and region."""


class EvidenceSaid(Said):
    """The evidence of a consultation, its whole by digest and its summary."""

    consultation: Id
    """The consultation."""
    closed_seq: Annotated[int, Field(ge=0)]
    """The act that closed it: what the evidence was computed on."""
    digest: Digest
    """The digest of the whole evidence, a JSON document that this act brings as a blob."""
    summary: Summary
    """What rules read of it."""


class GiveEvidence(Kind[EvidenceSaid]):
    """The keeper of the record binds to a closed consultation what its votes show."""

    name = "consultation.evidence"
    public = EvidenceSaid

    def may(self, state: State, act: Act, said: EvidenceSaid) -> Iterator[Refusal]:
        """By the operator, once, on the consultation as it was closed."""
        facts = {"consultation": said.consultation, "closed_seq": said.closed_seq}
        if act.actor != OPERATOR:
            yield Refusal("evidence.operator-only", "only the operator binds evidence to a consultation", facts)
        one = state.consultations.get(said.consultation)
        if one is None:
            yield Refusal("consultation.unknown", f"there is no consultation {said.consultation}", facts)
            return
        if one.closed_seq < 0:
            yield Refusal("evidence.still-open", f"{one.id} is still open: its evidence is computed once closed", facts)
        if one.closed_seq != said.closed_seq:
            sentence = f"{one.id} was closed by act {one.closed_seq}, and this evidence is of act {said.closed_seq}"
            yield Refusal("evidence.other-seq", sentence, {**facts, "act": one.closed_seq})
        if one.evidence is not None:
            yield Refusal(
                "evidence.given",
                f"the evidence of {one.id} stands as act {one.evidence.seq}",
                {**facts, "act": one.evidence.seq},
            )
        if said.digest not in act.blobs:
            yield Refusal("evidence.no-document", "the act does not bring the document that its digest names", facts)
        summary = said.summary
        if summary.put and summary.put not in one.statements:
            yield Refusal(
                "evidence.no-statement",
                f"{summary.put} is no statement of {one.id}",
                {**facts, "statement": summary.put},
            )
        if summary.quorate == bool(summary.absent):
            yield Refusal("evidence.quorate", "it is quorate just when no floor was missed", facts)
        known = {f"group:{floor.group}" if floor.group else f"region:{floor.region}" for floor in state.charter.floors}
        if odd := sorted(set(summary.absent) - known):
            yield Refusal("evidence.no-floor", f"the charter has no floor {odd[0]}", {**facts, "floor": odd[0]})

    def apply(self, state: State, act: Act, said: EvidenceSaid) -> None:
        """Keep the summary; names in order, since an act may come with its keys in any."""
        one = state.consultations[said.consultation]
        found = said.summary
        one.evidence = Evidence(
            act.seq, said.digest, said.closed_seq, found.level, found.quorate, found.people, list(found.absent),
            dict(sorted(found.fewest.items())), found.put, dict(sorted(found.by_group.items())),
            found.composition.kept(),
        )  # fmt: skip

    def rows(self, act: Act, said: EvidenceSaid, private: object) -> Iterator[Row]:
        """One row an evidence."""
        values = said.summary.model_dump(mode="json")
        yield Row(
            "evidence",
            {"consultation": said.consultation, "at": act.at, "digest": said.digest, **values},
            scope=said.consultation,
        )


def of_stage(state: State, matter: Matter) -> Evidence | None:
    """The evidence of the last consultation that a matter had at the stage where it is; None without one."""
    for name in reversed(matter.consultations):
        one = state.consultations[name]
        if one.stage == matter.stage and one.evidence is not None:
            return one.evidence
    return None


def of_matter(state: State, matter: Matter) -> list[Evidence]:
    """All evidence of the consultations on a matter, in the order of the record."""
    found = (state.consultations[name].evidence for name in matter.consultations)
    return [one for one in found if one is not None]


KINDS = (GiveEvidence(),)
