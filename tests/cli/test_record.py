import json
import re

import pytest

from comity.record.notes import parse_note, verify_note
from comity.record.receipt import make_receipt
from comity.record.tiles import Tiles, folder_source
from tests.record.helpers import OPERATOR, ORIGIN, POLICY_TEXT, WITNESSES, act, write_record
from tests.record.hostile import folder_server
from tests.record.test_remote import LIES, server
from tests.test_cli import comity_command

SIZE = 300


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A record that two of three witnesses cosigned, an earlier checkpoint of it, and a policy."""
    folder = tmp_path_factory.mktemp("published")
    signers = [OPERATOR, WITNESSES["w0"], WITNESSES["w2"]]
    write_record(folder / "record", 100, signers)
    (folder / "earlier").write_bytes((folder / "record" / "checkpoint").read_bytes())
    write_record(folder / "record", SIZE, signers, steps=[100])
    (folder / "policy").write_text(f"{POLICY_TEXT}\nquorum any-two\n")
    tiles = Tiles(folder_source(folder / "record"), SIZE)
    note = (folder / "record" / "checkpoint").read_bytes()
    (folder / "7.json").write_bytes(tiles.entry(7))
    (folder / "7.tlog-proof").write_bytes(make_receipt(tiles, 7, note).to_bytes())
    return folder


def run(folder, *arguments, status=0):
    """What a command prints, and its one sentence where it fails."""
    done = comity_command("record", *arguments, cwd=folder)
    said = done.stderr.decode()
    assert done.returncode == status, said
    assert "Traceback" not in said
    assert (said == "") == (status == 0)
    if said.startswith("comity:"):
        assert said.count("\n") == 1 and "\x1b" not in said
    return done.stdout.decode() if status == 0 else said


def test_a_receipt_is_verified_named_by_either_file(published):
    for named in (["7.tlog-proof"], ["7.json"], ["7.json", "7.tlog-proof"]):
        text = run(published, "verify", *named, "--policy", "policy")
        assert f"7.tlog-proof: 7.json is entry 7 of {ORIGIN}, among its first {SIZE}\n" in text
        assert "an act of kind consultation.vote by p-7 at 2026-03-01T10:00:00.000007Z" in text
        assert "signed by witness w2, witness.example/2, key " in text and "2026-03-01T10:00:00Z" in text
        assert "group any-two met, 2 of the 2 that it needs: w0, w2\n  quorum any-two met" in text
        assert text.count("is entry 7") == 1
    (published / "elsewhere").write_bytes((published / "7.json").read_bytes())
    run(published, "verify", "7.tlog-proof", "--entry", "elsewhere", "--policy", "policy")


def test_what_is_proved_comes_as_json_too(published):
    found = json.loads(run(published, "verify", "7.json", "record/checkpoint", "--policy", "policy", "--json"))
    receipt, checkpoint = found
    assert receipt["ok"] and checkpoint["ok"] and "index" not in checkpoint
    assert (receipt["index"], receipt["size"], receipt["act"]["actor"]) == (7, SIZE, "p-7")
    assert [one["witness"] for one in receipt["signatures"]] == [None, "w0", "w2"]
    assert receipt["groups"] == [
        {"name": "any-two", "needed": 2, "members": ["w0", "w1", "w2"], "cosigned": ["w0", "w2"]}
    ]


def test_what_is_not_proved_ends_with_status_1(published):
    (published / "8.tlog-proof").write_bytes((published / "7.tlog-proof").read_bytes())
    (published / "8.json").write_bytes(act(8).to_bytes())
    assert "8.tlog-proof: the proof that entry 7" in run(published, "verify", "8.json", "--policy", "policy", status=1)
    done = comity_command("record", "verify", "7.json", "8.json", "--policy", "policy", "--json", cwd=published)
    assert done.returncode == 1
    assert [one["ok"] for one in json.loads(done.stdout)] == [True, False]
    done = comity_command("record", "verify", "7.json", "8.json", "--policy", "policy", cwd=published)
    assert b"8.tlog-proof: NOT PROVED" in done.stdout and b"1 of 2 are not proved" in done.stderr
    (published / "strict").write_text(f"{POLICY_TEXT.replace('any-two 2', 'all-three 3')}\nquorum all-three\n")
    said = run(published, "verify", "7.json", "--policy", "strict", status=1)
    assert "all-three needs 3 of 3 and has 2, without w1" in said


def test_a_stolen_key_is_believed_up_to_a_checkpoint(published):
    options = ("--policy", "policy", "--until")
    run(published, "verify", "7.json", *options, "record/checkpoint")
    run(published, "verify", "earlier", *options, "record/checkpoint")
    said = run(published, "verify", "7.json", *options, "earlier", status=1)
    assert "has 300 entries, and only up to 100 is its key believed" in said
    fork = published / "fork"
    write_record(fork, 100, [OPERATOR, WITNESSES["w0"], WITNESSES["w1"]], entry=lambda i: act(i, actor="q").to_bytes())
    assert "a fork" in run(published, "verify", "fork/checkpoint", *options, "earlier", status=1)
    (published / "none").write_text(f"{POLICY_TEXT}\nquorum none\n")
    said = run(published, "verify", "earlier", "--policy", "none", "--until", "earlier", status=2)
    assert "needs a policy that asks for witnesses" in said


def test_a_record_is_audited_in_a_folder_and_at_an_address(published):
    with folder_server(published / "record") as url:
        for record in ("record", url):
            text = run(published, "audit", record, "--policy", "policy", "--earlier", "earlier")
            assert f"{record}: 300 entries of {ORIGIN}, all as the checkpoint says" in text
            assert "300 of kind consultation.vote" in text and "it continues earlier" in text
        data = json.loads(
            run(published, "audit", url, "--policy", "policy", "--earlier", f"{url}/checkpoint", "--json")
        )
    assert (data["ok"], data["size"], data["kinds"], data["unread"]) == (True, SIZE, {"consultation.vote": SIZE}, 0)
    assert data["continues"].endswith("/checkpoint")


@pytest.mark.parametrize(("size", "word"), [(100, "fork"), (99, "rollback"), (300, "rewrite")])
def test_an_audit_says_what_it_found(published, tmp_path, size, word):
    signers = [OPERATOR, WITNESSES["w0"], WITNESSES["w1"]]
    write_record(tmp_path / "bad", size, signers, entry=lambda i: act(i, actor="q").to_bytes())
    if word == "rewrite":
        (tmp_path / "bad" / "checkpoint").write_bytes((published / "record" / "checkpoint").read_bytes())
    arguments = ("audit", tmp_path / "bad", "--policy", "policy", "--earlier", "earlier")
    assert run(published, *arguments, status=1).startswith(f"comity: {word}: ")
    done = comity_command("record", *arguments, "--json", cwd=published)
    assert json.loads(done.stdout)["finding"] == word


def test_a_receipt_is_made_from_a_published_record(published, tmp_path):
    with folder_server(published / "record") as url:
        for i, record in enumerate((published / "record", url)):
            out = tmp_path / f"r{i}.tlog-proof"
            run(published, "receipt", record, 299, "--out", out, "--policy", "policy")
            assert (tmp_path / f"r{i}.json").read_bytes() == act(299).to_bytes()
            assert "is entry 299" in run(published, "verify", out, "--policy", "policy")
    said = run(published, "receipt", "record", 7, "--out", out, status=2)
    assert "is there already" in said


def test_a_receipt_of_a_spoilt_record_is_not_made(published, tmp_path):
    write_record(tmp_path / "record", 3)
    (tmp_path / "record" / "tile/entries/000.p/3").write_bytes(
        (tmp_path / "record" / "tile/entries/000.p/3").read_bytes().replace(b"agree", b"pass!", 1)
    )
    assert "leads to the root" in run(tmp_path, "receipt", "record", 0, "--out", "0.tlog-proof", status=1)
    assert not (tmp_path / "0.json").exists()


BAD = [
    (["verify"], "FILE"),
    (["verify", "7.json"], "--policy"),
    (["verify", "nowhere", "--policy", "policy"], "nowhere: cannot be read"),
    (["verify", "7.json", "--policy", "nowhere"], "nowhere: cannot be read"),
    (["verify", "7.json", "--policy", "7.json"], "7.json, row 1: not a line of a policy"),
    (["verify", "7.json", "--policy", "bytes"], "not UTF-8"),
    (["verify", "lonely.tlog-proof", "--policy", "policy"], "there is no entry beside it"),
    (["verify", "bytes", "--policy", "policy"], "bytes: a note must be UTF-8"),
    (["verify", "record", "--policy", "policy"], "Is a directory"),
    (["verify", "7.json", "earlier", "--entry", "7.json", "--policy", "policy"], "--entry is for one receipt"),
    (["verify", "7.json", "--policy", "policy", "--until", "bytes"], "bytes: a note must be UTF-8"),
    (["audit", "nowhere", "--policy", "policy"], "nowhere: no such folder"),
    (["audit", ".", "--policy", "policy"], "checkpoint: this file of the record is missing"),
    (["audit", "http://127.0.0.1:1/", "--policy", "policy"], "cannot be reached"),
    (["audit", "ftp://a.example/", "--policy", "policy"], "not an address"),
    (["audit", "record", "--policy", "policy", "--earlier", "https://a.example/x"], "ends with /checkpoint"),
    (["audit", "record", "--policy", "policy", "--earlier", "7.json"], "7.json: a note is a text"),
    (["receipt", "record", "300", "--out", "x.tlog-proof"], "entry 300 is not among the 300 entries"),
    (["receipt", "record", "many", "--out", "x.tlog-proof"], "INDEX"),
    (["receipt", "record", "7", "--out", "x.txt"], "named like 7.tlog-proof"),
    (["receipt", "record", "7", "--out", "none/x.tlog-proof"], "cannot write none/x.json"),
    (["witness", "--key", "key", "--state", "s.db"], "either --policy or --log"),
    (["witness", "--key", "key", "--state", "s.db", "--policy", "policy"], "there is no s.db"),
    (["witness", "--key", "policy", "--state", "s.db", "--policy", "policy"], "policy: row 1 is neither"),
    (["witness", "--key", "log", "--state", "s.db", "--policy", "policy", "--begin"], "a key of type 04 or 06"),
    (["witness", "--key", "key", "--state", "s.db", "--log", "x", "--begin"], "a verifier key is"),
    (
        ["witness", "--key", "key", "--state", "s.db", "--log", WITNESSES["w1"].verifier.text],
        "a witness's: --log takes",
    ),
    (["witness", "--key", "key", "--state", "s.db", "--policy", "policy", "--listen", "here"], "takes HOST:PORT"),
    (["witness", "--key", "key", "--state", "s.db", "--policy", "policy", "--listen", "a:99999"], "takes HOST:PORT"),
    (["nonsense"], "nonsense"),
]


@pytest.mark.parametrize(
    ("arguments", "words"), BAD, ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else ""
)
def test_bad_input_ends_with_one_sentence(published, arguments, words):
    (published / "bytes").write_bytes(b"\xff\xfe")
    (published / "lonely.tlog-proof").write_bytes(b"")
    (published / "key").write_text(WITNESSES["w0"].text)
    (published / "log").write_text(OPERATOR.text)
    before = sorted(published.iterdir())
    assert words in run(published, *arguments, status=2)
    assert sorted(published.iterdir()) == before


def test_a_port_that_is_taken_is_said(published, tmp_path):
    (tmp_path / "key").write_text(WITNESSES["w0"].text)
    with server(LIES["nothing"]) as url:
        arguments = ("--key", tmp_path / "key", "--state", tmp_path / "s.db", "--policy", "policy", "--begin")
        at = url.removeprefix("http://")
        assert f"cannot listen at {at}" in run(published, "witness", *arguments, "--listen", at, status=2)


def test_a_hostile_server_is_one_sentence(published):
    for lie in ("endless", "redirection", "no http", "error"):
        with server(LIES[lie]) as url:
            said = run(published, "audit", url, "--policy", "policy", status=2)
            assert re.match(rf"comity: {url}/checkpoint", said)


def test_the_note_of_the_record_is_what_go_reads(published):
    note = parse_note((published / "record" / "checkpoint").read_bytes())
    assert len(verify_note(note, [OPERATOR.verifier, WITNESSES["w0"].verifier])) == 2
