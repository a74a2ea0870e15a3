"""Lives of the mechanisms by which a matter is proposed, challenged, decided in time, and looked at again."""

from comity.charter.mechanisms import Mechanism
from tests.body.decision_lives import (
    DELEGATES,
    adopt,
    body,
    call,
    confirm,
    consult,
    consulted,
    days,
    deciding,
    designation,
    give_evidence,
    prepare,
    propose,
    vote,
)
from tests.body.mechanisms.scenes import Broken, scenario

PROPOSAL = {"path": "decision", "title": "Tests", "summary": "Test it.", "tags": ["safety"], "layers": ["logical"]}


def consulting(life, matter, count=28) -> dict:
    """What the act says that opens a consultation."""
    return {"matter": matter, "ballots": "secret", "closes": days(life, count)}


def confirmed(life, **other) -> str:
    """A matter that the assembly carried, with nothing yet of what adoption needs."""
    matter = propose(life, **other)
    give_evidence(life, consult(life, matter))
    call(life, matter)
    confirm(life, matter)
    return matter


def ruled(life, proceeding, value) -> None:
    """The panel decides."""
    vote(life, proceeding, ["j1", "j2", "j3"], value)


@scenario(Mechanism.LAYER, "matter.propose")
def a_layer_outside_the_charter(charter):
    """A matter on the infrastructure layer, or on none, is refused; on the logical layer it is taken."""
    life = body(charter)
    yield Broken(life, "matter.propose", "p0", {**PROPOSAL, "layers": ["infrastructure"]})
    yield Broken(life, "matter.propose", "p0", {**PROPOSAL, "layers": []})
    life.do("matter.propose", "p0", **PROPOSAL)


@scenario(Mechanism.SCOPE, "matter.propose")
def a_tag_outside_the_scope(charter):
    """A matter with a tag that the charter leaves out, or names nowhere, is refused; one inside it is taken."""
    life = body(charter)
    yield Broken(life, "matter.propose", "p0", {**PROPOSAL, "tags": ["safety", "elections"]})
    yield Broken(life, "matter.propose", "p0", {**PROPOSAL, "tags": ["safety", "weather"]})
    yield Broken(life, "matter.propose", "p0", {**PROPOSAL, "tags": []})
    life.do("matter.propose", "p0", **PROPOSAL)


@scenario(Mechanism.LAYER_CHALLENGE, "consultation.open")
def a_layer_that_is_challenged(charter):
    """While the claim that a layer is missing is open, nothing moves the matter; answered, it goes on."""
    yield from _challenged(charter, what="layer", claim="missing", name="social")


@scenario(Mechanism.SCOPE_CHALLENGE, "consultation.open")
def a_scope_that_is_challenged(charter):
    """While the claim that a tag is wrong is open, nothing moves the matter; answered, it goes on."""
    yield from _challenged(charter, what="scope", claim="wrong", name="safety")


def _challenged(charter, **claim):
    life = body(charter)
    matter = propose(life)
    made = life.do("scope.challenge", "anyone", matter=matter, reason="It is not about that.", **claim)
    yield Broken(life, "consultation.open", "chair", consulting(life, matter))
    ruled(life, f"d{made.seq}", "against")
    life.do("consultation.open", "chair", **consulting(life, matter))


@scenario(Mechanism.DEADLINES, "consultation.open")
def a_stage_whose_time_is_over(charter):
    """A consultation cannot outlast its stage, nor begin once the council decides instead; before, it can."""
    life = body(charter)
    matter, other = propose(life), propose(life)
    yield Broken(life, "consultation.open", "chair", consulting(life, matter, 200))
    life.do("consultation.open", "chair", **consulting(life, other))
    life.wait(181)
    yield Broken(life, "consultation.open", "chair", consulting(life, matter))
    vote(life, life.state.matters[matter].decision, DELEGATES)
    assert life.state.matters[matter].stage == 1


@scenario(Mechanism.SUNSET, "decision.put")
def a_decision_without_an_end(charter):
    """A matter is put to the council only with a day on which its decision ends, within five years."""
    life = body(charter)
    matter = confirmed(life)
    prepare(life, matter)
    yield Broken(life, "decision.put", "p0", deciding(life, matter))
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1900))
    life.do("decision.put", "p0", **deciding(life, matter, ends=1000))


@scenario(Mechanism.IMPLEMENTATIONS, "decision.put")
def a_technical_decision_without_implementations(charter):
    """A technical matter is not put with one implementation, nor with two of one maintainer; with two it is."""
    life = body(charter)
    matter = confirmed(life)
    _figure(life, matter)
    report = {"matter": matter, "coverage": "All.", "licence": "MIT", "contact": "x"}
    life.do("report.implementation", "p1", implementation="a", maintainer="x", **report)
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000))
    life.do("report.implementation", "p1", implementation="b", maintainer="x", independent_of=["a"], **report)
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000))
    life.do("report.implementation", "p2", implementation="c", maintainer="y", independent_of=["a"], **report)
    life.do("decision.put", "p0", **deciding(life, matter, ends=1000))


@scenario(Mechanism.HARM, "decision.put")
def a_social_decision_without_a_harm_assessment(charter):
    """A matter of the social layer is put only with a harm assessment that every affected group has answered."""
    life = body(charter)
    matter = confirmed(life, layers=["social"])
    _figure(life, matter)
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000))
    said = {"harms": "It could hurt.", "mitigation": "It is watched.", "groups": [{"group": "civil-society"}]}
    life.do("report.harm", "p1", matter=matter, **said)
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000))
    life.do("report.harm-answer", "p10", matter=matter, group="civil-society", answer="We can live with it.")
    life.do("decision.put", "p0", **deciding(life, matter, ends=1000))


@scenario(Mechanism.FIGURE, "decision.put")
def a_decision_without_a_figure(charter):
    """A matter is put only once it names the figure that it means to move, and a day to look again within a year."""
    life = body(charter)
    matter = confirmed(life)
    prepare(life, matter)
    _figure(life, matter, 400)
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000))
    _figure(life, matter, 1)
    life.wait(2)
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000))
    _figure(life, matter)
    life.do("decision.put", "p0", **deciding(life, matter, ends=1000))


def _figure(life, matter, count=300) -> None:
    said = {"figure": "harms", "how": "Counted; 9 now, 0 wanted.", "review_due": days(life, count)}
    life.do("report.figure", "editor", matter=matter, **said)


@scenario(Mechanism.REVIEW, "decision.review")
def a_figure_that_did_not_move(charter):
    """A review of a figure that stands where it stood cannot say that it moved, and must reopen the matter."""
    life = body(charter)
    matter = adopt(life)
    life.wait(260)
    said = {"matter": matter, "before": "9", "now": "9", "source": "The count."}
    yield Broken(life, "decision.review", "secretary", {**said, "moved": True})
    yield Broken(life, "decision.review", "secretary", {**said, "moved": False})
    life.do("decision.review", "secretary", **said, moved=False, reopen=True)
    assert life.state.matters[life.state.matters[matter].reopened_as].status == "open"


@scenario(Mechanism.OBJECTIONS, "designation.publish", "designation.confirm", "decision.put")
def an_objection_without_an_answer(charter):
    """One person's objection keeps consensus from being designated, confirmed and put until it is answered."""
    life = body(charter)
    matter = consulted(life)
    put = next(iter(life.state.consultations[life.state.matters[matter].consultations[0]].statements))

    def objected(actor):
        return f"o{life.do('objection.raise', actor, matter=matter, statement=put, reason='It is wrong.').seq}"

    def answered(name):
        life.do("objection.answer", "editor", objection=name, disposition="addressed", reasons="It was weighed.")

    first = objected("p7")
    yield Broken(
        life, "designation.publish", "chair", designation(life, matter, "consensus", reasons="So it was heard.")
    )
    answered(first)
    call(life, matter, "consensus")
    second = objected("p8")
    yield Broken(life, "designation.confirm", "chair", deciding(life, matter))
    answered(second)
    confirm(life, matter)
    third = objected("p9")
    yield Broken(life, "decision.put", "p0", deciding(life, matter, ends=1000))
    answered(third)
    life.do("decision.put", "p0", **deciding(life, matter, ends=1000))


@scenario(Mechanism.DISPUTES, "designation.publish", "decision.position")
def a_disposition_that_is_disputed(charter):
    """A disputed disposition blocks until the panel has ruled, and its author, now on the panel, does not rule."""
    life = body(charter)
    matter = consulted(life)
    put = next(iter(life.state.consultations[life.state.matters[matter].consultations[0]].statements))
    name = f"o{life.do('objection.raise', 'p7', matter=matter, statement=put, reason='It is wrong.').seq}"
    life.do("objection.answer", "editor", objection=name, disposition="addressed", reasons="It was weighed.")
    life.do("member.resign", "editor", office="editor")
    seat = life.do("office.appoint", DELEGATES[0], role="panellist", candidate="editor")
    vote(life, f"d{seat.seq}", DELEGATES)
    made = life.do("objection.dispute", "p7", objection=name, reason="It was not weighed.")
    yield Broken(
        life, "designation.publish", "chair", designation(life, matter, "consensus", reasons="So it was heard.")
    )
    yield Broken(life, "decision.position", "editor", {"proceeding": f"d{made.seq}", "value": "against"})
    ruled(life, f"d{made.seq}", "against")
    life.do("designation.publish", "chair", **designation(life, matter, "consensus", reasons="So it was heard."))
