"""Kind: private parts erased, for good. Commitments stay in the record, so every proof stays valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from comity.body.kind import Content, Kind, Refusal
from comity.body.state import OPERATOR, State
from comity.body.translations import translated
from comity.record.envelope import Act

ALL = ""
"""In place of a part: all private parts of an act."""


class Erased(Content):
    """One private part of one act, or all of them."""

    seq: Annotated[int, Field(ge=0)]
    """The act."""
    part: str = ALL
    """The private part; of "", all of the act, with its blobs."""


class EraseContent(Content):
    """What is erased and why. The reason is published: it must not say what was erased."""

    erased: Annotated[list[Erased], Field(min_length=1, max_length=500)]
    """What is erased."""
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    """Why, for everybody to read."""


class Erase(Kind[EraseContent]):
    """Who acted may erase what their act holds in private, and translations of it; the operator may on order.

    So nobody keeps alive in another language what its author has erased. Always with a reason, which is published.
    """

    name = "erase"
    before_founding = True
    public = EraseContent

    def may(self, state: State, act: Act, said: EraseContent) -> Iterator[Refusal]:
        """Only one's own acts, unless the operator is ordered to; only parts that were committed to."""
        for one in said.erased:
            facts = {"seq": one.seq, "part": one.part}
            if one.seq >= state.size:
                yield Refusal("erase.no-act", f"the record has no act {one.seq}", facts)
            earlier = state.look(one.seq)
            if not isinstance(earlier, Act) or not earlier.commitments.keys() >= ({one.part} - {ALL}):
                yield Refusal("erase.no-part", f"act {one.seq} has no private part {one.part}", facts)
            elif act.actor not in {OPERATOR, earlier.actor, _author(state, earlier)}:
                yield Refusal("erase.not-yours", f"act {one.seq} is not by {act.actor}", facts)

    def erases(self, act: Act, said: EraseContent) -> Iterable[tuple[int, str]]:
        """All that is named."""
        return [(one.seq, one.part) for one in said.erased]


def _author(state: State, act: Act) -> str:
    """Who said what an act translates; "" if it translates nothing that somebody said."""
    seq = translated(act)
    said = state.look(seq) if seq >= 0 else None
    return said.actor if isinstance(said, Act) else ""


KINDS = (Erase(),)
