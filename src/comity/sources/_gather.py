"""What was read from the files of one consultation, put together and explained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.sources import people as people_tables
from comity.sources._notes import on_statements, on_votes
from comity.tables.codes import encode
from comity.tables.consultation import Consultation
from comity.tables.votes import reduce_events


@dataclass(frozen=True)
class Events:
    """Vote events as codes into sorted identifiers; `at` is None where the source has no order but that of its rows."""

    person_ids: pa.StringArray
    people: NDArray[np.int32]
    statement_ids: pa.StringArray
    statements: NDArray[np.int32]
    values: NDArray[np.int8]
    at: NDArray[np.int64] | None = None
    opened: str | None = None
    closed: str | None = None


@dataclass(frozen=True)
class StatementRows:
    """What the table of statements says, by its sorted identifiers. `meta`: about the people, not the matter."""

    ids: pa.StringArray
    texts: list[str]
    rejected: NDArray[np.bool_]
    meta: NDArray[np.bool_]


@dataclass(frozen=True)
class PublishedGroups:
    """The people that the source lists, voters or not, and the group it gives each: -1 for none, None for no groups."""

    person_ids: pa.StringArray
    group: NDArray[np.int32] | None


@dataclass(frozen=True)
class About:
    """What the source says of the consultation as a whole. Texts are None where it says nothing."""

    source: str
    title: str
    opened: str | None = None
    closed: str | None = None
    simulated: bool = False


def gather(
    about: About,
    events: Events,
    statements: StatementRows | None = None,
    published: PublishedGroups | None = None,
    people: Path | None = None,
) -> Consultation:
    """Align everything on the people and statements that any of the files names, and note what was decided."""
    person_ids, voters, listed = _union(events.person_ids, published.person_ids if published else None)
    statement_ids, voted, described = _union(events.statement_ids, statements.ids if statements else None)
    votes, reduction = reduce_events(
        _renumbered(events.people, voters, len(person_ids)),
        _renumbered(events.statements, voted, len(statement_ids)),
        events.values,
        events.at,
        n_people=len(person_ids),
        n_statements=len(statement_ids),
    )
    texts = np.full(len(statement_ids), "", object)
    rejected, meta = np.zeros(len(statement_ids), bool), np.zeros(len(statement_ids), bool)
    if statements:
        texts[described], rejected[described], meta[described] = statements.texts, statements.rejected, statements.meta
    groups = None
    if published and published.group is not None:
        groups = np.full(len(person_ids), -1, np.int32)
        groups[listed] = published.group
    opened, closed = about.opened or events.opened, about.closed or events.closed
    table, on_people = people_tables.read(people, person_ids, opened, closed) if people else (None, [])
    notes = on_votes(votes, reduction, events.at is not None) + on_statements(votes, texts, rejected, meta) + on_people
    return Consultation(
        title=about.title,
        source=about.source,
        person_ids=person_ids,
        statement_ids=statement_ids,
        texts=tuple(texts.tolist()),
        rejected=rejected | meta,
        votes=votes,
        people=table,
        published_groups=groups,
        opened=opened,
        closed=closed,
        simulated=about.simulated,
        notes=tuple(notes),
    )


def _union(
    first: pa.StringArray, second: pa.StringArray | None
) -> tuple[pa.StringArray, NDArray[np.int32], NDArray[np.int32]]:
    """Return the sorted union of two lists of identifiers, and the place in it of each of either."""
    if second is None or first.equals(second):
        places = np.arange(len(first), dtype=np.int32)
        return first, places, places
    ids, codes = encode(pa.chunked_array([first, second], pa.string()))
    return ids, codes[: len(first)], codes[len(first) :]


def _renumbered(codes: NDArray[np.int32], places: NDArray[np.int32], n: int) -> NDArray[np.int32]:
    return codes if len(places) == n else places[codes]
