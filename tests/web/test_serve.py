"""`comity serve` as an operator meets it: it starts, ends, and comes back, in another process and in a pipe."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import urllib3

from comity.store.models import User
from tests.test_cli import comity_command
from tests.web.sites import Site

HTTP = urllib3.PoolManager(retries=False, timeout=20)
PATIENCE = 60
"""Seconds: how fast it is, a bench says; here it only has to happen."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(store, *options, listens=True, **environment):
    """A server in another process, once it says that it listens if asked; it is ended if it is still there."""
    port = free_port()
    arguments = [sys.executable, "-m", "comity", "serve", "--listen", f"127.0.0.1:{port}", *options]
    server = subprocess.Popen(
        arguments, env={**store.environment, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        server.said = server.stdout.readline() if listens else ""
        server.url = f"http://127.0.0.1:{port}"
        yield server
    finally:
        if server.poll() is None:
            server.kill()
        server.wait(20)
        server.stdout.close()
        server.stderr.close()


def until(asked, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if found := asked():
                return found
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"waited {PATIENCE} s in vain: {what}")


def children(pid):
    """Child processes: (pid, whether it is the one of the jobs)."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    threads = [int(p) for task in Path(f"/proc/{pid}/task").iterdir() for p in (task / "children").read_text().split()]
    return {int(p): b"spawn_main" in Path(f"/proc/{p}/cmdline").read_bytes() for p in {*map(int, found), *threads}
            if b"resource_tracker" not in Path(f"/proc/{p}/cmdline").read_bytes()}  # fmt: skip


def status(url):
    return HTTP.request("GET", url).status


def test_it_says_where_it_listens_and_comes_back_when_its_processes_are_killed(site: Site):
    site.sequencer.open(site.origin)
    with serving(site.store, "--workers", "1") as server:
        assert server.said == f"Comity is at {server.url}/ (interrupt to end)\n"
        assert status(f"{server.url}/") == 200
        until(lambda: status(f"{server.url}/health") == 200, "the jobs to be looked for")
        before = children(server.pid)
        assert sorted(before.values()) == [False, True], "a worker, and the jobs"
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(lambda: sorted(children(server.pid).values()) == [False, True] and not before.keys() & children(
            server.pid).keys(), "another worker and other jobs")  # fmt: skip
        until(lambda: status(f"{server.url}/") == 200, "the pages to be back")
        figures = HTTP.request("GET", f"{server.url}/metrics").data.decode()
        assert re.search(r'comity_requests_total\{method="GET",status="200",view="bodies"\} [2-9]', figures), figures
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) == 0
        assert "Traceback" not in server.stderr.read()


def test_what_was_asked_is_answered_before_it_ends(site: Site):
    if site.store.url:
        return  # the lock that holds the request up is SQLite's
    client = site.client("")
    client.force_login(site.user("one@people.example"), "comity.web.people.sessions.Backend")
    with serving(site.store, "--no-jobs") as server:
        cookie = f"session={client.cookies['session'].value}"
        page = HTTP.request("GET", f"{server.url}/me/letters/", headers={"Cookie": cookie})
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.data)[1].decode()
        csrf = page.headers["Set-Cookie"].split(";")[0]
        held = sqlite3.connect(site.store.home / "comity.sqlite3", isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        answers = []
        headers = {"Cookie": f"{cookie}; {csrf}", "Content-Type": "application/x-www-form-urlencoded"}
        form = f"letters=none&csrfmiddlewaretoken={token}"

        def ask():
            url = f"{server.url}/me/letters/"
            answers.append(HTTP.request("POST", url, body=form, headers=headers, redirect=False))

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(1)
        server.send_signal(signal.SIGTERM)
        time.sleep(1)
        held.execute("ROLLBACK")
        asking.join(PATIENCE)
        assert [one.status for one in answers] == [302]
        assert server.wait(PATIENCE) == 0
    assert User.objects.get().letters == "none"


def test_a_worker_that_still_loads_ends_when_it_is_told(site: Site):
    for wait in (0.0, 0.1, 0.3):
        with serving(site.store, "--no-jobs", "--workers", "2", listens=False) as server:
            until(lambda server=server: len(children(server.pid)) == 2, "two workers, which have not loaded the pages")
            time.sleep(wait)
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0, "sooner than a worker is killed that does not end"
            assert "Traceback" not in server.stderr.read()


def test_what_cannot_be_served_is_told_in_a_sentence(site: Site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = comity_command("serve", "--listen", f"127.0.0.1:{port}", "--workers", "2", env=site.store.environment)
    said = done.stderr.decode().splitlines()
    assert done.returncode == 2 and said == [f"comity: cannot listen at 127.0.0.1:{port}: Address already in use"]
