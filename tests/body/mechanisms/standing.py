"""Lives of the mechanisms on the body itself: its charter, its steward, and other bodies."""

import copy

from comity.body.changes import charter_digest
from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.record.notes import make_signer
from tests.body.decision_lives import (
    DELEGATES,
    PEOPLE,
    body,
    call,
    confirm,
    consult,
    deciding,
    give_evidence,
    prepare,
    propose,
    vote,
)
from tests.body.mechanisms.matters import PROPOSAL
from tests.body.mechanisms.scenes import Broken, scenario

OTHER = "other.example/record"
KEY = make_signer(OTHER).verifier.text
MET = [{"id": one, "how": "See the report."} for one in ("record", "witnesses", "interests", "return")]


def adopted(life, actors, *, consultation=True, **said) -> str:
    """A matter with an effect, proposed by these together, and adopted."""
    matter = propose(life, actors[0], path=said.pop("path", said["effect"]), **said)
    for actor in actors[1:]:
        life.do("matter.support", actor, matter=matter)
    prepare(life, matter)
    if consultation:
        give_evidence(life, consult(life, matter, count=60))
        call(life, matter)
        confirm(life, matter)
    put = life.do("decision.put", actors[0], **deciding(life, matter))
    vote(life, f"d{put.seq}", DELEGATES)
    assert life.state.matters[matter].status == "adopted"
    return matter


def recognised(life, payload) -> str:
    return adopted(life, ["p0"], effect="recognition", payload=payload, consultation=False)


@scenario(Mechanism.RECOGNITION, "body.recognise", "body.withdraw-recognition")
def a_recognition_without_a_decision(charter):
    """Another body is recognised, and that is withdrawn, only after a decision of this body to do just that."""
    life = body(charter)
    said = {"record": OTHER, "key": KEY}
    yield Broken(life, "body.recognise", "secretary", said)
    life.do("body.recognise", "secretary", **said, matter=recognised(life, OTHER))
    again = {"record": OTHER, "reasons": "Its record was rewritten."}
    yield Broken(life, "body.withdraw-recognition", "secretary", again)
    life.do("body.withdraw-recognition", "secretary", **again, matter=recognised(life, f"withdraw:{OTHER}"))


@scenario(Mechanism.KEYS, "body.recognise")
def a_recognition_without_a_key(charter):
    """A body that was decided to be recognised is recognised only by the key of its record."""
    life = body(charter)
    matter = recognised(life, OTHER)
    yield Broken(life, "body.recognise", "secretary", {"record": OTHER, "matter": matter})
    life.do("body.recognise", "secretary", record=OTHER, matter=matter, key=KEY)


@scenario(Mechanism.SCOPE_AMENDMENT, "matter.propose", "body.amend")
def a_scope_that_changes_with_the_rest(charter):
    """Layers do not change on the path of other amendments, nor other parts with them; on their own path they do."""
    life = body(charter)
    tree = copy.deepcopy(charter.to_json())
    wider = Charter.from_json({**tree, "layers": ["infrastructure", "logical", "social"]})
    mixed = Charter.from_json({**wider.to_json(), "name": "Another name"})
    payload = charter_digest(wider)
    said = {**PROPOSAL, "path": "amendment", "effect": "scope-amendment", "payload": payload}
    yield Broken(life, "matter.propose", "p0", said)
    wrong = adopted(life, PEOPLE[:10], effect="amendment", payload=payload)
    yield Broken(life, "body.amend", "secretary", {"matter": wrong, "charter": wider.to_json()})
    both = adopted(life, PEOPLE[:20], effect="scope-amendment", payload=charter_digest(mixed))
    yield Broken(life, "body.amend", "secretary", {"matter": both, "charter": mixed.to_json()})
    right = adopted(life, PEOPLE[:20], effect="scope-amendment", payload=payload)
    life.do("body.amend", "secretary", matter=right, charter=wider.to_json())
    assert "infrastructure" in life.state.charter.layers


@scenario(Mechanism.TRANSFER, "matter.propose", "body.transfer")
def a_transfer_without_its_conditions(charter):
    """Stewardship passes on its own path, and only with each condition of the charter declared met."""
    life = body(charter)
    said = {**PROPOSAL, "path": "decision", "effect": "transfer", "payload": "heir"}
    yield Broken(life, "matter.propose", "p0", said)
    matter = adopted(life, DELEGATES[:3], effect="transfer", payload="heir")
    deed = _transfer(life, matter)
    yield Broken(life, "body.transfer", "secretary", {**deed, "conditions": MET[:3]})
    life.do("body.transfer", "secretary", **deed)
    assert life.state.steward == "heir"


@scenario(Mechanism.TRANSFER_EVIDENCE, "body.transfer")
def a_transfer_without_the_figures_of_capture(charter):
    """Stewardship passes only with the evidence of its consultation, capture margins and all."""
    life = body(charter)
    matter = adopted(life, DELEGATES[:3], effect="transfer", payload="heir")
    deed = _transfer(life, matter)
    yield Broken(life, "body.transfer", "secretary", {**deed, "capture": None})
    life.do("body.transfer", "secretary", **deed)
    assert life.state.steward == "heir"


def _transfer(life, matter) -> dict:
    one = life.state.matters[matter]
    held = life.state.consultations[one.consultations[0]]
    return {"matter": matter, "steward": "heir", "conditions": MET, "capture": held.evidence.seq}
