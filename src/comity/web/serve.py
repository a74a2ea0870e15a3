"""The processes of a server: Granian around the pages, and one that does what is due."""

from __future__ import annotations

import atexit
import gc
import logging
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from comity.record.serve import free_address

THREADS = 4
"""Of a process. On SQLite more only wait for each other; acts that wait together share one commit."""
CONNECTIONS = 2048
"""Of a process, idle ones included: a browser keeps its own open. Whoever comes beyond this waits for one to close."""
LONGEST_END = 30
"""Seconds in which what was asked is answered before a process ends; then it is killed."""
WARM = 20
"""Bodies that are folded when a process starts."""
SETTINGS = "comity.web.settings"

log = logging.getLogger("comity.serve")


@dataclass(frozen=True, slots=True)
class Server:
    """Where to listen, and with how many processes. `jobs`: whether deadlines, maps and mail are done here too."""

    host: str
    port: int
    workers: int = 1
    jobs: bool = True


def prepare() -> None:
    """Bring the tables up to date and lay out the files of the pages. To be done before a server starts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:  # read when the library is imported, by each process
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder = tempfile.mkdtemp(prefix="comity-metrics-")
        atexit.register(_remove, folder, os.getpid())
    from comity.store import setup

    setup.migrate()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from comity.base.files import alone
    from comity.store.publishing import Home

    Home(settings.HOME).make()
    files = Path(str(settings.STATIC_ROOT))
    files.mkdir(parents=True, exist_ok=True)
    with alone(files / ".lock"):
        call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()  # a worker is a fork, and no connection may be shared


def serve(server: Server, says: str) -> None:
    """Serve until interrupted or told to end; `says` is printed once it listens. UsageError if it cannot listen."""
    from granian import Granian
    from granian.constants import Interfaces

    address = free_address(server.host, server.port)
    granian = Granian(
        "comity.web.wsgi:application",
        address,
        server.port,
        interface=Interfaces.WSGI,
        workers=server.workers,
        blocking_threads=THREADS,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        log_enabled=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=LONGEST_END,
    )
    os.register_at_fork(after_in_child=_end_when_told)
    stop, keeper = threading.Event(), threading.Thread(target=lambda: _keep_jobs(stop), daemon=True)
    if server.jobs:
        granian.on_startup(keeper.start)  # not before: the workers are forks of this process
    telling = threading.Thread(target=_tell, args=(address, server.port, says, stop), daemon=True)
    granian.on_startup(telling.start)
    try:
        granian.serve(target_loader=partial(_load, parent=os.getpid()))
    finally:
        stop.set()
        if keeper.is_alive():
            keeper.join(15)


def _tell(address: str, port: int, says: str, stop: threading.Event) -> None:
    """Print a line once a worker listens, which is a little later than Granian's own start."""
    while not stop.wait(0.05):
        with suppress(OSError), socket.create_connection((address, port), timeout=1):
            print(says, flush=True)
            return


def run_jobs(stop: threading.Event) -> None:
    """Find and do what is due until `stop` is set. Django is started."""
    from comity.store.cosigning import cosign_by_policies
    from comity.store.jobs import Runner
    from comity.web import running, works

    home = running.home()
    Runner(running.sequencer(), home, cosign_by_policies(home), works.WORKS, works.needs).run(stop)


def _remove(folder: str, owner: int) -> None:
    """Remove a folder at the end of the process that made it, and not of a fork of it."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _load(_: str, parent: int) -> Callable[..., Any]:
    """The application, in a worker."""
    _end_with(parent)
    from comity.web.wsgi import application

    try:
        _warm()
    except Exception:  # whoever asks is told what is wrong, or it has passed by then
        log.exception("the bodies could not be read beforehand")
    return application


def _warm() -> None:
    """Load the pages and fold the longest records, so that nobody waits for that who comes first.

    What is there then stays: it is not looked at again for garbage, which stopped all threads for a moment.
    """
    from django.db import connection
    from django.template.loader import get_template
    from django.urls import reverse

    from comity.store.models import Body
    from comity.web.reading import reading
    from comity.web.running import sequencer
    from comity.web.voting import ballots, maps

    reverse("bodies")  # all views are imported now
    for origin in Body.objects.order_by("-size").values_list("origin", flat=True)[:WARM]:
        sequencer().warm(origin)
        with reading(origin) as found:
            if found.state.charter_json:
                found.state.charter  # noqa: B018 - it is checked when it is first asked for, which takes a second
            for name, one in found.state.consultations.items():
                if one.closed_seq < 0:
                    ballots.statements(found.body, name)
                    maps.shown(found.body, name)
    get_template("web/vote.html")
    connection.close()
    gc.freeze()


def _keep_jobs(stop: threading.Event) -> None:
    """Keep a process at what is due; one that died is followed by another."""
    context = multiprocessing.get_context("spawn")
    while not stop.is_set():
        process = context.Process(target=_jobs, args=(os.getpid(),), daemon=True)
        process.start()
        while process.is_alive() and not stop.wait(0.5):
            pass
        if process.is_alive():
            process.terminate()
            process.join(10)
        elif not stop.wait(1):
            log.error("the process of the jobs ended with %s: another is started", process.exitcode)


def _jobs(parent: int) -> None:
    stop = threading.Event()
    # The job at hand ends first. From a thread: the main one may be inside the event, and would wait for itself.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stop.set).start())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, to all at once: whoever started this one says when
    _end_with(parent)
    os.nice(10)  # a map takes a core for seconds, and whoever votes meanwhile should not notice
    from comity.store import setup

    setup.start()
    run_jobs(stop)


def _end_when_told() -> None:
    """A worker that still loads has the handlers of the process that it is a fork of, which would do nothing here."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, to all at once: whoever started this one says when


def _end_with(parent: int) -> None:
    """End this process with the one that started it, even if that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
