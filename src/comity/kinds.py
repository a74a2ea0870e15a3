"""All kinds of act that this program knows, put together: what the modules of `body` name in their KINDS.

A module may also have PASSINGS: what follows when a deadline of one name passes, which the clock's kind is given.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from comity import body
from comity.base.errors import UsageError
from comity.body.clock import Pass, Passing
from comity.body.registry import AnyKind, Registry


@cache
def registry() -> Registry:
    """The registry of all kinds. UsageError if two have one name and version, or two passings one name."""
    kinds: list[AnyKind] = []
    passings: dict[str, Passing] = {}
    for module in _modules(body):
        kinds += getattr(module, "KINDS", ())
        for name, passing in getattr(module, "PASSINGS", {}).items():
            if name in passings:
                raise UsageError(f"two modules say what follows when a deadline {name} passes")
            passings[name] = passing
    return Registry([Pass(passings), *kinds])


def _modules(room: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        yield importlib.import_module(found.name)
