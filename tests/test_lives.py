"""The written lives of docs/lives: played on both databases, held against all that is derived, audited, verified."""

import importlib.util
import json

import pytest

from comity import kinds
from comity.body.kind import Refusal
from comity.living import Living
from comity.overview import overview
from comity.record.audit import audit
from comity.record.envelope import digest_of, read_act
from comity.record.keys import write_keys
from comity.record.notes import Algorithm, make_signer
from comity.record.policy import parse_policy
from comity.record.tiles import folder_source
from comity.script import play, read_script
from comity.store import publishing
from comity.store.folding import entries, from_snapshot, save_snapshot
from comity.store.models import Body
from comity.store.publishing import Home
from comity.store.rebuilding import compare
from comity.store.sequencer import Sequencer
from tests import processes
from tests.docs_pages import DOCS
from tests.go_verifier import run

FOLDER = DOCS / "lives"
LIVES = sorted(FOLDER.glob("*.jsonl"))
ORIGIN = "life.example/record"
KEYS = [make_signer(ORIGIN), make_signer(ORIGIN, Algorithm.ML_DSA_44)]


def name_of(path):
    return path.stem


@pytest.fixture
def home(store):
    made = Home(store.home)
    made.make()
    made.key_file(ORIGIN).write_bytes(write_keys(KEYS, "log"))
    return made


@pytest.fixture
def sequencer(home):
    return Sequencer(kinds.registry())


def lived(sequencer, path):
    """The life, and all that came of its lines."""
    living = Living(sequencer, ORIGIN)
    return living, list(play(living, read_script(path.read_text(), path.name), path.name))


@pytest.mark.parametrize("path", LIVES, ids=name_of)
def test_all_that_is_derived_from_a_life_is_what_its_acts_give(path, sequencer, home, verifier, tmp_path):
    living, done = lived(sequencer, path)
    assert sum(isinstance(one, Refusal) for one in done) >= 5
    publishing.checkpoint(sequencer, home, ORIGIN)
    registry, body, folder = sequencer.registry, Body.objects.get(origin=ORIGIN), home.record(ORIGIN)

    live = sequencer._line(ORIGIN).folded
    save_snapshot(registry, body, live)
    again = registry.dump(registry.fold(ORIGIN, map(read_act, entries(body))))
    assert again == registry.dump(live.state) == registry.dump(living.state())
    assert again == registry.dump(from_snapshot(registry, body).state)
    found = compare(registry, body, folder)
    assert (found.differences, found.snapshot, found.published) == ([], True, body.size)

    policy = parse_policy("".join(f"log {key.verifier.text}\n" for key in KEYS) + "quorum none\n")
    assert audit(folder_source(folder), policy).signed.checkpoint.size == body.size
    keys, proofs = tmp_path / "verifiers", tmp_path / "proofs"
    keys.write_text("\n".join(key.verifier.text for key in KEYS))
    proofs.mkdir()
    for seq in {0, 1, body.size // 3, body.size // 2, body.size - 1}:
        (proofs / f"{seq}.entry").write_bytes(next(iter(entries(body, seq, seq + 1))))
        (proofs / f"{seq}.tlog-proof").write_bytes(publishing.receipt(body, folder, seq).to_bytes())
    printed = run([verifier / "verifier", "check", folder, keys, proofs])
    assert printed.splitlines()[0] == "5 *.tlog-proof"
    assert printed.splitlines()[-1].startswith(f"{body.size} ")


@pytest.fixture
def command(store, home):
    """Run `comity` on the store: the status, what it printed and what it said."""

    def run(*arguments, status=0):
        found, out, err = processes.comity(store, *arguments)
        assert found == status, err
        return err if status else out

    return run


@pytest.mark.parametrize("path", LIVES, ids=name_of)
def test_a_life_is_the_same_by_the_command_line(path, command, sequencer, home, tmp_path):
    lines = [json.loads(line) for line in command("body", "act", ORIGIN, path, "--json").splitlines()]
    expected = [line for line in read_script(path.read_text(), path.name) if line.refused]
    assert [one["refused"]["message"] for one in lines if "refused" in one] == [line.refused for line in expected]
    state = sequencer.state(ORIGIN).state
    assert [one["seq"] for one in lines if "seq" in one] == list(range(state.size))
    document = json.loads(command("body", "show", ORIGIN, "--json"))
    assert document == overview(state, state.at)
    page = command("body", "show", ORIGIN)
    assert page.startswith("SIMULATED") and state.charter.name in page

    assert f"{ORIGIN}: {state.size + 2} acts published" in command("record", "checkpoint", ORIGIN)
    policy = tmp_path / "policy"
    policy.write_text("".join(f"log {key.verifier.text}\n" for key in KEYS) + "quorum none\n")
    command("record", "audit", home.record(ORIGIN), "--policy", policy)
    command("record", "receipt", home.record(ORIGIN), 3, "--out", tmp_path / "3.tlog-proof")
    assert f"entry 3 of {ORIGIN}" in command("record", "verify", tmp_path / "3.tlog-proof", "--policy", policy)
    assert "all as the acts give" in command("rebuild", ORIGIN)


def test_the_life_on_our_own_template_shows_what_happened(sequencer, command):
    _, done = lived(sequencer, FOLDER / "comity.jsonl")
    state = sequencer.state(ORIGIN).state
    document = overview(state, state.at)
    first, second = document["matters"]
    assert (first["status"], first["reviewed"][:10], first["reopened_as"]) == ("adopted", "2027-01-20", second["id"])
    assert (second["status"], second["stage"], second["reopens"]) == (
        "open", "Consultation and consensus of the assembly", first["id"],
    )  # fmt: skip
    [appeal] = document["appeals"]
    assert (appeal["status"], appeal["remedy"], appeal["instance"]) == ("upheld", "carried-out", "panel")
    talk = document["consultations"][0]
    assert (talk["voters"], talk["statements"], talk["evidence"]["absent"]) == (36, 3, ["region:eastern-europe"])
    assert talk["evidence"]["level"] == "small-minority-against"
    assert [one.message for one in done if isinstance(one, Refusal)].count("interest.missing") == 2
    [challenge] = [one for one in state.proceedings.values() if one.purpose == "scope-challenge"]
    assert (challenge.facts["name"], challenge.outcome) == ("content", "refused")
    assert document["objections"] == {"accepted": 1}
    page = command("body", "show", ORIGIN)
    for line in (
        f"evidence in act {talk['evidence']['act']}: on {talk['evidence']['put']}, small-minority-against; too few of "
        "region:eastern-europe",
        f"reopened as {second['id']}",
        "against a decision (information-ignored) before panel: upheld, remedy carried-out",
        "2027-02-10  consultation c",
        "In scope: safety, evaluation, interoperability, access. Out of scope: content, elections.",
    ):
        assert line in " ".join(page.split()) or line in page, line


def test_the_life_of_a_summit_shows_what_became_of_each_commitment(sequencer, command):
    lived(sequencer, FOLDER / "summit.jsonl")
    state = sequencer.state(ORIGIN).state
    document = overview(state, state.at)
    assert {one["actor"]: one["status"] for one in document["commitments"]} == {
        "acorn-models": "met", "birch-cloud": "late", "elm-robotics": "missed",
    }  # fmt: skip
    statuses = [one["status"] for one in document["matters"]]
    assert statuses == ["refused", "adopted", "adopted"]
    declaration = document["matters"][1]
    assert (declaration["late"], declaration["reviewed"][:10], declaration["reopened_as"]) == (1, "2026-09-01", "")
    reserved = {one["actor"]: one["reservations"] for one in declaration["signatures"]}
    assert {actor: bool(text) for actor, text in reserved.items()} == {
        "westmark": False, "norland": False, "sudia": True, "insulia": False,
    }  # fmt: skip
    page = command("body", "show", ORIGIN)
    for line in (
        "signed by westmark, norland, insulia", "signed by sudia, with reservations: Clause 2", "1 deadline missed",
        "elm-robotics, due 2025-11-01: missed", "birch-cloud, due 2025-11-01: late",
    ):  # fmt: skip
        assert line in page


def test_a_secret_vote_is_in_no_document_of_its_evidence(sequencer):
    """Whom somebody voted for stands in no public row, and the evidence names nobody."""
    from comity.store.models import Blob, Row

    lived(sequencer, FOLDER / "comity.jsonl")
    audiences = set(Row.objects.filter(table="votes").values_list("audience", flat=True))
    assert audiences == {"sealed"}
    [blob] = Blob.objects.all()
    document = json.loads(bytes(blob.content))
    assert document["summary"]["people"] == 36
    text = bytes(blob.content).decode()
    assert not any(f'"{actor}"' in text for actor in sequencer.state(ORIGIN).state.people)


def test_the_made_life_is_as_committed():
    spec = importlib.util.spec_from_file_location("make", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    committed = (FOLDER / "comity.jsonl").read_text(encoding="utf-8")
    assert module.comity() == committed, "run `python docs/lives/make.py` and commit what it writes"


def test_looking_ahead_changes_nothing(sequencer, command):
    lived(sequencer, FOLDER / "summit.jsonl")
    before = sequencer.state(ORIGIN).state.size
    page = command("body", "show", ORIGIN, "--on", "2030-01-01")
    assert f"{ORIGIN}, {before} acts, at 2030-01-01" in page
    assert sequencer.state(ORIGIN).state.size == before
    command("body", "found", "real.example/record", "--template", "summit")
    told = command("body", "show", "real.example/record", "--on", "2030-01-01", status=2)
    assert told == "comity: real.example/record is a real body: it is shown as it is now, without --on\n"


def test_a_document_and_a_template_come_by_the_command_line(command, tmp_path):
    command("body", "found", ORIGIN, "--template", "summit", "--officer", "host=h", "--officer", "company=c",
            "--simulated", "--on", "2026-03-01")  # fmt: skip
    assert json.loads(command("body", "template", "summit", "--json"))["name"] == "A summit on the safety of AI"
    assert set(json.loads(command("body", "template", "--json"))) >= {"comity", "summit"}

    def act(kind, actor, *options, **public):
        return json.loads(command("body", "act", ORIGIN, kind, "--actor", actor, "--json", *options, "--public",
                                  json.dumps(public)).splitlines()[-1])["seq"]  # fmt: skip

    said = {"title": "T", "summary": "S", "tags": ["frontier-ai-safety"], "layers": ["social"]}
    matter = f"m{act('matter.propose', 'h', path='company-commitments', **said)}"
    act("decision.position", "c", proceeding=f"d{act('decision.put', 'h', matter=matter)}", value="sign")
    due = "2026-05-01T00:00:00.000000Z"
    one = act("commitment.make", "c", matter=matter, text="T", figure="F", due=due)
    document = tmp_path / "document"
    document.write_bytes(b"A framework.")
    public = {"commitment": f"k{one}", "met": True, "text": "Done.", "evidence": [digest_of(b"A framework.")]}
    act("commitment.report", "c", "--blob", document, **public)
    shown = json.loads(command("body", "show", ORIGIN, "--json"))
    assert [each["status"] for each in shown["commitments"]] == ["met"]
    told = command("body", "evidence", ORIGIN, "c1", status=2)
    assert told == "comity: there is no consultation c1\n"
