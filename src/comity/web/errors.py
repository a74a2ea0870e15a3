"""What goes wrong while a page is made, told in one sentence on a page of its own, with the status that fits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from comity.base.errors import ComityError, UsageError
from comity.body.kind import RefusedError
from comity.store.sequencer import NoBodyError, StoreError
from comity.web.acts.acting import SignInError
from comity.web.refusals import told
from comity.web.watching import view_of

log = logging.getLogger("comity.web")


class NotHereError(UsageError):
    """There is no such thing: the page that was asked for is about nothing."""


class MailError(ComityError):
    """A letter that somebody waits for could not be handed to the mail server."""


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
        """Nothing, unless something goes wrong.

        Nothing has a NUL in its name: neither a file nor a text of PostgreSQL can hold one, and asking for it fails.
        The API has patterns for what it takes.
        """
        if "\0" in request.path_info and not request.path_info.startswith("/api/"):
            return not_found(request)
        return self._next(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that tells it."""
        if not isinstance(error, ComityError):
            return None
        if isinstance(error, SignInError):
            return redirect_to_login(request.get_full_path())
        status, title, sentence = answer(error)
        if status >= 500:
            log.error("%s %s: %s", request.method, view_of(request), error)
        return _told(request, status, title, sentence)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What makes no sense, or is too large to be read."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return _told(request, 400, _("This cannot be understood"), _("Something in the address or the form is wrong."))


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """What is not for the reader, and a form that did not come from a page of ours (`reason`)."""
    if reason:
        sentence = _(
            "The form was open for too long, or it did not come from this site. Go back, load it again, send it."
        )
        return _told(request, 403, _("This form is not valid any more"), sentence)
    return _told(request, 403, _("This is not for you"), _("You may not see or do this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page."""
    return _told(request, 404, _("This is not here"), _("There is no page at this address. It may be written wrongly."))


def too_large(request: HttpRequest) -> HttpResponse:
    """More than a form or a file may hold."""
    sentence = _("What was sent is larger than 20 MB, or larger than this form takes. Send less, or a smaller file.")
    return _told(request, 413, _("This is too large"), sentence)


def broken(request: HttpRequest) -> HttpResponse:
    """A defect of ours. The page needs neither the database nor a template that might be what is broken."""
    sheet = ""
    with suppress(Exception):
        sheet = format_html('<link rel="stylesheet" href="{}">', static("web/comity.css"))
    title, sentence = (
        _("Something is wrong here"),
        _("This is a fault of the program. Nothing was done; try again later."),
    )
    body = format_html(
        '<!doctype html><html lang="{}" dir="{}"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width,initial-scale=1"><title>{} · Comity</title>{}</head><body><main><h1>{}</h1>'
        '<p>{}</p><p><a href="/">Comity</a></p></main></body></html>',
        get_language() or "en", "rtl" if get_language_bidi() else "ltr", title, sheet, title, sentence,
    )  # fmt: skip
    return HttpResponse(body, status=500)


def _told(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """The page of an error. Without the layout where that cannot be made: before a session, or without the database."""
    try:
        return render(
            request, "web/error.html", {"title": title, "sentence": sentence, "status": status}, status=status
        )
    except Exception:
        log.exception("the page of an error cannot be made")
        return HttpResponse(format_html("<!doctype html><title>{0}</title><h1>{0}</h1><p>{1}</p>", title, sentence),
                            status=status)  # fmt: skip


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
    if isinstance(error, MailError):
        return (
            503,
            _("The letter could not be sent"),
            _("The mail server did not take the letter with your code. Try again in a few minutes."),
        )
    return 400, _("This cannot be understood"), str(error)
