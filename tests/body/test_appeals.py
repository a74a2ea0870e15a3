"""Appeals: which act, before whom, in time; what a ruling does; a ladder of instances; a remedy ordered and done."""

import pytest

from comity.body.appeals import filing
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body import decision_lives as lives
from tests.body.helpers import Life
from tests.body.test_deciding import IESG, ietf


def appeal(life, actor, seq, instance, ground="process", **other):
    told = filing(life.state, seq, instance)
    said = {**told, "instance": instance, "ground": ground, "reason": "It was not read.", **other}
    return f"a{life.do('appeal.file', actor, **said).seq}"


def refused(life, actor, seq, instance, ground="process", **other):
    told = filing(life.state, seq, instance)
    said = {**told, "instance": instance, "ground": ground, "reason": "It was not read.", **other}
    return life.refused("appeal.file", actor, **said)


def further(life, actor, below, instance, ground="process"):
    said = {"below": below, "instance": instance, "ground": ground, "reason": "Nor was it this time."}
    return life.do("appeal.file", actor, **said)


def rule(life, name, actors, value="for"):
    lives.vote(life, life.state.appeals[name].proceeding, actors, value)
    return life.state.appeals[name]


@pytest.fixture
def adopted():
    life = lives.body()
    return life, lives.adopt(life)


def test_an_appeal_against_a_decision_is_upheld_and_its_remedy_carried_out(adopted):
    life, matter = adopted
    one = life.state.matters[matter]
    name = appeal(life, "p4", one.adopted_seq, "panel")
    made = life.state.appeals[name]
    assert (made.against, made.subject, made.stage, made.parties) == ("decision", matter, 1, ["p4"])
    assert one.stays == [name]
    stayed = life.refused("decision.reopen", "academia-delegate", matter=matter, reasons="New facts.")
    assert stayed.message == "matter.stayed"
    assert life.refused("remedy.order", "j1", appeal=name, what="x", due=lives.days(life, 9)).message == (
        "appeal.not-ruled"
    )
    assert rule(life, name, ["j1", "j2"]).status == "upheld"
    assert one.stays == [name]  # until the order says what it does
    order = {"appeal": name, "does": "remand", "what": "Read the submissions.", "due": lives.days(life, 30)}
    bare = life.refused("remedy.order", "j1", **order)
    assert (bare.message, bare.mechanism) == ("reason.missing", Mechanism.REASONS)
    assert life.refused("appeal.reasons", "p4", appeal=name, text="So.").message == "proceeding.not-seated"
    life.do("appeal.reasons", "j2", appeal=name, text="Ten submissions were not read.")
    assert life.refused("appeal.reasons", "j1", appeal=name, text="So.").message == "appeal.reasoned"
    assert life.refused("remedy.order", "chair", **order).message == "proceeding.not-seated"
    late = life.refused("remedy.order", "j1", **{**order, "due": lives.days(life, 61)})
    assert late.message == "remedy.due"
    assert life.refused("remedy.carry-out", "chair", appeal=name, how="Read.").message == "remedy.not-owed"
    ordered = life.do("remedy.order", "j1", **order)
    assert life.refused("remedy.order", "j1", **order).message == "remedy.ordered"
    assert (one.status, one.stage, one.stays, one.adopted) == ("open", 1, [], "")
    assert life.refused("remedy.carry-out", "p4", appeal=name, how="Read.").message == "who.not-allowed"
    wrong = life.refused("remedy.carry-out", "chair", appeal=name, how="Read.", by=1)
    assert wrong.message == "remedy.no-act"
    life.do("remedy.carry-out", "chair", appeal=name, how="Read.", by=ordered.seq)
    assert (made.remedy, made.late) == ("carried-out", False)
    assert f"remedy {name}" not in life.state.deadlines
    life.check_fold()


def test_an_order_that_binds_annuls(adopted):
    life, matter = adopted
    name = appeal(life, "p4", life.state.matters[matter].adopted_seq, "panel", "charter-violation")
    rule(life, name, ["j1", "j2", "j3"])
    life.do("appeal.reasons", "j2", appeal=name, text="It is against the charter.")
    life.do("remedy.order", "j1", appeal=name, does="annul", what="Publish that it fell.", due=lives.days(life, 30))
    assert life.state.matters[matter].status == "ended"
    life.wait(31)
    made = life.state.appeals[name]
    assert (made.remedy, made.late) == ("late", True)
    life.do("remedy.carry-out", "secretary", appeal=name, how="Published.")
    assert (made.remedy, made.late) == ("carried-out", True)
    life.check_fold()


def test_dismissed_it_leaves_the_act_as_it_is(adopted):
    life, matter = adopted
    one = life.state.matters[matter]
    name = appeal(life, "p4", one.adopted_seq, "panel")
    assert refused(life, "p4", one.adopted_seq, "panel").message == "appeal.twice"
    assert rule(life, name, ["j1", "j2"], "against").status == "dismissed"
    assert (one.status, one.stays, one.held_since) == ("adopted", [], "")
    order = life.refused("remedy.order", "j1", appeal=name, what="x", due=lives.days(life, 9))
    assert order.message == "remedy.none"
    life.check_fold()


def test_what_is_refused_is_told_with_its_clause(adopted):
    life, matter = adopted
    seq = life.state.matters[matter].adopted_seq
    assert refused(life, "p4", seq, "panel", "rules-inadequate").message == "appeal.ground"
    below = refused(life, "p4", seq, "chair", what="decision")
    assert (below.message, below.facts["instances"]) == ("appeal.lower-first", ["panel"])
    assert below.clause == "RFC 2026, The Internet Standards Process, Revision 3 (1996), 6.5"
    assert refused(life, "p4", 1, "panel", what="decision").message == "appeal.not-appealable"
    assert refused(life, "p4", seq, "panel", matter=None).message == "appeal.other-act"
    assert refused(life, "p4", seq, "panel", party="p5").message == "appeal.other-act"
    said = {"instance": "panel", "ground": "process", "reason": "So."}
    assert life.refused("appeal.file", "p4", **said).message == "appeal.one-object"
    assert life.refused("appeal.file", "p4", **said, against=9999, what="decision").message == "appeal.no-act"
    assert life.refused("appeal.file", "p4", **said, below="a999").message == "appeal.unknown"
    assert life.refused("appeal.file", "p4", **{**said, "instance": "king"}, against=seq).message == (
        "appeal.no-instance"
    )
    life.wait(61)
    assert refused(life, "p4", seq, "panel").message == "appeal.too-late"
    nothing = Life(template("summit"), {"host": ["h"]})
    assert nothing.refused("appeal.file", "p4", **said, against=0).message == "appeal.no-instance"


def test_a_chair_who_does_not_look_again_in_time_leaves_it_to_the_panel_of_which_no_party_is_a_member():
    life = lives.body(officers={**lives.OFFICERS, "panellist": ["j1", "j2", "j3", "p4"]})
    matter = lives.consulted(life)
    seq = life.do("designation.publish", "chair", **lives.designation(life, matter)).seq
    name = appeal(life, "p4", seq, "chair")
    made = life.state.appeals[name]
    assert made.parties == ["p4", "chair"]
    assert life.refused("call.notice", "chair", matter=matter, ends=lives.days(life, 14)).message == "matter.stayed"
    due = life.state.deadlines.get(f"stage {matter}")
    assert due is None  # its time stands still
    life.wait(15)
    assert (made.instance, made.late) == ("panel", True)
    own = life.refused("decision.position", "p4", proceeding=made.proceeding, value="for")
    assert own.message == "proceeding.party"
    rule(life, name, ["j1", "j2"], "against")
    assert made.status == "dismissed"
    assert life.state.deadlines[f"stage {matter}"].due > lives.days(life, 100)
    life.do("call.notice", "chair", matter=matter, ends=lives.days(life, 14))
    life.check_fold()


def test_the_chair_looks_again_at_their_own_designation():
    life = lives.body()
    matter = lives.consulted(life)
    seq = life.do("designation.publish", "chair", **lives.designation(life, matter)).seq
    name = appeal(life, "p4", seq, "chair")
    rule(life, name, ["chair"])
    one = life.state.matters[matter]
    assert life.state.appeals[name].effect == "remand"
    assert (one.status, one.stage, one.rounds, one.stays) == ("open", 0, [], [])
    assert f"stage {matter}" in life.state.deadlines
    life.check_fold()


def test_a_disposition_is_appealed_and_decided_again():
    life = lives.body()
    matter = lives.propose(life)
    one = lives.consult(life, matter)
    put = next(iter(life.state.consultations[one].statements))
    objection = f"o{life.do('objection.raise', 'p9', matter=matter, statement=put, reason='It cannot be done.').seq}"
    said = {"objection": objection, "disposition": "addressed", "reasons": "It was."}
    seq = life.do("objection.answer", "editor", **said).seq
    name = appeal(life, "p9", seq, "panel")
    rule(life, name, ["j1", "j2"])
    life.do("appeal.reasons", "j1", appeal=name, text="It was not.")
    life.do("remedy.order", "j1", appeal=name, does="remand", what="Answer it.", due=lives.days(life, 30))
    assert life.state.objections[objection].status == "open"
    assert life.state.matters[matter].stage == 0
    life.check_fold()


def test_the_ladder_of_the_ietf_is_climbed_rung_by_rung():
    life = Life(template("ietf-wg"), {**IESG, "trustee": ["t1"], "iab-member": [f"b{i}" for i in range(9)]})
    said = {"path": "proposed-standard", "tags": ["protocol"], "title": "A", "summary": "B", "layers": ["logical"]}
    matter = f"m{life.do('matter.propose', 'x', **said).seq}"
    lives.consult(life, matter, opener="wc", agree=["x", "y"], count=15, ballots="open")
    seq = life.do("designation.publish", "wc", matter=matter, level="consensus").seq
    ground = "technical-error"
    high = refused(life, "y", seq, "iesg", ground, what="designation")
    assert (high.message, high.facts["instances"]) == ("appeal.lower-first", ["chair"])
    first = appeal(life, "y", seq, "chair", ground)
    assert life.state.matters[matter].stays == []  # the act keeps its effect here
    early = life.refused(
        "appeal.file", "y", below=first, instance="area-director", ground=ground, reason="No answer yet."
    )
    assert early.message == "appeal.not-ruled"
    rule(life, first, ["wc"], "against")
    skip = life.refused("appeal.file", "y", below=first, instance="iesg", ground=ground, reason="Higher.")
    assert (skip.message, skip.clause) == (
        "appeal.other-instance", "RFC 2026, The Internet Standards Process, Revision 3 (1996), 6.5.1, 6.5.2",
    )  # fmt: skip
    second = f"a{further(life, 'y', first, 'area-director', ground).seq}"
    rule(life, second, ["a1"], "against")
    third = f"a{further(life, 'y', second, 'iesg', ground).seq}"
    assert life.state.appeals[first].next == second
    assert life.state.appeals[third].stage == 0
    rule(life, third, ["a1", "a2", "a3", "a4"], "against")
    fourth = f"a{further(life, 'y', third, 'iab', ground).seq}"
    rule(life, fourth, [f"b{i}" for i in range(9)])
    one = life.state.matters[matter]
    assert (life.state.appeals[fourth].effect, one.status, one.rounds) == ("annul", "open", [])
    weak = {"appeal": fourth, "does": "annul", "what": "Again.", "due": lives.days(life, 9)}
    assert life.refused("remedy.order", "b1", **weak).message == "remedy.no-power"
    life.do("appeal.reasons", "b1", appeal=fourth, text="There is an error in section 3.")
    life.do("remedy.order", "b1", **{**weak, "does": "correct"})
    life.do("remedy.carry-out", "wc", appeal=fourth, how="Corrected.")
    assert life.state.appeals[fourth].remedy == "carried-out"
    life.wait(62)
    late = life.refused(
        "appeal.file", "y", below=fourth, instance="isoc-trustees", ground="rules-inadequate", reason="R"
    )
    assert late.message == "appeal.too-late"
    life.check_fold()


def test_an_adopted_document_is_annulled_by_the_iab():
    life = Life(template("ietf-wg"), {**IESG, "iab-member": [f"b{i}" for i in range(9)]})
    matter = ietf(life)
    ballot = f"d{life.do('decision.put', 'a1', matter=matter).seq}"
    lives.vote(life, ballot, ["a1", "a2", "a3", "a4"], "yes")
    seq = life.state.matters[matter].adopted_seq
    first = appeal(life, "y", seq, "iesg")
    rule(life, first, ["a1", "a2", "a3", "a4"], "against")
    second = f"a{further(life, 'y', first, 'iab').seq}"
    rule(life, second, [f"b{i}" for i in range(9)])
    assert life.state.matters[matter].status == "ended"
    life.check_fold()


@pytest.mark.parametrize(
    ("then", "status", "remedy"), [("lapse", "lapsed", ""), ("advance", "upheld", ""), ("remind", "open", "")]
)
def test_time_to_rule(then, status, remedy):
    def change(tree):
        tree["appeals"]["instances"][1]["ruling"] = {"within": "60 days", "then": then}

    life = lives.body(lives.variant(change=change))
    matter = lives.adopt(life)
    name = appeal(life, "p4", life.state.matters[matter].adopted_seq, "panel")
    due = life.state.deadlines[f"ruling {name}"].due
    life.wait(60)
    made = life.state.appeals[name]
    assert (made.status, made.remedy, made.late) == (status, remedy, True)
    assert made.overdue == (due if then == "remind" else "")
    assert bool(life.state.matters[matter].stays) == (then != "lapse")
    life.wait(61)  # an order that never came no longer holds the act
    assert bool(life.state.matters[matter].stays) == (then == "remind")
    if then == "remind":
        rule(life, name, ["j1", "j2"], value="against")
        assert (made.status, made.overdue) == ("dismissed", "")
    life.check_fold()


@pytest.mark.parametrize(("then", "remedy"), [("lapse", ""), ("advance", "carried-out"), ("escalate", "late")])
def test_time_to_carry_out_a_remedy(then, remedy):
    vote = {"by": "vote", "organ": "council", "counted": "in-office", "passes_if": [{"share": "more than 1/2"}]}

    def change(tree):
        tree["appeals"]["remedy"] = {"within": "60 days", "then": then, **({"to": vote} if then == "escalate" else {})}

    life = lives.body(lives.variant(change=change))
    matter = lives.adopt(life)
    name = appeal(life, "p4", life.state.matters[matter].adopted_seq, "panel")
    rule(life, name, ["j1", "j2"])
    life.do("appeal.reasons", "j1", appeal=name, text="So.")
    life.do("remedy.order", "j1", appeal=name, what="Correct it.", due=lives.days(life, 20))
    life.wait(21)
    made = life.state.appeals[name]
    assert (made.remedy, made.late) == (remedy, True)
    if then == "escalate":
        opened = next(one.id for one in life.state.proceedings.values() if one.purpose == "remedy")
        lives.vote(life, opened, lives.DELEGATES)
        assert made.remedy == "carried-out"
    assert not life.state.matters[matter].stays
    life.check_fold()


@pytest.mark.parametrize("setting", ["refuse", "off"])
def test_a_remedy_whose_time_is_over_is_not_carried_out_before_the_clock(setting):
    def change(tree):
        tree["appeals"]["remedy"] = {"within": "60 days", "then": "lapse"}

    life = lives.body(lives.variant(change=change, DEADLINES=setting))
    matter = lives.adopt(life)
    name = appeal(life, "p4", life.state.matters[matter].adopted_seq, "panel")
    rule(life, name, ["j1", "j2"])
    life.do("appeal.reasons", "j1", appeal=name, text="So.")
    life.do("remedy.order", "j1", appeal=name, what="Correct it.", due=lives.days(life, 20))
    life.now = life.now.replace(year=life.now.year + 1)
    if setting == "refuse":
        late = life.refused("remedy.carry-out", "chair", appeal=name, how="Done.")
        assert (late.message, late.mechanism) == ("remedy.overdue", Mechanism.DEADLINES)
    else:
        life.do("remedy.carry-out", "chair", appeal=name, how="Done.")
