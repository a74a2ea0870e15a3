"""A consultation as Polis exports one, for the tools that read that; `comity opinion` does.

    comments.csv             each statement; moderated is 1 while it stands, -1 once taken back, merged or removed
    votes.csv                every vote in the order of the record; the last of a person on a statement counts
    participants-votes.csv   the last votes as a matrix; xid is who somebody is in the record
    summary.csv              a key and a value a row

A statement is numbered by its place in the record: 55 is s55. Of a secret ballot nothing of a vote is given: in place
of the votes there is a sentence that says so and, once there is some, the evidence with its aggregates.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

from comity.body.matters_state import Consultation
from comity.body.state import State
from comity.record.envelope import Act, time_of
from comity.store.contents import blob
from comity.store.models import Body
from comity.store.projection import rows

SEALED = "The ballots of this consultation are secret: nobody is given a vote, and its evidence has the aggregates."
"""What stands in place of the votes."""


@dataclass(frozen=True)
class Held:
    """What an export needs of the state, taken from it so that it need not stand still meanwhile."""

    id: str
    topic: str
    ballots: str
    opened: str
    closed: str
    simulated: bool
    evidence: str
    statements: dict[str, tuple[int, str, str]]
    """(seq, actor, status) of each."""


@dataclass
class _People:
    """The numbers of people, in the order in which they first appear."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, actor: str) -> int:
        return self.numbers.setdefault(actor, len(self.numbers))


@dataclass
class _Votes:
    """The last vote of each person (by number) on each statement (by its seq)."""

    last: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def counts(self) -> Counter[tuple[int, int]]:
        """How often each (statement, value) was the last vote of somebody."""
        return Counter(pair for votes in self.last.values() for pair in votes.items())


def held(state: State, one: Consultation) -> Held:
    """A consultation as it is now."""
    closed = state.look(one.closed_seq) if one.closed_seq >= 0 else None
    statements = {name: (each.seq, each.actor, each.status) for name, each in one.statements.items()}
    evidence = one.evidence.digest if one.evidence else ""
    topic = state.matters[one.matter].title
    closed_at = closed.at if isinstance(closed, Act) else ""
    return Held(one.id, topic, one.ballots, one.opened, closed_at, state.simulated, evidence, statements)


def export(body: Body, one: Held, to: IO[bytes]) -> None:
    """Write the export, a zip."""
    people, votes = _People(), _Votes()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as bundle:
        if one.ballots == "open":
            _table(bundle, "votes.csv", _events(body, one, people, votes))
        else:
            bundle.writestr(_named("votes-are-secret.txt"), SEALED + "\n")
            if one.evidence and (document := blob(body, one.evidence)):
                bundle.writestr(_named("evidence.json"), document)
        _table(bundle, "comments.csv", _comments(body, one, people, votes))
        if one.ballots == "open":
            _table(bundle, "participants-votes.csv", _matrix(one, people, votes))
        _table(bundle, "summary.csv", _summary(one, votes))


def _events(body: Body, one: Held, people: _People, votes: _Votes) -> Iterable[list[object]]:
    yield ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    moments: dict[tuple[int, int], int] = {}
    for row in rows(body, "public", "votes", one.id):
        found = one.statements.get(str(row["statement"]))
        if found is None:
            continue
        pair = statement, person = found[0], people.number(str(row["person"]))
        # the record orders votes of one instant by their place; a reader of this file has the time only
        at = max(int(str(row["at"])) // 1000, moments.get(pair, 0) + 1)
        moments[pair] = at
        votes.last[person][statement] = value = int(str(row["value"]))
        yield [at, _date(datetime.fromtimestamp(at // 1000, UTC)), statement, person, value]


def _comments(body: Body, one: Held, people: _People, votes: _Votes) -> Iterable[list[object]]:
    yield ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
    counted = votes.counts()
    for row in rows(body, "public", "statements", one.id):
        if "text" not in row:
            continue  # what became of it later
        seq, actor, status = one.statements[str(row["statement"])]
        at = time_of(str(row["at"]))
        counts: list[object] = [counted[seq, 1], counted[seq, -1]] if one.ballots == "open" else ["", ""]
        moderated = 1 if status == "open" else -1
        yield [int(at.timestamp() * 1000), _date(at), seq, people.number(actor), *counts, moderated, row["text"]]


def _matrix(one: Held, people: _People, votes: _Votes) -> Iterable[list[object]]:
    statements = [seq for seq, _, _ in one.statements.values()]
    made: dict[str, int] = defaultdict(int)
    for _, actor, _ in one.statements.values():
        made[actor] += 1
    yield ["participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *statements]
    for actor, person in people.numbers.items():
        mine = votes.last.get(person, {})
        given = list(mine.values())
        cells = [mine.get(statement, "") for statement in statements]
        yield [person, actor, "", made[actor], len(given), given.count(1), given.count(-1), *cells]


def _summary(one: Held, votes: _Votes) -> Iterable[list[object]]:
    yield ["topic", one.topic]
    if one.ballots == "open":
        yield ["voters", len(votes.last)]
        yield ["voters-in-conv", len(votes.last)]
    yield ["commenters", len({actor for _, actor, _ in one.statements.values()})]
    yield ["comments", len(one.statements)]
    yield ["opened", one.opened]
    if one.closed:
        yield ["closed", one.closed]
    yield ["simulated", "true" if one.simulated else "false"]


def _table(bundle: zipfile.ZipFile, name: str, lines: Iterable[list[object]]) -> None:
    with bundle.open(_named(name), "w") as file, io.TextIOWrapper(file, "utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(lines)


def _named(name: str) -> zipfile.ZipInfo:
    """An entry without the time of writing: the same consultation gives the same file."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _date(at: datetime) -> str:
    return at.strftime("%a %b %d %H:%M:%S UTC %Y")
