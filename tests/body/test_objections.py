"""An objection blocks until it is answered on its merits; what is said of it can be disputed, and is ruled on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.body.kind import RefusedError
from comity.body.objections import blocking
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body.helpers import Life
from tests.body.matter_lives import OFFICERS, consulted, living, proposed, stated, undisclosed, variant
from tests.body.test_drafts import published


def raised(life, matter, actor="p2", **other) -> str:
    said = {"clause": "1", **other} if "statement" not in other else other
    return f"o{life.do('objection.raise', actor, matter=matter, reason='It cannot be tested.', **said).seq}"


def answered(life, objection, disposition="addressed", actor="editor", **other):
    return life.do(
        "objection.answer",
        actor,
        **{"objection": objection, "disposition": disposition, "reasons": "Because.", **other},
    )


def begun(charter=None, officers=None):
    life = living(charter, officers)
    matter = proposed(life)
    published(life, matter)
    return life, matter


def blocks(life, matter) -> list[str]:
    return [one.id for one in blocking(life.state, life.state.matters[matter])]


def message(life, kind, actor, **said):
    return life.refused(kind, actor, **said).message


def test_it_blocks_until_it_is_answered():
    life, matter = begun()
    consultation = consulted(life, matter)
    clause, statement = raised(life, matter), raised(life, matter, statement=stated(life, consultation))
    assert blocks(life, matter) == [clause, statement]
    assert life.state.objections[clause].target == "clause 1 1"
    answered(life, clause)
    answered(life, statement, "out-of-scope", "chair")
    assert blocks(life, matter) == []
    assert [one["status"] for one in life.table("objections")] == ["open", "open", "addressed", "out-of-scope"]
    assert life.state.matters[matter].participants["p2"]
    life.check_fold()


def test_it_is_to_something_that_there_is_by_whom_the_charter_lets():
    life, matter = begun()
    consultation = consulted(life, matter)
    gone = stated(life, consultation)
    life.do("statement.withdraw", "p2", consultation=consultation, statement=gone)
    said = {"matter": matter, "reason": "No."}
    assert message(life, "objection.raise", "p2", **said) == "objection.target"
    assert message(life, "objection.raise", "p2", clause="1", statement=gone, **said) == "objection.target"
    assert message(life, "objection.raise", "p2", clause="9", **said) == "objection.no-clause"
    assert message(life, "objection.raise", "p2", statement=gone, **said) == "objection.no-statement"
    assert message(life, "objection.raise", "p2", statement="s99", **said) == "objection.no-statement"
    assert message(life, "objection.raise", "p2", **{**said, "matter": "m99"}) == "matter.unknown"
    life.do("matter.withdraw", "p1", matter=matter)
    assert message(life, "objection.raise", "p2", clause="1", **said) == "matter.not-open"
    assert message(Life(template("summit")), "objection.raise", "p2", clause="1", **said) == "objection.none"
    life, matter = begun(undisclosed(change=lambda tree: tree["objections"].update(who=["affected"])))
    found = life.refused("objection.raise", "p2", matter=matter, clause="1", reason="No.")
    assert (found.message, found.clause) == (
        "who.not-allowed",
        "RFC 7282, On Consensus and Humming in the IETF (2014), 3",
    )
    raised(life, matter, affected="I am the one who is tested.")
    life, matter = begun(variant(change=lambda tree: tree["disclosure"].update(needed_to=["object"])))
    assert message(life, "objection.raise", "p2", matter=matter, clause="1", reason="No.") == "interest.missing"


def test_it_is_heard_also_while_a_challenge_holds_the_matter():
    life, matter = begun()
    life.do("scope.challenge", "p3", matter=matter, what="layer", claim="missing", name="social", reason="People.")
    answered(life, raised(life, matter))


def test_it_is_answered_with_reasons_by_whom_the_charter_names():
    life, matter = begun()
    objection = raised(life, matter)
    said = {"objection": objection, "disposition": "addressed", "reasons": "Because."}
    assert message(life, "objection.answer", "p1", **said) == "who.not-allowed"
    assert message(life, "objection.answer", "editor", **{**said, "objection": "o99"}) == "objection.unknown"
    found = life.refused("objection.answer", "editor", **{**said, "reasons": " "})
    assert (found.message, found.mechanism) == ("reason.missing", Mechanism.REASONS)
    answered(life, objection)
    assert message(life, "objection.answer", "editor", **said) == "objection.answered"
    life, matter = begun(undisclosed(mechanisms={Mechanism.REASONS: "off"}))
    answered(life, raised(life, matter), reasons="")


def test_one_that_is_accepted_names_the_version_that_changed_its_clause():
    life, matter = begun()
    objection = raised(life, matter)
    said = {"objection": objection, "disposition": "accepted", "reasons": "So it is."}

    def refused(**other):
        return message(life, "objection.answer", "editor", **{**said, **other})

    assert refused() == "answer.names"
    assert refused(version=2) == "answer.no-version"
    assert refused(version=1) == "answer.unchanged"
    published(life, matter, [("1", "Test."), ("2", "Publish it.")])
    assert refused(version=2) == "answer.unchanged"
    assert refused(version=2, disposition="addressed") == "answer.names"
    published(life, matter, [("1", "Test it."), ("2", "Publish it.")])
    answered(life, objection, "accepted", version=3)
    removed = raised(life, matter, clause="2")
    published(life, matter, [("1", "Test it.")])
    answered(life, removed, "accepted", version=4)
    assert blocks(life, matter) == []
    life.check_fold()


def test_an_accepted_objection_to_a_statement_names_a_later_version():
    life, matter = begun()
    objection = raised(life, matter, statement=stated(life, consulted(life, matter)))
    with pytest.raises(RefusedError, match="does not change"):
        answered(life, objection, "accepted", version=1)
    published(life, matter)
    answered(life, objection, "accepted", version=2)


def test_a_duplicate_stands_by_itself_again_when_the_other_is_withdrawn():
    life, matter = begun()
    first, second = raised(life, matter), raised(life, matter, "p3")
    for of in ("", second, "o99"):
        with pytest.raises(RefusedError):
            answered(life, second, "duplicate", of=of)
    answered(life, second, "duplicate", of=first)
    with pytest.raises(RefusedError, match="stands by itself"):
        answered(life, first, "duplicate", of=second)
    assert blocks(life, matter) == [first]
    assert message(life, "objection.withdraw", "p3", objection=first) == "objection.not-yours"
    life.do("objection.withdraw", "p2", objection=first)
    assert blocks(life, matter) == [second]
    assert f"objection {second}" in life.state.deadlines
    assert message(life, "objection.withdraw", "p2", objection=first) == "objection.withdrawn"
    assert message(life, "objection.withdraw", "p2", objection="o99") == "objection.unknown"
    life.check_fold()


def test_a_dispute_blocks_until_another_than_its_author_has_ruled():
    officers = {"editor": ["editor", "j1"], "chair": ["chair"], "panellist": ["j2", "j3", "p2", "j4"]}
    life, matter = begun(None, officers)
    objection = raised(life, matter)
    dispute = {"objection": objection, "reason": "It was not read."}
    assert message(life, "objection.dispute", "p2", **dispute) == "dispute.no-disposition"
    assert message(life, "objection.dispute", "p2", **{**dispute, "objection": "o99"}) == "objection.unknown"
    answered(life, objection, actor="j1")
    assert message(life, "objection.dispute", "stranger", **dispute) == "who.not-allowed"
    proceeding = f"d{life.do('objection.dispute', 'p1', **dispute).seq}"
    assert blocks(life, matter) == [objection]
    assert message(life, "objection.dispute", "p2", **dispute) == "dispute.before"
    assert message(life, "decision.position", "p2", proceeding=proceeding, value="for") == "proceeding.party"
    for judge in ("j2", "j3"):
        life.do("decision.position", judge, proceeding=proceeding, value="for")
    one = life.state.objections[objection]
    assert (one.status, one.dispute, blocks(life, matter)) == ("open", "", [objection])
    answered(life, objection, actor="chair")
    assert blocks(life, matter) == []
    proceeding = f"d{life.do('objection.dispute', 'p2', **dispute).seq}"  # the new disposition, by the objector
    for judge in ("j2", "j3"):
        life.do("decision.position", judge, proceeding=proceeding, value="against")
    assert (one.status, blocks(life, matter)) == ("addressed", [])
    found = life.refused("objection.dispute", "p2", **dispute)
    assert (found.message, found.clause[:8]) == ("dispute.before", "RFC 7282")
    life.check_fold()


def test_the_author_of_a_disposition_does_not_rule_on_it_unless_that_mechanism_is_off():
    def judged_by_editors(tree):
        tree["objections"]["answered_by"] = ["role:panellist"]

    for setting in ("refuse", "warn", "off"):
        life, matter = begun(undisclosed(change=judged_by_editors, mechanisms={Mechanism.DISPUTES: setting}))
        objection = raised(life, matter)
        answered(life, objection, actor="j1")
        proceeding = f"d{life.do('objection.dispute', 'p2', objection=objection, reason='No.').seq}"
        position = {"proceeding": proceeding, "value": "against"}
        if setting == "refuse":
            found = life.refused("decision.position", "j1", **position)
            assert (found.message, found.mechanism) == ("proceeding.author", Mechanism.DISPUTES)
            assert found.clause.startswith("RFC 7282")
        elif setting == "warn":
            assert message(life, "decision.position", "j1", **position) == "warn.not-named"
            life.do("decision.position", "j1", breaks=[Mechanism.DISPUTES.value], **position)
        else:
            life.do("decision.position", "j1", **position)
        for judge in ("j2", "j3"):
            if not life.state.proceedings[proceeding].outcome:
                life.do("decision.position", judge, **position)
        assert life.state.proceedings[proceeding].outcome == "refused"
        life.check_fold()


def test_where_the_charter_lets_nothing_be_disputed_nothing_is():
    life = Life(template("ietf-wg"), {"wg-chair": ["chair"], "wg-editor": ["editor"]})
    matter = proposed(life, path="proposed-standard", tags=["protocol"])
    published(life, matter)
    objection = raised(life, matter)
    answered(life, objection)
    found = life.refused("objection.dispute", "p2", objection=objection, reason="No.")
    assert (found.message, found.clause[:8]) == ("dispute.none", "RFC 7282")


def test_withdrawing_an_objection_drops_its_dispute():
    life, matter = begun()
    objection = raised(life, matter)
    answered(life, objection)
    proceeding = f"d{life.do('objection.dispute', 'p2', objection=objection, reason='No.').seq}"
    life.do("objection.withdraw", "p2", objection=objection)
    assert life.state.proceedings[proceeding].outcome == "refused"
    assert blocks(life, matter) == []
    life.check_fold()


def in_time(then, **other):
    panel = {"by": "vote", "organ": "panel", "counted": "in-office", "passes_if": [{"share": "more than 1/2"}]}
    to = {"to": panel} if then == "escalate" else {}
    return undisclosed(
        change=lambda tree: tree["objections"].update(answer={"within": "30 days", "then": then, **to}), **other
    )


def test_what_becomes_of_one_that_is_not_answered_in_time_is_the_charters():
    found = {}
    for then in ("remind", "advance", "lapse"):
        life, matter = begun(in_time(then))
        raised(life, matter)
        life.wait(31)
        one = life.state.matters[matter]
        found[then] = (one.status, len(blocks(life, matter)), one.late)
        life.check_fold()
    assert found == {"remind": ("open", 1, 1), "advance": ("open", 0, 0), "lapse": ("lapsed", 1, 0)}


def test_one_that_is_overdue_keeps_its_day_until_it_is_answered():
    life, matter = begun(in_time("remind"))
    objection = raised(life, matter)
    due = life.state.deadlines[f"objection {objection}"].due
    one = life.state.objections[objection]
    assert one.overdue == ""
    life.wait(31)
    assert (one.overdue, one.late, one.blocks) == (due, False, True)
    life.check_fold()
    answered(life, objection)  # late, and not refused
    assert one.overdue == ""
    proceeding = f"d{life.do('objection.dispute', 'p2', objection=objection, reason='No.').seq}"
    for judge in ("j1", "j2"):
        life.do("decision.position", judge, proceeding=proceeding, value="for")
    assert (one.status, one.overdue) == ("open", "")  # it has a time of its own again
    life.check_fold()


@pytest.mark.parametrize(
    ("value", "status", "matter_status"),
    [("for", "addressed", "open"), ("against", "open", "open"), ("", "open", "lapsed")],
)
def test_another_decides_on_one_that_is_not_answered_in_time(value, status, matter_status):
    life, matter = begun(in_time("escalate"))
    objection = raised(life, matter)
    life.wait(31)
    proceeding = list(life.state.proceedings)[-1]
    said = {"objection": objection, "disposition": "addressed", "reasons": "Late."}
    found = life.refused("objection.answer", "editor", **said)
    assert (found.message, found.mechanism) == ("answer.overdue", Mechanism.DEADLINES)
    assert found.clause.startswith("RFC 7282")
    for judge in ("j1", "j2") if value else ():
        life.do("decision.position", judge, proceeding=proceeding, value=value)
    if not value:
        life.wait(31)
    assert life.state.objections[objection].status == status
    assert life.state.matters[matter].status == matter_status
    if value == "against":
        answered(life, objection)  # anew, in a time of its own
    life.check_fold()


def test_a_late_answer_passes_where_that_mechanism_is_off():
    life, matter = begun(in_time("escalate", mechanisms={Mechanism.DEADLINES: "off"}))
    objection = raised(life, matter)
    life.wait(31)
    answered(life, objection)
    life.wait(31)  # what the panel has not decided by then is answered already
    assert life.state.objections[objection].status == "addressed"
    assert life.state.matters[matter].status == "open"


STEPS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), max_size=25)


@settings(max_examples=30)
@given(steps=STEPS)
def test_whatever_happens_each_objection_that_is_open_or_disputed_blocks_and_no_other(steps):
    life, matter = begun(in_time("remind"), OFFICERS)
    for what, which in steps:
        names = life.state.matters[matter].objections
        name = names[which % len(names)] if names else "o0"
        other = names[(which + 1) % len(names)] if names else "o0"
        one = life.state.objections.get(name)
        try:
            if what == 0:
                raised(life, matter, f"p{which % 3 + 1}")
            elif what == 1:
                answered(life, name)
            elif what == 2:
                answered(life, name, "duplicate", of=other)
            elif what == 3:
                life.do("objection.withdraw", one.actor if one else "p1", objection=name)
            elif what == 4:
                life.do("objection.dispute", "p1", objection=name, reason="No.")
            elif what in {5, 6}:
                value = "for" if what == 5 else "against"
                for judge in ("j1", "j2"):
                    life.do("decision.position", judge, proceeding=one.dispute if one else "d0", value=value)
            else:
                life.wait(20)
        except RefusedError:
            pass
    objections = life.state.objections.values()
    open_ones = [one.id for one in objections if one.status == "open" or one.dispute]
    assert blocks(life, matter) == open_ones
    for one in objections:
        assert not one.dispute or not life.state.proceedings[one.dispute].outcome
        if one.status == "duplicate":  # what it repeats stands, so that no concern is lost between two
            assert life.state.objections[one.duplicate_of].status not in {"duplicate", "withdrawn"}
    life.check_fold()
