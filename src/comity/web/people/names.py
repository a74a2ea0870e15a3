"""The names under which people are shown. They are private parts of acts, so that they can be erased."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from comity.store.models import Body, Entry
from comity.store.projection import rows

_CHANGING = ("person.name", "erase")
"""The kinds of act after which names may be others."""


@dataclass
class _Book:
    """The names after the first `size` acts, whose last one has the leaf hash `tip`."""

    size: int
    tip: bytes
    names: dict[str, str] = field(default_factory=dict)


_books: dict[int, _Book] = {}
_mutex = threading.Lock()


def names_of(body: Body) -> dict[str, str]:
    """Actor to name, of those who gave one. Read again only where somebody gave or erased one since.

    Only acts that came since the last time are looked at: a record of a million acts is not read for each page.
    """
    with _mutex:
        book = _books.get(body.pk)
        if book is None or book.size > body.size or _has_changed(body, book):
            found = {str(row["actor"]): str(row["name"] or "") for row in rows(body, "public", "names")}
            book = _Book(body.size, bytes(body.tip), {actor: name for actor, name in found.items() if name})
        _books[body.pk] = _Book(body.size, bytes(body.tip), book.names)
        return book.names


def _has_changed(body: Body, book: _Book) -> bool:
    if book.size == body.size:
        return book.tip != bytes(body.tip)
    since = Entry.objects.filter(body=body, seq__gte=book.size, seq__lt=body.size)
    return any(kind in _CHANGING for kind in since.values_list("kind", flat=True).iterator())


def forget() -> None:
    """Forget all names: another database is in use. For tests."""
    with _mutex:
        _books.clear()
