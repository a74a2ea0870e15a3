"""Ask the rules beforehand, so that a page offers what may be done and says why something may not."""

from __future__ import annotations

from collections.abc import Mapping

from comity.body.kind import Refusal, RefusedError
from comity.record.canonical import Json
from comity.record.proposal import Proposal, propose
from comity.web.reading import Reading
from comity.web.running import sequencer

NOBODY = "somebody"
"""Who a stranger is asked about as: what anyone may do, they may after signing in."""


def refused(
    found: Reading, kind: str, public: Mapping[str, Json], private: Mapping[str, Json] | None = None
) -> Refusal | None:
    """Why the reader may not do this act now; None if they may. To be asked within the block that reads the body.

    The answer holds for this moment only: the act itself is asked again when it is done.
    """
    return answer(found, propose(found.origin, kind, found.actor or NOBODY, public, private=private))


def answer(found: Reading, proposal: Proposal) -> Refusal | None:
    """The same of an act that is proposed already, and whose form was checked."""
    try:
        sequencer().registry.check(found.state, proposal.at_place(found.state.size, found.at))
    except RefusedError as error:
        return error.refusal
    return None


def may(
    found: Reading, kind: str, public: Mapping[str, Json], private: Mapping[str, Json] | None = None
) -> bool:  # fmt: skip
    """Whether the reader may do this act now."""
    return refused(found, kind, public, private) is None
