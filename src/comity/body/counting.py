"""Counting positions: the ways of deciding that are counted, as pure functions of positions and who is entitled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comity.body.state import Position
from comity.charter import decisions
from comity.charter._values import Threshold


@dataclass(frozen=True)
class Voter:
    """Somebody who may decide: the house that they sit in and the group that they stand for, "" for none."""

    house: str = ""
    group: str = ""


@dataclass(frozen=True)
class Count:
    """Whether it is carried as it stands, how many took each position, and how many count in all."""

    carried: bool
    values: dict[str, int]
    total: int


def count(
    rule: decisions.Decision, positions: Mapping[str, Position], voters: Mapping[str, Voter], houses: Iterable[str] = ()
) -> Count:
    """Count a proceeding as it stands. `voters`: those who may decide now, absent ones too; others do not count.

    `houses`: those of the organ. One in which nobody sits carries nothing, and is not passed over.
    """
    cast = {actor: one.value for actor, one in positions.items() if actor in voters}
    values = dict(Counter(cast.values()))
    if isinstance(rule, decisions.Vote):
        return _vote(rule, cast, values, voters, tuple(houses))
    if isinstance(rule, decisions.Ballot):
        return _ballot(rule, values, len(voters))
    total = len(cast)
    if isinstance(rule, decisions.Ranked):
        return Count(total >= rule.fewest_voters, values, total)
    if isinstance(rule, decisions.Consent):
        return Count(values.get("object", 0) < rule.objections, values, len(voters))
    if isinstance(rule, decisions.Signature):
        return Count(total >= rule.fewest, values, total)
    return Count(values.get("for", 0) > values.get("against", 0), values, total)


def is_settled(
    rule: decisions.Decision, positions: Mapping[str, Position], voters: Mapping[str, Voter], houses: Iterable[str] = ()
) -> bool:
    """Whether nobody who has not yet taken a position could change what the count gives.

    A ballot is never settled against: a discuss can be cleared. A ranked one and consent end by time.
    """
    if isinstance(rule, decisions.Vote):
        outcomes = {count(rule, positions, voters, houses).carried}
        for value in ("for", "against"):
            outcomes.add(count(rule, _filled(positions, voters, value), voters, houses).carried)
        return len(outcomes) == 1
    if isinstance(rule, decisions.Ballot):
        return all(count(rule, one, voters).carried for one in (positions, _filled(positions, voters, "discuss")))
    now = count(rule, positions, voters)
    if isinstance(rule, decisions.Consent):
        return not now.carried
    if isinstance(rule, decisions.Signature):
        return now.carried
    return isinstance(rule, decisions.Officer) and now.total > 0


def elected(
    rule: decisions.Ranked,
    positions: Mapping[str, Position],
    voters: Iterable[str],
    candidates: Sequence[str],
    seats: int,
) -> list[str]:
    """The winners of a ranked ballot, one seat after another; a tie goes to who became a candidate first."""
    entitled = set(voters)
    ballots = [one.ranks for actor, one in positions.items() if actor in entitled]
    left = list(candidates)
    winners: list[str] = []
    while left and len(winners) < seats:
        winner = _schulze(ballots, left) if rule.method == "schulze" else _instant_runoff(ballots, left)
        winners.append(winner)
        left.remove(winner)
    return winners


def _filled(positions: Mapping[str, Position], voters: Mapping[str, Voter], value: str) -> dict[str, Position]:
    return {**{actor: Position(value) for actor in voters}, **positions}


def _vote(
    rule: decisions.Vote, cast: Mapping[str, str], values: dict[str, int], voters: Mapping[str, Voter],
    houses: Sequence[str],
) -> Count:  # fmt: skip
    total = _total(rule, cast, voters)
    quorate = rule.quorum is None or rule.quorum.met(len(cast), len(voters))
    carried = quorate and any(_passes(rule, one, cast, voters, total, houses) for one in rule.passes_if)
    return Count(carried, values, total)


def _total(rule: decisions.Vote, cast: Mapping[str, str], voters: Mapping[str, Voter]) -> int:
    if rule.counted == "in-office":
        return len(voters)
    return sum(value != "abstain" for value in cast.values()) if rule.counted == "for-and-against" else len(cast)


def _passes(
    rule: decisions.Vote, one: decisions.Passing, cast: Mapping[str, str], voters: Mapping[str, Voter], total: int,
    houses: Sequence[str],
) -> bool:  # fmt: skip
    for_ = [actor for actor, value in cast.items() if value == "for"]
    against = sum(value == "against" for value in cast.values())
    met = [
        one.share is None or one.share.met(len(for_), total),
        one.each_house is None or all(_houses(rule, one.each_house, cast, voters, houses).values()),
        one.one_house is None or _one_house(rule, one, cast, voters, houses),
        one.fewest_for is None or len(for_) >= one.fewest_for,
        one.most_against is None or against <= one.most_against,
        one.fewest_groups is None or len({voters[actor].group for actor in for_} - {""}) >= one.fewest_groups,
        one.unless_against is None or not one.unless_against.met(against, total),
    ]
    return all(met)


def _one_house(
    rule: decisions.Vote, one: decisions.Passing, cast: Mapping[str, str], voters: Mapping[str, Voter],
    houses: Sequence[str],
) -> bool:  # fmt: skip
    """One house by its share, and every other by `other_house`, if that is given."""
    assert one.one_house is not None  # noqa: S101 - asked for only then
    strong = _houses(rule, one.one_house, cast, voters, houses)
    if one.other_house is None:
        return any(strong.values())
    other = _houses(rule, one.other_house, cast, voters, houses)
    return any(strong[house] and all(other[rest] for rest in other if rest != house) for house in strong)


def _houses(
    rule: decisions.Vote, needed: Threshold, cast: Mapping[str, str], voters: Mapping[str, Voter], houses: Sequence[str]
) -> dict[str, bool]:
    """Whether the votes for reach what is needed in each house; who has no house votes in none."""
    found: dict[str, bool] = {}
    for house in sorted({*houses, *(one.house for one in voters.values())} - {""}):
        inside = {actor: one for actor, one in voters.items() if one.house == house}
        votes = {actor: value for actor, value in cast.items() if actor in inside}
        found[house] = needed.met(sum(value == "for" for value in votes.values()), _total(rule, votes, inside))
    return found or {"": False}


def _ballot(rule: decisions.Ballot, values: dict[str, int], entitled: int) -> Count:
    yes, fine = values.get("yes", 0), values.get("no-objection", 0)
    total = entitled - values.get("recuse", 0)
    carried = yes >= rule.fewest_yes and rule.share.met(yes + fine, total)
    return Count(carried and values.get("discuss", 0) <= rule.most_discuss, values, total)


def _instant_runoff(ballots: Sequence[Sequence[str]], candidates: Sequence[str]) -> str:
    """The candidate with the fewest first places leaves, until one has more than half of the ballots that are left."""
    left = list(candidates)
    while True:
        firsts = Counter(next((name for name in ranks if name in left), "") for ranks in ballots)
        firsts.pop("", None)
        best = max(left, key=lambda name: (firsts[name], -candidates.index(name)))
        if len(left) == 1 or firsts[best] * 2 > firsts.total():
            return best
        left.remove(min(left, key=lambda name: (firsts[name], -candidates.index(name))))


def _schulze(ballots: Sequence[Sequence[str]], candidates: Sequence[str]) -> str:
    """The candidate whose strongest path to every other is no weaker than the one back (Schulze 2011, 2.3.1)."""
    places = [{name: place for place, name in enumerate(ranks)} for ranks in ballots]
    last = len(candidates)
    wins = {
        (a, b): sum(one.get(a, last) < one.get(b, last) for one in places)
        for a in candidates
        for b in candidates
        if a != b
    }
    path = {(a, b): strength if strength > wins[b, a] else 0 for (a, b), strength in wins.items()}
    for middle in candidates:
        for a in candidates:
            for b in candidates:
                if len({a, b, middle}) == 3:
                    path[a, b] = max(path[a, b], min(path[a, middle], path[middle, b]))
    return next(a for a in candidates if all(path[a, b] >= path[b, a] for b in candidates if a != b))
