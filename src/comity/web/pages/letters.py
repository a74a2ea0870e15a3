"""How somebody hears of what they follow, and the one click that ends it (RFC 8058)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comity.store.models import User
from comity.web import errors
from comity.web.mail.letters import stopped


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Each by itself, once a day, or never."""
    assert isinstance(request.user, User)  # noqa: S101 - whoever is signed in is one
    chosen = request.POST.get("letters", "")
    ways = {"each": _("Each by itself"), "daily": _("One letter a day"), "none": _("No such letters")}
    if request.method == "POST" and chosen in ways:
        request.user.letters = chosen
        request.user.save(update_fields=["letters"])
        messages.success(request, _("Kept."))
        return redirect("letters", permanent=False)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/letters.html", {"ways": ways}, status=status)


@csrf_exempt  # whose letters they are, the token says; a mail program clicks without having been here
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the letters to somebody: by a button, or by the one click of a mail program."""
    user = stopped(token)
    errors.here(user, _("This address ends no letters: it is not whole, or the account is gone."))
    assert user is not None  # noqa: S101 - as `here` saw
    if request.method == "POST":
        user.letters = "none"
        user.save(update_fields=["letters"])
    return render(request, "web/letters_stop.html", {"stopped": user.letters == "none"})


URLS: list[URLPattern] = [
    path("me/letters/", choose, name="letters"),
    path("letters/stop/<str:token>/", stop, name="letters-stop"),
]
