"""What the environment says of the database, mail and the secret key, as Django takes it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from comity.base.errors import UsageError
from comity.base.files import make_once


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings of one database; UsageError if the URL is none that we know.

    SQLite: write-ahead log, synchronous=FULL, and a transaction takes the lock when it begins: none fails half-way.
    """
    if not url:
        return {
            "ENGINE": "comity.store.sqlite",
            "NAME": str(home / "comity.sqlite3"),
            # Whoever closes the last connection empties the log into the database: with one a request, each does.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-20000; PRAGMA mmap_size=2147418112; PRAGMA wal_autocheckpoint=4000;",
            },
        }
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise UsageError(
            "COMITY_DATABASE_URL must be like postgresql://user:password@host:5432/name, or unset for SQLite"
        )
    return {
        "ENGINE": "comity.store.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        # A statement that comes again is planned once: planning is most of what a small one costs.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2, **dict(parse_qsl(parts.query))},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def mail(url: str, home: Path) -> dict[str, Any]:
    """Django's settings of outgoing mail; UsageError if the URL is none that we know."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(home / "mail"),
        }
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise UsageError("COMITY_MAIL must be like smtp://user:password@host:587, or unset for files")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure,
        "EMAIL_TIMEOUT": 30,
    }


def secret_key(home: Path) -> str:
    """The key of sessions, made once and kept readable by its owner only."""
    file = home / "secret-key"
    try:
        if not file.exists():
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            make_once(file, secrets.token_urlsafe(50).encode())  # processes that begin together must have the same
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot keep a key in {home}: {error.strerror}; set COMITY_HOME to another folder") from error
