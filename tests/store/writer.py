"""What a process does that works on a store: `tests.store.faults.Process` starts one for WORK and its arguments.

What it has done it says on its standard output, each line in one unbuffered write: what was read from there happened
before the process could be killed.
"""

import contextlib
import hashlib
import os
import random
import time
from pathlib import Path

from django.db import connection

from comity.body.kind import RefusedError
from comity.store.jobs import Runner
from comity.store.publishing import Home, publish
from comity.store.sequencer import Sequencer, StoreError, body_of
from tests.store.helpers import in_threads, registry, say
from tests.stores import use


def tell(text):
    """One line, in one write."""
    os.write(1, f"{text}\n".encode())


def write(origin, name, threads, acts, pause):
    """Acts in `threads`, `acts` of them in each, or for ever; up to `pause` seconds between them. "seq digest text"."""
    sequencer = Sequencer(registry())

    def run(number):
        i = 0
        while acts == "ever" or i < int(acts):
            text = f"{name} {number} {i}"
            try:
                done = sequencer.commit(say(text, f"p{number}", origin=origin, name=text))
            except StoreError as error:
                tell(f"! {error}")
                time.sleep(0.05)
            else:
                tell(f"{done.act.seq} {hashlib.sha256(done.entry).hexdigest()} {text}")
            i += 1
            time.sleep(random.random() * float(pause))

    for outcome in in_threads(run, list(range(int(threads)))):
        if outcome is not None:
            raise outcome


def traced(origin, acts, synchronous):
    """Say who the processes are, wait for a line, then commit `acts` one after another."""
    if synchronous == "off":
        options = connection.settings_dict["OPTIONS"]
        if connection.vendor == "sqlite":
            options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        else:
            options["options"] = "-c synchronous_commit=off"
    sequencer = Sequencer(registry())
    sequencer.commit(say("the first", origin=origin))
    backend = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
    tell(f"{os.getpid()} {backend}")
    os.read(0, 10)
    for i in range(int(acts)):
        tell(f"done {sequencer.commit(say(f'{i}', origin=origin)).act.seq}")


def put_out(origin, pause):
    """Publish again and again. The size after each time."""
    home = Home(Path(os.environ["COMITY_HOME"]))
    kinds = registry()
    while True:
        note = publish(kinds, body_of(origin), home.record(origin), home.signers(origin))
        tell(note.split(b"\n")[1].decode())
        time.sleep(random.random() * float(pause))


def do_jobs():
    """Do jobs again and again. How many were done each time that there were some."""
    runner = Runner(Sequencer(registry()), Home(Path(os.environ["COMITY_HOME"])))
    while True:
        done = runner.run_once()
        if done:
            tell(done)


def run(url, home, ends, work, *arguments):
    """Do one of these on the store at `url` and `home`, with the standard input and output given in `ends`."""
    for place, end in enumerate(ends):
        os.dup2(end.fileno(), place)
        end.close()
    os.environ["COMITY_HOME"] = home
    use(url, Path(home))
    works = {"write": write, "traced": traced, "publish": put_out, "work": do_jobs}
    with contextlib.suppress(RefusedError, BrokenPipeError):
        works[work](*arguments)
