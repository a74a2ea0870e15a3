import io
import itertools
import json
import sqlite3
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import UsageError
from comity.record.checkpoint import parse_checkpoint
from comity.record.notes import Algorithm, make_signer, parse_note, verify_note
from comity.record.service import MAX_BODY, Application, Rate, State
from comity.record.witness import SIZE_TYPE, Seen, Witness, hash_of, parse_request, with_cosignatures
from tests.record.helpers import OPERATOR, ORIGIN, TIME, WITNESSES
from tests.record.test_witness import TREE, WITNESS, request, seen, tree_of

OTHER = tree_of(100, seed=1)
COUNT = itertools.count()


@pytest.fixture
def app(tmp_path):
    state = State(tmp_path / "seen.db", begin=True)
    yield Application(WITNESS, state, Rate(0), time=lambda: TIME + 0.7)
    state.close()


def call(app, method, path, body=b"", **more):
    """The status, the headers and the body of one request."""
    answered = []
    environ = {
        **{"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO()},
        **more,
    }
    content = b"".join(app(environ, lambda status, headers: answered.append((status, dict(headers)))))
    status, headers = answered[0]
    return int(status.split(" ")[0]), headers, content


def post(app, body):
    return call(app, "POST", "/add-checkpoint", body)[0]


def test_what_is_cosigned_is_kept_and_shown(app, tmp_path):
    status, headers, content = call(app, "POST", "/add-checkpoint", body := request(0, 5))
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    key = WITNESSES["w0"].verifier
    note = with_cosignatures(parse_request(body).note, [content])
    assert verify_note(parse_note(note), [key]) == [(key, TIME)]
    again = State(tmp_path / "seen.db")
    assert again.seen(ORIGIN) == seen(5)
    again.close()
    assert call(app, "GET", f"/{hash_of(ORIGIN)}/checkpoint")[::2] == (200, note)
    status, _, content = call(app, "GET", "/")
    assert status == 200 and f"{ORIGIN}: 5 entries, at 2026-03-01T10:00:00Z" in content.decode()
    page = json.loads(call(app, "GET", "/", HTTP_ACCEPT="application/json")[2])
    assert page["keys"] == [key.text]
    assert page["seen"][0]["checkpoint"] == f"/{hash_of(ORIGIN)}/checkpoint"


def test_signatures_of_strangers_are_not_kept(app):
    body = request(0, 5) + make_signer("stranger.example").sign("x\n").line.encode()
    assert post(app, body) == 200
    kept = parse_note(call(app, "GET", f"/{hash_of(ORIGIN)}/checkpoint")[2])
    assert [one.name for one in kept.signatures] == [ORIGIN, "witness.example/0"]


def test_each_status_comes_over_http(app):
    assert post(app, b"nonsense") == 400
    assert post(app, request(0, 5, signer=make_signer(ORIGIN))) == 403
    assert post(app, request(0, 5, origin="other.example", signer=make_signer("other.example"))) == 404
    assert post(app, request(0, 9)) == 200
    status, headers, content = call(app, "POST", "/add-checkpoint", request(0, 20))
    assert (status, headers["Content-Type"], content) == (409, SIZE_TYPE, b"9\n")
    assert post(app, request(9, 20, OTHER)) == 422
    assert post(app, b"x" * (MAX_BODY + 1)) == 413
    assert post(app, b"x" * MAX_BODY) == 400


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/add-checkpoint", 405, "POST"),
        ("PUT", "/add-checkpoint", 405, "POST"),
        ("POST", "/", 405, "GET, HEAD"),
        ("DELETE", f"/{hash_of(ORIGIN)}/checkpoint", 405, "GET, HEAD"),
        ("GET", "/elsewhere", 404, None),
        ("POST", "/add-checkpoint/", 404, None),
        ("GET", f"/{hash_of('never.example')}/checkpoint", 404, None),
        ("GET", f"/{hash_of(ORIGIN)}/../checkpoint", 404, None),
        ("HEAD", "/", 200, None),
    ],
)
def test_other_paths_and_methods_are_refused(app, method, path, status, allow):
    answered, headers, content = call(app, method, path)
    assert (answered, headers.get("Allow")) == (status, allow)
    assert (content == b"") == (method == "HEAD")


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.booleans()), max_size=15))
def test_no_sequence_of_requests_gets_two_histories_cosigned(tmp_path_factory, asked):
    state = State(tmp_path_factory.getbasetemp() / f"seen-{next(COUNT)}.db", begin=True)
    app = Application(WITNESS, state, Rate(0))
    sizes, roots = [], {}
    for old, new, honest in asked:
        tree = TREE if honest else OTHER
        status = post(app, request(old, new, tree))
        if status == 200:
            sizes.append(new)
            assert roots.setdefault(new, tree.root(new)) == tree.root(new)
        assert state.seen(ORIGIN).size == (sizes[-1] if sizes else 0)
    assert sizes == sorted(sizes)
    assert any(all(tree.root(size) == root for size, root in roots.items()) for tree in (TREE, OTHER))
    state.close()


def test_threads_that_submit_at_once_never_get_two_histories(tmp_path):
    path = tmp_path / "seen.db"
    State(path, begin=True).close()
    for start in range(0, 60, 3):
        outcomes, barrier = [], threading.Barrier(6)

        def submit(tree, new, old=start, outcomes=outcomes, barrier=barrier):
            state = State(path)  # as another process has it
            barrier.wait()
            outcomes.append((post(Application(WITNESS, state, Rate(0)), request(old, new, tree)), tree is TREE, new))
            state.close()

        # TREE's own next sizes, and another history that begins with what TREE has so far.
        fork = tree_of(0)
        fork.extend([TREE.node(0, i) for i in range(start)] + [OTHER.node(0, i) for i in range(3)])
        work = [
            (TREE, start + 1),
            (TREE, start + 2),
            (TREE, start + 3),
            (fork, start + 1),
            (fork, start + 2),
            (fork, start + 3),
        ]
        threads = [threading.Thread(target=submit, args=one) for one in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # Only one could be based on `start`: all the others see that it has moved on.
        assert sorted(status for status, *_ in outcomes) == [200, 409, 409, 409, 409, 409]
        state = State(path)
        now = state.seen(ORIGIN)
        if now != seen(start + 3):
            # Go on with a common history: the state is set as if the winner had been TREE.
            with sqlite3.connect(path) as connection:
                connection.execute("UPDATE seen SET size = ?, root = ?", (start + 3, TREE.root(start + 3)))
            connection.close()
        state.close()


def test_what_was_decided_before_the_lock_is_decided_again_under_it(tmp_path, monkeypatch):
    state = State(tmp_path / "seen.db", begin=True)
    app = Application(WITNESS, state, Rate(0))
    assert post(app, request(0, 5)) == 200
    # Another process has cosigned 5 between our reading and our lock.
    monkeypatch.setattr(State, "seen", lambda self, origin: Seen())
    status, _, content = call(app, "POST", "/add-checkpoint", request(0, 5, OTHER))
    assert (status, content) == (409, b"5\n")
    state.close()


def test_no_cosignature_is_sent_that_could_not_be_kept(tmp_path):
    path = tmp_path / "seen.db"
    state = State(path, begin=True)
    app = Application(WITNESS, state, Rate(0))
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON seen BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    status, _, content = call(app, "POST", "/add-checkpoint", request(0, 5))
    assert status == 503 and b"\xe2\x80\x94" not in content
    assert state.seen(ORIGIN) == Seen()
    connection.execute("DROP TRIGGER full")
    connection.close()
    assert post(app, request(0, 5)) == 200
    state.close()


def test_each_commit_is_flushed(tmp_path):
    state = State(tmp_path / "seen.db", begin=True)
    connection = state._connection()
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    state.close()


def test_a_state_is_made_only_when_asked_for_and_never_twice(tmp_path):
    path = tmp_path / "seen.db"
    with pytest.raises(UsageError, match="begins with --begin"):
        State(path)
    assert not path.exists()
    State(path, begin=True).close()
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="there already"):
        State(path, begin=True)
    (tmp_path / "other").write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(UsageError, match="cannot be read as"):
        State(tmp_path / "other")
    sqlite3.connect(tmp_path / "empty.db").close()
    with pytest.raises(UsageError, match="is not what a witness"):
        State(tmp_path / "empty.db")
    with pytest.raises(UsageError, match="cannot make"):
        State(tmp_path / "none" / "seen.db", begin=True)


def test_one_address_cannot_take_all_the_time(tmp_path):
    rate = Rate(2)
    assert sum(rate.allows("a", 0.0) for _ in range(50)) == 20
    assert rate.allows("b", 0.0)
    assert [rate.allows("a", 1.0) for _ in range(3)] == [True, True, False]
    assert all(Rate(0).allows("a", 0.0) for _ in range(1000))
    state = State(tmp_path / "seen.db", begin=True)
    app = Application(WITNESS, state, Rate(1), ticks=lambda: 0.0)
    statuses = [call(app, "GET", "/", REMOTE_ADDR="a")[:2] for _ in range(11)]
    assert [status for status, _ in statuses] == [200] * 10 + [429]
    assert statuses[-1][1]["Retry-After"] == "1"
    state.close()


def test_the_memory_for_addresses_has_an_end():
    rate = Rate(1)
    for i in range(10_000):
        assert rate.allows(str(i), 0.0)
    assert not rate.allows("new", 0.0)
    assert rate.allows("new", 100.0)
    assert len(rate._left) == 1


def test_two_keys_cosign_in_one_answer(tmp_path):
    state = State(tmp_path / "seen.db", begin=True)
    quantum = make_signer("witness.example/q", Algorithm.ML_DSA_44)
    app = Application(Witness((WITNESSES["w0"], quantum), {ORIGIN: [OPERATOR.verifier]}), state, Rate(0))
    assert len(call(app, "POST", "/add-checkpoint", request(0, 3))[2].splitlines()) == 2
    kept = parse_note(call(app, "GET", f"/{hash_of(ORIGIN)}/checkpoint")[2])
    assert parse_checkpoint(kept.text).size == 3 and len(kept.signatures) == 3
    state.close()
