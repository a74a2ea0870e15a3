"""A name is given by anybody, again and again, in one line; and erased."""

import pytest

from comity.base.errors import InputError
from tests.body.matter_lives import living
from tests.body.talk import erased, left


def named(life, actor, name):
    return f"n{life.do('person.name', actor, private={'name': {'name': name}}).seq}"


def test_anybody_gives_one_and_the_last_counts():
    life = living()
    before = life.registry.dump(life.state)
    name = named(life, "p1", "Ada")
    named(life, "stranger", "عبد الله")
    named(life, "p1", "Ada L.")
    rows = life.table("names")
    assert [(row["actor"], row["name"]) for row in rows] == [("p1", "Ada"), ("stranger", "عبد الله"), ("p1", "Ada L.")]
    assert {row.audience for _, row in life.rows if row.table == "names"} == {"public"}
    assert "Ada" not in life.entries[int(name[1:])].decode()
    assert life.state.people.get("stranger") is None  # a name makes nobody a person with rights
    state = life.registry.load(life.registry.dump(life.state))
    state.size, state.at = life.registry.load(before).size, life.registry.load(before).at
    assert life.registry.dump(state) == before


def test_it_can_be_erased_by_whoever_gave_it():
    life = living()
    name = named(life, "p1", "Ada")
    mine = {"erased": [{"seq": int(name[1:]), "part": "name"}], "reason": "x"}
    assert life.refused("erase", "p2", **mine).message == "erase.not-yours"
    erased(life, name, "p1", "name")
    assert (left(life, name)["name"], left(life, name)["erased"]) == ("", True)
    life.check_fold()


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "Ada\nBob", "Ada\x00", "Ada\x85", "Ada\u2028Bob", "\u202eadA"])
def test_it_is_one_line_of_one_to_200_characters(name):
    with pytest.raises(InputError, match="name"):
        named(living(), "p1", name)


@pytest.mark.parametrize("name", ["x" * 200, "می\u200cخواهم", "\u200fعلي", "Zoë O’Néill-Łoś 3"])
def test_names_of_any_script_are_taken(name):
    life = living()
    named(life, "p1", name)
    assert life.table("names")[0]["name"] == name


@pytest.mark.parametrize("actor", ["operator", "clock"])
def test_the_clock_and_the_operator_have_none(actor):
    refusal = living().refused("person.name", actor, private={"name": {"name": "Root"}})
    assert refusal.message == "actor.reserved"
