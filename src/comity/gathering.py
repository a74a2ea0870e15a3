"""From the tables of a store to the evidence of a closed consultation."""

from __future__ import annotations

from comity.body.matters_state import Consultation
from comity.body.state import State
from comity.calling import CallEvidence, call_evidence
from comity.record.envelope import Act
from comity.store.models import Body
from comity.store.projection import rows

_TIES = ("affiliations", "funders", "owners")


def gather(body: Body, state: State, consultation: Consultation) -> CallEvidence:
    """What the votes of a closed consultation show; `state` is that of the body, at any time since.

    Sealed votes are read too: they are counted here, and nothing of them but counts is in what is given.
    """
    closing = state.look(consultation.closed_seq)
    assert isinstance(closing, Act), "the act that closed a consultation is one that this program did"  # noqa: S101
    people = list(rows(body, "sealed", "people"))
    return call_evidence(
        state.charter, consultation, closed_at=closing.at,
        votes=rows(body, "sealed", "votes", consultation.id), people=people,
        ties={table: rows(body, "sealed", table) for table in _TIES},
        discounted=_found_wrong(state, consultation, {str(row["person"]): row["seq"] for row in people
                                                      if row["seq"] < consultation.closed_seq}),
        members=rows(body, "sealed", "members"),
    )  # fmt: skip


def _found_wrong(state: State, consultation: Consultation, stated: dict[str, object]) -> set[str]:
    """Those whose statement of interest had been found wrong when the consultation closed, and not replaced since.

    Only what was known then: so the evidence is the same whenever it is computed.
    """
    return {
        one.subject
        for one in state.proceedings.values()
        if one.purpose == "interest" and one.outcome == "carried" and one.closed_seq < consultation.closed_seq
        and int(str(stated.get(one.subject, -1))) < one.closed_seq
    }  # fmt: skip
