"""The tables of one consultation."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.tables.people import PeopleTable
from comity.tables.votes import VoteTable


@dataclass(frozen=True)
class Consultation:
    """One consultation, whatever it was read from; all columns are aligned with the vote table.

    person_ids, statement_ids: sorted identifiers. texts: what each statement says, "" where the source has no text.
    rejected: bool, statements that moderation took out; their votes are in the table and count for nobody.
    published_groups: int32, the group that the source itself gives each person, -1 for none; None where it gives none.
    opened, closed: the first and the last vote's time (ISO 8601, UTC), None where the source has no times.
    notes: sentences for the reader on what had to be decided while reading.
    """

    title: str
    source: str
    person_ids: pa.StringArray
    statement_ids: pa.StringArray
    texts: tuple[str, ...]
    rejected: NDArray[np.bool_]
    votes: VoteTable
    people: PeopleTable | None = None
    published_groups: NDArray[np.int32] | None = None
    opened: str | None = None
    closed: str | None = None
    simulated: bool = False
    notes: tuple[str, ...] = field(default=())
