"""A matter is put before those who decide it, with all that a decision carries; what the time of a stage does."""

import pytest

from comity.body.drafts import publication
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body import decision_lives as lives
from tests.body.helpers import Life

SPREAD = lives.DELEGATES[:4]


def confirmed(life, **votes) -> str:
    """A matter that the assembly carried, before the council."""
    matter = lives.consulted(life, **votes)
    lives.call(life, matter)
    lives.confirm(life, matter)
    return matter


def change_stage(place=0, path="decision", **parts):
    def change(tree):
        stage = next(one for one in tree["paths"] if one["id"] == path)["stages"][place]
        stage |= parts

    return change


def test_the_council_carries_and_the_decision_is_adopted():
    life = lives.body()
    matter = confirmed(life)
    put = life.do("decision.put", "p0", **lives.deciding(life, matter, ends=1000))
    assert life.refused("decision.put", "p0", **lives.deciding(life, matter, ends=1000)).message == (
        "decision.put-before"
    )
    lives.vote(life, f"d{put.seq}", SPREAD[:3])
    assert life.state.matters[matter].status == "open"
    lives.vote(life, f"d{put.seq}", SPREAD[3:])
    one = life.state.matters[matter]
    assert (one.status, one.adopted_seq) == ("adopted", len(life.entries) - 1)
    assert {f"{name} {matter}" for name in ("review", "sunset", "sunset-notice")} <= life.state.deadlines.keys()
    assert f"stage {matter}" not in life.state.deadlines
    life.check_fold()


def test_refused_by_the_council_it_goes_back_to_the_assembly():
    life = lives.body()
    matter = confirmed(life)
    put = life.do("decision.put", "secretary", **lives.deciding(life, matter, ends=1000))
    lives.vote(life, f"d{put.seq}", SPREAD, "against")
    one = life.state.matters[matter]
    assert (one.status, one.stage, one.rounds, one.last_call) == ("open", 0, [], "")
    life.check_fold()


def test_who_may_put_it():
    life = lives.body()
    matter = confirmed(life)
    said = lives.deciding(life, matter, ends=1000)
    assert life.refused("decision.put", "p7", **said).message == "proceeding.not-put"
    assert life.refused("decision.put", "academia-delegate", **{**said, "matter": "m999"}).message == "matter.unknown"
    options = life.refused("decision.put", "academia-delegate", **said, options=["a", "b"])
    assert options.message == "decision.options"
    life.do("decision.put", "academia-delegate", **said)


def test_a_decision_carries_the_day_on_which_it_ends():
    life = lives.body()
    matter = confirmed(life)
    without = life.refused("decision.put", "p0", **lives.deciding(life, matter))
    assert (without.message, without.mechanism) == ("decision.no-sunset", Mechanism.SUNSET)
    assert without.clause == "The twenty-one questions of the Comity project, deadlock"
    late = life.refused("decision.put", "p0", **lives.deciding(life, matter, ends=1826))
    assert (late.message, late.mechanism) == ("decision.sunset", Mechanism.SUNSET)
    life = lives.body(lives.variant(SUNSET="off"))
    matter = confirmed(life)
    put = life.do("decision.put", "p0", **lives.deciding(life, matter))
    lives.vote(life, f"d{put.seq}", SPREAD)
    assert life.state.matters[matter].sunset > lives.days(life, 1800)


@pytest.mark.parametrize(
    ("layers", "prepared", "mechanism"),
    [(["logical"], False, "IMPLEMENTATIONS"), (["social"], True, "HARM"), (["logical"], "reports", "FIGURE")],
)
def test_what_the_charter_asks_of_a_decision_is_there_before_it_is_put(layers, prepared, mechanism):
    for setting in ("refuse", "off"):
        life = lives.body(lives.variant(**{mechanism: setting}))
        matter = lives.propose(life, layers=layers)
        lives.give_evidence(life, lives.consult(life, matter))
        lives.call(life, matter)
        lives.confirm(life, matter)
        if prepared or mechanism == "IMPLEMENTATIONS":
            lives.prepare(life, matter)
        if mechanism == "FIGURE":
            life.state.matters[matter].figure = ""
        if mechanism == "IMPLEMENTATIONS":
            life.state.matters[matter].reports = []
        said = lives.deciding(life, matter, ends=1000)
        if setting == "refuse":
            assert life.refused("decision.put", "p0", **said).mechanism is Mechanism[mechanism]
        else:
            life.do("decision.put", "p0", **said)


def test_the_time_of_the_assembly_passes_the_matter_to_the_council():
    life = lives.body()
    matter = lives.consulted(life)
    life.wait(152)
    one = life.state.matters[matter]
    assert life.state.proceedings[one.decision].facts["escalated"]
    late = life.refused("designation.publish", "chair", **lives.designation(life, matter))
    assert (late.message, late.mechanism) == ("matter.overdue", Mechanism.DEADLINES)
    lives.vote(life, one.decision, lives.DELEGATES)
    assert (one.status, one.stage) == ("open", 1)
    life.check_fold()


def test_what_the_council_does_not_take_up_lapses():
    life = lives.body()
    matter = lives.consulted(life)
    life.wait(152 + 181)
    assert life.state.matters[matter].status == "lapsed"
    assert not [key for key in life.state.deadlines if key.endswith(f" {matter}")]
    life.check_fold()


def test_silence_of_the_council_adopts_what_lacks_nothing():
    life = lives.body()
    matter = confirmed(life)
    life.wait(61)
    one = life.state.matters[matter]
    assert one.status == "adopted"
    assert one.sunset  # the charter ends it, though no act named the day
    life.check_fold()


def test_nobody_reaches_by_waiting_what_would_be_refused():
    life = lives.body()
    matter = lives.propose(life, layers=["social"])
    lives.give_evidence(life, lives.consult(life, matter))
    lives.call(life, matter)
    lives.confirm(life, matter)
    assert life.state.matters[matter].stage == 1
    life.wait(61)
    assert (life.state.matters[matter].status, life.state.matters[matter].stage) == ("open", 0)


@pytest.mark.parametrize(
    ("then", "status", "stage"), [("lapse", "lapsed", 1), ("return", "open", 0), ("remind", "open", 1)]
)
def test_every_effect_of_a_deadline(then, status, stage):
    charter = lives.variant(change=change_stage(1, deadline={"within": "60 days", "then": then}))
    life = lives.body(charter)
    matter = confirmed(life)
    life.wait(61)
    one = life.state.matters[matter]
    assert (one.status, one.stage, one.late) == (status, stage, int(then == "remind"))
    if then == "remind":
        life.do("decision.put", "p0", **lives.deciding(life, matter, ends=1000))
    life.check_fold()


def test_a_challenge_holds_a_matter_and_what_was_decided_meanwhile_follows_it():
    life = lives.body()
    matter = confirmed(life)
    put = life.do("decision.put", "p0", **lives.deciding(life, matter, ends=1000))
    claim = {"what": "scope", "claim": "wrong", "name": "safety", "reason": "Not ours."}
    challenge = life.do("scope.challenge", "p5", matter=matter, **claim)
    one = life.state.matters[matter]
    lives.vote(life, f"d{put.seq}", SPREAD)
    assert (one.status, life.state.proceedings[f"d{put.seq}"].outcome) == ("open", "carried")
    lives.vote(life, f"d{challenge.seq}", ["j1", "j2"], "against")
    assert one.status == "adopted"
    life.check_fold()


IESG = {"wg-chair": ["wc"], "wg-editor": ["we"], "area-director": ["a1", "a2", "a3", "a4"], "iab-member": ["b1"]}


def ietf(life) -> str:
    """A document before the IESG."""
    said = {"path": "proposed-standard", "tags": ["protocol"], "title": "A", "summary": "B", "layers": ["logical"]}
    matter = f"m{life.do('matter.propose', 'x', **said).seq}"
    for opener in ("wc", "a1"):
        lives.consult(life, matter, opener=opener, agree=["x", "y"], count=15, ballots="open")
        lives.call(life, matter, "consensus", by=opener, notice=14, wait=15, rounds=1)
        lives.confirm(life, matter, by=opener, composition=None)
    return matter


def test_a_discuss_blocks_a_ballot_and_is_overridden():
    life = Life(template("ietf-wg"), IESG)
    matter = ietf(life)
    assert life.refused("decision.override", "a2", matter=matter).message == "override.no-ballot"
    ballot = f"d{life.do('decision.put', 'a1', matter=matter).seq}"
    lives.vote(life, ballot, ["a1"], "yes")
    assert life.refused("decision.override", "a2", matter=matter).message == "override.no-block"
    life.do("decision.position", "a2", proceeding=ballot, value="discuss", reason="Unclear.")
    lives.vote(life, ballot, ["a3"], "yes")
    lives.vote(life, ballot, ["a4"], "recuse")
    assert life.state.matters[matter].status == "open"
    assert life.refused("decision.override", "wc", matter=matter).message == "proceeding.not-seated"
    second = f"d{life.do('decision.override', 'a1', matter=matter).seq}"
    assert life.refused("decision.override", "a1", matter=matter).message == "override.open"
    assert life.refused("decision.position", "a4", proceeding=second, value="for").message == "proceeding.party"
    lives.vote(life, second, ["a1", "a3"])
    lives.vote(life, second, ["a2"], "against")
    assert life.state.matters[matter].status == "adopted"
    life.check_fold()


def test_what_is_carried_over_a_discuss_keeps_its_text_while_an_objection_holds_it_up():
    life = Life(template("ietf-wg"), IESG)
    matter = ietf(life)
    one = life.state.matters[matter]
    draft, _ = publication(one, [("1", "One.")])
    ballot = f"d{life.do('decision.put', 'a1', matter=matter).seq}"
    life.do("decision.position", "a2", proceeding=ballot, value="discuss", reason="Unclear.")
    lives.vote(life, ballot, ["a1", "a3", "a4"], "yes")
    life.do("draft.publish", "we", **draft)
    objection = f"o{life.do('objection.raise', 'x', matter=matter, clause='1', reason='It is wrong.').seq}"
    second = f"d{life.do('decision.override', 'a1', matter=matter).seq}"
    lives.vote(life, second, ["a1", "a3", "a4"])
    assert (one.status, life.state.proceedings[ballot].outcome) == ("open", "carried")
    other, _ = publication(one, [("1", "Another text.")])
    assert life.refused("draft.publish", "we", **other).message == "draft.being-decided"
    life.do("objection.answer", "a1", objection=objection, disposition="addressed", reasons="It was weighed.")
    assert one.status == "adopted"
    life.check_fold()


def test_where_no_block_is_overridden():
    life = Life(template("ietf-wg"), IESG)
    said = {"path": "charter", "tags": ["protocol"], "title": "A", "summary": "B", "layers": ["logical"]}
    effect = {"effect": "amendment", "payload": "sha256:" + "0" * 64}
    matter = f"m{life.do('matter.propose', 'a1', **said, **effect).seq}"
    lives.consult(life, matter, opener="a1", agree=["x", "y"], count=8, ballots="open")
    ballot = f"d{life.do('decision.put', 'a1', matter=matter).seq}"
    life.do("decision.position", "a2", proceeding=ballot, value="discuss", reason="Unclear.")
    assert life.refused("decision.override", "a1", matter=matter).message == "override.none"
