"""What the API answers when something cannot be done: one form for all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from comity.base.errors import ComityError, InputError
from comity.body.kind import RefusedError
from comity.store.sequencer import InDoubtError, StoreError
from comity.web import errors, refusals
from comity.web.acts.acting import SignInError
from comity.web.api.shapes import Shape

WAIT = "60"
"""Seconds after which to try again, for whoever was too fast or met a database that was away."""


class Fault(Shape):
    """Why something was not done."""

    message: Annotated[str, Field(examples=["consultation.closed"])]
    """An identifier that stays the same: of a refusal, that of the rule."""
    sentence: str
    """The same for people, in their language."""
    facts: Annotated[dict[str, Any], Field(default_factory=dict)]
    """What the rule saw."""
    clause: str = ""
    """The place in the charter or in a published rule that says so, if one does."""


E = TypeVar("E", bound=Exception)

SIGN_IN = "sign-in"
NOT_HERE = "not-here"
MALFORMED = "malformed"

READS: dict[int, type[Shape]] = {401: Fault, 404: Fault, 422: Fault, 429: Fault, 503: Fault}
"""The faults of every reading; 401 is for a token that is not valid."""
ACTS: dict[int, type[Shape]] = {**READS, 403: Fault, 409: Fault, 413: Fault}
"""The faults of what needs an account."""


def fault(status: int, message: str, sentence: str, **more: object) -> HttpResponse:
    """The answer that tells a fault."""
    content = Fault(message=message, sentence=sentence, **more)  # type: ignore[arg-type] # facts and clause
    answer = HttpResponse(content.model_dump_json(), status=status, content_type="application/json; charset=utf-8")
    if status in {429, 503}:
        answer["Retry-After"] = WAIT
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def told(error: ComityError) -> HttpResponse:
    """An error of ours as a fault."""
    status, _title, sentence = errors.answer(error)
    if isinstance(error, RefusedError):
        refusal = error.refusal
        status = 429 if refusal.message == "pace.too-fast" else status
        return fault(status, refusal.message, refusals.told(refusal), facts=dict(refusal.facts), clause=refusal.clause)
    if isinstance(error, SignInError):
        return fault(401, SIGN_IN, _("Sign in first, or send a token: an act is somebody's."))
    if isinstance(error, InputError):
        return fault(422, MALFORMED, sentence)
    if isinstance(error, InDoubtError):
        return fault(status, "store.in-doubt", _("The act may be in the record: look before you do it again."))
    if isinstance(error, StoreError):
        return fault(status, "store.away", sentence)
    return fault(404 if status == 404 else 422, NOT_HERE if status == 404 else MALFORMED, sentence)


def of_http(error: HttpError) -> HttpResponse:
    """An error of the library, or one of `auth`, whose message is an identifier."""
    words = {
        400: (422, MALFORMED, _("What was sent is not JSON.")),
        401: (401, SIGN_IN, _("Sign in first, or send a token that is valid and was not revoked.")),
        429: (429, "pace.too-fast", _("There were too many requests from your network: wait a minute, or sign in.")),
    }
    forbidden = {
        "token.reads-only": _("This token may read and not act: make another on your page."),
        "csrf": _("A request with the cookie of a session brings the token of its form, in X-CSRFToken."),
    }
    if error.status_code in words:
        return fault(*words[error.status_code])
    return fault(error.status_code, str(error), forbidden.get(str(error), str(error)))


def of_form(error: ValidationError) -> HttpResponse:
    """What was sent has another form than the description says."""
    places = [".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]) for one in error.errors]
    faults = [f"{place}: {one['msg'].lower()}" for place, one in zip(places, error.errors, strict=True)]
    return fault(422, MALFORMED, "; ".join(faults[:8]))


def _made(error: E | type[E], kind: type[E]) -> E:
    """The error itself; the library's types let it be a class, which it never is."""
    assert isinstance(error, kind)  # noqa: S101 - as above
    return error


def handle(api: NinjaAPI) -> None:
    """Have an API tell its errors so."""
    api.add_exception_handler(ComityError, lambda _request, error: told(_made(error, ComityError)))
    api.add_exception_handler(HttpError, lambda _request, error: of_http(_made(error, HttpError)))
    api.add_exception_handler(ValidationError, lambda _request, error: of_form(_made(error, ValidationError)))
    api.add_exception_handler(Http404, nothing)
    api.add_exception_handler(RequestDataTooBig, _too_large)


class MethodMiddleware:
    """Tells in the form of all faults that an address takes another method: the library says it in plain text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next in line."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with another body where it is 405."""
        answer = self._next(request)
        if answer.status_code != 405 or not request.path_info.startswith("/api/v1/"):
            return answer
        allowed = answer.headers.get("Allow", "")
        told = fault(405, "method", _("This address takes another method: %(methods)s.") % {"methods": allowed})
        told["Allow"] = allowed
        return told


@csrf_exempt
def nothing(_request: HttpRequest, _what: object) -> HttpResponse:
    """What any other address below that of the API answers."""
    return fault(404, NOT_HERE, _("There is nothing at this address."))


def _too_large(_request: HttpRequest, _error: object) -> HttpResponse:
    return fault(413, "too-large", _("This is more than a request may hold: 2.5 million bytes."))
