"""Run a pass over the parts of the people, on all cores, and keep the results in the order of the parts."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")

_inside = threading.local()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="comity", initializer=_mark)


def _mark() -> None:
    _inside.pool = True


def over(work: Callable[[T], U], items: Iterable[T]) -> list[U]:
    """Return [work(item) for item in items]; compiled passes release the interpreter and run side by side.

    Called from inside such work it runs here and now: a pool that waits for itself would stop.
    """
    items = list(items)
    if len(items) < 2 or getattr(_inside, "pool", False):
        return [work(item) for item in items]
    return list(_pool().map(work, items))
