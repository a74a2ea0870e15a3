"""Sessions and accounts as Django and allauth have them, but by prepared queries: every request needs both."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from comity.store.models import User
from comity.store.prepared import Prepared

_SESSION = Prepared(lambda key: Session.objects.filter(session_key=key).values_list("session_data", "expire_date"), "")
_USER = Prepared(lambda key: User.objects.filter(pk=key), 0)


class SessionStore(db.SessionStore):
    """Of the database, so that a session ends everywhere when it is ended."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing if there is none, or if it has expired."""
        found = _SESSION.rows(self.session_key) if self.session_key else []
        if not found or found[0][1] <= datetime.now(UTC):
            self._session_key = None
            return {}
        return dict(self.decode(found[0][0]))


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Who signs in as allauth says."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session; None if there is none any more, or if it may not sign in."""
        user = _USER.first(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None
