"""The load test of the pages: votes from many sessions at a steady rate, the map beside them, and a server that is killed.

`python bench/web.py [--votes N] [--seconds N] [--rate N] [--database NAME]` prints the figures as JSON, with those of plain
Django (one insert and commit) on the same machine under the same client. Loopback only; every loop is bounded.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HOST = "127.0.0.1"
WARM = 10
"""Seconds of load on a server that has just begun, told apart from the rest."""


def port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def run(*command: str, env: dict[str, str], timeout: float = 3000, aside: bool = False) -> dict[str, Any]:
    """The last line of what a step prints, as JSON. `aside`: only while nobody else wants the processor."""
    done = subprocess.run(
        [*(("nice", "-n", "19") if aside else ()), sys.executable, *command],
        capture_output=True,
        text=True,
        env=env,
        timeout=timeout,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def server(command: list[str], env: dict[str, str], at: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers, in a group of processes of its own."""
    process = subprocess.Popen(command, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        wait(at, path)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait(at: int, path: str, longest: float = 60.0) -> float:
    """Seconds until the server answers."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < longest:
        with suppress(OSError, HTTPException), closing(HTTPConnection(HOST, at, timeout=2)) as line:
            line.request("GET", path, headers={"Host": "localhost"})
            line.getresponse()
            return time.perf_counter() - begin
        time.sleep(0.05)
    raise SystemExit("the server does not answer")


def comity(at: int) -> list[str]:
    """The command that serves."""
    return [sys.executable, "-m", "comity", "serve", "--listen", f"{HOST}:{at}"]


def drive(home: Path, plan: dict[str, Any], env: dict[str, str], **more: Any) -> dict[str, Any]:
    """Run the client with a plan."""
    file = home / "run.json"
    file.write_text(json.dumps({**plan, "host": HOST, **more}), encoding="utf-8")
    return run(str(HERE / "web_client.py"), str(file), env=env)


def highest(home: Path, plan: dict[str, Any], env: dict[str, str], at: int, seconds: int) -> dict[str, Any]:
    """The highest rate, in steps of a quarter, at which 99 of 100 votes wait less than 150 ms and none fails.

    It ends where three tries in a row are not held, two of a step and one of the next: in a few seconds one stall of a
    third of a second decides.
    """
    held: dict[str, Any] = {}
    rate, missed = 100.0, 0
    while rate < 5_000 and missed < 3:
        found = drive(home, plan, env, port=at, rate=rate, seconds=seconds)
        if found["p99"] <= 150 and not found["failed"]:
            held, missed = {"rate": rate, **found}, 0
        else:
            missed += 1
        if missed != 1:
            rate *= 1.25
    return held


def ours(home: Path, env: dict[str, str], asked: argparse.Namespace) -> dict[str, Any]:
    """The steady load with the map beside it, the highest rate, and a server that is killed under load."""
    steps, acks = str(HERE / "web_jobs.py"), str(home / "acks.json")
    prepared = {}
    if not (home / "plan.json").exists():
        prepared = run(steps, "prepare", str(asked.votes), str(asked.sessions), env=env)
    subprocess.run([sys.executable, "-m", "comity", "jobs", "--once"], env=env, check=True, capture_output=True)
    plan = json.loads((home / "plan.json").read_text(encoding="utf-8")) | run(steps, "size", env=env)
    (home / "plan.json").write_text(json.dumps(plan), encoding="utf-8")  # whose acts are those that were there before
    if asked.prepare:
        raise SystemExit
    found: dict[str, Any] = {"prepared": prepared}
    at = port()
    with server(comity(at), env, at, "/"):
        ages: list[float] = []
        stop = threading.Event()
        thread = threading.Thread(target=_ages, args=(steps, plan["consultation"], env, ages, stop))
        thread.start()
        steady = {"rate": asked.rate, "seconds": asked.seconds, "warm": WARM, "acks": acks}
        found["steady"] = drive(home, plan, env, port=at, **steady)
        stop.set()
        thread.join()
        found["steady"]["oldest_map_seconds"] = max(ages, default=-1.0)
        found["steady"] |= run(steps, "check", acks, env=env)
        quiet = {name: value for name, value in plan.items() if name != "watch"}
        found["highest"] = highest(home, quiet, env, at, asked.step)
    found["killed"] = killed(home, plan, env, asked, steps)
    return found


def _ages(steps: str, consultation: str, env: dict[str, str], ages: list[float], stop: threading.Event) -> None:
    """How old the map is, looked at every 20 seconds, once there is one. Looking may not be what is measured."""
    while not stop.wait(20):
        age = run(steps, "map", consultation, env=env, aside=True)["age"]
        if age >= 0:
            ages.append(age)


def killed(
    home: Path, plan: dict[str, Any], env: dict[str, str], asked: argparse.Namespace, steps: str
) -> dict[str, Any]:
    """`kill -9` of all processes of the server half-way, and another one started at once."""
    at, acks = port(), str(home / "acks-killed.json")
    plan = {**plan, "acts": run(steps, "size", env=env)["acts"]}
    (home / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    plan = {name: value for name, value in plan.items() if name != "watch"}
    back: list[float] = []
    first = subprocess.Popen(comity(at), env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    wait(at, "/")

    def kill() -> None:
        time.sleep(asked.step / 2)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        second.append(subprocess.Popen(comity(at), env=env, start_new_session=True, stdout=subprocess.DEVNULL))
        back.append(wait(at, "/"))

    second: list[subprocess.Popen[bytes]] = []
    thread = threading.Thread(target=kill)
    thread.start()
    found = drive(home, plan, env, port=at, rate=asked.rate, seconds=asked.step, acks=acks)
    thread.join()
    for process in second:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
    return {**found, "back_seconds": back[0], **run(steps, "check", acks, env=env)}


def plain(home: Path, env: dict[str, str], asked: argparse.Namespace) -> dict[str, Any]:
    """The peer: plain Django in as many processes, one insert and one commit a vote."""
    environment = {**env, "PLAIN_HOME": str(home), "PYTHONPATH": f"{HERE}{os.pathsep}{env.get('PYTHONPATH', '')}"}
    done = subprocess.run(
        [sys.executable, str(HERE / "plain_site.py"), "prepare", str(asked.sessions)],
        capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    token = "a" * 32
    sessions = [
        {
            "head": f"POST /vote HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={key}; csrftoken={token}\r\n"
            f"X-CSRFToken: {token}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "bodies": ["statement=s1&value=agree"],
        }
        for key in json.loads(done.stdout.splitlines()[-1])
    ]
    at = port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(at), "--no-log"),
        *(
            "--blocking-threads",
            "4",
            "--workers",
            str(min(os.cpu_count() or 1, 4)),
            "--backpressure",
            "2048",
            "plain_site:application",
        ),
    ]
    with server(command, environment, at, "/nothing"):
        return highest(home, {"sessions": sessions, "says": ""}, environment, at, asked.step)


@contextmanager
def databases(name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The database of Comity and that of the peer: "" for SQLite, else two of one PostgreSQL that is started here."""
    if name == "sqlite":
        yield "", ""
        return
    import psycopg
    from store_jobs import start_server

    (folder / "server").mkdir(exist_ok=True)
    url = start_server(folder / "server")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS plain")
        admin.execute("CREATE DATABASE plain")
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'comity'").fetchone():
            admin.execute("CREATE DATABASE comity")
    yield url.replace("/postgres?", "/comity?"), url.replace("/postgres?", "/plain?")


def main() -> None:
    """Measure both, on one kind of database."""
    parser = argparse.ArgumentParser()
    for name, value in (("votes", 1_000_000), ("sessions", 500), ("rate", 200), ("seconds", 300), ("step", 20)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--folder", type=Path, help="kept: what was prepared in it is measured again")
    parser.add_argument("--prepare", action="store_true", help="only prepare")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="comity-load-", ignore_cleanup_errors=True) as made:
        kept = asked.folder or Path(made)
        home, other = kept / "comity", Path(made) / "plain"
        home.mkdir(parents=True, exist_ok=True)
        other.mkdir()
        with databases(asked.database, kept) as (one, another):
            env = {**os.environ, "COMITY_HOME": str(home), "COMITY_DATABASE_URL": one, "PLAIN_URL": another}
            print(json.dumps({"ours": ours(home, env, asked), "plain": plain(other, env, asked)}))


if __name__ == "__main__":
    main()
