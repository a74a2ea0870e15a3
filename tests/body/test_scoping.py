"""The scope and the layers of a matter are challenged: it stands still, keeps its time, and is corrected or ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from comity.record.envelope import time_of
from tests.body.helpers import Life
from tests.body.matter_lives import awaited, consulted, days, living, proposed, undisclosed

CLAIM = {"what": "scope", "claim": "missing", "name": "content", "reason": "It decides on content."}
LAYER = {"what": "layer", "claim": "missing", "name": "infrastructure", "reason": "It decides on compute."}


def challenged(life, matter, actor="p2", **other) -> str:
    return f"d{life.do('scope.challenge', actor, matter=matter, **{**CLAIM, **other}).seq}"


def ruled(life, proceeding, value="for"):
    for actor in ("j1", "j2"):
        life.do("decision.position", actor, proceeding=proceeding, value=value)


@pytest.mark.parametrize(
    ("claim", "mechanism"), [(CLAIM, Mechanism.SCOPE_CHALLENGE), (LAYER, Mechanism.LAYER_CHALLENGE)]
)
def test_a_challenged_matter_stands_still_unless_its_mechanism_is_off(claim, mechanism):
    life = living()
    matter = proposed(life)
    challenged(life, matter, **claim)
    opening = {"matter": matter, "ballots": "secret", "closes": days(life, 28)}
    found = life.refused("consultation.open", "chair", **opening)
    assert (found.message, found.mechanism) == ("matter.suspended", mechanism)
    assert found.clause.endswith("mission-creep")
    life.check_fold()
    life = living(undisclosed(mechanisms={mechanism: "off"}))
    matter = proposed(life)
    challenged(life, matter, **claim)
    consulted(life, matter)
    life.check_fold()


def test_granted_it_ends_what_is_outside_the_charter():
    for claim in (
        CLAIM,
        LAYER,
        {**CLAIM, "claim": "wrong", "name": "safety"},
        {**LAYER, "claim": "wrong", "name": "logical"},
    ):
        life = living()
        matter = proposed(life)
        ruled(life, challenged(life, matter, **claim))
        assert life.state.matters[matter].status == "refused"
        assert awaited(life) == []
        life.check_fold()


def test_granted_it_corrects_what_stays_inside():
    life = living()
    matter = proposed(life, tags=["safety", "access"])
    ruled(life, challenged(life, matter, claim="wrong", name="safety"))
    ruled(life, challenged(life, matter, **{**LAYER, "name": "social"}))
    one = life.state.matters[matter]
    assert (one.status, one.tags, one.layers, one.suspended_by) == ("open", ["access"], ["logical", "social"], [])
    consulted(life, matter)
    life.check_fold()


def test_what_the_charter_only_warns_of_is_counted_and_goes_on():
    life = living(undisclosed(mechanisms={Mechanism.SCOPE: "warn"}))
    matter = proposed(life)
    ruled(life, challenged(life, matter))
    assert life.state.matters[matter].status == "open"
    assert life.state.warned == {"mission-creep-scope": 1}


def test_dismissed_it_changes_nothing_and_is_not_brought_again():
    life = living()
    matter = proposed(life)
    one = challenged(life, matter)
    assert life.refused("scope.challenge", "p3", matter=matter, **CLAIM).message == "challenge.before"
    ruled(life, one, "against")
    assert (life.state.matters[matter].tags, life.state.matters[matter].suspended_by) == (["safety"], [])
    found = life.refused("scope.challenge", "p3", matter=matter, **CLAIM)
    assert (found.message, found.facts["proceeding"]) == ("challenge.before", one)
    consulted(life, matter)
    life.check_fold()


def test_not_answered_in_time_it_is_granted_or_dropped_as_the_charter_says():
    for then, status in (("advance", "refused"), ("lapse", "open")):
        life = living(undisclosed(change=lambda tree, then=then: tree["scope_challenge"]["answer"].update(then=then)))
        matter = proposed(life)
        challenged(life, matter)
        assert life.wait(29) == []
        life.wait(2)
        assert life.state.matters[matter].status == status
        life.check_fold()


@given(before=st.integers(1, 170), first=st.integers(1, 20), second=st.integers(0, 20))
def test_a_matter_has_all_its_time_however_long_and_often_it_stood_still(before, first, second):
    life = living(undisclosed(change=lambda tree: tree["scope_challenge"]["answer"].update(within="999 days")))
    matter = proposed(life)
    entered = life.now
    life.wait(before)
    one = challenged(life, matter)
    begun = life.now
    life.wait(first)
    other = challenged(life, matter, **{**LAYER, "name": "social"})
    life.wait(second)
    ruled(life, one, "against")
    life.wait(second)
    ruled(life, other, "against")
    stood = life.now - begun
    due = life.state.deadlines[f"stage {matter}"].due
    assert (time_of(due) - entered - stood).days == 180
    life.check_fold()


def test_parties_do_not_decide_and_others_do_not_challenge():
    officers = {"panellist": ["p1", "j1", "j2", "p2"], "chair": ["chair"]}
    life = living(officers=officers)
    matter = proposed(life)
    one = challenged(life, matter)
    for party in ("p1", "p2"):
        assert life.refused("decision.position", party, proceeding=one, value="for").message == "proceeding.party"
    narrow = undisclosed(change=lambda tree: tree["scope_challenge"].update(who=["role:auditor"]))
    life = living(narrow)
    matter = proposed(life)
    found = life.refused("scope.challenge", "p2", matter=matter, **CLAIM)
    assert (found.message, found.clause.endswith("mission-creep")) == ("who.not-allowed", True)


def test_what_says_nothing_against_a_matter_is_no_challenge():
    life = living()
    matter = proposed(life)

    def message(**other):
        return life.refused("scope.challenge", "p2", **{"matter": matter, **CLAIM, **other}).message

    assert message(matter="m99") == "matter.unknown"
    assert message(name="safety") == "challenge.idle"
    assert message(claim="wrong") == "challenge.idle"
    assert message(what="layer", name="moral") == "challenge.no-layer"
    life.do("matter.withdraw", "p1", matter=matter)
    assert message() == "matter.not-open"
    life = Life(template("ietf-wg"))
    assert life.refused("scope.challenge", "p2", matter="m1", **CLAIM).message == "challenge.none"


def test_withdrawing_a_matter_ends_its_challenges():
    life = living()
    matter = proposed(life)
    one = challenged(life, matter)
    life.do("matter.withdraw", "p1", matter=matter)
    assert (life.state.proceedings[one].outcome, awaited(life)) == ("refused", [])
    life.check_fold()
