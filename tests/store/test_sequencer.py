"""Acts come into one order, all or nothing each, whatever happens to those beside them."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError, UsageError
from comity.body.keys import key_proof
from comity.body.kind import RefusedError
from comity.record.envelope import read_act, sign_act
from comity.record.merkle import leaf_hash
from comity.record.proposal import Proposal, propose
from comity.store import sequencer as module
from comity.store.folding import entries, folded, save_snapshot
from comity.store.models import Blob, Body, Entry, Private, Row, Snapshot
from comity.store.projection import project, rows, tables
from comity.store.sequencer import Committed, InDoubtError, Sequencer, StoreError
from tests.store.helpers import ORIGIN, in_threads, registry, say


@pytest.fixture
def sequencer(store):
    made = Sequencer(registry())
    made.open(ORIGIN)
    return made


def acts():
    return [read_act(entry) for entry in entries(Body.objects.get(origin=ORIGIN))]


def test_an_act_gets_its_place_and_time(sequencer):
    before = datetime.now(UTC)
    first, second = sequencer.commit(say("a")), sequencer.commit(say("b"))
    assert (first.act.seq, second.act.seq) == (0, 1)
    assert before.isoformat() < first.act.at <= second.act.at
    assert [act.public["text"] for act in acts()] == ["a", "b"]
    assert bytes(Entry.objects.get(seq=1).entry) == second.entry == second.act.to_bytes()


def test_a_refused_act_leaves_no_trace(sequencer):
    sequencer.commit(say("a"))
    with pytest.raises(RefusedError, match="no is not to be said") as refused:
        sequencer.commit(say("no", name="x"))
    assert refused.value.refusal.message == "test.no"
    assert refused.value.refusal.facts["text"] == "no"
    assert sequencer.commit(say("b")).act.seq == 1
    assert Private.objects.count() == 0
    assert Row.objects.count() == 2


@pytest.mark.parametrize("wrong", ["break", "crash"])
def test_a_kind_that_breaks_harms_no_act_beside_it(sequencer, wrong):
    texts = ["a", wrong, "b", "no", "c"]
    found = in_threads(lambda text: sequencer.commit(say(text)), texts)
    assert [type(one).__name__ for one in found] == [
        "Committed",
        "RuntimeError",
        "Committed",
        "RefusedError",
        "Committed",
    ]
    assert sorted(act.public["text"] for act in acts()) == ["a", "b", "c"]
    assert sequencer.state(ORIGIN).state.deadlines == {}
    sequencer.commit(say("d"))
    body = Body.objects.get(origin=ORIGIN)
    assert sequencer._lines[ORIGIN].folded.state == folded(sequencer.registry, body).state


def test_many_threads_give_one_order_without_gap(sequencer):
    found = in_threads(lambda n: [sequencer.commit(say(f"{n} {i}", f"p{n}")) for i in range(10)], list(range(12)))
    assert [act.seq for act in acts()] == list(range(120))
    given_back = sorted((one.act.seq, one.entry) for some in found for one in some)
    assert [entry for _, entry in given_back] == list(entries(Body.objects.get(origin=ORIGIN)))
    for some in found:  # what one person did one after another stands in that order
        assert [one.act.seq for one in some] == sorted(one.act.seq for one in some)
    times = [act.at for act in acts()]
    assert times == sorted(times)


PROCESS = """
import sys
from comity.store import setup; setup.start()
from comity.store.sequencer import Sequencer
from tests.store.helpers import registry, say, in_threads
sequencer = Sequencer(registry())
say_one = lambda n, i: sequencer.commit(say(f"{sys.argv[1]} {n} {i}")).act.seq
found = in_threads(lambda n: [say_one(n, i) for i in range(15)], list(range(4)))
print([seq for some in found for seq in some])
"""


def test_several_processes_give_one_order_without_gap(sequencer, store):
    run = [sys.executable, "-c", PROCESS]
    started = [
        subprocess.Popen([*run, str(n)], stdout=subprocess.PIPE, text=True, env=store.environment) for n in range(3)
    ]
    seqs = [seq for one in started for seq in json.loads(one.communicate(timeout=120)[0])]
    assert sorted(seqs) == list(range(180))
    assert [act.seq for act in acts()] == list(range(180))
    body = Body.objects.get(origin=ORIGIN)
    assert sequencer.commit(say("after the others")).act.seq == 180
    assert [row.pk for _, again in project(sequencer.registry, body) for row in again] == [
        row.pk for row in Row.objects.filter(seq__lt=180).order_by("seq", "n")
    ]


def test_a_clock_that_goes_back_does_not_take_the_record_along(sequencer, monkeypatch):
    class Back(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2001, 1, 1, tzinfo=tz)

    first = sequencer.commit(say("a"))
    monkeypatch.setattr(module, "datetime", Back)
    assert sequencer.commit(say("b")).act.at == first.act.at


def test_a_body_that_is_not_here_is_named(sequencer):
    with pytest.raises(UsageError, match=r"no body here is named other\.example/record"):
        sequencer.commit(say(origin="other.example/record"))


@pytest.mark.parametrize(
    ("proposal", "complaint"),
    [
        (propose(ORIGIN, "test.unknown", "p1", {}), "no kind of act is named test.unknown"),
        (propose(ORIGIN, "test.say", "p1", {"text": 3}), "text: input should be a valid string"),
        (propose(ORIGIN, "test.say", "p1", {"text": "a", "more": 1}), "more: extra inputs are not permitted"),
        (propose(ORIGIN, "test.say", "p1", {"text": "a"}, kind_version=2), "are made in version 1"),
        (propose(ORIGIN, "test.say", "p1", {"text": "a"}, private={"other": 1}), "unknown: other"),
        (propose(ORIGIN, "test.say", "p1", {"text": "a"}, private={"name": {"value": 1}}), "private part name"),
    ],
)
def test_a_malformed_act_is_refused_with_the_place_of_the_fault(sequencer, proposal, complaint):
    with pytest.raises(InputError, match=complaint):
        sequencer.commit(proposal)
    assert acts() == []


def test_an_act_too_large_for_an_entry_is_refused(sequencer):
    with pytest.raises(InputError, match="at most 65535"):
        sequencer.commit(say("é" * 40_000))
    assert acts() == []


def test_a_signed_act_stands_once(sequencer):
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()

    def signed(proposal):
        return Proposal(sign_act(proposal.act, key), proposal.openings)

    with pytest.raises(RefusedError, match="has no key"):
        sequencer.commit(signed(say("too early")))
    sequencer.commit(signed(propose(ORIGIN, "key.add", "p1", {"key": public})))
    once = signed(say("mine"))
    assert sequencer.commit(once).act.signature == once.act.signature
    found = in_threads(sequencer.commit, [once, signed(say("other")), once])
    assert sorted(type(one).__name__ for one in found) == ["Committed", "RefusedError", "RefusedError"]
    other = Ed25519PrivateKey.generate()
    rotated = {"key": other.public_key().public_bytes_raw().hex(), "proof": key_proof(ORIGIN, "p1", other)}
    sequencer.commit(signed(propose(ORIGIN, "key.rotate", "p1", rotated)))
    with pytest.raises(RefusedError, match="has no key"):
        sequencer.commit(signed(say("by the old key")))


def test_private_parts_are_kept_apart_and_seen_by_their_audience(sequencer):
    sequencer.commit(say("a", name="Ada", vote="agree"))
    body = Body.objects.get(origin=ORIGIN)
    assert b"Ada" not in next(iter(entries(body)))
    assert [row["name"] for row in rows(body, "officers", "named")] == ["Ada"]
    assert list(rows(body, "members", "named")) == []
    assert tables(body, "public").keys() == {"said"}
    assert tables(body, "officers").keys() == {"said", "named"}
    assert tables(body, "sealed")["votes"].to_pylist() == [{"seq": 0, "actor": "p1", "value": "agree"}]


def test_erasing_takes_contents_and_rows_and_leaves_the_record(sequencer):
    sequencer.commit(say("a", name="Ada"))
    sequencer.commit(say("b", "p2", name="Bob"))
    with pytest.raises(RefusedError, match="not by p2"):
        sequencer.commit(propose(ORIGIN, "erase", "p2", {"erased": [{"seq": 0}], "reason": "asked"}))
    before = list(entries(Body.objects.get(origin=ORIGIN)))
    sequencer.commit(propose(ORIGIN, "erase", "p1", {"erased": [{"seq": 0, "part": "name"}], "reason": "asked"}))
    body = Body.objects.get(origin=ORIGIN)
    assert [row["name"] for row in rows(body, "officers", "named")] == ["Bob"]
    assert [row["text"] for row in rows(body, "public", "said")] == ["a", "b"]
    assert list(entries(body))[:2] == before
    assert list(Private.objects.values_list("seq", flat=True)) == [1]


def test_blobs_are_kept_by_digest(sequencer):
    done = sequencer.commit(
        propose(ORIGIN, "test.say", "p1", {"text": "see"}, blobs=[b"paper"], confidential=[b"draft"])
    )
    assert {bytes(one.content): one.confidential for one in Blob.objects.all()} == {b"paper": False, b"draft": True}
    assert done.act.blobs == (Blob.objects.get(confidential=False).digest,)


def test_a_snapshot_is_gone_on_from_and_one_of_another_history_is_not(sequencer):
    for i in range(5):
        sequencer.commit(say(f"{i}", due="2030-01-01T00:00:00.000000Z"))
    body = Body.objects.get(origin=ORIGIN)
    known = folded(sequencer.registry, body)
    save_snapshot(sequencer.registry, body, known)
    sequencer.commit(say("after"))
    body.refresh_from_db()
    assert folded(sequencer.registry, body).state.deadlines == known.state.deadlines
    Snapshot.objects.update(tip=b"another history", state=sequencer.registry.dump(type(known.state)(ORIGIN, size=5)))
    assert len(folded(sequencer.registry, body).state.deadlines) == 5
    Snapshot.objects.update(tip=known.tip, state=b"{}")
    assert len(folded(sequencer.registry, body).state.deadlines) == 5


def test_a_state_whose_history_was_taken_back_is_folded_again(sequencer):
    for text in ("a", "b"):
        sequencer.commit(say(text, due="2030-01-01T00:00:00.000000Z"))
    first = next(iter(entries(Body.objects.get(origin=ORIGIN))))
    Row.objects.all().delete()
    Entry.objects.filter(seq=1).delete()
    Body.objects.update(size=1, tip=leaf_hash(first))
    sequencer.commit(say("c"))
    assert [act.public["text"] for act in acts()] == ["a", "c"]
    assert set(sequencer._lines[ORIGIN].folded.state.deadlines) == {"answer m0"}


def lose_answers(monkeypatch, ever):
    """The next outer transaction is committed and its answer lost; if `ever`, the database is away from then on."""
    real = module.transaction.atomic

    @contextmanager
    def lost(*given, **how):
        with real(*given, **how):
            yield
        if how.get("durable"):
            monkeypatch.setattr(module, "body_of", away) if ever else monkeypatch.undo()
            raise module.OperationalError("connection lost while committing")

    def away(*_, **__):
        raise module.OperationalError("no connection")

    monkeypatch.setattr(module.transaction, "atomic", lost)


def test_a_transaction_whose_answer_was_lost_is_not_done_twice(sequencer, monkeypatch):
    lose_answers(monkeypatch, ever=False)
    assert isinstance(sequencer.commit(say("once")), Committed)
    assert [act.public["text"] for act in acts()] == ["once"]
    assert sequencer.commit(say("next")).act.seq == 1


def test_a_database_that_takes_nothing_is_told_in_a_sentence(sequencer, monkeypatch):
    def full(*_):
        raise module.DatabaseError("database or disk is full")

    monkeypatch.setattr(module._Writing, "save", full)
    with pytest.raises(StoreError, match="could not take the act: database or disk is full"):
        sequencer.commit(say("a"))
    monkeypatch.undo()
    assert sequencer.commit(say("b")).act.seq == 0


def test_when_the_database_is_away_not_each_act_waits_for_it(sequencer, monkeypatch):
    tried = []

    def away(origin, *, lock=False):
        tried.append(origin)
        time.sleep(0.2)
        raise module.OperationalError("database is locked")

    monkeypatch.setattr(module, "body_of", away)
    found = in_threads(lambda n: sequencer.commit(say(f"{n}")), list(range(20)))
    assert {str(one) for one in found} == {"the database could not take the act: database is locked"}
    assert len(tried) <= 8
    monkeypatch.undo()
    assert sequencer.commit(say("back")).act.seq == 0


def test_an_act_of_which_nothing_is_known_is_told_so(sequencer, monkeypatch):
    lose_answers(monkeypatch, ever=True)
    with pytest.raises(InDoubtError, match="look whether it is in the record"):
        sequencer.commit(say("once"))
    monkeypatch.undo()
    assert [act.public["text"] for act in acts()] == ["once"]


def test_a_transaction_that_the_server_has_not_ended_yet_is_waited_for(sequencer):
    """The connection of a writer breaks while the server is still committing for it: the act is not done twice."""
    begun = Event()
    late = replace(sequencer.commit(say("a")).act, seq=1)

    def commit_late(_):
        with transaction.atomic():
            body = module.body_of(ORIGIN, lock=True)
            begun.set()
            time.sleep(0.5)
            entry = late.to_bytes()
            Entry.objects.create(body=body, seq=1, kind=late.kind, actor=late.actor, entry=entry)

    def ask(_):
        begun.wait(10)
        return module._landed([Committed(late, late.to_bytes())])

    assert in_threads(lambda work: work(None), [commit_late, ask]) == [None, True]


def test_an_act_is_not_committed_within_another_transaction(sequencer):
    with pytest.raises(RuntimeError, match="in a transaction of its own"), transaction.atomic():
        sequencer.commit(say("a"))
    assert acts() == []


def test_the_longest_names_fit_on_both_databases(sequencer):
    sequencer.commit(say("a", "ü" * 200))
    assert Row.objects.get().scope == "ü" * 200


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(st.sampled_from(["a", "b", "no", "break", "crash"]), max_size=6), max_size=5))
def test_any_interleaving_gives_one_gapless_order_of_what_was_allowed(sequencer, texts):
    begin = Body.objects.get(origin=ORIGIN).size

    def work(some):
        done = []
        for text in some:
            try:
                done.append(sequencer.commit(say(text)))
            except (RefusedError, RuntimeError):
                assert text in {"no", "break", "crash"}
        return done

    found = in_threads(work, texts)
    body = Body.objects.get(origin=ORIGIN)
    new = [one for some in found for one in some]
    assert sorted(one.act.seq for one in new) == list(range(begin, body.size))
    assert sorted(one.act.public["text"] for one in new) == sorted(t for some in texts for t in some if t in {"a", "b"})
    assert {one.act.seq: one.entry for one in new} == dict(enumerate(entries(body, begin), begin))
    assert sequencer.state(ORIGIN).state.size == body.size


def test_who_is_interrupted_while_waiting_to_lead_holds_nobody_up(sequencer):
    line = sequencer._line(ORIGIN)
    ticket, other = module._Ticket(say("given up")), module._Ticket(say("goes on"))
    line.waiting.extend([ticket, other])
    line.led = True
    with line.mutex:
        assert line.pass_on() is ticket  # the leader has chosen it, and it is interrupted before it wakes
    module._leave(line, ticket)
    assert other.woken.is_set()
    assert other.leads
    sequencer._lead(line)
    assert isinstance(other.outcome, Committed)
    assert (line.led, list(line.waiting)) == (False, [])
    assert [act.public["text"] for act in acts()] == ["goes on"]


def test_an_actor_has_no_white_space(sequencer):
    with pytest.raises(InputError, match="white space"):
        sequencer.commit(say("a", "p1 p2"))
