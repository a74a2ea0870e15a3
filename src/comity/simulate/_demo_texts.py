"""What the simulated assembly votes on: statements on the twenty-one questions, and how three camps lean on each.

A row: the question's identifier, the chance that a member of each camp who does not pass agrees (binding rules first,
building first, states first), and the text, in one of five languages.
"""

CAMPS = ("binding rules first", "building first", "states first")

STATEMENTS: tuple[tuple[str, tuple[float, float, float], str], ...] = (
    ("one-or-many", (0.86, 0.80, 0.12), "Several bodies that check one another are safer than one world body for AI."),
    ("one-or-many", (0.30, 0.12, 0.93), "AI needs one world body under the United Nations, with one vote a state."),
    ("two-layers", (0.72, 0.80, 0.55), "The body that sets formats for model weights should not also decide on use."),
    ("two-layers", (0.78, 0.30, 0.62), "لا يجوز الفصل بين القواعد التقنية وآثارها الاجتماعية."),
    ("running-code", (0.55, 0.90, 0.50), "No technical rule without two independent implementations."),
    ("running-code", (0.94, 0.45, 0.70), "Where running code can harm people, those people must be heard first."),
    ("mission-creep", (0.88, 0.90, 0.80), "A body must be refused anything outside its charter until it is amended."),
    ("mission-creep", (0.50, 0.82, 0.25), "Un organisme technique ne doit jamais se prononcer sur les contenus."),
    ("deadlock", (0.90, 0.85, 0.78), "Every open matter needs a deadline, and a rule for what happens when it passes."),
    ("deadlock", (0.14, 0.12, 0.78), "It is better to wait twenty years than to decide without full consensus."),
    ("capture", (0.95, 0.84, 0.86), "Everyone who votes must say who employs them and who funds them."),
    ("capture", (0.92, 0.70, 0.75), "Every decision must show how few organisations could have turned it."),
    ("capture", (0.80, 0.22, 0.58), "No organisation should hold more than two seats in any organ."),
    ("bilateral", (0.90, 0.40, 0.55), "A decision that only large firms and large states want must not pass."),
    ("bilateral", (0.12, 0.25, 0.86), "大国之间的协议比多利益攸关方的讨论更有效。"),
    ("legitimacy", (0.93, 0.80, 0.52), "Officers must be elected, and can be recalled by those who elected them."),
    ("legitimacy", (0.30, 0.78, 0.25), "Those who build the systems should have the larger say."),
    ("digital-divide", (0.91, 0.72, 0.90), "Taking part must work on a slow line and in one's own language."),
    (
        "digital-divide",
        (0.86, 0.35, 0.82),
        "Les pays sans centres de calcul doivent avoir droit de regard sur leur usage.",
    ),
    ("digital-divide", (0.80, 0.38, 0.88), "Una parte de la capacidad de cómputo debe reservarse para el Sur Global."),
    ("decorative", (0.96, 0.60, 0.55), "One reasoned objection must be answered on its merits before a decision."),
    ("decorative", (0.90, 0.42, 0.50), "Civil society's seats mean nothing without the power to stop a decision."),
    (
        "outcomes",
        (0.93, 0.88, 0.84),
        "A decision should name the figure that it means to move, and when to look again.",
    ),
    ("outcomes", (0.60, 0.35, 0.52), "Rough consensus cannot govern existential risk."),
    ("black-box", (0.95, 0.32, 0.66), "Accredited auditors must be able to test a running model without its maker."),
    ("black-box", (0.70, 0.30, 0.55), "يجب نشر أوزان النماذج التي تستعملها الدولة."),
    ("black-box", (0.15, 0.72, 0.45), "Trade secrets weigh more than the public's wish to look inside a model."),
    ("ietf-for-weights", (0.74, 0.90, 0.18), "AI needs an open standards body for weights and interfaces."),
    ("splinternet", (0.80, 0.86, 0.22), "不同司法辖区的规则应当可以逐条比较。"),
    (
        "splinternet",
        (0.15, 0.12, 0.88),
        "Each country should run its own AI stack, even if they stop fitting together.",
    ),
    ("no-root", (0.76, 0.82, 0.20), "That AI has no single root makes it easier to govern well."),
    ("compute", (0.84, 0.28, 0.78), "Very large computing clusters must be declared: where, how large, who runs them."),
    ("compute", (0.55, 0.15, 0.80), "L'exportation de puces avancées doit dépendre d'un accord international."),
    ("binding", (0.96, 0.25, 0.72), "Voluntary commitments without a deadline and a remedy are advertising."),
    ("binding", (0.90, 0.30, 0.68), "Public buyers must refuse models that are not in good standing."),
    ("binding", (0.12, 0.85, 0.30), "Voluntary commitments are enough for now."),
    ("transition", (0.88, 0.70, 0.62), "Before a stewardship changes hands, its effect on capture must be published."),
    ("open-source", (0.58, 0.92, 0.45), "Obligations must weigh less on small and open projects than on large firms."),
    ("open-source", (0.35, 0.08, 0.62), "Open weights above a threshold should be banned."),
    ("transparency", (0.86, 0.48, 0.70), "Explaining a model does not make the process that approved it transparent."),
    ("transparency", (0.95, 0.86, 0.35), "Every meeting that shapes a rule must leave a record that anyone can check."),
    ("scalpel", (0.52, 0.88, 0.48), "Rules for medicine, finance and policing beat one rule for all AI."),
    ("scalpel", (0.84, 0.70, 0.76), "كل التزام يجب أن يبيّن من يُلزم وفي أي قطاع."),
)

REJECTED = "Visit my page for the best AI tools!!!"

BLOC_QUESTIONS = frozenset({"binding", "black-box", "compute", "open-source"})
"""The questions on which the bloc votes as one: as those who build would, without exception."""
