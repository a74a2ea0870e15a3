"""What goes wrong while a page is made, told in one sentence on a page of its own, with the status that fits."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from comity.base.errors import ComityError, UsageError
from comity.body.kind import RefusedError
from comity.store.sequencer import NoBodyError, StoreError
from comity.web.acting import SignInError
from comity.web.refusals import told

log = logging.getLogger("comity.web")


class NotHereError(UsageError):
    """There is no such thing: the page that was asked for is about nothing."""


def here(found: object, what: str) -> None:
    """NotHereError unless something was found."""
    if found is None:
        raise NotHereError(what)


class ErrorMiddleware:
    """Answers for exceptions of ours; Django answers for all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next in line."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing, unless something goes wrong."""
        return self._next(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that tells it."""
        if not isinstance(error, ComityError):
            return None
        if isinstance(error, SignInError):
            return redirect_to_login(request.get_full_path())
        status, title, sentence = answer(error)
        if status >= 500:
            log.error("%s %s: %s", request.method, request.path, error)
        return render(
            request, "web/error.html", {"title": title, "sentence": sentence, "status": status}, status=status
        )


def answer(error: ComityError) -> tuple[int, str, str]:
    """The status of HTTP, a title and a sentence for an error of ours."""
    if isinstance(error, NoBodyError | NotHereError):
        return 404, _("This is not here"), str(error)
    if isinstance(error, RefusedError):
        return 409, _("This may not be done"), told(error.refusal)
    if isinstance(error, StoreError):
        return (
            503,
            _("This could not be kept"),
            _("The server could not write it down just now. Nothing was done; try again in a minute."),
        )
    return 400, _("This cannot be understood"), str(error)
