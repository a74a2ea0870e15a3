"""A last call, a second notice, a designation in rounds: each waits for what the charter says, and carries it."""

import pytest

from comity.charter.mechanisms import Mechanism
from comity.record.canonical import dumps
from comity.record.envelope import digest_of
from tests.body import decision_lives as lives

MOST = lives.PEOPLE[:24]
"""Without the intergovernmental ones and one of academia: two of the six of Western Europe are missing."""


@pytest.fixture
def life():
    return lives.body()


def test_consensus_is_designated_in_rounds_and_confirmed(life):
    matter = lives.consulted(life)
    lives.call(life, matter)
    lives.confirm(life, matter)
    one = life.state.matters[matter]
    assert (one.status, one.stage) == ("open", 1)
    levels = [row["level"] for row in life.table("designations")]
    assert levels == ["full-consensus", "full-consensus", ""]
    assert life.state.against_evidence == 0
    life.check_fold()


def test_the_last_call_is_by_the_chair_and_not_short(life):
    matter = lives.consulted(life)
    assert life.refused("call.notice", "p0", matter=matter, ends=lives.days(life, 14)).message == "who.not-allowed"
    short = life.refused("call.notice", "chair", matter=matter, ends=lives.days(life, 13))
    assert (short.message, short.facts["stage"]) == ("call.too-short", "assembly")
    assert life.refused("call.notice", "chair", matter="m999", ends=lives.days(life, 14)).message == "matter.unknown"
    life.do("call.notice", "chair", matter=matter, ends=lives.days(life, 14))
    lives.call(life, matter, notice=None, wait=7, rounds=1)
    life.do("designation.publish", "chair", **lives.designation(life, matter))
    life.wait(5)
    assert life.refused("designation.confirm", "chair", **lives.deciding(life, matter)).message == (
        "designation.discussion"
    )
    life.do("call.notice", "chair", matter=matter, ends=lives.days(life, 20))
    life.wait(3)
    assert life.refused("designation.confirm", "chair", **lives.deciding(life, matter)).message == "call.not-over"
    life.wait(18)
    lives.confirm(life, matter)


def test_a_designation_waits_for_the_consultation_and_its_evidence(life):
    matter = lives.propose(life)
    said = {"matter": matter, "level": "consensus"}
    assert life.refused("designation.publish", "chair", **said).message == "call.no-consultation"
    one = lives.consult(life, matter)
    missing = life.refused("designation.publish", "chair", **said)
    assert (missing.message, missing.mechanism) == ("designation.no-evidence", Mechanism.MARGIN)
    assert missing.clause == "The twenty-one questions of the Comity project, capture"
    seq = lives.give_evidence(life, one)
    other = life.refused("designation.publish", "chair", **said, evidence=seq - 1)
    assert other.message == "designation.other-evidence"
    life.do("designation.publish", "chair", **said, evidence=seq)


def test_only_who_calls_designates(life):
    matter = lives.consulted(life)
    for actor in ("p0", "secretary", "government-delegate"):
        assert life.refused("designation.publish", actor, **lives.designation(life, matter)).message == (
            "who.not-allowed"
        )
    put = life.refused("decision.put", "p0", **lives.deciding(life, matter))
    assert put.message == "decision.consensus"


def test_rounds_and_their_discussion(life):
    matter = lives.consulted(life)
    life.do("call.notice", "chair", matter=matter, ends=lives.days(life, 14))
    assert life.refused("designation.confirm", "chair", **lives.deciding(life, matter)).message == "designation.rounds"
    life.do("designation.publish", "chair", **lives.designation(life, matter))
    life.wait(6)
    early = life.refused("designation.publish", "chair", **lives.designation(life, matter))
    assert early.message == "designation.discussion"
    life.wait(2)
    life.do("designation.publish", "chair", **lives.designation(life, matter))


def test_a_call_that_lacks_a_group_waits_for_a_second_notice_and_then_names_it(life):
    matter = lives.consulted(life, agree=MOST)
    absent = ["group:academia", "group:intergovernmental", "region:western-europe-others"]
    assert life.state.consultations[life.state.matters[matter].consultations[0]].evidence.absent == absent
    refusal = life.refused("designation.publish", "chair", **lives.designation(life, matter))
    assert (refusal.message, refusal.mechanism) == ("call.not-quorate", Mechanism.FLOORS)
    assert refusal.facts["absent"] == absent[:2]
    assert refusal.clause == "The twenty-one questions of the Comity project, bilateral"
    assert life.refused("call.second-notice", "p0", matter=matter, absent=absent).message == "who.not-allowed"
    unnamed = life.refused("call.second-notice", "chair", matter=matter, absent=absent[:1])
    assert (unnamed.message, unnamed.mechanism) == ("call.absences", Mechanism.SECOND_NOTICE)
    life.do("call.second-notice", "chair", matter=matter, absent=absent)
    assert life.refused("call.second-notice", "chair", matter=matter, absent=absent).message == "call.noticed"
    life.wait(13)
    waiting = life.refused("designation.publish", "chair", **lives.designation(life, matter))
    assert waiting.message == "call.not-quorate"
    life.wait(2)
    silent = life.refused("designation.publish", "chair", **lives.designation(life, matter, absent=[]))
    assert (silent.message, silent.mechanism) == ("call.absences", Mechanism.SECOND_NOTICE)
    lives.call(life, matter)
    lives.confirm(life, matter)
    assert life.state.matters[matter].stage == 1


@pytest.mark.parametrize(
    ("off", "message"),
    [(("FLOORS",), "REGIONS"), (("REGIONS",), "FLOORS"), (("FLOORS", "REGIONS"), None)],
)
def test_floors_of_groups_and_of_regions_are_switched_apart(off, message):
    life = lives.body(lives.variant(**dict.fromkeys(off, "off")))
    matter = lives.consulted(life, agree=MOST)
    said = lives.designation(life, matter)
    if message is None:
        life.do("designation.publish", "chair", **said)
    else:
        assert life.refused("designation.publish", "chair", **said).mechanism is Mechanism[message]


def test_no_second_notice_where_everybody_came(life):
    matter = lives.consulted(life)
    assert life.refused("call.second-notice", "chair", matter=matter, absent=[]).message == "call.quorate"


def test_a_designation_against_the_evidence_gives_reasons_and_is_counted(life):
    matter = lives.consulted(life, agree=lives.PEOPLE[::2], disagree=lives.PEOPLE[1::2])
    life.do("call.notice", "chair", matter=matter, ends=lives.days(life, 14))
    said = lives.designation(life, matter, "consensus")
    silent = life.refused("designation.publish", "chair", **said)
    assert (silent.message, silent.mechanism) == ("reason.missing", Mechanism.REASONS)
    life.do("designation.publish", "chair", **said, reasons="The votes against are on another question.")
    assert life.state.against_evidence == 1
    assert life.state.matters[matter].rounds[0].against_evidence
    life.wait(8)
    life.do("designation.publish", "chair", **lives.designation(life, matter, "divergence"))
    assert life.state.against_evidence == 1
    life.wait(8)
    lives.confirm(life, matter)
    assert life.state.matters[matter].status == "refused"
    life.check_fold()


def test_a_flood_of_objections_is_said_by_its_number_and_the_digest_of_the_list(life):
    matter = lives.propose(life)
    lives.prepare(life, matter)
    one = lives.consult(life, matter)
    lives.give_evidence(life, one)
    put = next(iter(life.state.consultations[one].statements))
    for turn in range(1_001):
        life.do("objection.raise", "p9", matter=matter, statement=put, reason=f"It cannot be done, for reason {turn}.")
    names = life.state.matters[matter].objections
    standing = dict.fromkeys(names, "open")
    said = lives.designation(life, matter, "divergence")
    assert said["objections"] == {"count": 1_001, "digest": digest_of(dumps(standing, limit=None))}
    assert "dispositions" not in said
    fewer = {**standing}
    del fewer[names[500]]
    for wrong in (
        {"count": 1_000, "digest": digest_of(dumps(fewer, limit=None))},
        {**said["objections"], "count": 1_000},
        {"count": 1_001, "digest": digest_of(dumps({**standing, names[0]: "addressed"}, limit=None))},
        None,
    ):
        refused = life.refused("designation.publish", "chair", **{**said, "objections": wrong})
        assert (refused.message, refused.facts["objections"]) == ("designation.objections", said["objections"])
    life.do("designation.publish", "chair", **said)
    assert life.table("designations")[-1]["objections"] == 1_001
    life.check_fold()


def test_an_objection_blocks_consensus_until_it_is_answered(life):
    matter = lives.propose(life)
    lives.prepare(life, matter)
    one = lives.consult(life, matter)
    lives.give_evidence(life, one)
    put = next(iter(life.state.consultations[one].statements))
    raised = f"o{life.do('objection.raise', 'p9', matter=matter, statement=put, reason='It cannot be done.').seq}"
    forgotten = life.refused("designation.publish", "chair", **lives.designation(life, matter, dispositions={}))
    assert forgotten.message == "designation.dispositions"
    blocked = life.refused("designation.publish", "chair", **lives.designation(life, matter, "consensus"))
    assert (blocked.message, blocked.mechanism) == ("objection.blocks", Mechanism.OBJECTIONS)
    assert blocked.clause.startswith("RFC 7282")
    life.do("designation.publish", "chair", **lives.designation(life, matter, "strong-support"))
    life.do("objection.answer", "editor", objection=raised, disposition="addressed", reasons="It was done.")
    life.do("objection.dispute", "p9", objection=raised, reason="It was not.")
    life.wait(8)
    disputed = life.refused("designation.publish", "chair", **lives.designation(life, matter, "consensus"))
    assert (disputed.message, disputed.mechanism) == ("objection.blocks", Mechanism.DISPUTES)
    lives.vote(life, life.state.objections[raised].dispute, ["j1", "j2"], "against")
    spoken = life.refused("designation.publish", "chair", **lives.designation(life, matter))
    assert spoken.message == "reason.missing"  # full consensus while somebody still speaks against it
    life.do("designation.publish", "chair", **lives.designation(life, matter, "consensus"))
    life.check_fold()


def test_minority_views_stand_beside_the_designation(life):
    matter = lives.consulted(life)
    early = life.refused("minority.record", "p3", matter=matter, text="Not so.")
    assert early.message == "minority.no-designation"
    life.do("designation.publish", "chair", **lives.designation(life, matter))
    assert life.refused("minority.record", "stranger", matter=matter, text="Not so.").message == "minority.not-among"
    life.do("minority.record", "p3", matter=matter, text="Not so.")
    life.wait(8)
    forgotten = life.refused("designation.publish", "chair", **lives.designation(life, matter, minority_views=0))
    assert forgotten.message == "designation.minority-views"
    life.do("designation.publish", "chair", **lives.designation(life, matter))


def test_a_confirmation_carries_the_composition_of_the_record(life):
    matter = lives.consulted(life)
    lives.call(life, matter)
    without = life.refused("designation.confirm", "chair", **lives.deciding(life, matter, composition=None))
    assert (without.message, without.mechanism) == ("decision.composition", Mechanism.COMPOSITION)
    wrong = {"people": 30, "groups": {"academia": 30}, "regions": {}}
    other = life.refused("designation.confirm", "chair", **lives.deciding(life, matter, composition=wrong))
    assert other.message == "decision.other-composition"
    assert other.facts["groups"] == dict.fromkeys(sorted(lives.GROUPS), 5)
    assert other.facts["regions"]["africa"] == 6
    lives.confirm(life, matter)


def test_without_the_mechanism_a_composition_need_not_be_carried():
    life = lives.body(lives.variant(COMPOSITION="off"))
    matter = lives.consulted(life)
    lives.call(life, matter)
    lives.confirm(life, matter, composition=None)
    assert life.state.matters[matter].stage == 1
