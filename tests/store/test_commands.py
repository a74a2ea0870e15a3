"""The commands on the store, as a user runs them, on both databases."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import comity
from comity.record.keys import write_keys
from comity.record.notes import make_signer
from comity.record.proposal import propose
from comity.record.tiles import folder_source
from comity.store.folding import entries
from comity.store.models import Body, Entry, Job, Private, Row, Snapshot
from comity.store.publishing import Home, published
from comity.store.rebuilding import compare
from comity.store.sequencer import Sequencer
from tests import processes
from tests.store.helpers import ORIGIN, registry, say
from tests.store.test_publishing import KEYS

SOURCE = Path(comity.__file__).parent.parent
POLICY = "".join(f"log {key.verifier.text}\n" for key in KEYS) + "quorum none\n"


@pytest.fixture
def command(store, tmp_path):
    """Run a command on the store. The kinds of these tests stand in for those of the program."""
    (tmp_path / "comity_with_test_kinds.py").write_text(
        "from comity import cli, kinds\n"
        "from tests.store.helpers import registry\n"
        "kinds.registry = registry\n"
        "cli.main()\n"
    )

    def start(*arguments):
        path = os.pathsep.join([str(tmp_path), str(SOURCE), str(SOURCE.parent)])
        return subprocess.Popen(
            [sys.executable, "-m", "comity_with_test_kinds", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**store.environment, "PYTHONPATH": path},
        )

    return start


@pytest.fixture
def run(store):
    """The exit status, what was printed and what was said."""

    def run(*arguments):
        return processes.comity(store, *arguments, test_kinds=True)

    return run


@pytest.fixture
def home(store):
    home = Home(store.home)
    home.make()
    home.key_file(ORIGIN).write_bytes(write_keys(KEYS, "log"))
    (store.home / "policy").write_text(POLICY)
    return home


@pytest.fixture
def sequencer(store, home):
    made = Sequencer(registry())
    made.open(ORIGIN)
    for i in range(5):
        made.commit(say(f"{i}", f"p{i}", name=f"name {i}"))
    return made


def test_a_checkpoint_is_published_and_audited(sequencer, home, store, run):
    status, out, err = run("record", "checkpoint")
    assert (status, err) == (0, "")
    assert out.startswith(f"{ORIGIN}: 7 acts published in {home.record(ORIGIN)}\n  root ")
    assert published(home.record(ORIGIN)).size == 7
    [data] = json.loads(run("record", "checkpoint", ORIGIN, "--json")[1])
    assert (data["size"], data["ok"], data["root"]) == (7, True, published(home.record(ORIGIN)).root.hex())
    assert run("record", "audit", home.record(ORIGIN), "--policy", store.home / "policy")[0] == 0


def test_a_body_without_key_does_not_stop_the_others(sequencer, run):
    sequencer.open("other.example/record")
    status, out, err = run("record", "checkpoint", "--json")
    assert (status, [one["ok"] for one in json.loads(out)]) == (2, [True, False])
    assert "1 of 2 records were not published" in err and "comity record keys new other.example/record" in err
    status, out, err = run("record", "checkpoint", "other.example/record")
    assert (status, out) == (2, "")
    told = run("record", "checkpoint", "no.example/record")[2]
    assert told.startswith("comity: no body here is named no.example/record, in the database ")
    assert told.endswith(": see COMITY_HOME and COMITY_DATABASE_URL\n")


def test_a_difference_is_told_and_mended(sequencer, run):
    assert run("rebuild")[:2] == (
        0,
        f"{ORIGIN}: 5 acts, 10 rows, 0 checkpoints, 0 acts published: all as the acts give\n",
    )
    Row.objects.filter(seq=3, n=0).update(values='{"actor":"p0","text":"never said"}')
    status, out, err = run("rebuild", ORIGIN)
    assert status == 1
    assert out == f"{ORIGIN}: NOT what the acts give\n  the rows of act 3 are not those that the act gives\n"
    assert err == f"comity: not what the acts give: {ORIGIN}; `comity rebuild --write` makes rows again\n"
    assert run("rebuild", "--write")[0] == 0
    assert Snapshot.objects.get().size == 5
    [data] = json.loads(run("rebuild", "--json")[1])
    assert (data["acts"], data["rows"], data["snapshot"], data["differences"]) == (5, 10, True, [])


def test_a_restored_backup_is_noticed_and_brought_up_to_its_record(sequencer, home, store, run):
    run("record", "checkpoint")
    backup = {table: list(table.objects.all()) for table in (Entry, Private, Row)}
    body = Body.objects.get(origin=ORIGIN)
    sequencer.commit(propose(ORIGIN, "erase", "p1", {"erased": [{"seq": 1}], "reason": "asked"}))
    sequencer.commit(say("later"))
    run("record", "checkpoint")
    before = list(entries(Body.objects.get(origin=ORIGIN)))
    for table, rows in backup.items():
        table.objects.all().delete()
        table.objects.bulk_create(rows)
    body.save()

    status, out, err = run("record", "checkpoint")
    assert (
        status == 1 and "9 acts of body.example/record are published and the database has 7: it is an old copy" in err
    )
    assert "comity rebuild --from" in err
    assert run("rebuild")[0] == 1
    status, out, err = run("rebuild", "--from", home.record(ORIGIN))
    assert status == 2 and "--from and --policy go together" in err
    record = store.home / "copy"
    shutil.copytree(home.record(ORIGIN), record)
    wrong = store.home / "wrong"
    wrong.write_text(f"log {make_signer(ORIGIN).verifier.text}\nquorum none\n")
    assert run("rebuild", "--from", record, "--policy", wrong)[0] == 1
    assert Body.objects.get(origin=ORIGIN).size == 7
    status, out, err = run("rebuild", "--from", record, "--policy", store.home / "policy", "--json")
    assert (status, err) == (0, "")
    assert [(one["acts"], one["taken"]) for one in json.loads(out)] == [(9, 2)]
    body.refresh_from_db()
    assert list(entries(body)) == before
    assert not Private.objects.filter(seq=1).exists()
    assert run("rebuild", "other.example/x", "--from", record, "--policy", store.home / "policy")[0] == 2


def test_a_lost_database_is_made_again_from_the_public_record(sequencer, home, store, run):
    run("record", "checkpoint")
    before = list(entries(Body.objects.get(origin=ORIGIN)))
    for table in (Row, Private, Entry, Snapshot):
        table.objects.all().delete()
    Body.objects.get().checkpoint_set.all().delete()
    Body.objects.all().delete()
    status, out, err = run("rebuild", "--from", home.record(ORIGIN), "--policy", store.home / "policy")
    assert (status, err) == (0, "")
    assert out.startswith(f"{ORIGIN}: 7 acts taken from {home.record(ORIGIN)}\n")
    assert list(entries(Body.objects.get(origin=ORIGIN))) == before


def test_a_record_that_changes_after_its_audit_gives_nothing(sequencer, home, run):
    from comity.base.errors import CheckError
    from comity.store.rebuilding import catch_up

    run("record", "checkpoint")
    body = Body.objects.get(origin=ORIGIN)
    Row.objects.filter(seq=6).delete()
    Entry.objects.filter(seq=6).delete()
    Body.objects.update(size=6)
    folder = home.record(ORIGIN)
    with pytest.raises(CheckError, match="changed after it was audited: nothing was taken"):
        catch_up(sequencer.registry, body, folder_source(folder), 7, bytes(32))
    assert Body.objects.get(origin=ORIGIN).size == Entry.objects.count() == 6
    assert catch_up(sequencer.registry, body, folder_source(folder), 7, published(folder).root) == 1


def test_what_is_due_is_done_once_and_what_fails_is_told(sequencer, home, run):
    sequencer.commit(say("answer", due="2020-01-01T00:00:00.000000Z"))
    home.key_file(ORIGIN).rename(home.folder / "key")
    status, out, err = run("jobs", "--once")
    assert status == 1 and out.endswith(", failing: 1\n")
    first, second = err.splitlines()
    assert first.startswith(f"checkpoint {ORIGIN}: {ORIGIN} has no key to sign with") and "; next try at 20" in first
    assert second == "comity: not all that is due could be done"
    (home.folder / "key").rename(home.key_file(ORIGIN))
    Job.objects.update(due="2020-01-01T00:00:00Z")
    status, out, err = run("jobs", "--once")
    assert (status, err) == (0, "") and out.endswith(", failing: 0\n")
    assert Entry.objects.filter(kind="clock.pass").count() == 1
    assert published(home.record(ORIGIN)).size == 9


def test_several_work_together_until_they_are_told_to_end(sequencer, home, command):
    workers = [command("jobs") for _ in range(3)]
    for one in workers:
        assert one.stdout.readline() == "Doing what is due, until interrupted.\n"
    for i in range(20):
        sequencer.commit(say(f"more {i}", due="2020-01-01T00:00:00.000000Z"))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        body = Body.objects.get(origin=ORIGIN)
        shown = published(home.record(ORIGIN))
        if body.due == "" and shown and shown.size == body.size and not Job.objects.exists():
            break
        time.sleep(0.1)
    for one, end in zip(workers, [signal.SIGTERM, signal.SIGINT, signal.SIGTERM], strict=True):
        one.send_signal(end)
    assert [(*one.communicate(timeout=30), one.returncode) for one in workers] == [("", "", 0)] * 3
    assert Entry.objects.filter(kind="clock.pass").count() == 20
    assert Entry.objects.filter(kind="log-key.announce").count() == 2
    body.refresh_from_db()
    assert body.size == published(home.record(ORIGIN)).size == 5 + 2 + 20 + 20
    assert compare(sequencer.registry, body, home.record(ORIGIN)).differences == []
