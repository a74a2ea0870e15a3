"""How often strangers may ask, counted by all processes together.

Each request of a stranger would write to the database if each were counted there; so a process counts in itself, and
tells the others after every tenth. A stranger may ask a little more often than is said, and never much.
"""

from __future__ import annotations

import ipaddress
import threading
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST_A_MINUTE = 120
"""Requests from one address by people who are not signed in."""

MOST_SEARCHES = 30
"""Searches a minute from one address by people who are not signed in."""

_TOLD_EVERY = 10
_counts: dict[str, int] = {}
_mutex = threading.Lock()


def is_too_fast(request: HttpRequest) -> bool:
    """Count a request of a stranger; whether that is more than they may."""
    minute = int(time.time()) // 60
    key = f"pace:{minute}:{_network(request)}"
    with _mutex:
        if key not in _counts and len(_counts) > 10_000:  # of minutes that are over, mostly
            _counts.clear()
        _counts[key] = own = _counts.get(key, 0) + 1
        tells = own % _TOLD_EVERY == 0
        if tells:
            _counts[key] = 0
    if tells:
        cache.add(key, 0, timeout=120)
        return int(cache.incr(key, _TOLD_EVERY)) > MOST_A_MINUTE
    return int(cache.get(key, 0)) + own > MOST_A_MINUTE


def searches_too_often(request: HttpRequest) -> bool:
    """Count a search of a stranger; whether that is more than they may in a minute. All processes count alike."""
    key = f"search:{get_adapter(request).get_client_ip(request)}"
    if cache.add(key, 1, 60):
        return False
    try:
        return int(cache.incr(key)) > MOST_SEARCHES
    except ValueError:  # the minute ended just now
        return False


def forget() -> None:
    """Forget what was counted here. For tests."""
    with _mutex:
        _counts.clear()


def _network(request: HttpRequest) -> str:
    """Where a request comes from: an address, or of IPv6 the network of 64 bits that one household has."""
    address = get_adapter(request).get_client_ip(request)
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    return str(found if found.version == 4 else ipaddress.ip_network(f"{found}/64", strict=False).network_address)
