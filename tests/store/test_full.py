"""A full disk: the act is refused in one sentence, nothing is half-written, and all goes on when there is space again.

The disk is filled by the kernel's limit on the size of files (RLIMIT_FSIZE): it needs no rights, and refuses the same
write(2) that a full disk refuses, with EFBIG in the place of ENOSPC. For SQLite it is set in this process: its write-
ahead log cannot grow. For PostgreSQL it is set on the server's process that serves us: first the files of its tables
cannot grow (the act is refused), then its log cannot be written (that process stops the server, which recovers).
"""

import resource
import secrets
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections

from comity.base.errors import UsageError
from comity.record.proposal import propose
from comity.store.models import Blob, Body, Entry, Private, Row
from comity.store.publishing import Home, publish, published
from comity.store.sequencer import Sequencer, StoreError
from tests.store.faults import KEYS, check_all
from tests.store.helpers import ORIGIN, in_threads, registry, say

TABLE = 16 * 1024 * 1024
"""What a segment of PostgreSQL's write-ahead log has: files of tables stop growing here, and the log does not."""


@pytest.fixture
def sequencer(store):
    made = Sequencer(registry())
    made.open(ORIGIN)
    for i in range(3):
        made.commit(say(f"{i}", name=f"{i}"))
    return made


@contextmanager
def no_file_over(size):
    """This process cannot make a file grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def limit_server(size):
    """The same for the server's process that serves us; as its user, who may do it."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    user = Path(f"/proc/{pid}").stat().st_uid
    subprocess.run(["prlimit", f"--pid={pid}", f"--fsize={size}:unlimited"], check=True, user=user)


@contextmanager
def full(store):
    """A database that cannot grow."""
    if store.url:
        limit_server(TABLE)
        yield
        limit_server("unlimited")
    else:
        with no_file_over((store.home / "comity.sqlite3-wal").stat().st_size + 100_000):
            yield


def large(text):
    return say(f"{text} {secrets.token_hex(24_900)}", name=secrets.token_hex(24_000))


def counts():
    return {table.__name__: table.objects.count() for table in (Entry, Private, Row, Blob)}


def fill(sequencer):
    for i in range(1_000):
        before = counts()
        try:
            sequencer.commit(large(f"large {i}"))
        except StoreError as error:
            assert counts() == before, "half an act was written"
            return str(error)
    raise AssertionError("the disk did not fill")


def test_an_act_that_finds_the_disk_full_is_refused_and_leaves_nothing(sequencer, store):
    with full(store):
        told = fill(sequencer)
        assert told.startswith("the database could not take the act: ")
        assert "\n" not in told
        size = Body.objects.get(origin=ORIGIN).size
        with pytest.raises(StoreError):
            sequencer.commit(propose(ORIGIN, "test.say", "p1", {"text": "blob"}, blobs=[secrets.token_bytes(TABLE)]))
        assert Body.objects.get(origin=ORIGIN).size == size
    assert sequencer.commit(say("there is space again")).act.seq == size
    check_all(store, [])


def test_of_many_at_once_each_is_told_and_no_number_is_missing(sequencer, store):
    if store.url:
        return  # as above: one of them leads, whoever that is, on a connection whose limit nobody has set
    with full(store):
        found = in_threads(lambda n: sequencer.commit(large(f"at once {n}")), list(range(12)))
        taken = [one for one in found if not isinstance(one, Exception)]
        refused = [one for one in found if isinstance(one, StoreError)]
    assert len(refused) >= 8
    assert len(taken) + len(refused) == 12
    assert Body.objects.get(origin=ORIGIN).size == 3 + len(taken)
    check_all(store, [])


def test_a_server_that_cannot_write_its_log_recovers_and_loses_nothing(sequencer, store):
    if not store.url:
        return  # its log is what was full above
    before = counts()
    limit_server(8192)  # not undone: the server's process ends by it, and all others with it
    with pytest.raises(StoreError) as told:
        sequencer.commit(say("into a full log"))
    assert "\n" not in str(told.value)
    wait_for(store)
    assert counts() == before
    assert sequencer.commit(say("there is space again")).act.seq == 3
    check_all(store, [])


def wait_for(store):
    """Until the server takes connections again."""
    connections.close_all()
    for _ in range(200):
        try:
            psycopg.connect(store.url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not come back")


def test_publishing_on_a_full_disk_leaves_the_record_as_it_was(sequencer, store):
    body = Body.objects.get(origin=ORIGIN)
    folder = Home(store.home).record(ORIGIN)
    publish(sequencer.registry, body, folder, KEYS)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for i in range(300):
        sequencer.commit(say(f"more {i} {secrets.token_hex(400)}"))
    connections.close_all()
    with pytest.raises(UsageError, match=r"^cannot write .*tile/entries/000: File too large$"), no_file_over(150_000):
        publish(sequencer.registry, body, folder, KEYS)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert published(folder).size == 3
    publish(sequencer.registry, body, folder, KEYS)
    check_all(store, [])
