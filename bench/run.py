"""Measure speed and memory, ours beside a peer on the same input in the same session, and write bench/RESULTS.md.

`python bench/run.py` measures all parts, `python bench/run.py records living` those two; the page keeps the others as
they were measured, each with its day and machine. A part is written as soon as it is measured.

Each measurement runs in a fresh process, so that peak memory is its own; times are taken inside it, after imports and
after a small warm-up, so that neither ours nor the peer's start-up counts. What counts is said in the table.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE / "RESULTS.md"
HEAD = """# Results

Measured with `make bench`, or one part at a time with `make bench PARTS=records`. Seconds, unless another unit is said;
the fastest of up to three runs, each in a process of its own; imports and a warm-up on a small input do not count.
Memory is the peak of the process.
"""
SHARED = Path(os.environ.get("COMITY_SHARED", HERE.parent.parent / "shared"))
VTAIWAN = SHARED / "data" / "polis" / "vtaiwan.uberx"
SIZES = {
    "20k": (20_000, 1_000, 500_000),
    "400k": (400_000, 1_000, 10_000_000),
    "4M": (4_000_000, 1_000, 100_000_000),
    "wide": (18_000, 9_000, 2_000_000),
    "linear-1": (100_000, 1_000, 2_500_000),
    "linear-2": (200_000, 1_000, 5_000_000),
    "linear-8": (800_000, 1_000, 20_000_000),
}


def measure(job: str, *arguments: str, file: str = "jobs.py") -> dict[str, float | str]:
    """Run one job of a file beside this one in a process of its own."""
    command = [sys.executable, str(HERE / file), job, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3000)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["killed"])[-1]
        return {"failed": last[:120]}
    return json.loads(done.stdout.splitlines()[-1])


def best(job: str, *arguments: str, runs: int = 3) -> dict[str, float | str]:
    """The fastest of several runs: the one that the machine disturbed least."""
    results = [measure(job, *arguments) for _ in range(runs)]
    return min(results, key=lambda row: float(row.get("seconds", 1e9)))


def cell(result: dict[str, float | str], name: str = "seconds") -> str:
    """One figure for the table."""
    if name not in result:
        return f"failed: {result.get('failed', 'not measured')}"
    value = float(result[name])
    return f"{value:.3f}" if value < 1 else f"{value:.1f}"


def say(text: str) -> None:
    """Tell how far we are."""
    print(text, file=sys.stderr, flush=True)


def beside(folder: Path) -> str:
    """Ours and a peer on the same votes."""
    rows = [_beside(str(VTAIWAN / "votes.csv"), "vtaiwan", 3), _beside(make(folder, "20k"), "20k", 1)]
    head = ("input", "red-dwarf", "MB", "same steps", "faster", "everything", "faster", "with 100 resamples", "MB")
    return f"""\
Both start from the votes in memory and end with statistics of every statement and group. "Same steps" are those that
red-dwarf's `run_pipeline` takes: reduce the votes, two components, positions, k-means for 2 to 5 groups with
silhouettes, statistics, consensus and representative statements, group-aware consensus, priority. "Everything" adds
what it has not: how many components stand out, how stable each number of groups is, minorities inside groups, the
bridging model; and then 100 resamples of the people. red-dwarf is handed votes without repeated pairs (it fails on
two votes of one instant); ours starts from all events. `vtaiwan` is the real conversation (1,921 people, 197 statements,
49,998 vote events); `20k` is simulated: 20,000 people, 1,000 statements, 500,000 votes.

{table(head, rows)}
"""


def _beside(path: str, name: str, peer_runs: int) -> tuple[str, ...]:
    say(f"beside red-dwarf: {name}")
    peer, same, full = best("peer", path, runs=peer_runs), best("same-steps", path), best("everything", path, "0")
    boot = best("everything", path, "100", runs=1)
    ours = (cell(same), ratio(peer, same), cell(full), ratio(peer, full), cell(boot), cell(full, "mb"))
    return (name, cell(peer), cell(peer, "mb"), *ours)


def alone(folder: Path) -> str:
    """Ours on sizes that the peer does not reach."""
    rows = [_alone(folder, size) for size in ("400k", "wide", "linear-1", "linear-2", "linear-8", "4M")]
    return f"""\
Votes in random order are read from a Parquet file (`read`), then the same steps (`core`), or everything without
resamples (`everything`). `total` is read and core, `ns a vote` its time over the votes; memory is that of all of it.

{table(("people × statements", "votes", "read", "core", "everything", "total", "ns a vote", "MB"), rows)}
"""


def _alone(folder: Path, name: str) -> tuple[str, ...]:
    say(f"ours alone: {name}")
    path = make(folder, name)
    result = best("from-parquet", path, runs=1 if name == "4M" else 2)
    Path(path).unlink()
    people, statements, votes = SIZES[name]
    per = f"{float(result['seconds']) / votes * 1e9:.0f}" if "seconds" in result else "-"
    parts = [cell(result, part) for part in ("read", "core", "everything", "seconds")]
    return (f"{people:,} × {statements:,}", f"{votes:,}", *parts, per, cell(result, "mb"))


def command(folder: Path) -> str:
    """What a user waits for on a real conversation."""
    say("the command")
    warm, cold = min(_command(folder, cold=False) for _ in range(3)), _command(folder, cold=True)
    return f"""\
`comity opinion` on vtaiwan with 100 resamples, from process start to the finished report: {warm:.1f} s with warm
caches, {cold:.1f} s when Numba has compiled nothing yet.
"""


def _command(folder: Path, *, cold: bool) -> float:
    """Seconds from process start to finished report."""
    cache = f"{folder}/numba" if cold else os.environ.get("NUMBA_CACHE_DIR", f"{folder}/warm")
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
    arguments = [sys.executable, "-m", "comity", "opinion", str(VTAIWAN), "--out", f"{folder}/out"]
    if not cold:
        subprocess.run(arguments, env=environment, check=True, capture_output=True)
    begin = time.perf_counter()
    subprocess.run(arguments, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begin


def commits(folder: Path) -> str:
    """Durable acts a second, each in a commit of its own and many together, one after another on the same machine."""
    rows = []
    for database in ("sqlite", "postgresql"):
        for processes, threads in ((1, 32), (4, 8)):
            say(f"commits: {database}, {processes} × {threads}")
            one, many = (stored("commit", database, n, str(processes), str(threads), "4") for n in ("1", "500"))
            figures = [cell(result, name) for result in (one, many) for name in ("rate", "middle", "late", "worst")]
            faster = f"{float(many['rate']) / float(one['rate']):.1f}×" if "rate" in one and "rate" in many else "-"
            rows.append((database, f"{processes} × {threads}", *figures, faster))
    waits = ("acts/s", "p50", "p99", "worst")
    head = ("database", "processes × threads", *(f"{way}: {name}" for way in ("one", "group") for name in waits))
    return f"""\
Clients that act again as soon as they are answered, for four seconds: 32 threads in one process, or 8 in each of four.
Each act is durable when it is answered: SQLite with synchronous=FULL, PostgreSQL with its usual settings, both on this
disk. `one` commits each act by itself, `group` all that wait. Waits are in milliseconds: half, 99 of 100, the worst.

{table((*head, "more acts"), rows)}
"""


def records(folder: Path) -> str:
    """The tree, its audit, a receipt, publishing: seconds and memory at 100,000 acts and at a million."""
    rows: dict[str, list[str]] = {}
    for size in (100_000, 1_000_000):
        say(f"the record: {size:,} acts")
        path = str(folder / f"record-{size}")
        tree = stored("tree", path, str(size))
        figures = {
            "the root, in memory": (stored("root", str(size)), "seconds"),
            "the tree, with its files": (tree, "seconds"),
            "the same, with canonicalising the acts": (tree, "all"),
            "an audit": (stored("audit", path), "seconds"),
            "a receipt verified": (stored("receipt", path), "seconds"),
            "publishing from SQLite": (stored("publish", str(folder / f"home-{size}"), str(size)), "seconds"),
        }
        for what, (result, name) in figures.items():
            short = f"{float(result[name]):.5f}" if what == "a receipt verified" and name in result else ""
            rows.setdefault(what, [what]).extend((short or cell(result, name), cell(result, "mb")))
    return f"""\
Votes of about 230 bytes. Files are flushed to this disk before the checkpoint that names them. Memory is the peak of
the process in MB, without the parts of the database file that SQLite maps (up to 2 GB): it must not grow.

{table(("what", "100,000 acts", "MB", "1,000,000 acts", "MB"), [tuple(row) for row in rows.values()])}
"""


def living(folder: Path) -> str:
    """What a body with a million votes takes to be folded, checked, loaded and called, beside what we want it to take."""
    say("a body of 1,000,000 votes")
    fold, legality, evidence = (
        measure(job, "1000000", file="body_jobs.py") for job in ("fold", "legality", "evidence")
    )
    rows = [
        ("folding, s", cell(fold), "10"),
        ("folding, asking of each act whether it may be done, s", cell(legality), "60"),
        ("loading the state from its snapshot, ms", cell(fold, "load_ms"), "50"),
        ("whether a vote may be cast, µs", cell(legality, "may_us"), "50"),
        ("the evidence of a call, from rows in memory, s", cell(evidence), "2"),
    ]
    return f"""\
A body on the template of the IETF: 1,000,000 votes of 10,000 people on 200 statements. Folding begins with the entries
in memory, as the database gives them.

{table(("what", "measured", "wanted"), rows)}
"""


def web(folder: Path) -> str:
    """The pages under load on both databases, beside plain Django."""
    found = {name: _loaded(name) for name in ("sqlite", "postgresql")}
    rows = [
        (what, *(("failed: " + str(each["failed"])) if "failed" in each else tell(each) for each in found.values()))
        for what, tell in LOADED.items()
    ]
    return f"""\
A consultation of secret ballots with 1,000,000 votes of 10,000 people; 500 people who are signed in vote 200 times a
second for five minutes, each on a connection of their own, and a stranger asks for the map every second. An answer holds
the next statement, drawn for this person. A wait counts from when the vote was due, not from when it could be sent; those of the first
ten seconds of a server that has just begun, in which it reads what each of the 500 voted before, are told apart. The
client, the server ({os.cpu_count()} processes of pages, one of jobs), the database and the checkpoints share this machine.
Votes are lost if an answer said that they are kept and the record has them not. The highest rate is that at which 99 of 100
wait less than 150 ms for 20 seconds and none fails, tried in steps of a quarter until three tries in a row are not held; plain Django, in as many processes,
reads a session and a user, inserts a row and commits, and answers with nothing to read.

{table(("what", "SQLite", "PostgreSQL", "wanted"), [(*row, WANTED.get(row[0], "")) for row in rows])}
"""


def _loaded(database: str) -> dict[str, Any]:
    say(f"the pages under load: {database}")
    found = dict(measure("--database", database, file="web.py"))
    say(json.dumps(found))
    return found


def _rate(found: dict[str, Any]) -> str:
    return f"{found['rate']:.0f}/s, p99 {found['p99']:.0f} ms" if found else "less than 100/s"


LOADED: dict[str, Callable[[dict[str, Any]], str]] = {
    "votes asked, acknowledged": lambda f: f"{f['ours']['steady']['asked']:,}, {f['ours']['steady']['acknowledged']:,}",
    "acknowledged and lost": lambda f: str(f["ours"]["steady"]["lost"]),
    "p50, ms": lambda f: f"{f['ours']['steady']['p50']:.0f}",
    "p99, ms": lambda f: f"{f['ours']['steady']['p99']:.0f}",
    "the longest wait, ms": lambda f: f"{f['ours']['steady']['worst']:.0f}",
    "p99 of the first ten seconds, ms": lambda f: f"{f['ours']['steady']['first_p99']:.0f}",
    "the map, p50, ms": lambda f: f"{f['ours']['steady']['map_p50']:.0f}",
    "the map, p99, ms": lambda f: f"{f['ours']['steady']['map_p99']:.0f}",
    "the oldest map, s": lambda f: f"{f['ours']['steady']['oldest_map_seconds']:.0f}",
    "the highest rate": lambda f: _rate(f["ours"]["highest"]),
    "the highest rate of plain Django": lambda f: _rate(f["plain"]),
    "after `kill -9` under load: back in, s": lambda f: f"{f['ours']['killed']['back_seconds']:.1f}",
    "after `kill -9`: acknowledged and lost": lambda f: str(f["ours"]["killed"]["lost"]),
}
"""What is told of the pages under load, and how."""
WANTED = {
    "acknowledged and lost": "0", "p99, ms": "150", "the map, p99, ms": "50", "the oldest map, s": "30",
    "after `kill -9` under load: back in, s": "5", "after `kill -9`: acknowledged and lost": "0",
}  # fmt: skip


def formulas(folder: Path) -> str:
    """How far our figures are from the peer's."""
    say("the formulas")
    found = measure("formulas", str(VTAIWAN / "votes.csv"))
    told = "; ".join(f"{name} {float(value):.1e}" for name, value in found.items() if name != "failed")
    return f"""\
On vtaiwan, with the same groups, the largest relative difference between ours and red-dwarf's figures:
{told or f"failed: {found['failed']}"}.
"""


PARTS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "beside": ("Beside red-dwarf 0.4.0", beside),
    "alone": ("Ours alone, from Parquet", alone),
    "command": ("The command", command),
    "commits": ("Committing acts", commits),
    "records": ("The record", records),
    "living": ("A living body", living),
    "web": ("The pages under load", web),
    "formulas": ("The formulas", formulas),
}
"""By name: the title of its section on the page, and what measures and writes it."""


def stored(job: str, *arguments: str) -> dict[str, float | str]:
    """One measurement of the record or the store."""
    return measure(job, *arguments, file="store_jobs.py")


def ratio(peer: dict[str, float | str], ours: dict[str, float | str]) -> str:
    """How many times faster we are."""
    if "seconds" not in peer or "seconds" not in ours:
        return "-"
    return f"{float(peer['seconds']) / float(ours['seconds']):.0f}×"


def make(folder: Path, name: str) -> str:
    """Write the votes of a simulated assembly as Parquet, in random order, in a process of its own."""
    path = str(folder / f"{name}.parquet")
    done = measure("make", path, *map(str, SIZES[name]))
    if "failed" in done:
        raise SystemExit(f"could not make {name}: {done['failed']}")
    return path


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def renewed(page: str, name: str, text: str) -> str:
    """The page with one part as it was just measured, and the others as they were, in the order of PARTS."""
    sections = dict(section.split("\n", 1) for section in page.split("\n## ")[1:])
    memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    machine = f"{os.cpu_count()} cores, {memory} GB, {platform.machine()}, Python {platform.python_version()}"
    sections[PARTS[name][0]] = f"\n{text}\nMeasured on {datetime.now(UTC):%Y-%m-%d}: {machine}.\n"
    titles = [title for title, _ in PARTS.values() if title in sections]
    return "\n".join([HEAD, *(f"## {title}\n{sections[title].rstrip()}\n" for title in titles)])


def main(names: list[str]) -> None:
    """Measure the parts that are named, or all."""
    if unknown := set(names) - PARTS.keys():
        raise SystemExit(f"there is no part {', '.join(sorted(unknown))}: name some of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        for name in names or PARTS:
            text = PARTS[name][1](Path(folder))
            PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), name, text), encoding="utf-8")
            print(text)


if __name__ == "__main__":
    main(sys.argv[1:])
