"""What is due is found and done, by whom ever is there, and twice if need be."""

import smtplib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings

from comity.base.errors import UsageError
from comity.record.envelope import read_act
from comity.store import jobs
from comity.store.folding import entries
from comity.store.jobs import Runner, ask
from comity.store.models import Body, Job, Letter, Row, Snapshot
from comity.store.publishing import Home, published
from comity.store.sequencer import Sequencer
from tests.store.helpers import ORIGIN, in_threads, registry, say
from tests.store.test_publishing import KEYS


@pytest.fixture
def sequencer(store):
    made = Sequencer(registry())
    made.open(ORIGIN)
    (store.home / "keys").mkdir()
    (store.home / "keys" / "body.example%2Frecord").write_text("".join(f"{key.text}\n" for key in KEYS))
    return made


@pytest.fixture
def runner(sequencer, store):
    return Runner(sequencer, Home(store.home))


def soon(seconds=0.0):
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_a_checkpoint_follows_the_acts(sequencer, runner, store):
    sequencer.commit(say("a"))
    assert runner.run_once() == 1
    assert published(Home(store.home).record(ORIGIN)).size == 3  # with the announcement of each key
    assert runner.run_once() == 0


def test_the_clock_acts_once_when_a_deadline_has_passed(sequencer, runner):
    sequencer.commit(say("answer me", due=soon(-1)))
    sequencer.commit(say("answer me later", due=soon(3600)))
    runner.run_once()
    acts = [read_act(entry) for entry in entries(Body.objects.get(origin=ORIGIN))]
    assert [(act.kind, act.public["subject"]) for act in acts if act.actor == "clock"] == [("clock.pass", "m0")]
    found = in_threads(lambda _: runner._clock(ORIGIN), [1, 2, 3])
    assert found == [None, None, None]
    assert Body.objects.get(origin=ORIGIN).size == len(acts)
    assert set(sequencer.state(ORIGIN).state.deadlines) == {"answer m1"}


def test_a_job_that_fails_is_told_and_tried_again_later(sequencer, runner, store):
    sequencer.commit(say("a"))
    (store.home / "keys" / "body.example%2Frecord").unlink()
    assert runner.run_once() == 1
    job = Job.objects.get()
    assert "has no key to sign with" in job.error
    assert job.due > datetime.now(UTC)
    assert runner.run_once() == 0
    (store.home / "keys" / "body.example%2Frecord").write_text("".join(f"{key.text}\n" for key in KEYS))
    Job.objects.update(due=datetime.now(UTC))
    assert runner.run_once() == 1
    assert not Job.objects.exists()


def test_a_job_whose_worker_died_is_done_by_another(sequencer, runner):
    done = []
    runner._works["count"] = done.append
    ask("count", "x")
    assert runner._take().name == "count"  # and then the worker is killed
    assert runner.run_once() == 0
    Job.objects.update(leased_until=datetime.now(UTC) - timedelta(seconds=1))
    assert runner.run_once() == 1
    assert done == ["x"]


def test_a_job_asked_for_while_it_runs_is_done_again(sequencer, runner):
    done = []

    def work(subject):
        done.append(subject)
        if len(done) == 1:
            ask("count", subject)

    runner._works["count"] = work
    ask("count", "x")
    runner.run_once()
    assert done == ["x", "x"]
    assert not Job.objects.exists()


def test_jobs_are_shared_and_each_done_once(sequencer, runner):
    done = []
    runner._works["count"] = done.append
    for i in range(20):
        ask("count", i)
        ask("count", i)

    def work(_):
        while runner.step():
            pass

    assert in_threads(work, [1, 2, 3, 4]) == [None] * 4
    assert sorted(done, key=int) == [str(i) for i in range(20)]


def test_a_job_for_later_waits(sequencer, runner):
    runner._works["count"] = print
    ask("count", "x", datetime.now(UTC) + timedelta(hours=1))
    assert runner.run_once() == 0
    ask("count", "x")
    assert runner.run_once() == 1


def test_a_snapshot_is_made_from_time_to_time(sequencer, runner, monkeypatch):
    monkeypatch.setattr(jobs, "SNAPSHOT_EVERY", 3)
    for i in range(4):
        sequencer.commit(say(f"{i}"))
    runner.run_once()
    assert Snapshot.objects.get().size == 6  # with the announcement of two keys


def test_rows_are_made_again_when_the_kinds_changed(sequencer, runner):
    sequencer.commit(say("a"))
    Row.objects.all().delete()
    Body.objects.update(projected="of an earlier release")
    runner.run_once()
    assert Row.objects.count() == 1
    assert Body.objects.get(origin=ORIGIN).projected == sequencer.registry.digest


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_a_letter_is_sent_once(sequencer, runner):
    mail.outbox = []
    letter = Letter.objects.create(to="ada@example.org", subject="Last call", text="…", message_id="<1@body.example>")
    assert runner.run_once() == 1
    ask("mail", letter.pk)
    runner.run_once()
    [sent] = mail.outbox
    assert (sent.to, sent.extra_headers["Message-ID"]) == (["ada@example.org"], "<1@body.example>")


@pytest.mark.parametrize(("code", "left"), [(550, 0), (450, 1)])
def test_an_address_that_is_refused_is_in_no_log(sequencer, runner, monkeypatch, caplog, code, left):
    letter = Letter.objects.create(to="ada@example.org", subject="Last call", text="…", message_id="<1@body.example>")

    def refuse(self):
        raise smtplib.SMTPRecipientsRefused({letter.to: (code, b"ada@example.org is not here")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    runner.run_once()
    assert Letter.objects.count() == left, "for good, or for now"
    assert str(code) in caplog.text and "ada" not in caplog.text
    assert not Job.objects.filter(error__contains="ada").exists()


def test_it_runs_until_told_to_stop(sequencer, runner, store):
    stop = threading.Event()
    done = threading.Event()

    def work(_):
        done.set()
        raise UsageError("wrong")

    runner._works["count"] = work
    ask("count", "x")
    thread = threading.Thread(target=lambda: in_threads(lambda _: runner.run(stop, 0.05), [1]))
    thread.start()
    assert done.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_simulated_body_lives_by_its_own_time(sequencer, store):
    """Its deadlines are none of the machine's, and what the machine does in it does not move its clock."""
    from comity.charter.templates import template
    from comity.kinds import registry as all_kinds
    from comity.living import Living, read_day
    from comity.store import publishing

    mine = Sequencer(all_kinds())
    living = Living(mine, ORIGIN)
    officers = [{"role": "chair", "actor": "p1"}]
    said = {"charter": template("comity").to_json(), "steward": "p1", "officers": officers, "simulated": True}
    living.found("p1", said, on=read_day("2001-01-05"))
    publishing.checkpoint(mine, Home(store.home), ORIGIN)
    assert living.state().size == 3 and living.state().at.startswith("2001-01-05T00:00:00.")
    assert Body.objects.get(origin=ORIGIN).due == ""
    runner = Runner(mine, Home(store.home))
    runner.run_once()
    assert living.state().deadlines.keys() == {f"term chair {living.state().offices[0].since} p1"}
    assert [done.act.kind for done in living.wait_until(read_day("2003-02-01"))] == ["clock.pass"]
