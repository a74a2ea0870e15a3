"""Officers are appointed, elected and recalled within the charter, and serve in their term or until a successor."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.body import rules
from comity.body.kind import RefusedError
from comity.record.envelope import time_text
from tests.body.charters import SMALL, changed
from tests.body.helpers import Life

OFFICERS = {"councillor": ["c1", "c2", "c3"], "speaker": ["s1"], "clerk": ["k1"]}
MEMBERS = ["c1", "c2", "c3", "m1", "m2", "m3", "m4"]


def small(*changes, officers=OFFICERS, members=MEMBERS):
    return Life(changed(SMALL, *changes), officers, members=members)


def appoint(life, actor, role, candidate):
    return f"d{life.do('office.appoint', actor, role=role, candidate=candidate).seq}"


def decide(life, proceeding, *actors, value="for"):
    for actor in actors:
        life.do("decision.position", actor, proceeding=proceeding, value=value)


def holders(life, role):
    return sorted(rules.holders(life.state, role, time_text(life.now)))


def told(life, role):
    return [(row["actor"], row["change"]) for row in life.table("offices") if row["role"] == role]


def elect(life, actor, role, *candidates, **days):
    """Open an election, let candidates stand, and let nominations end; the proceedings that the clock opened."""
    name = f"e{life.do('office.elect', actor, role=role, **days).seq}"
    for candidate in candidates:
        life.do("office.stand", candidate, election=name)
    life.wait(days.get("nomination_days", 14))
    return life.state.elections[name]


def rank(life, proceeding, ballots):
    for actor, ranks in ballots.items():
        life.do("decision.position", actor, proceeding=proceeding, value="ranked", ranks=list(ranks))


def test_an_appointment_is_put_decided_and_on_the_record():
    life = small(("roles/clerk/most", 2))
    one = appoint(life, "c1", "clerk", "m1")
    assert holders(life, "clerk") == ["k1"]
    decide(life, one, "c1", "c2")
    assert holders(life, "clerk") == ["k1", "m1"]
    assert life.state.choosing == {}
    life.wait(0)
    assert told(life, "clerk") == [("k1", "founding"), ("m1", "put"), ("m1", "chosen")]
    life.check_fold()


def test_an_appointment_that_is_voted_down_seats_nobody_and_may_be_put_again():
    life = small(("roles/clerk/most", 2))
    decide(life, appoint(life, "c1", "clerk", "m1"), "c1", "c2", value="against")
    assert holders(life, "clerk") == ["k1"]
    appoint(life, "k1", "clerk", "m1")


def test_who_appoints_alone_does_it_by_the_act_and_others_confirm_it_where_the_charter_says_so():
    life = small()
    seq = life.do("office.appoint", "s1", role="auditor", candidate="m1").seq
    assert life.state.proceedings[f"d{seq}"].outcome == "carried"
    confirmation = f"d{seq}-2"
    assert life.state.proceedings[confirmation].purpose == "confirmation"
    assert holders(life, "auditor") == []
    decide(life, confirmation, "c1", "c3")
    assert holders(life, "auditor") == ["m1"]
    second = life.do("office.appoint", "s1", role="auditor", candidate="m2").seq
    decide(life, f"d{second}-2", "c1", "c3", value="against")
    assert holders(life, "auditor") == ["m1"]
    assert life.state.choosing == {}
    plain = small(("roles/auditor/chosen/confirmed_by", None))
    plain.do("office.appoint", "s1", role="auditor", candidate="m1")
    assert holders(plain, "auditor") == ["m1"]
    life.check_fold()


def test_with_the_last_seat_what_else_is_open_on_the_role_ends():
    life = small(("roles/clerk/most", 2))
    one, other = appoint(life, "c1", "clerk", "m1"), appoint(life, "c2", "clerk", "m2")
    decide(life, one, "c1", "c2")
    assert life.state.proceedings[other].outcome == "refused"
    assert life.state.proceedings[other].facts["ended"] == "no-seat"
    assert life.refused("decision.position", "c1", proceeding=other, value="for").message == "proceeding.ended"
    life.check_fold()


def test_an_appointment_that_may_not_be_says_why():
    life = small()

    def refused(actor, role, candidate):
        refusal = life.refused("office.appoint", actor, role=role, candidate=candidate)
        return refusal.message, refusal.clause

    assert refused("s1", "king", "m1") == ("role.unknown", "")
    assert refused("c1", "councillor", "m1") == ("office.elected", "")
    assert refused("m1", "clerk", "m1") == ("proceeding.not-put", "")
    assert refused("c1", "clerk", "m1") == ("office.full", "")
    assert refused("s1", "auditor", "c1") == ("office.not-with", "The rules, 5.1")
    assert refused("s1", "auditor", "clock") == ("actor.reserved", "")
    seq = life.do("office.appoint", "s1", role="auditor", candidate="m1").seq
    assert refused("s1", "auditor", "m1") == ("office.put", "")
    decide(life, f"d{seq}-2", "c1", "c2")
    assert refused("s1", "auditor", "m1") == ("office.held", "The rules, 5.1")
    life = small(("roles/auditor/chosen/candidates", ["role:clerk"]))
    assert refused("s1", "auditor", "m1") == ("office.not-candidate", "The rules, 5.1")
    life = small(("membership/admitted_by", None), ("membership/kind", "open"))
    decide(life, f"d{life.do('member.suspend', 'c1', member='m1', days=9, reason='x').seq}", "c1", "c2")
    assert refused("s1", "auditor", "m1") == ("person.suspended", "")


def test_who_holds_an_office_that_is_not_compatible_meanwhile_is_not_seated():
    life = small()
    seq = life.do("office.appoint", "s1", role="auditor", candidate="m1").seq
    life.do("member.resign", "c3", office="councillor")
    election = elect(life, "k1", "councillor", "m1")
    rank(life, election.proceedings[0], {"c1": ["m1"], "m2": ["m1"]})
    life.wait(14)
    assert holders(life, "councillor") == ["c1", "c2", "m1"]
    decide(life, f"d{seq}-2", "c1", "c2")
    assert holders(life, "auditor") == []
    assert life.state.proceedings[f"d{seq}-2"].facts["ended"] == "no-seat"
    life.check_fold()


def test_a_role_that_stands_for_a_group_needs_that_group():
    chosen = {"how": "appointed", "decision": {"by": "officer", "role": "chair"}}
    life = Life(changed("comity", ("roles/government-delegate/chosen", chosen),
                        ("mechanisms/capture-disclosure", "off")), {"chair": ["p1"]})  # fmt: skip
    nothing = {"affiliations": [], "funders": [], "owners": []}
    life.do("interest.state", "p2", group="academia", country="KE", **nothing)
    put = {"role": "government-delegate", "candidate": "p2"}
    assert life.refused("office.appoint", "p1", **put).message == "office.wrong-group"
    life.do("interest.state", "p2", group="government", country="KE", **nothing)
    life.do("office.appoint", "p1", **put)
    assert holders(life, "government-delegate") == ["p2"]
    # where there are no statements of interest, whoever appoints knows
    summit = Life(changed("summit"), {"host": ["h1"]})
    summit.do("office.appoint", "h1", role="delegation", candidate="n1")
    assert holders(summit, "delegation") == ["n1"]


@pytest.mark.parametrize("setting", ["refuse", "warn", "off"])
def test_who_holds_an_office_has_stated_their_interests_as_far_as_the_charter_asks(setting):
    life = Life(changed("comity", ("roles/chair/chosen/decision", {"by": "officer", "role": "secretary"}),
                        ("mechanisms/capture-disclosure", setting)), {"secretary": ["p1"]})  # fmt: skip
    put = {"role": "chair", "candidate": "p2"}
    if setting == "off":
        life.do("office.appoint", "p1", **put)
        return
    refusal = life.refused("office.appoint", "p1", **put)
    assert refusal.message == ("interest.missing" if setting == "refuse" else "warn.not-named")
    if setting == "warn":
        life.do("office.appoint", "p1", **put, breaks=["capture-disclosure"])
        assert holders(life, "chair") == ["p2"]


def test_an_election_is_by_nomination_and_a_ballot_of_ranks():
    life = small(officers={"clerk": ["k1"], "councillor": ["c1"]})
    election = elect(life, "m4", "councillor", "m1", "m2", "m3")
    (ballot,) = election.proceedings
    assert election.status == "ballot"
    assert life.state.proceedings[ballot].facts["seats"] == "2"
    assert life.refused("office.stand", "m4", election=election.id).message == "election.closed"
    ballots = {"c1": ["m2", "m1"], "m1": ["m3", "m1"], "m2": ["m3", "m1"], "m3": ["m3", "m1"], "k1": ["m2"]}
    assert life.refused("decision.position", "k1", proceeding=ballot, value="ranked", ranks=["m2"]).message == (
        "who.not-allowed"
    )
    rank(life, ballot, {actor: ranks for actor, ranks in ballots.items() if actor != "k1"})
    assert holders(life, "councillor") == ["c1"]
    life.wait(14)
    assert life.state.proceedings[ballot].winners == ["m3", "m1"]
    assert holders(life, "councillor") == ["c1", "m1", "m3"]
    assert election.status == "over"
    life.wait(0)
    changes = [row["change"] for row in life.table("elections")]
    assert changes == ["opened", "stands", "stands", "stands", "nominations-over"]
    assert set(told(life, "councillor")) == {("c1", "founding"), ("m3", "chosen"), ("m1", "chosen")}
    life.check_fold()


def test_with_too_few_ballots_nobody_is_elected_and_it_is_held_again():
    life = small(officers={"councillor": ["c1"]})
    election = elect(life, "m4", "councillor", "m1")
    rank(life, election.proceedings[0], {"m1": ["m1"]})
    life.wait(14)
    assert (holders(life, "councillor"), election.status) == (["c1"], "over")
    assert elect(life, "m4", "councillor").status == "over"  # nobody stood
    elect(life, "m4", "councillor", "m1", nomination_days=7)
    life.check_fold()


def test_an_election_by_votes_puts_each_candidate_and_the_first_to_carry_has_the_seat():
    life = small(officers=OFFICERS | {"speaker": []})
    election = elect(life, "c1", "speaker", "m1", "m2")
    first, second = election.proceedings
    assert [life.state.proceedings[one].subject for one in (first, second)] == ["m1", "m2"]
    decide(life, second, "c1", "c2")
    assert holders(life, "speaker") == ["m2"]
    assert life.state.proceedings[first].outcome == "refused"
    assert election.status == "over"
    life.check_fold()


def test_what_may_not_be_in_an_election_says_why():
    life = small(officers={"clerk": ["k1"], "councillor": ["c1"]})

    def refused(kind, actor, **public):
        refusal = life.refused(kind, actor, **public)
        return refusal.message, refusal.clause

    assert refused("office.elect", "k1", role="king") == ("role.unknown", "")
    assert refused("office.elect", "k1", role="clerk") == ("office.appointed", "")
    assert refused("office.elect", "n1", role="councillor") == ("proceeding.not-put", "The rules, 3")
    name = f"e{life.do('office.elect', 'k1', role='councillor').seq}"
    assert refused("office.elect", "k1", role="councillor") == ("office.election-open", "")
    assert refused("office.stand", "m1", election="e99") == ("election.closed", "")
    assert refused("office.stand", "n1", election=name) == ("office.not-candidate", "The rules, 3")
    assert refused("office.stand", "c1", election=name) == ("office.held", "The rules, 3")
    life.do("office.stand", "m1", election=name)
    assert refused("office.stand", "m1", election=name) == ("election.stands", "")
    assert refused("office.stand", "m2", election=name, withdraw=True) == ("election.not-so", "")
    life.do("office.stand", "m1", election=name, withdraw=True)
    assert life.state.elections[name].candidates == []
    full = small()
    refusal = full.refused("office.elect", "k1", role="councillor")
    assert (refusal.message, refusal.clause) == ("office.full", "The rules, 3")


def test_a_candidate_who_can_hold_the_office_no_longer_is_not_put_to_the_voters():
    life = small(officers={"councillor": ["c1"]})
    name = f"e{life.do('office.elect', 'm4', role='councillor').seq}"
    life.do("office.stand", "m1", election=name)
    life.do("office.stand", "m2", election=name)
    life.do("member.resign", "m1")
    life.wait(14)
    (ballot,) = life.state.elections[name].proceedings
    assert life.state.proceedings[ballot].candidates == ["m2"]


def renew(life, *actors):
    """The councillors are elected anew before their terms are over."""
    election = elect(life, "k1", "councillor", *actors, nomination_days=7, voting_days=7)
    rank(life, election.proceedings[0], {"m1": actors, "m2": actors})
    life.wait(7)


def test_successors_are_chosen_before_the_term_is_over_and_begin_when_it_is():
    life = small()
    life.wait(99)
    assert life.refused("office.elect", "k1", role="councillor").message == "office.full"
    life.wait(20)
    renew(life, "c1", "m3", "m4")
    assert holders(life, "councillor") == ["c1", "c2", "c3"]
    life.wait(70)
    assert holders(life, "councillor") == ["c1", "m3", "m4"]
    terms = {
        one.actor: one.terms
        for one in life.state.offices
        if one.role == "councillor" and rules.holds(one, life.state.at)
    }
    assert terms == {"c1": 2, "m3": 1, "m4": 1}
    life.check_fold()


def test_nobody_serves_more_terms_in_succession_than_may_be_and_a_term_out_of_office_breaks_it():
    life = small()
    life.wait(120)
    renew(life, "c1", "c2", "m3")
    life.wait(200)
    name = f"e{life.do('office.elect', 'k1', role='councillor').seq}"
    refusal = life.refused("office.stand", "c1", election=name)
    assert (refusal.message, refusal.clause) == ("office.most-terms", "The rules, 3")
    life.do("office.stand", "m3", election=name)
    life.wait(270)  # the second terms are over for 204 days
    name = f"e{life.do('office.elect', 'k1', role='councillor').seq}"
    life.do("office.stand", "c1", election=name)


@pytest.mark.parametrize(("setting", "serves"), [("refuse", False), ("warn", True), ("off", True)])
def test_after_the_term_an_officer_serves_on_only_as_the_charter_says(setting, serves):
    life = small(("mechanisms/legitimacy-officers", setting), ("roles/clerk/most", 2))
    one = appoint(life, "c1", "clerk", "m1")
    life.wait(200)
    assert told(life, "councillor")[-3:] == [("c1", "term"), ("c2", "term"), ("c3", "term")]
    assert (holders(life, "councillor") == ["c1", "c2", "c3"]) is serves
    position = {"proceeding": one, "value": "for"}
    if setting == "off":
        decide(life, one, "c1", "c2")
        assert holders(life, "clerk") == ["k1", "m1"]
        return
    refusal = life.refused("decision.position", "c1", **position)
    assert refusal.clause == "The rules, 3"
    if setting == "refuse":
        assert (refusal.message, refusal.mechanism.value) == ("office.term-over", "legitimacy-officers")
        assert life.refused("office.appoint", "c2", role="clerk", candidate="m2").message == "office.term-over"
        silence = {"person": "m1", "days": 1, "ground": "abuse", "reason": "x"}
        refusal = life.refused("moderation.silence", "s1", **silence)
        assert (refusal.message, refusal.clause) == ("office.term-over", "The rules, 4")
        assert life.refused("member.resign", "c1", office="councillor").message == "office.not-held"
    else:
        assert refusal.message == "warn.not-named"
        life.do("decision.position", "c1", **position, breaks=["legitimacy-officers"])
    life.check_fold()


def test_who_serves_on_is_relieved_by_a_successor_recalled_or_resigns():
    life = small(("mechanisms/legitimacy-officers", "off"))
    life.wait(200)
    election = elect(life, "k1", "councillor", "m1", nomination_days=7, voting_days=7)
    rank(life, election.proceedings[0], {"m1": ["m1"], "m2": ["m1"]})
    life.wait(7)
    assert holders(life, "councillor") == ["c2", "c3", "m1"]
    life.do("member.resign", "c2", office="councillor")
    assert holders(life, "councillor") == ["c3", "m1"]
    recall(life, "c3", "m1", "m2")
    decide(life, next(reversed(life.state.proceedings)), "m1")
    assert holders(life, "councillor") == ["m1"]
    life.check_fold()


def recall(life, officer, first, *others, role="councillor"):
    name = f"r{life.do('office.recall', first, role=role, officer=officer, reason='They never come.').seq}"
    for actor in others:
        life.do("office.petition", actor, petition=name)
    return name


def test_a_recall_is_a_petition_and_then_a_decision_without_the_officer():
    life = small()
    name = recall(life, "c1", "m1")
    assert not life.state.petitions[name].proceeding
    assert life.refused("office.petition", "m1", petition=name).message == "recall.signed"
    refusal = life.refused("office.petition", "n1", petition=name)
    assert (refusal.message, refusal.clause) == ("who.not-allowed", "The rules, 3.4")
    life.do("office.petition", "m2", petition=name)
    one = life.state.petitions[name].proceeding
    assert life.refused("office.petition", "m3", petition=name).message == "recall.not-open"
    assert life.refused("decision.position", "c1", proceeding=one, value="against").message == "proceeding.party"
    decide(life, one, "c2", "c3")
    assert holders(life, "councillor") == ["c2", "c3"]
    assert life.state.petitions == {}
    life.wait(300)
    assert told(life, "councillor")[3:] == [("c1", "recalled"), ("c2", "term"), ("c3", "term")]
    assert [row["actor"] for row in life.table("petitions")] == ["m1", "m2"]
    life.check_fold()


def test_a_recall_that_is_refused_leaves_the_officer_and_may_be_asked_for_again():
    life = small()
    name = recall(life, "c1", "m1", "m2")
    decide(life, life.state.petitions[name].proceeding, "c2", value="against")
    assert holders(life, "councillor") == ["c1", "c2", "c3"]
    recall(life, "c1", "m1")
    life.check_fold()


def test_signers_who_may_petition_no_longer_are_not_counted():
    life = small(members=[*MEMBERS, "m5"])
    name = recall(life, "c1", "m1")
    life.do("member.resign", "m1")
    life.do("office.petition", "m2", petition=name)
    assert not life.state.petitions[name].proceeding
    life.do("office.petition", "m3", petition=name)
    assert life.state.petitions[name].proceeding


def test_who_recalls_alone_does_it_by_the_act():
    life = small(("roles/auditor/recall/petition_by", ["anyone"]), officers=OFFICERS | {"auditor": ["a1"]})
    life.do("office.recall", "s1", role="auditor", officer="a1", reason="x")
    assert holders(life, "auditor") == []
    assert life.state.petitions == {}
    life.check_fold()


def test_delegates_are_recalled_by_as_many_signatures_as_the_charter_asks_for():
    decision = {"by": "signature", "signatories": ["members"], "fewest": 3, "reservations": False}
    life = small(("roles/councillor/recall/decision", decision))
    name = recall(life, "c1", "m1", "m2")
    one = life.state.petitions[name].proceeding
    assert life.refused("decision.position", "c1", proceeding=one, value="sign").message == "proceeding.party"
    for actor in ("m1", "m2"):
        life.do("decision.position", actor, proceeding=one, value="sign")
    assert holders(life, "councillor") == ["c1", "c2", "c3"]
    life.do("decision.position", "m3", proceeding=one, value="sign")
    assert holders(life, "councillor") == ["c2", "c3"]


@pytest.mark.parametrize("how", ["resigns", "term"])
def test_a_recall_from_an_office_that_is_over_has_lost_its_object(how):
    life = small()
    put, open_ = recall(life, "c1", "m1", "m2"), recall(life, "c2", "m1")
    one = life.state.petitions[put].proceeding
    if how == "resigns":
        life.do("member.resign", "c1", office="councillor")
    else:
        life.wait(200)
        assert life.refused("office.petition", "m2", petition=open_).message == "recall.not-open"
    assert (life.state.proceedings[one].outcome, life.state.proceedings[one].facts["ended"]) == (
        "refused",
        "office-over",
    )
    assert put not in life.state.petitions
    life.check_fold()


def test_what_may_not_be_recalled_says_why():
    life = small()

    def refused(actor, role, officer):
        refusal = life.refused("office.recall", actor, role=role, officer=officer, reason="x")
        return refusal.message, refusal.clause

    assert refused("m1", "king", "c1") == ("role.unknown", "")
    assert refused("m1", "speaker", "s1") == ("recall.none", "The rules, 4")
    assert refused("n1", "councillor", "c1") == ("who.not-allowed", "The rules, 3.4")
    assert refused("m1", "councillor", "m2") == ("office.not-held", "")
    recall(life, "c1", "m1")
    assert refused("m2", "councillor", "c1") == ("recall.open", "")


def test_a_recall_in_one_term_does_not_go_on_in_the_next():
    life = small()
    life.wait(120)
    renew(life, "c1", "c2", "c3")
    name = recall(life, "c1", "m1")
    life.wait(100)
    assert holders(life, "councillor") == ["c1", "c2", "c3"]
    assert life.refused("office.petition", "m2", petition=name).message == "recall.not-open"
    recall(life, "c1", "m1", "m2")


WHO = st.sampled_from([*MEMBERS, "k1", "s1"])
ROLES = st.sampled_from(["councillor", "speaker", "clerk", "auditor"])
STEP = st.one_of(
    st.tuples(st.just("choose"), ROLES, st.lists(WHO, min_size=1, max_size=4, unique=True)),
    st.tuples(st.just("recall"), ROLES, st.lists(WHO, min_size=1, max_size=1)),
    st.tuples(st.just("member.resign"), ROLES, st.lists(WHO, min_size=1, max_size=2, unique=True)),
    st.tuples(st.just("wait"), st.sampled_from([1, 60, 150]), st.just([])),
)


def step(life, kind, what, actors):
    """Do what may be done of one step, and decide or not what it opened."""
    if kind == "wait":
        life.wait(what)
    for actor in actors:
        if kind == "member.resign":
            attempt(life, kind, actor, office=what)
        elif kind == "recall":
            for signer in ("m1", "m2", "s1"):
                attempt(life, "office.recall", signer, role=what, officer=actor, reason="x")
                for name in list(life.state.petitions):
                    attempt(life, "office.petition", signer, petition=name)
        elif kind == "choose":
            for other in ("s1", "c1", "m1"):
                attempt(life, "office.appoint", other, role=what, candidate=actor)
    if kind == "choose":
        attempt(life, "office.elect", "k1", role=what)
        for actor in actors:
            for name in list(life.state.elections):
                attempt(life, "office.stand", actor, election=name)
        life.wait(14)
    decide_all(life, actors)
    if kind == "choose":
        life.wait(14)


def decide_all(life, ranks):
    """Everybody says yes to what is open, twice, since what is carried may have to be confirmed."""
    for _ in range(2):
        for one in [one for one in life.state.proceedings.values() if not one.outcome]:
            ranked = {"value": "ranked", "ranks": [name for name in ranks if name in one.candidates]}
            for voter in MEMBERS:
                attempt(life, "decision.position", voter, proceeding=one.id,
                        **(ranked if one.candidates else {"value": "for"}))  # fmt: skip


def attempt(life, kind, actor, **public):
    with contextlib.suppress(RefusedError):
        life.do(kind, actor, **public)


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, min_size=3, max_size=10), st.sampled_from(["refuse", "off"]))
def test_whatever_is_done_seats_terms_and_incompatible_offices_are_as_the_charter_says(steps, setting):
    life = small(("mechanisms/legitimacy-officers", setting), ("roles/clerk/most", 2))
    charter = life.state.charter
    for kind, what, actors in steps:
        step(life, kind, what, actors)
    moments = {one.since for one in life.state.offices} | {life.state.at}
    for at in moments:
        held = [one for one in life.state.offices if rules.holds(one, at)]
        for role in charter.roles:
            mine = [one.actor for one in held if one.role == role.id]
            assert len(mine) <= role.most
            assert len(mine) == len(set(mine))
            over = [one for one in life.state.offices if rules.serving(one, at, over=setting == "off")]
            if at == life.state.at:
                mine = {one.actor for one in over if one.role == role.id}
                assert len(mine) <= role.most
                assert not {one.actor for one in over if one.role in role.not_with} & mine
    for one in life.state.offices:
        assert one.terms <= (charter.role(one.role).most_terms or 99)
    assert all(not life.state.proceedings[name].outcome for names in life.state.choosing.values() for name in names)
    life.check_fold()
