import gzip
import socket
import threading
import time

import pytest

from comity.base.errors import InputError, UsageError
from comity.record.audit import AuditError, audit
from comity.record.checkpoint import Checkpoint
from comity.record.notes import Algorithm, Note, Signer, make_signer, parse_note, sign_note
from comity.record.policy import parse_policy
from comity.record.receipt import make_receipt
from comity.record.remote import Peer, gather, http_source, peers_of
from comity.record.tiles import AbsentError, Tiles, UnavailableError, bundle_path, folder_source, tile_path
from comity.record.verify import verify_checkpoint
from comity.record.witness import Seen, Witness, add_checkpoint, hash_of, origin_of
from tests.record.helpers import OPERATOR, ORIGIN, POLICY, TIME, TWO_OF_THREE, WITNESSES, write_record
from tests.record.hostile import folder_server, reply, server
from tests.record.test_witness import TREE, tree_of

LOGS = {ORIGIN: [OPERATOR.verifier]}
OTHER = tree_of(100, seed=1)


def note_of(size, tree=TREE):
    return sign_note(Checkpoint(ORIGIN, size, tree.root(size)).text(), [OPERATOR], TIME).to_bytes()


def prover(size, tree=TREE):
    from comity.record.merkle import consistency_proof

    return lambda old: consistency_proof(tree.node, old, size)


class Honest:
    """A witness in the test's own process: what it saw, and how often it was asked."""

    def __init__(self, signer, seen=None):
        self.witness, self.seen, self.lock, self.asked = Witness((signer,), LOGS), seen or Seen(), threading.Lock(), 0
        self.last = None

    def __call__(self, handler, body):
        if handler.command == "GET":
            known = self.last is not None and handler.path == f"/{hash_of(ORIGIN)}/checkpoint"
            reply(handler, *((200, self.last) if known else (404, b"")))
            return
        with self.lock:
            self.asked += 1
            response, self.seen = add_checkpoint(self.witness, self.seen, body, TIME)
        assert origin_of(body) == ORIGIN
        reply(handler, response.status, response.body, Content_Type=response.content_type)


def ask(url, size, tree=TREE, name="w0", **options):
    peer = Peer(url, {name: WITNESSES[name].verifier})
    gathered = gather(note_of(size, tree), [peer], prover(size, tree), LOGS[ORIGIN], **{"seconds": 3.0, **options})
    return gathered.answers[0], gathered


def test_a_witness_that_has_seen_another_size_gets_the_right_proof():
    honest = Honest(WITNESSES["w0"], Seen(40, TREE.root(40)))
    with server(honest) as url:
        answer, gathered = ask(url, 90)
        assert (answer.standing, answer.seen, honest.asked) == ("cosigned", 90, 2)
        assert verify_checkpoint(gathered.note, POLICY).signatures[1] == (WITNESSES["w0"].verifier, TIME)
        assert ask(url, 95, sizes={url: 90})[0].standing == "cosigned"
        assert honest.asked == 3
        assert ask(url, 95)[0].standing == "cosigned"  # again the same


def test_a_record_that_came_back_from_an_old_copy_is_said_and_proved():
    honest = Honest(WITNESSES["w0"], Seen(90, TREE.root(90)))
    with server(honest) as url:
        answer, gathered = ask(url, 60)
        assert (answer.standing, answer.seen, answer.evidence) == ("rollback", 90, None)
        assert "has cosigned 90 entries, but the checkpoint has only 60; it shows no" in answer.words
        assert gathered.alarms == [answer] and gathered.note == note_of(60)
        honest.last = note_of(90)
        answer, _ = ask(url, 60)
        assert (answer.standing, answer.evidence) == ("rollback", note_of(90))
        honest.last = sign_note(Checkpoint(ORIGIN, 90, TREE.root(90)).text(), [make_signer(ORIGIN)], TIME).to_bytes()
        assert ask(url, 60)[0].evidence is None


def test_a_second_history_is_said_and_proved():
    honest = Honest(WITNESSES["w0"], Seen(60, OTHER.root(60)))
    honest.last = note_of(60, OTHER)
    with server(honest) as url:
        for size in (60, 61, 90):
            answer, _ = ask(url, size)
            assert (answer.standing, answer.seen, answer.evidence) == ("fork", 60, note_of(60, OTHER)), size
        honest.last = note_of(50)  # what goes with ours proves nothing
        assert ask(url, 90)[0].evidence is None


def test_the_same_size_with_another_root_is_a_fork_for_witnesses_of_the_next_version_too():
    with server(lambda handler, body: reply(handler, 422, b"other root")) as url:
        assert ask(url, 60, sizes={url: 60})[0].standing == "fork"


GOOD = WITNESSES["w0"].sign(note_of(90).decode().partition("\n\n")[0] + "\n", TIME).line.encode()
OTHER_KEY = Signer("witness.example/0", Algorithm.COSIGNATURE, bytes(32))
TEXT = parse_note(note_of(90)).text


def slowly(handler, _):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler, _):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100_000):
        handler.wfile.write(b"x" * 65_536)


LIES = {
    "garbage": lambda h, _: reply(h, 200, b"\xff\xfe garbage\n"),
    "nothing": lambda h, _: reply(h, 200),
    "flipped": lambda h, _: reply(h, 200, GOOD[:-9] + (b"A" if GOOD[-9:-8] != b"A" else b"B") + GOOD[-8:]),
    "wrong key": lambda h, _: reply(h, 200, OTHER_KEY.sign(TEXT, TIME).line.encode()),
    "another's": lambda h, _: reply(h, 200, WITNESSES["w1"].sign(TEXT, TIME).line.encode()),
    "another text": lambda h, _: reply(h, 200, WITNESSES["w0"].sign(parse_note(note_of(89)).text, TIME).line.encode()),
    "no time": lambda h, _: reply(h, 200, WITNESSES["w0"].sign(TEXT, 0).line.encode()),
    "huge": lambda h, _: reply(h, 200, b"x" * 200_000),
    "endless": endless,
    "bomb": lambda h, _: reply(h, 200, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
    "no gzip": lambda h, _: reply(h, 200, b"plain", Content_Encoding="gzip"),
    "brotli": lambda h, _: reply(h, 200, GOOD, Content_Encoding="br"),
    "sizes": lambda h, body: reply(h, 409, b"%d\n" % (int(body.split(b"\n")[0][4:]) + 1)),
    "no size": lambda h, _: reply(h, 409, b"many\n"),
    "huge size": lambda h, _: reply(h, 409, b"9" * 5000),
    "short": lambda h, _: reply(h, 200, GOOD, Content_Length=str(len(GOOD) + 5)),
    "redirection": lambda h, _: reply(h, 302, Location="http://127.0.0.1:1/"),
    "error": lambda h, _: reply(h, 500, b"\x1b[31mbroken\n" * 100_000),
    "no http": lambda h, _: h.wfile.write(b"SSH-2.0-other\r\n"),
    "slow": slowly,
}
DOWN = {"short", "redirection", "no http", "slow"}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_never_taken_and_never_stops_the_others(lie):
    with server(Honest(WITNESSES["w1"])) as one, server(Honest(WITNESSES["w2"])) as two, server(LIES[lie]) as liar:
        peers = [Peer(url, {n: WITNESSES[n].verifier}) for n, url in (("w0", liar), ("w1", one), ("w2", two))]
        started = time.monotonic()
        gathered = gather(note_of(90), peers, prover(90), LOGS[ORIGIN], seconds=1.5)
        assert time.monotonic() - started < 3
    standings = [answer.standing for answer in gathered.answers]
    assert standings[1:] == ["cosigned", "cosigned"]
    assert standings[0] == ("down" if lie in DOWN else "refused" if lie == "error" else "bad"), gathered.answers[0]
    assert "\x1b" not in gathered.answers[0].words and gathered.answers[0].words.startswith("w0")
    assert len(verify_checkpoint(gathered.note, TWO_OF_THREE).signatures) == 3
    assert len(parse_note(gathered.note).signatures) == 3


def test_a_good_cosignature_among_others_is_taken_alone():
    stranger = make_signer("stranger.example", Algorithm.COSIGNATURE).sign(TEXT, TIME).line.encode()
    with server(lambda handler, _: reply(handler, 200, stranger + GOOD + stranger)) as url:
        answer, gathered = ask(url, 90)
    assert answer.standing == "cosigned"
    assert [one.name for one in parse_note(gathered.note).signatures] == [ORIGIN, "witness.example/0"]


def test_nobody_waits_for_one_who_is_late_when_there_are_enough():
    def late(handler, _):
        time.sleep(3)

    with server(Honest(WITNESSES["w1"])) as one, server(Honest(WITNESSES["w2"])) as two, server(late) as three:
        peers = [Peer(url, {n: WITNESSES[n].verifier}) for n, url in (("w0", three), ("w1", one), ("w2", two))]
        started = time.monotonic()
        gathered = gather(note_of(9), peers, prover(9), LOGS[ORIGIN], enough=TWO_OF_THREE.is_met, seconds=10, grace=0.3)
        assert time.monotonic() - started < 2
    assert [answer.standing for answer in gathered.answers] == ["down", "cosigned", "cosigned"]
    assert gathered.answers[0].words == "w0 did not answer in time"


def test_who_is_not_there_is_down():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    answer, gathered = ask(f"http://127.0.0.1:{port}", 5)
    assert (answer.standing, gathered.note) == ("down", note_of(5))
    assert "Connection refused" in answer.words
    assert ask("http://no-such-name.invalid", 5)[0].standing == "down"
    assert ask("ftp://witness.example", 5)[0].standing == "bad"


def test_a_policy_says_where_its_witnesses_are():
    lines = [f"log {OPERATOR.verifier.text}"]
    lines += [f"witness {name} {WITNESSES[name].verifier.text} {url}" for name, url in
              (("w0", "https://one.example"), ("w1", "https://one.example"), ("w2", ""))]  # fmt: skip
    peers = peers_of(parse_policy("\n".join([*lines, "quorum none"])))
    assert [(peer.url, peer.name) for peer in peers] == [("https://one.example", "w0, w1")]


def test_a_published_record_is_read_as_a_folder_is(tmp_path):
    note = write_record(tmp_path, 600, steps=[300]).to_bytes()
    with folder_server(tmp_path) as url:
        source = http_source(f"{url}/")
        assert audit(source, POLICY) == audit(folder_source(tmp_path), POLICY)
        tiles = Tiles(source, 600)
        assert make_receipt(tiles, 77, note) == make_receipt(Tiles(folder_source(tmp_path), 600), 77, note)
        with pytest.raises(AbsentError, match=f"{url}/tile/0/999"):
            source("tile/0/999")
        (tmp_path / tile_path(0, 1)).unlink()
        with pytest.raises(AuditError, match="gap"):
            audit(source, POLICY)


def test_files_may_come_as_gzip(tmp_path):
    write_record(tmp_path / "plain", 300)
    for file in [file for file in (tmp_path / "plain").rglob("*") if file.is_file()]:
        to = tmp_path / "coded" / file.relative_to(tmp_path / "plain")
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(gzip.compress(file.read_bytes()))
    with folder_server(tmp_path / "coded", Content_Encoding="gzip") as url:
        assert audit(http_source(url), POLICY).signed.checkpoint.size == 300


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (LIES["endless"], InputError, "longer than the 8192 bytes"),
        (LIES["bomb"], InputError, "longer than the 8192 bytes"),
        (LIES["error"], UnavailableError, "status 500"),
        (LIES["redirection"], UnavailableError, "give that address"),
        (LIES["short"], UnavailableError, "cannot be reached"),
        (LIES["no http"], UnavailableError, "cannot be reached"),
        (LIES["slow"], UnavailableError, "cannot be reached|takes too long"),
        (lambda h, _: reply(h, 200, gzip.compress(b"x" * 99)[:-9], Content_Encoding="gzip"), InputError, "ends before"),
    ],
)
def test_a_hostile_server_gets_no_further(answer, error, words):
    with server(answer) as url, pytest.raises(error, match=words):
        http_source(url, seconds=1.0 if answer is LIES["slow"] else 30.0)("tile/0/000")


def test_a_server_that_breaks_down_says_nothing_about_the_record(tmp_path):
    write_record(tmp_path, 300)

    def answer(handler, _):
        path = handler.path.lstrip("/")
        broken = path == bundle_path(1, 44)
        reply(handler, *((503, b"") if broken else (200, (tmp_path / path).read_bytes())))

    with server(answer) as url, pytest.raises(UnavailableError, match="status 503"):
        audit(http_source(url), POLICY)


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "file:///etc", "http://", "https://a.example/?q=1", "a.example", "http://[::"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(UsageError, match="not an address"):
        http_source(url)


def test_a_note_that_is_none_is_refused_before_anybody_is_asked():
    with pytest.raises(InputError):
        gather(b"no note", [], prover(1), LOGS[ORIGIN])
    assert gather(note_of(3), [], prover(3), LOGS[ORIGIN]).note == note_of(3)
    assert Note(TEXT, ()).to_bytes().endswith(b"\n\n")
