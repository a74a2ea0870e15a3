"""What the votes on one statement show, in whole numbers and fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import UsageError

NONE_AGAINST = "none-against"
SMALL_MINORITY = "small-minority-against"
STRONG = "strong-support"
DIVIDED = "divided"
OPPOSED = "opposed"
NOT_ENOUGH = "not-enough-data"
LEVELS = (NONE_AGAINST, SMALL_MINORITY, STRONG, DIVIDED, OPPOSED, NOT_ENOUGH)
"""What a poll may show, the highest level first."""

DISAGREE, PASS, AGREE = 0, 1, 2
"""The columns of a tally."""

FEWEST_SHOWN = 5
"""Nothing that is shown is about fewer people than this."""

_FEWEST_OF_A_GROUP = 5
_Z = 1.959963984540054
_LARGEST_DENOMINATOR = 10**6

Tally = Sequence[Sequence[int]]
"""Votes by stakeholder group: a row [disagree, pass, agree] for each group, and a last row for people of none."""


@dataclass(frozen=True)
class PollRule:
    """How a poll is read. These are settings: a charter may change every one of them.

    No source gives numbers. RFC 2418, section 3.3, says that 51% is not rough consensus and 99% is better than rough;
    RFC 7282 holds that consensus is not a count at all; the working group guidelines of ICANN's GNSO, section 3.6,
    describe their levels in words only ("a small minority disagrees", "significant opposition"). So the shares here
    are a convention. And a poll is evidence, never a designation, which also needs the objections and their answers.

    Support is agree / (agree + disagree): a pass is taking part, but is not support. With `strong` = 2/3 and
    `small_minority` = 9/10, the levels, highest first, are

    - `none-against`: nobody disagrees
    - `small-minority-against`: support of 9/10 or more
    - `strong-support`: support of 2/3 or more
    - `divided`: support above 1/3 and below 2/3, or a floor that fails
    - `opposed`: support of 1/3 or less, so that opposition is as strong as support must be for `strong-support`
    - `not-enough-data`: fewer than `least_people` agree or disagree, whatever they say

    `group_floor`: the least support in each required group that took part enough, without which support overall of
    `strong` or more is still `divided`. None: no floor. `quorum`: the fewest people of each required group who must
    have voted (a pass is a vote). None: five of every group that is known; {}: no group is required. Shares are
    Fractions with a denominator of at most a million. Raises UsageError on settings that contradict each other.
    """

    small_minority: Fraction = Fraction(9, 10)
    strong: Fraction = Fraction(2, 3)
    least_people: int = 5
    group_floor: Fraction | None = None
    quorum: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        floor = Fraction(1) if self.group_floor is None else self.group_floor
        for name, share in (("small_minority", self.small_minority), ("strong", self.strong), ("group_floor", floor)):
            if not isinstance(share, Fraction) or share.denominator > _LARGEST_DENOMINATOR:
                raise UsageError(f"{name} must be a fraction with a denominator of at most a million, not {share!r}")
        if not Fraction(1, 2) < self.strong <= self.small_minority <= 1:
            raise UsageError("shares must rise: 1/2, then strong (above 1/2), then small_minority, then 1")
        if not 0 < floor <= 1:
            raise UsageError(f"group_floor must be above 0 and at most 1, not {floor}")
        if self.least_people < 1:
            raise UsageError(f"least_people must be 1 or more, not {self.least_people}")
        for group, fewest in (self.quorum or {}).items():
            if fewest < 1:
                raise UsageError(f"the quorum of {group} must be 1 or more, not {fewest}")

    def required(self, groups: Iterable[str]) -> dict[str, int]:
        """The groups that must take part, and how many people of each, where `groups` are known."""
        return dict.fromkeys(groups, _FEWEST_OF_A_GROUP) if self.quorum is None else dict(self.quorum)


CONVENTION = PollRule()
"""The rule of a body whose charter says nothing."""

GroupPoll = TypedDict(
    "GroupPoll",
    {
        "group": str,
        "agree": int | None,
        "disagree": int | None,
        "pass": int | None,
        "level": str | None,
        "support": float | None,
        "interval": tuple[float, float] | None,
    },
)
"""What one stakeholder group shows. All figures are null where they would tell of fewer than five people."""


@dataclass(frozen=True)
class Poll:
    """What the votes on one statement show: evidence, never a designation.

    `support` has its 95% Wilson interval; both are None when nobody agreed or disagreed. `quorate` is None where no
    group is known or none is required. `absent_groups`: required groups with too few voters, by name; an absence makes
    the poll not quorate and never lowers its level. `invented_supporters`: the smallest number of made-up agree votes,
    each in any group or in none, that would raise the level, and `raised_to` the highest level that so many reach;
    None where no number could. `by_group` follows the order of the groups.
    """

    level: str
    support: float | None
    interval: tuple[float, float] | None
    quorate: bool | None
    absent_groups: list[str]
    invented_supporters: int | None
    raised_to: str | None
    by_group: list[GroupPoll]


def poll(tally: NDArray[np.integer] | Tally, groups: Sequence[str] = (), rule: PollRule = CONVENTION) -> Poll:
    """Read the votes on one statement.

    `tally`: whole numbers of shape (groups + 1, 3), in each row disagree, pass, agree; the last row is of people whose
    group is not known, so that -1 stands for them. Raises UsageError on another shape.
    """
    rows = np.asarray(tally)
    if rows.shape != (len(groups) + 1, 3) or rows.dtype.kind not in "iu":
        raise UsageError(f"a tally must hold whole numbers in {len(groups) + 1} rows of 3, not {rows.shape}")
    counts: list[list[int]] = rows.tolist()
    agree, disagree = totals(counts)
    invented, raised = _invented(counts, groups, rule)
    required = rule.required(groups) if groups else {}
    voters = {group: sum(row) for group, row in zip(groups, counts, strict=False)}
    absent = sorted(group for group, fewest in required.items() if voters.get(group, 0) < fewest)
    return Poll(
        level=level(counts, groups, rule),
        support=_share(agree, disagree),
        interval=wilson(agree, agree + disagree),
        quorate=not absent if required else None,
        absent_groups=absent,
        invented_supporters=invented,
        raised_to=raised,
        by_group=_by_group(counts, groups, rule),
    )


def totals(tally: Tally) -> tuple[int, int]:
    """Count agree and disagree over all groups."""
    return sum(row[AGREE] for row in tally), sum(row[DISAGREE] for row in tally)


def level(tally: Tally, groups: Sequence[str], rule: PollRule) -> str:
    """Name the level that a tally shows."""
    agree, disagree = totals(tally)
    return _level(agree, disagree, all(lack == 0 for lack in floor_deficits(tally, groups, rule)), rule)


def _level(agree: int, disagree: int, floors_hold: bool, rule: PollRule) -> str:
    voters = agree + disagree
    if voters < rule.least_people:
        return NOT_ENOUGH
    if not disagree:
        return NONE_AGAINST
    if floors_hold and agree >= rule.small_minority * voters:
        return SMALL_MINORITY
    if floors_hold and agree >= rule.strong * voters:
        return STRONG
    return DIVIDED if agree > (1 - rule.strong) * voters else OPPOSED


def floor_groups(tally: Tally, groups: Sequence[str], rule: PollRule) -> list[tuple[int, int]]:
    """Find the groups to which the floor applies: place in `groups`, quorum. A group below its quorum says nothing."""
    if rule.group_floor is None:
        return []
    required = rule.required(groups)
    places = [(place, required[group]) for place, group in enumerate(groups) if group in required]
    return [(place, fewest) for place, fewest in places if sum(tally[place]) >= fewest]


def floor_deficits(tally: Tally, groups: Sequence[str], rule: PollRule) -> list[int | None]:
    """Count the agree votes that each group with a floor lacks; None where no number would do."""
    share = rule.group_floor or Fraction(1)
    return [
        _lacking(tally[place][AGREE], tally[place][DISAGREE], share) for place, _ in floor_groups(tally, groups, rule)
    ]


def _lacking(agree: int, disagree: int, share: Fraction) -> int | None:
    """Count the agree votes to be added until agree >= share · (agree + disagree)."""
    lack = share * (agree + disagree) - agree
    if lack <= 0:
        return 0
    return None if share == 1 else -(-lack // (1 - share))


def _invented(tally: Tally, groups: Sequence[str], rule: PollRule) -> tuple[int | None, str | None]:
    """Find the fewest made-up agree votes that raise the level, and the level.

    With x of them the floors can hold just when x is no less than what the groups lack together; all else depends on
    the totals alone. So the level with x votes, placed at best, never falls with x and can change only at the few
    numbers tried here.
    """
    agree, disagree = totals(tally)
    now = level(tally, groups, rule)
    deficits = floor_deficits(tally, groups, rule)
    lacking = None if None in deficits else sum(lack or 0 for lack in deficits)
    tries = [lacking, rule.least_people - agree - disagree]
    tries += [_lacking(agree, disagree, share) for share in (rule.small_minority, rule.strong)]
    over = (1 - rule.strong) * (agree + disagree) - agree
    tries.append(over // rule.strong + 1)
    for votes in sorted({x for x in tries if x is not None and x > 0}):
        then = _level(agree + votes, disagree, lacking is not None and votes >= lacking, rule)
        if LEVELS.index(then) < LEVELS.index(now):
            return votes, then
    return None, None


def _by_group(tally: Tally, groups: Sequence[str], rule: PollRule) -> list[GroupPoll]:
    shown = _may_be_shown([sum(row) for row in tally])
    polls: list[GroupPoll] = []
    for place, group in enumerate(groups):
        disagree, passes, agree = tally[place]
        hidden: GroupPoll = {
            "group": group,
            "agree": None,
            "disagree": None,
            "pass": None,
            "level": None,
            "support": None,
            "interval": None,
        }
        figures: GroupPoll = {
            "group": group,
            "agree": agree,
            "disagree": disagree,
            "pass": passes,
            "level": _level(agree, disagree, True, rule),
            "support": _share(agree, disagree),
            "interval": wilson(agree, agree + disagree),
        }
        polls.append(figures if place in shown else hidden)
    return polls


def _may_be_shown(voters: Sequence[int]) -> set[int]:
    """Choose the groups whose counts may be shown: those of five voters or more.

    What is not shown follows from the totals by subtraction. So where fewer than five people are left (groups that are
    too small, and people of no known group), the smallest of the others is not shown either.
    """
    *of_groups, _ = voters
    shown = sorted((n, place) for place, n in enumerate(of_groups) if n >= FEWEST_SHOWN)
    rest = sum(voters) - sum(n for n, _ in shown)
    return {place for _, place in shown[1 if 0 < rest < FEWEST_SHOWN else 0 :]}


def _share(agree: int, disagree: int) -> float | None:
    return agree / (agree + disagree) if agree + disagree else None


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Compute the 95% interval of a share (Wilson 1927, without correction for continuity); None when n is 0.

    It is shown and decides nothing, so it alone is in floating point.
    """
    if not n:
        return None
    share, z2 = successes / n, _Z * _Z
    centre = share + z2 / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)
    return (0.0 if successes == 0 else max(0.0, low)), (1.0 if successes == n else min(1.0, high))
