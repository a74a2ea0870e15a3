"""Start Django on this store, and bring its tables up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.base.errors import UsageError
from comity.base.files import alone

_LOCK = 0x436F6D697479
"""The name of the advisory lock under which one process of many changes the tables of a PostgreSQL database."""


def start() -> None:
    """Make Django ready, once; the settings are `store.settings` unless DJANGO_SETTINGS_MODULE names others.

    UsageError if the environment names a database or a mail server that we do not know, or a driver is missing.
    """
    import django
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.store.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        if "psycopg" in str(error):
            raise UsageError("PostgreSQL needs its driver: pip install 'comity[postgresql]'") from error
        raise


def migrate() -> None:
    """Create the tables, or bring those of an earlier release up to date. Several processes may do so at once.

    UsageError if the database is of a later release, cannot be used, or acknowledges what is not on its disk.
    """
    with told(), _alone():
        from django.core.management import call_command
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        applied = {key for key in executor.loader.applied_migrations if key[0] == "store"}
        if applied - executor.loader.graph.nodes.keys():
            raise UsageError("the database was written by a later release of Comity; use that release or a later one")
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        _need_durable()


def _need_durable() -> None:
    """UsageError if the server is set to lose commits that it acknowledged (PostgreSQL, "Write Ahead Log" settings)."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for setting in ("fsync", "synchronous_commit"):
                cursor.execute(f"SHOW {setting}")
                if cursor.fetchone()[0] == "off":
                    raise UsageError(f"the database has {setting} = off and would lose acts: set it on")


@contextmanager
def told() -> Iterator[None]:
    """Tell what the database refuses in one sentence: UsageError."""
    start()
    from django.db import Error

    try:
        yield
    except Error as error:
        raise UsageError(f"cannot use the database: {sentence(error)} ({where()})") from error


def where() -> str:
    """The database that is in use, as a sentence may name it: without a password."""
    from django.db import connection

    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(given["NAME"])
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"{given['NAME']} at {given['HOST'] or given['OPTIONS'].get('host', 'the local socket')}{port}"


def sentence(error: Exception) -> str:
    """The first line of what a database says."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(":") if lines else type(error).__name__


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time make or change tables: both databases would fail half of those who begin together."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with alone(Path(f"{connection.settings_dict['NAME']}.migrating")):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
