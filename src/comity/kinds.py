"""The kinds of act that this program knows, put together from the rooms that define some."""

from __future__ import annotations

from functools import cache

from comity.body.kinds import KINDS
from comity.body.registry import Registry


@cache
def registry() -> Registry:
    """The registry of all kinds; one for the process."""
    return Registry(KINDS)
