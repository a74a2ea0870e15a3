"""Say something in a consultation: a statement that others vote on, or a submission; take it back; report another's."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import lazy
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.body.kind import Audience
from comity.body.matters_state import Statement
from comity.body.said import Language
from comity.body.statements import StatementText
from comity.record.canonical import Json
from comity.record.envelope import digest_of
from comity.store import contents
from comity.store.projection import rows
from comity.web import errors
from comity.web.acts.asking import Asked, affected_field, asks_how, barrier, go, signed_in, standing
from comity.web.acts.forms import WRONG_LANGUAGE, ActForm, Choices, FilesField, Words, field_of, files_help
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.voting import ballots
from comity.web.voting.likeness import like
from comity.web.wording.about import place_of
from comity.web.wording.words import moderation

MOST = 500
"""Characters of a statement."""


def language_field() -> forms.CharField:
    """The language of what is written: a code, with those of the pages to choose from."""
    return forms.RegexField(_LANGUAGE, label=t("Language"), help_text=lazy(_codes, str)(), max_length=35,
                            error_messages={"invalid": WRONG_LANGUAGE})  # fmt: skip


def _codes() -> str:
    return _("By its code, such as %(codes)s.") % {"codes": ", ".join(code for code, _name in settings.LANGUAGES)}


_LANGUAGE = next(one.pattern for one in get_args(Language)[1].metadata if hasattr(one, "pattern"))


class StateForm(ActForm):
    """A statement."""

    text__text = field_of(
        StatementText.model_fields["text"],
        Words(t("Your statement"), t("One thing that one can agree or disagree with, in up to 500 characters.")), None,
    )  # fmt: skip
    language = language_field()
    affected = affected_field()


class SubmitForm(ActForm):
    """A submission."""

    shown = forms.ChoiceField(
        label=t("How it is shown"), widget=forms.RadioSelect,
        choices=[
            ("named", t("Named: everybody reads it, under the name that you give below")),
            ("pseudonymous", t(
                "Pseudonymous: everybody reads it, under your identifier only; whoever gives a public name here is"
                " known by it elsewhere, so the two can be put together"
            )),
            ("confidential", t("Confidential: only officers of this body read it; that you filed one is public")),
        ],
    )  # fmt: skip
    name = forms.CharField(label=t("Name"), help_text=t("Of a named submission only."), max_length=200, required=False)
    organisation = forms.CharField(
        label=t("Organisation"), help_text=t("For which you submit it. Leave it empty if it is for yourself."),
        max_length=200, required=False,
    )  # fmt: skip
    text = forms.CharField(
        label=t("Text"), help_text=t("You can write in Markdown. Leave it empty if all is in the files."),
        max_length=1_000_000, required=False, widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )  # fmt: skip
    attached = FilesField(label=t("Files"), help_text=lazy(files_help, str)(), required=False)
    language = language_field()
    affected = affected_field()

    def clean(self) -> dict[str, Any]:
        """There is something in it, and a name where it is named."""
        found: dict[str, Any] = super().clean() or {}
        if not (found.get("text") or "").strip() and not found.get("attached") and "attached" not in self.errors:
            self.add_error("text", _("Write a text, or add a file."))
        if found.get("shown") == "named" and not (found.get("name") or "").strip():
            self.add_error("name", _("A named submission needs a name."))
        return found

    def content(self) -> dict[str, Json]:
        """The private part."""
        found = self.cleaned_data
        attachments: list[Json] = [
            {"digest": digest_of(one.content), "name": one.name, "media_type": one.media_type}
            for one in found["attached"]
        ]
        name = found["name"] if found["shown"] == "named" else ""
        return {"text": found["text"], "attachments": attachments, "organisation": found["organisation"], "name": name}


@signed_in
def state(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """Add a statement: first what is like it is shown, then it is added."""
    form = StateForm(request.POST) if request.method == "POST" else StateForm(initial={"language": get_language()})
    sure = "sure" in request.POST
    if not (form.is_bound and form.is_valid() and sure):
        with opened(request, origin) as found:
            return _state_page(request, found, name, form)
    public: dict[str, Json] = {"consultation": name, "language": form.cleaned_data["language"]}
    public |= {key: form.said()[key] for key in ("affected", "breaks") if form.said().get(key)}
    private: dict[str, Json] = {**form.private()}
    if attempt(request, origin, "statement.make", public, private=private, done=_("Your statement is open to votes.")):
        return go(reverse("vote", args=[origin, name]))
    with opened(request, origin) as found:
        return _state_page(request, found, name, form, 422)


def _state_page(
    request: HttpRequest, found: Reading, name: str, form: ActForm, status: int = 200
) -> HttpResponse:  # fmt: skip
    errors.here(found.state.consultations.get(name), _("There is no such consultation."))
    looked = form.is_bound and form.is_valid()
    likes: list[ballots.Said] = []
    text = str(form.cleaned_data.get("text__text", "")) if looked else ""
    if looked:
        there = ballots.statements(found.body, name)
        others = {one: there[one].text for one in ballots.open_ones(there)}
        likes = [there[one] for one, _score in like(text, others)]
    said: dict[str, Json] = {"consultation": name, "language": "en"}
    private: dict[str, Json] = {"text": {"text": "-"}}
    refusal = standing(found, "statement.make", said, private=private)
    if not asks_how(found, "statement.make", said, private=private):
        form.fields.pop("affected", None)
    context = {
        "form": form, "name": name, "looked": looked, "likes": likes, "left": MOST - len(text), "text": text,
        "matter": found.state.matters[found.state.consultations[name].matter], **barrier(found, refusal),
    }  # fmt: skip
    return page(request, found, "web/state.html", context, 422 if form.faulty else status)


@signed_in
def submit(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """File a submission."""
    form: ActForm = SubmitForm(initial={"language": get_language(), "shown": "named"})
    if request.method == "POST":
        form = SubmitForm(request.POST, request.FILES)
    if not (isinstance(form, SubmitForm) and form.is_bound and form.is_valid()):
        with opened(request, origin) as found:
            return _submit_page(request, found, name, form)
    shown = form.cleaned_data["shown"]
    public: dict[str, Json] = {"consultation": name, "shown": shown, "language": form.cleaned_data["language"]}
    public |= {key: form.said()[key] for key in ("affected", "breaks") if form.said().get(key)}
    files = [one.content for one in form.documents()]
    committed = attempt(
        request, origin, "submission.file", public, private={shown: form.content()},
        blobs=[] if shown == "confidential" else files, confidential=files if shown == "confidential" else [],
        done=_("Your submission is filed."),
    )  # fmt: skip
    if committed is not None:
        return go(reverse("submission", args=[origin, f"u{committed.act.seq}"]))
    form.miss_files()
    with opened(request, origin) as found:
        return _submit_page(request, found, name, form, 422)


def _submit_page(
    request: HttpRequest, found: Reading, name: str, form: ActForm, status: int = 200
) -> HttpResponse:  # fmt: skip
    errors.here(found.state.consultations.get(name), _("There is no such consultation."))
    said: dict[str, Json] = {"consultation": name, "shown": "named", "language": "en"}
    private: dict[str, Json] = {"named": {"text": "-", "name": "-"}}
    refusal = standing(found, "submission.file", said, private=private)
    if not asks_how(found, "submission.file", said, private=private):
        form.fields.pop("affected", None)
    context = {
        "form": form, "name": name, "matter": found.state.matters[found.state.consultations[name].matter],
        **barrier(found, refusal),
    }  # fmt: skip
    return page(request, found, "web/submit.html", context, 422 if form.faulty else status)


def submission(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """A submission, for whoever may read it."""
    with opened(request, origin) as found:
        consultation, kept = _filed(found, name)
        shown = next((row for row in rows(found.body, "public", "submissions", consultation)
                      if row["submission"] == name), {})  # fmt: skip
        context = {
            "id": name, "consultation": consultation, "kept": kept, "shown": shown.get("shown"), "at": shown.get("at"),
            "language": shown.get("language"), "content": _content(found, name), "mine": kept.actor == found.actor,
            "matter": found.state.matters[found.state.consultations[consultation].matter],
        }  # fmt: skip
        return page(request, found, "web/submission.html", context)


def attachment(request: HttpRequest, origin: str, name: str, digest: str) -> HttpResponse:
    """A file of a submission, to be kept and opened elsewhere: never shown by the browser under our address."""
    with opened(request, origin) as found:
        _filed(found, name)
        content = _content(found, name)
        listed = content["attachments"] if content else []
        one = next((one for one in listed if one["digest"] == f"sha256:{digest}"), None)
        errors.here(one, _("This submission has no such file for you to read."))
        data = contents.blob(found.body, f"sha256:{digest}", confidential=True)
        errors.here(data, _("This file was erased."))
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=str(one["name"] if one else "file")) or "attachment"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer._csp_exempt = True  # type: ignore[attr-defined] # the stricter policy above stands
    return answer


def _filed(found: Reading, name: str) -> tuple[str, Statement]:
    place = place_of(found, name) if name.startswith("u") else None
    errors.here(place, _("There is no such submission."))
    assert place is not None  # noqa: S101 - asked above
    return place[0].id, place[1]


def _content(found: Reading, name: str) -> dict[str, Any] | None:
    """What a submission says; None for whoever may not read it, of one that is taken down, and once it is erased."""
    consultation, kept = _filed(found, name)
    is_own = kept.actor == found.actor
    audience: Audience = "officers" if is_own else found.audience
    if kept.status == "moderated" and not is_own and found.audience != "officers":
        return None
    texts = rows(found.body, audience, "submission_texts", consultation)
    return next((dict(row) for row in texts if row["submission"] == name), None)


def _item(found: Reading, subject: str) -> dict[str, Json]:
    """The fields that name what was said, from its identifier."""
    place = place_of(found, subject)
    if place is not None:
        return {"consultation": place[0].id, "item": subject}
    one = next((one for one in found.state.matters.values() if subject in one.comments), None)
    return {"matter": one.id if one else "", "item": subject}


def _withdrawn(what: str) -> Any:  # noqa: ANN401 - a function
    def given(found: Reading, subject: str) -> dict[str, Json]:
        return {"consultation": _item(found, subject).get("consultation", ""), what: subject}

    return given


def _grounds(found: Reading, _subject: str) -> dict[str, Choices]:
    rule = found.state.charter.moderation
    return {"ground": [(one, moderation(one)) for one in rule.grounds] if rule else []}


FORMS = (
    Asked(
        name="flag", path="flag/<str:subject>/", kind="moderation.flag", title=t("Report what was said"),
        lead=t(
            "You point it out to those who moderate. That you did is in the public record; only officers read why."
            " Nothing is taken down by a report."
        ),
        button=t("Report it"), done=t("It is reported."), given=_item, parts=("reason",), choices=_grounds,
        leave=frozenset({"consultation", "matter"}),
        words={
            "ground": Words(t("On which ground"), t("The charter names the grounds.")),
            "reason__reason": Words(t("What is wrong with it"), t("Only officers read this.")),
        },
    ),
    Asked(
        name="statement-withdraw", path="withdraw/<str:subject>/", kind="statement.withdraw",
        title=t("Take back your statement"),
        lead=t("Nobody votes on it any more, and its votes count for nothing. Its text stays until you erase it."),
        button=t("Take it back"), done=t("Your statement is taken back."), given=_withdrawn("statement"), danger=True,
    ),
    Asked(
        name="submission-withdraw", path="u/<str:subject>/withdraw/", kind="submission.withdraw",
        title=t("Take back your submission"),
        lead=t("It is marked as taken back. What it says stays until you erase it."),
        button=t("Take it back"), done=t("Your submission is taken back."), given=_withdrawn("submission"), danger=True,
    ),
)  # fmt: skip

URLS: list[URLPattern] = [
    path("b/<origin:origin>/c/<str:name>/state/", state, name="state"),
    path("b/<origin:origin>/c/<str:name>/submit/", submit, name="submit"),
    *[one.url() for one in FORMS],
    path("b/<origin:origin>/u/<str:name>/", submission, name="submission"),
    path("b/<origin:origin>/u/<str:name>/<str:digest>", attachment, name="attachment"),
]
