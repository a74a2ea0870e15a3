"""A declaration is signed; a commitment is met, late, or missed; who judges has the last word."""

import copy

import pytest

from comity.charter.model import Charter
from comity.charter.templates import template
from comity.record.envelope import digest_of
from tests.body import decision_lives as lives
from tests.body.helpers import Life

OFFICERS = {"host": ["host"], "delegation": ["land-a", "land-b", "land-c"], "company": ["firm-a", "firm-b", "firm-c"]}
SAID = {"title": "A", "summary": "B", "tags": ["frontier-ai-safety"], "layers": ["logical"]}
DOCUMENT = b"A framework."
EVIDENCE = digest_of(DOCUMENT)


def signed(change=None):
    tree = copy.deepcopy(template("summit").to_json())
    if change:
        change(tree)
    life = Life(Charter.from_json(tree), OFFICERS)
    matter = f"m{life.do('matter.propose', 'host', path='company-commitments', **SAID).seq}"
    put = f"d{life.do('decision.put', 'host', matter=matter).seq}"
    lives.vote(life, put, ["firm-a"], "sign")
    assert life.state.matters[matter].status == "adopted"
    life.do("decision.position", "firm-b", proceeding=put, value="sign-with-reservations", reason="Not for research.")
    return life, matter


def make(life, matter, actor="firm-a", due=100) -> str:
    said = {"matter": matter, "text": "Publish a framework.", "figure": "Published.", "due": lives.days(life, due)}
    return f"k{life.do('commitment.make', actor, **said).seq}"


def report(life, one, actor="firm-a", *, met=True, evidence=(EVIDENCE,)):
    said = {"commitment": one, "met": met, "text": "Here.", "evidence": list(evidence)}
    return life.do("commitment.report", actor, blobs=[DOCUMENT] if evidence else [], **said)


def refused(life, one, actor="firm-a", *, met=True, evidence=(EVIDENCE,)):
    said = {"commitment": one, "met": met, "text": "Here.", "evidence": list(evidence)}
    return life.refused("commitment.report", actor, blobs=[DOCUMENT], **said).message


def test_a_declaration_is_negotiated_by_consent_and_signed():
    life = Life(template("summit"), OFFICERS)
    matter = f"m{life.do('matter.propose', 'host', path='declaration', **SAID).seq}"
    life.do("decision.put", "host", matter=matter)
    life.wait(3)
    assert life.state.matters[matter].stage == 1
    put = f"d{life.do('decision.put', 'host', matter=matter).seq}"
    assert life.refused("decision.position", "firm-a", proceeding=put, value="sign").message == "who.not-allowed"
    lives.vote(life, put, ["land-a", "land-b"], "sign")
    assert life.state.matters[matter].status == "adopted"
    life.do("decision.position", "land-c", proceeding=put, value="sign")  # later, and it counts
    said = {"matter": matter, "text": "Found an institute.", "figure": "Founded.", "due": lives.days(life, 300)}
    life.do("commitment.make", "land-c", **said)
    life.check_fold()


def test_one_commitment_is_met_one_late_one_missed():
    life, matter = signed()
    met, late, missed = (make(life, matter) for _ in range(3))
    life.wait(90)
    report(life, met)
    life.wait(20)
    report(life, late)
    life.wait(400)
    assert [life.state.commitments[one].status for one in (met, late, missed)] == ["met", "late", "missed"]
    assert not [key for key in life.state.deadlines if key.startswith("commitment")]
    assert refused(life, missed) == "commitment.missed"
    life.check_fold()


def test_without_grace_what_is_not_met_by_its_day_is_missed():
    life, matter = signed(lambda tree: tree["commitments"].pop("grace"))
    one = make(life, matter)
    life.wait(101)
    assert life.state.commitments[one].status == "missed"


def test_only_signatories_commit_themselves_and_only_to_what_is_to_come():
    life, matter = signed()
    said = {"matter": matter, "text": "A", "figure": "B", "due": lives.days(life, 9)}
    assert life.refused("commitment.make", "firm-c", **said).message == "commitment.not-signed"
    past = {**said, "due": "2025-01-01T00:00:00.000000Z"}
    assert life.refused("commitment.make", "firm-b", **past).message == "commitment.past"
    assert life.refused("commitment.make", "firm-b", **{**said, "matter": "m99"}).message == "matter.unknown"
    life.do("commitment.make", "firm-b", **said)
    life, matter = signed(lambda tree: tree.pop("commitments"))
    assert life.refused("commitment.make", "firm-a", **said).message == "commitment.none"


def test_a_report_is_by_the_maker_and_with_evidence():
    life, matter = signed()
    one = make(life, matter)
    assert refused(life, one, "firm-b") == "commitment.not-yours"
    assert refused(life, one, evidence=()) == "commitment.no-evidence"
    assert refused(life, one, evidence=(EVIDENCE, digest_of(b"Nothing."))) == "commitment.no-document"
    assert refused(life, "k99") == "commitment.unknown"
    report(life, one, met=False, evidence=())
    assert life.state.commitments[one].status == "open"
    report(life, one)
    assert refused(life, one) == "commitment.met"
    report(life, one, met=False, evidence=())  # whoever finds that they were wrong may say so
    assert life.state.commitments[one].status == "open"
    life.check_fold()


@pytest.mark.parametrize(("wait", "status"), [(10, "open"), (500, "missed")])
def test_whoever_judges_has_the_last_word(wait, status):
    life, matter = signed(lambda tree: tree["commitments"].update(judged_by=["role:host"]))
    one = make(life, matter)
    report(life, one)
    life.wait(wait)
    report(life, one, "host", met=False, evidence=())
    assert life.state.commitments[one].status == status
    assert refused(life, one) == "commitment.judged"
    if status == "open":
        report(life, one, "host")
        assert life.state.commitments[one].status == "met"
    life.check_fold()
