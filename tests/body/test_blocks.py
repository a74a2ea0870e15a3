"""An objection blocks what is carried, not only what is put; and nothing that it blocks waits for ever."""

from comity.body.appeals import filing
from tests.body.decision_lives import (
    DELEGATES,
    body,
    call,
    confirm,
    consulted,
    days,
    deciding,
    designation,
    vote,
)  # fmt: skip

ADDRESSED = {"disposition": "addressed", "reasons": "It was weighed."}


def put(life) -> tuple[str, str]:
    """A matter before the council, and its proceeding."""
    matter = consulted(life)
    call(life, matter)
    confirm(life, matter)
    return matter, f"d{life.do('decision.put', 'p0', **deciding(life, matter, ends=1000)).seq}"


def objected(life, matter, actor="p7") -> str:
    statement = next(iter(life.state.consultations[life.state.matters[matter].consultations[0]].statements))
    return f"o{life.do('objection.raise', actor, matter=matter, statement=statement, reason='It is wrong.').seq}"


def test_what_is_carried_over_an_objection_has_effect_once_that_is_answered():
    life = body()
    matter, proceeding = put(life)
    first, second = objected(life, matter), objected(life, matter, "p8")
    vote(life, proceeding, DELEGATES)
    one = life.state.matters[matter]
    assert (one.status, life.state.proceedings[proceeding].outcome) == ("open", "carried")
    statement = {"statement": next(iter(life.state.consultations[one.consultations[0]].statements))}
    late = life.refused("objection.raise", "p9", matter=matter, reason="Me too.", **statement)
    assert late.message == "objection.decided"
    figure = {"figure": "another", "how": "Counted.", "review_due": days(life, 100)}
    assert life.refused("report.figure", "editor", matter=matter, **figure).message == "figure.being-decided"
    life.do("objection.answer", "editor", objection=first, **ADDRESSED)
    assert one.status == "open"
    life.do("objection.withdraw", "p8", objection=second)
    assert one.status == "adopted"
    life.check_fold()


def test_what_is_carried_while_a_disposition_is_disputed_waits_for_the_ruling():
    life = body()
    matter = consulted(life)
    name = objected(life, matter)
    life.do("objection.answer", "editor", objection=name, **ADDRESSED)
    call(life, matter, "consensus")
    confirm(life, matter)
    proceeding = f"d{life.do('decision.put', 'p0', **deciding(life, matter, ends=1000)).seq}"
    dispute = life.do("objection.dispute", "p7", objection=name, reason="It was not.")
    vote(life, proceeding, DELEGATES)
    assert life.state.matters[matter].status == "open"
    vote(life, f"d{dispute.seq}", ["j1", "j2", "j3"], "against")
    assert life.state.matters[matter].status == "adopted"
    life.check_fold()


def test_what_those_carried_to_whom_the_time_had_passed_lapses_if_it_stays_blocked_as_long():
    for answered in (True, False):
        life = body()
        matter = consulted(life)
        name = objected(life, matter)
        life.wait(160)
        one = life.state.matters[matter]
        vote(life, one.decision, DELEGATES)
        assert (one.status, one.stage) == ("open", 0)
        assert f"blocked {matter}" in life.state.deadlines
        if answered:
            life.do("objection.answer", "editor", objection=name, **ADDRESSED)
            assert (one.status, one.stage) == ("open", 1)
        life.wait(181 - 20 if not answered else 1)
        life.wait(20)
        assert one.status == ("open" if answered else "lapsed")
        assert f"blocked {matter}" not in life.state.deadlines
        life.check_fold()


def test_an_appeal_that_brings_a_matter_back_brings_the_time_to_answer_its_objections_back():
    life = body()
    matter = consulted(life)
    name, disputed = objected(life, matter), objected(life, matter, "p8")
    life.do("objection.answer", "editor", objection=disputed, **ADDRESSED)
    life.do("objection.dispute", "p8", objection=disputed, reason="It was not.")
    challenge = {"matter": matter, "what": "layer", "claim": "missing", "name": "social", "reason": "It is."}
    for _ in range(2):
        life.do("designation.publish", "chair", **designation(life, matter, "divergence"))
        life.wait(7)
    last = life.do("scope.challenge", "anyone", **challenge)
    vote(life, f"d{last.seq}", ["j1", "j2", "j3"], "against")
    refused = confirm(life, matter)
    one = life.state.matters[matter]
    assert one.status == "refused"
    assert not any(deadline.subject in {matter, name} for deadline in life.state.deadlines.values())
    told = filing(life.state, refused.seq, "chair")
    appeal = life.do("appeal.file", "p5", instance="chair", ground="process", reason="Hurried.", **told)
    vote(life, life.state.appeals[f"a{appeal.seq}"].proceeding, ["chair2"])
    assert one.status == "open"
    assert f"objection {name}" in life.state.deadlines
    life.do("objection.dispute", "p8", objection=disputed, reason="It was not, and nobody ruled.")
    assert life.refused("scope.challenge", "anyone", **challenge).message == "challenge.before"
    life.check_fold()
