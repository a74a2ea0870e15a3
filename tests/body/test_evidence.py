"""The evidence of a consultation is bound to it by the operator, once, as it was closed, with its document."""

import pytest

from comity.body.composition import compose, shown
from comity.body.state import OPERATOR
from comity.record.envelope import digest_of
from tests.body import decision_lives as lives


@pytest.fixture
def closed():
    life = lives.body()
    matter = lives.propose(life)
    return life, lives.consult(life, matter)


def said(life, one, **other):
    made = lives.computed(life, one)
    summary = {**made.summary, **{name: other.pop(name) for name in list(other) if name in made.summary}}
    seq = life.state.consultations[one].closed_seq
    fields = {"consultation": one, "closed_seq": seq, "digest": digest_of(made.content()), "summary": summary, **other}
    return fields, [made.content()]


def refused(life, one, actor=OPERATOR, *, blobs=None, **other):
    fields, content = said(life, one, **other)
    return life.refused("consultation.evidence", actor, blobs=content if blobs is None else blobs, **fields).message


def test_what_rules_read_of_it_is_kept(closed):
    life, one = closed
    seq = lives.give_evidence(life, one)
    found = life.state.consultations[one].evidence
    assert (found.seq, found.level, found.quorate, found.people) == (seq, "none-against", True, 30)
    assert found.fewest == {"affiliation": 9, "country": 5, "funder": -1, "owner": 9}
    assert found.by_group == dict.fromkeys(sorted(lives.GROUPS), "none-against")
    assert found.composition.regions["africa"] == 6
    assert life.table("evidence")[0]["level"] == "none-against"
    life.check_fold()


def test_it_is_the_operators_and_of_the_closed_consultation(closed):
    life, one = closed
    assert refused(life, one, "chair") == "evidence.operator-only"
    assert refused(life, one, closed_seq=3) == "evidence.other-seq"
    assert refused(life, one, blobs=[b"other"]) == "evidence.no-document"
    assert refused(life, one, consultation="c999") == "consultation.unknown"
    assert refused(life, one, put="s999") == "evidence.no-statement"
    assert refused(life, one, quorate=False) == "evidence.quorate"
    assert refused(life, one, quorate=False, absent=["group:pirates"]) == "evidence.no-floor"
    lives.give_evidence(life, one)
    assert refused(life, one) == "evidence.given"


def test_an_open_consultation_has_none(closed):
    life, one = closed
    matter = lives.propose(life)
    still = (
        f"c{life.do('consultation.open', 'chair', matter=matter, ballots='secret', closes=lives.days(life, 28)).seq}"
    )
    fields, content = said(life, one, consultation=still, closed_seq=0)
    refusal = life.refused("consultation.evidence", OPERATOR, blobs=content, **fields)
    assert refusal.message == "evidence.still-open"


def test_nothing_is_told_of_fewer_than_five():
    assert shown({"a": 9, "b": 4, "c": 7}, 20) == {"a": 9}  # c would tell that b are four
    assert shown({"a": 9, "b": 3, "d": 2}, 14) == {"a": 9}
    assert shown({"a": 9, "c": 7}, 16) == {"a": 9, "c": 7}
    few = compose([("a", "x")] * 4)
    assert (few.people, few.groups, few.regions) == (0, {}, {})
