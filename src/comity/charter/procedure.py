"""What happens to a matter: paths, stages, objections, requirements, review, appeals; and how the charter changes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from comity.charter._values import (
    Count,
    Days,
    Identifier,
    InstanceId,
    OrganId,
    PathId,
    Rule,
    Sentence,
    Share,
    Title,
    Who,
)
from comity.charter.decisions import Decision
from comity.charter.parts import Deadline, Layer


class Consultation(Rule):
    """The consultation that a stage holds before it decides."""

    opened_by: Who
    """Who opens, extends and closes it."""
    shortest: Days
    """The shortest time from opening to closing."""
    most_extension: Days | None = None
    """By how much in all it may be extended; without it, not at all."""
    ballots: Literal["open", "secret"]
    """Whether the values of votes are public."""
    vote_by: Who
    """Who votes on statements."""
    state_by: Who
    """Who makes statements that are voted on."""
    submit_by: Who
    """Who makes submissions."""


class Advice(Rule):
    """Advice to the organ of a stage that must be answered before it decides."""

    given_by: OrganId
    """Whose advice."""
    formed: Decision
    """How that organ decides what it advises."""
    answer: Deadline
    """How long there is to answer it with reasons."""
    rejected_by: Decision | None = None
    """What it takes to decide against it; without it, reasons are enough."""


class Stage(Rule):
    """One stage of a path: a matter is consulted on, called, and decided there."""

    id: Identifier
    """Its identifier, unique in its path."""
    name: Title
    """Its name."""
    consultation: Consultation | None = None
    """The consultation that is held here."""
    last_call: Days | None = None
    """The shortest time between the notice of the last call and the decision."""
    call_by: Who = ()
    """Who gives notice of the last call; needed with `last_call`."""
    decision: Decision
    """Who decides, and what is enough."""
    deadline: Deadline | None = None
    """How long the matter may be at this stage."""
    advice: tuple[Advice, ...] = ()
    """Advice that must be answered here."""
    if_refused: Literal["lapse", "return"]
    """What becomes of a matter that is not carried: it ends, or goes back to the stage before."""


class Path(Rule):
    """The stages that a kind of matter passes, in order. What passes the last is adopted."""

    id: Identifier
    """Its identifier."""
    name: Title
    """Its name."""
    proposed_by: Who
    """Who may propose a matter on it."""
    fewest_proposers: Count = 1
    """How many must propose together."""
    drafted_by: Who
    """Who publishes drafts and their next versions."""
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    """Its stages."""


class ScopeChallenge(Rule):
    """How the scope or the layers that a matter declares are challenged."""

    who: Who
    """Who may challenge them."""
    ruled_by: Decision
    """Who answers."""
    suspends: bool
    """Whether the matter stands still until then."""
    answer: Deadline
    """How long there is to answer. `advance` grants the challenge, `lapse` drops it."""


class Objections(Rule):
    """Objections, their dispositions, and disputes over these."""

    who: Who
    """Who may object."""
    answered_by: Who
    """Who accepts, addresses, or marks as duplicate or out of scope."""
    answer: Deadline
    """How long there is to answer one. `advance` lets it block no longer, `lapse` ends the matter."""
    disputed_by: Who = ()
    """Who, besides the objector, may dispute a disposition."""
    dispute_ruled_by: Decision | None = None
    """Who rules on a dispute; without it, none can be raised."""


class SecondNotice(Rule):
    """The notice after which a call may go on although a group or a region stayed away."""

    given_by: Who
    """Who gives it."""
    wait: Days
    """How long the call then waits."""


class PollShares(Rule):
    """How a poll is read. The names and the defaults are those of `comity.charter.call.PollRule`."""

    small_minority: Share
    """Support from which only a small minority is against."""
    strong: Share
    """Support from which it is strong; above 1/2."""
    least_people: Count
    """With fewer who agree or disagree, a poll shows nothing."""
    group_floor: Share | None = None
    """The least support in each group with a floor."""


class Requirement(Rule):
    """What a decision needs before it is adopted, by path and by layer."""

    paths: tuple[PathId, ...] = ()
    """The paths that it holds on; none named: on every one."""
    layers: tuple[Layer, ...] = ()
    """The layers that it holds for; none named: for every one."""
    implementation_reports: Count | None = None
    """The fewest reports of implementations (RFC 7942)."""
    independent: Count | None = None
    """How many of them, at the least, are of implementations independent of each other."""
    harm_assessment: bool = False
    """Whether a harm assessment is needed: affected groups, mitigation."""
    affected_answer: bool = False
    """Whether each affected group's answer must be in it."""
    figure: bool = False
    """Whether the decision names the figure that it means to move, and a day to look again."""
    latest_review: Days | None = None
    """The latest such day after adoption; needs `figure`."""


class Reports(Rule):
    """Who files implementation reports and harm assessments."""

    implementation_by: Who
    """Who reports an implementation."""
    harm_by: Who
    """Who files a harm assessment; the affected groups answer in it."""


class Review(Rule):
    """Looking again at what was adopted, on the day that the decision names."""

    by: Who
    """Who reviews."""
    overdue: Deadline
    """What happens when the day has passed by so much without a review. `advance` reopens the matter."""
    missed: Literal["reopen", "record"]
    """What follows when the figure did not move."""
    path: PathId | None = None
    """The path on which a reopened matter starts again; needed for `reopen`."""


class Sunset(Rule):
    """When a decision ends unless it is renewed."""

    after: Days
    """So long after adoption, unless the decision names an earlier day."""
    notice: Days
    """How long before that the clock says so."""
    path: PathId
    """The path on which it is renewed."""


class Reopening(Rule):
    """Reopening an adopted matter without a review."""

    who: Who
    """Who may."""
    path: PathId
    """The path on which it starts again."""


class Commitments(Rule):
    """Dated commitments of those who signed a declaration."""

    judged_by: Who
    """Who says whether a commitment is met, besides the one who made it: nobody, if empty."""
    grace: Days | None = None
    """How long after its day a commitment can still be met, late; without it, it is then missed."""


Ground = Literal[
    "process", "scope", "technical-error", "information-ignored", "false-information", "charter-violation",
    "rules-inadequate", "disclosure",
]  # fmt: skip
Appealed = Literal[
    "designation", "decision", "disposition", "moderation", "appointment", "recall", "admission", "suspension",
    "ruling", "inaction", "amendment", "transfer", "recognition",
]  # fmt: skip


class Instance(Rule):
    """One rung of a ladder of appeals."""

    id: Identifier
    """Its identifier."""
    name: Title
    """Its name."""
    heard_by: Decision
    """Who rules, and what is enough."""
    against: tuple[Appealed, ...] = ()
    """The acts that may be brought here directly; none: only appeals from a lower instance."""
    who: Who
    """Who may appeal."""
    grounds: Annotated[tuple[Ground, ...], Field(min_length=1)]
    """On what grounds."""
    within: Days
    """How long after the act, or the ruling below, an appeal may be filed."""
    ruling: Deadline
    """How long there is to rule. `escalate` passes it to `next`."""
    effect: Literal["recommend", "annul", "remand", "bind"]
    """What an upheld appeal does: a recommendation; the act falls; it is decided again; an order that binds."""
    next: InstanceId | None = None
    """Where a ruling of this instance may be appealed."""


class Appeals(Rule):
    """Appeals: the instances, and the carrying out of remedies."""

    instances: Annotated[tuple[Instance, ...], Field(min_length=1)]
    """The instances."""
    remedy_by: Who
    """Who carries out a remedy that was ordered."""
    remedy: Deadline
    """How long there is to carry it out."""
    stays: bool
    """Whether an open appeal keeps the act appealed from having effect."""


class Moderation(Rule):
    """Taking down statements, submissions and comments, and silencing for a time."""

    by: Who
    """Who moderates."""
    grounds: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The grounds on which, one of which is given."""
    longest_silence: Days | None = None
    """The longest time for which somebody may be kept from speaking; without it, nobody is."""


class Amendment(Rule):
    """How the charter changes."""

    path: PathId
    """The path of an amendment."""
    scope_path: PathId | None = None
    """The path of an amendment of scope or layers; without it, the same, and in one decision with others."""


class Condition(Rule):
    """A condition of a transfer of stewardship; the act says how it is met."""

    id: Identifier
    """Its identifier."""
    text: Sentence
    """The condition."""


class Transfer(Rule):
    """How stewardship passes to another."""

    path: PathId
    """The path of the decision."""
    conditions: tuple[Condition, ...]
    """Each must be declared met."""


class Recognition(Rule):
    """How this body recognises another, so that the other's findings count here."""

    path: PathId
    """The path of the decision."""
