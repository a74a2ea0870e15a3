"""The capture margin: the fewest units whose absence would lower what a poll shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import UsageError
from comity.charter._cover import Answer, Bundles, Way, fewest
from comity.charter._poll import (
    DIVIDED,
    FEWEST_SHOWN,
    LEVELS,
    NONE_AGAINST,
    NOT_ENOUGH,
    OPPOSED,
    SMALL_MINORITY,
    STRONG,
    PollRule,
    Tally,
    floor_groups,
    level,
    totals,
)

Numbers = NDArray[np.int64]

_PHRASES = {
    NONE_AGAINST: "nobody against",
    SMALL_MINORITY: "a small minority against",
    STRONG: "strong support",
    DIVIDED: "divided opinion",
    OPPOSED: "opposition",
    NOT_ENOUGH: "too few votes to say anything",
}
_NAMES_IN_WORDS = 3


@dataclass(frozen=True)
class Units:
    """To which units of one kind the people of each cell are tied: cell c to `names[u]` for u in `of[c]` (() for none).

    A person may be tied to several; whichever of them is absent, so is the person.
    """

    names: tuple[str, ...]
    of: Sequence[tuple[int, ...]]


@dataclass(frozen=True)
class Margin:
    """The capture margin of one statement for one kind of unit.

    `fewest`: units whose absence (of all people tied to them, on this statement) would lower the level that the poll
    shows, to `lowered_to`; None where no absence would, and `words` says why. It is exact, and `at_least` equals it,
    unless the search reached its budget: then it is the best found (None: none found) and `at_least` what was proven.
    `not-enough-data` stands in `lowered_to` only where no other way is as cheap. `people`: voters who would be absent;
    None if fewer than five, or if fewer than five of them are of units without a name. `names`, in alphabetical order:
    units with five voters or more on this statement; `unnamed` counts the others. `covered`: share of the statement's
    voters tied to a unit of this kind. Which of several equally small sets is shown is promised by `evidence`.
    """

    kind: str
    fewest: int | None
    at_least: int | None
    lowered_to: str | None
    people: int | None
    names: list[str]
    unnamed: int
    covered: float
    words: str


class Kind:
    """The units of one kind over the cells of a consultation, made ready once for all its statements."""

    def __init__(self, kind: str, units: Units, group: NDArray[np.integer]) -> None:
        used = sorted({unit for of in units.of for unit in of}, key=lambda unit: (units.names[unit], unit))
        number = {unit: place for place, unit in enumerate(used)}
        sets = [tuple(sorted({number[unit] for unit in of})) for of in units.of]
        distinct = sorted({of for of in sets if of})
        place = {of: i for i, of in enumerate(distinct)}
        keys = sorted((place[of], int(group[cell]), cell) for cell, of in enumerate(sets) if of)
        rows = sorted({key[:2] for key in keys})
        self.kind, self.names = kind, [units.names[unit] for unit in used]
        self.bundles = Bundles(distinct) if distinct else None
        self._cells = np.array([cell for _, _, cell in keys], np.int64)
        starts = [i for i, key in enumerate(keys) if i == 0 or keys[i - 1][:2] != key[:2]]
        self._starts = np.array(starts, np.int64)
        self.group = np.array([g for _, g in rows], np.int64)
        self.bundle = np.array([bundle for bundle, _ in rows], np.int64)
        self._bundle_starts = np.searchsorted(self.bundle, np.arange(len(distinct)))

    def rows(self, counts: NDArray[np.integer]) -> Numbers:
        """Add up counts (cells, 3) to a row for each bundle and group; `group` and `bundle` say which."""
        added: Numbers = np.add.reduceat(counts[self._cells].astype(np.int64), self._starts, axis=0)
        return added

    def per_bundle(self, values: Numbers) -> Numbers:
        """Add the values of the rows of each bundle."""
        added: Numbers = np.add.reduceat(values, self._bundle_starts)
        return added


def capture_margin(
    kind: Kind, counts: NDArray[np.integer], tally: Tally, groups: Sequence[str], rule: PollRule, budget: int
) -> Margin:
    """Find the capture margin of one statement. `counts` (cells, 3) and `tally` are of all who voted on it."""
    now = level(tally, groups, rule)
    voters = sum(map(sum, tally))
    rows = kind.rows(counts) if kind.bundles else np.zeros((0, 3), np.int64)
    tied = int(rows.sum())
    covered = tied / voters if voters else 0.0
    if kind.bundles is None or now == NOT_ENOUGH or not tied:
        why = (
            _none_known(kind.kind)
            if now != NOT_ENOUGH
            else "Too few people voted for their absence to change anything."
        )
        return Margin(kind.kind, None, None, None, None, [], 0, covered, why)
    people = kind.per_bundle(rows.sum(axis=1))
    answer = fewest(kind.bundles, _ways(kind, rows, tally, groups, rule), people, budget)
    if answer.chosen is None:
        words = _none_found(kind.kind, now, answer.at_least)
        return Margin(kind.kind, None, answer.at_least, None, None, [], 0, covered, words)
    gone = kind.bundles.gone(answer.chosen)
    rest = np.array(tally, np.int64)
    np.subtract.at(rest, kind.group, np.where(gone[kind.bundle][:, None], rows, 0))
    then = level(rest.tolist(), groups, rule)
    if LEVELS.index(then) <= LEVELS.index(now):
        raise AssertionError(f"the absence of {answer.chosen} does not lower {now}")
    absent, of_unit = int(people[gone].sum()), kind.bundles.sums(people)
    return _found(kind, answer, now, then, absent, of_unit, covered)


def _ways(kind: Kind, rows: Numbers, tally: Tally, groups: Sequence[str], rule: PollRule) -> list[Way]:
    """List the ways to lower a level, each as what those who go must add up to.

    Of a share p/q, score = (q - p)·agree - p·disagree says whether agree is at least that share (score >= 0) or above
    it (score > 0), and it adds up over people: so those who go must take away more than the score, or all of it.
    """
    agree, disagree = totals(tally)
    now = level(tally, groups, rule)
    said = kind.per_bundle(rows[:, 0] + rows[:, 2])
    spare = agree + disagree - rule.least_people
    enough_left = (said, spare)
    ways = []
    threshold = {SMALL_MINORITY: rule.small_minority, STRONG: rule.strong, DIVIDED: 1 - rule.strong}.get(now)
    if threshold is not None:
        need = _score(threshold, agree, disagree) + (now != DIVIDED)
        ways.append(Way(kind.per_bundle(_scores(threshold, rows)), need, (enough_left,)))
    if now in (SMALL_MINORITY, STRONG) and rule.group_floor is not None:
        for place, quorum in floor_groups(tally, groups, rule):
            own = np.where((kind.group == place)[:, None], rows, 0)
            need = _score(rule.group_floor, tally[place][2], tally[place][0]) + 1
            still_speaks = (kind.per_bundle(own.sum(axis=1)), sum(tally[place]) - quorum)
            ways.append(Way(kind.per_bundle(_scores(rule.group_floor, own)), need, (still_speaks, enough_left)))
    ways.append(Way(said, spare + 1, last_resort=True))
    return ways


def _score(share: Fraction, agree: int, disagree: int) -> int:
    return (share.denominator - share.numerator) * agree - share.numerator * disagree


def _scores(share: Fraction, rows: Numbers) -> Numbers:
    scores: Numbers = (share.denominator - share.numerator) * rows[:, 2] - share.numerator * rows[:, 0]
    return scores


def _found(kind: Kind, answer: Answer, now: str, then: str, total: int, of_unit: Numbers, covered: float) -> Margin:
    chosen = answer.chosen or ()
    names = [kind.names[unit] for unit in chosen if of_unit[unit] >= FEWEST_SHOWN]
    named = sum(int(of_unit[unit]) for unit in chosen if of_unit[unit] >= FEWEST_SHOWN)
    unnamed = len(chosen) - len(names)
    shown = total if _may_be_told(total, named, unnamed) else None
    who = _who(kind.kind, names, unnamed, _crowd(total, shown))
    words = f"Without {who} the poll would show {_PHRASES[then]} instead of {_PHRASES[now]}"
    at_least = answer.at_least or 1
    if at_least < len(chosen):
        words += f"; whether fewer than {len(chosen)} would do is not settled, but at least {at_least} would be needed"
    return Margin(kind.kind, len(chosen), at_least, then, shown, names, unnamed, covered, f"{words}.")


def _may_be_told(total: int, named: int, unnamed: int) -> bool:
    """Whether the number of people may be shown: what is left beside the named units must not be fewer than five.

    The sizes of the named units can be known elsewhere, so the others' would follow by subtraction.
    """
    return total >= FEWEST_SHOWN and (not unnamed or total - named >= FEWEST_SHOWN)


def _crowd(total: int, shown: int | None) -> str:
    if total < FEWEST_SHOWN:
        return "fewer than five people"
    return "number of people not shown" if shown is None else f"{shown} people"


def _who(kind: str, names: list[str], unnamed: int, crowd: str) -> str:
    """Say whose absence it is: at most three by name, and how many people, where that may be told."""
    if not names:
        return f"{unnamed} {_noun(kind, unnamed)} ({crowd})"
    listed, others = names[:_NAMES_IN_WORDS], len(names[_NAMES_IN_WORDS:]) + unnamed
    if others:
        listed = [*listed, f"{others} other {_noun(kind, others)}"]
    return f"{', '.join(listed[:-1])} and {listed[-1]} ({crowd})" if len(listed) > 1 else f"{listed[0]} ({crowd})"


def _none_known(kind: str) -> str:
    return f"No voter on this statement is tied to any {kind} that is known, so it cannot be measured."


def _none_found(kind: str, now: str, at_least: int | None) -> str:
    if at_least is None:
        return f"The absence of any {_noun(kind, 2)}, however many, would leave {_PHRASES[now]}."
    few = f"{at_least} {_noun(kind, at_least)}"
    return f"Whether any absence would lower {_PHRASES[now]} is not settled, but at least {few} would be needed."


def _noun(kind: str, n: int) -> str:
    if n == 1:
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def check_units(kind: str, units: Units, n_cells: int) -> None:
    """Raise UsageError when the units of a kind do not fit the cells."""
    if len(units.of) != n_cells:
        raise UsageError(f"the {_noun(kind, 2)} of {n_cells} cells must be given, not of {len(units.of)}")
    if any(not 0 <= unit < len(units.names) for of in units.of for unit in of):
        raise UsageError(f"each {kind} of a cell must have a name: a number from 0 to {len(units.names) - 1}")
