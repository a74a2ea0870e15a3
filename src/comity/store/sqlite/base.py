"""Django's SQLite, with a queue before the lock of the database.

A writer that finds SQLite locked sleeps for 1 to 100 ms and tries again (sqlite3_busy_timeout). Another one that has
much to do takes the lock again in between, so that with four busy processes one act in a hundred waited for half a
second and some for three. Here a transaction first waits for a lock on a file beside the database, from which the
kernel wakes those who wait when it is free, also when its holder was killed. It makes an order, no more: who gets in
without it is stopped by SQLite as before.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from comity.base.files import make_once


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues before each transaction that it begins."""

    _queue: int | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 - Django's own
        """A database that is made here is its owner's alone, whatever the folder is: it holds what is private.

        The file is never opened for that where it is: whoever closes it gives up all locks that this process holds on
        it, those of SQLite too (POSIX advisory locks; "How to corrupt an SQLite database file", 2.2).
        """
        if not self.is_in_memory_db():
            with suppress(OSError):  # SQLite tells what is wrong
                make_once(Path(self.settings_dict["NAME"]))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        self._wait()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._next()
            raise

    def _commit(self) -> Any:  # noqa: ANN401 - Django's own
        result = super()._commit()  # type: ignore[misc]
        self._next()  # if it failed, Django rolls back
        return result

    def _rollback(self) -> Any:  # noqa: ANN401 - Django's own
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._next()

    def _close(self) -> Any:  # noqa: ANN401 - Django's own
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._next()

    def _wait(self) -> None:
        if self.is_in_memory_db() or self._queue is not None:
            return
        try:
            self._queue = os.open(f"{self.settings_dict['NAME']}-queue", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._queue, fcntl.LOCK_EX)
        except OSError:  # a disk without locks, or full: then without order
            self._next()

    def _next(self) -> None:
        if self._queue is not None:
            os.close(self._queue)
            self._queue = None
