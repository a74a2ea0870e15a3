"""Start Django on this store, and bring its tables up to date."""

from __future__ import annotations

import os

from comity.base.errors import UsageError


def start() -> None:
    """Make Django ready, once; the settings are `store.settings` unless DJANGO_SETTINGS_MODULE names others."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.store.settings")
    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Create the tables, or bring those of an earlier release up to date.

    UsageError if the database is of a later release, cannot be used, or acknowledges what is not on its disk.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    start()
    try:
        executor = MigrationExecutor(connection)
        unknown = {
            key for key in executor.loader.applied_migrations if key[0] == "store"
        } - executor.loader.graph.nodes.keys()
        if unknown:
            raise UsageError("the database was written by a later release of Comity; use that release or a later one")
        call_command("migrate", verbosity=0, interactive=False)
        _need_durable()
    except DatabaseError as error:
        raise UsageError(f"cannot use the database: {str(error).strip().splitlines()[0]}") from error


def _need_durable() -> None:
    """UsageError if the server is set to lose commits that it acknowledged (PostgreSQL, "Write Ahead Log" settings)."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for setting in ("fsync", "synchronous_commit"):
                cursor.execute(f"SHOW {setting}")
                if cursor.fetchone()[0] == "off":
                    raise UsageError(f"the database has {setting} = off and would lose acts: set it on")
