"""For whom a seat counts, at which rung an officer's act is appealed, and what a blocked ballot waits for."""

import pytest

from comity.body.appeals import filing
from comity.body.drafts import publication
from comity.charter import templates
from tests.body.helpers import Life

GROUND = {"ground": "process", "reason": "Nobody was asked."}


def ietf():
    officers = {
        "wg-chair": ["chair"], "area-director": ["ad-1", "ad-2"], "ietf-chair": ["head"],
        "iab-member": [f"iab-{n}" for n in range(9)], "wg-editor": ["editor"],
    }  # fmt: skip
    return Life(templates.template("ietf-wg"), officers)


def proposed(life):
    said = {"path": "proposed-standard", "title": "One", "summary": "It.", "tags": ["protocol"], "layers": ["logical"]}
    return f"m{life.do('matter.propose', 'p1', **said).seq}"


def called(life, matter, officer):
    """The consultation and the last call of a stage, and its designation: the acts that publish and confirm it."""
    life.do("consultation.open", officer, matter=matter, ballots="open", closes=days(life, 15))
    life.do("call.notice", officer, matter=matter, ends=days(life, 15))
    life.wait(16)
    made = life.do("designation.publish", officer, matter=matter, level="consensus").seq
    return made, life.do("designation.confirm", officer, matter=matter).seq


def days(life, count):
    from datetime import timedelta

    from comity.body import rules

    return rules.after(life.state.at, timedelta(days=count, seconds=5))


def publish(life, matter, text):
    return life.do("draft.publish", "editor", **publication(life.state.matters[matter], [("1", text)])[0])


def balloted(life, matter):
    put = life.do("decision.put", "ad-1", matter=matter).seq
    life.do("decision.position", "ad-1", proceeding=f"d{put}", value="yes")
    return f"d{put}"


def test_an_act_of_an_officer_is_appealed_at_the_rung_of_that_officer():
    life = ietf()
    matter = proposed(life)
    of_chair, confirmed = called(life, matter, "chair")
    of_director, _ = called(life, matter, "ad-1")
    for seq, right, wrong in (
        (of_chair, "chair", "area-director"), (confirmed, "chair", "iesg"), (of_director, "area-director", "chair"),
    ):  # fmt: skip
        refusal = life.refused("appeal.file", "p2", instance=wrong, **filing(life.state, seq, wrong), **GROUND)
        assert refusal.message == "appeal.lower-first"
        assert refusal.facts["instances"] == [right]
        assert "RFC 2026" in refusal.clause
        life.do("appeal.file", "p2", instance=right, **filing(life.state, seq, right), **GROUND)
    life.check_fold()


def test_who_answers_an_objection_and_is_no_rung_is_appealed_at_the_lowest():
    life = ietf()
    matter = proposed(life)
    publish(life, matter, "first")
    objection = life.do("objection.raise", "p2", matter=matter, clause="1", reason="No.").seq
    answer = life.do("objection.answer", "editor", objection=f"o{objection}", disposition="addressed", reasons="So.")
    assert filing(life.state, answer.seq, "area-director")["what"] is None
    assert filing(life.state, answer.seq, "chair")["what"] == "disposition"


def test_who_climbs_may_do_so_on_another_ground():
    life = ietf()
    matter = proposed(life)
    seq, _ = called(life, matter, "chair")
    first = life.do("appeal.file", "p2", instance="chair", **filing(life.state, seq, "chair"), **GROUND).seq
    life.do("decision.position", "chair", proceeding=f"d{first}", value="against")
    more = {"instance": "area-director", "ground": "technical-error", "reason": "It does not work either."}
    second = life.do("appeal.file", "p2", below=f"a{first}", **more).seq
    appeals = life.state.appeals
    assert [appeals[f"a{one}"].ground for one in (first, second)] == ["process", "technical-error"]


def test_a_blocked_ballot_takes_a_new_version_and_no_other_does():
    life = ietf()
    matter = proposed(life)
    publish(life, matter, "first")
    called(life, matter, "chair")
    called(life, matter, "ad-1")
    ballot = balloted(life, matter)
    said = publication(life.state.matters[matter], [("1", "second")])[0]
    assert life.refused("draft.publish", "editor", **said).message == "draft.being-decided"
    life.do("decision.position", "ad-2", proceeding=ballot, value="discuss", reason="Unclear.")
    publish(life, matter, "second")
    life.do("decision.position", "ad-2", proceeding=ballot, value="no-objection")
    said = publication(life.state.matters[matter], [("1", "third")])[0]
    assert life.refused("draft.publish", "editor", **said).message == "draft.being-decided"
    life.do("decision.position", "head", proceeding=ballot, value="no-objection")
    assert life.state.matters[matter].status == "adopted"
    life.check_fold()


def test_the_chair_of_the_ietf_closes_a_ballot_that_waits_for_who_does_not_come():
    life = ietf()
    matter = proposed(life)
    called(life, matter, "chair")
    called(life, matter, "ad-1")
    ballot = balloted(life, matter)
    assert life.refused("decision.close", "ad-1", proceeding=ballot).message == "proceeding.not-closer"
    life.do("decision.position", "head", proceeding=ballot, value="no-objection")
    life.do("decision.close", "head", proceeding=ballot)
    assert life.state.matters[matter].status == "adopted"


@pytest.mark.parametrize(("also", "stage"), [("nc-1", 3), ("ap-2", 1)])
def test_an_appointee_stands_for_none_of_the_groups_that_a_policy_needs(also, stage):
    """ICANN asks for support from three of the four stakeholder groups, whatever an appointee belongs to."""
    charter = templates.template("icann-gnso")
    [council] = [one for one in charter.path("policy").stages if one.id == "council"]
    houses = {
        "registry-councillor": ["ry-1", "ry-2"], "commercial-councillor": ["cu-1", "cu-2"],
        "non-commercial-councillor": ["nc-1"], "appointee-non-contracted": ["ap-2"], "wg-chair": ["chair"],
        "director": ["dir-1"],
    }  # fmt: skip
    life = Life(charter, houses)
    for actors in houses.values():
        for actor in actors:
            life.do("interest.state", actor, group="government", country="DE", affiliations=[], funders=[])
    said = {"path": "policy", "title": "One", "summary": "It.", "tags": ["stability"], "layers": ["logical"]}
    matter = f"m{life.do('matter.propose', 'ry-1', **said).seq}"

    def vote(*actors):
        put = life.do("decision.put", "ry-1", matter=matter).seq
        for actor in actors:
            life.do("decision.position", actor, proceeding=f"d{put}", value="for")
        return f"d{put}"

    vote("ry-1", "cu-1", "cu-2")
    life.do("consultation.open", "chair", matter=matter, ballots="open", closes=days(life, 31))
    life.wait(32)
    for _ in range(2):
        life.do("designation.publish", "chair", matter=matter, level="consensus")
        life.wait(8)
    life.do("designation.confirm", "chair", matter=matter)
    one = vote("ry-1", "ry-2", "cu-1", "cu-2", also)
    for rest in {"nc-1", "ap-2"} - {also}:
        if not life.state.proceedings[one].outcome:
            life.do("decision.position", rest, proceeding=one, value="against")
    assert (council.name, life.state.matters[matter].stage) == ("Vote of the council on the final report", stage)
    life.check_fold()
