"""A store is opened by several at once, and whatever is wrong with its database is told in one sentence."""

import ctypes
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import comity
from comity.store.databases import secret_key
from tests.stores import named

SOURCE = Path(comity.__file__).parent.parent
IN_A_HURRY = """
from comity.store.settings import *
DATABASES["default"]["OPTIONS"]["timeout"] = 0.3
"""


def environment(home, url="", **more):
    return {**os.environ, "PYTHONPATH": str(SOURCE), "COMITY_HOME": str(home), "COMITY_DATABASE_URL": url, **more}


def run(command, home, url="", *, preexec=None, **more):
    done = subprocess.run(
        [sys.executable, "-m", "comity", *command],
        check=False,
        capture_output=True,
        text=True,
        env=environment(home, url, **more),
        timeout=120,
        preexec_fn=preexec,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """The home and URL of a database that has no tables yet."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        yield home, ""
        return
    server, name = request.getfixturevalue("postgresql"), f"empty_{abs(hash(str(tmp_path)))}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield home, named(server, name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_first_starts_at_the_same_time_all_succeed(empty):
    home, url = empty
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "comity", "jobs", "--once"],
            env={key: value for key, value in environment(home, url).items() if key != "COMITY_SECRET_KEY"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    found = [(*one.communicate(timeout=120), one.returncode) for one in started]
    assert found == [("jobs tried: 0, failing: 0\n", "", 0)] * 4
    assert len((home / "secret-key").read_text()) > 40


COMMANDS = [["record", "checkpoint"], ["rebuild"], ["rebuild", "--write"], ["jobs"], ["jobs", "--once"]]
every_command = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


@every_command
def test_a_server_that_is_down(command, tmp_path):
    done = run(command, tmp_path, "postgresql://me:secret@127.0.0.1:1/x")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot use the database: connection failed" in done.stderr and "(x at 127.0.0.1:1)" in done.stderr
    assert "secret" not in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://localhost/x", "COMITY_DATABASE_URL must be like postgresql://user:password@host:5432/name"),
        ("postgresql://127.0.0.1:1/x?colour=blue", 'invalid connection option "colour"'),
    ],
)
def test_a_url_that_leads_nowhere(url, told, tmp_path):
    done = run(["rebuild"], tmp_path, url)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr and done.stderr.count("\n") == 1


def test_a_missing_driver(tmp_path):
    (tmp_path / "hidden").mkdir()
    for name in ("psycopg", "psycopg2"):
        (tmp_path / "hidden" / f"{name}.py").write_text("raise ImportError('not installed')\n")
    path = os.pathsep.join([str(tmp_path / "hidden"), str(SOURCE)])
    done = run(["rebuild"], tmp_path, "postgresql://127.0.0.1:1/x", PYTHONPATH=path)
    assert done.returncode == 2
    assert done.stderr == "comity: PostgreSQL needs its driver: pip install 'comity[postgresql]'\n"


def file_instead_of_folder(home):
    home.write_text("")


def folder_instead_of_database(home):
    (home / "comity.sqlite3").mkdir(parents=True)


def no_database(home):
    home.mkdir()
    (home / "comity.sqlite3").write_bytes(b"something else entirely" * 500)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (file_instead_of_folder, "is not a folder"),
        (folder_instead_of_database, "unable to open database file"),
        (no_database, "file is not a database"),
    ],
)
def test_a_home_that_is_none(spoil, told, tmp_path):
    spoil(tmp_path / "home")
    done = run(["rebuild"], tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr and str(tmp_path / "home") in done.stderr and done.stderr.count("\n") == 1


def without_privileges():
    """Root, too, is held to permissions without these capabilities (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


@every_command
@pytest.mark.skipif(sys.platform != "linux", reason="drops capabilities as Linux has them")
def test_a_home_without_permission(command, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    done = run(command, home, preexec=without_privileges)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Permission denied" in done.stderr and str(home) in done.stderr and done.stderr.count("\n") == 1


def test_a_database_of_a_later_release(empty):
    home, url = empty
    assert run(["jobs", "--once"], home, url).returncode == 0
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')"
    if url:
        with psycopg.connect(url) as connection:
            connection.execute(later)
    else:
        with sqlite3.connect(home / "comity.sqlite3") as connection:
            connection.execute(later)
        connection.close()
    done = run(["rebuild"], home, url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "was written by a later release of Comity" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [["rebuild", "b.example/r", "--write"], ["jobs", "--once"]], ids=" ".join)
def test_a_database_that_another_program_has_locked(command, tmp_path):
    (tmp_path / "hurried.py").write_text(IN_A_HURRY)
    more = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{SOURCE}", "DJANGO_SETTINGS_MODULE": "hurried"}
    home = tmp_path / "home"
    assert run(["jobs", "--once"], home, **more).returncode == 0
    other = sqlite3.connect(home / "comity.sqlite3", isolation_level=None)
    other.execute(
        "INSERT INTO store_body (origin, size, at, tip, due, projected, noticed, stands_at)"
        " VALUES ('b.example/r',0,'','','','',0,'')"
    )
    other.execute("BEGIN EXCLUSIVE")
    done = run(command, home, **more)
    other.close()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"comity: cannot use the database: database is locked ({home / 'comity.sqlite3'})\n"


def test_a_server_that_would_lose_acts(tmp_path, postgresql):
    with psycopg.connect(postgresql, autocommit=True) as admin:
        admin.execute("CREATE DATABASE careless")
        admin.execute("ALTER DATABASE careless SET synchronous_commit = off")
        done = run(["rebuild"], tmp_path, named(postgresql, "careless"))
        admin.execute("DROP DATABASE careless WITH (FORCE)")
    assert done.returncode == 2
    assert done.stderr == "comity: the database has synchronous_commit = off and would lose acts: set it on\n"


def test_the_key_of_sessions_is_made_once_and_for_its_owner_only(tmp_path):
    home = tmp_path / "home"
    key = secret_key(home)
    assert secret_key(home) == key
    assert (home / "secret-key").stat().st_mode & 0o077 == 0
    assert [path.name for path in home.iterdir()] == ["secret-key"]
