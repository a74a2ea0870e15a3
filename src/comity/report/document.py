"""The findings on one consultation as one document: what `--json` prints, and all that a picture is drawn from.

Every shape here is published as a JSON Schema (`opinion.schema.json` beside this file). Shares are from 0 to 1,
intervals are [low, high] at the level that `method.interval` names. Identifiers of people and statements are strings;
a group is named by its whole number, 0 for the largest, and shown as a letter (0 is A).
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from comity.charter.call import GroupPoll

SCHEMA = "comity.opinion/1"

Interval = tuple[float, float]


Counts = TypedDict("Counts", {"agree": int, "disagree": int, "pass": int})
"""Votes by what they say. (`pass` is a word of Python: hence the other form.)"""


class Share(Counts):
    """Votes, and the share of agreement among them, passes included; null figures when nobody voted."""

    share: float | None
    interval: Interval | None


class GroupShare(Share):
    """The votes of one opinion group on one statement."""

    group: int


class Characteristic(TypedDict):
    """A statement that tells a group from the rest: its members lean in `direction` more than the others do."""

    statement: str
    direction: Literal["agree", "disagree"]
    count: int
    votes: int
    share: float
    share_elsewhere: float
    votes_elsewhere: int
    interval: Interval


class Minority(TypedDict):
    """A stable minority inside a group, which the map does not show. Named by what it holds against its group."""

    size: int
    stability: float
    statements: list[Characteristic]


class Group(TypedDict):
    """An opinion group. `characteristic` is ordered, the most telling statement first; it may be empty."""

    id: int
    label: str
    size: int
    share: float
    centre: tuple[float, float]
    characteristic: list[Characteristic]
    minority: Minority | None


class Candidate(TypedDict):
    """What spoke for and against one number of groups."""

    groups: int
    silhouette: float | None
    note: str


class Stability(TypedDict):
    """How the groups fare when the people are drawn again. Null figures: not enough data, as `words` says."""

    resamples: int
    adjusted_rand: float | None
    interval: Interval | None
    same_number: float | None
    words: str


class Grouping(TypedDict):
    """How many groups there are, and how sure that is. `agreement_with_source`: adjusted Rand index, if any."""

    number: int
    chosen: Literal["measured", "requested"]
    words: str
    candidates: list[Candidate]
    stability: Stability
    grouped: int
    not_grouped: int
    agreement_with_source: float | None


class Poll(TypedDict):
    """What the votes on one statement show. It is evidence, never a designation.

    `level`: none-against, small-minority-against, strong-support, divided, opposed, or not-enough-data. `by_group`:
    the same for each stakeholder group, null counts where fewer than five people voted. `invented_supporters`: how
    many made-up agree votes would raise the level, null where none could. `quorate`: null without a people table.
    """

    level: str
    support: float | None
    interval: Interval | None
    quorate: bool | None
    absent_groups: list[str]
    invented_supporters: int | None
    raised_to: str | None
    by_group: list[GroupPoll]


class Margin(TypedDict):
    """The capture margin of one statement for one kind of unit.

    `fewest`: units whose absence would lower the level; null when no absence would, or none was found (`words` says).
    When the solver reached its bound, `fewest` is the best found and `at_least` what was proven; otherwise they are
    equal. `names` holds only units of five people or more, `unnamed` counts the others. `people` who would be absent:
    null if fewer than five, or if fewer than five of them belong to units without a name.
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


class Statement(Counts):
    """A statement with its figures. `place` is where it stands on the map, scaled to the people's positions.

    `group_aware_consensus` is the published product over groups of (A+1)/(S+2); `..._mean` its geometric mean, by
    which statements are ranked. `divisiveness`: half the largest difference between two groups' mean votes. `bridging`:
    the intercept of the second model. `consensus`: how all voters lean, where they do.
    """

    id: str
    text: str
    share: float | None
    interval: Interval | None
    place: tuple[float, float]
    extremity: float
    groups: list[GroupShare]
    group_aware_consensus: float
    group_aware_consensus_mean: float
    group_aware_disagreement_mean: float
    divisiveness: float | None
    bridging: float | None
    priority: float
    consensus: Literal["agree", "disagree"] | None
    poll: Poll
    capture_margin: list[Margin]


class Map(TypedDict):
    """The opinion map. `x`, `y`, `group` (null for not grouped), `votes`: one entry a person drawn, in order of place.

    Above a size the people are not drawn one by one: then `cells` holds [x, y, group, people] and x, y are empty.
    """

    explained: tuple[float, float]
    x: list[float]
    y: list[float]
    group: list[int | None]
    votes: list[int]
    cells: list[tuple[float, float, int | None, int]]


class Document(TypedDict):
    """The whole. `assignments`: person to group, or null; left out of what the pages are drawn from."""

    schema: str
    program: str
    title: str
    source: str
    simulated: bool
    opened: str | None
    closed: str | None
    people: int
    votes: int
    notes: list[str]
    method: dict[str, Any]
    map: Map
    grouping: Grouping
    groups: list[Group]
    consensus: dict[Literal["agree", "disagree"], list[str]]
    common_ground: list[str]
    divisive: list[str]
    bridging: list[str]
    margins: dict[str, Any]
    statements: list[Statement]
    rejected: list[dict[str, str]]
    assignments: NotRequired[dict[str, int | None]]
