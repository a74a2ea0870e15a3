"""What is said in the simulated body: statements, submissions, objections and their answers, views, reasons.

A statement is a row: its language, the chance that a member of each camp who does not pass agrees (binding rules
first, building first, states first), and the text. The first of a matter is what is put.
"""

from __future__ import annotations

Statement = tuple[str, tuple[float, float, float], str]

STATEMENTS: dict[str, tuple[Statement, ...]] = {
    "naming": (
        ("en", (0.9, 0.9, 0.7), "A model whose weights are public should be named by a digest of its files."),
        ("en", (0.8, 0.6, 0.6), "A provider should sign a statement each time it changes what runs behind a name."),
        ("es", (0.7, 0.8, 0.3), "No hace falta un registro central de nombres de modelos."),
        ("fr", (0.6, 0.3, 0.9), "Chaque État doit pouvoir tenir son propre registre de modèles."),
    ),
    "audits": (
        ("en", (0.8, 0.9, 0.9), "Large providers should let an accredited auditor test the running service each year."),
        ("en", (0.95, 0.2, 0.7), "The auditor should be chosen by lot, not by the provider."),
        ("en", (0.9, 0.5, 0.8), "A report should be published even if the provider disagrees with it."),
        ("fr", (0.85, 0.55, 0.75), "Un auditeur ne doit pas contrôler deux fois de suite le même fournisseur."),
        ("es", (0.8, 0.75, 0.8), "Los detalles que ayudarían a un atacante deben quedar sellados."),
        ("ar", (0.9, 0.4, 0.8), "يجب أن تُختبر النماذج بلغات من يستعملونها، لا بالإنجليزية وحدها."),
        ("en", (0.7, 0.9, 0.6), "Small providers should not have to pay for their own audit."),
        ("en", (0.2, 0.7, 0.4), "Testing by the provider's own staff is enough if its method is published."),
    ),
    "heard": (
        ("en", (0.97, 0.95, 0.96), "People about whom a system decides should be asked before it is put into use."),
        ("en", (0.95, 0.7, 0.8), "What the affected groups answered should be published."),
        ("es", (0.9, 0.6, 0.85), "El silencio de un grupo afectado no es consentimiento."),
        ("fr", (0.9, 0.65, 0.8), "Quatre semaines sont le minimum pour répondre à une évaluation."),
        ("en", (0.5, 0.85, 0.6), "An assessment should fit on ten pages."),
        ("ar", (0.92, 0.6, 0.85), "لا معنى للاستشارة إذا لم تكن بلغة الناس المعنيين."),
        ("en", (0.3, 0.7, 0.4), "Systems that only advise a human being need no assessment."),
    ),
    "commitments": (
        (
            "en",
            (0.95, 0.7, 0.85),
            "Public commitments on safety belong in one open register, with a date and a figure.",
        ),
        ("en", (0.95, 0.4, 0.8), "A commitment without a report on its day should count as missed."),
        ("en", (0.9, 0.35, 0.7), "Anyone who can show where a promise was made should be able to enter it."),
        ("fr", (0.85, 0.5, 0.75), "Le registre doit aussi nommer ceux qui ne se sont engagés à rien."),
        ("es", (0.4, 0.85, 0.4), "Las empresas pequeñas deben poder informar en una sola página."),
        ("en", (0.2, 0.75, 0.35), "A register will only make providers promise less."),
    ),
    "marks": (
        ("en", (0.8, 0.8, 0.8), "The form of the mark should be open and free of licences."),
        ("en", (0.7, 0.5, 0.85), "Every service that makes images should put a mark into them."),
        ("es", (0.9, 0.85, 0.5), "La marca no debe identificar a la persona que pidió el archivo."),
        ("fr", (0.75, 0.7, 0.4), "Une marque ne dit rien de la vérité de ce que montre un fichier."),
    ),
    "compute": (
        ("en", (0.85, 0.15, 0.7), "The largest operators should set two per cent of their hours aside."),
        ("es", (0.85, 0.35, 0.9), "La mitad de esas horas debe ir a países con poca capacidad de cómputo."),
        ("en", (0.9, 0.5, 0.4), "No provider should sit on the panel that gives the hours."),
        ("fr", (0.7, 0.4, 0.85), "Des heures de calcul sans formation ni données ne servent à rien."),
        ("en", (0.2, 0.9, 0.3), "Hours should be given by whoever pays for them, as they see fit."),
        ("ar", (0.8, 0.35, 0.9), "من دون قدرة حوسبة محلية سنبقى مستهلكين لا شركاء."),
    ),
}

PRINCIPLES_MORE: tuple[Statement, ...] = (
    ("es", (0.9, 0.75, 0.7), "Cada decisión debe decir qué día se revisa y quién la revisa."),
    ("fr", (0.88, 0.6, 0.7), "Une réponse à une objection doit être publiée avec ses raisons."),
    ("en", (0.93, 0.8, 0.82), "Whoever votes must say for whom they work and who pays them."),
    ("en", (0.9, 0.85, 0.76), "A matter that is open needs a date, and a rule for when that date has passed."),
)
"""Statements on the principles besides those of `comity demo`; the last two say what others do, and are merged."""

MERGED = (
    (
        "Everyone who votes must say who employs them and who funds them.",
        "Both ask whoever votes to name an employer and a payer; the older one is voted on.",
    ),
    (
        "Every open matter needs a deadline, and a rule for what happens when it passes.",
        "Both ask for a date and a rule for when it has passed; the older one is voted on.",
    ),
)
"""Into what the last two of PRINCIPLES_MORE are merged, and why."""

MODERATED = (
    "It advertises a product and says nothing about the governance of AI. Its author may make another statement."
)

SUBMISSIONS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    # matter: how it is shown, stakeholder group of who files it, language, text
    "principles": (
        ("named", "civil-society", "en",
         "We welcome principle 3 and have seen what happens without it. In three consultations on AI since last year we"
         " filed comments of forty pages in all. Two were never mentioned again; the third was thanked for. An answer"
         " that is published costs whoever decides an afternoon. The lack of one costs us the reason to come back.\n\n"
         "We ask for one addition: who disputes an answer should not have to pay, travel or hire counsel."),
        ("named", "private-sector", "en",
         "Our company supports principles 1, 4 and 7, which give those who build something to plan with. We are"
         " concerned about 2.1. To print on each decision how few owners could have turned it invites readers to see"
         " capture where there is only agreement among people who know the subject. If the figure is kept, print beside"
         " it how many organisations took part."),
        ("named", "academia", "fr",
         "La question posée par le principe 5 est la bonne, mais un seul chiffre se laisse trop facilement atteindre."
         " Nous proposons que chaque décision nomme aussi un chiffre qui ne doit pas empirer. L'expérience des"
         " politiques contre l'abus du système des noms de domaine montre qu'un indicateur isolé finit par mesurer"
         " l'effort de déclaration plutôt que le phénomène."),
        ("pseudonymous", "technical-community", "en",
         "I maintain software that half of you depend on, in the evenings. Please do not read principle 7 as saying"
         " that an exemption for volunteers can be left for later. Later is when somebody sends me a form."),
        ("confidential", "private-sector", "en",
         "I work for one of the larger providers and file this for myself. We were asked to vote in this consultation,"
         " and were sent the recommended answers. I do not think that those who wrote the message saw anything wrong"
         " with it. You should know that it was sent."),
        ("named", "government", "es",
         "Nuestro ministerio apoya el principio 8. En nuestras regiones la mayoría participa desde un teléfono y con"
         " datos de prepago. Una consulta que pesa diez megabytes ya ha decidido quién responde."),
    ),
    "audits": (
        ("named", "private-sector", "en",
         "We already invite outside testers and will go on doing so. A yearly audit by somebody drawn by lot would find"
         " less than one by somebody who knows the system. We can live with a choice among three."),
        ("named", "civil-society", "en",
         "In every sector that we looked at, auditors who are chosen by those whom they audit find less. Clause 1.1 of"
         " the first version repeats that mistake. The lot in the second version is a real improvement."),
    ),
    "heard": (
        ("named", "academia", "en",
         "We read 212 assessments of the last two years. In 41 of them the affected are described; in 9 they are"
         " quoted. Clause 3 would make the difference visible at a glance, and that is most of what is needed."),
        ("pseudonymous", "civil-society", "es",
         "Trabajo en una oficina donde un sistema reparte las ayudas. Nadie nos preguntó nunca. Si alguien lo hubiera"
         " hecho, habría sabido en una mañana que la mitad de la gente no tiene la dirección que el sistema exige."),
    ),
}  # fmt: skip

ATTACHMENT = (
    "# What became of forty pages of comments\n\nThree consultations, 2024 and 2025.\n\n"
    "| consultation | pages filed | points made | points answered |\n|---|---|---|---|\n"
    "| first | 12 | 9 | 0 |\n| second | 17 | 11 | 0 |\n| third | 11 | 8 | 1 |\n"
)
"""A document that comes with the first submission on the principles."""

OBJECTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    # matter: the clause, the stakeholder group of who objects, why
    "principles": (
        ("2", "civil-society",
         "Naming an employer can cost a person their work, or in some places their liberty. There must be a way to"
         " take part under a pseudonym, with the affiliation shown to the secretariat only."),
        ("3", "academia",
         "The clause says that an objection is answered, and not what whoever objected can do if the answer is empty."),
        ("6", "government",
         "A state that procures models needs one place to look up what it buys. To rule out a registry here decides a"
         " question that was not put."),
        ("2.1", "private-sector",
         "The figure depends on how owners are traced. Two honest people would trace them differently, and the clause"
         " does not say how."),
        ("7", "technical-community",
         "A volunteer who publishes weights is bound by the same words as a firm with ten thousand employees, unless"
         " each rule remembers to say otherwise."),
    ),
    "audits": (
        ("1.1", "civil-society",
         "Who is audited chooses the auditor. Whoever wants to be chosen again will be gentle."),
        ("3", "technical-community",
         "Sealed details are read by nobody whom the public chose. The clause should say who may ask to have them"
         " opened, and when."),
        ("1", "private-sector",
         "A million people is a number without a source. A model used by ten thousand doctors matters more than one"
         " used by a million people who make postcards."),
    ),
    "heard": (
        ("2", "civil-society", "Three weeks are less than our members need to meet once."),
        ("3", "private-sector", "To publish what groups answered may break a promise of confidence made to them."),
        ("4", "academia", "The form in annex A has no field for a group that refused to answer."),
    ),
    "commitments": (
        ("1", "civil-society", "Only the provider may enter a promise, so those who promise and forget are not found."),
        ("4", "private-sector", "A commitment that was met late should not stand in a list with one that was broken."),
    ),
    "compute": (
        ("1", "private-sector", "Two per cent of what, measured where, on whose word? The clause cannot be checked."),
        ("2", "government", "By population alone, a large country with a few very rich users gets nothing."),
    ),
}  # fmt: skip

ANSWERS: dict[str, dict[int, tuple[str, str]]] = {
    # matter: the objection's place in the list, its disposition, the reasons
    "principles": {
        1: ("accepted", "Version 2 says in clause 3 that an answer is published and can be disputed before others."),
        2: ("addressed",
            "The clause creates no registry and forbids nobody to keep one. A procuring state may list what it buys"
            " under the names of clause 6; the list would be its own, and would bind nobody else."),
    },
    "audits": {
        0: ("accepted", "In version 2 the provider chooses among three auditors who are drawn by lot."),
        1: ("addressed",
            "Two further auditors read what is sealed, and their names are published. Who may ask to have it opened is"
            " a question for the list of auditors, which anyone may challenge."),
        2: ("addressed",
            "The number is a beginning and is named so in the reasons of this draft. What matters for doctors is"
            " covered by the rules for their sector, which bind whatever the number of users."),
    },
    "heard": {
        0: ("accepted", "Version 2 gives four weeks, and says that silence is recorded as silence."),
        1: ("addressed",
            "What is published is what the groups chose to say for publication. Clause 3.1 of version 2 keeps persons"
            " out of it; a promise of confidence made to a person is not touched."),
        2: ("out-of-scope", "Annex A is kept by the secretariat; the remark was passed on, and the field was added."),
    },
    "commitments": {
        0: ("accepted", "Version 2 lets anyone enter a promise who can show where it was made."),
        1: ("addressed",
            "The register shows for each entry the day on which it was due and the day on which it was met. Whoever"
            " reads it can tell late from broken; one list keeps them from looking in two places."),
    },
    "compute": {
        0: ("addressed",
            "The threshold is by the power that a site draws, which operators report to the grid. It is rough, and can"
            " be checked by others."),
    },
}  # fmt: skip

DISPUTE = (
    "The answer says who reads what is sealed, and not who may ask to have it opened. That was the objection. If it"
    " belongs elsewhere, then say where, and link the two, so that one does not come into force without the other."
)
MINORITY: dict[str, tuple[tuple[str, str], ...]] = {
    "heard": (
        ("private-sector",
         "We agree that people should be heard, and doubt that four weeks fit every case. A hospital that must replace"
         " a failing system will not wait for them. There should have been an exception for urgency, reviewed later."),
        ("technical-community",
         "Annex A will age faster than this decision. Its form should have been left to a document that can be changed"
         " without the council."),
    ),
    "commitments": (
        ("private-sector",
         "A register of promises punishes those who promise. Providers who say nothing will look better than those who"
         " set themselves a hard aim and miss it by a month."),
        ("government",
         "We would have preferred that regulators keep such registers, each for its own country, and compare them."),
    ),
}  # fmt: skip
AGAINST_EVIDENCE = (
    "The poll shows strong support, not a small minority against. Of those against, most wrote that a commitment met"
    " late should be shown apart from one that was broken. That is answered: the register shows both days. What is left"
    " is the view that no register should exist, held by people of one stakeholder group and recorded as a minority"
    " view. I find consensus, and say here that the poll alone would not have shown it."
)
APPEAL = (
    "Two minority views were recorded on this matter. What was put to the council on the day of its vote named neither,"
    " and three delegates have told us that they learned of them afterwards. The council should vote again with both"
    " before it."
)
RULING = (
    "The record shows that both views were recorded before the decision was put, and that the papers of the council did"
    " not contain them. Whether they would have changed the outcome is not for the panel to guess. Information that was"
    " there was ignored: the appeal is upheld."
)
ORDER = "The council votes again on the register of commitments, with both minority views before it."
CARRIED_OUT = "The council voted again with both minority views in its papers, and adopted the decision a second time."
SCOPE = (
    "A mark that says a file was made will be used to take files down. Whether a file may be shown is a question of"
    " content, which our charter leaves out. A matter that cannot be used otherwise must say that it is about content."
)
INTEREST = (
    "The statement names no funder. The programme of last spring's forum on model access lists this participant as an"
    " adviser paid by Meridian Holdings, on three days."
)
SHOWN = "The programme of the forum, page 4, and the invoice list that its organisers published."
HARM_ANSWERS = {
    "heard": (
        ("civil-society",
         "With four weeks and a form in our languages we can work with this. We will count how often something was"
         " changed because of an answer, and publish that each year."),
        ("people who live on public benefits",
         "We were asked for the first time. What we fear is a letter that nobody can explain. Clause 3 makes somebody"
         " write down why nothing was changed, and that is more than we have today."),
    ),
    "commitments": (
        ("private-sector",
         "The smaller firms among us can fill in one page. We ask the secretariat to send a reminder thirty days before"
         " a day comes."),
    ),
    "audits": (
        ("civil-society", "We can live with sealed details if the list of those who have read them stays public."),
    ),
}  # fmt: skip
CANDIDACIES = (
    "I have sat in consultations as an interpreter, and know how much is lost between what is said and what is written"
    " down. I would ask for the minutes to be in two languages.",
    "Our network has members in nineteen countries who will never travel to a meeting. I stand to bring in what they"
    " send me, with their names where they wish it.",
    "I have audited public bodies for eleven years. A council that publishes its reasons is easier to trust and harder"
    " to capture; I would vote against every decision that comes without them.",
)
STANDING_NOW = (
    "I maintain a format that three of the statements here are about, and would recuse myself on it. On the rest I"
    " would ask each time who has run the thing that we are deciding on.",
    "I run the infrastructure of a small university. Somebody should sit here for whom a rule is one more evening of"
    " work.",
)
