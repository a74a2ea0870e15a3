"""Who is in a body and what it is about: scope, groups and floors, membership, disclosure, organs, roles; deadlines."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from comity.charter._values import (
    Count,
    Days,
    GroupId,
    Identifier,
    OrganId,
    RegionId,
    RoleId,
    Rule,
    Share,
    Title,
    Who,
)
from comity.charter.decisions import Decision

Layer = Literal["infrastructure", "logical", "social"]
LAYERS: tuple[Layer, ...] = ("infrastructure", "logical", "social")
Effect = Literal["lapse", "advance", "return", "escalate", "remind"]


class Deadline(Rule):
    """A time limit, and what the clock does when it passes."""

    within: Days
    """How long there is."""
    then: Effect
    """What the clock does then. `lapse`: the matter (request, appeal) ends without effect. `advance`: it goes on as if
    carried or granted. `return`: it goes back to the stage before. `escalate`: `to` decides instead, within the same
    time, or it lapses. `remind`: nothing ends; the lateness is on the record."""
    to: Decision | None = None
    """Who decides instead; for `escalate` only."""


class Source(Rule):
    """A published document that the charter takes rules from."""

    id: Identifier
    """Its name in this charter."""
    title: Title
    """Its title, with its date or version."""
    url: Annotated[str, Field(pattern=r"^https://\S+$", max_length=500)] | None = None
    """Where it can be read."""


class Scope(Rule):
    """What matters may be about, by tags of a list that the body publishes."""

    includes: tuple[Identifier, ...]
    """Tags in scope. A matter has one of these at least."""
    excludes: tuple[Identifier, ...] = ()
    """Tags out of scope, whatever else a matter is tagged with."""


class Group(Rule):
    """A stakeholder group."""

    id: Identifier
    """Its identifier, such as `civil-society`."""
    name: Title
    """Its name."""


class Region(Rule):
    """A region of the world, for regional floors."""

    id: Identifier
    """Its identifier."""
    name: Title
    """Its name."""
    countries: Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...], Field(min_length=1)]
    """Its countries, by ISO 3166-1 alpha-2 code."""


class Floor(Rule):
    """How much of a group, or of a region, must take part for a call to be quorate. One of the two is named."""

    group: GroupId | None = None
    """The stakeholder group."""
    region: RegionId | None = None
    """The region."""
    fewest_people: Count
    """The fewest people of it who must have voted; a pass is a vote."""
    least_share: Share | None = None
    """The least share of all who voted."""


class Membership(Rule):
    """Who belongs to the body, and how one joins and is suspended."""

    kind: Literal["none", "open", "admission"]
    """`none`: nobody is a member, anyone takes part. `open`: who asks is one. `admission`: by decision."""
    verification: Annotated[
        tuple[Literal["open", "e-mail", "domain", "invitation", "openid"], ...], Field(min_length=1)
    ]
    """The ways in which one may show who one is."""
    admitted_by: Decision | None = None
    """Who admits; for `admission` only."""
    invited_by: Who = ()
    """Who may invite people in the name of the body; where nobody is named, whoever holds an office in it."""
    suspended_by: Decision | None = None
    """Who suspends a member; without it nobody is suspended."""
    longest_suspension: Days | None = None
    """The longest suspension; needed with `suspended_by`."""


class InterestChallenge(Rule):
    """How a statement of interest is challenged."""

    who: Who
    """Who may challenge one."""
    ruled_by: Decision
    """Who rules on it."""
    answer: Deadline
    """How long there is to rule. `advance` grants the challenge, `lapse` drops it."""


Serving = Literal["join", "propose", "state", "submit", "vote", "object", "hold-office", "decide", "appeal"]


class Disclosure(Rule):
    """What people say of their ties, and what they may not do without it."""

    fields: Annotated[tuple[Literal["group", "country", "affiliations", "funders", "owners"], ...], Field(min_length=1)]
    """What a complete statement of interest holds; a list may be declared empty."""
    needed_to: tuple[Serving, ...]
    """What nobody does without one. `decide` is taking part in a decision of an organ."""
    update_within: Days | None = None
    """How soon after a change a new statement is due."""
    challenge: InterestChallenge | None = None
    """How one is challenged; without it, none is."""


class Organ(Rule):
    """An organ: who sits in it follows from the roles that name it, and from `open_to`."""

    id: Identifier
    """Its identifier."""
    name: Title
    """Its name."""
    kind: Literal["assembly", "council", "board", "panel", "committee"]
    """What it is."""
    open_to: Who = ()
    """Who sits in it without an office, as in an assembly."""
    houses: tuple[Identifier, ...] = ()
    """Its houses, if it votes by houses."""


class Choosing(Rule):
    """How the holder of a role is chosen."""

    how: Literal["appointed", "elected"]
    """By an appointment, or by an election among candidates."""
    decision: Decision
    """Who chooses, and what is enough."""
    candidates: Who = ("anyone",)
    """Who may be chosen."""
    confirmed_by: Decision | None = None
    """Who must confirm before the term begins."""


class Recall(Rule):
    """How the holder of a role is recalled."""

    petition_by: Who
    """Who may ask for it."""
    signatures: Count = 1
    """How many must ask together."""
    decision: Decision
    """Who decides, and what is enough."""


class Role(Rule):
    """A role that officers hold."""

    id: Identifier
    """Its identifier."""
    name: Title
    """Its name."""
    kind: Literal["chair", "liaison", "panellist", "auditor", "secretariat", "delegate", "director", "editor"]
    """What sort of office it is."""
    organ: OrganId | None = None
    """The organ that its holders sit in."""
    house: Identifier | None = None
    """The house of that organ."""
    votes: bool = True
    """Whether its holders count in decisions of the organ."""
    group: GroupId | None = None
    """The stakeholder group that its holders stand for, and belong to where there are statements of interest."""
    most: Count
    """The most people who hold it at one time."""
    term: Days | None = None
    """How long a term is; without it, until recalled."""
    most_terms: Count | None = None
    """The most terms in succession; needs `term`."""
    chosen: Choosing
    """How its holders are chosen."""
    recall: Recall | None = None
    """How a holder is recalled; without it, none is."""
    not_with: tuple[RoleId, ...] = ()
    """Roles that nobody holds at the same time."""
