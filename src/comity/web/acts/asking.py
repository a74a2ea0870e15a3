"""One machinery for the forms of acts: what is asked, who may, what they typed, the act, and where they go then.

A form is one entry of a table (`Asked`); the pages hold the tables. Whether somebody may do an act is asked of the
rules before they fill in a form, as far as that does not depend on what they write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from comity.body.kind import Content, Refusal
from comity.record.canonical import Json
from comity.web import errors
from comity.web.acts.forms import ActForm, Choices, Words, form_of
from comity.web.acts.may import refused
from comity.web.reading import Reading
from comity.web.refusals import told
from comity.web.running import kind_of
from comity.web.shown import attempt, opened, page
from comity.web.wording.about import Subject, page_of, subject_of

Text = str | Promise
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

COMMON: Mapping[str, Words] = {
    "affected": Words(
        gettext_lazy("How does this affect you?"),
        gettext_lazy("The charter opens this to whoever is affected. It is in the public record for ever."),
    ),
    "reason": Words(gettext_lazy("Why"), gettext_lazy("It is published, in the public record, for ever.")),
    "language": Words(gettext_lazy("Language of what you write")),
}
"""Words for fields that several forms have."""

STANDING = {
    "who.not-allowed", "interest.missing", "interest.challenged", "person.suspended", "person.silenced",
    "office.term-over", "consultation.closed", "matter.not-open", "matter.not-gathering", "matter.proposed",
    "matter.not-yours", "matter.decided-on", "matter.suspended", "objection.none", "objection.decided",
    "objection.withdrawn", "objection.not-yours", "dispute.none", "dispute.before", "dispute.no-disposition",
    "statement.not-yours", "statement.not-open", "submission.not-yours", "submission.not-open", "comment.not-yours",
    "comment.not-open", "comment.matter-over", "minority.no-designation", "minority.not-among", "membership.none",
    "member.already", "member.asked", "interest.none", "interest.no-challenge", "interest.own",
    "interest.not-stated", "interest.challenged-already", "interest.challenged-before", "moderation.none",
    "moderation.flagged", "moderation.removed", "commitment.none", "commitment.not-signed", "commitment.not-yours",
    "commitment.judged", "commitment.missed", "election.closed", "challenge.none", "report.none", "harm.none",
    "harm.own-answer", "proceeding.ended", "proceeding.not-seated", "proceeding.party", "proceeding.author",
    "translation.reviewed", "translation.yours", "figure.being-decided",
}  # fmt: skip
"""Refusals that no wording of an act changes: whoever meets one is told so instead of being asked to write."""


def affected_field() -> forms.CharField:
    """How an act affects its actor, where the charter opens it to whoever is affected."""
    return forms.CharField(
        label=gettext_lazy("How does this affect you?"), required=False, max_length=2000,
        help_text=gettext_lazy("The charter opens this to whoever is affected. It is in the public record for ever."),
    )  # fmt: skip


def _nothing(_found: Reading, _subject: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Asked:
    """A form of one kind of act.

    given: the fields that follow from the address. leave: those that are not asked. parts: the private parts that are.
    finds: what the subject in the address stands for. back: where one goes from here.
    """

    name: str
    path: str
    kind: str
    title: Text
    lead: Text
    button: Text
    done: Text
    given: Callable[[Reading, str], dict[str, Json]] = _nothing
    words: Mapping[str, Words] = field(default_factory=dict)
    choices: Callable[[Reading, str], Mapping[str, Choices]] = _nothing
    leave: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    danger: bool = False
    finds: Callable[[Reading, str], Subject | None] = subject_of
    back: Callable[[Reading, str], str] = page_of
    initial: Callable[[Reading, str], dict[str, Any]] = _nothing

    def url(self) -> URLPattern:
        """Its address."""
        return path(f"b/<origin:origin>/{self.path}", partial(signed_in(ask), asked=self), name=self.name)


def signed_in(view: View[P]) -> View[P]:
    """For whoever is signed in; others sign in first and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            sentence = _("You are not signed in any more, and nothing was done: sign in, go back, and send it again.")
            messages.warning(request, sentence)
        to_login = redirect_to_login(request.get_full_path())
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": to_login.url})
        return to_login

    return cast("View[P]", guarded)


def ask(request: HttpRequest, origin: str, *, asked: Asked, subject: str = "") -> HttpResponse:
    """Show the form, or do what it asks for and go on."""
    subject = subject or request.GET.get("of", "")
    with opened(request, origin) as found:
        form = _form(request, found, asked, subject)
        if request.method != "POST" or "more" in request.POST or not form.is_valid():
            return _page(request, found, asked, subject, form)
        public = {**asked.given(found, subject), **form.said()}
        to = asked.back(found, subject)
    documents = [one.content for one in form.documents()]
    done = attempt(request, origin, asked.kind, public, private=form.private(), blobs=documents, done=str(asked.done))
    if done is None:
        with opened(request, origin) as found:
            form = _form(request, found, asked, subject)
            form.is_valid()
            form.miss_files()
            return _page(request, found, asked, subject, form, _broken(found, asked.kind, public, form))
    return go(to)


def _broken(found: Reading, kind: str, public: Mapping[str, Json], form: ActForm) -> Refusal | None:
    """The refusal of an act that was tried, if it breaks rules that only warn, and can be done by whoever says so."""
    try:
        refusal = refused(found, kind, public, {**form.private()})
    except ValidationError:
        return None
    return refusal if refusal is not None and refusal.message == "warn.not-named" else None


def go(to: str) -> HttpResponse:
    """To another page, after an act: 303, so that reloading does nothing twice."""
    answer = redirect(to)
    answer.status_code = 303
    return answer


def _form(request: HttpRequest, found: Reading, asked: Asked, subject: str) -> ActForm:
    kind = kind_of(asked.kind)
    assert kind is not None, f"no kind {asked.kind}"  # noqa: S101 - the tables name kinds that there are
    there = asked.given(found, subject)
    if subject and asked.finds(found, subject) is None:
        raise errors.NotHereError(_("There is no %(name)s in this body.") % {"name": subject})
    how = asks_how(found, asked.kind, there, asked.choices(found, subject))
    leave = asked.leave | there.keys() | (set() if how else {"affected"})
    parts = {name: kind.parts[name].schema for name in asked.parts}
    made = form_of(kind.public, parts, leave=frozenset(leave), words={**COMMON, **asked.words},
                   choices=asked.choices(found, subject))  # fmt: skip
    if request.method != "POST":
        return made(initial={**asked.initial(found, subject), **request.GET.dict()})
    if "more" in request.POST:
        return made.again(request.POST, request.POST["more"])
    return made(request.POST, request.FILES)


def _page(
    request: HttpRequest, found: Reading, asked: Asked, subject: str, form: ActForm, broken: Refusal | None = None
) -> HttpResponse:  # fmt: skip
    refusal = standing(found, asked.kind, asked.given(found, subject), asked.choices(found, subject))
    if refusal is not None and refusal.message == "warn.not-named":
        refusal = None  # by the made-up words perhaps: what is written is asked about when it is there
    context = {
        "asked": asked,
        "about": asked.finds(found, subject) if subject else None,
        "form": form,
        "back": asked.back(found, subject),
        **barrier(found, broken or refusal),
    }
    tried = request.method == "POST" and "more" not in request.POST
    return page(request, found, "web/asked.html", context, 422 if tried else 200)


def barrier(found: Reading, refusal: Refusal | None) -> dict[str, Any]:
    """For a page: why its reader may not do this, and where they can change that; or which rules they would break."""
    if refusal is None:
        return {}
    if refusal.message == "warn.not-named":
        breaks = refusal.facts.get("breaks")
        return {"breaks": breaks if isinstance(breaks, list) else [], "warning": told(refusal, found)}
    helps = {
        "interest.missing": ("interest", _("State your interests")),
        "interest.challenged": ("interest", _("See the challenge")),
        "membership": ("join", _("Join this body")),
    }
    key = refusal.message
    who = refusal.facts.get("who")
    if key == "who.not-allowed" and isinstance(who, list) and "members" in who:
        key = "membership"
    remedy = helps.get(key)
    return {
        "barrier": told(refusal, found),
        "remedy": {"to": reverse(remedy[0], args=[found.origin]), "words": remedy[1]} if remedy else None,
    }


def standing(
    found: Reading, kind: str, there: Mapping[str, Json], choices: Mapping[str, Choices] | None = None,
    private: Mapping[str, Json] | None = None,
) -> Refusal | None:  # fmt: skip
    """Why the reader may not do an act of this kind, whatever they write; None if that depends on what they write."""
    refusal = _tried(found, kind, there, choices or {}, private)
    if refusal is None or refusal.message == "warn.not-named":
        return refusal
    if refusal.message == "who.not-allowed" and "affected" in _list(refusal.facts.get("who")):
        return _tried(found, kind, {**there, "affected": "-"}, choices or {}, private, only=STANDING)
    return refusal if refusal.message in STANDING else None


def asks_how(
    found: Reading, kind: str, there: Mapping[str, Json], choices: Mapping[str, Choices] | None = None,
    private: Mapping[str, Json] | None = None,
) -> bool:  # fmt: skip
    """Whether the reader may do this only as somebody who is affected, and has to say how."""
    refusal = _tried(found, kind, there, choices or {}, private)
    return refusal is not None and "affected" in _list(refusal.facts.get("who"))


def _tried(
    found: Reading, kind: str, there: Mapping[str, Json], choices: Mapping[str, Choices],
    private: Mapping[str, Json] | None, only: set[str] | None = None,
) -> Refusal | None:  # fmt: skip
    """The refusal of an act with made-up words in it; None if it would be done, or cannot be tried."""
    one = kind_of(kind)
    if one is None:
        return None
    public = {**_made_up(one.public, choices), **there}
    try:
        refusal = refused(found, kind, public, private)
    except ValidationError:
        return None
    return refusal if refusal is None or only is None or refusal.message in only else None


def _made_up(schema: type[Content], choices: Mapping[str, Choices]) -> dict[str, Json]:
    """Something in each field that must be there, of its type."""
    found: dict[str, Json] = {}
    for name, one in schema.model_json_schema(mode="validation").get("properties", {}).items():
        if name in schema.model_fields and schema.model_fields[name].is_required():
            first = next(iter(choices.get(name, ())), None)
            text: Json = (
                first[0] if first else "2999-01-01T00:00:00.000000Z" if "2[0-9]" in one.get("pattern", "") else "-"
            )
            kinds: dict[str, Json] = {"boolean": True, "integer": 1, "array": [first[0]] if first else []}
            found[name] = one["enum"][0] if "enum" in one else kinds.get(one.get("type", ""), text)
    return found


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
