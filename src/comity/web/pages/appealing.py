"""Appeal: which act, before which instance that the charter has, on which of its grounds, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.body import rules
from comity.body.appeals import filing
from comity.charter.procedure import Instance
from comity.record.canonical import Json
from comity.record.envelope import Act, read_act
from comity.store.models import Entry
from comity.web import errors
from comity.web.acts.asking import affected_field, barrier, go, signed_in, standing
from comity.web.acts.forms import ActForm
from comity.web.pages.objecting import PUBLIC
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.wording.about import link, sentence_of, subject_of

RECENT = 40
"""Acts that are looked at for what can be appealed."""

GROUNDS = {
    "process": t("The process was not followed"), "scope": t("It is outside the scope of the body"),
    "technical-error": t("It rests on a technical error"), "information-ignored": t("Information was ignored"),
    "false-information": t("It rests on false information"), "charter-violation": t("It violates the charter"),
    "rules-inadequate": t("The rules themselves are inadequate"), "disclosure": t("Interests were not disclosed"),
}  # fmt: skip
EFFECTS = {
    "recommend": t("An appeal that is upheld is a recommendation."),
    "annul": t("What was appealed falls if the appeal is upheld."),
    "remand": t("It is decided again if the appeal is upheld."),
    "bind": t("The ruling binds: it orders what is to be done."),
}
_KINDS = (
    "body.amend", "body.recognise", "body.transfer", "body.withdraw-recognition", "clock.pass", "decision.close",
    "decision.position", "decision.put", "decision.reopen", "decision.review", "designation.confirm",
    "designation.publish", "moderation.remove", "moderation.restore", "moderation.silence", "objection.answer",
    "remedy.order",
)  # fmt: skip
"""Kinds whose acts a charter may open to appeals; whether one is, the rules say of each act."""


@dataclass(frozen=True)
class Way:
    """An instance before which something can be brought. `filed`: what the appeal says besides ground and reason."""

    instance: Instance
    until: str
    filed: dict[str, Json]


def ways(found: Reading, against: int) -> list[Way]:
    """Before which instances an act can be brought, and until when; also those whose time is over."""
    target = found.state.look(against) if 0 <= against < found.state.size else None
    appeals = found.state.charter.appeals
    if appeals is None or not isinstance(target, Act):
        return []
    told = [(one, filing(found.state, against, one.id)) for one in appeals.instances]
    return [Way(one, rules.after(target.at, one.within), there) for one, there in told if there["what"] is not None]


def further(found: Reading, below: str) -> list[Way]:
    """The next instance of a ruling."""
    appeal = found.state.appeals.get(below)
    if appeal is None or not appeal.ruled:
        return []
    lower = found.state.charter.instance(appeal.instance)
    if lower.next is None:
        return []
    upper = found.state.charter.instance(lower.next)
    return [Way(upper, rules.after(appeal.ruled, upper.within), {"below": below})]


class AppealForm(ActForm):
    """An appeal."""

    instance = forms.ChoiceField(label=t("Before which instance"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=t("On which ground"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=t("What is wrong, and what should follow"), help_text=PUBLIC, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )  # fmt: skip
    affected = affected_field()


@signed_in
def appeal(request: HttpRequest, origin: str) -> HttpResponse:
    """Choose an act; then say why, before whom, on which ground."""
    against, below = request.GET.get("against", ""), request.GET.get("below", "")
    with opened(request, origin) as found:
        if not against and not below:
            return _choose(request, found)
        there = further(found, below) if below else ways(found, int(against) if against.isdecimal() else -1)
        form = _form(request, there)
        if not there or not form.is_bound or not form.is_valid():
            return _page(request, found, against, below, there, form)
    way = next(one for one in there if one.instance.id == form.cleaned_data["instance"])
    filed = {key: value for key, value in way.filed.items() if value is not None}
    public: dict[str, Json] = {**filed, **form.said()}
    done = attempt(request, origin, "appeal.file", public, done=_("Your appeal is filed."))
    if done is not None:
        return go(link(origin, f"a{done.act.seq}"))
    with opened(request, origin) as found:
        return _page(request, found, against, below, there, form, 422)


def _form(request: HttpRequest, there: list[Way]) -> AppealForm:
    form = AppealForm(request.POST if request.method == "POST" else None)
    grounds = dict.fromkeys(ground for one in there for ground in one.instance.grounds)
    form.fields["instance"].choices = [(one.instance.id, one.instance.name) for one in there]  # type: ignore[attr-defined]
    form.fields["ground"].choices = [(one, GROUNDS[one]) for one in grounds]  # type: ignore[attr-defined]
    if len(there) == 1:
        form.initial["instance"] = there[0].instance.id
    if not any("affected" in one.instance.who for one in there):
        del form.fields["affected"]
    return form


def _page(
    request: HttpRequest, found: Reading, against: str, below: str, there: list[Way], form: AppealForm,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    target = found.state.look(int(against)) if against.isdecimal() and int(against) < found.state.size else None
    errors.here(target if against else found.state.appeals.get(below), _("There is nothing like that to appeal."))
    refusal = None
    if there:
        way = there[0]
        filed = {key: value for key, value in way.filed.items() if value is not None}
        tried: dict[str, Json] = {"instance": way.instance.id, "ground": way.instance.grounds[0], "reason": "-"}
        refusal = standing(found, "appeal.file", {**filed, **tried})
    named = next(
        (str(one.filed.get(key)) for one in there for key in ("objection", "matter") if one.filed.get(key)), below
    )
    appeals = found.state.charter.appeals
    context = {
        "form": form, "ways": [(one, EFFECTS[one.instance.effect], found.at > one.until,
                                [GROUNDS[ground] for ground in one.instance.grounds]) for one in there],
        "act": target if isinstance(target, Act) else None, "against": against, "below": below,
        "about": subject_of(found, named) if named else None, "stays": bool(appeals and appeals.stays),
        "back": reverse("act", args=[found.origin, int(against)]) if against else link(found.origin, below),
        **barrier(found, refusal),
    }  # fmt: skip
    return page(request, found, "web/appeal-file.html", context, 422 if form.faulty else status)


def _choose(request: HttpRequest, found: Reading) -> HttpResponse:
    """The last acts that can be appealed still."""
    last = Entry.objects.filter(body=found.body, kind__in=_KINDS).order_by("-seq").values_list("seq", "entry")
    listed: list[dict[str, Any]] = []
    for seq, entry in last[:RECENT]:
        there = [one for one in ways(found, seq) if found.at <= one.until]
        one = read_act(bytes(entry))
        if there and isinstance(one, Act):
            named = next(
                (str(way.filed.get(key)) for way in there for key in ("objection", "matter") if way.filed.get(key)), ""
            )
            until = max(way.until for way in there)
            about = subject_of(found, named) if named else None
            listed.append({"seq": seq, "act": one, "told": sentence_of(found, one), "until": until, "about": about})
    rulings = [
        one for one in found.state.appeals.values() if any(found.at <= way.until for way in further(found, one.id))
    ]
    context = {"acts": listed, "rulings": rulings, "none": found.state.charter.appeals is None}
    return page(request, found, "web/appeal-choose.html", context)


URLS: list[URLPattern] = [path("b/<origin:origin>/appeal/", appeal, name="appeal-file")]
