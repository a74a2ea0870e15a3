"""Processes are killed in the middle of their work, several work at once, the clock goes wrong: no act is lost."""

import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from comity.record.audit import audit
from comity.record.envelope import read_act
from comity.record.tiles import folder_source
from comity.store import sequencer as module
from comity.store.folding import entries
from comity.store.models import Body, Job
from comity.store.publishing import Home, published
from comity.store.sequencer import Sequencer
from tests.conftest import SOAK
from tests.store.faults import POLICY, Process, check_acknowledged, check_all, connected, keep_keys
from tests.store.helpers import ORIGIN, in_threads, registry, say

KILLS = 200 if SOAK else 8
CHANCE = random.Random(11)  # noqa: S311


@pytest.fixture
def body(store):
    """Name of a body; this process holds no connection."""
    Sequencer(registry()).open(ORIGIN)
    keep_keys(store)
    connections.close_all()
    yield ORIGIN
    Process.end_all()


def test_no_acknowledged_act_is_lost_to_a_kill(store, body):
    """Each writer is killed when the next is at work, so that two write at once for a while."""
    lines = []
    writer = Process(store, "write", body, "w0", 3, "ever", 0.005)
    for i in range(1, KILLS + 1):
        successor = Process(store, "write", body, f"w{i}", 3, "ever", 0.005)
        successor.wait_for(11)
        time.sleep(CHANCE.random() * 0.02)
        lines += writer.kill()
        writer = successor
        if i % 50 == 0:
            check_acknowledged(lines)
            connections.close_all()
    lines += writer.kill()
    assert len(lines) > 10 * KILLS
    assert not [line for line in lines if line.startswith("!")]
    size = check_all(store, lines)
    again = Process(store, "write", body, "again", 1, 5, 0)
    assert [int(line.split()[0]) for line in again.end()] == list(range(size, size + 5))


def test_a_server_that_is_killed_loses_no_acknowledged_act(store, body):
    """PostgreSQL: a process of the server gets kill -9, whereupon the server recovers from its log."""
    if not store.url:
        return  # of SQLite the writer is all there is, and it was killed above
    lines = []
    for i in range(20 if SOAK else 2):
        writer = Process(store, "write", body, f"w{i}", 3, "ever", 0.002)
        writer.wait_for(20)
        os.kill(_backend(store), signal.SIGKILL)
        writer.wait_for(30)
        said = writer.kill()
        assert [line for line in said if line.startswith("!")], "nobody noticed that the server was away"
        lines += [line for line in said if not line.startswith("!")]
    connected(store.url).close()
    check_all(store, lines)


def _backend(store):
    """A process of the server that works for a writer: there may be none for a moment, while the server recovers."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    until = time.monotonic() + 60
    with connected(store.url) as admin:
        while not (found := admin.execute(others).fetchone()):
            assert time.monotonic() < until, "no writer came back to the server"
            time.sleep(0.01)
    return found[0]


@pytest.mark.parametrize("work", ["publish", "work"])
def test_a_publisher_that_is_killed_leaves_a_record_that_can_be_gone_on_with(store, body, work):
    writer = Process(store, "write", body, "w", 2, "ever", 0.05)  # each audit below reads all of it
    writer.wait_for(1)
    folder = Home(store.home).record(body)
    shown = 0
    for _ in range(KILLS if SOAK else 3):
        publisher = Process(store, "publish", body, 0) if work == "publish" else Process(store, "work")
        publisher.wait_for(2)
        time.sleep(CHANCE.random() * 0.05)
        publisher.kill()
        point = published(folder)
        assert point.size >= shown
        shown = point.size
        assert audit(folder_source(folder), POLICY).signed.checkpoint.size == shown
        Job.objects.update(leased_until=datetime.now(UTC) - timedelta(seconds=1))
        connections.close_all()
    assert shown > 0
    check_all(store, writer.kill())
    half = [path for path in folder.rglob("*") if "/." in str(path.relative_to(folder.parent)) and path.name != ".lock"]
    assert half == [], "what a killed publisher had begun was not taken away"


@pytest.mark.parametrize(("processes", "bodies"), [(2, 1), (4, 1), (2, 3)])
def test_several_processes_on_one_body_and_on_several(store, body, processes, bodies):
    origins = [body, *(f"body.example/{i}" for i in range(1, bodies))]
    for origin in origins[1:]:
        Sequencer(registry()).open(origin)
    connections.close_all()
    acts = 100 if SOAK else 15
    started = {
        (origin, i): Process(store, "write", origin, f"w{i}", 2, acts, 0)
        for origin in origins
        for i in range(processes)
    }
    said = {key: process.end() for key, process in started.items()}
    for origin in origins:
        lines = [line for (where, _), lines in said.items() if where == origin for line in lines]
        assert len(lines) == processes * 2 * acts
        assert check_acknowledged(lines, origin) == len(lines)
    check_all(store, [line for (where, _), lines in said.items() if where == body for line in lines])


def test_the_time_of_a_record_never_goes_back(store, body, monkeypatch):
    """A clock that goes far forward, then back, and two sequencers."""

    class Wrong(datetime):
        years = 0

        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=365 * Wrong.years)

    first, second = Sequencer(registry()), Sequencer(registry())
    monkeypatch.setattr(module, "datetime", Wrong)
    asked = []
    for years in (0, 40, -40, 0, 41, -1000):
        Wrong.years = years
        before = Body.objects.get(origin=body).at
        now = Wrong.now(UTC).isoformat()
        in_threads(lambda one: one.commit(say("when", due="2020-01-01T00:00:00.000000Z")), [first, second])
        asked.append((before, now))
    acts = [read_act(entry) for entry in entries(Body.objects.get(origin=body))]
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    for i, (before, now) in enumerate(asked):
        assert acts[2 * i].at == before or acts[2 * i].at >= now
    assert acts[-1].at == acts[8].at or acts[-1].at == acts[9].at
    # The clock still acts: by the time of the record, which is past every deadline that the machine's clock passed.
    state = first.state(body).state
    for proposal in first.registry.clock(state, "2020-01-02T00:00:00.000000Z"):
        first.commit(proposal)
    assert first.state(body).state.deadlines == {}
