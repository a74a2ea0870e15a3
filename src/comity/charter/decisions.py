"""How a body decides: the seven ways, each with who decides and what is enough."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from comity.charter._values import Count, Days, Needed, OrganId, RoleId, Rule, Who

Designation = Literal["full-consensus", "consensus", "strong-support", "divergence"]
"""The levels of GNSO Working Group Guidelines, 3.6; the IETF's rough consensus is `consensus` or above."""
DESIGNATIONS: tuple[Designation, ...] = ("full-consensus", "consensus", "strong-support", "divergence")


class Consensus(Rule):
    """A chair designates a level of consensus, in rounds: publish, discuss, evaluate again, confirm."""

    by: Literal["consensus"]
    """This way."""
    organ: OrganId
    """Among whom consensus is sought."""
    called_by: RoleId
    """The role that designates."""
    levels: Annotated[tuple[Designation, ...], Field(min_length=1)]
    """The designations that carry the matter."""
    rounds: Count = 1
    """The fewest evaluations that are published before one may be confirmed."""
    discussion: Days | None = None
    """The least time between an evaluation and the next, or its confirmation."""


class Passing(Rule):
    """One set of conditions under which a vote carries; all that are given must hold."""

    share: Needed | None = None
    """Votes for, of all that count."""
    each_house: Needed | None = None
    """Votes for in every house, of all that count in it."""
    one_house: Needed | None = None
    """Votes for in any one house; with `other_house`, in one of them."""
    other_house: Needed | None = None
    """Votes for in every house other than the one of `one_house`."""
    fewest_for: Count | None = None
    """The fewest votes for."""
    most_against: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """The most votes against."""
    fewest_groups: Count | None = None
    """The fewest stakeholder groups of which somebody votes for."""
    unless_against: Needed | None = None
    """The motion stands unless this share of all that count is against."""


class Vote(Rule):
    """A vote of those who sit in an organ: for, against, abstain."""

    by: Literal["vote"]
    """This way."""
    organ: OrganId
    """Who votes: whoever sits in it with a vote."""
    counted: Literal["in-office", "voting", "for-and-against"]
    """What shares are of: everyone entitled; everyone who voted, abstentions included; without abstentions."""
    passes_if: Annotated[tuple[Passing, ...], Field(min_length=1)]
    """Sets of conditions; one that holds is enough."""
    quorum: Needed | None = None
    """The share of everyone entitled who must vote."""
    open_for: Days | None = None
    """How long votes are taken unless everyone has voted; without it, until no vote could change the outcome."""


class Override(Rule):
    """The second ballot by which an organ goes on over a block."""

    share: Needed
    """Votes for, of everyone entitled who did not recuse."""
    most_against: Annotated[int, Field(ge=0, le=1_000_000)]
    """The most votes against."""


class Ballot(Rule):
    """A ballot of positions: yes, no-objection, discuss, abstain, recuse. A discuss blocks, and must say why."""

    by: Literal["ballot"]
    """This way."""
    organ: OrganId
    """Who takes positions."""
    fewest_yes: Count
    """The fewest positions `yes`."""
    share: Needed
    """Positions `yes` and `no-objection`, of everyone entitled who did not recuse."""
    most_discuss: Annotated[int, Field(ge=0, le=1_000_000)]
    """The most positions `discuss` that do not block."""
    override: Override | None = None
    """How a block is overridden; without it, it is not."""
    open_for: Days | None = None
    """How long a ballot without outcome stays open; without it, until another act ends it."""


class Ranked(Rule):
    """A ranked ballot between candidates or options."""

    by: Literal["ranked"]
    """This way."""
    voters: Who
    """Who ranks."""
    method: Literal["instant-runoff", "schulze"]
    """How the ranks are counted."""
    fewest_voters: Count
    """The fewest ballots with which it counts."""
    open_for: Days
    """How long ballots are taken."""


class Consent(Rule):
    """It is carried unless enough of an organ object in time."""

    by: Literal["consent"]
    """This way."""
    organ: OrganId
    """Who may object."""
    within: Days
    """For how long."""
    objections: Count = 1
    """How many objections stop it."""


class Signature(Rule):
    """A text that takes effect for those who sign it."""

    by: Literal["signature"]
    """This way."""
    signatories: Who
    """Who may sign."""
    fewest: Count
    """The fewest signatures with which it takes effect."""
    reservations: bool
    """Whether one may sign with reservations."""


class Officer(Rule):
    """A holder of a role decides alone."""

    by: Literal["officer"]
    """This way."""
    role: RoleId
    """The role."""


Decision: TypeAlias = Annotated[
    Consensus | Vote | Ballot | Ranked | Consent | Signature | Officer, Field(discriminator="by")
]
"""Any of the seven ways, told apart by `by`."""
