"""A matter is proposed within the charter, gathers proposers, is withdrawn; and what keeps one from moving."""

import pytest

from comity.body import matters
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body.helpers import Life
from tests.body.matter_lives import (
    OFFICERS,
    PROPOSAL,
    awaited,
    consulted,
    days,
    living,
    proposed,
    stage,
    undisclosed,
    variant,
)

DIGEST = "sha256:" + "a" * 64


def refused(life, actor="p1", **other):
    return life.refused("matter.propose", actor, **{**PROPOSAL, **other})


def test_a_matter_enters_its_first_stage_with_its_deadline():
    life = living()
    matter = life.state.matters[proposed(life, tags=["safety", "safety"])]
    assert (matter.status, matter.stage, matter.tags, matter.proposers) == ("open", 0, ["safety"], ["p1"])
    assert life.state.deadlines[f"stage {matter.id}"].due > days(life, 179)
    assert life.table("matters")[0]["change"] == "proposed"
    assert life.table("proposers")[0]["actor"] == "p1"
    life.check_fold()


def test_only_those_whom_the_path_names_propose_on_it():
    life = living()
    assert refused(life, path="nowhere").message == "path.unknown"
    found = refused(life, actor="stranger")
    assert (found.message, found.clause.endswith("deadlock")) == ("who.not-allowed", True)
    found = Life(template("ietf-wg")).refused(
        "matter.propose", "p1", **{**PROPOSAL, "path": "individual", "tags": ["protocol"]}
    )
    assert (found.message, found.clause.endswith("6.1.2")) == ("who.not-allowed", True)


def test_it_needs_a_statement_of_interest_where_the_charter_asks_for_one():
    life = living(template("comity"))
    found = refused(life)
    assert (found.message, found.mechanism) == ("interest.missing", Mechanism.DISCLOSURE)
    assert found.clause.endswith("capture")
    assert refused(living(variant(mechanisms={Mechanism.DISCLOSURE: "warn"}))).message == "warn.not-named"
    proposed(living(variant(mechanisms={Mechanism.DISCLOSURE: "off"})))


@pytest.mark.parametrize(
    ("other", "message", "mechanism"),
    [
        ({"tags": ["content"]}, "scope.outside", Mechanism.SCOPE),
        ({"tags": ["safety", "elections"]}, "scope.outside", Mechanism.SCOPE),
        ({"tags": ["safety", "art"]}, "scope.outside", Mechanism.SCOPE),
        ({"tags": []}, "scope.none", Mechanism.SCOPE),
        ({"tags": ["health"]}, "scope.none", Mechanism.SCOPE),
        ({"layers": ["infrastructure"]}, "layer.outside", Mechanism.LAYER),
        ({"layers": []}, "layer.none", Mechanism.LAYER),
    ],
)
def test_scope_and_layers_are_those_of_the_charter_until_their_mechanism_is_off(other, message, mechanism):
    found = refused(living(undisclosed(sectors=["health"])), **other)
    assert (found.message, found.mechanism) == (message, mechanism)
    assert found.clause.endswith("mission-creep") or mechanism is Mechanism.LAYER
    proposed(living(undisclosed(sectors=["health"], mechanisms={mechanism: "off"})), **other)
    warned = living(undisclosed(sectors=["health"], mechanisms={mechanism: "warn"}))
    assert refused(warned, **other).message == "warn.not-named"
    proposed(warned, breaks=[mechanism.value], **other)
    assert warned.state.warned == {mechanism.value: 1}
    warned.check_fold()


def test_sectors_and_jurisdictions_of_the_charter_are_tags_too():
    life = living(undisclosed(sectors=["health"], jurisdictions=["DE"]))
    assert life.state.matters[proposed(life, tags=["safety", "health", "DE"])].tags == ["safety", "health", "DE"]


def test_an_effect_has_its_own_path_and_that_path_no_other_matters():
    life = living()
    assert refused(life, path="amendment").message == "effect.path-kept"
    found = refused(life, effect="amendment", payload=DIGEST)
    assert (found.message, found.clause.endswith("mission-creep"), found.mechanism) == ("effect.wrong-path", True, None)
    assert refused(life, path="amendment", effect="amendment", payload="mine").message == "effect.no-digest"
    assert refused(life, path="recognition", effect="recognition").message == "effect.no-payload"
    assert refused(life, payload="x").message == "effect.no-effect"
    one = life.state.matters[proposed(life, path="recognition", effect="recognition", payload="other.example/record")]
    assert (one.effect, one.payload) == ("recognition", "other.example/record")
    found = Life(template("ietf-wg"), {"area-director": ["ad"]}).refused(
        "matter.propose", "ad", **{**PROPOSAL, "path": "individual", "tags": ["protocol"], "effect": "transfer"}
    )
    assert found.message == "effect.none"
    life.check_fold()


def test_scope_is_amended_on_its_own_path_and_stewardship_passes_on_its_own_until_that_is_off():
    council = {**OFFICERS, "government-delegate": ["d1", "d2", "d3"]}
    on_amendment = {"path": "amendment", "effect": "scope-amendment", "payload": DIGEST}
    on_decision = {"effect": "transfer", "payload": "p9"}
    for other, mechanism in ((on_amendment, Mechanism.SCOPE_AMENDMENT), (on_decision, Mechanism.TRANSFER)):
        found = refused(living(undisclosed(), council), **other)
        assert (found.message, found.mechanism) == ("effect.wrong-path", mechanism)
        proposed(living(undisclosed(mechanisms={mechanism: "off"}), council), **other)
    found = refused(living(), effect="scope-amendment", payload=DIGEST)
    assert (found.message, found.mechanism) == ("effect.wrong-path", None)


def test_it_gathers_as_many_proposers_as_its_path_needs():
    life = living(undisclosed(change=lambda tree: tree["paths"][0].update(fewest_proposers=3)))
    name = proposed(life)
    assert life.state.matters[name].status == "gathering"
    assert [one.message for one in matters.moves(life.state, life.state.matters[name], life.state.at)] == [
        "matter.gathering"
    ]
    assert life.refused("matter.support", "p1", matter=name).message == "matter.proposed"
    assert life.refused("matter.support", "stranger", matter=name).message == "who.not-allowed"
    assert life.refused("matter.support", "p2", matter="m99").message == "matter.unknown"
    life.do("matter.support", "p2", matter=name)
    assert awaited(life) == []
    life.do("matter.support", "p3", matter=name)
    assert life.state.matters[name].status == "open"
    assert life.refused("matter.support", "chair", matter=name).message == "matter.not-gathering"
    life.check_fold()


def test_its_proposer_withdraws_it_before_anything_is_decided():
    life = living()
    name = proposed(life)
    assert life.refused("matter.withdraw", "p2", matter=name).message == "matter.not-yours"
    assert life.refused("matter.withdraw", "p2", matter="m99").message == "matter.unknown"
    life.do("matter.withdraw", "p1", matter=name)
    assert (life.state.matters[name].status, awaited(life)) == ("withdrawn", [])
    assert life.refused("matter.withdraw", "p1", matter=name).message == "matter.not-open"
    other = proposed(life)
    life.state.matters[other].stage = 1
    assert life.refused("matter.withdraw", "p1", matter=other).message == "matter.decided-on"


def adopted(life, **other):
    name = proposed(life)
    matter = life.state.matters[name]
    matter.status = "adopted"
    for key, value in other.items():
        setattr(matter, key, value)
    life.state.end_deadline("stage", name)
    return matter


def test_an_adopted_matter_is_taken_up_again_where_the_charter_says_so():
    life = living(officers={**OFFICERS, "government-delegate": ["d1"]})
    open_one = proposed(life)
    assert refused(life, path="renewal", reopens="m99").message == "matter.unknown"
    assert refused(life, path="renewal", reopens=open_one).message == "reopen.not-adopted"
    old = adopted(life)
    found = refused(life, path="renewal", reopens=old.id)
    assert (found.message, found.clause.endswith("deadlock")) == ("reopen.no-way", True)
    new = proposed(life, actor="d1", path="renewal", reopens=old.id)  # the council reopens
    assert old.reopened_as == new
    assert refused(life, actor="d1", path="renewal", reopens=old.id).message == "reopen.underway"
    ending = adopted(life, sunset=days(life, 30))
    proposed(life, path="renewal", reopens=ending.id)
    looked_at = adopted(life, review_due=days(life, 5))
    assert refused(life, path="renewal", reopens=looked_at.id).message == "reopen.no-way"
    life.wait(6)
    proposed(life, path="renewal", reopens=looked_at.id)


def test_once_a_stage_is_over_only_what_the_charter_says_follows():
    life = living()
    name = proposed(life)
    life.now = life.now.replace(year=life.now.year + 1)  # and the clock has not come yet
    opening = {"matter": name, "ballots": "secret", "closes": days(life, 28)}
    found = life.refused("consultation.open", "chair", **opening)
    assert (found.message, found.mechanism) == ("matter.overdue", Mechanism.DEADLINES)
    assert found.clause.endswith("deadlock")
    life.wait(0)
    assert f"stage {name}" not in life.state.deadlines
    found = life.refused("consultation.open", "chair", **opening)  # `escalate`: the council decides instead
    assert (found.message, found.facts["then"]) == ("matter.overdue", "escalate")


def test_deadlines_bind_nobody_where_their_mechanism_is_off_or_only_reminds():
    def remind(tree):
        stage(tree)["deadline"] = {"within": "180 days", "then": "remind"}

    for charter in (undisclosed(mechanisms={Mechanism.DEADLINES: "off"}), undisclosed(change=remind)):
        life = living(charter)
        name = proposed(life)
        life.wait(200)
        consulted(life, name)


def test_what_has_ended_does_not_move():
    life = living()
    name = proposed(life)
    life.do("matter.withdraw", "p1", matter=name)
    found = [one.message for one in matters.moves(life.state, life.state.matters[name], life.state.at)]
    assert found == ["matter.not-open"]
