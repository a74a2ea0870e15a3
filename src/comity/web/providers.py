"""The OpenID Connect providers with which people may sign in, from a file of the operator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from comity.base.errors import InputError

_NEEDED = {"id", "name", "server", "client_id", "secret"}


def providers(path: str) -> dict[str, Any]:
    """Django-allauth's setting for the providers in a file: a JSON list, each with id, name, server, client_id, secret.

    InputError if the file cannot be read or is of another form. Without a path there are none.
    """
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", path=path) from None
    if not isinstance(found, list) or not all(isinstance(one, dict) and one.keys() == _NEEDED for one in found):
        raise InputError(f"is a list of objects with {', '.join(sorted(_NEEDED))}", path=path)
    apps = [
        {
            "provider_id": one["id"], "name": one["name"], "client_id": one["client_id"], "secret": one["secret"],
            "settings": {"server_url": one["server"], "oauth_pkce_enabled": True},
        }
        for one in found
    ]  # fmt: skip
    return {"openid_connect": {"APPS": apps}}
