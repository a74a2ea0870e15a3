"""Every way of deciding, as it ends: by the last position that matters, by its time, by a chair; and who decides."""

from itertools import count as numbers

import pytest
from pydantic import TypeAdapter

from comity.body import proceedings
from comity.body.clock import PASSINGS
from comity.body.counting import Voter
from comity.body.kind import Kind, Said
from comity.body.kinds import KINDS
from comity.body.registry import Registry
from comity.charter import decisions, parts
from comity.record.canonical import dumps
from tests.body.charters import SMALL, changed, vote
from tests.body.helpers import Life

OFFICERS = {"councillor": ["c1", "c2", "c3"], "speaker": ["s1"], "clerk": ["k1"], "auditor": ["a1", "a2"]}
DECISION = TypeAdapter(decisions.Decision)
BALLOT = {"by": "ballot", "organ": "council", "fewest_yes": 1, "share": "at least 2/3", "most_discuss": 0}
RANKED = {"by": "ranked", "voters": ["members"], "method": "schulze", "fewest_voters": 2, "open_for": "14 days"}
CONSENT = {"by": "consent", "organ": "council", "within": "5 days", "objections": 2}
SIGNED = {"by": "signature", "signatories": ["members"], "fewest": 2, "reservations": True}
OFFICER = {"by": "officer", "role": "auditor"}
WAYS = {"vote": vote(), "ballot": BALLOT, "ranked": RANKED, "consent": CONSENT, "signature": SIGNED, "officer": OFFICER}


class PutSaid(Said):
    """What is put, for these tests."""

    decision: dict[str, object]
    deadline: dict[str, object] | None = None
    parties: str = ""
    candidates: tuple[str, ...] | list[str] = ()
    at_once: bool = False


class Put(Kind[PutSaid]):
    """Puts something to be decided in any way."""

    name = "test.put"
    public = PutSaid

    def may(self, state, act, said):
        return ()

    def apply(self, state, act, said):
        rule = DECISION.validate_json(dumps(said.decision))
        deadline = parts.Deadline.model_validate_json(dumps(said.deadline)) if said.deadline else None
        begin = proceedings.begin_or_decide if said.at_once else proceedings.begin
        begin(state, act, "test", "", rule, deadline=deadline, facts={"parties": said.parties},
              candidates=said.candidates)  # fmt: skip


@pytest.fixture
def followed(monkeypatch):
    """What followed, in its order."""
    found = []
    monkeypatch.setitem(proceedings.EFFECTS, "test", lambda state, act, one: found.append((one.id, one.outcome)))
    return found


class Putting(Life):
    """A body in which one thing is put, as `self.id`."""

    def __init__(self, decision, *changes, deadline=None, actor="k1", **more):
        super().__init__(changed(SMALL, *changes), OFFICERS, members=["m1", "m2", "m3"])
        self.registry = Registry((*KINDS, Put()))
        self.id = f"d{self.do('test.put', actor, decision=decision, deadline=deadline, **more).seq}"

    @property
    def one(self):
        return self.state.proceedings[self.id]

    def take(self, actor, value, reason="", ranks=()):
        self.do("decision.position", actor, proceeding=self.id, value=value, reason=reason, ranks=list(ranks))

    def may_not(self, actor, value, reason="", ranks=()):
        public = {"proceeding": self.id, "value": value, "reason": reason, "ranks": list(ranks)}
        refusal = self.refused("decision.position", actor, **public)
        return refusal.message

    def close(self, actor="k1"):
        self.do("decision.close", actor, proceeding=self.id)


def test_a_vote_ends_with_the_position_that_settles_it(followed):
    life = Putting(vote())
    life.take("c1", "for")
    assert (life.one.outcome, followed) == ("", [])
    life.take("c2", "for")
    assert (life.one.outcome, life.one.closed_seq, life.one.closed) == ("carried", life.state.size - 1, life.state.at)
    assert followed == [(life.id, "carried")]
    assert life.may_not("c3", "against") == "proceeding.ended"
    life = Putting(vote())
    life.take("c1", "abstain")
    life.take("c2", "against")
    assert life.one.outcome == "refused"
    life.check_fold()


def test_a_position_can_be_changed_while_it_is_open(followed):
    life = Putting(vote())
    life.take("c1", "against")
    life.take("c1", "for")
    assert [one.value for one in life.one.positions.values()] == ["for"]
    life.take("c2", "for")
    assert followed == [(life.id, "carried")]
    assert [row["value"] for row in life.table("positions")] == ["against", "for", "for"]


def test_a_ballot_waits_for_a_discuss_to_be_cleared(followed):
    life = Putting(BALLOT)
    life.take("c1", "yes")
    life.take("c2", "no-objection")
    life.take("c3", "discuss", "Clause 2 is wrong.")
    assert life.one.outcome == ""
    life.take("c3", "recuse")
    assert followed == [(life.id, "carried")]


def test_a_ballot_of_ranks_ends_by_its_time_and_names_the_winners(followed):
    life = Putting(RANKED, deadline={"within": "3 days", "then": "lapse"}, candidates=["x", "y"])
    life.take("m1", "ranked", ranks=["y"])
    life.take("m2", "ranked", ranks=["y", "x"])
    life.take("m3", "ranked", ranks=["x"])
    assert life.one.outcome == ""
    life.wait(3)
    assert (followed, life.one.winners) == ([(life.id, "carried")], ["y"])
    few = Putting(RANKED, deadline={"within": "3 days", "then": "lapse"}, candidates=["x", "y"])
    few.take("m1", "ranked", ranks=["y"])
    few.wait(3)
    assert (few.one.outcome, few.one.winners) == ("refused", [])


def test_by_consent_it_is_carried_when_its_time_is_over_and_too_few_objected(followed):
    life = Putting(CONSENT)
    life.take("c1", "object", "I do not like it.")
    life.wait(4)
    assert life.one.outcome == ""
    life.wait(1)
    assert life.one.outcome == "carried"
    life = Putting(CONSENT)
    life.take("c1", "object", "I do not like it.")
    life.take("c2", "object", "Nor I.")
    assert life.one.outcome == "refused"
    assert not [name for name in life.state.deadlines if name.startswith("proceeding")]
    life.wait(9)
    assert len(followed) == 2
    life.check_fold()


def test_a_text_takes_effect_with_enough_signatures_and_may_be_signed_after_that(followed):
    life = Putting(SIGNED)
    life.take("m1", "sign")
    life.take("m2", "sign-with-reservations", "Not clause 3.")
    assert followed == [(life.id, "carried")]
    life.take("m3", "sign")
    assert list(life.one.positions) == ["m1", "m2", "m3"]
    assert len(followed) == 1


@pytest.mark.parametrize(("value", "outcome"), [("for", "carried"), ("against", "refused")])
def test_one_officer_decides_alone(followed, value, outcome):
    life = Putting(OFFICER)
    life.take("a2", value)
    assert followed == [(life.id, outcome)]
    assert life.may_not("a1", "for") == "proceeding.ended"


def test_what_an_officer_may_decide_alone_they_decide_by_putting_it(followed):
    life = Putting(OFFICER, actor="a1", at_once=True)
    assert (life.one.outcome, life.one.positions["a1"].value) == ("carried", "for")
    assert Putting(OFFICER, actor="k1", at_once=True).one.outcome == ""
    assert Putting(OFFICER, actor="a1", at_once=True, parties="a1").one.outcome == ""
    assert Putting(vote(), actor="c1", at_once=True).one.outcome == ""
    life.check_fold()


RIGHT = {"vote": "for", "ballot": "yes", "ranked": "ranked", "consent": "object", "signature": "sign", "officer": "for"}
SEATED = {"vote": "c1", "ballot": "c1", "ranked": "m1", "consent": "c1", "signature": "m1", "officer": "a1"}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_deciding_has_its_own_words(followed, way):
    life = Putting(WAYS[way], candidates=["x"])
    words = proceedings._VALUES[way]
    for word in {word for other in proceedings._VALUES.values() for word in other} - set(words):
        assert life.may_not(SEATED[way], word, "why", ["x"]) == "position.wrong-word"
    life.take(SEATED[way], RIGHT[way], "why", ["x"] if way == "ranked" else [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stranger", ["n1", "clock", "operator"])
def test_who_does_not_decide_is_refused(followed, way, stranger):
    life = Putting(WAYS[way] | {"clause": {"source": "rules", "section": "9"}}, candidates=["x"])
    public = {"proceeding": life.id, "value": RIGHT[way], "reason": "why", "ranks": ["x"] if way == "ranked" else []}
    refusal = life.refused("decision.position", stranger, **public)
    seats = {"ranked", "signature", "officer"}
    assert refusal.message == ("who.not-allowed" if way in seats else "proceeding.not-seated")
    assert refusal.clause == "The rules, 9"


def test_a_seat_without_a_vote_does_not_decide(followed):
    assert Putting(vote()).may_not("s1", "for") == "proceeding.not-seated"


def test_positions_without_reasons_and_ranks_that_name_nobody_are_refused(followed):
    assert Putting(BALLOT).may_not("c1", "discuss") == "position.no-reason"
    assert Putting(CONSENT).may_not("c1", "object", " ") == "position.no-reason"
    assert Putting(SIGNED).may_not("m1", "sign-with-reservations") == "position.no-reason"
    without = SIGNED | {"reservations": False}
    assert Putting(without).may_not("m1", "sign-with-reservations", "x") == "position.no-reservations"
    life = Putting(RANKED, candidates=["x", "y"])
    assert life.may_not("m1", "ranked") == "position.ranks"
    assert life.may_not("m1", "ranked", ranks=["x", "x"]) == "position.ranks"
    assert life.may_not("m1", "ranked", ranks=["x", "z"]) == "position.no-candidate"
    assert life.refused("decision.position", "c1", proceeding="d99", value="for").message == "proceeding.unknown"


def test_parties_do_not_decide_and_are_not_waited_for(followed):
    life = Putting(vote(), parties="c1 c2")
    assert life.may_not("c1", "for") == "proceeding.party"
    life.take("c3", "for")
    assert followed == [(life.id, "carried")]
    assert Putting(OFFICER, parties="a1").may_not("a1", "for") == "proceeding.party"


def test_who_leaves_office_meanwhile_is_neither_counted_nor_waited_for(followed):
    life = Putting(vote())
    life.take("c1", "against")
    life.do("member.resign", "c1", office="councillor")
    assert life.may_not("c1", "for") == "proceeding.not-seated"
    life.take("c2", "for")
    assert followed == []
    life.take("c3", "for")
    assert followed == [(life.id, "carried")]
    life = Putting(vote(), deadline={"within": "300 days", "then": "lapse"})
    life.take("c1", "for")
    life.wait(300)  # the terms of all are over
    assert life.one.outcome == "refused"


def test_where_anyone_may_come_and_vote_no_position_settles_it(followed):
    open_ = vote() | {"organ": "assembly", "counted": "voting"}
    life = Putting(open_)
    for actor in ("m1", "m2"):
        life.take(actor, "for")
    assert life.one.outcome == ""
    assert life.refused("decision.close", "k1", proceeding=life.id).message == "proceeding.too-early"
    life.take("m3", "against")
    life.wait(7)
    life.close()
    assert followed == [(life.id, "carried")]
    assert Putting(open_).may_not("n1", "for") == "proceeding.not-seated"


@pytest.mark.parametrize("then", ["lapse", "advance", "return", "remind", "escalate"])
def test_a_deadline_that_passes_has_the_effect_that_the_charter_says(followed, then):
    deadline = {"within": "3 days", "then": then} | ({"to": OFFICER} if then == "escalate" else {})
    life = Putting(vote(), deadline=deadline)
    life.take("c1", "for")
    life.wait(3)
    if then in {"lapse", "return"}:
        assert (life.one.outcome, life.one.facts["ended"]) == ("refused", then)
    elif then == "advance":
        assert (life.one.outcome, life.one.facts["ended"]) == ("carried", "advance")
    elif then == "remind":
        assert (life.one.outcome, life.one.facts["late"]) == ("", life.state.at)
        life.take("c2", "for")
        assert life.one.outcome == "carried"
    else:
        assert (life.one.outcome, life.one.positions) == ("", {})
        assert life.may_not("c1", "for") == "who.not-allowed"
        life.take("a1", "for")
        assert life.one.outcome == "carried"
    assert len(followed) == 1
    life.check_fold()


def test_who_is_escalated_to_has_the_same_time_and_then_it_lapses(followed):
    life = Putting(vote(), deadline={"within": "3 days", "then": "escalate", "to": OFFICER})
    life.wait(5)
    assert life.one.outcome == ""
    life.wait(2)
    assert (life.one.outcome, life.one.facts["ended"]) == ("refused", "lapse")


def test_what_carries_as_it_stands_is_carried_when_its_time_is_over_whatever_the_charter_says_else(followed):
    open_ = vote() | {"organ": "assembly", "counted": "voting"}
    life = Putting(open_, deadline={"within": "3 days", "then": "lapse"})
    life.take("m1", "for")
    life.wait(3)
    assert followed == [(life.id, "carried")]
    assert "ended" not in life.one.facts


@pytest.mark.parametrize(("actor", "closes"), [("k1", True), ("s1", True), ("c1", False), ("a1", False), ("m1", False)])
def test_the_secretariat_and_a_chair_of_those_who_decide_close_what_is_put(followed, actor, closes):
    life = Putting(vote() | {"clause": {"source": "rules", "section": "9"}})
    life.take("c1", "for")
    if closes:
        life.close(actor)
        assert followed == [(life.id, "refused")]
        assert life.refused("decision.close", actor, proceeding=life.id).message == "proceeding.not-open"
    else:
        refusal = life.refused("decision.close", actor, proceeding=life.id)
        assert (refusal.message, refusal.clause) == ("proceeding.not-closer", "The rules, 9")


def test_consent_is_not_closed_before_its_time(followed):
    assert Putting(CONSENT).refused("decision.close", "k1", proceeding="d1").message == "proceeding.consent-runs"
    assert Putting(CONSENT).refused("decision.close", "k1", proceeding="d99").message == "proceeding.not-open"


def test_a_closed_ballot_of_ranks_names_its_winners(followed):
    life = Putting(RANKED, candidates=["x", "y"])
    for actor in ("m1", "m2"):
        life.take(actor, "ranked", ranks=["y"])
    life.close()
    assert life.one.winners == ["y"]


def test_those_who_are_absent_count_where_the_charter_counts_everyone_in_office(followed):
    life = Putting(vote())
    found = proceedings.voters(life.state, life.one, life.state.at)
    assert found == {"c1": Voter(), "c2": Voter(), "c3": Voter()}


def test_two_proceedings_of_one_act_have_two_names(followed):
    life = Putting(vote())
    act = life.do("test.put", "k1", decision=vote())
    first = life.state.proceedings[f"d{act.seq}"]
    rule = proceedings.rule_of(first.rule)
    names = [proceedings.begin(life.state, act, "test", "", rule).id for _ in range(3)]
    assert names == [f"d{act.seq}-{n}" for n, _ in zip(numbers(2), names, strict=False)]


def test_a_purpose_and_a_deadline_have_one_thing_that_follows():
    with pytest.raises(AssertionError, match="two things follow"):
        proceedings.effect("recall")(lambda state, act, one: None)
    with pytest.raises(AssertionError, match="consensus"):
        rule = DECISION.validate_json(dumps({"by": "consensus", "organ": "council", "called_by": "speaker",
                                             "levels": ["consensus"]}))  # fmt: skip
        proceedings.begin(None, None, "test", "", rule)
    assert "proceeding" in PASSINGS
