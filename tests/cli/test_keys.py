import shutil

import pytest

from comity.record.notes import Algorithm, parse_note, parse_signer, parse_verifier, verify_note
from comity.record.policy import parse_policy
from tests.cli.test_record import run
from tests.record.helpers import ORIGIN, act, write_record


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The keys of a record and of two witnesses, made by the command, their policy, and a record that they signed."""
    tmp_path = tmp_path_factory.mktemp("keys")
    run(tmp_path, "keys", "new", ORIGIN, "--for", "log", "--out", "log.key")
    for i in (1, 2):
        run(tmp_path, "keys", "new", f"w.example/{i}", "--for", "witness", "--out", f"w{i}.key")
    log = [f"log {key}" for key in shown(tmp_path, "log.key")]
    witnesses = [f"witness w{i} {shown(tmp_path, f'w{i}.key')[0]}" for i in (1, 2)]
    (tmp_path / "policy").write_text("\n".join([*log, *witnesses, "group two all w1 w2", "quorum two", ""]))
    write_record(tmp_path / "record", 5, private(tmp_path, "log.key", "w1.key", "w2.key"))
    run(tmp_path, "keys", "new", "other.example", "--for", "log", "--out", "other.key")
    (tmp_path / "public").write_text("\n".join(shown(tmp_path, "log.key")))
    return tmp_path


@pytest.fixture
def folder(made, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(made, tmp_path / "copy")


def shown(folder, file):
    return [signer.verifier.text for signer in private(folder, file)]


def private(folder, *files):
    lines = [line for file in files for line in (folder / file).read_text().splitlines()]
    return [parse_signer(line) for line in lines if not line.startswith("#")]


def policy(folder, name="policy-2"):
    return parse_policy((folder / name).read_text())


def test_keys_are_made_for_each_purpose(folder):
    assert run(folder, "keys", "show", "log.key").splitlines() == shown(folder, "log.key")
    assert [parse_verifier(key).algorithm for key in shown(folder, "log.key")] == [1, 6]
    assert [parse_verifier(key).algorithm for key in shown(folder, "w1.key")] == [4]
    assert (folder / "log.key").stat().st_mode & 0o777 == 0o600
    before = (folder / "log.key").read_bytes()
    assert "is there already" in run(folder, "keys", "new", ORIGIN, "--for", "log", "--out", "log.key", status=2)
    assert (folder / "log.key").read_bytes() == before
    run(folder, "keys", "new", "w.example/q", "--for", "witness", "--type", "ml-dsa-44", "--out", "q.key")
    assert parse_verifier(shown(folder, "q.key")[0]).algorithm is Algorithm.ML_DSA_44
    printed = run(folder, "keys", "new", "p-7", "--for", "actor", "--out", "actor.key").strip()
    assert len(bytes.fromhex(printed)) == 32
    assert run(folder, "keys", "show", "actor.key", "--hex").strip() == printed


def test_a_rotation_of_the_record_s_key(folder):
    arguments = ("--policy", "policy", "--policy-out", "policy-2", "--out", "log-2.key")
    checkpoint = ("--checkpoint", "record/checkpoint", "--checkpoint-out", "both")
    printed = run(folder, "keys", "rotate", "log.key", *arguments, *checkpoint)
    new = shown(folder, "log-2.key")
    assert printed.splitlines() == [f"+ log {key}" for key in new]
    assert [key.text for key in policy(folder).logs] == [*shown(folder, "log.key"), *new]
    assert (folder / "log-2.key").stat().st_mode & 0o777 == 0o600
    note = parse_note((folder / "both").read_bytes())
    for keys in (shown(folder, "log.key"), new):
        assert len(verify_note(note, map(parse_verifier, keys))) == 2
    for rules in ("policy", "policy-2"):
        run(folder, "verify", "both", "--policy", rules)
    # The overlap is over: the old key is taken out by hand, and what both signed is still good.
    old = [f"log {key}" for key in shown(folder, "log.key")]
    lines = (folder / "policy-2").read_text().splitlines()
    (folder / "policy-3").write_text("\n".join(line for line in lines if line not in old))
    run(folder, "verify", "both", "--policy", "policy-3")
    run(folder, "verify", "record/checkpoint", "--policy", "policy-3", status=1)


def test_a_rotation_of_a_witness_s_key(folder):
    arguments = ("--policy", "policy", "--policy-out", "policy-2", "--out", "w1-2.key")
    assert "a --name of its own" in run(folder, "keys", "rotate", "w1.key", *arguments, status=2)
    assert not (folder / "w1-2.key").exists()
    run(folder, "keys", "rotate", "w1.key", *arguments, "--name", "w.example/1-b")
    old, new, other = (private(folder, file)[0].verifier for file in ("w1.key", "w1-2.key", "w2.key"))
    rules = policy(folder)
    assert rules.is_met([old, other]) and rules.is_met([new, other]) and not rules.is_met([old, new])
    run(folder, "verify", "record/checkpoint", "--policy", "policy-2")


def test_a_lost_key(folder):
    run(folder, "keys", "new", ORIGIN, "--for", "log", "--out", "log-2.key")
    run(folder, "keys", "lost", ORIGIN, "--new", "log-2.key", "--policy", "policy", "--policy-out", "policy-2")
    assert len(policy(folder).logs) == 4
    run(folder, "verify", "record/checkpoint", "--policy", "policy-2")
    run(folder, "keys", "new", "w.example/3", "--for", "witness", "--out", "w3.key")
    (folder / "public").write_text("\n".join(shown(folder, "w3.key")))
    run(folder, "keys", "lost", "w1", "--new", "public", "--policy", "policy-2", "--policy-out", "policy-3")
    write_record(folder / "later", 6, private(folder, "log-2.key", "w3.key", "w2.key"))
    run(folder, "verify", "later/checkpoint", "--policy", "policy-3")


def test_a_stolen_key_of_the_record(folder):
    run(folder, "keys", "new", ORIGIN, "--for", "log", "--out", "log-2.key")
    arguments = ("--policy", "policy", "--policy-out", "policy-2", "--new", "log-2.key")
    bound = ("--last", "record/checkpoint", "--last-out", "last")
    printed = run(folder, "keys", "compromised", ORIGIN, *arguments, *bound)
    assert printed.count("\n- log ") + printed.startswith("- log ") == 2 and printed.count("+ log ") == 2
    assert "The old key is believed up to 5 entries" in printed
    assert [key.text for key in policy(folder).logs] == shown(folder, "log-2.key")
    # What the thief signs is refused under the new policy, and under the old one beyond the bound.
    write_record(folder / "theft", 9, private(folder, "log.key", "w1.key", "w2.key"))
    run(folder, "verify", "theft/checkpoint", "--policy", "policy-2", status=1)
    run(folder, "verify", "theft/checkpoint", "--policy", "policy", "--until", "last", status=1)
    run(folder, "verify", "record/checkpoint", "--policy", "policy", "--until", "last")
    # The record goes on from the last honest checkpoint with the new key, and must continue it.
    write_record(folder / "on", 8, private(folder, "log-2.key", "w1.key", "w2.key"), steps=[5])
    run(folder, "audit", "on", "--policy", "policy-2", "--earlier", "last")
    write_record(folder / "off", 8, private(folder, "log-2.key", "w1.key", "w2.key"),
                 entry=lambda i: act(i, actor="q").to_bytes())  # fmt: skip
    assert "fork" in run(folder, "audit", "off", "--policy", "policy-2", "--earlier", "last", status=1)


def test_a_stolen_key_of_a_witness(folder):
    run(folder, "keys", "new", "w.example/3", "--for", "witness", "--out", "w3.key")
    arguments = ("--policy", "policy", "--policy-out", "policy-2")
    run(folder, "keys", "compromised", "w1", *arguments, "--new", "w3.key")
    run(folder, "verify", "record/checkpoint", "--policy", "policy-2", status=1)
    run(folder, "keys", "compromised", "w.example/1", "--policy", "policy", "--policy-out", "policy-3")
    assert policy(folder, "policy-3").groups["two"].members == ("w2",)


BAD = [
    (["new", "a b", "--for", "log", "--out", "x"], "the name of a key must be"),
    (["new", ORIGIN, "--for", "nobody", "--out", "x"], "nobody"),
    (["new", ORIGIN, "--for", "log", "--type", "ml-dsa-44", "--out", "x"], "only a witness chooses"),
    (["new", ORIGIN, "--for", "log", "--out", "none/x"], "cannot write none/x"),
    (["show", "nowhere"], "nowhere: cannot be read"),
    (["show", "policy"], "policy: row 1 is neither"),
    (["rotate", "log.key", "--out", "x", "--policy", "policy", "--policy-out", "policy"], "policy is there already"),
    (["rotate", "public", "--out", "x", "--policy", "policy", "--policy-out", "y"], "public: the key of"),
    (["rotate", "other.key", "--out", "x", "--policy", "policy", "--policy-out", "y"], "does not know this key"),
    (["rotate", "log.key", "--out", "x", "--policy", "policy", "--policy-out", "y", "--checkpoint", "policy"],
     "go together"),
    (["rotate", "log.key", "--out", "x", "--policy", "policy", "--policy-out", "y", "--checkpoint", "policy",
      "--checkpoint-out", "z"], "policy: a note is"),
    (["rotate", "w1.key", "--out", "x", "--policy", "policy", "--policy-out", "y", "--name", "n", "--checkpoint",
      "record/checkpoint", "--checkpoint-out", "z"], "a witness cosigns over HTTP only"),
    (["lost", "w9", "--new", "other.key", "--policy", "policy", "--policy-out", "y"], "no log and no witness 'w9'"),
    (["lost", "w1", "--new", "other.key", "--policy", "policy", "--policy-out", "y"], "one key, but 2"),
    (["lost", ORIGIN, "--new", "other.key", "--policy", "policy", "--policy-out", "y"], "must have its name"),
    (["compromised", ORIGIN, "--new", "log.key", "--policy", "policy", "--policy-out", "y"], "give --new, --last"),
    (["compromised", "w1", "--last", "policy", "--policy", "policy", "--policy-out", "y"], "is for the key of a log"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"), BAD, ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else ""
)
def test_bad_input_ends_with_one_sentence_and_changes_nothing(folder, arguments, words):
    before = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    assert words in run(folder, "keys", *arguments, status=2)
    assert {file: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before


def test_a_checkpoint_of_another_is_not_signed(folder):
    arguments = ("--out", "x", "--policy", "policy", "--policy-out", "y", "--checkpoint-out", "z", "--checkpoint")
    note = (folder / "record" / "checkpoint").read_bytes()
    (folder / "forged").write_bytes(note.replace(b"\n5\n", b"\n6\n"))
    assert "forged: the signature of" in run(folder, "keys", "rotate", "log.key", *arguments, "forged", status=1)
    assert not (folder / "x").exists() and not (folder / "y").exists()
