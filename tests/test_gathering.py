"""What a store hands on to the evidence of a call is what was known at the close."""

import json

import pytest

from comity import kinds
from comity.charter.templates import template
from comity.gathering import gather
from comity.living import Living, read_day
from comity.store.sequencer import Sequencer, body_of

ORIGIN = "body.example/record"


@pytest.fixture
def living(store):
    return Living(Sequencer(kinds.registry()), ORIGIN)


def vote(living, actor, consultation, statement):
    private = {"vote": {"statement": statement, "value": "agree"}}
    living.do("vote.cast", actor, {"consultation": consultation}, private=private)


def interest(living, actor):
    said = {"group": "academia", "country": "KE", "affiliations": [], "funders": [], "owners": []}
    living.do("interest.state", actor, said)


def test_it_counts_in_which_way_those_who_voted_had_joined_when_it_closed(living):
    founders, mailed, opened = ([f"{way}{n}" for n in range(count)] for way, count in (("f", 5), ("e", 6), ("o", 7)))
    officers = [{"role": "chair", "actor": "chair"}]
    found = {"charter": template("comity").to_json(), "steward": "steward", "officers": officers, "members": founders}
    living.found("steward", {**found, "simulated": True}, on=read_day("2026-01-01"))
    for actor in mailed:
        living.do("member.join", actor, {"verification": "e-mail"})
    for actor in opened:
        living.do("member.join", actor, {"verification": "openid"})
    for actor in (*founders, *mailed, *opened):
        interest(living, actor)
    said = {"path": "decision", "title": "T", "summary": "S", "tags": ["safety"], "layers": ["logical"]}
    matter = f"m{living.do('matter.propose', 'f0', said).act.seq}"
    said = {"matter": matter, "ballots": "secret", "closes": "2026-02-01T00:00:00.000000Z"}
    one = f"c{living.do('consultation.open', 'chair', said).act.seq}"
    said = {"consultation": one, "language": "en"}
    statement = f"s{living.do('statement.make', 'f0', said, private={'text': {'text': 'So.'}}).act.seq}"
    for actor in (*founders, *mailed, *opened[1:]):
        vote(living, actor, one, statement)
    living.do("member.resign", "e0", {})
    living.do("member.join", "e0", {"verification": "domain"})  # one by domain is too few to be told
    living.wait_until(read_day("2026-02-02"))
    then = gather(body_of(ORIGIN), living.state(), living.state().consultations[one]).content()
    assert json.loads(then)["verification"] == {"founding": 5, "openid": 6}  # else e-mail or domain would follow
    for actor in mailed[1:]:
        living.do("member.resign", actor, {})
        living.do("member.join", actor, {"verification": "openid"})
    assert gather(body_of(ORIGIN), living.state(), living.state().consultations[one]).content() == then
