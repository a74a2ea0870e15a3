"""A body is founded once, on a charter without faults, with officers that it has room for."""

import copy

from comity.charter.templates import template
from tests.body.helpers import Life

CHARTER = template("comity")


def test_a_founded_body_has_its_charter_and_officers():
    life = Life(CHARTER, {"chair": ["p1"], "secretary": ["p2"]}, members=["p1", "p2", "p3"])
    assert life.state.charter == CHARTER
    assert life.state.steward == "steward"
    assert [(one.role, one.actor) for one in life.state.offices] == [("chair", "p1"), ("secretary", "p2")]
    assert life.state.offices[0].until > life.state.offices[0].since
    assert [row["actor"] for row in life.table("members")] == ["p1", "p2", "p3"]
    life.check_fold()


def test_before_it_nothing_of_a_charter_can_be_done_and_after_it_not_again():
    life = Life()
    assert life.refused("decision.close", "p1", proceeding="d1").message == "body.not-founded"
    life = Life(CHARTER)
    again = {"charter": CHARTER.to_json(), "steward": "p1", "officers": []}
    assert life.refused("body.found", "p1", **again).message == "body.founded"


def test_a_faulty_charter_founds_nothing_and_its_faults_are_told():
    wrong = copy.deepcopy(CHARTER.to_json())
    wrong["roles"][0]["organ"] = "nowhere"
    del wrong["purpose"]
    refusal = Life().refused("body.found", "p1", charter=wrong, steward="p1", officers=[])
    assert refusal.message == "charter.faulty"
    assert len(refusal.facts["faults"]) >= 2


def test_officers_need_a_role_with_room():
    def refused(*pairs):
        officers = [{"role": role, "actor": actor} for role, actor in pairs]
        public = {"charter": CHARTER.to_json(), "steward": "p1", "officers": officers}
        return Life().refused("body.found", "p1", **public).message

    assert refused(("king", "p1")) == "role.unknown"
    assert refused(("chair", "p1"), ("chair", "p1")) == "role.twice"
    assert refused(("chair", "p1"), ("panellist", "p1")) == "role.not-with"
    assert refused(("chair", "p1"), ("chair", "p2"), ("chair", "p3")) == "role.full"
    assert refused(("chair", "clock")) == "actor.reserved"
