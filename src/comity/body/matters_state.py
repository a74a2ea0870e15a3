"""The parts of a state that are about matters: consultations, drafts, objections, decisions, appeals, commitments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True)
class Draft:
    """One version of a draft: the act that published it, its clauses by number, the digest of its text.

    clauses: number to the digest of that clause's text, so that what a version changed can be checked.
    """

    version: int
    seq: int
    clauses: dict[str, str]
    digest: str


@dataclass(slots=True)
class Round:
    """One evaluation that the chair published: when, by which act; whether it goes against the evidence."""

    designation: str
    at: str
    seq: int
    against_evidence: bool = False


@dataclass(slots=True)
class Report:
    """One report of an implementation (RFC 7942): who reports it, who maintains it, what it is independent of."""

    seq: int
    actor: str
    implementation: str
    maintainer: str
    independent_of: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Harm:
    """A harm assessment: the groups that it names as affected, and which of them answered (seq of the answer).

    affected: each group, and who may answer for it besides its members ("": nobody else).
    """

    seq: int
    actor: str
    affected: dict[str, str]
    answers: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Statement:
    """A short text that is voted on, or a submission; `status` is `open`, `moderated`, `withdrawn` or `duplicate`.

    before: the status that a moderated one had, and has again if it is restored.
    """

    actor: str
    seq: int
    status: str = "open"
    before: str = ""


@dataclass(slots=True)
class Comment(Statement):
    """A comment on a matter, as a statement without votes. about: "" or `clause 3.1`, `s14`, `o15`, `u16`."""

    about: str = ""


@dataclass(slots=True)
class Translation:
    """A translation of `target` (`title`, `summary`, `clause 2 3.1`, `s14`, `t15`, `u16`) of a matter."""

    actor: str
    seq: int
    matter: str
    target: str
    language: str
    status: Literal["contributed", "reviewed", "rejected"] = "contributed"


@dataclass(slots=True)
class Matter:
    """What is being decided, from proposal to decision.

    status: `gathering` proposers; `open` at a stage; `adopted`; `refused`; `lapsed`; `withdrawn` by its proposer;
    `ended` (by sunset, or annulled).
    stage: place of the stage in its path. entered: when that stage began. suspended_by: open challenges that hold it.
    challenges: what was challenged ("scope missing content"), to the proceeding on it.
    decision: proceeding of the stage, "" before it is put. last_call: when the last call ends, "" before notice of it.
    second_notice: when its wait ends. rounds: evaluations at this stage. confirmed: the designation that carried.
    advice: proceeding of each advice to the stage, and the act that answered it (-1: not yet). late: how many deadlines
    passed with `remind`.
    effect: what adoption does besides (`amendment`, `scope-amendment`, `transfer`, `recognition`), payload: its digest
    or name, as the proposal says. figure: what it means to move. stays: open appeals that keep it from having effect.
    visits: [seq, stage] of each entry into a stage. held_since: when suspensions and stays began to hold it, and
    stage_due: what was the deadline of its stage then. signed_in: the proceeding of its signature.
    """

    id: str
    path: str
    title: str
    seq: int
    proposer: str
    tags: list[str]
    layers: list[str]
    status: Literal["gathering", "open", "adopted", "refused", "lapsed", "withdrawn", "ended"] = "gathering"
    proposers: list[str] = field(default_factory=list)
    stage: int = 0
    entered: str = ""
    suspended_by: list[str] = field(default_factory=list)
    challenges: dict[str, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    consultations: list[str] = field(default_factory=list)
    comments: dict[str, Comment] = field(default_factory=dict)
    participants: dict[str, bool] = field(default_factory=dict)
    objections: list[str] = field(default_factory=list)
    last_call: str = ""
    second_notice: str = ""
    rounds: list[Round] = field(default_factory=list)
    confirmed: str = ""
    minority_views: int = 0
    decision: str = ""
    advice: dict[str, int] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    harm: Harm | None = None
    figure: str = ""
    review_due: str = ""
    reviewed: str = ""
    sunset: str = ""
    effect: str = ""
    payload: str = ""
    effect_done: bool = False
    adopted: str = ""
    adopted_seq: int = -1
    reopened_as: str = ""
    reopens: str = ""
    late: int = 0
    stays: list[str] = field(default_factory=list)
    visits: list[list[int]] = field(default_factory=list)
    held_since: str = ""
    stage_due: str = ""
    signed_in: str = ""


@dataclass(slots=True)
class Composition:
    """How many took part, in all and by stakeholder group and region; 0, or not named: too few to be told."""

    people: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    regions: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Evidence:
    """The evidence of a closed consultation as rules read it; the whole is a blob.

    put: the statement that is put. level: what the poll on it shows, and by_group the same of each stakeholder group
    that may be shown (words of the poll). absent: floors that were not met, `group:x` or `region:x`. fewest: of each
    kind of unit, the capture margin (-1: no set lowers it, or none is known).
    """

    seq: int
    digest: str
    consultation_seq: int
    level: str
    quorate: bool
    people: int
    absent: list[str] = field(default_factory=list)
    fewest: dict[str, int] = field(default_factory=dict)
    put: str = ""
    by_group: dict[str, str] = field(default_factory=dict)
    composition: Composition = field(default_factory=Composition)


@dataclass(slots=True)
class Consultation:
    """A consultation on a matter at a stage; closed by the act `closed_seq` (-1 while open).

    first_closes: when it was to close before it was extended.
    """

    id: str
    matter: str
    stage: int
    opened: str
    closes: str
    ballots: Literal["open", "secret"]
    first_closes: str = ""
    closed_seq: int = -1
    statements: dict[str, Statement] = field(default_factory=dict)
    submissions: dict[str, Statement] = field(default_factory=dict)
    voters: dict[str, bool] = field(default_factory=dict)
    evidence: Evidence | None = None


@dataclass(slots=True)
class Objection:
    """An objection to a clause or a statement, and its disposition.

    target: `clause 2 3.1` (of version 2 of the draft) or `statement s14`. status: `open`, `accepted`, `addressed`,
    `duplicate` (of `duplicate_of`), `out-of-scope`, `withdrawn`. dispute: the open proceeding on the disposition.
    disputed_seq: the disposition that was disputed last. late: it was not answered in time, and the charter says that
    it then blocks no longer. overdue: the day by which it was to be answered, once that has passed and it still blocks.
    """

    id: str
    matter: str
    target: str
    actor: str
    seq: int
    status: str = "open"
    answered_by: str = ""
    answered_seq: int = -1
    dispute: str = ""
    disputed_seq: int = -1
    duplicate_of: str = ""
    late: bool = False
    overdue: str = ""

    @property
    def blocks(self) -> bool:
        """Whether a decision must wait for it."""
        return (self.status == "open" and not self.late) or bool(self.dispute)


@dataclass(slots=True)
class Appeal:
    """An appeal against an act, before one instance; a ruling may be appealed to the next.

    status: `open`, `upheld`, `dismissed`, `lapsed`; remedy: `` none ordered, `ordered`, `carried-out`, `late`.
    subject: the matter it is about, "" for none. stage: where that was at the act. below: the appeal whose ruling it
    takes further, and next: the one that takes this further. objection: whose disposition it is against. parties: the
    appellant, and whose own act it is against. reasons_seq: the act that published the reasons of the
    ruling. stays: whether it still keeps the act from having effect. overdue: the day by which it was to be ruled on,
    once the clock has passed it and it is still to be ruled on; "" else.
    """

    id: str
    appellant: str
    against_seq: int
    against: str
    subject: str
    ground: str
    instance: str
    proceeding: str
    filed: str
    status: Literal["open", "upheld", "dismissed", "lapsed"] = "open"
    ruled: str = ""
    effect: str = ""
    remedy: Literal["", "ordered", "carried-out", "late"] = ""
    remedy_due: str = ""
    late: bool = False
    next: str = ""
    below: str = ""
    objection: str = ""
    parties: list[str] = field(default_factory=list)
    stage: int = 0
    ruled_seq: int = -1
    reasons_seq: int = -1
    stays: bool = False
    overdue: str = ""


@dataclass(slots=True)
class Commitment:
    """A dated commitment of a signatory: `open`, `met`, `late` (met after its day), `missed`.

    judge: who judged it, other than the one who made it; from then on the maker's own report changes nothing.
    """

    id: str
    matter: str
    actor: str
    due: str
    seq: int
    status: Literal["open", "met", "late", "missed"] = "open"
    judge: str = ""
