"""The OpenID Connect providers with which people may sign in, from a file of the operator."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from comity.base.errors import InputError

_NEEDED = {"id", "name", "server", "client_id", "secret"}
_KNOWN = _NEEDED | {"pages"}


def providers(path: str) -> dict[str, Any]:
    """Django-allauth's setting for the providers in a file: a JSON list, each with id, name, server, client_id, secret.

    InputError if the file cannot be read or is of another form. Without a path there are none.
    """
    apps = [
        {
            "provider_id": one["id"], "name": one["name"], "client_id": one["client_id"], "secret": one["secret"],
            "settings": {"server_url": one["server"], "oauth_pkce_enabled": True},
        }
        for one in _read(path)
    ]  # fmt: skip
    return {"openid_connect": {"APPS": apps}} if apps else {}


def origins(path: str) -> list[str]:
    """Where the providers have people sign in: the origin of `pages`, or of `server` where that is not given."""
    found = (urlsplit(one.get("pages", one["server"])) for one in _read(path))
    return list(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in found))


@cache
def _read(path: str) -> tuple[dict[str, str], ...]:
    if not path:
        return ()
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", path=path) from None
    if not isinstance(found, list) or not all(map(_is_one, found)):
        raise InputError(f"is a list of objects with {', '.join(sorted(_NEEDED))}, and perhaps pages", path=path)
    return tuple(found)


def _is_one(one: object) -> bool:
    return isinstance(one, dict) and _NEEDED <= one.keys() <= _KNOWN and all(isinstance(v, str) for v in one.values())
