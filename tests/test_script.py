"""A script does what it says, or ends with the row that says otherwise."""

import json

import pytest

from comity import kinds
from comity.base.errors import CheckError, InputError, UsageError
from comity.body.kind import Refusal, RefusedError
from comity.living import Living
from comity.record.envelope import digest_of
from comity.script import play, read_script
from comity.store.models import Blob
from comity.store.sequencer import Sequencer

ORIGIN = "body.example/record"
OFFICERS = [{"role": "host", "actor": "host"}, {"role": "company", "actor": "acorn"}]
FOUND = {"kind": "body.found", "actor": "host", "template": "summit", "on": "2026-03-01",
         "public": {"officers": OFFICERS, "simulated": True}}  # fmt: skip
PROPOSE = {
    "kind": "matter.propose", "actor": "host", "as": "matter",
    "public": {"path": "company-commitments", "title": "T", "summary": "S", "tags": ["frontier-ai-safety"],
               "layers": ["social"]},
}  # fmt: skip


@pytest.fixture
def living(store):
    return Living(Sequencer(kinds.registry()), ORIGIN)


def read(*lines):
    return read_script("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "life")


def run(living, *lines):
    return list(play(living, read(*lines), "life"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[]", "a line is an object of actor, as, blobs, clause"),
        ({"kind": "x", "actor": "p", "colour": 1}, "a line is an object of"),
        ({"wait": "2026-01-01", "kind": "x"}, "a line that waits is like"),
        ({"wait": 3}, "a line that waits is like"),
        ({"evidence": "c1", "kind": "x"}, "a line of evidence is like"),
        ({"kind": "x"}, "an act has a kind and an actor"),
        ({"kind": "x", "actor": 3}, "actor is a text"),
        ({"kind": "x", "actor": "p", "public": []}, "public is an object"),
        ({"kind": "x", "actor": "p", "blobs": [1]}, "blobs holds texts only"),
        ({"kind": "x", "actor": "p", "clauses": {"1": 1}}, "clauses holds texts only"),
        ({"kind": "x", "actor": "p", "as": "blob-1"}, "names like blob-1 stand for the documents"),
    ],
)
def test_a_bad_line_is_told_with_its_row(line, told):
    with pytest.raises(InputError, match=r"^life, row 3: ") as found:
        read("# a comment", "", line)
    assert told in str(found.value)


def test_a_day_that_is_none_is_told():
    with pytest.raises(UsageError, match="yesterday is no day"):
        read({"wait": "yesterday"})


def test_names_stand_for_places_and_clauses_and_documents_are_filled_in(living):
    text = "Contract with a tester."
    draft = {"kind": "draft.publish", "actor": "host", "public": {"matter": "m{matter}"}}
    done = run(
        living, FOUND, PROPOSE, {**draft, "clauses": {"1": "One.", "2": "Two."}}, {**draft, "clauses": {"1": "One!"}},
        {"kind": "decision.put", "actor": "host", "public": {"matter": "m{matter}"}, "as": "put"},
        {"kind": "decision.position", "actor": "acorn", "public": {"proceeding": "d{put}", "value": "sign"}},
        {"kind": "commitment.make", "actor": "acorn", "as": "promise", "public": {
            "matter": "m{matter}", "text": "T", "figure": "F", "due": "2026-05-01T00:00:00.000000Z"}},
        {"kind": "commitment.report", "actor": "acorn", "on": "2026-04-01", "blobs": [text], "public": {
            "commitment": "k{promise}", "met": True, "text": "Done.", "evidence": ["{blob-1}"]}},
    )  # fmt: skip
    state = living.state()
    assert [(one.version, list(one.clauses)) for one in state.matters["m1"].drafts] == [(1, ["1", "2"]), (2, ["1"])]
    assert done[3].act.public["removed"] == ["2"] and done[3].act.public["changed"] == ["1"]
    assert done[-1].act.public["evidence"] == [digest_of(text.encode())]
    assert bytes(Blob.objects.get(digest=digest_of(text.encode())).content).decode() == text


def test_what_goes_otherwise_ends_it_with_the_row(living):
    run(living, FOUND)
    for line, error, told in (
        ({**PROPOSE, "refused": "scope.outside"}, CheckError, "should be refused .scope.outside. and was done"),
        ({**PROPOSE, "actor": "acorn"}, CheckError, "is refused: acorn may not propose"),
        ({**PROPOSE, "actor": "acorn", "refused": "x.y"}, CheckError, "is refused: acorn may not propose"),
        ({**PROPOSE, "actor": "acorn", "refused": "who.not-allowed", "clause": "RFC 1"}, CheckError, "another clause"),
        ({**PROPOSE, "public": {"path": "m{nothing}"}}, InputError, "no earlier act is named nothing"),
        ({**PROPOSE, "public": {}}, InputError, "path: field required"),
        ({**PROPOSE, "kind": "matter.dream"}, InputError, "no kind of act is named matter.dream"),
        ({"evidence": "c9"}, UsageError, "there is no consultation c9"),
    ):
        size = living.state().size
        with pytest.raises(error, match=told) as found:
            run(living, "# one", line)
        assert str(found.value).startswith("life, row 2: ")
        assert living.state().size == size + (error is CheckError and "was done" in str(found.value))


def test_without_a_day_an_act_follows_the_one_before_and_a_refusal_keeps_its_day(living):
    refused = {**PROPOSE, "actor": "acorn", "refused": "who.not-allowed", "on": "2026-03-05"}
    done = run(living, FOUND, PROPOSE, refused, PROPOSE)
    assert [one.act.at[:19] for one in done if not isinstance(one, Refusal)] == [
        "2026-03-01T00:00:00", "2026-03-01T00:00:01", "2026-03-05T00:00:00",
    ]  # fmt: skip


def test_a_real_body_has_no_days(living):
    with pytest.raises(UsageError, match="row 1: only a simulated body has a clock of its own"):
        run(living, {**FOUND, "public": {"officers": OFFICERS}})
    run(living, {"kind": "body.found", "actor": "host", "template": "summit", "public": {"officers": OFFICERS}})
    with pytest.raises(UsageError, match=r"row 1: body\.example/record is a real body"):
        run(living, {"wait": "2100-01-01"})
    assert living.state().size == 1


def test_evidence_is_of_a_closed_consultation_and_once(living):
    """And who was found wrong before the close, and did not state their ties anew, counts in no group."""
    members = [f"p{i}" for i in range(6)]
    officers = [{"role": "chair", "actor": "chair"}, *({"role": "panellist", "actor": f"j{i}"} for i in range(2))]
    found = {"officers": officers, "members": members, "simulated": True}

    def ties(actor, country="KE"):
        public = {"group": "academia", "country": country, "affiliations": [], "funders": [], "owners": []}
        return {"kind": "interest.state", "actor": actor, "public": public}

    def challenge(actor, day):
        yield {"kind": "interest.challenge", "actor": "x", "on": day, "as": f"of-{actor}",
               "public": {"person": actor, "reason": "No scholar."}}  # fmt: skip
        for i in range(2):
            yield {"kind": "decision.position", "actor": f"j{i}",
                   "public": {"proceeding": f"d{{of-{actor}}}", "value": "for"}}  # fmt: skip

    propose = {**PROPOSE["public"], "path": "decision", "tags": ["safety"]}
    votes = [{"kind": "vote.cast", "actor": actor, "public": {"consultation": "c{talk}"},
              "private": {"vote": {"statement": "s{put}", "value": "agree"}}} for actor in members]  # fmt: skip
    opening = {"matter": "m{matter}", "ballots": "secret", "closes": "2026-04-01T00:00:00.000000Z"}
    lines = [
        {**FOUND, "template": "comity", "public": found}, *(ties(actor) for actor in (*members, "j0", "j1")),
        {"kind": "matter.propose", "actor": "p0", "public": propose, "as": "matter"},
        {"kind": "consultation.open", "actor": "chair", "public": opening, "as": "talk"},
        {"kind": "statement.make", "actor": "p0", "public": {"consultation": "c{talk}", "language": "en"},
         "private": {"text": {"text": "It is good."}}, "as": "put"},
        *votes,
        *challenge("p1", "2026-03-20"), *challenge("p2", "2026-03-21"), {**ties("p2", "IN"), "on": "2026-03-22"},
    ]  # fmt: skip
    run(living, *lines)
    one = next(iter(living.state().consultations))
    with pytest.raises(UsageError, match=f"{one} is open until 2026-04-01"):
        living.evidence(one)
    run(living, {"wait": "2026-04-01"}, *challenge("p3", "2026-04-02"), {**ties("p1"), "on": "2026-04-03"})
    living.evidence(one)
    state = living.state()
    found = state.consultations[one].evidence
    assert "group:academia" not in found.absent  # five are left: p2 replaced hers in time, p3 was found wrong too late
    assert (found.composition.people, found.composition.groups) == (6, {})  # with p1 it would be six, and be told
    with pytest.raises(RefusedError, match=r"the evidence of .* stands as act"):
        living.evidence(one)
