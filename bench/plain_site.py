"""The peer of the load test: plain Django, with sessions, that takes one vote as one insert and one commit.

Granian loads `application`; the database is SQLite with a write-ahead log and synchronous=FULL, or the PostgreSQL that
PLAIN_URL names. `python plain_site.py prepare SESSIONS` makes the tables and prints the session keys.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings

from comity.store.databases import database

HOME = Path(os.environ["PLAIN_HOME"])
settings.configure(
    SECRET_KEY="of the bench",  # noqa: S106 - nobody's
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={"default": database(os.environ.get("PLAIN_URL", ""), HOME)},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django must be ready
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

_ID = "BIGSERIAL" if "postgresql" in os.environ.get("PLAIN_URL", "") else "INTEGER"


def vote(request: HttpRequest) -> HttpResponse:
    """One vote."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO votes (person, statement, value) VALUES (%s, %s, %s)",
            [request.user.pk, request.POST["statement"], request.POST["value"]],
        )
    return HttpResponse(status=303, headers={"Location": "/"})


urlpatterns = [path("vote", vote)]


def prepare(sessions: int) -> list[str]:
    """The tables, and so many people who are signed in."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE votes (id {_ID} PRIMARY KEY, person BIGINT, statement TEXT, value TEXT)")
    keys = []
    for number in range(sessions):
        user = User.objects.create(username=f"p{number}")
        session = SessionStore()
        session.update({"_auth_user_id": str(user.pk), "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
                        "_auth_user_hash": user.get_session_auth_hash()})  # fmt: skip
        session.create()
        keys.append(str(session.session_key))
    return keys


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[2]))))
else:
    application = get_wsgi_application()
