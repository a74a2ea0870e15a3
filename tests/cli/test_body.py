"""The commands on bodies, each as a process of its own, without settings of anybody in its environment."""

import stat

import pytest

from tests.test_cli import comity_command

ORIGIN = "body.example/record"


@pytest.fixture
def body(tmp_path, monkeypatch):
    """A body that was founded in a folder that everybody can look into, and how to run a command on it."""
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    home = tmp_path / "home"
    home.mkdir(mode=0o755)

    def run(*arguments):
        environment = {"COMITY_HOME": str(home), "COMITY_DATABASE_URL": ""}
        return comity_command(*arguments, env=environment)

    done = run("body", "found", ORIGIN, "--template", "comity", "--member", "p1", "--officer", "chair=p1")
    assert done.returncode == 0, done.stderr
    run.home = home
    return run


def test_a_body_is_shown_by_a_command_that_nothing_else_prepared(body):
    done = body("body", "show", ORIGIN)
    assert (done.returncode, done.stderr) == (0, b"") and b"p1" in done.stdout
    unknown = body("body", "show", "none.example/record")
    assert unknown.returncode == 2 and b"Traceback" not in unknown.stderr
    assert b"none.example/record" in unknown.stderr and not unknown.stdout


def test_the_database_is_its_owners_alone_in_a_folder_that_is_open(body):
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in body.home.iterdir() if "sqlite3" in one.name}
    assert modes["comity.sqlite3"] == 0o600 and modes["comity.sqlite3-queue"] == 0o600
    assert not any(mode & 0o077 for name, mode in modes.items() if not name.endswith(".migrating"))


def test_a_file_of_acts_that_is_not_there_is_told_as_that(body):
    done = body("body", "act", ORIGIN, "/nowhere/acts.jsonl")
    assert done.returncode == 2 and b"/nowhere/acts.jsonl is no file that is here" in done.stderr
