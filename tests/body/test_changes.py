"""What was adopted is carried out, to the letter: an amendment, a transfer, a recognition."""

import copy

import pytest

from comity.body.changes import charter_digest
from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.record.notes import make_signer
from tests.body import decision_lives as lives
from tests.body.helpers import Life

OTHER = "other.example/record"
VOTE = {"by": "vote", "organ": "council", "counted": "in-office", "passes_if": [{"share": "more than 1/2"}]}
EFFECTS = ("amendment", "scope-amendment", "transfer", "recognition")


def easily(tree):
    """Charters and stewardship change by one vote of the council: the way there is not what these tests are about."""
    for path in tree["paths"]:
        if path["id"] in EFFECTS:
            path["stages"] = [{"id": "council", "name": "Council", "decision": VOTE, "if_refused": "lapse"}]
            path["fewest_proposers"] = 1
    tree["appeals"]["instances"][1]["against"].append("designation")
    tree["scope_challenge"]["suspends"] = True


def life_with(**mechanisms) -> Life:
    def change(tree):
        easily(tree)
        tree["mechanisms"]["deadlock-deadlines"] = "off"

    return lives.body(lives.variant(change=change, **mechanisms))


def adopted(life, path, payload, effect=None) -> str:
    said = {"path": path, "effect": effect or path, "payload": payload}
    matter = lives.propose(life, "academia-delegate", **said)
    put = life.do("decision.put", "academia-delegate", **lives.deciding(life, matter))
    lives.vote(life, f"d{put.seq}", lives.DELEGATES)
    assert life.state.matters[matter].status == "adopted"
    return matter


def changed(life, **parts) -> Charter:
    return Charter.from_json(copy.deepcopy(life.state.charter.to_json()) | parts)


def amended(life, new, path="amendment") -> dict:
    return {"matter": adopted(life, path, charter_digest(new)), "charter": new.to_json()}


def test_the_charter_that_was_adopted_is_in_force():
    life = life_with()
    new = changed(life, purpose="Decide otherwise.")
    said = amended(life, new)
    assert life.refused("body.amend", "p9", **said).message == "change.not-yours"
    other = {**said, "charter": changed(life, purpose="Decide as I like.").to_json()}
    assert life.refused("body.amend", "steward", **other).message == "amendment.other-charter"
    faulty = {**said, "charter": {**said["charter"], "language": 7}}
    assert life.refused("body.amend", "steward", **faulty).message == "charter.faulty"
    act = life.do("body.amend", "steward", **said)
    assert life.state.charter == new
    assert life.state.charters == [0, act.seq]
    assert life.refused("body.amend", "steward", **said).message == "change.done"
    life.check_fold()


def test_what_was_not_adopted_changes_nothing():
    life = life_with()
    new = changed(life, purpose="Decide otherwise.")
    matter = lives.propose(life, "academia-delegate", path="amendment", effect="amendment", payload=charter_digest(new))
    said = {"matter": matter, "charter": new.to_json()}
    assert life.refused("body.amend", "steward", **said).message == "matter.not-adopted"
    assert life.refused("body.amend", "steward", **{**said, "matter": "m999"}).message == "matter.unknown"
    matter = adopted(life, "transfer", "q")
    assert life.refused("body.amend", "steward", **{**said, "matter": matter}).message == "change.not-proposed"


@pytest.mark.parametrize("setting", ["refuse", "off"])
def test_scope_changes_only_on_its_own_path_and_alone(setting):
    life = life_with(SCOPE_AMENDMENT=setting)
    wider = {"scope": {"includes": ["safety", "space"]}}
    for path, parts, message in (
        ("amendment", wider, "amendment.scope"),
        ("scope-amendment", {**wider, "purpose": "And more."}, "amendment.mixed"),
    ):
        said = amended(life, changed(life, **parts), path)
        if setting == "refuse":
            refusal = life.refused("body.amend", "steward", **said)
            assert (refusal.message, refusal.mechanism) == (message, Mechanism.SCOPE_AMENDMENT)
            assert refusal.clause == "The twenty-one questions of the Comity project, mission-creep"
        else:
            life.do("body.amend", "steward", **said)
    life.do("body.amend", "steward", **amended(life, changed(life, layers=["logical"]), "scope-amendment"))
    assert life.state.charter.layers == ("logical",)
    life.check_fold()


def test_a_charter_without_what_is_in_use_waits():
    life = life_with()
    tree = life.state.charter.to_json()
    new = changed(life, paths=[one for one in tree["paths"] if one["id"] != "decision"],
                  requirements=[{"layers": ["logical"], "implementation_reports": 2, "independent": 2},
                                {"layers": ["social"], "harm_assessment": True, "affected_answer": True},
                                {"figure": True}])  # fmt: skip
    said = amended(life, new)
    matter = lives.propose(life)
    refusal = life.refused("body.amend", "steward", **said)
    assert (refusal.message, refusal.facts["matter"]) == ("amendment.in-use", matter)
    life.do("matter.withdraw", "p0", matter=matter)
    life.do("body.amend", "steward", **said)
    life.check_fold()


def test_offices_of_a_role_that_is_no_more_end():
    life = life_with()
    roles = [one for one in life.state.charter.to_json()["roles"] if one["id"] != "auditor"]
    new = changed(life, roles=[{**one, "not_with": [two for two in one.get("not_with", []) if two != "auditor"]}
                               for one in roles],
                  review={"by": ["role:secretary"], "overdue": {"within": "30 days", "then": "remind"},
                          "missed": "record"})  # fmt: skip
    life.do("body.amend", "steward", **amended(life, new))
    assert {one.role for one in life.state.offices} <= {role.id for role in new.roles}
    life.check_fold()


CONDITIONS = [{"id": one, "how": "See the report."} for one in ("record", "witnesses", "interests", "return")]


def test_stewardship_passes_with_its_conditions_and_the_figures_of_capture():
    charter = lives.variant(change=lambda tree: tree["mechanisms"].update({"deadlock-sunset": "off"}))
    life = lives.body(charter)
    matter = lives.propose(life, "academia-delegate", path="transfer", effect="transfer", payload="new")
    for actor in ("government-delegate", "private-sector-delegate"):
        life.do("matter.support", actor, matter=matter)
    capture = lives.give_evidence(life, lives.consult(life, matter, count=60))
    lives.prepare(life, matter)
    lives.call(life, matter)
    lives.confirm(life, matter)
    put = life.do("decision.put", "academia-delegate", **lives.deciding(life, matter))
    lives.vote(life, f"d{put.seq}", lives.DELEGATES)
    said = {"matter": matter, "steward": "new", "conditions": CONDITIONS, "capture": capture}
    assert life.refused("body.transfer", "steward", **{**said, "steward": "x"}).message == "transfer.other-steward"
    missing = life.refused("body.transfer", "steward", **{**said, "conditions": CONDITIONS[1:]})
    assert (missing.message, missing.mechanism) == ("transfer.conditions", Mechanism.TRANSFER)
    assert missing.facts["missing"] == ["record"]
    more = [*CONDITIONS, {"id": "gold", "how": "Paid."}]
    assert life.refused("body.transfer", "steward", **{**said, "conditions": more}).message == "transfer.no-condition"
    bare = life.refused("body.transfer", "steward", **{**said, "capture": None})
    assert (bare.message, bare.mechanism) == ("transfer.no-capture", Mechanism.TRANSFER_EVIDENCE)
    assert life.refused("body.transfer", "steward", **{**said, "capture": 3}).message == "transfer.other-evidence"
    life.do("body.transfer", "steward", **said)
    assert life.state.steward == "new"
    life.check_fold()


@pytest.mark.parametrize(("off", "lacks"), [("TRANSFER", "conditions"), ("TRANSFER_EVIDENCE", "capture")])
def test_each_rule_of_a_transfer_is_switched_apart(off, lacks):
    life = life_with(**{off: "off"})
    said = {"matter": adopted(life, "transfer", "new"), "steward": "new"}
    if lacks == "conditions":
        assert life.refused("body.transfer", "steward", **said).mechanism is Mechanism.TRANSFER_EVIDENCE
    else:
        assert life.refused("body.transfer", "steward", **said).mechanism is Mechanism.TRANSFER
        life.do("body.transfer", "steward", **said, conditions=CONDITIONS)


def test_another_body_is_recognised_by_a_decision_and_by_its_key():
    life = life_with()
    key = make_signer(OTHER).verifier.text
    said = {"record": OTHER, "key": key}
    alone = life.refused("body.recognise", "steward", **said)
    assert (alone.message, alone.mechanism) == ("recognition.not-decided", Mechanism.RECOGNITION)
    assert alone.clause == "The twenty-one questions of the Comity project, one-or-many, no-root"
    said["matter"] = adopted(life, "recognition", OTHER)
    nameless = life.refused("body.recognise", "steward", **{**said, "key": ""})
    assert (nameless.message, nameless.mechanism) == ("recognition.no-key", Mechanism.KEYS)
    wrong = make_signer("third.example/record").verifier.text
    assert life.refused("body.recognise", "steward", **{**said, "key": wrong}).message == "recognition.other-key"
    assert life.refused("body.recognise", "steward", **{**said, "key": "x"}).message == "recognition.malformed-key"
    third = life.refused("body.recognise", "steward", **{**said, "record": "third.example/record", "key": wrong})
    assert third.message == "recognition.not-decided"
    life.do("body.recognise", "steward", **said)
    assert life.state.recognised == {OTHER: key}
    again = adopted(life, "recognition", f"withdraw:{OTHER}")
    early = {"record": OTHER, "reasons": "Its record forked.", "matter": said["matter"]}
    assert life.refused("body.withdraw-recognition", "steward", **early).message == "change.done"
    life.do("body.withdraw-recognition", "steward", **{**early, "matter": again})
    assert life.state.recognised == {}
    assert life.refused("body.withdraw-recognition", "steward", **early).message == "recognition.none"
    life.check_fold()


def test_recognition_and_its_key_are_switched_apart():
    life = life_with(RECOGNITION="off")
    key = make_signer(OTHER).verifier.text
    assert life.refused("body.recognise", "steward", record=OTHER).mechanism is Mechanism.KEYS
    assert life.refused("body.recognise", "p9", record=OTHER, key=key).message == "change.not-yours"
    assert life.refused("body.recognise", "steward", record=life.origin, key=key).message == "recognition.itself"
    life.do("body.recognise", "steward", record=OTHER, key=key)
    life = life_with(KEYS="off")
    life.do("body.recognise", "steward", record=OTHER, matter=adopted(life, "recognition", OTHER))
    assert life.state.recognised == {OTHER: ""}
