"""What the people of the simulated body discuss, and what they translate for each other."""

from __future__ import annotations

COMMENTS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    # matter: what it is about, the thread ("" for none), stakeholder group, language, text; the first of a thread has
    # its letter in capitals, those who reply have it small
    "principles": (
        ("clause 2.1", "A", "academia", "en",
         "How would 2.1 count a foundation that funds four of the organisations here, each with two people? As one, if"
         " I read it well. Then the figure would be lower than most of us expect."),
        ("clause 2.1", "a", "civil-society", "en",
         "As one, and that is the point. We are one of the four. I would rather see that on the page than be told of it"
         " later by somebody who wants to dismiss what we say."),
        ("clause 2.1", "a", "private-sector", "en",
         "Then print beside it how many people stand behind each. One foundation and two hundred people is something"
         " else than one foundation and eight."),
        ("clause 8", "B", "government", "es",
         "¿Quién paga las traducciones? En otros foros la promesa duró hasta el primer presupuesto."),
        ("clause 8", "b", "technical-community", "en",
         "Here they are contributed and reviewed by members, and marked until they are. It is slower, and nobody can"
         " cut it."),
        ("", "C", "intergovernmental", "en",
         "For those who come from the summits: the difference is the clause on dates. We have left four meetings with"
         " the words 'as soon as possible' and no date."),
    ),
    "audits": (
        ("", "A", "private-sector", "en",
         "The designation says consensus with nine in ten. Please read the line on owners below it before you cite the"
         " figure. Without the people of one holding it would have been strong support."),
        ("", "a", "technical-community", "en",
         "That line is why I trust the page. It does not make the designation wrong: those people are members and"
         " said what they think. It does mean that the discussion of this week matters."),
        ("clause 1.1", "B", "civil-society", "en",
         "Who keeps the list from which the three are drawn? If getting on it is expensive, the lot will be drawn among"
         " four large firms."),
    ),
}  # fmt: skip

TRANSLATIONS: tuple[tuple[str, str, str, str, bool | None], ...] = (
    # what it is of (on the principles): title, summary, or the beginning of a statement; the language; the stakeholder
    # group of who contributes it; the text; whether it was reviewed and good (None: not yet)
    ("title", "fr", "academia",
     "Principes pour la gouvernance de l'IA : ce qu'enseignent trente ans de gouvernance d'Internet", True),
    ("title", "es", "government",
     "Principios para la gobernanza de la IA: lo que enseñan treinta años de gobernanza de Internet", True),
    ("title", "ar", "government", "مبادئ لحوكمة الذكاء الاصطناعي: دروس ثلاثين عامًا من حوكمة الإنترنت", None),
    ("summary", "fr", "academia",
     "Vingt et une questions sur le pouvoir, la preuve et la participation ont été posées à cette assemblée. Le projet"
     " fait de ce sur quoi on semble s'accorder huit principes courts. Votez sur les énoncés, objectez à une clause ou"
     " déposez une contribution : une réponse précède toute décision.", True),
    ("Un organisme", "en", "academia", "A technical body must never take a position on content.", True),
    ("Les pays", "en", "civil-society", "Countries without data centres should have a say in their use.", True),
    ("L'exportation", "en", "academia",
     "The export of advanced chips should depend on an international agreement.", None),
    ("Una parte", "en", "civil-society", "Part of computing capacity should be set aside for the Global South.", True),
    ("لا يجوز", "en", "government", "Technical rules cannot be separated from their social effects.", True),
    ("يجب نشر", "en", "technical-community", "The weights of models that the state uses must be published.", True),
    ("كل التزام", "en", "government", "Each obligation must say whom it binds, and in which sector.", None),
    ("大国", "en", "academia", "Agreements between large countries work better than multistakeholder talks.", True),
    ("Everyone who votes", "fr", "civil-society",
     "Quiconque vote doit dire qui l'emploie et qui le finance.", True),
    ("Everyone who votes", "ar", "civil-society", "على كل من يصوّت أن يقول من يوظّفه ومن يموّله.", None),
    ("No technical rule", "es", "technical-community",
     "Ninguna regla técnica sin dos implementaciones independientes.", True),
    ("Voluntary commitments are", "fr", "private-sector", "Les engagements volontaires sont suffisants.", False),
)  # fmt: skip

REJECTION = "The original says “for now”, and the translation leaves it out."
