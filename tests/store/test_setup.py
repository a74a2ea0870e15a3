"""A database is brought up to date, or refused in a sentence."""

import psycopg
import pytest
from django.db import connection, connections

from comity.base.errors import UsageError
from comity.store import setup
from tests.stores import use


def test_bringing_up_to_date_twice_is_as_once(store):
    setup.migrate()
    setup.migrate()


def test_a_database_of_a_later_release_is_refused(store):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', CURRENT_TIMESTAMP)"
        )
    with pytest.raises(UsageError) as refused:
        setup.migrate()
    assert (
        str(refused.value) == "the database was written by a later release of Comity; use that release or a later one"
    )


def test_a_database_that_would_lose_acts_is_refused(store):
    if not store.url:
        return  # what SQLite does is set in each connection: tests/store/test_durability.py
    with psycopg.connect(store.url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {admin.info.dbname} SET synchronous_commit = off")
    connections.close_all()
    with pytest.raises(UsageError, match="has synchronous_commit = off and would lose acts"):
        setup.migrate()


def test_a_database_that_is_not_there_is_told_in_a_sentence(store):
    (store.home / "folder" / "comity.sqlite3").mkdir(parents=True)
    use(store.url.replace("store_", "nowhere_") or "", store.home / "folder")
    with pytest.raises(UsageError, match=r"^cannot use the database: .+") as told:
        setup.migrate()
    assert "\n" not in str(told.value)
    use(store.url, store.home)
