"""The people table: who the people are and whom they are tied to, in a long or a wide form, as CSV or Parquet.

    long   person, organisation, kind, name[, from, to]                   one tie a row
    wide   person[, group][, country][, affiliation][, funder][, owner]   one person a row, several values by ";"

A long row with an organisation in place of a person says who funds or owns that organisation. The rules are those of
docs/reference/input.md: names are the same when they differ only in case, white space or compatibility forms of
Unicode; a person's funders are their own and those of their affiliations; their owners are the ultimate ones that the
ownership rows lead to, from each affiliation (its own owner where no row says otherwise) and from each owner that is
stated of the person directly.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.sources._bounded import shown
from comity.sources._notes import numbered
from comity.sources._owners import ultimate_owners
from comity.sources._tie_rows import OF_ORGANISATION, TieRows, read_rows
from comity.tables.people import KINDS, PeopleTable, Ties

_MOST_TIES = 100_000_000
Pairs = tuple[NDArray[np.int32], NDArray[np.int32]]


def read(
    path: Path, person_ids: pa.StringArray, opened: str | None = None, closed: str | None = None
) -> tuple[PeopleTable, list[str]]:
    """Read a people table, aligned with `person_ids`, and sentences on what was decided.

    A row counts if its dates overlap the consultation's (`opened` to `closed`), or if those are not known.
    """
    rows = read_rows(path, person_ids)
    stated = rows.person >= 0
    if not stated.any():
        there = ", ".join(shown(name) for name in person_ids[:3].to_pylist())
        message = f"no person of this table is in the consultation, whose people are {there} and so on"
        raise InputError(f"{message}: use the same identifiers", path=path)
    in_force = np.ones(len(stated), bool)
    if opened and closed:
        first, last = (np.datetime64(moment[:10], "D").astype(np.int32) for moment in (opened, closed))
        in_force = (rows.start <= last) & (rows.end >= first)
    groups, group = _groups(rows, in_force, len(person_ids))
    ties = _ties(rows, in_force, len(person_ids), path)
    known = np.zeros(len(person_ids), bool)
    known[rows.person[stated]] = True
    notes = []
    if rows.n_unknown:
        what = numbered(rows.n_unknown, "person of the people table is", "people of the people table are")
        notes.append(f"{what} not in the consultation and left out.")
    if not known.all():
        what = numbered(int((~known).sum()), "person", "people")
        notes.append(f"Of {what} of the consultation the people table says nothing.")
    outside = int((~in_force & (stated | (rows.person == OF_ORGANISATION))).sum())
    if outside:
        what = numbered(outside, "row of the people table lies", "rows of the people table lie")
        notes.append(f"{what} outside the dates of the consultation and {'does' if outside == 1 else 'do'} not count.")
    return PeopleTable(groups, group, ties), notes


def rows(people: PeopleTable, person_ids: pa.StringArray) -> dict[str, list[str]]:
    """Return the columns of a long table that `read` turns into these people; empty when nothing is stated of them.

    Owners come back exactly where they follow the rules of this module: an owner that all the people of an affiliation
    share is stated of the affiliation, the others of the person.
    """
    ids = np.array(person_ids.to_pylist(), object)
    stated: list[tuple[str, str, str, str]] = []

    def state(kind: str, pairs: Pairs, names: tuple[str, ...]) -> None:
        stated.extend((ids[p], "", kind, names[c]) for p, c in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True))

    grouped = np.flatnonzero(people.group >= 0).astype(np.int32)
    state("group", (grouped, people.group[grouped]), people.groups)
    for kind, ties in people.ties.items():
        if kind != "owner":
            state(kind, _pairs(ties), ties.names)
    if "owner" in people.ties:
        owners = people.ties["owner"]
        owned, direct = _explained(people.ties.get("affiliation"), owners)
        stated.extend(("", organisation, "owner", owner) for organisation, owner in owned)
        state("owner", direct, owners.names)
    if not stated:
        return {}
    return dict(zip(("person", "organisation", "kind", "name"), map(list, zip(*stated, strict=True)), strict=True))


def _groups(rows: TieRows, in_force: NDArray[np.bool_], n_people: int) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Return the groups in use and each person's: the latest in force, -1 for none. Two at a time are an InputError."""
    mine = np.flatnonzero(rows.of("group") & (rows.person >= 0))
    mine = mine[np.lexsort((mine, rows.start[mine], rows.person[mine]))]
    latest = -1  # of the rows of this person so far, the one that ends last
    for before, row in pairwise([-1, *mine.tolist()]):
        if before < 0 or rows.person[before] != rows.person[row]:
            latest = row
            continue
        if rows.start[row] <= rows.end[latest] and rows.name[row] != rows.name[latest]:
            two = " and ".join(sorted(shown(rows.groups[rows.name[i]]) for i in (latest, row)))
            message = f"one person is in two groups at the same time, {two}"
            rows.table.fail(message, int(max(rows.record[latest], rows.record[row])))
        if rows.end[row] > rows.end[latest]:
            latest = row
    counted = mine[in_force[mine]]
    code = np.full(n_people, -1, np.int32)
    code[rows.person[counted]] = rows.name[counted]  # sorted by start: the last that is written is the latest
    used, places = np.unique(code[code >= 0], return_inverse=True)
    group = np.full(n_people, -1, np.int32)
    group[code >= 0] = places
    return tuple(rows.groups[c] for c in used), group


def _ties(rows: TieRows, in_force: NDArray[np.bool_], n_people: int, path: Path) -> dict[str, Ties]:
    def own(kind: str) -> Pairs:
        chosen = in_force & rows.of(kind) & (rows.person >= 0)
        return rows.person[chosen], rows.name[chosen]

    def organisations(kind: str) -> Pairs:
        chosen = in_force & rows.of(kind) & (rows.person == OF_ORGANISATION)
        return rows.organisation[chosen], rows.name[chosen]

    n = len(rows.organisations)
    affiliation, funder, direct = own("affiliation"), own("funder"), own("owner")
    found = {"affiliation": affiliation, "country": own("country")}
    try:
        found["funder"] = _both(funder, _through(affiliation, organisations("funder"), n))
        if (in_force & rows.of("owner")).any():
            ultimate = ultimate_owners(n, *organisations("owner"))
            found["owner"] = _through(_both(affiliation, direct), ultimate, n)
    except ValueError:
        raise InputError("the rows on organisations multiply to more ties than can be worked out", path=path) from None
    ties = {}
    for kind in KINDS:
        if kind in found and len(found[kind][0]):
            names = rows.countries if kind == "country" else rows.organisations
            ties[kind] = _tied(found[kind], names, n_people)
    return ties


def _both(one: Pairs, two: Pairs) -> Pairs:
    return np.concatenate((one[0], two[0])), np.concatenate((one[1], two[1]))


def _through(pairs: Pairs, onward: Pairs, n: int) -> Pairs:
    """Return (a, c) for each (a, b) of `pairs` and (b, c) of `onward`; b is below n. ValueError beyond _MOST_TIES."""
    order = np.argsort(onward[0], kind="stable")
    ends = onward[1][order]
    start = np.concatenate(([0], np.cumsum(np.bincount(onward[0], minlength=n))))
    lengths = np.diff(start)[pairs[1]]
    if lengths.sum() > _MOST_TIES:
        raise ValueError("too many ties")
    before = np.cumsum(lengths) - lengths
    places = np.arange(lengths.sum()) + np.repeat(start[pairs[1]] - before, lengths)
    return np.repeat(pairs[0], lengths), ends[places]


def _tied(pairs: Pairs, names: list[str], n_people: int) -> Ties:
    key = np.unique(pairs[0].astype(np.int64) * len(names) + pairs[1])
    used, codes = np.unique(key % len(names), return_inverse=True)
    indptr = np.concatenate(([0], np.cumsum(np.bincount(key // len(names), minlength=n_people))))
    return Ties(tuple(names[c] for c in used), indptr, codes.astype(np.int32))


def _pairs(ties: Ties) -> Pairs:
    people = np.repeat(np.arange(len(ties.indptr) - 1, dtype=np.int32), np.diff(ties.indptr))
    return people, ties.codes


def _explained(affiliation: Ties | None, owners: Ties) -> tuple[list[tuple[str, str]], Pairs]:
    """Return (organisation, owner) rows and what is left to be stated of the people, so that both give `owners`."""
    direct = _pairs(owners)
    if affiliation is None:
        return [], direct
    n_owners, n = len(owners.names), len(affiliation.names)
    member, of = _pairs(affiliation)
    person_owner = np.split(owners.codes, owners.indptr[1:-1])
    sizes = np.bincount(of, minlength=n)
    members = np.split(member[np.argsort(of, kind="stable")], np.cumsum(sizes)[:-1])
    rows: list[tuple[str, str]] = []
    stated: list[tuple[int, int]] = []
    for a in range(n):
        theirs = np.concatenate([person_owner[p] for p in members[a]])
        shared = np.flatnonzero(np.bincount(theirs, minlength=n_owners) == sizes[a])
        name = affiliation.names[a]
        own = [o for o in shared.tolist() if owners.names[o] == name] or shared.tolist()
        rows.extend((name, owners.names[o]) for o in own)
        stated.extend((a, o) for o in own)
    onward = np.array(stated, np.int32).reshape(-1, 2)
    reached = _through((member, of), (onward[:, 0], onward[:, 1]), n)
    left = np.setdiff1d(
        direct[0].astype(np.int64) * n_owners + direct[1], reached[0].astype(np.int64) * n_owners + reached[1]
    )
    return rows, ((left // n_owners).astype(np.int32), (left % n_owners).astype(np.int32))
