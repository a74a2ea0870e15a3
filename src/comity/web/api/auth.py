"""Who asks: the person of a token, the person of a session, or a stranger. Whether they may act, its kind says."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from comity.store.models import Token, User
from comity.web.people import pace, tokens


class Bearer(HttpBearer):
    """A token, made on one's page: `Authorization: Bearer comity_…`. It decides, whatever session there is."""

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """The token; whoever sends one that is not valid is told so, and is no stranger."""
        found = tokens.find(token)
        if found is None:
            raise HttpError(401, "token")
        request.user = found.user
        return found


class ActingBearer(Bearer):
    """A token that may act."""

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """The token, if it may."""
        found = super().authenticate(request, token)
        if not found.may_act:
            raise HttpError(403, "token.reads-only")
        return found


class Session(APIKeyCookie):
    """The session of a browser; what changes anything brings the token against forged requests too."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:  # noqa: ANN401 - the library's own type
        """The person who is signed in."""
        if not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise HttpError(403, "csrf")
        return request.user

    def authenticate(self, request: HttpRequest, key: str | None) -> User | AnonymousUser:
        """The same; the library asks for it."""
        return request.user


def stranger(request: HttpRequest) -> AnonymousUser:
    """Anybody else, as long as they do not ask too often."""
    if pace.is_too_fast(request):
        raise HttpError(429, "pace")
    request.user = AnonymousUser()
    return request.user


ANYONE: list[Any] = [Bearer(), Session(), stranger]
PEOPLE: list[Any] = [Bearer(), Session()]
ACTORS: list[Any] = [ActingBearer(), Session()]
