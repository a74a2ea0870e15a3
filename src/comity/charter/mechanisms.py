"""The mechanisms of the twenty-one questions that a charter sets to `refuse`, `warn` or `off`, each with its rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """What happens to an act that breaks a mechanism's rule."""

    REFUSE = "refuse"
    """It is refused."""
    WARN = "warn"
    """It is done, and the record says which rule it broke."""
    OFF = "off"
    """It is done."""


class Mechanism(StrEnum):
    """The mechanisms: the identifier of the question, and a suffix for each of its rules."""

    RECOGNITION = "one-or-many-recognition"
    LAYER = "two-layers-scope"
    LAYER_CHALLENGE = "two-layers-challenge"
    IMPLEMENTATIONS = "running-code-implementations"
    HARM = "running-code-harm"
    SCOPE = "mission-creep-scope"
    SCOPE_CHALLENGE = "mission-creep-challenge"
    SCOPE_AMENDMENT = "mission-creep-amendment"
    DEADLINES = "deadlock-deadlines"
    SUNSET = "deadlock-sunset"
    DISCLOSURE = "capture-disclosure"
    INTEREST_CHALLENGE = "capture-challenge"
    MARGIN = "capture-margin"
    FLOORS = "bilateral-floors"
    SECOND_NOTICE = "bilateral-notice"
    OFFICERS = "legitimacy-officers"
    COMPOSITION = "legitimacy-composition"
    REGIONS = "digital-divide-regions"
    OBJECTIONS = "decorative-objections"
    DISPUTES = "decorative-disputes"
    FIGURE = "outcomes-figure"
    REVIEW = "outcomes-review"
    KEYS = "no-root-keys"
    TRANSFER = "transition-transfer"
    TRANSFER_EVIDENCE = "transition-evidence"
    REASONS = "transparency-reasons"

    @property
    def question(self) -> str:
        """The identifier of the question that it answers."""
        return self.value.rpartition("-")[0]


@dataclass(frozen=True)
class Rule:
    """What a mechanism demands, and the part of a charter that it works with.

    `needs`: the keys of the charter, any one of which must be there and not empty when the mechanism is `refuse`.
    """

    sentence: str
    needs: tuple[str, ...] = ()


RULES: dict[Mechanism, Rule] = {
    Mechanism.RECOGNITION: Rule(
        "A finding of another body counts here only once this body has recognised that body by an act of its own.",
        ("recognition",),
    ),
    Mechanism.LAYER: Rule(
        "A matter names its layers, and one outside the layers of the charter is refused until the charter is amended.",
        ("layers",),
    ),
    Mechanism.LAYER_CHALLENGE: Rule(
        "The layers that a matter declares can be challenged, and it stands still until that is answered.",
        ("scope_challenge",),
    ),
    Mechanism.IMPLEMENTATIONS: Rule(
        "A technical decision is adopted only with reports of as many independent implementations as the charter asks.",
        ("requirements",),
    ),
    Mechanism.HARM: Rule(
        "A decision that reaches the social layer is adopted only with a harm assessment that names the affected"
        " groups, the mitigation, and their answers.",
        ("requirements",),
    ),
    Mechanism.SCOPE: Rule(
        "A matter with a tag, a sector or a jurisdiction outside the scope of the charter is refused.", ("scope",)
    ),
    Mechanism.SCOPE_CHALLENGE: Rule(
        "The scope that a matter declares can be challenged, and it stands still until that is answered.",
        ("scope_challenge",),
    ),
    Mechanism.SCOPE_AMENDMENT: Rule(
        "Scope and layers change only by a decision of their own, on the path that the charter keeps for it.",
        ("amendment.scope_path",),
    ),
    Mechanism.DEADLINES: Rule(
        "Once a deadline has passed, only what the charter says of its passing may happen.",
        ("paths[].stages[].deadline",),
    ),
    Mechanism.SUNSET: Rule("A decision carries the day on which it ends unless it is renewed.", ("sunset",)),
    Mechanism.DISCLOSURE: Rule(
        "Nobody does what the charter keeps for those with a statement of interest without one that is complete.",
        ("disclosure",),
    ),
    Mechanism.INTEREST_CHALLENGE: Rule(
        "A statement of interest can be challenged, and while that is open it serves for none of what needs one.",
        ("disclosure.challenge",),
    ),
    Mechanism.MARGIN: Rule(
        "A designation carries the evidence of its consultation, with the capture margins.", ("disclosure",)
    ),
    Mechanism.FLOORS: Rule(
        "A call in which a group of the charter takes part too little is not made before a second notice.", ("floors",)
    ),
    Mechanism.SECOND_NOTICE: Rule(
        "A call may be made after a second notice whoever stays away, and names the groups that did.",
        ("second_notice",),
    ),
    Mechanism.OFFICERS: Rule(
        "Only who was appointed or elected by an act, and is in their term, acts as an officer.", ("roles",)
    ),
    Mechanism.COMPOSITION: Rule(
        "A decision carries the composition of those who took part, by stakeholder group and region.", ("groups",)
    ),
    Mechanism.REGIONS: Rule(
        "A call in which a region of the charter takes part too little is not made before a second notice.",
        ("floors[].region",),
    ),
    Mechanism.OBJECTIONS: Rule(
        "An objection that is not answered on its merits blocks, even from one person.", ("objections",)
    ),
    Mechanism.DISPUTES: Rule(
        "A disposition that is disputed blocks until somebody other than its author has ruled.",
        ("objections.dispute_ruled_by",),
    ),
    Mechanism.FIGURE: Rule(
        "A decision names the figure that it means to move, and the day on which that is looked at again.",
        ("requirements",),
    ),
    Mechanism.REVIEW: Rule(
        "A review that finds that the figure did not move reopens the matter; one that is overdue is on the record.",
        ("review",),
    ),
    Mechanism.KEYS: Rule(
        "A recognition names the other body's record by its key, so that no third party is needed to check it.",
        ("recognition",),
    ),
    Mechanism.TRANSFER: Rule(
        "Stewardship passes only by the path of the charter, with each of its conditions declared met.", ("transfer",)
    ),
    Mechanism.TRANSFER_EVIDENCE: Rule(
        "A transfer of stewardship carries the figures of capture before it.", ("transfer",)
    ),
    Mechanism.REASONS: Rule(
        "Moderation, a disposition, a ruling, and a designation against the evidence give reasons that are published.",
        ("moderation",),
    ),
}
"""Every mechanism, its rule in one sentence, and what it works with."""
