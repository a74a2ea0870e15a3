"""The tokens of one's own programs: made, listed, revoked."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from comity.store.models import Token, User
from comity.web import errors
from comity.web.people import tokens

MOST = 20
"""Tokens that one person may have."""


class TokenForm(forms.Form):
    """What a token is for, and whether it may act."""

    name = forms.CharField(max_length=100, label=gettext_lazy("What it is for"))
    scope = forms.ChoiceField(
        label=gettext_lazy("What a program may do with it"),
        widget=forms.RadioSelect,
        choices=[
            ("read", gettext_lazy("Read what I may read")),
            ("act", gettext_lazy("Read, and act in my name: vote, state, object and all else that I may do")),
        ],
        initial="read",
    )


@login_required
@never_cache
@sensitive_variables("secret")
def index(request: HttpRequest) -> HttpResponse:
    """Those that one has; a new one, whose secret is shown this once."""
    assert isinstance(request.user, User)  # noqa: S101 - whoever is signed in is one
    secret, status = "", 200
    form = TokenForm(request.POST or None)
    if request.method == "POST":
        if Token.objects.filter(user=request.user).count() >= MOST:
            form.add_error(None, _("You have %(most)s tokens: revoke one first.") % {"most": MOST})
        if form.is_valid():
            may_act = form.cleaned_data["scope"] == "act"
            secret = tokens.make(request.user, form.cleaned_data["name"], may_act=may_act)
            form = TokenForm()
        else:
            status = 422
    held = Token.objects.filter(user=request.user).order_by("-made")
    return render(request, "web/tokens.html", {"form": form, "held": held, "secret": secret}, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them serves no longer."""
    assert isinstance(request.user, User)  # noqa: S101 - as above
    gone, _of = Token.objects.filter(user=request.user, pk=pk).delete()
    errors.here(gone or None, _("You have no such token."))
    messages.success(request, _("The token was revoked. Programs that have it can do nothing with it any more."))
    return redirect("tokens")


URLS: list[URLPattern] = [
    path("me/tokens/", index, name="tokens"),
    path("me/tokens/<int:pk>/revoke", revoke, name="token-revoke"),
]
