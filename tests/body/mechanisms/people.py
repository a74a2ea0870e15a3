"""Lives of the mechanisms on people: their ties, who takes part in a call, officers, and reasons."""

from comity.body import evidence
from comity.body.appeals import filing
from comity.charter.mechanisms import Mechanism
from tests.body.decision_lives import (
    DELEGATES,
    PEOPLE,
    body,
    call,
    computed,
    confirm,
    consult,
    consulted,
    days,
    deciding,
    designation,
    give_evidence,
    prepare,
    propose,
    state,
    vote,
)
from tests.body.mechanisms.matters import PROPOSAL, consulting, ruled
from tests.body.mechanisms.scenes import Broken, scenario


@scenario(
    Mechanism.DISCLOSURE,
    "matter.propose",
    "statement.make",
    "vote.cast",
    "submission.file",
    "objection.raise",
    "decision.position",
    "office.appoint",
)
def who_does_not_state_their_ties(charter):
    """Nobody proposes, states, votes, submits, objects, decides or is appointed without a complete statement."""
    life = body(charter)
    life.do("member.join", "new", verification="e-mail")
    life.do("interest.state", "new", group="academia", country="FR")
    matter = propose(life)
    one = f"c{life.do('consultation.open', 'chair', **consulting(life, matter)).seq}"
    text = {"text": {"text": "It is good."}}
    put = f"s{life.do('statement.make', 'p0', private=text, consultation=one, language='en').seq}"
    deeds = [
        Broken(life, "matter.propose", "new", PROPOSAL),
        Broken(life, "statement.make", "new", {"consultation": one, "language": "en"}, text),
        Broken(life, "vote.cast", "new", {"consultation": one}, {"vote": {"statement": put, "value": "agree"}}),
        Broken(
            life, "submission.file", "new", {"consultation": one, "shown": "pseudonymous", "language": "en"},
            {"pseudonymous": {"text": "It is good."}},
        ),
        Broken(life, "objection.raise", "new", {"matter": matter, "statement": put, "reason": "It is wrong."}),
    ]  # fmt: skip
    yield from deeds
    yield Broken(life, "office.appoint", DELEGATES[0], {"role": "auditor", "candidate": "new"})
    state(life, "new", "academia", "FR", [])
    for one in deeds:
        life.do(one.kind, one.actor, private=one.private, **one.said)
    seat = life.do("office.appoint", DELEGATES[0], role="auditor", candidate="new")
    made = life.do("interest.challenge", "p1", person=DELEGATES[0], reason="It hides a funder.")
    ruled(life, f"d{made.seq}", "for")
    position = {"proceeding": f"d{seat.seq}", "value": "for"}
    yield Broken(life, "decision.position", DELEGATES[0], position)
    state(life, DELEGATES[0], "government", "FR", ["the funder"])
    life.do("decision.position", DELEGATES[0], **position)


@scenario(Mechanism.INTEREST_CHALLENGE, "matter.propose", "decision.position")
def a_statement_of_interest_that_is_challenged(charter):
    """While a statement is challenged nobody proposes or decides by it; when the panel finds it right, they do."""
    life = body(charter)
    matter = life.do("office.appoint", DELEGATES[0], role="auditor", candidate="p3")
    position = {"proceeding": f"d{matter.seq}", "value": "for"}
    for person, kind, said in (("p0", "matter.propose", PROPOSAL), (DELEGATES[1], "decision.position", position)):
        made = life.do("interest.challenge", "p1", person=person, reason="It hides a funder.")
        yield Broken(life, kind, person, said)
        ruled(life, f"d{made.seq}", "against")
        life.do(kind, person, **said)


@scenario(Mechanism.MARGIN, "designation.publish")
def a_designation_without_its_evidence(charter):
    """A designation is published only with the evidence of its consultation, and that only with capture margins."""
    life = body(charter)
    matter = consulted(life)
    yield Broken(life, "designation.publish", "chair", designation(life, matter, evidence=None))
    life.do("designation.publish", "chair", **designation(life, matter))
    other = propose(life)
    held = consult(life, other)
    give_evidence(life, held, summary={**computed(life, held).summary, "fewest": {}})
    yield Broken(life, "designation.publish", "chair", designation(life, other))


@scenario(Mechanism.FLOORS, "designation.publish", "designation.confirm")
def a_call_without_a_group(charter):
    """A call that too few of civil society took part in waits for a second notice; once that is over, it goes on."""
    absent = ["group:civil-society"]
    voted = [person for person in PEOPLE if person != "p10"]
    yield from _absent(charter, absent, voted)


@scenario(Mechanism.REGIONS, "designation.publish", "designation.confirm")
def a_call_without_a_region(charter):
    """A call that too few of Africa took part in waits for a second notice; once that is over, it goes on."""
    yield from _absent(charter, ["region:africa"], PEOPLE)


def _absent(charter, absent, voted):
    life = body(charter)
    matter = propose(life)
    prepare(life, matter)
    held = consult(life, matter, agree=voted)
    give_evidence(life, held, summary={**computed(life, held).summary, "quorate": False, "absent": absent})
    yield Broken(life, "designation.publish", "chair", designation(life, matter))
    life.do("call.second-notice", "chair", matter=matter, absent=absent)
    life.wait(13)
    yield Broken(life, "designation.publish", "chair", designation(life, matter))
    life.wait(2)
    call(life, matter)
    confirm(life, matter)
    # a matter that was called when all took part, and whose later consultation they stayed away from
    other = consulted(life)
    call(life, other)
    again = consult(life, other, count=28)
    give_evidence(life, again, summary={**computed(life, again).summary, "quorate": False, "absent": absent})
    yield Broken(life, "designation.confirm", "chair", deciding(life, other))


@scenario(Mechanism.SECOND_NOTICE, "call.second-notice", "designation.publish", "designation.confirm")
def an_absence_that_is_not_named(charter):
    """A second notice, and the call that goes on after it, name just who stayed away; then nobody can veto by it."""
    life = body(charter)
    matter = consulted(life, agree=[person for person in PEOPLE if person != "p10"])
    found = evidence.of_stage(life.state, life.state.matters[matter])
    assert found.absent == ["group:civil-society"]
    yield Broken(life, "call.second-notice", "chair", {"matter": matter, "absent": ["group:academia"]})
    life.do("call.second-notice", "chair", matter=matter, absent=found.absent)
    life.wait(15)
    yield Broken(life, "designation.publish", "chair", designation(life, matter, absent=[]))
    call(life, matter)
    yield Broken(life, "designation.confirm", "chair", deciding(life, matter) | {"absent": []})
    confirm(life, matter)


@scenario(Mechanism.OFFICERS, "call.notice", "designation.publish")
def an_officer_whose_term_is_over(charter):
    """Of two chairs the one who was appointed again calls; the other, whose term is over, does not."""
    life = body(charter)
    life.wait(700)
    seat = life.do("office.appoint", DELEGATES[0], role="chair", candidate="chair")
    vote(life, f"d{seat.seq}", DELEGATES)
    matter = consulted(life)
    life.wait(5)
    notice = {"matter": matter, "ends": days(life, 14)}
    yield Broken(life, "call.notice", "chair2", notice)
    yield Broken(life, "designation.publish", "chair2", designation(life, matter))
    life.do("call.notice", "chair", **notice)
    life.do("designation.publish", "chair", **designation(life, matter))


@scenario(Mechanism.COMPOSITION, "designation.confirm", "decision.put")
def a_decision_that_hides_who_took_part(charter):
    """A designation is confirmed, and a matter put to the council, only with the composition of who took part."""
    life = body(charter)
    matter = consulted(life)
    call(life, matter)
    yield Broken(life, "designation.confirm", "chair", deciding(life, matter, composition=None))
    confirm(life, matter)
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000, composition=None))
    life.do("decision.put", "p0", **deciding(life, matter, ends=1000))


@scenario(
    Mechanism.REASONS,
    "moderation.remove",
    "moderation.silence",
    "moderation.restore",
    "statement.merge",
    "objection.answer",
    "designation.publish",
    "member.suspend",
    "remedy.order",
)
def what_gives_no_reason(charter):
    """Moderation, a disposition, a suspension, a designation against the evidence, a remedy: each gives reasons."""
    life = body(charter)
    matter = propose(life)
    prepare(life, matter)
    held = consult(life, matter, disagree=PEOPLE[:16], agree=PEOPLE[16:])
    give_evidence(life, held)
    against = designation(life, matter, "consensus")
    yield Broken(life, "designation.publish", "chair", against)
    life.do("designation.publish", "chair", **against, reasons="The statement was put badly.")
    assert life.state.against_evidence == 1

    other = propose(life)
    one = f"c{life.do('consultation.open', 'chair', **consulting(life, other)).seq}"
    text = {"text": {"text": "It is good."}}
    put, same = (
        f"s{life.do('statement.make', actor, private=text, consultation=one, language='en').seq}"
        for actor in ("p0", "p1")
    )
    objection = f"o{life.do('objection.raise', 'p7', matter=other, statement=put, reason='No.').seq}"
    for kind, actor, said in (
        ("statement.merge", "secretary", {"consultation": one, "statement": same, "into": put}),
        ("moderation.remove", "chair", {"consultation": one, "item": put, "ground": "abuse"}),
        ("moderation.restore", "chair", {"consultation": one, "item": put}),
        ("moderation.silence", "chair", {"person": "p0", "days": 3, "ground": "abuse"}),
        ("member.suspend", DELEGATES[0], {"member": "p0", "days": 3}),
    ):
        yield Broken(life, kind, actor, said)
        life.do(kind, actor, **said, reason="It is said why.")
    said = {"objection": objection, "disposition": "addressed"}
    yield Broken(life, "objection.answer", "editor", said)
    answered = life.do("objection.answer", "editor", **said, reasons="It was weighed.")
    yield from _ruling_without_reasons(life, answered.seq)


def _ruling_without_reasons(life, seq):

    said = {
        "instance": "panel",
        "ground": "process",
        "reason": "It was not weighed.",
        **filing(life.state, seq, "panel"),
    }
    appeal = life.do("appeal.file", "p7", **said)
    ruled(life, f"d{appeal.seq}", "for")
    order = {"appeal": f"a{appeal.seq}", "what": "Weigh it.", "due": days(life, 30)}
    yield Broken(life, "remedy.order", "j1", order)
    life.do("appeal.reasons", "j1", appeal=f"a{appeal.seq}", text="It was not.")
    life.do("remedy.order", "j1", **order)
