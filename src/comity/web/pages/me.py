"""One's own page: the bodies that one takes part in, language and letters, and the end of an account."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.store.models import Follow, Invitation, Letter, Notice, Participant, User
from comity.web.acts.asking import go
from comity.web.pages.mine import account
from comity.web.reading import reading


class SettingsForm(forms.Form):
    """What somebody may choose."""

    language = forms.ChoiceField(label=t("Language of pages and letters"), choices=settings.LANGUAGES)
    letters = forms.ChoiceField(
        label=t("Letters about what you follow"), widget=forms.RadioSelect,
        choices=[("each", t("each by itself")), ("daily", t("once a day, together")), ("none", t("none"))],
    )  # fmt: skip


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Where one takes part."""
    user = _user(request)
    now = {"language": user.language or translation.get_language(), "letters": user.letters}
    form = (
        SettingsForm(request.POST, label_suffix="")
        if request.method == "POST"
        else SettingsForm(initial=now, label_suffix="")
    )
    if form.is_bound and form.is_valid():
        user.language, user.letters = form.cleaned_data["language"], form.cleaned_data["letters"]
        user.save(update_fields=["language", "letters"])
        messages.success(request, _("This is kept."))
        answer = go(reverse("me"))
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 86400, samesite="Lax",
                          secure=settings.LANGUAGE_COOKIE_SECURE)  # fmt: skip
        return answer
    return render(request, "web/me.html", {"places": _places(user), "form": form}, status=422 if form.is_bound else 200)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - whoever is signed in is one
    return request.user


def _places(user: User) -> list[dict[str, Any]]:
    places = []
    for one in Participant.objects.filter(user=user).select_related("body").order_by("since"):
        with reading(one.body.origin, one.actor) as found:
            state = found.state
            if state.charter_json:
                places.append({"origin": found.origin, "name": state.charter.name, "actor": one.actor,
                               "audience": found.audience})  # fmt: skip
    return places


@login_required
def export(request: HttpRequest) -> HttpResponse:
    """What the account holds; what is kept in a body, that body's page gives."""
    user = _user(request)
    followed = Follow.objects.filter(user=user).values_list("body__origin", "subject")
    told = Notice.objects.filter(user=user).values_list("body__origin", "seq", "reason", "made")
    document = {
        "account": account(user),
        "bodies": [{"body": one["origin"], "you": one["actor"]} for one in _places(user)],
        "follows": [{"body": body, "subject": subject} for body, subject in followed],
        "notices": [{"body": body, "seq": seq, "reason": reason, "made": made} for body, seq, reason, made in told],
        "letters": list(Letter.objects.filter(to__iexact=user.email).values("subject", "text", "sent")),
    }
    answer = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=2, default=str), content_type="application/json"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="account.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


class EndForm(forms.Form):
    """Make sure that it is meant."""

    email = forms.EmailField(label=t("Your address, to make sure that you mean it"))

    def __init__(self, user: User, data: Any = None) -> None:  # noqa: ANN401 - as Django has it
        """Whose account it is."""
        super().__init__(data, label_suffix="")
        self._user = user

    def clean_email(self) -> str:
        """The address of this account."""
        found = str(self.cleaned_data["email"])
        if found.lower() != self._user.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."))
        return found


@login_required
def end(request: HttpRequest) -> HttpResponse:
    """Delete one's account. Acts stay in the records, under identifiers that nothing ties to a person any more."""
    user = _user(request)
    form = EndForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        addresses = [user.email, *user.emailaddress_set.values_list("email", flat=True)]  # type: ignore[attr-defined]
        for email in addresses:
            Letter.objects.filter(to__iexact=email).delete()
            Invitation.objects.filter(email__iexact=email).delete()
        logout(request)
        user.delete()
        messages.success(
            request, _("Your account is deleted. What you did stays in the records under your identifiers.")
        )
        return go(reverse("bodies"))
    return render(
        request, "web/end.html", {"form": form, "places": _places(user)}, status=422 if form.is_bound else 200
    )


URLS: list[URLPattern] = [
    path("me/", me, name="me"),
    path("me/export.json", export, name="me-export"),
    path("me/delete/", end, name="me-delete"),
]
