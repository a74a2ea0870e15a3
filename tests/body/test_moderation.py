"""What is taken down, and who is silenced: by whom, on which ground, with which reason; and that it is undone."""

import pytest

from comity.body import rules
from comity.body.appealed import words
from comity.body.appeals import filing
from comity.body.matters_state import Consultation, Statement
from comity.body.moderation import restore
from comity.record.envelope import read_act
from tests.body.charters import SMALL, changed
from tests.body.helpers import Life
from tests.body.matter_lives import consulted, living, proposed, stated
from tests.body.talk import commented, erased

OFFICERS = {"speaker": ["s1"]}
SAID = {"consultation": "c5", "item": "s6", "ground": "spam", "reason": "It sells a car."}


def small(*changes):
    """A body in which somebody made a statement and a submission."""
    life = Life(changed(SMALL, *changes), OFFICERS, members=["m1"])
    one = Consultation("c5", "m4", 0, life.state.at, "", "open")
    one.statements = {"s6": Statement("m1", 6), "s7": Statement("m1", 7, "duplicate")}
    one.submissions = {"u8": Statement("m1", 8)}
    life.state.consultations["c5"] = one
    return life


def status(life, item):
    one = life.state.consultations["c5"]
    return (one.statements | one.submissions)[item].status


@pytest.mark.parametrize(
    ("item", "before", "table"),
    [("s6", "open", "statements"), ("s7", "duplicate", "statements"), ("u8", "open", "submissions")],
)
def test_what_is_taken_down_is_put_back_as_it_was(item, before, table):
    life = small()
    life.do("moderation.remove", "s1", **(SAID | {"item": item}))
    assert status(life, item) == "moderated"
    assert life.refused("moderation.remove", "s1", **(SAID | {"item": item})).message == "moderation.removed"
    life.do("moderation.restore", "s1", consultation="c5", item=item, reason="It does not.")
    assert status(life, item) == before
    assert [row["status"] for row in life.table(table)] == ["moderated", "restored"]
    assert [(row["act"], row["reason"]) for row in life.table("moderation")] == [
        ("remove", "It sells a car."), ("restore", "It does not."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "change", "message", "clause"),
    [
        ("m1", {}, "who.not-allowed", "The rules, 6"),
        ("s1", {"ground": "dissent"}, "moderation.ground", "The rules, 6"),
        ("s1", {"item": "s9"}, "moderation.no-item", ""),
        ("s1", {"consultation": "c6"}, "moderation.no-item", ""),
        ("s1", {"consultation": ""}, "moderation.place", ""),
        ("s1", {"matter": "m4"}, "moderation.place", ""),
        ("s1", {"item": "t6"}, "moderation.place", ""),
        ("s1", {"item": "t6", "consultation": "", "matter": "m4"}, "moderation.no-item", ""),
    ],
)
def test_what_may_not_be_taken_down_says_why(actor, change, message, clause):
    refusal = small().refused("moderation.remove", actor, **(SAID | change))
    assert (refusal.message, refusal.clause) == (message, clause)


@pytest.mark.parametrize("kind", ["moderation.remove", "moderation.silence"])
def test_where_the_charter_has_no_moderation_nobody_moderates(kind):
    target = SAID if kind == "moderation.remove" else {"person": "m1", "days": 1, "ground": "spam", "reason": "x"}
    assert small(("moderation", None)).refused(kind, "s1", **target).message == "moderation.none"


@pytest.mark.parametrize(
    ("kind", "public"),
    [
        ("moderation.remove", SAID | {"reason": " "}),
        ("moderation.silence", {"person": "m1", "days": 1, "ground": "abuse"}),
        ("moderation.restore", {"consultation": "c5", "item": "s6"}),
        ("moderation.restore", {"person": "m9"}),
    ],
)
@pytest.mark.parametrize("setting", ["refuse", "warn", "off"])
def test_a_reason_is_asked_for_as_the_charter_sets_it(kind, public, setting):
    life = small(("mechanisms/transparency-reasons", setting))
    if kind == "moderation.restore":
        reason = {"reason": "x"}
        life.do("moderation.remove", "s1", **SAID)
        life.do("moderation.silence", "s1", person="m9", days=1, ground="abuse", **reason)
    if setting == "off":
        life.do(kind, "s1", **public)
        return
    refusal = life.refused(kind, "s1", **public)
    assert refusal.message == ("reason.missing" if setting == "refuse" else "warn.not-named")
    assert refusal.clause == "The rules, 6"
    if setting == "warn":
        life.do(kind, "s1", **public, breaks=["transparency-reasons"])


def silence(**change):
    return {"person": "m1", "days": 7, "ground": "abuse", "reason": "They shouted.", **change}


def messages(life, serving):
    return [refusal.message for refusal in rules.serves(life.state, "m1", serving, life.state.at)]


def test_who_is_silenced_says_nothing_for_so_long_and_votes_all_the_same():
    life = small()
    life.do("moderation.silence", "s1", **silence())
    for serving in ("state", "submit", "object"):
        assert messages(life, serving) == ["person.silenced"]
    assert messages(life, "vote") == []
    assert life.refused("moderation.silence", "s1", **silence()).message == "moderation.silenced"
    life.wait(7)
    life.do("moderation.silence", "s1", **silence(days=1))
    life.do("moderation.restore", "s1", person="m1", reason="They said sorry.")
    assert messages(life, "state") == []
    assert [row["act"] for row in life.table("moderation")] == ["silence", "silence", "restore"]


def test_a_silence_that_may_not_be_says_why():
    life = small()
    refusal = life.refused("moderation.silence", "s1", **silence(days=8))
    assert (refusal.message, refusal.clause) == ("moderation.too-long", "The rules, 6")
    assert "7 days" in refusal.sentence
    assert life.refused("moderation.silence", "m1", **silence()).message == "who.not-allowed"
    assert life.refused("moderation.silence", "s1", **silence(ground="dissent")).message == "moderation.ground"
    assert life.refused("moderation.silence", "s1", **silence(person="clock")).message == "actor.reserved"
    life = small(("moderation/longest_silence", None))
    refusal = life.refused("moderation.silence", "s1", **silence())
    assert (refusal.message, refusal.clause) == ("moderation.no-silence", "The rules, 6")


def test_only_what_is_moderated_is_undone():
    life = small()
    for public, message in (
        ({"consultation": "c5", "item": "s6"}, "moderation.not-removed"),
        ({"item": "s6"}, "moderation.place"),
        ({"consultation": "c5", "item": "t6"}, "moderation.place"),
        ({"person": "m1"}, "moderation.not-silenced"),
        ({}, "moderation.one"),
        ({"consultation": "c5", "item": "s6", "person": "m1"}, "moderation.one"),
    ):
        assert life.refused("moderation.restore", "s1", reason="x", **public).message == message
    assert life.refused("moderation.restore", "m1", reason="x", person="m1").message == "who.not-allowed"


def test_an_appeal_can_put_back_what_was_taken_down_and_changes_nothing_else():
    life = small()
    life.do("moderation.remove", "s1", **SAID)
    restore(life.state, "c5", "s6")
    restore(life.state, "c5", "s7")
    restore(life.state, "c9", "s6")
    assert (status(life, "s6"), status(life, "s7")) == ("open", "duplicate")


def test_a_record_with_moderation_folds_to_the_state_it_made():
    life = Life(changed(SMALL), OFFICERS, members=["m1"])
    life.do("moderation.silence", "s1", **silence())
    life.wait(2)
    life.do("moderation.restore", "s1", person="m1", reason="x")
    life.check_fold()


@pytest.fixture
def talked():
    """A body with a comment in a matter: the body, the matter, the comment."""
    life = living()
    matter = proposed(life)
    return life, matter, commented(life, matter)


def grounds(life):
    return {"ground": life.state.charter.moderation.grounds[0]}


def moderator(life):
    by = life.state.charter.moderation.by
    return next(one for one in life.state.people if rules.is_one(life.state, one, by, life.state.at))


def test_a_comment_is_taken_down_and_put_back_as_a_statement_is(talked):
    life, matter, comment = talked
    by, of = moderator(life), {"matter": matter, "item": comment, "reason": "It insults."}
    down = life.do("moderation.remove", by, **of, **grounds(life))
    assert life.state.matters[matter].comments[comment].status == "moderated"
    assert life.refused("moderation.remove", by, **of, **grounds(life)).message == "moderation.removed"
    text = {"text": {"text": "So?"}}
    answer = {"matter": matter, "language": "en", "reply_to": comment}
    assert life.refused("comment.make", "p3", private=text, **answer).message == "comment.not-open"
    assert life.refused("comment.withdraw", "p2", matter=matter, comment=comment).message == "comment.not-open"
    assert words(life.state, read_act(life.entries[down.seq])) == {"moderation"}
    life.do("moderation.restore", by, **of)
    assert life.state.matters[matter].comments[comment].status == "open"
    assert [(row["comment"], row["status"]) for row in life.table("comments")] == [
        (comment, "open"), (comment, "moderated"), (comment, "restored"),
    ]  # fmt: skip
    assert [(row["act"], row["matter"], row["item"]) for row in life.table("moderation")] == [
        ("remove", matter, comment), ("restore", matter, comment),
    ]  # fmt: skip
    assert {row.scope for _, row in life.rows if row.table in {"comments", "moderation"}} == {matter}
    life.check_fold()


def test_taking_down_a_comment_is_appealed_as_any_moderation(talked):
    life, matter, comment = talked
    said = {"matter": matter, "item": comment, "reason": "It insults."}
    down = life.do("moderation.remove", moderator(life), **said, **grounds(life))
    told = filing(life.state, down.seq, "chair")
    assert (told["what"], told["matter"], told["party"]) == ("moderation", matter, "chair")
    appeal = life.do("appeal.file", "p2", instance="chair", ground="process", reason="I insulted nobody.", **told)
    assert life.state.appeals[f"a{appeal.seq}"].against == "moderation"


def flag(life, actor, **named):
    return life.do("moderation.flag", actor, private={"reason": {"reason": "It insults me."}}, **named, **grounds(life))


def not_flagged(life, actor, **named):
    said = {**grounds(life), **named}
    return life.refused("moderation.flag", actor, private={"reason": {"reason": "It insults me."}}, **said).message


def test_a_flag_is_read_by_officers_and_changes_nothing_else(talked):
    life, matter, comment = talked
    statement = stated(life, consulted(life, matter))
    consultation = life.state.matters[matter].consultations[0]
    act = flag(life, "p3", matter=matter, item=comment)
    flag(life, "p1", matter=matter, item=comment)
    flag(life, "p3", consultation=consultation, item=statement)
    assert life.state.flags == {comment: ["p3", "p1"], statement: ["p3"]}
    assert life.state.matters[matter].comments[comment].status == "open"
    assert "insults" not in life.entries[act.seq].decode()
    assert words(life.state, act) == set()  # it is no moderation, and nobody appeals it
    found = [row for _, row in life.rows if row.table == "flags"]
    assert [(row.audience, row.scope, row.values["item"]) for row in found] == [
        ("officers", matter, comment), ("officers", matter, comment), ("officers", consultation, statement),
    ]  # fmt: skip
    first = found[0].values
    assert (first["actor"], first["reason"], first["erased"]) == ("p3", "It insults me.", False)
    assert all(row.audience == "officers" for seq, row in life.rows if seq == act.seq)
    erased(life, f"f{act.seq}", "p3", "reason")
    row = life.registry.rows(read_act(life.entries[act.seq]), {})[0]
    assert (row.values["reason"], row.values["erased"], row.audience) == ("", True, "officers")
    life.check_fold()


def test_who_may_comment_flags_once_what_stands_on_a_ground_of_the_charter(talked):
    life, matter, comment = talked
    of = {"matter": matter, "item": comment}
    assert not_flagged(life, "stranger", **of) == "who.not-allowed"
    assert not_flagged(life, "p3", **of, ground="dissent") == "moderation.ground"
    assert not_flagged(life, "p3", matter=matter, item="t999") == "moderation.no-item"
    assert not_flagged(life, "p3", matter="m999", item=comment) == "moderation.no-item"
    assert not_flagged(life, "p3", consultation="c9", item=comment) == "moderation.place"
    flag(life, "p3", **of)
    assert not_flagged(life, "p3", **of) == "moderation.flagged"
    life.state.person("p1").silenced_until = "2030-01-01T00:00:00.000000Z"
    assert not_flagged(life, "p1", **of) == "person.silenced"
    life.state.matters[matter].status = "adopted"
    flag(life, "editor", **of)
    life.do("moderation.remove", moderator(life), **of, reason="It insults.", **grounds(life))
    assert not_flagged(life, "chair", **of) == "moderation.removed"


def test_nothing_is_flagged_where_nobody_moderates():
    life = Life(changed(SMALL, ("moderation", None)), members=["m1"])
    reason = {"reason": {"reason": "x"}}
    said = {"matter": "m9", "item": "t9", "ground": "spam"}
    assert life.refused("moderation.flag", "m1", private=reason, **said).message == "moderation.none"
