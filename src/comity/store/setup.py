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

    UsageError if the database is of a later release, or cannot be used.
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
    except DatabaseError as error:
        raise UsageError(f"cannot use the database: {str(error).strip().splitlines()[0]}") from error
