"""Many acts that are committed together come into the record as they would one by one."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction

from comity.base.errors import InputError, UsageError
from comity.body.kind import RefusedError
from comity.record.envelope import read_act
from comity.record.proposal import propose
from comity.store import sequencer as module
from comity.store.folding import entries, folded
from comity.store.models import Body, Private, Row
from comity.store.sequencer import Committed, NoBodyError, Sequencer, StoreError
from tests.store.helpers import ORIGIN, in_threads, registry, say


@pytest.fixture
def sequencer(store):
    made = Sequencer(registry())
    made.open(ORIGIN)
    return made


def ticking():
    """A clock that is a second later each time it is asked."""
    seconds = count()
    return lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(seconds))


def acts():
    return [read_act(entry) for entry in entries(Body.objects.get(origin=ORIGIN))]


def texts():
    return [act.public["text"] for act in acts()]


def kept(origin):
    """All that is kept of a body, but its name."""
    body = Body.objects.get(origin=origin)
    found = [replace(read_act(entry), origin=ORIGIN) for entry in entries(body)]
    rows = list(Row.objects.filter(body=body).order_by("seq", "n").values_list("seq", "n", "table", "scope", "values"))
    private = list(Private.objects.filter(body=body).order_by("seq", "part").values_list("seq", "part", "content"))
    return found, rows, [(seq, part, bytes(content)) for seq, part, content in private], body.size, body.at, body.due


def test_many_together_are_the_record_that_one_by_one_would_be(store):
    """With private parts, deadlines, a refusal in between, over more than one transaction, and each act's own time."""

    def some(origin):
        for n in range(module.MOST_TOGETHER + 7):
            if n == 3:
                yield say("no", origin=origin)
            else:
                yield say(
                    str(n), f"p{n % 9}", origin=origin, due="2030-01-01T00:00:00.000000Z" if n % 100 == 5 else None
                )

    single, together = Sequencer(registry(), clock=ticking()), Sequencer(registry(), clock=ticking())
    single.open("single.example/record")
    together.open("together.example/record")
    for proposal in some("single.example/record"):
        try:
            single.commit(proposal)
        except RefusedError:
            continue
    found = together.commit_many(list(some("together.example/record")))
    assert [type(one) for one in found].count(Committed) == len(found) - 1
    assert isinstance(found[3], RefusedError)
    assert kept("together.example/record") == kept("single.example/record")
    states = [one.state(origin).state for one, origin in
              ((single, "single.example/record"), (together, "together.example/record"))]  # fmt: skip
    assert replace(states[0], origin=ORIGIN, look=None) == replace(states[1], origin=ORIGIN, look=None)


@pytest.mark.parametrize("wrong", ["no", "break", "crash", "form"])
def test_one_that_is_not_done_harms_no_other(sequencer, wrong):
    bad = propose(ORIGIN, "test.say", "p1", {"text": 3}) if wrong == "form" else say(wrong)
    found = sequencer.commit_many([say("a", name="x"), say("b"), bad, say("c", name="y"), say("d")])
    what = {"no": RefusedError, "form": InputError}.get(wrong, RuntimeError)
    assert [type(one) for one in found] == [Committed, Committed, what, Committed, Committed]
    assert texts() == ["a", "b", "c", "d"]
    assert [one.act for one in found if isinstance(one, Committed)] == acts()
    assert Private.objects.count() == 2
    body = Body.objects.get(origin=ORIGIN)
    assert sequencer.commit(say("e")).act.seq == 4
    body.refresh_from_db()
    assert sequencer._lines[ORIGIN].folded.state == folded(sequencer.registry, body).state


def test_others_come_in_between_and_each_keeps_their_order(sequencer):
    other = Sequencer(sequencer.registry)  # as another process has one

    def act(n):
        if n < 2:
            return sequencer.commit_many([say(f"{n} {i}", f"p{n}") for i in range(module.MOST_TOGETHER + 60)])
        return [(other if n % 2 else sequencer).commit(say(f"{n} {i}", f"p{n}")) for i in range(12)]

    found = in_threads(act, list(range(6)))
    done = [one for some in found for one in some]
    assert all(isinstance(one, Committed) for one in done)
    assert sorted(one.act.seq for one in done) == list(range(2 * (module.MOST_TOGETHER + 60) + 4 * 12))
    for some in found:
        assert [one.act.seq for one in some] == sorted(one.act.seq for one in some)
    assert {one.act.seq: one.entry for one in done} == dict(enumerate(entries(Body.objects.get(origin=ORIGIN))))


def test_who_waits_for_a_transaction_gets_in_before_the_next_part(sequencer, monkeypatch):
    """An act that comes while the first part is written stands before the second: nobody waits for all of it."""
    monkeypatch.setattr(module, "MOST_TOGETHER", 10)
    transact, sent, late = sequencer._transact, threading.Event(), []

    def slowly(line, batch):
        if not sent.is_set():
            sent.set()
            late.append(threading.Thread(target=in_threads, args=(sequencer.commit, [say("late", "p2")])))
            late[0].start()
            while not line.waiting:
                time.sleep(0.001)
        transact(line, batch)

    monkeypatch.setattr(sequencer, "_transact", slowly)
    sequencer.commit_many([say(str(n)) for n in range(25)])
    late[0].join()
    assert texts().index("late") == 10
    assert len(texts()) == 26


def test_an_interruption_leaves_nobody_behind(sequencer, monkeypatch):
    """Interrupted while it leads: its acts are not done, and others go on."""
    transact = sequencer._transact

    def interrupted(line, batch):
        monkeypatch.setattr(sequencer, "_transact", transact)
        raise KeyboardInterrupt

    monkeypatch.setattr(sequencer, "_transact", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sequencer.commit_many([say("a"), say("b")])
    line = sequencer._lines[ORIGIN]
    assert not line.waiting
    assert not line.led
    assert sequencer.commit(say("c")).act.seq == 0


def test_without_a_body_or_in_a_transaction_nothing_is_done(sequencer):
    missing = sequencer.commit_many([say("a", origin="not.example/here"), say("b", origin="not.example/here")])
    assert [type(one) for one in missing] == [NoBodyError, NoBodyError]
    with pytest.raises(UsageError, match="several bodies"):
        sequencer.commit_many([say("a"), say("b", origin="not.example/here")])
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction of its own"):
        sequencer.commit_many([say("a")])
    assert sequencer.commit_many([]) == []
    assert acts() == []


def test_a_full_disk_is_told_for_each(sequencer, monkeypatch):
    def full(self):
        from django.db import OperationalError

        raise OperationalError("database or disk is full")

    monkeypatch.setattr(module._Writing, "save", full)
    found = sequencer.commit_many([say("a"), say("b")])
    assert [type(one) for one in found] == [StoreError, StoreError]
    monkeypatch.undo()
    assert sequencer.commit(say("c")).act.seq == 0
