"""Secrets with which programs act as a person. The database has their SHA-256 only, and no log has them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from comity.store.models import Token, User

PREFIX = "comity_"
"""So that programs which look for secrets in files know one."""
_BYTES = 32
_NOTED_EVERY = timedelta(minutes=1)


def make(user: User, name: str, *, may_act: bool) -> str:
    """A new token, which nobody can be shown a second time."""
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    Token.objects.create(user=user, name=name, digest=_digest(secret), may_act=may_act)
    return secret


def find(secret: str) -> Token | None:
    """The token of a secret, its person with it; None for any other secret, or if the account is closed."""
    if not secret.startswith(PREFIX):
        return None
    found = Token.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()
    now = datetime.now(UTC)
    if found and (found.used is None or found.used < now - _NOTED_EVERY):
        Token.objects.filter(pk=found.pk).update(used=now)
    return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
