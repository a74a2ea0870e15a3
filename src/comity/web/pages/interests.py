"""State one's interests, see what was stated and challenged, and challenge those of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from comity.body.interests import StateSaid
from comity.record.canonical import Json
from comity.store.projection import rows
from comity.web.acts.asking import Asked, barrier, go, signed_in, standing
from comity.web.acts.forms import ActForm, Words, form_of
from comity.web.people.names import names_of
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.wording import countries
from comity.web.wording.about import Subject

LISTS = ("affiliations", "funders", "owners")
_WORDS = {
    "group": Words(_("Stakeholder group"), _("The group for which you count in this body.")),
    "country": Words(_("Country"), _("Where you live or which you stand for.")),
    "affiliations": Words(_("Affiliations"), _("Organisations that you work for, belong to or speak for.")),
    "funders": Words(_("Funders"), _("Who pays you, or an organisation of yours.")),
    "owners": Words(_("Owners"), _("Who owns your organisations, or funds them as an owner does.")),
    "name": Words(_("Name")),
    "of": Words(_("Of which organisation"), _("Leave it empty if it is you yourself.")),
    "since": Words(_("Since"), _("Leave it empty for always.")),
    "until": Words(_("Until"), _("Leave it empty if it still holds.")),
}
_NONE = {"affiliations": _("I have none"), "funders": _("Nobody funds me"), "owners": _("There are none")}


class InterestForm(ActForm):
    """A statement of interest. `needed`: the fields without which it is not complete."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as `ActForm`
        """Each list can be declared empty."""
        super().__init__(*args, **kwargs)
        for name in LISTS:
            self.fields[f"beside_{name}"] = forms.BooleanField(label=_NONE[name], required=False)
            self.rows[name].none = self[f"beside_{name}"]  # type: ignore[attr-defined] # shown beside the rows
        for row in self.rows["affiliations"].forms:
            row.fields.pop("of")  # an affiliation is one's own
        for name in {"group", "country"} & {*self.needed}:
            field = self.fields[name]
            field.required = True
            if isinstance(field.widget, forms.RadioSelect):
                field.choices = [one for one in field.choices if one[0]]  # type: ignore[attr-defined] # it has some

    def clean(self) -> dict[str, Any]:
        """Each list is given, or declared empty, and not both; what the charter needs is there."""
        found: dict[str, Any] = super().clean() or {}
        for name, one in self.rows.items():
            there, none = bool(one.is_valid() and one.values()), bool(found.get(f"beside_{name}"))
            if there and none:
                self.add_error(f"beside_{name}", _("You say that there are none, and name some."))
            if not there and not none and name in self.needed and one.is_valid():
                self.add_error(f"beside_{name}", _("Name them, or say that there are none."))
        return found

    def said(self) -> dict[str, Json]:
        """What is stated: a list that is neither given nor declared empty is left out."""
        found = {name: value for name, value in super().said().items() if not name.startswith("beside_")}
        stated = {name for name in LISTS if found.get(name) or self.cleaned_data.get(f"beside_{name}")}
        return {name: value for name, value in found.items() if name not in LISTS or name in stated}


def _made(found: Reading) -> type[InterestForm]:
    charter = found.state.charter
    choices = {"group": [(one.id, one.name) for one in charter.groups], "country": countries.choices()}
    made = form_of(StateSaid, words=_WORDS, choices=choices, base=InterestForm)
    needed = charter.disclosure.fields if charter.disclosure else ()
    return type("Stated", (made,), {"needed": needed})


@signed_in
def interest(request: HttpRequest, origin: str) -> HttpResponse:
    """State one's interests, or state them anew."""
    with opened(request, origin) as found:
        form = _form(request, found)
        if request.method != "POST" or "more" in request.POST or not form.is_valid():
            return _page(request, found, form)
    done = str(_("Your interests are stated."))
    if attempt(request, origin, "interest.state", form.said(), done=done) is None:
        with opened(request, origin) as found:
            form = _form(request, found)
            form.is_valid()
            return _page(request, found, form, 422)
    return go(reverse("mine", args=[origin]))


def _form(request: HttpRequest, found: Reading) -> ActForm:
    made = _made(found)
    if request.method != "POST":
        return made(initial=_stated(found, found.actor))
    return made.again(request.POST, request.POST["more"]) if "more" in request.POST else made(request.POST)


def _page(request: HttpRequest, found: Reading, form: ActForm, status: int = 200) -> HttpResponse:
    person = found.state.people.get(found.actor)
    now = person.interest if person else None
    challenges = [one for one in rows(found.body, "public", "challenges", found.actor) if now and one["seq"] > now.seq]
    context = {
        "form": form,
        "now": now,
        "challenges": challenges,
        **barrier(found, standing(found, "interest.state", {"affiliations": []})),
    }
    return page(request, found, "web/interest.html", context, 422 if form.faulty else status)


def _stated(found: Reading, actor: str) -> dict[str, Any]:
    """What somebody stated last, as a form takes it."""
    person = found.state.people.get(actor)
    if person is None or person.interest is None:
        return {}
    last = person.interest
    known: dict[str, Any] = {"group": last.group, "country": last.country}
    told = next((one for one in rows(found.body, "public", "people", actor) if one["seq"] == last.seq), {})
    stated = told.get("stated")
    for name in LISTS:
        ties = [_tie(one) for one in rows(found.body, "public", name, actor) if one["seq"] == last.seq]
        known[name] = ties
        known[f"beside_{name}"] = not ties and isinstance(stated, list) and name in stated
    return known


def _tie(row: Mapping[str, Json]) -> dict[str, Json]:
    return {"name": row["name"], "of": row["organisation"], "since": row["from"], "until": row["to"]}


def person_of(found: Reading, actor: str) -> Subject | None:
    """Somebody with a statement of interest, and what it says."""
    one = found.state.people.get(actor)
    if one is None:
        return None
    stated = _stated(found, actor)
    lines = [f"- {label}: {_said(stated, name)}" for name, label in _LABELS.items()] if stated else []
    title = names_of(found.body).get(actor, actor)
    return Subject(actor, title, [(str(_("What they stated")), "\n".join(lines), actor)] if lines else [], "", actor)


_LABELS = {
    "group": _("Stakeholder group"), "country": _("Country"), "affiliations": _("Affiliations"),
    "funders": _("Funders"), "owners": _("Owners"),
}  # fmt: skip


def _said(stated: Mapping[str, Any], name: str) -> str:
    value = stated.get(name) or "–"
    if name == "country":
        return countries.name_of(value)
    return ", ".join(str(one["name"]) for one in value) if isinstance(value, list) else str(value)


def _to_person(found: Reading, actor: str) -> str:
    return reverse("person", args=[found.origin, actor])


CHALLENGE = Asked(
    name="interest-challenge",
    path="people/<path:subject>/challenge/",
    kind="interest.challenge",
    title=_("Challenge a statement of interest"),
    lead=_(
        "You say in public that this statement is wrong or leaves something out. Until those whom the charter names"
        " have ruled, it serves for nothing. Who stated it reads what you write, and so does everybody else, for ever."
    ),
    button=_("Challenge it"),
    done=_("The statement is challenged."),
    given=lambda _found, subject: {"person": subject},
    words={
        "reason": Words(_("What is wrong or missing"), _("It is published.")),
        "evidence": Words(_("What shows it"), _("Where it can be read: an address, a register, a report.")),
    },
    finds=person_of,
    back=_to_person,
)

URLS: list[URLPattern] = [path("b/<origin:origin>/interest/", interest, name="interest"), CHALLENGE.url()]
