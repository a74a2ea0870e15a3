"""What the server says to strangers, hostile or not: headers, errors on pages of their own, limits, figures, logs."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client, override_settings

import comity
from comity.store.models import Body, Job
from comity.web.mail import telling
from comity.web.pages import health
from tests.web.sites import Site

LIVE = {"COMITY_HTTPS": "1", "COMITY_HOST": "comity.example", "COMITY_SECRET_KEY": "a" * 25 + "bcdefghij" * 5}


ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}


def django(*arguments, home, **environment):
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "django", *arguments],
        env={**ENVIRONMENT, "PYTHONPATH": str(Path(comity.__file__).parent.parent), "COMITY_HOME": str(home),
             "DJANGO_SETTINGS_MODULE": "comity.web.settings", **environment},
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_djangos_deployment_check_is_clean(tmp_path):
    done = django("check", "--deploy", "--fail-level", "WARNING", home=tmp_path, **LIVE)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    loose = django("check", "--deploy", "--fail-level", "WARNING", home=tmp_path)
    assert loose.returncode == 1, "the check would see that there is no HTTPS"


def test_cookies_and_headers_hold_where_https_is_spoken(tmp_path):
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "from comity.store import setup; setup.migrate()\n"
        "from comity.web.serve import prepare; prepare()\n"
        "client = Client(HTTP_HOST='comity.example')\n"
        "print(client.get('/').status_code, client.get('/').headers['Location'])\n"
        "answer = client.get('/accounts/login/', secure=True)\n"
        "print(answer.status_code, '|'.join(one.output(header='') for one in answer.cookies.values()))\n"
        "for name, value in answer.headers.items(): print(f'{name}: {value}')\n"
        "print(client.get('/health').status_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=120,
        env={**ENVIRONMENT, "PYTHONPATH": str(Path(comity.__file__).parent.parent), "COMITY_HOME": str(tmp_path),
             "DJANGO_SETTINGS_MODULE": "comity.web.settings", **LIVE},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "301 https://comity.example/" in said
    cookie = re.search(r"__Host-csrf=[^|\n]*", said)[0]
    assert "Secure" in cookie and "HttpOnly" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert "Strict-Transport-Security: max-age=31536000; includeSubDomains; preload" in said
    assert "X-Frame-Options: DENY" in said and "X-Content-Type-Options: nosniff" in said
    assert "Referrer-Policy: same-origin" in said and "Cross-Origin-Opener-Policy: same-origin" in said
    policy = re.search(r"Content-Security-Policy: (.*)", said)[1]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_each_error_has_a_page_and_a_status(site: Site):
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    missing = client.get("/no/such/place/")
    assert missing.status_code == 404 and b"There is no page at this address" in missing.content
    assert b'class="brand"' in missing.content and "Content-Security-Policy" in missing.headers
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400
    assert client.get("/", HTTP_HOST="localhost<b>").status_code == 400
    assert client.get("/?x=\x00", HTTP_X_FORWARDED_HOST="evil.example").status_code == 200
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    refused = strict.post("/i18n/setlang/", {"language": "fr"})
    assert refused.status_code == 403 and b"This form is not valid any more" in refused.content
    field = client.post("/accounts/login/code/", {"email": "x" * 3_000_000})
    assert field.status_code == 413 and b"This is too large" in field.content
    many = client.post("/accounts/login/code/", "&".join(f"a{n}=" for n in range(6_000)),
                       content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert many.status_code == 413
    flood = client.generic("POST", "/accounts/login/code/", b"", CONTENT_LENGTH="20000001")
    assert flood.status_code == 413 and "Content-Security-Policy" in flood.headers


def test_a_fault_of_ours_is_told_without_the_database(site: Site, monkeypatch, caplog):
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)

    def fault(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("comity.web.pages.bodies.Body.objects.filter", fault)
    with monkeypatch.context() as patched:
        patched.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", fault)
        answer = client.get("/")
    assert answer.status_code == 500 and b"This is a fault of the program" in answer.content
    assert b"<style" not in answer.content and b"ZeroDivision" not in answer.content
    assert "ZeroDivisionError" in caplog.text


def test_health_says_when_nobody_does_what_is_due(site: Site):
    cache.clear()
    client = site.client()

    def ask():
        health.forget()
        answer = client.get("/health")
        return answer.status_code, answer.json()

    assert ask() == (200, {"ok": True, "database": True, "jobs": True}), "nothing is due where there is no body"
    site.sequencer.open(site.origin)
    assert ask() == (503, {"ok": False, "database": True, "jobs": False})
    telling._last.clear()
    list(telling.needs(Body.objects.get()))
    assert ask()[0] == 200
    Job.objects.create(name="mail", subject="1", due="2020-01-01T00:00:00Z")
    assert ask() == (503, {"ok": False, "database": True, "jobs": False})
    Job.objects.all().delete()
    assert ask()[0] == 200
    connections["default"].close()
    good = dict(connections["default"].settings_dict)
    connections["default"].settings_dict["NAME"] = "/nowhere/at/all"
    try:
        assert ask() == (503, {"ok": False, "database": False, "jobs": False})
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(good)


def test_figures_are_for_the_machines_own_people(site: Site):
    site.live(upto="interest")
    client = site.client()
    client.get(site.path())
    shown = client.get("/metrics").content.decode()
    assert 'comity_requests_total{method="GET",status="200",view="body"}' in shown
    assert f'comity_record_acts{{record="{site.origin}"}} {float(Body.objects.get().size)}' in shown
    assert 'comity_request_seconds_bucket{le="0.25",view="body"}' in shown and "comity_jobs_waiting" in shown
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 403
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 403
    with override_settings(METRICS_TOKEN="a secret of nobody"):
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer a secret of nobody").status_code == 200
        assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer än other").status_code == 403
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert client.get("/metrics").status_code == 403, "behind a proxy everybody comes from this machine"


def test_logs_tell_what_happened_and_not_to_whom(tmp_path):
    script = (
        "import django; django.setup()\n"
        "from comity.web.serve import prepare; prepare()\n"
        "from django.test import Client\n"
        "client = Client(HTTP_HOST='localhost', raise_request_exception=False)\n"
        "client.get('/letters/stop/SECRET-TOKEN/', REMOTE_ADDR='192.0.2.77')\n"
        "client.get('/nobody@people.example', HTTP_X_REQUEST_ID='chosen-by-a-stranger')\n"
        "client.post('/accounts/login/code/', {'email': 'somebody@people.example'})\n"
        "client.get('/', HTTP_HOST='evil.example')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=120,
        env={**ENVIRONMENT, "PYTHONPATH": str(Path(comity.__file__).parent.parent), "COMITY_HOME": str(tmp_path),
             "DJANGO_SETTINGS_MODULE": "comity.web.settings", "COMITY_LOG": "json"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    asked = [one for one in lines if one["logger"] == "comity.access"]
    assert [(one["view"], one["status"]) for one in asked][:2] == [("letters-stop", 404), ("none", 404)]
    assert len({one["request"] for one in asked}) == 4 and all(one["ms"] > 0 and one["time"] for one in asked)
    for secret in ("people.example", "192.0.2.77", "SECRET-TOKEN", "chosen-by-a-stranger"):
        assert secret not in done.stderr


@pytest.mark.parametrize("name", ["X-Request-ID"])
def test_a_request_has_an_identifier_that_a_proxy_may_give(site: Site, name):
    client = site.client()
    first, second = (client.get("/").headers[name] for _ in range(2))
    assert first != second and re.fullmatch(r"[0-9a-f]{16}", first)
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert client.get("/", headers={name: "proxy-0000-1"}).headers[name] == "proxy-0000-1"
        assert client.get("/", headers={name: "a b"}).headers[name] != "a b"
