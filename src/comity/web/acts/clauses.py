"""The clauses of a draft: read from the record, and put into the act that publishes the next version."""

from __future__ import annotations

from collections.abc import Sequence

from comity.body.drafts import publication
from comity.body.matters_state import Matter
from comity.record.canonical import Json, dumps
from comity.web import tables
from comity.web.reading import Reading

MOST_IN_ACT = 60_000
"""Bytes of an act's public part above which the texts of a draft go into a blob: an act takes 65,535 with all else."""


def texts(found: Reading, matter: Matter, version: int = 0) -> list[tuple[str, str]]:
    """(number, text) of the clauses of a version; of the newest, if none is named. [] without a draft."""
    version = version or len(matter.drafts)
    return tables.clauses(found, matter.id, version) if 0 < version <= len(matter.drafts) else []


def act_of(matter: Matter, clauses: Sequence[tuple[str, str]]) -> tuple[dict[str, Json], list[bytes]]:
    """The public part of `draft.publish` for these clauses, and as blob the texts, where it cannot hold them."""
    public, content = publication(matter, clauses)
    if len(dumps(public, limit=None)) <= MOST_IN_ACT:
        return public, []
    return publication(matter, clauses, as_blob=True)[0], [content]
