"""The twenty-one questions, as data: what is asked, what Comity enforces about it, what it measures about it."""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.errors import UsageError


@dataclass(frozen=True)
class Question:
    """One question. `mechanism`: what the software enforces. `evidence`: what it measures."""

    id: str
    text: str
    mechanism: str
    evidence: str


QUESTIONS: tuple[Question, ...] = (
    Question(
        "one-or-many",
        "Is one world body for AI a repeat of ICANN, or is a distributed model safer?",
        (
            "Many bodies, each with its own record and key; no root server. One body recognises another's "
            "findings by an act."
        ),
        "What stops working when any one body is removed; overlap of the bodies' coverage",
    ),
    Question(
        "two-layers",
        "Can one body govern both the technical layer (weights) and the social layer (use)?",
        (
            "A charter names its layers; an act outside them is refused until the charter is amended, and a "
            "declared layer can be challenged"
        ),
        "Layer profile of a body's docket over time; challenges and their outcome",
    ),
    Question(
        "running-code",
        (
            "Rough consensus and running code put function before fairness. Can technical-first work where "
            "running code can harm?"
        ),
        (
            "A technical decision needs reports of independent implementations (RFC 7942); one that reaches "
            "the social layer also needs a harm assessment that names the affected groups, the mitigation, "
            "and their answers"
        ),
        "Share of decisions with each; what became of the objections",
    ),
    Question(
        "mission-creep",
        "How does a technical body keep from becoming a proxy for content and politics?",
        ("Scope is declared and can be challenged, which suspends the matter; amending scope is its own decision"),
        "Drift of the docket's text and topics away from the charter, with the date it began",
    ),
    Question(
        "deadlock",
        "Are AI summits WSIS again, and how is a twenty-year deadlock avoided?",
        "Deadlines, a fallback when they pass, sunset clauses",
        "Time-to-decision survival curves; open matters past due",
    ),
    Question(
        "capture",
        'Is "multistakeholder" a mask for corporate or state capture?',
        (
            "Affiliations and funders are disclosed, can be challenged, and are traced to owners; every "
            "consensus call prints its capture margin"
        ),
        ("Fewest affiliations (funders, owners, countries) whose absence would lower the support; concentration"),
    ),
    Question(
        "bilateral",
        "Is it all becoming big tech with big states?",
        (
            "Group floors in the charter; a call without a group goes on only after a second notice, the "
            "absence on the record, so none can be skipped and none can veto by staying away"
        ),
        (
            "Share of decisions that industry and states alone would have settled the same way, against the "
            "others' wishes"
        ),
    ),
    Question(
        "legitimacy",
        ("The Internet's community was academic and technical; AI's is corporate. What does that do to legitimacy?"),
        "Officers are appointed, elected and recalled by acts; composition is shown on every decision",
        "Composition profiles side by side; who joins, who stays",
    ),
    Question(
        "digital-divide",
        "How is the compute divide kept from becoming a new digital colonialism?",
        "Pages for a slow line; statements read in one's language beside the original; regional floors",
        "Geographic concentration of people, votes, compute and decisions, against population",
    ),
    Question(
        "decorative",
        'Was civil society a decorative layer, and is "alignment" corporate compliance?',
        (
            "An objection not addressed on its merits blocks, even from one person, and its disposition can "
            "be disputed; evaluations may be adopted as obligations and run by accredited auditors, not by "
            "the provider"
        ),
        "Presence, voice, uptake, and the win rate when groups disagree; evidence by who produced it",
    ),
    Question(
        "outcomes",
        "Rough consensus did not fix DNS abuse. Why would it fix AI bias or existential risk?",
        ("A decision names the figure that it means to move and a date to look again; a miss reopens the matter"),
        "Did the figure move: before, after, against no change",
    ),
    Question(
        "black-box",
        "The logical layer is a proprietary black box. Can it be governed without breaking it open?",
        (
            "Sealed evidence: a digest in the record, the content seen by accredited auditors who attest to "
            "it; evaluations of the running service by auditors, bound to provider, model id and version"
        ),
        "Share of obligations met by open, sealed, and no evidence",
    ),
    Question(
        "ietf-for-weights",
        "Does AI need an IETF for weights?",
        (
            "Models are named by what they are (a manifest digest of the weights) or by a signed deployment "
            "statement, the strength always shown; interoperability claims are evidence like any other"
        ),
        "Formats and interfaces shared across providers",
    ),
    Question(
        "splinternet",
        "Do closed, safety-first models splinter the AI stack?",
        "Instruments of several bodies are comparable obligation by obligation",
        "Pairwise overlap and conflict of instruments; open and closed shares",
    ),
    Question(
        "no-root",
        "The Internet has a root that must be unique. AI has none. Harder or easier?",
        (
            "Names come from content and keys; any record can be witnessed by any other; no single point can "
            "stop a verification"
        ),
        "Faults survived: any one party down, or lying",
    ),
    Question(
        "compute",
        "How is hardware governed without the tensions of the sovereign Internet?",
        (
            "Compute is a layer with its own subjects (declared capacity, location, operator) and its own "
            "obligations; jurisdiction stays with a body, recognition replaces transfer"
        ),
        "Compute by country against population, and the instruments over it",
    ),
    Question(
        "binding",
        "What concrete, binding mechanisms hold model developers responsible?",
        (
            "Providers accede by signature (reservations and withdrawal are acts too); obligations are "
            "checks; findings have deadlines, remedies and appeals; standing is lost; and a gate in the "
            "deployer's pipeline, the buyer's tender or the host's upload refuses what has none"
        ),
        "Teeth: of the adverse findings and rulings, how many were carried out, and how fast",
    ),
    Question(
        "transition",
        ("The IANA transition felt to many like a move from state to corporate capture. How is that seen in time?"),
        (
            "Officers and stewards change only by recorded acts, and a stewardship transfer is an act with "
            "conditions; capture is computed at every call"
        ),
        "Before-and-after on every capture figure",
    ),
    Question(
        "open-source",
        "Is open-source AI the new cyber-libertarianism, to be crushed by regulation?",
        "An obligation says whom it binds; exemptions are written, not assumed",
        "Burden of an instrument on open and closed, small and large providers",
    ),
    Question(
        "transparency",
        (
            "ICANN's transparency was meetings; AI's is interpretability. Is a social problem being treated "
            "as a technical one?"
        ),
        "Process transparency (the record) and model transparency (evidence) are kept apart",
        "Both, as two figures that do not offset each other",
    ),
    Question(
        "scalpel",
        "Is a hammer being used where sector-specific regulation is needed?",
        "Obligations are scoped by layer, sector and jurisdiction",
        "Reach: subjects touched, gaps, and overlaps, sector by sector",
    ),
)
"""In the order in which they are asked."""


def question(name: str) -> Question:
    """The question of this identifier; UsageError if there is none."""
    for one in QUESTIONS:
        if one.id == name:
            return one
    raise UsageError(f"no question has the identifier {name}")
