"""One's own page: the bodies that one takes part in, and how one signs in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from comity.store.models import Participant, User
from comity.web.reading import reading


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Where one takes part."""
    assert isinstance(request.user, User)  # noqa: S101 - whoever is signed in is one
    places = []
    for one in Participant.objects.filter(user=request.user).select_related("body").order_by("since"):
        with reading(one.body.origin, one.actor) as found:
            state = found.state
            if state.charter_json:
                places.append({"origin": found.origin, "name": state.charter.name, "actor": one.actor,
                               "audience": found.audience})  # fmt: skip
    return render(request, "web/me.html", {"places": places})


URLS: list[URLPattern] = [path("me/", me, name="me")]
