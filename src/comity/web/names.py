"""The names under which people are shown. They are private parts of acts, so that they can be erased."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from django.db.models import Max

from comity.store.models import Body, Entry, Row
from comity.store.projection import rows


@dataclass
class _Book:
    names: dict[str, str] = field(default_factory=dict)
    given: int = -1
    erased: int = -1


_books: dict[int, _Book] = {}
_mutex = threading.Lock()


def names_of(body: Body) -> dict[str, str]:
    """Actor to name, of those who gave one. Read again only where somebody gave or erased one since."""
    given = Row.objects.filter(body=body, table="names").count()  # the index alone tells it
    erased = Entry.objects.filter(body=body, kind="erase").aggregate(Max("seq"))["seq__max"]
    now = (given, -1 if erased is None else erased)
    with _mutex:
        book = _books.get(body.pk)
        if book is None or (book.given, book.erased) != now:
            found = {str(row["actor"]): str(row["name"] or "") for row in rows(body, "public", "names")}
            book = _books[body.pk] = _Book({actor: name for actor, name in found.items() if name}, *now)
        return book.names


def forget() -> None:
    """Forget all names: another database is in use. For tests."""
    with _mutex:
        _books.clear()
