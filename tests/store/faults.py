"""Processes on a store that are killed, and what must hold of the store afterwards."""

import hashlib
import os
import threading
import time
from typing import ClassVar
from urllib.parse import quote

import psycopg
from django.db import connections

from comity.record.audit import audit
from comity.record.envelope import read_act
from comity.record.notes import Algorithm, make_signer
from comity.record.policy import parse_policy
from comity.record.tiles import folder_source
from comity.store.folding import entries
from comity.store.models import Body
from comity.store.publishing import Home, publish
from comity.store.rebuilding import compare
from comity.store.sequencer import Sequencer
from tests.processes import FORKS
from tests.store import writer
from tests.store.helpers import ORIGIN, registry, say


class Process:
    """A `tests.store.writer` at work. `lines`: what it has said so far."""

    running: ClassVar[list["Process"]] = []
    """Those that no test has ended yet."""

    def __init__(self, store, *arguments):
        said, its_said = FORKS.Pipe(duplex=False)
        its_given, self._given = FORKS.Pipe(duplex=False)
        ends = (its_given, its_said)
        self._run = FORKS.Process(target=writer.run, args=(store.url, str(store.home), ends, *map(str, arguments)))
        self._run.start()
        for end in ends:
            end.close()
        self._out = os.fdopen(os.dup(said.fileno()))
        said.close()
        self.pid = self._run.pid
        self.lines = []
        self._said = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.running.append(self)

    def _read(self):
        for line in self._out:
            with self._said:
                if line.endswith("\n"):
                    self.lines.append(line[:-1])
                self._said.notify_all()
        with self._said:
            self._said.notify_all()

    def wait_for(self, count):
        """Until it has said so many lines more than now, or has ended."""
        with self._said:
            wanted = len(self.lines) + count
            arrived = self._said.wait_for(lambda: len(self.lines) >= wanted or not self._run.is_alive(), timeout=60)
            assert arrived and len(self.lines) >= wanted, f"it said only {self.lines[-3:]}"

    def go(self):
        """Give it the line that it waits for."""
        self._given.send("go")

    def kill(self):
        """kill -9, and all that it said before."""
        self._run.kill()
        return self.end(expected=-9)

    def end(self, expected=0):
        """Wait for its end; all that it said."""
        self._run.join(120)
        assert self._run.exitcode == expected
        self._reader.join(10)
        self._given.close()
        self._out.close()
        self._run.close()
        self.running.remove(self)
        return self.lines

    @classmethod
    def end_all(cls):
        """Kill what a test that failed has left behind: it would go on writing, and take the time of the others."""
        for one in list(cls.running):
            one._run.kill()
            one._run.join(60)
            one.end(expected=one._run.exitcode)


def connected(url):
    """A connection to a server that may just be recovering."""
    until = time.monotonic() + 90
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


KEYS = [make_signer(ORIGIN), make_signer(ORIGIN, Algorithm.ML_DSA_44)]
POLICY = parse_policy("".join(f"log {key.verifier.text}\n" for key in KEYS) + "quorum none\n")


def keep_keys(store):
    """Put the keys where another process finds them."""
    (store.home / "keys").mkdir(exist_ok=True)
    (store.home / "keys" / quote(ORIGIN, safe="")).write_text("".join(f"{key.text}\n" for key in KEYS))


def check_acknowledged(lines, origin=ORIGIN):
    """No acknowledged act is lost, none stands twice, no number is missing. How many there are."""
    kept = list(entries(Body.objects.get(origin=origin)))
    for line in lines:
        seq, digest, _ = line.split(" ", 2)
        assert hashlib.sha256(kept[int(seq)]).hexdigest() == digest, f"act {seq} was acknowledged and is another"
    acts = [read_act(entry) for entry in kept]
    assert [act.seq for act in acts] == list(range(len(acts)))
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    texts = [act.public["text"] for act in acts if act.kind == "test.say"]
    assert len(set(texts)) == len(texts), "an act was done twice"
    return len(kept)


def check_all(store, lines):
    """As above; and rows, state, tree and checkpoints are what the acts give; and the next act is taken."""
    size = check_acknowledged(lines)
    kinds = registry()
    body = Body.objects.get(origin=ORIGIN)
    folder = Home(store.home).record(ORIGIN)
    assert compare(kinds, body, folder).differences == []
    publish(kinds, body, folder, KEYS)
    assert compare(kinds, body, folder).differences == []
    assert audit(folder_source(folder), POLICY).signed.checkpoint.size == size
    assert Sequencer(kinds).commit(say(f"after {size}")).act.seq == size
    connections.close_all()
    return size + 1
