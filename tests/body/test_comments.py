"""A comment is made in a thread, by whoever may speak on the matter, and taken back; and is erased."""

import pytest

from comity.base.errors import InputError
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body.charters import SMALL, changed
from tests.body.helpers import Life
from tests.body.matter_lives import consulted, living, proposed, stage, stated, undisclosed, variant
from tests.body.talk import commented, drafted, erased, filed, left

TEXT = {"text": {"text": "Why?"}}


@pytest.fixture
def life():
    return living()


@pytest.fixture
def matter(life):
    return proposed(life)


def refused(life, matter, actor="p2", **other):
    return life.refused("comment.make", actor, private=TEXT, **{"matter": matter, "language": "en", **other})


def test_it_is_kept_in_its_thread_and_gives_nobody_a_part_in_the_matter(life, matter):
    first = commented(life, matter)
    reply = commented(life, matter, "p3", "Because.", reply_to=first)
    comments = life.state.matters[matter].comments
    assert {name: (one.actor, one.status, one.about) for name, one in comments.items()} == {
        first: ("p2", "open", ""), reply: ("p3", "open", ""),
    }  # fmt: skip
    assert life.state.matters[matter].participants == {}
    row = life.table("comments")[1]
    assert (row["comment"], row["reply_to"], row["about"], row["text"]) == (reply, first, "", "Because.")
    assert (row["actor"], row["language"], row["status"], row["erased"]) == ("p3", "en", "open", False)
    assert {(row.scope, row.audience) for _, row in life.rows if row.table == "comments"} == {(matter, "public")}
    life.check_fold()


def test_it_is_about_the_matter_a_clause_a_statement_an_objection_or_a_submission(life, matter):
    drafted(life, matter, ("1", "One."), ("2.1", "Two."))
    consultation = consulted(life, matter)
    statement = stated(life, consultation)
    objection = life.do("objection.raise", "p3", matter=matter, clause="2.1", reason="No.")
    for about in ("", "clause 2.1", statement, filed(life, consultation), f"o{objection.seq}"):
        name = commented(life, matter, about=about)
        assert life.state.matters[matter].comments[name].about == about
    for about in ("clause 3", "s999", "u999", "o999"):
        assert refused(life, matter, about=about).message == "comment.no-target"
    other = proposed(life)
    for about in ("clause 2.1", statement, f"o{objection.seq}"):
        assert refused(life, other, about=about).message == "comment.no-target"
    life.state.consultations[consultation].statements[statement].status = "moderated"
    assert refused(life, matter, about=statement).message == "comment.no-target"


@pytest.mark.parametrize("about", ["t3", "m3", "clause", "clause 1 2", "everything", "s"])
def test_what_it_is_about_has_a_form(life, matter, about):
    with pytest.raises(InputError, match="about"):
        commented(life, matter, about=about)


def test_a_reply_is_to_a_comment_that_stands_and_about_the_same(life, matter):
    first = commented(life, matter)
    drafted(life, matter, ("1", "One."), ("2.1", "Two."))
    assert refused(life, matter, reply_to="t999").message == "comment.unknown"
    assert refused(life, proposed(life), reply_to=first).message == "comment.unknown"
    found = refused(life, matter, reply_to=first, about="clause 1")
    assert (found.message, found.sentence) == (
        "comment.other-thread", f"{first} is about {matter}, and so are replies to it",
    )  # fmt: skip
    on_clause = commented(life, matter, about="clause 1")
    commented(life, matter, about="clause 1", reply_to=on_clause)
    life.do("comment.withdraw", "p2", matter=matter, comment=first)
    found = refused(life, matter, reply_to=first)
    assert (found.message, found.sentence) == ("comment.not-open", f"{first} is withdrawn")


@pytest.mark.parametrize("text", ["", " ", "x" * 10_001])
def test_it_has_one_to_10_000_characters(life, matter, text):
    with pytest.raises(InputError, match="text"):
        commented(life, matter, text=text)
    commented(life, matter, text="x" * 10_000)


def test_at_a_stage_that_consults_whoever_may_make_statements_comments_also_before_it_opens(life, matter):
    assert life.state.consultations == {}
    found = refused(life, matter, "stranger")
    assert found.message == "who.not-allowed"
    assert "the charter lets members" in found.sentence
    opened = living(undisclosed(change=lambda tree: stage(tree)["consultation"].update(state_by=["affected"])))
    matter = proposed(opened)
    assert refused(opened, matter, "stranger").message == "who.not-allowed"
    commented(opened, matter, "stranger", affected="It does.")


def test_at_another_stage_members_proposers_and_participants_comment():
    life = Life(changed(SMALL), {"councillor": ["k1"]}, members=["m1"])
    matter = proposed(life, "m1", path="policy")
    commented(life, matter, "m1")
    found = refused(life, matter, "stranger")
    assert (found.message, found.clause) == ("who.not-allowed", "The rules, 2")
    assert "members, its proposer, whoever took part" in found.sentence
    life.state.matters[matter].participants["stranger"] = True
    commented(life, matter, "stranger")
    life.state.matters[matter].proposers.append("friend")
    commented(life, matter, "friend")


def test_where_there_are_no_members_anyone_comments():
    life = Life(template("ietf-wg"), {"wg-chair": ["chair"]})
    matter = proposed(life, path="proposed-standard", tags=["protocol"])
    commented(life, matter, "stranger")
    for actor in ("operator", "clock"):
        assert refused(life, matter, actor).message == "who.not-allowed"


def test_who_may_make_no_statement_now_makes_no_comment():
    life = living(variant(change=lambda tree: tree["disclosure"].update(needed_to=["state"])))
    matter = proposed(life)
    found = refused(life, matter)
    assert (found.message, found.mechanism) == ("interest.missing", Mechanism.DISCLOSURE)
    life = living()
    matter = proposed(life)
    life.state.person("p2").silenced_until = "2030-01-01T00:00:00.000000Z"
    assert refused(life, matter).message == "person.silenced"
    life.state.person("p3").suspended_until = "2030-01-01T00:00:00.000000Z"
    assert refused(life, matter, "p3").message == "who.not-allowed"  # who is suspended is no member


def test_it_ends_with_the_matter_and_not_with_a_challenge(life, matter):
    assert refused(life, "m999").message == "matter.unknown"
    life.do("scope.challenge", "p3", matter=matter, what="scope", claim="wrong", name="safety", reason="So.")
    assert life.state.matters[matter].suspended_by
    name = commented(life, matter)
    life.state.matters[matter].status = "gathering"
    commented(life, matter)
    life.state.matters[matter].status = "adopted"
    found = refused(life, matter)
    assert (found.message, found.sentence) == ("comment.matter-over", f"{matter} is adopted: its discussion is closed")
    late = life.refused("comment.withdraw", "p2", matter=matter, comment=name)
    assert late.message == "comment.matter-over"


def test_its_author_takes_it_back(life, matter):
    name = commented(life, matter)
    of = {"matter": matter, "comment": name}
    assert life.refused("comment.withdraw", "p3", **of).message == "comment.not-yours"
    assert life.refused("comment.withdraw", "p2", **{**of, "comment": "t99"}).message == "comment.unknown"
    assert life.refused("comment.withdraw", "p2", **{**of, "matter": "m99"}).message == "matter.unknown"
    life.do("comment.withdraw", "p2", **of)
    assert life.refused("comment.withdraw", "p2", **of).message == "comment.not-open"
    assert [row["status"] for row in life.table("comments")] == ["open", "withdrawn"]
    life.check_fold()


def test_its_author_erases_it_and_nobody_else_but_the_operator(life, matter):
    name = commented(life, matter, text="My address is secret.")
    assert "secret" not in life.entries[int(name[1:])].decode()
    said = {"erased": [{"seq": int(name[1:]), "part": "text"}], "reason": "x"}
    assert life.refused("erase", "p3", **said).message == "erase.not-yours"
    erased(life, name, "p2", "text")
    erased(life, name, "operator")
    assert (left(life, name)["text"], left(life, name)["erased"], left(life, name)["actor"]) == ("", True, "p2")
    life.check_fold()
