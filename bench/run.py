"""Measure speed and memory, ours beside a peer on the same input in the same session, and write bench/RESULTS.md.

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
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
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


def command_seconds(cold: bool) -> float:
    """Seconds from process start to finished report for the command on vtaiwan."""
    with tempfile.TemporaryDirectory() as folder:
        cache = f"{folder}/numba" if cold else os.environ.get("NUMBA_CACHE_DIR", f"{folder}/numba")
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        command = [sys.executable, "-m", "comity", "opinion", str(VTAIWAN), "--out", f"{folder}/out"]
        if not cold:
            subprocess.run(command, env=environment, check=True, capture_output=True)
        begin = time.perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return time.perf_counter() - begin


def main() -> None:
    """Measure everything and write the page."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        rows = [beside(str(VTAIWAN / "votes.csv"), "vtaiwan", 3), beside(make(folder, "20k"), "20k", 1)]
        large = [alone(folder, size) for size in ("400k", "wide", "linear-1", "linear-2", "linear-8", "4M")]
        acts, record = commits(), records(folder)
    body = living()
    say("the command")
    warm, cold = min(command_seconds(False) for _ in range(3)), command_seconds(True)
    write(rows, large, warm, cold, measure("formulas", str(VTAIWAN / "votes.csv")), acts, record, body)


def say(text: str) -> None:
    """Tell how far we are."""
    print(text, file=sys.stderr, flush=True)


def beside(path: str, name: str, peer_runs: int) -> tuple[str, ...]:
    """One row of the table beside the peer."""
    say(f"beside red-dwarf: {name}")
    peer, same, full = best("peer", path, runs=peer_runs), best("same-steps", path), best("everything", path, "0")
    boot = best("everything", path, "100", runs=1)
    ours = (cell(same), ratio(peer, same), cell(full), ratio(peer, full), cell(boot), cell(full, "mb"))
    return (name, cell(peer), cell(peer, "mb"), *ours)


def alone(folder: Path, name: str) -> tuple[str, ...]:
    """One row of the table of large inputs."""
    say(f"ours alone: {name}")
    path = make(folder, name)
    result = best("from-parquet", path, runs=1 if name == "4M" else 2)
    Path(path).unlink()
    people, statements, votes = SIZES[name]
    per = f"{float(result['seconds']) / votes * 1e9:.0f}" if "seconds" in result else "-"
    parts = [cell(result, part) for part in ("read", "core", "everything", "seconds")]
    return (f"{people:,} × {statements:,}", f"{votes:,}", *parts, per, cell(result, "mb"))


def commits() -> list[tuple[str, ...]]:
    """Durable acts a second, each in a commit of its own and many together, one after another on the same machine."""
    rows = []
    for database in ("sqlite", "postgresql"):
        for processes, threads in ((1, 32), (4, 8)):
            say(f"commits: {database}, {processes} × {threads}")
            one, many = (stored("commit", database, n, str(processes), str(threads), "4") for n in ("1", "500"))
            figures = [cell(result, name) for result in (one, many) for name in ("rate", "middle", "late", "worst")]
            faster = f"{float(many['rate']) / float(one['rate']):.1f}×" if "rate" in one and "rate" in many else "-"
            rows.append((database, f"{processes} × {threads}", *figures, faster))
    return rows


def records(folder: Path) -> list[tuple[str, ...]]:
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
    return [tuple(row) for row in rows.values()]


def living() -> list[tuple[str, str, str]]:
    """What a body with a million votes takes to be folded, checked, loaded and called, beside what we want it to take."""
    say("a body of 1,000,000 votes")
    fold, legality, evidence = (
        measure(job, "1000000", file="body_jobs.py") for job in ("fold", "legality", "evidence")
    )
    return [
        ("folding, s", cell(fold), "10"),
        ("folding, asking of each act whether it may be done, s", cell(legality), "60"),
        ("loading the state from its snapshot, ms", cell(fold, "load_ms"), "50"),
        ("whether a vote may be cast, µs", cell(legality, "may_us"), "50"),
        ("the evidence of a call, from rows in memory, s", cell(evidence), "2"),
    ]


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


def write(rows, alone, warm, cold, formulas, acts, record, body) -> None:
    """Write the page of results."""
    memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    text = f"""# Results

Measured on {datetime.now(UTC):%Y-%m-%d} with `make bench`: {os.cpu_count()} cores, {memory} GB,
{platform.machine()}, Python {platform.python_version()}. Seconds, unless another unit is said; the fastest of up to three
runs, each in a process of its own; imports and a warm-up on a small input do not count. Memory is the peak of the process.

## Beside red-dwarf 0.4.0

Both start from the votes in memory and end with statistics of every statement and group. "Same steps" are those that
red-dwarf's `run_pipeline` takes: reduce the votes, two components, positions, k-means for 2 to 5 groups with
silhouettes, statistics, consensus and representative statements, group-aware consensus, priority. "Everything" adds
what it has not: how many components stand out, how stable each number of groups is, minorities inside groups, the
bridging model; and then 100 resamples of the people. red-dwarf is handed votes without repeated pairs (it fails on
two votes of one instant); ours starts from all events. `vtaiwan` is the real conversation (1,921 people, 197 statements,
49,998 vote events); `20k` is simulated: 20,000 people, 1,000 statements, 500,000 votes.

{table(("input", "red-dwarf", "MB", "same steps", "faster", "everything", "faster", "with 100 resamples", "MB"), rows)}

## Ours alone, from Parquet

Votes in random order are read from a Parquet file (`read`), then the same steps (`core`), or everything without
resamples (`everything`). `total` is read and core, `ns a vote` its time over the votes; memory is that of all of it.

{table(("people × statements", "votes", "read", "core", "everything", "total", "ns a vote", "MB"), alone)}

## The command

`comity opinion` on vtaiwan with 100 resamples, from process start to the finished report: {warm:.1f} s with warm
caches, {cold:.1f} s when Numba has compiled nothing yet.

## Committing acts

Clients that act again as soon as they are answered, for four seconds: 32 threads in one process, or 8 in each of four.
Each act is durable when it is answered: SQLite with synchronous=FULL, PostgreSQL with its usual settings, both on this
disk. `one` commits each act by itself, `group` all that wait. Waits are in milliseconds: half, 99 of 100, the worst.

{table(("database", "processes × threads", "one: acts/s", "p50", "p99", "worst", "group: acts/s", "p50", "p99", "worst", "more acts"), acts)}

## The record

Votes of about 230 bytes. Files are flushed to this disk before the checkpoint that names them. Memory is the peak of
the process in MB, without the parts of the database file that SQLite maps (up to 256 MB): it must not grow.

{table(("what", "100,000 acts", "MB", "1,000,000 acts", "MB"), record)}

## A living body

A body on the template of the IETF: 1,000,000 votes of 10,000 people on 200 statements. Folding begins with the entries in
memory, as the database gives them.

{table(("what", "measured", "wanted"), body)}

## The formulas

On vtaiwan, with the same groups, the largest relative difference between ours and red-dwarf's figures:
{formulas_text(formulas)}
"""
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    print(text)


def formulas_text(formulas: dict[str, float | str]) -> str:
    """List the differences."""
    if "failed" in formulas:
        return f"failed: {formulas['failed']}"
    return "; ".join(f"{name} {float(value):.1e}" for name, value in formulas.items()) + "."


if __name__ == "__main__":
    main()
