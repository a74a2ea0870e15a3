"""The opinion map of a consultation while people vote: from arrays of votes to findings that may be shown.

Pure. Of open ballots all votes count, and each person is a dot. Of secret ballots, whoever watches the map between
two votes must not learn how one person voted. Who voted when is public (the record says it), and so is the map before
and after, so what must not be told is any difference that is about fewer than five people:

- Votes enter the map in handfuls. Those on one statement wait until five different people are among them, and the
  last full handful waits until the next is full (`advance`). So between any two maps, and between the last map and
  the evidence that counts everybody at the close, the figures of a statement stand still or change by the votes of
  five people or more. The rule is for each statement by itself: of five people one might have cast nearly all votes
  of the day, and their statements would be seen to move.
- An erased vote is not seen to vanish: until every statement that is shown has taken in a new handful, the map stays
  as it is (`may_follow`). At the close everything is counted, with the votes that waited.
- Nobody is a dot: how often somebody voted is public, and a dot says it too. Squares are drawn, each in
  the middle of five people or more (`squares`).
- Nothing is said by stakeholder group while people vote, since who is in which group is public. A figure of fewer
  than five people of an opinion group is left out, with the others of that statement, from which it could be
  subtracted.

docs/explanation/live-map.md tells it with an example, and what remains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.charter.call import CONVENTION, FEWEST_SHOWN, PollRule
from comity.opinion.analysis import Opinion, Settings
from comity.report.document import Document, GroupShare, Map
from comity.study import study
from comity.tables.consultation import Consultation
from comity.tables.votes import reduce_events

RESAMPLES = 20
_SQUARES = 40
"""How many squares lie side by side at most."""
_MOST_LOOKED_INTO = 300_000
NOTE = "The ballots are secret: votes enter by five people or more, and nothing is shown of fewer than five people."
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Votes:
    """Votes in the order of the record: person and statement as codes, -1, 0 or 1, and the place in the record."""

    people: NDArray[np.int32]
    statements: NDArray[np.int32]
    values: NDArray[np.int8]
    seqs: Ints

    def __len__(self) -> int:
        """How many there are, each change of mind counted."""
        return len(self.seqs)

    def where(self, keep: NDArray[np.bool_]) -> Votes:
        """Some of them."""
        return Votes(self.people[keep], self.statements[keep], self.values[keep], self.seqs[keep])


@dataclass(frozen=True)
class About:
    """What is known of a consultation besides its votes. statements: identifiers by code; standing: those voted on."""

    title: str
    source: str
    statements: tuple[str, ...]
    standing: NDArray[np.bool_]
    secret: bool
    simulated: bool = False
    opened: str | None = None
    closed: str | None = None
    rule: PollRule = CONVENTION


def advance(votes: Votes, upto: Ints) -> Ints:
    """Up to which vote each statement of a secret ballot is counted now: whole handfuls, the last full one held back.

    upto: the same as it was, the place in the record of the last vote that was counted, -1 where none was.
    """
    found = upto.copy()
    waiting = np.flatnonzero(votes.seqs > upto[votes.statements])
    waiting = waiting[np.argsort(votes.statements[waiting], kind="stable")]
    statements, people, seqs = (part[waiting].tolist() for part in (votes.statements, votes.people, votes.seqs))
    now, handful, full = -1, set[int](), -1
    for statement, person, seq in zip(statements, people, seqs, strict=True):
        if statement != now:
            now, handful, full = statement, set(), -1
        handful.add(person)
        if len(handful) == FEWEST_SHOWN:
            if full >= 0:
                found[statement] = full
            full, handful = seq, set()
    return found


def may_follow(before: Ints, after: Ints) -> bool:
    """Whether a map may follow another though votes were erased between: every statement took in a new handful."""
    shown = before >= 0
    return bool(np.all(after[shown] > before[shown]))


def counted(votes: Votes, about: About, upto: Ints | None) -> Votes:
    """The votes that the map counts: all of open ballots; of secret ones those up to `upto`, or at the close (None) all
    of the statements on which five people or more voted."""
    if not about.secret:
        return votes
    if upto is not None:
        return votes.where(votes.seqs <= upto[votes.statements])
    pairs = np.unique(np.stack([votes.statements, votes.people]), axis=1)
    voters = np.bincount(pairs[0], minlength=len(about.statements))
    return votes.where(voters[votes.statements] >= FEWEST_SHOWN)


def findings(votes: Votes, about: About) -> Document | None:
    """What the votes that are counted show; None for fewer than five people. Statements have no text here: texts can be
    erased, so whoever shows the findings adds those that are there then."""
    votes = votes.where(about.standing[votes.statements])
    codes, people = np.unique(votes.people, return_inverse=True)
    if len(codes) < FEWEST_SHOWN:
        return None
    table, _ = reduce_events(
        people.astype(np.int32), votes.statements, votes.values, votes.seqs, n_people=len(codes),
        n_statements=len(about.statements),
    )  # fmt: skip
    consultation = Consultation(
        title=about.title, source=about.source,
        person_ids=pa.array([str(code) for code in codes.tolist()], pa.string()),
        statement_ids=pa.array(about.statements, pa.string()), texts=("",) * len(about.statements),
        rejected=~about.standing, votes=table, simulated=about.simulated, opened=about.opened, closed=about.closed,
        notes=(NOTE,) if about.secret else (),
    )  # fmt: skip
    looks_inside = not about.secret and len(votes) <= _MOST_LOOKED_INTO
    settings = Settings(resamples=RESAMPLES, minorities=looks_inside)
    found = study(consultation, settings, rule=about.rule)
    if about.secret and _sizes(found.opinion).min(initial=FEWEST_SHOWN) < FEWEST_SHOWN:
        found = study(consultation, Settings(groups=1, resamples=0, minorities=False), rule=about.rule)
    document = found.document()
    document["rejected"] = []
    return guarded(document, found.opinion) if about.secret else document


def guarded(document: Document, opinion: Opinion) -> Document:
    """The findings of a secret ballot without anything that is about fewer than five people."""
    document["map"] = squares(opinion, document["map"])
    for statement in document["statements"]:
        if any(0 < _seen(share) < FEWEST_SHOWN for share in statement["groups"]):
            statement["groups"] = [_blank(share) for share in statement["groups"]]
            statement["divisiveness"] = None
            for name in ("group_aware_consensus", "group_aware_consensus_mean", "group_aware_disagreement_mean"):
                statement[name] = 0.0
    for group in document["groups"]:
        group["characteristic"] = [
            one for one in group["characteristic"]
            if one["votes"] >= FEWEST_SHOWN and not 0 < one["votes_elsewhere"] < FEWEST_SHOWN
        ]  # fmt: skip
    return document


def squares(opinion: Opinion, drawn: Map) -> Map:
    """The map in squares: each stands in the middle of five to nine people of one group who are close together."""
    places, labels = opinion.positions, opinion.labels
    low = places.min(axis=0)
    size = max(float(np.ptp(places, axis=0).max()), 1e-9) / _SQUARES
    found: Counter[tuple[int, int, int]] = Counter()
    for group in np.unique(labels).tolist():
        for some in _bundles(places, np.flatnonzero(labels == group)):
            column, row = np.floor((places[some].mean(axis=0) - low) / size).astype(int).tolist()
            found[column, row, group] += len(some)
    cells: list[tuple[float, float, int | None, int]] = [
        (float(low[0] + (i + 0.5) * size), float(low[1] + (j + 0.5) * size), None if g < 0 else g, n)
        for (i, j, g), n in sorted(found.items())
    ]
    return Map(explained=drawn["explained"], x=[], y=[], group=[], votes=[], cells=cells)


def _bundles(places: NDArray[np.float64], who: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """People in bundles of five to nine, each halved where they are widest apart; fewer than five are left out."""
    if len(who) < FEWEST_SHOWN:
        return
    if len(who) < 2 * FEWEST_SHOWN:
        yield who
        return
    axis = int(np.ptp(places[who], axis=0).argmax())
    order = who[np.argsort(places[who, axis], kind="stable")]
    yield from _bundles(places, order[: len(order) // 2])
    yield from _bundles(places, order[len(order) // 2 :])


def _sizes(opinion: Opinion) -> NDArray[np.int64]:
    return np.bincount(opinion.labels[opinion.labels >= 0], minlength=opinion.k)


def _seen(share: GroupShare) -> int:
    return share["agree"] + share["disagree"] + share["pass"]


def _blank(share: GroupShare) -> GroupShare:
    none: Any = {"group": share["group"], "agree": 0, "disagree": 0, "pass": 0, "share": None, "interval": None}
    blank: GroupShare = none
    return blank
