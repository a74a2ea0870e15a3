"""Put the rooms together: from the rows of a closed consultation to the evidence of a call on it.

Pure: the same rows, charter and consultation give the same document. It is computed outside the lock that keeps a
record in order, on what was closed, and bound to it by the act `consultation.evidence`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.body import matters_state
from comity.body.composition import compose, shown
from comity.charter.call import FEWEST_SHOWN, Evidence, Units, evidence
from comity.charter.model import Charter
from comity.charter.parts import Floor
from comity.record.canonical import Json
from comity.tables.codes import encode, lookup
from comity.tables.people import PeopleTable, Ties
from comity.tables.votes import VoteTable, reduce_events

SCHEMA = "comity/call-evidence/1"
NODES = 500
"""Nodes of search for each capture margin: a fraction of what `charter.call` takes by default, so that a call on a$
million votes is computed in seconds. Where they run out, the document says between which numbers the margin is."""

Rows = Iterable[Mapping[str, Any]]
_JOINING = {"founding", "join"}
"""The changes in the table `members` that say how somebody came."""
_KINDS = {"affiliation": "affiliations", "funder": "funders", "owner": "owners", "country": "country"}


@dataclass(frozen=True)
class CallEvidence:
    """The evidence of a call: its summary as rules read it, and the whole as a JSON document."""

    summary: dict[str, Json]
    document: dict[str, Any]

    def content(self) -> bytes:
        """The document as the blob that the act names: JSON in UTF-8, keys in order."""
        return json.dumps(self.document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def standing_of(consultation: matters_state.Consultation) -> list[str]:
    """The statements that stand, in the order in which they were made."""
    return [name for name, one in consultation.statements.items() if one.status == "open"]


def put_of(consultation: matters_state.Consultation) -> str:
    """The statement that is put: the first that stands; "" where there is none."""
    return put_without(consultation, "")


def put_without(consultation: matters_state.Consultation, name: str) -> str:
    """The statement that would be put if one of them did not stand."""
    return next((one for one in standing_of(consultation) if one != name), "")


def call_evidence(
    charter: Charter, consultation: matters_state.Consultation, *, closed_at: str, votes: Rows, people: Rows = (),
    ties: Mapping[str, Rows] | None = None, discounted: Collection[str] = (), members: Rows = (),
) -> CallEvidence:  # fmt: skip
    """Say what the votes of a closed consultation show: polls, floors, composition, verification, capture margins.

    `votes`, `people`, `members` and `ties` (`affiliations`, `funders`, `owners`) are rows of the tables of that name,
    sealed ones included, each with the `seq` of its act; what came after the close, and votes on statements that do not
    stand, are passed over. `closed_at`: the time of the closing act. `discounted`: people whose statement of interest
    was found wrong, so that they count in no group and with no tie. The statement that is put is the first that stands.
    Capture margins are of it alone. Nothing here is about fewer than five people.

    `verification` in the document: how many of those who voted had shown in which way who they are, the last time that
    they asked to join (`open`, `e-mail`, `domain`, `invitation`, `openid`); `founding`: members since the founding;
    `none`: whoever never asked. Documents that were made before this was counted have no such key.
    """
    standing = standing_of(consultation)
    persons, table = _votes(votes, standing, consultation.closed_seq)
    known = _people(charter, persons, people, ties or {}, consultation.closed_seq, closed_at, discounted)
    found = _evidence(charter, table, known.table)
    voted = np.diff(table.indptr) > 0
    on_put = _voters_on(table, 0)
    absent = _absent(charter, known, on_put)
    taken = np.flatnonzero(voted).tolist()
    composition = compose((known.group_of(p), known.region[p]) for p in taken)
    voters = np.bincount(table.columns, minlength=len(standing))
    first = found[0] if found else None
    summary: dict[str, Json] = {
        "put": put_of(consultation),
        "level": first.poll.level if first else "not-enough-data",
        "by_group": {one["group"]: one["level"] for one in first.poll.by_group if one["level"]} if first else {},
        "quorate": not absent,
        "people": composition.people,
        "absent": list[Json](absent),
        "fewest": {one.kind: -1 if one.fewest is None else one.fewest for one in first.capture_margin} if first else {},
        "composition": {
            "people": composition.people,
            "groups": dict[str, Json](composition.groups),
            "regions": dict[str, Json](composition.regions),
        },
    }
    document = {
        "schema": SCHEMA,
        "consultation": consultation.id,
        "closed_seq": consultation.closed_seq,
        "closed_at": closed_at,
        "ballots": consultation.ballots,
        "rule": charter.poll.model_dump(mode="json") if charter.poll else None,
        "floors": [floor.model_dump(mode="json", exclude_defaults=True) for floor in charter.floors],
        "summary": summary,
        "verification": _verification([persons[p] for p in taken], members, consultation.closed_seq),
        "statements": [_shown(name, one, int(voters[s])) for s, (name, one) in
                       enumerate(zip(standing, found, strict=True))],
    }  # fmt: skip
    return CallEvidence(summary, document)


@dataclass(frozen=True)
class _Known:
    table: PeopleTable
    region: list[str]

    def group_of(self, person: int) -> str:
        code = int(self.table.group[person])
        return self.table.groups[code] if code >= 0 else ""


def _votes(rows: Rows, standing: Sequence[str], closed_seq: int) -> tuple[list[str], VoteTable]:
    """The people who voted, and the last vote of each on each standing statement."""
    kept = [row for row in rows if row["seq"] < closed_seq]
    person_ids, people = encode(pa.chunked_array([pa.array([row["person"] for row in kept], pa.string())]))
    names = pa.chunked_array([pa.array([row["statement"] for row in kept], pa.string())])
    statements = lookup(pa.array(standing, pa.string()), names)
    values = np.array([row["value"] for row in kept], np.int8)
    # the place in the record, not the time: two votes may be of one microsecond, never of one place
    at = np.array([row["seq"] for row in kept], np.int64)
    good = statements >= 0
    table, _ = reduce_events(
        people[good], statements[good], values[good], at[good], n_people=len(person_ids), n_statements=len(standing)
    )
    return person_ids.to_pylist(), table


def _people(
    charter: Charter, persons: Sequence[str], rows: Rows, ties: Mapping[str, Rows], closed_seq: int, closed_at: str,
    discounted: Collection[str],
) -> _Known:  # fmt: skip
    """The group, the region and the ties of those who voted, by their last statement of interest before the close."""
    place = {person: p for p, person in enumerate(persons)}
    last = {row["person"]: row for row in rows if row["seq"] < closed_seq and row["person"] not in discounted}
    groups = tuple(group.id for group in charter.groups)
    group = np.full(len(persons), -1, np.int32)
    region = [""] * len(persons)
    for person, row in last.items():
        p = place.get(person)
        if p is not None:
            group[p] = groups.index(row["group"]) if row["group"] in groups else -1
            region[p] = charter.region_of(row["country"]) or "" if row["country"] else ""
    fields = set(charter.disclosure.fields) if charter.disclosure else set()
    kinds = [kind for kind, field in _KINDS.items() if field in fields]
    stated = _Stated(last, ties, closed_at[:10])
    found = {kind: _ties([stated.units(person, kind) for person in persons]) for kind in kinds}
    return _Known(PeopleTable(groups, group, found), region)


def _verification(voters: Sequence[str], members: Rows, closed_seq: int) -> dict[str, int]:
    """How many of those who voted had shown in which way who they are when the consultation closed."""
    rows = sorted((row for row in members if row["seq"] < closed_seq), key=lambda row: int(row["seq"]))
    ways = {str(row["actor"]): str(row.get("verification", "founding")) for row in rows if row["change"] in _JOINING}
    return shown(Counter(ways.get(voter, "none") for voter in voters), len(voters))


class _Stated:
    """The ties that people stated, those in force on one day, by their last statement of interest."""

    def __init__(self, last: Mapping[str, Mapping[str, Any]], ties: Mapping[str, Rows], day: str) -> None:
        self.last = last
        self.own: dict[str, dict[str, set[str]]] = {kind: defaultdict(set) for kind in _KINDS}
        of: list[tuple[str, str, str, str]] = []
        for kind, table in (("affiliation", "affiliations"), ("funder", "funders"), ("owner", "owners")):
            for row in ties.get(table, ()):
                person = row["stated_by"]
                if person not in last or last[person]["seq"] != row["seq"]:
                    continue
                if (row["from"] and day < row["from"]) or (row["to"] and row["to"] < day):
                    continue
                if row["organisation"]:
                    of.append((kind, person, row["organisation"], row["name"]))
                else:
                    self.own[kind][person].add(row["name"])
        # what is said of an organisation counts for all of it, if somebody says it who belongs to it
        self.of: dict[str, dict[str, set[str]]] = {"funder": defaultdict(set), "owner": defaultdict(set)}
        for kind, person, organisation, name in of:
            if organisation in self.own["affiliation"][person] and name != organisation:
                self.of[kind][organisation].add(name)

    def units(self, person: str, kind: str) -> set[str]:
        """The units of one kind that a person is tied to, through their organisations too."""
        row = self.last.get(person)
        if row is None:
            return set()
        if kind == "country":
            return {row["country"]} if row["country"] else set()
        own: set[str] = self.own[kind].get(person, set())
        if kind == "affiliation":
            return own
        organisations = self.own["affiliation"].get(person, set())
        if kind == "funder":
            return own.union(*(self.of["funder"].get(one, ()) for one in organisations))
        return self._ultimate(organisations | own)

    def _ultimate(self, organisations: Collection[str]) -> set[str]:
        """Those at the end of every chain of owners; of a circle, all of it. Without owners, itself."""
        found: set[str] = set()
        seen: set[str] = set()
        left = list(organisations)
        while left:
            one = left.pop()
            if one in seen:
                continue
            seen.add(one)
            owners = self.of["owner"].get(one)
            left += owners or ()
            if not owners:
                found.add(one)
        return found or seen


def _ties(units: Sequence[Collection[str]]) -> Ties:
    names = sorted(set().union(*units)) if units else []
    code = {name: c for c, name in enumerate(names)}
    codes = [sorted(code[name] for name in one) for one in units]
    indptr = np.concatenate(([0], np.cumsum([len(one) for one in codes], dtype=np.int64)))
    return Ties(tuple(names), indptr, np.array([c for one in codes for c in one], np.int32))


def _evidence(charter: Charter, votes: VoteTable, people: PeopleTable) -> list[Evidence]:
    """One Evidence a statement; with capture margins for the one that is put, the first."""
    if not votes.n_statements:
        return []
    rule = charter.poll_rule()
    counts = votes.tally(people.group + np.int32(1), len(people.groups) + 1)
    found = evidence(counts, group=np.arange(-1, len(people.groups)), groups=people.groups, rule=rule)
    put = votes.select_statements(np.arange(votes.n_statements) == 0)
    for kind, ties in people.ties.items():
        cells = people.cells(kind)
        units = {kind: Units(ties.names, cells.units)}
        (one,) = evidence(
            put.tally(cells.of_person, len(cells.units)), group=cells.group, groups=people.groups, kinds=units,
            rule=rule, node_budget=NODES,
        )  # fmt: skip
        found[0] = Evidence(one.poll, found[0].capture_margin + one.capture_margin)
    return found


def _voters_on(votes: VoteTable, statement: int) -> NDArray[np.bool_]:
    """Who voted on one statement, a pass included."""
    found = np.zeros(votes.n_people, bool)
    people = np.repeat(np.arange(votes.n_people), np.diff(votes.indptr))
    found[people[votes.columns == statement]] = True
    return found


def _absent(charter: Charter, known: _Known, voters: NDArray[np.bool_]) -> list[str]:
    """The floors that were not met by those who voted on what is put, in the order of the charter."""
    people = np.flatnonzero(voters).tolist()
    total = len(people)

    def is_missed(floor: Floor) -> bool:
        there = sum(
            known.group_of(p) == floor.group if floor.group else known.region[p] == floor.region for p in people
        )
        short = floor.least_share is not None and there < floor.least_share * total
        return there < floor.fewest_people or short

    return list(
        dict.fromkeys(
            f"group:{floor.group}" if floor.group else f"region:{floor.region}"
            for floor in charter.floors
            if is_missed(floor)
        )
    )


def _shown(statement: str, one: Evidence, voters: int) -> dict[str, Any]:
    """What may be shown of one statement: of fewer than five voters, nothing but that they are too few."""
    if voters < FEWEST_SHOWN:
        return {"statement": statement, "voters": None, "poll": None, "capture_margin": []}
    margins = [asdict(margin) for margin in one.capture_margin]
    return {"statement": statement, "voters": voters, "poll": asdict(one.poll), "capture_margin": margins}
