"""Django's PostgreSQL, which asks whether a connection is still good before each request: here only after a rest.

A connection that was used a moment ago is taken to be good. If it is not, since the database was restarted just then,
one request is told that the database is away, and the next has another connection.
"""

from __future__ import annotations

import time

from django.db.backends.postgresql import base

REST = 5.0
"""Seconds."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that remembers when it was found to be good."""

    _found = float("-inf")

    def is_usable(self) -> bool:
        """Whether it can be used: asked of the database after an error, or if it was not asked lately."""
        now = time.monotonic()
        if not self.errors_occurred and now - self._found < REST:
            return True
        usable: bool = super().is_usable()
        self._found = now if usable else float("-inf")
        return usable

    def connect(self) -> None:
        """A new one is good."""
        super().connect()
        self._found = time.monotonic()
