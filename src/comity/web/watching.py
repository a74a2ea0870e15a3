"""What an operator sees: one line of log a request, and figures. Neither says who somebody is or what they read.

A line names the view and not the address that was asked for, since addresses can hold identifiers and secrets.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

MOST_BODY = 20_000_000
"""Bytes of a request; a file and a long text fit, and a flood does not."""

REQUESTS = Counter("comity_requests", "Requests.", ["view", "method", "status"])
SECONDS = Histogram(
    "comity_request_seconds", "How long a request took.", ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
ACTS = Counter("comity_acts", "Acts that were committed on the web.", ["kind"])
REFUSALS = Counter("comity_refusals", "Acts that were refused on the web.", ["message"])

_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_request_id: ContextVar[str] = ContextVar("request_id", default="")

log = logging.getLogger("comity.access")


class WatchMiddleware:
    """The outermost: gives each request an identifier, counts it, and tells of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next in line."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Watch one request."""
        began = time.perf_counter()
        name = _identifier(request)
        token = _request_id.set(name)
        try:
            response = self._next(request)
            took = time.perf_counter() - began
            view = view_of(request)
            method = request.method if request.method in _METHODS else "other"
            REQUESTS.labels(view, method, response.status_code).inc()
            SECONDS.labels(view).observe(took)
            facts = {"view": view, "method": method, "status": response.status_code, "ms": round(1000 * took, 1)}
            log.info("%(method)s %(view)s %(status)s", facts, extra=facts)
        finally:
            _request_id.reset(token)
        response["X-Request-ID"] = name
        return response


class LimitMiddleware:
    """Turns away unread what is too large."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next in line."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at how much is announced; no server of ours reads more than that."""
        from comity.web.errors import too_large

        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BODY:
            return too_large(request)
        return self._next(request)


class RequestFilter(logging.Filter):
    """Puts the identifier of the request into each line that is written during it, and the view for its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):  # a line of Django's, which names the address
            record.msg, record.args = "%s failed", (view_of(request),)
        record.request = _request_id.get()
        return True


def view_of(request: HttpRequest) -> str:
    """The name of the view that answered; "none" if there is none."""
    found = getattr(request, "resolver_match", None)
    return (found.view_name if found else "") or "none"


def logging_of(form: str) -> dict[str, object]:
    """Django's setting of logging: `json` for machines, with each request; else lines for people, what is wrong only.

    Below an error Django's own lines name addresses that were asked for, so they are left out.
    """
    machine = form == "json"
    handler = {"class": "logging.StreamHandler", "formatter": "json" if machine else "text", "filters": ["request"]}
    level = "INFO" if machine else "WARNING"
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s %(request)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "comity.web.watching.RequestFilter"}},
        "formatters": {
            "text": {"format": "%(asctime)s %(message)s"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter", "format": fields, "datefmt": "%Y-%m-%dT%H:%M:%S%z",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
        },
        "handlers": {"stderr": handler},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # whoever scans the internet is no error
        },
    }  # fmt: skip


def _identifier(request: HttpRequest) -> str:
    """The identifier that a proxy of ours gave, or a new one. What strangers send is not believed."""
    given = str(request.META.get("HTTP_X_REQUEST_ID", ""))
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and _ID.fullmatch(given):
        return given
    return secrets.token_hex(8)
