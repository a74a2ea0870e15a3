"""The language of whoever is signed in: remembered with the account, so that pages and letters are in it everywhere."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.views.i18n import set_language

from comity.store.models import User


class LanguageMiddleware:
    """Speaks the language of the account. Of others, the cookie or the browser says it (LocaleMiddleware)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next in line."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose it before a page is made."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
            language = request.user.language
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self._next(request)


def choose(request: HttpRequest) -> HttpResponseBase:
    """As Django's own view, and remembered with the account."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if request.method == "POST" and isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return response
