"""Forms on a matter and what belongs to it: object, dispute, report, support, challenge, take a position, stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.utils.translation import pgettext_lazy

from comity.body import proceedings
from comity.record.canonical import Json
from comity.store.projection import rows
from comity.web import errors
from comity.web.acts.asking import Asked, barrier, go, signed_in, standing
from comity.web.acts.forms import ActForm, Choices, Words
from comity.web.acts.may import refused
from comity.web.people.names import names_of
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.voting import ballots
from comity.web.wording import outcomes
from comity.web.wording.about import Subject, clause_texts, link, subject_of

PUBLIC = t("What you write here is in the public record for ever.")
WHY = Words(t("Why"), PUBLIC)
LAYERS = {
    "infrastructure": t("Infrastructure: chips, data centres, networks"), "logical": t("Logical: models and weights"),
    "social": t("Social: what it is used for"),
}  # fmt: skip


def _on(found: Reading, subject: str) -> dict[str, Json]:
    return {"matter": subject}


def _of_objection(found: Reading, subject: str) -> dict[str, Json]:
    return {"objection": subject}


def _targets(found: Reading, subject: str) -> dict[str, Choices]:
    """The clauses of the current draft, and the open statements, that one may object to."""
    one = found.state.matters.get(subject)
    if one is None:
        return {}
    texts = clause_texts(found, subject, len(one.drafts))
    clauses = [(number, f"{number}: {_short(texts.get(number, ''))}") for number in texts]
    statements: list[tuple[str, str]] = []
    for name in one.consultations:
        there = ballots.statements(found.body, name)
        statements += [(key, f"{key}: {_short(there[key].text)}") for key in ballots.open_ones(there)]
    none = ("", _("None: I object to the other"))
    return {"clause": [none, *clauses], "statement": [none, *statements]}


def _short(text: str) -> str:
    """The beginning of a text, by which one knows it."""
    return f"{text[:117]}…" if len(text) > 120 else text


def _layers_and_tags(found: Reading, subject: str) -> dict[str, Choices]:
    return {
        "what": [("scope", _("A tag: what the matter is about")), ("layer", _("A layer that the matter reaches"))],
        "claim": [
            ("wrong", _("It is declared, and is wrong")),
            ("missing", _("It is missing: the matter is about it and does not say so")),
        ],
    }  # fmt: skip


def _to_propose(found: Reading, _subject: str) -> dict[str, Choices]:
    charter = found.state.charter
    tags = [*charter.scope.includes, *charter.sectors, *charter.jurisdictions]
    return {
        "path": [(one.id, one.name) for one in charter.paths if _is_plain(found, one.id)],
        "tags": [(one, one.replace("-", " ")) for one in dict.fromkeys(tags)],
        "layers": [(one, LAYERS[one]) for one in charter.layers],
    }


def _is_plain(found: Reading, path: str) -> bool:
    """Whether a path is not kept for matters that amend the charter or the like, which another form proposes."""
    charter = found.state.charter
    tried: dict[str, Json] = {"path": path, "title": "-", "summary": "-", "tags": [charter.scope.includes[0]],
                              "layers": [charter.layers[0]]}  # fmt: skip
    refusal = refused(found, "matter.propose", tried)
    return refusal is None or refusal.message != "effect.path-kept"


def _harmed(found: Reading, subject: str) -> dict[str, Choices]:
    one = found.state.matters.get(subject)
    return {"group": [(name, name) for name in (one.harm.affected if one and one.harm else ())]}


def _judged(found: Reading, subject: str) -> dict[str, Json]:
    return {"commitment": subject}


def _commitment(found: Reading, name: str) -> Subject | None:
    one = found.state.commitments.get(name)
    return subject_of(found, one.matter) if one else None


FORMS = (
    Asked(
        name="object", path="m/<str:subject>/object/", kind="objection.raise", title=t("Object"),
        lead=t(
            "An objection must be answered on its merits. Until it is, nothing is decided on this matter, even if you"
            " are the only one. Object to one clause of the draft, or to one statement."
        ),
        button=t("Object"), done=t("Your objection stands and waits for an answer."), given=_on, choices=_targets,
        words={
            "clause": Words(t("Clause of the draft"), t("A clause or a statement, not both.")),
            "statement": Words(t("Statement")),
            "reason": Words(t("What is wrong, and what would mend it"), PUBLIC),
        },
    ),
    Asked(
        name="dispute", path="o/<str:subject>/dispute/", kind="objection.dispute", title=t("Dispute the answer"),
        lead=t(
            "You say that the answer does not meet the objection. Others than its author rule on that, and until they"
            " have, the objection blocks again."
        ),
        button=t("Dispute it"), done=t("The answer is disputed."), given=_of_objection,
        words={"reason": Words(t("What is wrong with the answer"), PUBLIC)},
    ),
    Asked(
        name="objection-withdraw", path="o/<str:subject>/withdraw/", kind="objection.withdraw",
        title=t("Take back your objection"), lead=t("It blocks no longer. What it said stays in the record."),
        button=t("Take it back"), done=t("Your objection is taken back."), given=_of_objection, danger=True,
    ),
    Asked(
        name="challenge", path="m/<str:subject>/challenge/", kind="scope.challenge",
        title=t("Challenge what it is about"),
        lead=t(
            "A matter declares by tags what it is about and which layers it reaches. If that is wrong, say so: where"
            " the charter has it, the matter stands still until that is answered."
        ),
        button=t("Challenge it"), done=t("The challenge is put to those who answer it."), given=_on,
        choices=_layers_and_tags,
        words={
            "what": Words(t("What is challenged")), "claim": Words(t("What is the matter with it")),
            "name": Words(t("The tag or the layer"), t("As the charter writes it, such as content or logical.")),
            "reason": WHY,
        },
    ),
    Asked(
        name="implementation", path="m/<str:subject>/implementation/", kind="report.implementation",
        title=t("Report an implementation"),
        lead=t("You report that what the draft says has been built, so that it is decided on experience."),
        button=t("File the report"), done=t("The report is filed."), given=_on,
    ),
    Asked(
        name="harm", path="m/<str:subject>/harm/", kind="report.harm", title=t("File a harm assessment"),
        lead=t("Whom could this decision harm, how, and what is done about it? The groups that you name can answer."),
        button=t("File the assessment"), done=t("The assessment is filed."), given=_on,
        words={
            "groups": Words(t("Groups that are affected")), "group": Words(t("The group")),
            "spokesperson": Words(
                t("Who may answer for it"), t("Their identifier here; for groups that the charter does not name.")
            ),
            "harms": Words(t("What it could do to them"), PUBLIC), "mitigation": Words(t("What is done about it")),
        },
    ),
    Asked(
        name="harm-answer", path="m/<str:subject>/harm/answer/", kind="report.harm-answer",
        title=t("Answer for an affected group"), lead=t("Your answer stands beside the assessment."),
        button=t("Answer"), done=t("The answer is filed."), given=_on, choices=_harmed,
        words={"group": Words(t("For which group")), "answer": Words(t("What the group says"), PUBLIC)},
    ),
    Asked(
        name="figure", path="m/<str:subject>/figure/", kind="report.figure",
        title=t("Name the figure that it is to move"),
        lead=t("A decision says by which figure one will see whether it worked, and when that is looked at."),
        button=t("Name it"), done=t("The figure is named."), given=_on,
        words={
            "figure": Words(t("The figure")), "review_due": Words(t("The day on which it is looked at again")),
            "how": Words(t("How it is measured, where it stands, where it is to go"), PUBLIC),
        },
    ),
    Asked(
        name="minority", path="m/<str:subject>/minority/", kind="minority.record", title=t("Record a minority view"),
        lead=t("You do not share what the chair found. Your view stands beside the decision for good."),
        button=t("Record it"), done=t("The minority view is recorded."), given=_on,
        words={"text": Words(t("The view and its reasons"), PUBLIC)},
    ),
    Asked(
        name="support", path="m/<str:subject>/support/", kind="matter.support", title=t("Propose it too"),
        lead=t("A matter enters its first stage once enough people propose it. You become one of them, in public."),
        button=t("Propose it too"), done=t("You propose it too."), given=_on,
    ),
    Asked(
        name="matter-withdraw", path="m/<str:subject>/withdraw/", kind="matter.withdraw",
        title=t("Take back what you proposed"), lead=t("The matter ends. What was said on it stays in the record."),
        button=t("Take it back"), done=t("The matter is withdrawn."), given=_on, danger=True,
    ),
    Asked(
        name="commit", path="m/<str:subject>/commit/", kind="commitment.make", title=t("Make a commitment"),
        lead=t("You signed this. Say what you will do, by when, and by what anyone sees whether it was done."),
        button=t("Commit to it"), done=t("Your commitment is in the record."), given=_on,
        words={
            "text": Words(t("What you will do"), PUBLIC), "figure": Words(t("By what one sees whether it is done")),
            "due": Words(t("By which day")),
        },
    ),
    Asked(
        name="commitment-report", path="k/<str:subject>/report/", kind="commitment.report",
        title=t("Report on a commitment"), lead=t("Say whether it is met, and bring the documents that show it."),
        button=t("File the report"), done=t("The report is filed."), given=_judged,
        finds=_commitment,
        words={"met": Words(t("Is it met?")), "text": Words(t("What was done, and what was not"), PUBLIC),
               "evidence": Words(t("Documents that show it"), t("They are public."))},
    ),
    Asked(
        name="propose", path="propose/", kind="matter.propose", title=t("Propose a matter"),
        lead=t("A matter is something to be decided here. The charter says who proposes what on which path."),
        button=t("Propose it"), done=t("The matter is proposed."), choices=_to_propose,
        leave=frozenset({"effect", "payload", "reopens"}),
        words={
            "path": Words(t("On which path it is decided")), "title": Words(t("Title")),
            "summary": Words(t("What it is about"), t("For whoever reads nothing else. It is public for ever.")),
            "tags": Words(t("Tags"), t("What it is about. Others can challenge this.")),
            "layers": Words(t("Layers"), t("Which layers it reaches.")),
        },
        back=lambda found, _subject: link(found.origin, ""),
    ),
    Asked(
        name="stand", path="e/<str:subject>/stand/", kind="office.stand", title=t("Stand for election"),
        lead=t("You become a candidate. The voters read what you write; it is public for ever."),
        button=t("Stand"), done=t("You are a candidate."), given=lambda _found, subject: {"election": subject},
        leave=frozenset({"withdraw"}), words={"statement": Words(t("What you say for yourself"))},
    ),
    Asked(
        name="stand-down", path="e/<str:subject>/stand-down/", kind="office.stand", title=t("Withdraw your candidacy"),
        lead=t("You are a candidate no longer."), button=t("Withdraw it"), done=t("You are a candidate no longer."),
        given=lambda _found, subject: {"election": subject, "withdraw": True}, leave=frozenset({"statement"}),
        danger=True,
    ),
    Asked(
        name="petition", path="r/<str:subject>/sign/", kind="office.petition",
        title=t("Sign a petition to recall an officer"),
        lead=t("With enough signatures the recall is put to those who decide it. Your signature is public for ever."),
        button=t("Sign it"), done=t("You signed."), given=lambda _found, subject: {"petition": subject},
    ),
)  # fmt: skip


POSITIONS = {
    "for": pgettext_lazy("a position", "For"), "against": pgettext_lazy("a position", "Against"),
    "abstain": t("Abstain"), "yes": t("Yes"), "no-objection": t("No objection"),
    "discuss": t("Discuss first: it blocks, and must say why"), "recuse": t("Recuse: I take no part"),
    "object": t("I object, and say why"), "sign": t("I sign"),
    "sign-with-reservations": t("I sign with reservations, which I name"), "ranked": t("My ranking"),
}  # fmt: skip


class PositionForm(ActForm):
    """A position in a proceeding."""

    value = forms.ChoiceField(label=t("Your position"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=t("Why"), help_text=PUBLIC, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )

    @staticmethod
    def place(number: int, name: str, most: int) -> forms.ChoiceField:
        """Where a candidate stands in a ranking."""
        choices = [("", _("not ranked")), *((str(one), str(one)) for one in range(1, most + 1))]
        return forms.ChoiceField(label=_("Place of %(name)s") % {"name": name}, choices=choices, required=False)

    def ranks(self, candidates: list[str]) -> list[str]:
        """The candidates in the order of their numbers."""
        chosen = {one: self.cleaned_data.get(f"beside_{number}") for number, one in enumerate(candidates)}
        return sorted((one for one in candidates if chosen[one]), key=lambda one: int(chosen[one] or 0))

    def clean(self) -> dict[str, Any]:
        """No place twice."""
        found: dict[str, Any] = super().clean() or {}
        places = [value for name, value in found.items() if name.startswith("beside_") and value]
        if len(set(places)) < len(places):
            self.add_error(None, _("Two candidates have the same place. Give each place once."))
        return found


def words_of(found: Reading, proceeding: str) -> list[str]:
    """The positions that are taken in a proceeding, by asking the rules of each."""
    one = found.state.proceedings[proceeding]
    taken = []
    for value in POSITIONS:
        public: dict[str, Json] = {"proceeding": proceeding, "value": value, "reason": "-"}
        if value == "ranked":
            public["ranks"] = [*one.candidates[:1]]
        refusal = refused(found, "decision.position", public)
        if refusal is None or refusal.message not in {"position.wrong-word", "position.no-reservations"}:
            taken.append(value)
    return taken


@signed_in
def position(request: HttpRequest, origin: str, subject: str) -> HttpResponse:
    """Take a position in what is decided, or change it."""
    with opened(request, origin) as found:
        form, candidates = _position_form(request, found, subject)
        if not form.is_bound or not form.is_valid():
            return _position_page(request, found, subject, form, candidates)
    said: dict[str, Json] = {"proceeding": subject, "value": form.cleaned_data["value"]}
    if form.cleaned_data["reason"]:
        said["reason"] = form.cleaned_data["reason"]
    if candidates:
        said["ranks"] = [*form.ranks(candidates)]
    if form.breaks:
        said["breaks"] = [*form.breaks]
    if attempt(request, origin, "decision.position", said, done=_("Your position is in the record.")):
        return go(link(origin, subject))
    with opened(request, origin) as found:
        form, candidates = _position_form(request, found, subject)
        form.is_valid()
        return _position_page(request, found, subject, form, candidates, 422)


def _position_form(request: HttpRequest, found: Reading, subject: str) -> tuple[PositionForm, list[str]]:
    one = found.state.proceedings.get(subject)
    errors.here(one, _("There is no such proceeding."))
    assert one is not None  # noqa: S101 - asked above
    mine = one.positions.get(found.actor)
    form = PositionForm(request.POST if request.method == "POST" else None,
                        initial={"value": mine.value, "reason": mine.reason} if mine else {})  # fmt: skip
    words = words_of(found, subject)
    form.fields["value"].choices = [(word, POSITIONS[word]) for word in words]  # type: ignore[attr-defined]
    candidates = list(one.candidates) if "ranked" in words else []
    if candidates:
        form.fields["value"].widget, form.fields["value"].initial = forms.HiddenInput(), "ranked"
    names = names_of(found.body)
    for number, actor in enumerate(candidates):
        field = PositionForm.place(number, names.get(actor, actor), len(candidates))
        field.initial = str(mine.ranks.index(actor) + 1) if mine and actor in mine.ranks else ""
        form.fields[f"beside_{number}"] = field
    return form, candidates


def _position_page(
    request: HttpRequest, found: Reading, subject: str, form: PositionForm, candidates: list[str], status: int = 200
) -> HttpResponse:  # fmt: skip
    one = found.state.proceedings[subject]
    word = "ranked" if candidates else next(iter(words_of(found, subject)), "for")
    tried: dict[str, Json] = {"proceeding": subject, "value": word, "reason": "-"}
    statements = {str(row["actor"]): str(row["statement"]) for row in rows(
        found.body, "public", "elections", one.facts.get("election", "")) if row.get("statement")}  # fmt: skip
    context = {
        "form": form, "about": subject_of(found, subject), "proceeding": one, "statements": statements,
        "places": [(actor, form[f"beside_{number}"]) for number, actor in enumerate(candidates)],
        "by": proceedings.rule_of(one.rule).by, "back": link(found.origin, subject),
        "means": None if one.outcome else outcomes.meaning(found, one),
        **barrier(found, standing(found, "decision.position", {**tried, "ranks": [*candidates[:1]]})),
    }  # fmt: skip
    return page(request, found, "web/position.html", context, 422 if form.faulty else status)


URLS: list[URLPattern] = [
    *[one.url() for one in FORMS],
    path("b/<origin:origin>/d/<str:subject>/position/", position, name="position"),
]
