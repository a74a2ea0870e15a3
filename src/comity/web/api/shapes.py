"""The forms of what the API gives. They are promised: a version may add a field, and takes none away."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Row = dict[str, Any]
"""A row of a table, with the `seq` of the act that it comes from."""
Said = Annotated[dict[str, list[Row]], Field(description="The rows that are about it, by table, as you may read them.")]


class Shape(BaseModel):
    """The base of all; a field is described by the docstring under it."""

    model_config = ConfigDict(use_attribute_docstrings=True, from_attributes=True)


class BodyCard(Shape):
    """A body on this server."""

    origin: str
    """The name of its record."""
    name: str
    purpose: str
    simulated: bool
    """Whether it is an example, its people and its time made up."""
    acts: int
    """How many acts its record has."""
    at: str
    """The time of the last one."""
    url: str
    """Its page."""


class Seat(Shape):
    """Who one is in a body."""

    origin: str
    actor: str
    """One's identifier in its record."""
    audience: str
    """What one may read there: `public`, `members` or `officers`."""


class Me(Shape):
    """Who asks."""

    may_act: bool
    """Whether the token, or the session, may act."""
    bodies: list[Seat]
    """Where one has acted."""


class Draft(Shape):
    """A version of the text of a matter; its clauses are in the table `clauses`."""

    version: int
    seq: int
    digest: str


class Round(Shape):
    """One evaluation that the chair published."""

    designation: str
    at: str
    seq: int
    against_evidence: bool


class Matter(Shape):
    """What is being decided, from proposal to decision. Times are empty where there is none."""

    id: str
    title: str
    path: str
    """The path of the charter that it is on."""
    status: str
    """`gathering`, `open`, `adopted`, `refused`, `lapsed`, `withdrawn` or `ended`."""
    stage: int
    """The place of the stage in the path."""
    entered: str
    """When that stage began."""
    proposer: str
    tags: list[str]
    layers: list[str]
    suspended_by: list[str]
    """The open challenges that hold it."""
    consultations: list[str]
    objections: list[str]
    drafts: list[Draft]
    rounds: list[Round]
    confirmed: str
    minority_views: int
    decision: str
    """The proceeding of the stage."""
    last_call: str
    second_notice: str
    adopted: str
    review_due: str
    sunset: str
    effect: str
    reopens: str
    reopened_as: str


class OneMatter(Matter):
    """A matter with what was said of it."""

    said: Said


class Consultation(Shape):
    """A consultation on a matter."""

    id: str
    matter: str
    ballots: str
    """`open` or `secret`."""
    opened: str
    closes: str
    is_open: bool
    voters: int
    """How many people voted; 0 where they are fewer than five."""
    statements: int
    """How many statements stand."""
    submissions: int
    evidence: int | None
    """The act that bound the evidence to it."""


class OneConsultation(Consultation):
    """A consultation with what was said of it; statements have an address of their own."""

    said: Said


class Statement(Shape):
    """A statement that is voted on, or was."""

    id: str
    seq: int
    actor: str
    at: str
    status: str
    """`open`, `moderated`, `withdrawn` or `duplicate`."""
    language: str
    text: str
    """Empty once it was erased."""
    erased: bool


class Statements(Shape):
    """Some statements, in the order of the record."""

    statements: list[Statement]
    next: int | None
    """What to give as `after` for those that follow; null after the last."""


class Next(Shape):
    """The statement that is drawn for somebody, and how it was drawn (docs/explanation/drawing.md)."""

    statement: str
    """Its identifier; empty once they voted on all."""
    text: str
    language: str
    chances: dict[str, float]
    """Of each statement that could have been drawn, its chance."""
    votes: int
    """How often they voted in the body: it goes into the seed of the draw."""
    voted: list[str]
    """The statements that they voted on."""


class Alike(Shape):
    """A statement that is there, and how like it is, from 0 to 1."""

    id: str
    text: str
    language: str
    likeness: float


class Following(Shape):
    """What somebody follows in a body: a matter, a consultation, a person…; "" is the body itself."""

    subjects: list[str]


class Follow(Shape):
    """Follow something, or no longer."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, Field(max_length=300)]
    follows: bool


class Hit(Shape):
    """Something that was found, and the text around what was looked for."""

    what: str
    body: str
    place: str
    url: str
    before: str
    match: str
    after: str


class Again(Shape):
    """What to write beside the invitation when it goes out once more."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, Field(max_length=2000)] = ""


class Invite(Again):
    """People who are not here yet, and what to write to them."""

    emails: Annotated[list[Annotated[str, Field(max_length=254)]], Field(min_length=1, max_length=100)]


class Invitation(Shape):
    """A letter that nobody accepted yet. `by`: who invited; `expires`: until when it can be accepted."""

    id: int
    email: str
    by: str
    made: datetime
    expires: datetime


class Invited(Shape):
    """How many letters are on their way; who has an invitation that stands gets none."""

    sent: int


class Objection(Shape):
    """An objection to a clause or a statement."""

    id: str
    matter: str
    target: str
    """Such as `clause 2 3.1` (of version 2) or `statement s14`."""
    actor: str
    status: str
    """`open`, `accepted`, `addressed`, `duplicate`, `out-of-scope` or `withdrawn`."""
    blocks: bool
    """Whether a decision must wait for it."""
    answered_by: str
    duplicate_of: str
    dispute: str
    """The open proceeding on its disposition."""
    late: bool


class OneObjection(Objection):
    """An objection with its reasons, its answers and what was said of those."""

    said: Said


class Appeal(Shape):
    """An appeal against an act."""

    id: str
    appellant: str
    against_seq: int
    against: str
    ground: str
    instance: str
    proceeding: str
    filed: str
    status: str
    """`open`, `upheld`, `dismissed` or `lapsed`."""
    ruled: str
    remedy: str
    """Empty, `ordered`, `carried-out` or `late`."""
    remedy_due: str


class OneAppeal(Appeal):
    """An appeal with its reasons, the ruling and the remedy."""

    said: Said


class Proceeding(Shape):
    """Something put before those who decide it."""

    id: str
    purpose: str
    subject: str
    opened: str
    by: str
    candidates: list[str]
    outcome: str
    """Empty while it is open, then `carried` or `refused`."""
    closed: str
    winners: list[str]


class OneProceeding(Proceeding):
    """A proceeding with the positions taken in it."""

    said: Said


class Act(Shape):
    """An act of the record."""

    seq: int
    at: str
    kind: str
    """Empty of an act that this program does not know how to read."""
    kind_version: int
    actor: str
    public: dict[str, Any]
    commitments: dict[str, str]
    blobs: list[str]
    signed: bool
    """Whether its actor signed it with a key of their own."""


class Acts(Shape):
    """Some acts, in the order of the record."""

    acts: list[Act]
    next: int | None
    """What to give as `after` for those that follow; null after the last."""


class OneAct(Act):
    """An act with what proves it."""

    digest: str
    """SHA-256 of the entry."""
    entry: str
    """The entry of the record, to the byte: what the receipt is a proof of."""
    private: dict[str, Any]
    """The private parts that you may read and that are not erased."""
    receipt: str | None
    """The receipt (tlog-proof), once a checkpoint covers the act."""


class Checkpoint(Shape):
    """The last signed checkpoint."""

    size: int
    """How many acts it covers."""
    root: str
    """The root of the tree, in base64."""
    note: str
    """The signed note."""


class Table(Shape):
    """A table, as you may read it."""

    name: str
    rows: int
    urls: dict[str, str]
    """Its address in each form: `csv`, `parquet`, `json`."""


class Part(Shape):
    """A private part of acts of a kind."""

    audience: str
    """Who may read it; `sealed` is counted, and read by nobody."""
    required: bool
    content: dict[str, Any]
    """Its JSON Schema."""


class Kind(Shape):
    """A kind of act: what to send, so that a client can make a form of it."""

    name: str
    version: int
    description: str
    public: dict[str, Any]
    """The JSON Schema of the public part."""
    private: dict[str, Part]


class Signature(Shape):
    """A signature of an act by a key of its actor's own, all in hexadecimal (docs/reference/record.md)."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The public key, Ed25519."""
    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    """16 random bytes."""
    value: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
    """The signature."""


class Ask(Shape):
    """An act that somebody wants to do. Who does it, the token or the session says, and nothing here."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[str, Field(max_length=100, examples=["statement.make"])]
    """The kind of act."""
    public: Annotated[dict[str, Any], Field(default_factory=dict)]
    """The public part, as the schema of the kind says."""
    private: Annotated[dict[str, Any], Field(max_length=20, default_factory=dict)]
    """The private parts, by name."""
    blobs: Annotated[list[str], Field(max_length=50, default_factory=list)]
    """Contents that the public part names by their digest, each in base64."""
    confidential: Annotated[list[str], Field(max_length=50, default_factory=list)]
    """Contents that a private part only names, each in base64."""
    signature: Signature | None = None
    """By a key of your own, of an act without private parts. Sent twice, it is done once: the second is refused."""


class Answer(Shape):
    """What the rules say beforehand of an act. It holds for this moment."""

    may: bool
    message: str = ""
    """Of a refusal: its identifier."""
    sentence: str = ""
    facts: Annotated[dict[str, Any], Field(default_factory=dict)]
    clause: str = ""


class Done(Shape):
    """An act that is in the record, and on the disk."""

    seq: int
    at: str
    kind: str
    actor: str
    digest: str
    """SHA-256 of its entry."""
    url: str
    """Its page."""
    api: str
    """Its address here."""
    receipt: str
    """Where its receipt is, once a checkpoint covers it."""
