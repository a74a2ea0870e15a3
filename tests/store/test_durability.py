"""An act is acknowledged after the flush of the log that holds it: seen in the system calls, not in what a kill leaves.

The kernel keeps what a killed process wrote, so no kill shows whether anything was flushed to the disk.
"""

import re
import shutil
import subprocess

import psycopg
import pytest
from django.db import connections

from comity.store.sequencer import Sequencer
from tests.conftest import SOAK
from tests.store.faults import Process
from tests.store.helpers import ORIGIN, registry

ACTS = 200 if SOAK else 20
_CALL = re.compile(r"^(?P<pid>\d+)\s+(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\((?P<args>.*))")
_WRITES = {"write", "pwrite64", "writev", "pwritev", "pwritev2"}
_SYNCS = {"fsync", "fdatasync"}


class Tracer:
    """strace on processes that run already; `lines` after `stop`."""

    def __init__(self, pids, log):
        if shutil.which("strace") is None:
            pytest.skip("strace is not installed: without it nothing shows that acts are flushed before they are told")
        self._log = log
        calls = ",".join(sorted(_WRITES | _SYNCS))
        attach = [part for pid in pids for part in ("-p", str(pid))]
        command = ["strace", "-f", "-y", "-s", "40", "-e", f"trace={calls}", "-o", str(log), *attach]
        self._run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for _ in pids:
            said = self._run.stderr.readline()
            if "attached" not in said:
                self._run.kill()
                pytest.skip(f"processes may not be traced here (ptrace), so nothing shows the flush: {said.strip()}")

    def stop(self):
        self._run.terminate()
        self._run.communicate(timeout=30)
        return self._log.read_text().splitlines()


def unflushed(lines, teller, is_log):
    """How many of the acknowledgements that process `teller` wrote came before the log was flushed; and how many came.

    Before each there must be a write to the log since the one before it, and after the last such write a flush that
    has returned. strace writes a call down when it ends, or as begun and ended where another process comes between.
    """
    told = early = 0
    written = dirty = False
    flushing = {}
    for line in lines:
        found = _CALL.match(line)
        if not found:
            continue
        pid, call = found["pid"], found["call"] or found["resumed"]
        begun = line.endswith("<unfinished ...>")
        if call in _SYNCS:
            of_log = flushing.pop(pid, False) if found["resumed"] else is_log(found["args"])
            if begun:
                flushing[pid] = of_log
            elif of_log:
                dirty = False
        elif found["call"] in _WRITES and is_log(found["args"]):
            written = dirty = True
        elif found["call"] in _WRITES and pid == teller and '"done ' in line:
            told += 1
            early += dirty or not written
            written = False
    return early, told


def run(store, synchronous):
    Sequencer(registry()).open(ORIGIN)
    connections.close_all()
    writer = Process(store, "traced", ORIGIN, ACTS, synchronous)
    writer.wait_for(1)
    pid, backend = writer.lines[0].split()
    pids = [pid]
    if store.url:
        with psycopg.connect(store.url) as admin:
            logger = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"
            pids += [backend, *(str(one) for (one,) in admin.execute(logger))]
    tracer = Tracer(pids, store.home / "trace")
    writer.go()
    writer.end()
    lines = tracer.stop()
    return unflushed(lines, pid, lambda text: ("pg_wal/" if store.url else "comity.sqlite3-wal>") in text)


def test_an_act_is_acknowledged_when_it_is_on_the_disk(store):
    assert run(store, "on") == (0, ACTS)


def test_a_database_that_does_not_flush_is_seen_by_this_test(store):
    early, told = run(store, "off")
    assert told == ACTS
    assert early > ACTS / 2
