"""Writers queue: none waits for long while others are busy, and who is killed there holds up nobody."""

import sqlite3
import subprocess
import sys
import time

import pytest
from django.db import connection, connections, transaction

from comity.store.models import Body
from comity.store.sequencer import Sequencer
from tests.store.faults import Process
from tests.store.helpers import ORIGIN, Store, in_threads, registry, say
from tests.stores import use

HOLD = """
import sys
from comity.store import setup; setup.start()
from django.db import transaction
from comity.store.models import Body
with transaction.atomic():
    Body.objects.update(due="x")
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def sqlite(tmp_path):
    from comity.store import setup

    use("", tmp_path)
    setup.migrate()
    Sequencer(registry()).open(ORIGIN)
    yield Store("", tmp_path)
    connection.close()


def test_each_waits_for_no_more_than_those_before_it(sqlite):
    """Two busy writers in processes of their own; a third that now and then wants in. SQLite alone took seconds."""
    busy = [Process(sqlite, "write", ORIGIN, f"w{i}", 2, "ever", 0) for i in range(2)]
    for one in busy:
        one.wait_for(5)
    waits = []
    sequencer = Sequencer(registry())
    for i in range(40):
        begin = time.perf_counter()
        sequencer.commit(say(f"now and then {i}"))
        waits.append(time.perf_counter() - begin)
    for one in busy:
        one.kill()
    assert sorted(waits)[-3] < 0.5


def test_who_is_killed_holds_up_nobody(sqlite):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], env=sqlite.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    waiting = Process(sqlite, "write", ORIGIN, "w", 1, 1, 0)
    time.sleep(0.5)
    waiting.kill()
    holder.kill()
    holder.communicate()
    begin = time.perf_counter()
    assert Sequencer(registry()).commit(say("next")).act.seq == 0
    assert time.perf_counter() - begin < 5
    assert Body.objects.get().due == ""


def test_the_queue_is_left_after_a_transaction_however_it_ends(sqlite):
    with transaction.atomic():
        assert connection._queue is not None
        with transaction.atomic():
            Body.objects.update(due="x")
    assert connection._queue is None
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        raise ValueError("no")
    assert connection._queue is None
    transaction.atomic().__enter__()
    connection.in_atomic_block = False
    connection.close()
    assert connection._queue is None


def test_without_a_queue_the_lock_of_sqlite_is_enough(sqlite, monkeypatch):
    monkeypatch.setattr("fcntl.flock", lambda *_: (_ for _ in ()).throw(OSError(37, "No locks available")))
    sequencer = Sequencer(registry())
    found = in_threads(lambda n: sequencer.commit(say(f"{n}")), list(range(8)))
    assert sorted(one.act.seq for one in found) == list(range(8))
    assert sqlite3.connect(sqlite.home / "comity.sqlite3").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_connection_more_takes_no_lock_from_another_of_this_process(sqlite):
    """Whoever opens and closes the file of the database gives up all locks that its process holds on it."""
    asks = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('PRAGMA journal_mode=DELETE')"
    Body.objects.update(due="x")  # a connection of this thread is open, and says so by a lock
    in_threads(lambda _nothing: connections["default"].ensure_connection(), [None])
    other = subprocess.run(
        [sys.executable, "-c", asks, str(sqlite.home / "comity.sqlite3")], capture_output=True, text=True, check=False
    )
    assert other.returncode != 0 and "locked" in other.stderr
