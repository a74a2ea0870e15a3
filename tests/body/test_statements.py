"""A statement is made while the consultation is open, taken back by its author, merged with reasons."""

import pytest

from comity.base.errors import InputError
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from comity.record.envelope import read_act
from tests.body.helpers import Life
from tests.body.matter_lives import consulted, living, proposed, stated, undisclosed, variant


@pytest.fixture
def life():
    return living()


@pytest.fixture
def consultation(life):
    return consulted(life, proposed(life))


def refused(life, consultation, actor="p2", text="Tests.", **other):
    said = {"consultation": consultation, "language": "en", **other}
    return life.refused("statement.make", actor, private={"text": {"text": text}}, **said)


def test_it_is_kept_with_its_author_who_then_took_part(life, consultation):
    name = stated(life, consultation)
    assert life.state.consultations[consultation].statements[name].actor == "p2"
    matter = life.state.matters[life.state.consultations[consultation].matter]
    assert matter.participants == {"p2": True}
    row = life.table("statements")[0]
    assert (row["statement"], row["text"], row["status"], row["erased"]) == (name, "Tests are public.", "open", False)
    life.check_fold()


def test_what_is_erased_is_gone_from_its_row(life, consultation):
    name = stated(life, consultation)
    rows = life.registry.rows(read_act(life.entries[int(name[1:])]), {})
    assert (rows[0].values["text"], rows[0].values["erased"]) == ("", True)
    assert "Tests are public." not in life.entries[int(name[1:])].decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_it_has_one_to_500_characters(life, consultation, text):
    with pytest.raises(InputError, match=r"text"):
        stated(life, consultation, text=text)
    stated(life, consultation, text="x" * 500)


def test_only_whom_the_charter_lets_while_it_is_open(life, consultation):
    assert refused(life, "c99").message == "consultation.unknown"
    assert refused(life, consultation, "stranger").message == "who.not-allowed"
    life.wait(29)
    assert refused(life, consultation).message == "consultation.closed"


def test_it_needs_a_statement_of_interest_and_a_voice():
    life = living(variant(change=lambda tree: tree["disclosure"].update(needed_to=["state"])))
    consultation = consulted(life, proposed(life))
    found = refused(life, consultation)
    assert (found.message, found.mechanism) == ("interest.missing", Mechanism.DISCLOSURE)
    life = living()
    consultation = consulted(life, proposed(life))
    life.state.person("p2").silenced_until = "2030-01-01T00:00:00.000000Z"
    assert refused(life, consultation).message == "person.silenced"


def test_its_author_takes_it_back(life, consultation):
    name = stated(life, consultation)
    of = {"consultation": consultation, "statement": name}
    assert life.refused("statement.withdraw", "p3", **of).message == "statement.not-yours"
    assert life.refused("statement.withdraw", "p2", **{**of, "statement": "s99"}).message == "statement.unknown"
    assert life.refused("statement.withdraw", "p2", **{**of, "consultation": "c99"}).message == "consultation.unknown"
    life.do("statement.withdraw", "p2", **of)
    assert life.refused("statement.withdraw", "p2", **of).message == "statement.not-open"
    assert [row["status"] for row in life.table("statements")] == ["open", "withdrawn"]
    other = stated(life, consultation)
    life.wait(29)
    last = life.refused("statement.withdraw", "p2", consultation=consultation, statement=other)
    assert last.message == "consultation.closed"
    life.check_fold()


def test_a_duplicate_is_marked_with_reasons_by_who_keeps_the_consultation(life, consultation):
    first, second = stated(life, consultation), stated(life, consultation, "p3")
    of = {"consultation": consultation, "statement": second, "into": first, "reason": "They say the same."}

    def message(actor="secretary", **other):
        return life.refused("statement.merge", actor, **{**of, **other}).message

    assert message("p1") == "statement.not-keeper"
    assert message(into=second) == "statement.itself"
    assert message(into="s99") == "statement.unknown"
    assert message(consultation="c99") == "consultation.unknown"
    found = life.refused("statement.merge", "secretary", **{**of, "reason": " "})
    assert (found.message, found.mechanism) == ("reason.missing", Mechanism.REASONS)
    life.do("statement.merge", "secretary", **of)
    assert life.state.consultations[consultation].statements[second].status == "duplicate"
    assert message() == "statement.not-open"
    third = stated(life, consultation)
    life.do("statement.merge", "chair", **{**of, "statement": third})
    life.check_fold()


def test_reasons_are_not_asked_for_where_that_mechanism_is_off():
    life = living(undisclosed(mechanisms={Mechanism.REASONS: "off"}))
    consultation = consulted(life, proposed(life))
    first, second = stated(life, consultation), stated(life, consultation)
    life.do("statement.merge", "chair", consultation=consultation, statement=second, into=first)


def test_a_chair_of_another_organ_keeps_no_consultation():
    life = Life(template("ietf-wg"), {"wg-chair": ["chair"], "nomcom-chair": ["other"]})
    matter = proposed(life, path="proposed-standard", tags=["protocol"])
    consultation = consulted(life, matter, "open")
    first, second = stated(life, consultation), stated(life, consultation)
    of = {"consultation": consultation, "statement": second, "into": first, "reason": "The same."}
    found = life.refused("statement.merge", "other", **of)
    assert (found.message, found.clause[:8]) == ("statement.not-keeper", "RFC 2418")
    life.do("statement.merge", "chair", **of)
