"""Who asks is a member where membership is open, or is admitted; a member is suspended for a time, and may leave."""

import pytest

from comity.base.errors import InputError
from tests.body.charters import SMALL, changed
from tests.body.helpers import Life

COUNCIL = {"councillor": ["c1", "c2", "c3"], "speaker": ["s1"], "clerk": ["k1"]}


def small(*changes, members=("m1", "m2")):
    return Life(changed(SMALL, *changes), COUNCIL, members=members)


def decide(life, proceeding, *actors, value="for"):
    for actor in actors:
        life.do("decision.position", actor, proceeding=proceeding, value=value)


def changes(life, actor):
    return [row["change"] for row in life.table("members") if row["actor"] == actor]


def test_where_membership_is_open_who_asks_is_a_member():
    life = Life(changed("comity"))
    private = {"name": {"name": "Ann"}, "email": {"email": "ann@site.example"}}
    act = life.do("member.join", "p1", verification="e-mail", private=private)
    assert life.state.people["p1"].member
    assert life.state.people["p1"].verification == "e-mail"
    (told,) = (row for seq, row in life.rows if seq == act.seq and row.table == "contacts")
    assert told.audience == "officers"
    assert told.values == {"actor": "p1", "name": "Ann", "email": "ann@site.example"}
    assert b"site.example" not in life.entries[act.seq]
    assert changes(life, "p1") == ["join"]
    assert life.refused("member.join", "p1", verification="e-mail").message == "member.already"
    life.check_fold()


def test_the_way_in_which_somebody_was_verified_must_be_one_of_the_charter():
    refusal = small().refused("member.join", "n1", verification="openid")
    assert refusal.message == "member.verification"
    assert "e-mail, invitation" in refusal.sentence
    assert refusal.clause == "The rules, 2"


def test_nobody_joins_a_body_without_members_nor_does_the_clock():
    refusal = Life(changed("ietf-wg")).refused("member.join", "p1", verification="e-mail")
    assert refusal.message == "membership.none"
    assert refusal.clause == "RFC 2418, IETF Working Group Guidelines and Procedures (1998), 1"
    assert small().refused("member.join", "clock", verification="e-mail").message == "actor.reserved"


def test_an_address_without_an_at_sign_is_none():
    with pytest.raises(InputError, match="email"):
        small().do("member.join", "n1", verification="e-mail", private={"email": {"email": "nowhere"}})


@pytest.mark.parametrize(("value", "member"), [("for", True), ("against", False)])
def test_where_membership_is_by_admission_it_is_decided(value, member):
    life = small()
    seq = life.do("member.join", "n1", verification="invitation").seq
    assert not life.state.people["n1"].member
    assert life.refused("member.join", "n1", verification="invitation").message == "member.asked"
    decide(life, f"d{seq}", "c1", "c2", value=value)
    assert life.state.people["n1"].member is member
    life.wait(0)
    assert changes(life, "n1") == ["join", "admitted"] if member else ["join"]
    if not member:
        life.do("member.join", "n1", verification="invitation")  # one may ask again
    life.check_fold()


def test_who_admits_alone_does_not_admit_themself():
    life = small(("membership/admitted_by", {"by": "officer", "role": "clerk"}))
    seq = life.do("member.join", "k1", verification="e-mail").seq
    assert not life.state.people["k1"].member
    assert life.refused("decision.position", "k1", proceeding=f"d{seq}", value="for").message == "proceeding.party"


def suspend(life, actor, member="m1", days=30, reason="They shouted."):
    return life.do("member.suspend", actor, member=member, days=days, reason=reason)


def test_a_suspended_member_does_nothing_for_so_long():
    life = small()
    seq = suspend(life, "c1").seq
    decide(life, f"d{seq}", "c1", "c2")
    assert life.refused("office.recall", "m1", role="councillor", officer="c1", reason="x").message == "who.not-allowed"
    life.wait(29)
    assert changes(life, "m1") == ["founding", "suspension-put", "suspended"]
    assert life.refused("office.recall", "m1", role="councillor", officer="c1", reason="x").message == "who.not-allowed"
    life.wait(1)
    life.do("office.recall", "m1", role="councillor", officer="c1", reason="x")
    life.check_fold()


def test_leaving_and_coming_back_does_not_end_a_suspension():
    life = small()
    decide(life, f"d{suspend(life, 'c1').seq}", "c1", "c2")
    life.do("member.resign", "m1")
    decide(life, f"d{life.do('member.join', 'm1', verification='e-mail').seq}", "c1", "c2")
    assert life.state.people["m1"].member
    assert life.refused("office.recall", "m1", role="councillor", officer="c1", reason="x").message == "who.not-allowed"


def test_each_suspension_that_is_refused_says_why():
    life = small()

    def refused(actor, **public):
        said = {"member": "m1", "days": 30, "reason": "They shouted.", **public}
        return life.refused("member.suspend", actor, **said)

    assert refused("m2").message == "proceeding.not-put"
    assert refused("c1", member="n1").message == "member.not"
    longer = refused("c1", days=31)
    assert (longer.message, longer.clause) == ("suspension.too-long", "The rules, 2")
    assert "30 days" in longer.sentence
    suspend(life, "k1")
    assert refused("c1").message == "suspension.open"
    nobody = small(("membership/suspended_by", None), ("membership/longest_suspension", None))
    refusal = nobody.refused("member.suspend", "c1", member="m1", days=1, reason="x")
    assert (refusal.message, refusal.clause) == ("suspension.none", "The rules, 2")


def test_a_suspension_gives_a_reason_where_the_charter_asks_for_reasons():
    life = small(("mechanisms/transparency-reasons", "refuse"))
    refusal = life.refused("member.suspend", "c1", member="m1", days=1, reason=" ")
    assert (refusal.message, refusal.mechanism.value) == ("reason.missing", "transparency-reasons")
    suspend(small(), "c1", reason="")


def test_a_member_who_sits_in_the_council_does_not_decide_on_their_own_suspension():
    life = small(members=["c1"])
    seq = suspend(life, "c2", member="c1").seq
    assert life.refused("decision.position", "c1", proceeding=f"d{seq}", value="against").message == "proceeding.party"
    decide(life, f"d{seq}", "c2", "c3")
    assert life.state.people["c1"].suspended_until
    other = life.do("member.join", "n1", verification="e-mail").seq
    assert life.refused("decision.position", "c1", proceeding=f"d{other}", value="for").message == "person.suspended"


def test_who_resigns_from_an_office_is_out_of_it_at_once():
    life = small(members=["c1"])
    life.do("member.resign", "c1", office="councillor")
    assert life.refused("member.suspend", "c1", member="c1", days=1, reason="x").message == "proceeding.not-put"
    assert life.refused("member.resign", "c1", office="councillor").message == "office.not-held"
    assert life.state.people["c1"].member
    acts = life.wait(300)
    assert [row for row in life.table("offices") if row["actor"] == "c1"][1:] == [
        {**life.table("offices")[0], "at": acts[0].at, "seq": acts[0].seq, "since": life.state.offices[0].since,
         "change": "resigned"}
    ]  # fmt: skip
    life.check_fold()


def test_who_leaves_the_body_leaves_every_office_in_it():
    life = small(members=["c1", "m1"])
    life.do("member.resign", "c1")
    assert not life.state.people["c1"].member
    assert life.state.offices[0].ended == "resigned"
    assert changes(life, "c1") == ["founding", "left"]
    assert life.refused("member.resign", "c1").message == "member.not"
    life.do("member.resign", "s1")  # an officer who is no member
    assert life.refused("member.resign", "n1").message == "member.not"
    life.check_fold()
