"""A log and three witnesses, each a process of its own, as they are run in earnest."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import comity
from comity.record.audit import AuditError, audit
from comity.record.checkpoint import Checkpoint
from comity.record.notes import parse_note, sign_note, verify_note
from comity.record.policy import parse_policy
from comity.record.remote import gather, peers_of
from comity.record.tiles import Tiles, folder_source
from comity.record.verify import verify_checkpoint
from tests.record.helpers import OPERATOR, ORIGIN, TIME, WITNESSES, act, write_record
from tests.record.hostile import server
from tests.record.test_remote import LIES

LOGS = [OPERATOR.verifier]


class Process:
    """`comity record witness`, which can be killed and started again with the same state."""

    def __init__(self, folder, name):
        self.folder, self.name, self.process = folder, name, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        (folder / f"{name}.key").write_text(WITNESSES[name].text)

    def start(self):
        state = self.folder / f"{self.name}.db"
        begin = [] if state.exists() else ["--begin"]
        command = [sys.executable, "-m", "comity", "record", "witness", "--key", self.folder / f"{self.name}.key",
                   "--log", OPERATOR.verifier.text, "--state", state, "--listen", f"127.0.0.1:{self.port}",
                   "--rate", "0", *begin]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(Path(comity.__file__).parent.parent)}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
        )
        line = self.process.stdout.readline()
        assert line.startswith(f"Witness witness.example/{self.name[1]} of {ORIGIN} listens at {self.url}"), (
            line or self.process.stderr.read()
        )
        until = time.monotonic() + 20
        while True:
            try:
                self.page()
                return self
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.05)

    def page(self):
        request = urllib.request.Request(f"{self.url}/", headers={"Accept": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def stop(self, how=signal.SIGKILL):
        """Kill the process and the worker that it has; or end it as a person would."""
        if self.process is not None:
            if how == signal.SIGKILL:
                with suppress(ProcessLookupError):
                    os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
            self.process.wait(timeout=20)
            self.process.stdout.close()
            self.process.stderr.close()
            self.process = None


@contextmanager
def running(folder, names=tuple(WITNESSES)):
    processes = [Process(folder, name) for name in names]
    try:
        for process in processes:
            process.start()
        yield processes
    finally:
        for process in processes:
            process.stop()


def policy_of(urls, quorum=2):
    lines = [f"log {OPERATOR.verifier.text}"]
    lines += [f"witness {name} {WITNESSES[name].verifier.text} {url}" for name, url in urls.items()]
    return parse_policy("\n".join([*lines, f"group ngos {quorum} {' '.join(urls)}", "quorum ngos"]))


def submit(folder, size, policy, **options):
    """What the log does when it has a new checkpoint."""
    tiles = Tiles(folder_source(folder), size)
    text = Checkpoint(ORIGIN, size, tiles.root()).text()
    note = sign_note(text, [OPERATOR], TIME).to_bytes()
    return gather(note, peers_of(policy), tiles.consistency_proof, LOGS, **{"seconds": 8.0, **options})


def standings(gathered):
    return {answer.peer.name: answer.standing for answer in gathered.answers}


@pytest.fixture
def history(tmp_path):
    """The files of a record, of which any size may be published."""
    write_record(tmp_path / "record", 400, steps=range(10, 400, 10))
    return tmp_path / "record"


def test_any_one_of_three_may_be_down_or_lie(tmp_path, history):
    with running(tmp_path) as processes:
        urls = {process.name: process.url for process in processes}
        policy = policy_of(urls)
        gathered = submit(history, 50, policy)
        assert set(standings(gathered).values()) == {"cosigned"}
        assert len(verify_checkpoint(gathered.note, policy_of(urls, quorum=3)).signatures) == 4
        size = 50
        for process in processes:
            process.stop()
            size += 10
            gathered = submit(history, size, policy)
            expected = {name: "down" if name == process.name else "cosigned" for name in urls}
            assert standings(gathered) == expected
            assert verify_checkpoint(gathered.note, policy).checkpoint.size == size
            process.start()  # it has missed one, and is asked once more with the proof that it needs
        for process in processes:
            for lie in ("garbage", "wrong key", "another text", "huge", "sizes", "slow"):
                size += 10
                with server(LIES[lie]) as liar:
                    gathered = submit(history, size, policy_of({**urls, process.name: liar}), enough=policy.is_met)
                bad = standings(gathered).pop(process.name)
                assert bad in ("bad", "down") and list(standings(gathered).values()).count("cosigned") == 2
                assert verify_checkpoint(gathered.note, policy).checkpoint.size == size


def test_a_split_view_gets_no_second_quorum_and_is_caught(tmp_path, history):
    other = tmp_path / "other"
    write_record(other, 60, entry=lambda i: act(i, actor="q" if i == 30 else f"p-{i}").to_bytes(), steps=[50])
    write_record(tmp_path / "mine", 60, steps=[50])
    with running(tmp_path) as processes:
        urls = {process.name: process.url for process in processes}
        policy = policy_of(urls)
        # The log shows one history to the first witness, another to the second, and both to the third.
        assert standings(submit(history, 50, policy_of({"w0": urls["w0"]}, 1))) == {"w0": "cosigned"}
        assert standings(submit(other, 50, policy_of({"w1": urls["w1"]}, 1))) == {"w1": "cosigned"}
        mine = submit(history, 60, policy)
        theirs = submit(other, 60, policy)
        assert standings(mine) == {"w0": "cosigned", "w1": "fork", "w2": "cosigned"}
        assert standings(theirs) == {"w0": "fork", "w1": "cosigned", "w2": "fork"}
    assert verify_checkpoint(mine.note, policy).checkpoint.size == 60
    assert not policy.is_met([key for key, _ in verify_note(parse_note(theirs.note), policy.witnesses.values())])
    # The witness hands out the other history's checkpoint with the record's own signature: that is the proof.
    evidence = mine.alarms[0].evidence
    assert verify_checkpoint(evidence, policy, quorum=False).checkpoint.size == 50
    assert len(theirs.alarms) == 2 and all(alarm.evidence for alarm in theirs.alarms)
    (tmp_path / "mine" / "checkpoint").write_bytes(mine.note)
    audit(folder_source(tmp_path / "mine"), policy)
    with pytest.raises(AuditError) as raised:
        audit(folder_source(tmp_path / "mine"), policy, evidence)
    assert raised.value.finding == "fork"


def test_a_witness_that_was_killed_has_forgotten_nothing(tmp_path, history):
    other = tmp_path / "other"
    write_record(other, 90, entry=lambda i: act(i, actor="q").to_bytes(), steps=range(10, 90, 10))
    with running(tmp_path, ["w0"]) as (process,):
        policy = policy_of({"w0": process.url}, 1)
        for size in range(10, 60, 10):
            assert standings(submit(history, size, policy)) == {"w0": "cosigned"}
            process.stop(signal.SIGKILL)
            process.start()
            assert process.page()["seen"][0]["size"] == size
            assert standings(submit(other, size, policy)) == {"w0": "fork"}
            assert standings(submit(other, size + 10, policy)) == {"w0": "fork"}
            if size > 10:
                back = submit(history, size - 10, policy)
                assert standings(back) == {"w0": "rollback"} and back.alarms[0].evidence


def test_the_worker_ends_with_its_process(tmp_path):
    with running(tmp_path, ["w0"]) as (process,):
        os.kill(process.process.pid, signal.SIGKILL)  # the process alone, as the system would
        process.process.wait(timeout=10)
        until = time.monotonic() + 10
        with pytest.raises(OSError):
            while time.monotonic() < until:
                process.page()
                time.sleep(0.1)
    with running(tmp_path, ["w1"]) as (process,):
        process.process.send_signal(signal.SIGTERM)
        assert process.process.wait(timeout=20) == 0


def test_two_processes_with_one_state_cosign_no_fork(tmp_path, history):
    other = tmp_path / "other"
    write_record(other, 40, entry=lambda i: act(i, actor="q").to_bytes(), steps=range(10, 40, 10))
    with running(tmp_path, ["w0"]) as (first,):
        second = Process(tmp_path, "w0")
        try:
            second.start()
            for size in (10, 20, 30, 40):
                outcomes, barrier = [], threading.Barrier(4)

                def one(folder, url, size=size, outcomes=outcomes, barrier=barrier):
                    barrier.wait()
                    outcomes.append((folder, standings(submit(folder, size, policy_of({"w0": url}, 1)))["w0"]))

                work = [(folder, url) for folder in (history, other) for url in (first.url, second.url)]
                threads = [threading.Thread(target=one, args=each) for each in work]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                assert len({folder for folder, standing in outcomes if standing == "cosigned"}) == 1, outcomes
                assert {standing for _, standing in outcomes} == {"cosigned", "fork"}
        finally:
            second.stop()
