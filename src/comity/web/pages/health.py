"""For machines that watch the server: whether it is well, and figures in the form of Prometheus."""

from __future__ import annotations

import hmac
import os
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest

from comity.store.jobs import failing
from comity.store.models import Body, Job, Letter
from comity.web.mail import telling

BEHIND = timedelta(minutes=10)
"""A job that waits longer than this is late, and so is whoever should do it."""
_KEPT = 5.0
"""Seconds for which an answer serves: asking often may not become writing often."""
_known: dict[str, tuple[float, dict[str, bool]]] = {}


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 if the database takes writes and somebody does what is due; 503 and which of them fails otherwise."""
    known = _known.get("health")
    if known is None or time.monotonic() - known[0] > _KEPT:
        known = _known["health"] = time.monotonic(), _look()
    found = known[1]
    return JsonResponse({"ok": all(found.values()), **found}, status=200 if all(found.values()) else 503)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of all processes of `comity serve` on this machine. For its own people only."""
    if not _may_see(request):
        return HttpResponse("Say the token of COMITY_METRICS_TOKEN, or ask from the machine itself.\n", status=403,
                            content_type="text/plain")  # fmt: skip
    shared = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import MultiProcessCollector

        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call] # the library has none there
    return HttpResponse(generate_latest(shared) + generate_latest(_now()), content_type=CONTENT_TYPE_LATEST)


def forget() -> None:
    """Forget the last answer: another database is in use. For tests."""
    _known.clear()


def _look() -> dict[str, bool]:
    try:
        cache.set("health", time.time(), 60)
        writable = cache.get("health") is not None
        late = Job.objects.filter(due__lt=datetime.now(UTC) - BEHIND).exists()
        return {"database": writable, "jobs": not late and (telling.is_alive() or not Body.objects.exists())}
    except Error:
        return {"database": False, "jobs": False}


def _may_see(request: HttpRequest) -> bool:
    """With a token, whoever says it; without, whoever asks from this machine past no proxy."""
    token = settings.METRICS_TOKEN
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    near = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
    return near and not settings.ALLAUTH_TRUSTED_PROXY_COUNT and "HTTP_X_FORWARDED_FOR" not in request.META


def _now() -> CollectorRegistry:
    """What the database says at this moment, the same in every process."""
    found = CollectorRegistry()
    Gauge("comity_jobs_waiting", "Jobs that are due.", registry=found).set(
        Job.objects.filter(due__lt=datetime.now(UTC)).count()
    )
    Gauge("comity_jobs_failing", "Jobs that failed when they were last tried.", registry=found).set(len(failing()))
    Gauge("comity_letters_waiting", "Letters that are not sent yet.", registry=found).set(
        Letter.objects.filter(sent=None).count()
    )
    acts = Gauge("comity_record_acts", "Acts in the record.", ["record"], registry=found)
    for origin, size in Body.objects.values_list("origin", "size"):
        acts.labels(origin).set(size)
    return found


URLS: list[URLPattern] = [path("health", health, name="health"), path("metrics", metrics, name="metrics")]
