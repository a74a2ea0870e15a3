"""Advice to a stage is formed by the organ that gives it, and answered before the stage decides."""

import copy

import pytest

from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.charter.templates import template
from tests.body.helpers import Life

OFFICERS = {
    "registry-councillor": ["r1"],
    "non-commercial-councillor": ["n1"],
    "council-chair": ["cc"],
    "director": ["b1", "b2", "b3"],
    "government-representative": ["g1", "g2"],
    "gac-chair": ["gc"],
}


def before_the_board(change=None):
    """A policy before the board: on the template without the stages before it."""
    tree = copy.deepcopy(template("icann-gnso").to_json())
    policy = next(one for one in tree["paths"] if one["id"] == "policy")
    policy["stages"] = [{**policy["stages"][3], "if_refused": "lapse"}]
    tree["mechanisms"]["capture-disclosure"] = "off"
    if change:
        change(tree, policy["stages"][0]["advice"][0])
    life = Life(Charter.from_json(tree), OFFICERS)
    said = {"path": "policy", "title": "A", "summary": "B", "tags": ["security"], "layers": ["logical"]}
    return life, f"m{life.do('matter.propose', 'r1', **said).seq}"


def given(life, matter) -> str:
    advice = f"d{life.do('advice.give', 'g1', matter=matter, organ='gac', text='Do not.').seq}"
    life.wait(31)
    assert life.state.matters[matter].advice == {advice: -1}
    return advice


def test_advice_is_formed_by_consent_and_waits_for_an_answer():
    life, matter = before_the_board()
    assert life.refused("advice.give", "r1", matter=matter, organ="gac", text="No.").message == "advice.not-among"
    assert life.refused("advice.give", "g1", matter=matter, organ="council", text="No.").message == "advice.not-asked"
    life.do("advice.give", "g1", matter=matter, organ="gac", text="Do not.")
    assert life.refused("advice.give", "g2", matter=matter, organ="gac", text="No.").message == "advice.forming"
    life.wait(31)
    refusal = life.refused("decision.put", "b1", matter=matter)
    assert refusal.message == "advice.unanswered"
    assert refusal.clause.endswith("12.2(a)(x)")
    life.check_fold()


def test_an_objection_in_the_committee_stops_its_advice():
    life, matter = before_the_board()
    opened = f"d{life.do('advice.give', 'g1', matter=matter, organ='gac', text='Do not.').seq}"
    life.do("decision.position", "g2", proceeding=opened, value="object", reason="We should.")
    assert life.state.matters[matter].advice == {}
    put = life.do("decision.put", "b1", matter=matter)
    late = life.refused("advice.give", "g1", matter=matter, organ="gac", text="Do not.")
    assert late.message == "advice.too-late"
    assert life.state.matters[matter].decision == f"d{put.seq}"


def test_advice_that_is_followed_is_answered_at_once():
    life, matter = before_the_board()
    advice = given(life, matter)
    said = {"matter": matter, "advice": advice, "accept": True, "reasons": "We follow it."}
    assert life.refused("advice.answer", "g1", **said).message == "proceeding.not-put"
    assert life.refused("advice.answer", "b1", **{**said, "advice": "d999"}).message == "advice.none-open"
    answer = life.do("advice.answer", "b1", **said)
    assert life.state.matters[matter].advice == {advice: answer.seq}
    life.do("decision.put", "b1", matter=matter)
    life.check_fold()


@pytest.mark.parametrize(("value", "answered"), [("for", True), ("against", False)])
def test_rejecting_advice_takes_three_fifths_of_the_board(value, answered):
    life, matter = before_the_board()
    advice = given(life, matter)
    said = {"matter": matter, "advice": advice, "accept": False, "reasons": "It cannot be done."}
    vote = f"d{life.do('advice.answer', 'b1', **said).seq}"
    assert life.refused("advice.answer", "b2", **said).message == "advice.in-rejection"
    for actor in ("b1", "b2"):
        life.do("decision.position", actor, proceeding=vote, value=value)
    assert (life.state.matters[matter].advice[advice] >= 0) is answered
    if not answered:
        assert life.refused("decision.put", "b1", matter=matter).message == "advice.unanswered"
        life.do("advice.answer", "b2", **said)
    life.check_fold()


@pytest.mark.parametrize(("then", "waits", "late"), [("lapse", False, 0), ("advance", False, 0), ("remind", True, 1)])
def test_time_to_answer_advice(then, waits, late):
    def change(tree, advice):
        advice["answer"] = {"within": "20 days", "then": then}

    life, matter = before_the_board(change)
    advice = given(life, matter)
    life.wait(21)
    one = life.state.matters[matter]
    assert (one.advice[advice] < 0, one.late) == (waits, late)
    life.check_fold()


def test_advice_that_nobody_answers_passes_to_others():
    vote = {"by": "vote", "organ": "council", "counted": "in-office", "passes_if": [{"fewest_for": 1}]}

    def escalates(tree, advice):
        advice["answer"] = {"within": "20 days", "then": "escalate", "to": vote}

    life, matter = before_the_board(escalates)
    advice = given(life, matter)
    life.wait(21)
    opened = life.state.proceedings[advice].facts["rejection"]
    life.do("decision.position", "r1", proceeding=opened, value="for")
    assert life.state.matters[matter].advice[advice] >= 0
    life.check_fold()


def test_once_the_time_is_over_only_what_the_charter_says_follows():
    for setting in ("refuse", "off"):

        def change(tree, advice, setting=setting):
            tree["mechanisms"]["deadlock-deadlines"] = setting
            advice["answer"] = {"within": "20 days", "then": "lapse"}
            tree["paths"][0]["stages"][0]["deadline"] = {"within": "900 days", "then": "lapse"}

        life, matter = before_the_board(change)
        advice = given(life, matter)
        life.now = life.now.replace(year=life.now.year + 1)  # the clock has not come yet
        said = {"matter": matter, "advice": advice, "accept": True, "reasons": "We follow it."}
        if setting == "refuse":
            refusal = life.refused("advice.answer", "b1", **said)
            assert (refusal.message, refusal.mechanism) == ("advice.overdue", Mechanism.DEADLINES)
        else:
            life.do("advice.answer", "b1", **said)
