"""Translations beside the original: contribute one, see which there are, review those of others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.record.canonical import Json
from comity.store.projection import rows
from comity.web import errors
from comity.web.acts.asking import Asked, barrier, go, signed_in, standing
from comity.web.acts.forms import ActForm, Words
from comity.web.pages.speaking import language_field
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.wording.about import Subject, clause_texts, subject_of

_PARTS = {"s": "short", "title": "short", "t": "middle", "summary": "middle", "clause": "middle", "u": "long"}
_MOST = {"short": 1_000, "middle": 40_000, "long": 1_000_000}


class TranslateForm(ActForm):
    """A translation."""

    language = language_field()
    text = forms.CharField(
        label=t("Translation"), help_text=t("Say what the original says, no more and no less. It is public."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )  # fmt: skip


@signed_in
def translate(request: HttpRequest, origin: str, target: str) -> HttpResponse:
    """Translate a statement, submission or comment; with `?of=title`, `summary`, `clause 2 3.1` a part of a matter."""
    form: ActForm = TranslateForm(initial={"language": _other_language()})
    if request.method == "POST":
        form = TranslateForm(request.POST)
    with opened(request, origin) as found:
        named = request.GET.get("of", "") if target.startswith("m") else target
        part = _PARTS.get(named.partition(" ")[0], _PARTS.get(named[:1], ""))
        original = _original(found, target, named)
        errors.here(original if part else None, _("There is nothing like that to translate."))
        assert original is not None  # noqa: S101 - asked above
        if not form.is_bound or not form.is_valid():
            return _page(request, found, form, original, named)
    public: dict[str, Json] = {"matter": original.matter, "target": named, "language": form.cleaned_data["language"]}
    text = {part: {"text": form.cleaned_data["text"]}}
    if attempt(
        request,
        origin,
        "translation.contribute",
        public,
        private={**text},
        done=_("Your translation waits for a review."),
    ):
        return go(reverse("translations", args=[origin, original.matter]))
    with opened(request, origin) as found:
        return _page(request, found, form, original, named, 422)


def _other_language() -> str:
    now = get_language() or "en"
    return now if now != "en" else next(code for code, _name in settings.LANGUAGES if code != "en")


def _page(
    request: HttpRequest, found: Reading, form: ActForm, original: Subject, named: str, status: int = 200
) -> HttpResponse:  # fmt: skip
    part = _PARTS.get(named.partition(" ")[0], _PARTS.get(named[:1], "short"))
    tried: dict[str, Json] = {"matter": original.matter, "target": named, "language": "zxx"}
    refusal = standing(found, "translation.contribute", tried, private={part: {"text": "-"}})
    form.fields["text"].max_length = _MOST[part]  # type: ignore[attr-defined]
    context = {"form": form, "about": original, "target": named, **barrier(found, refusal)}
    return page(request, found, "web/translate.html", context, 422 if form.faulty else status)


def _original(found: Reading, target: str, named: str) -> Subject | None:
    """What is translated, to be read beside."""
    subject = subject_of(found, target)
    matter = found.state.matters.get(target)
    if subject is None or (matter is None and target[:1] not in "stu"):
        return None
    if matter is None:
        return _with_text(found, subject)
    word, _space, rest = named.partition(" ")
    if word == "title":
        return Subject(target, matter.title, [(_("Title"), matter.title, "")], target)
    if word == "clause":
        version, _space, number = rest.partition(" ")
        text = clause_texts(found, target, int(version) if version.isdecimal() else 0).get(number, "")
        said = [(_("Clause %(number)s") % {"number": number}, text, "")]
        return Subject(target, matter.title, said, target) if text else None
    return subject if word == "summary" else None


def _with_text(found: Reading, subject: Subject) -> Subject:
    """A submission with its text, if that is public."""
    if not subject.id.startswith("u"):
        return subject
    for one in found.state.consultations.values():
        for row in rows(found.body, "public", "submission_texts", one.id) if subject.id in one.submissions else ():
            if row["submission"] == subject.id:
                return Subject(
                    subject.id,
                    subject.title,
                    [(_("The submission"), str(row["text"]), subject.actor)],
                    subject.matter,
                    subject.actor,
                )
    return subject


def translations(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """The translations on a matter, those that wait for a review first."""
    with opened(request, origin) as found:
        errors.here(found.state.matters.get(name), _("There is no such matter."))
        there: dict[str, dict[str, Any]] = {}
        for row in rows(found.body, "public", "translations", name):
            there.setdefault(str(row["translation"]), {}).update({**row, "id": row["translation"]})
        listed = sorted(there.values(), key=lambda one: (one["status"] != "contributed", -int(one["id"][1:])))
        for one in listed:
            target = str(one["target"])
            one["original"] = _original(
                found,
                name if target[:1] not in "stu" or " " in target or target in {"title", "summary"} else target,
                target,
            )
        context = {"matter": found.state.matters[name], "listed": listed}
        return page(request, found, "web/translations.html", context)


def _reviewed(found: Reading, subject: str) -> dict[str, Json]:
    one = found.state.translations.get(subject)
    return {"matter": one.matter if one else "", "translation": subject}


def _translation(found: Reading, subject: str) -> Subject | None:
    one = found.state.translations.get(subject)
    if one is None:
        return None
    row = next((row for row in rows(found.body, "public", "translations", one.matter)
                if row["translation"] == subject and row.get("text")), None)  # fmt: skip
    is_part = one.target in {"title", "summary"} or " " in one.target
    original = _original(found, one.matter if is_part else one.target, one.target)
    said = [*(original.said if original else ()), *([(_("Translation"), str(row["text"]), one.actor)] if row else ())]
    return Subject(subject, found.state.matters[one.matter].title, said, one.matter, one.actor)


REVIEW = Asked(
    name="review", path="l/<str:subject>/review/", kind="translation.review", title=t("Review a translation"),
    lead=t("Does it say what the original says? Once you find it good, it is shown as reviewed."),
    button=t("Review it"),
    done=t("The translation is reviewed."), given=_reviewed, finds=_translation,
    words={"accept": Words(t("Is it good?")), "reason": Words(t("If not: why"), t("It is published."))},
)  # fmt: skip

URLS: list[URLPattern] = [
    path("b/<origin:origin>/translate/<str:target>/", translate, name="translate"),
    path("b/<origin:origin>/m/<str:name>/translations/", translations, name="translations"),
    REVIEW.url(),
]
