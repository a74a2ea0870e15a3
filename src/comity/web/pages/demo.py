"""The example bodies: look at one as somebody who is in it, and let its time pass. Only where COMITY_DEMO is set.

Nobody in an example is real, so signing in as one of them needs no proof; of a real body nobody is ever offered.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comity import demo
from comity.record.envelope import time_of
from comity.store.models import Participant, User
from comity.store.sequencer import body_of
from comity.web import errors
from comity.web.reading import reading
from comity.web.running import sequencer

DAYS = (1, 7, 30)
"""How far the time of an example can be put at once."""
_BACKEND = "comity.web.people.sessions.Backend"


def index(request: HttpRequest) -> HttpResponse:
    """Who can be looked as, in each example."""
    _only_here()
    found = []
    for origin in demo.ORIGINS:
        with reading(origin) as one:
            name = one.state.charter.name
        found.append({"origin": origin, "name": name, "personas": demo.personas_of(origin), "titles": _titles()})
    return render(request, "web/demo.html", {"bodies": found, "days": DAYS})


@require_POST
def enter(request: HttpRequest, origin: str, persona: str) -> HttpResponse:
    """Sign in as somebody of an example."""
    _only_here()
    _check_simulated(origin)
    chosen = next((one for one in demo.personas_of(origin) if one.id == persona), None)
    if chosen is None:
        raise errors.NotHereError(_("Nobody in this example is called so."))
    body = body_of(origin)
    known = Participant.objects.filter(body=body, actor=chosen.actor).select_related("user").first()
    if known is None:
        user, _new = User.objects.get_or_create(
            email=f"{chosen.actor}@{body.origin.partition('/')[0]}", defaults={"name": chosen.name}
        )
        known = Participant.objects.get_or_create(body=body, actor=chosen.actor, defaults={"user": user})[0]
    login(request, known.user, _BACKEND)
    messages.success(request, _("You look at it as %(name)s, who is made up.") % {"name": chosen.name})
    return redirect("body", origin)


@require_POST
def pass_time(request: HttpRequest, origin: str) -> HttpResponse:
    """Put the time of an example forward; what falls due on the way happens."""
    _only_here()
    _check_simulated(origin)
    days = request.POST.get("days", "")
    if days not in {str(one) for one in DAYS}:
        raise errors.NotHereError(_("The time of an example is put forward by one, seven or thirty days."))
    with reading(origin) as found:
        until = time_of(found.at) + timedelta(days=int(days))
    passed = len(demo.let_pass(sequencer().registry, origin, until))
    said = ngettext("%(count)s deadline passed on the way.", "%(count)s deadlines passed on the way.", passed)
    messages.success(request, said % {"count": passed})
    return redirect("body", origin)


def _only_here() -> None:
    if not settings.DEMO:
        raise Http404


def _check_simulated(origin: str) -> None:
    with reading(origin) as found:
        if origin not in demo.ORIGINS or not found.state.simulated:
            raise errors.NotHereError(_("This body is no example."))


def _titles() -> dict[str, str]:
    """What each persona is, in words."""
    return {
        "chair": _("Chair"), "editor": _("Editor"), "secretary": _("Secretary"), "panellist": _("Panellist"),
        "civil-society": _("Participant, civil society"), "company": _("Participant, a company"),
        "newcomer": _("Newcomer"), "area-director": _("Area director"), "reader": _("Participant of the list"),
    }  # fmt: skip


URLS: list[URLPattern] = [
    path("demo/", index, name="demo"),
    path("demo/<origin:origin>/as/<slug:persona>/", enter, name="demo-enter"),
    path("demo/<origin:origin>/time/", pass_time, name="demo-time"),
]
