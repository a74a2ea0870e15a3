"""A vote is cast in the open or sealed, can be changed until the close, and reads as the opinion room reads votes."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.charter.mechanisms import Mechanism
from comity.tables.votes import reduce_events
from tests.body.matter_lives import MEMBERS, consulted, living, open_ballots, proposed, stated, undisclosed, variant

OPEN = undisclosed(change=open_ballots)
SECRET = undisclosed()


def begun(charter=OPEN):
    life = living(charter)
    consultation = consulted(life, proposed(life), "open" if charter is OPEN else "secret")
    return life, consultation, stated(life, consultation)


def test_an_open_vote_is_public():
    life, consultation, statement = begun()
    act = life.do("vote.cast", "p1", consultation=consultation, statement=statement, value="disagree")
    row = next(row for _, row in life.rows if row.table == "votes")
    assert (row.audience, row.scope) == ("public", consultation)
    assert row.values["value"] == -1
    assert np.datetime64(row.values["at"], "us") == np.datetime64(act.at.removesuffix("Z"))
    one = life.state.consultations[consultation]
    assert one.voters == {"p1": True}
    assert "p1" in life.state.matters[one.matter].participants
    life.check_fold()


def test_of_a_sealed_vote_the_record_shows_who_and_neither_what_nor_how():
    life, consultation, statement = begun(SECRET)
    private = {"vote": {"statement": statement, "value": "agree"}}
    act = life.do("vote.cast", "p1", private=private, consultation=consultation)
    written = life.entries[act.seq].decode()
    assert "agree" not in written
    assert statement not in json.dumps(json.loads(written)["public"])
    row = next(row for _, row in life.rows if row.table == "votes")
    assert (row.audience, row.values["value"], row.values["statement"]) == ("sealed", 1, statement)
    assert life.registry.rows(act, {}) == []
    life.check_fold()


def test_ballots_are_as_the_consultation_says():
    life, consultation, statement = begun(SECRET)
    open_vote = {"consultation": consultation, "statement": statement, "value": "agree"}
    sealed = {"vote": {"statement": statement, "value": "agree"}}
    assert life.refused("vote.cast", "p1", **open_vote).message == "vote.not-sealed"
    assert life.refused("vote.cast", "p1", private=sealed, **open_vote).message == "vote.not-sealed"
    assert life.refused("vote.cast", "p1", consultation=consultation).message == "vote.not-sealed"
    life, consultation, statement = begun()
    assert life.refused("vote.cast", "p1", private=sealed, consultation=consultation).message == "vote.not-open"
    assert life.refused("vote.cast", "p1", consultation=consultation).message == "vote.not-open"
    with pytest.raises(InputError, match="value"):
        life.do("vote.cast", "p1", consultation=consultation, statement=statement, value="yes")


def test_whom_the_charter_lets_on_what_stands_until_the_close():
    life, consultation, statement = begun()
    vote = {"consultation": consultation, "statement": statement, "value": "agree"}
    assert life.refused("vote.cast", "stranger", **vote).message == "who.not-allowed"
    assert life.refused("vote.cast", "p1", **{**vote, "statement": "s99"}).message == "statement.unknown"
    assert life.refused("vote.cast", "p1", **{**vote, "consultation": "c99"}).message == "consultation.unknown"
    life.do("statement.withdraw", "p2", consultation=consultation, statement=statement)
    assert life.refused("vote.cast", "p1", **vote).message == "statement.not-open"
    life.wait(29)
    assert life.refused("vote.cast", "p1", **vote).message == "consultation.closed"


def test_it_needs_a_statement_of_interest_where_the_charter_asks_for_one():
    def only_to_vote(tree):
        open_ballots(tree)
        tree["disclosure"]["needed_to"] = ["vote"]

    life = living(variant(change=only_to_vote))
    consultation = consulted(life, proposed(life), "open")
    vote = {"consultation": consultation, "statement": stated(life, consultation), "value": "agree"}
    found = life.refused("vote.cast", "p1", **vote)
    assert (found.message, found.mechanism) == ("interest.missing", Mechanism.DISCLOSURE)


VOTES = st.lists(st.tuples(st.sampled_from(MEMBERS), st.integers(0, 2), st.sampled_from([-1, 0, 1])), max_size=30)
WORDS = {1: "agree", 0: "pass", -1: "disagree"}


@settings(max_examples=15)
@given(votes=VOTES, secret=st.booleans())
def test_the_rows_reduce_to_everybodys_last_votes(votes, secret):
    life, consultation, first = begun(SECRET if secret else OPEN)
    statements = [first, stated(life, consultation), stated(life, consultation)]
    last = {}
    for person, place, value in votes:
        said = {"statement": statements[place], "value": WORDS[value]}
        if secret:
            life.do("vote.cast", person, private={"vote": said}, consultation=consultation)
        else:
            life.do("vote.cast", person, consultation=consultation, **said)
        last[person, place] = value
    rows = life.table("votes")
    people = np.array([MEMBERS.index(row["person"]) for row in rows], np.int32)
    of = np.array([statements.index(row["statement"]) for row in rows], np.int32)
    values, at = np.array([row["value"] for row in rows], np.int8), np.array([row["at"] for row in rows], np.int64)
    table, _ = reduce_events(people, of, values, at, n_people=len(MEMBERS), n_statements=3)
    found = {}
    for person in range(len(MEMBERS)):
        for cell in range(table.indptr[person], table.indptr[person + 1]):
            found[MEMBERS[person], int(table.columns[cell])] = int(table.values[cell])
    assert found == last
    assert life.state.consultations[consultation].voters.keys() == {person for person, _ in last}
    life.check_fold()
