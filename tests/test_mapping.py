"""The opinion map while people vote, and what nobody can read from it about one person's secret vote."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.charter.call import FEWEST_SHOWN
from comity.mapping import About, Votes, advance, counted, findings, may_follow
from comity.simulate.assembly import simulate

casts = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 2), st.integers(-1, 1)), max_size=120)
looks = st.sets(st.integers(0, 120), max_size=12)


def votes_of(rows, first=0):
    people, statements, values = (np.array([row[place] for row in rows], np.int64) for place in range(3))
    return Votes(people.astype(np.int32), statements.astype(np.int32), values.astype(np.int8),
                 np.arange(first, first + len(rows), dtype=np.int64))  # fmt: skip


def about(statements, *, secret, standing=None):
    names = tuple(f"s{place}" for place in range(statements))
    return About("Title", "source", names, np.ones(statements, bool) if standing is None else standing, secret)


def people_between(votes, statement, low, high):
    inside = (votes.statements == statement) & (votes.seqs > low) & (votes.seqs <= high)
    return len(set(votes.people[inside].tolist()))


@given(casts, looks)
def test_between_two_maps_of_a_secret_ballot_a_statement_changes_by_five_people_or_not_at_all(rows, looked):
    every = votes_of(rows)
    upto = np.full(3, -1, np.int64)
    for end in sorted({*looked, len(rows)}):
        after = advance(every.where(every.seqs < end), upto)
        for statement in range(3):
            assert after[statement] >= upto[statement]
            if after[statement] > upto[statement]:
                assert people_between(every, statement, upto[statement], after[statement]) >= FEWEST_SHOWN
        upto = after
    # and at the close, when all are counted: what waited is of five people or more, wherever something was shown
    final = counted(every, about(3, secret=True), None)
    for statement in np.flatnonzero(upto >= 0).tolist():
        assert people_between(every, statement, upto[statement], len(rows)) >= FEWEST_SHOWN
        assert int((final.statements == statement).sum()) == int((every.statements == statement).sum())


@given(casts)
def test_at_the_close_a_statement_with_fewer_than_five_voters_is_left_out(rows):
    final = counted(votes_of(rows), about(3, secret=True), None)
    for statement in range(3):
        people = set(final.people[final.statements == statement].tolist())
        assert not people or len(people) >= FEWEST_SHOWN


def test_one_busy_person_among_five_is_not_told_apart():
    busy = [(0, statement, 1) for statement in range(1, 20)]
    rows = [(person, 0, 1) for person in range(10)] + busy
    upto = advance(votes_of(rows), np.full(20, -1, np.int64))
    assert upto[0] == 4
    assert set(upto[1:].tolist()) == {-1}


def test_after_an_erasure_the_map_waits_until_every_statement_took_in_a_new_handful():
    before = np.array([9, 9, -1])
    assert not may_follow(before, np.array([14, 9, -1]))
    assert may_follow(before, np.array([14, 15, -1]))


def test_fewer_than_five_people_are_not_enough():
    rows = [(person, 0, 1) for person in range(4)] * 3
    assert findings(votes_of(rows), about(1, secret=False)) is None
    assert findings(votes_of([*rows, (4, 0, 0)]), about(1, secret=False))["people"] == 5


def assembly_votes(people=160, statements=24):
    made = simulate(3, people=people, statements=statements, seed=4, activity=0.5).consultation.votes
    who = np.repeat(np.arange(people), np.diff(made.indptr))
    order = np.random.default_rng(1).permutation(len(who))
    rows = np.stack([who, made.columns, made.values], axis=1)[order].tolist()
    return votes_of(rows), about(statements, secret=True)


def test_a_secret_ballot_shows_nobody_and_no_figure_of_fewer_than_five():
    votes, known = assembly_votes()
    upto = advance(votes, np.full(24, -1, np.int64))
    found = findings(counted(votes, known, upto), known)
    assert found["map"]["x"] == [] and found["map"]["cells"]
    assert all(cell[3] >= FEWEST_SHOWN for cell in found["map"]["cells"])
    assert len(found["groups"]) > 1 and all(group["minority"] is None for group in found["groups"])
    for one in found["statements"]:
        seen = one["agree"] + one["disagree"] + one["pass"]
        assert seen == 0 or seen >= FEWEST_SHOWN
        for share in one["groups"]:
            told = share["agree"] + share["disagree"] + share["pass"]
            assert told == 0 or told >= FEWEST_SHOWN
        assert one["poll"]["by_group"] == []
    assert all(one["text"] == "" for one in found["statements"])


def test_open_ballots_show_everybody_and_count_every_vote():
    votes, known = assembly_votes()
    opened = about(24, secret=False)
    assert counted(votes, opened, None) is votes
    found = findings(votes, opened)
    assert len(found["map"]["x"]) == found["people"] == len(set(votes.people.tolist()))
    assert found["votes"] == len(votes)
    assert len(known.statements) == 24


def test_a_statement_that_does_not_stand_counts_for_nobody():
    rows = [(person, statement, 1) for person in range(8) for statement in range(2)]
    found = findings(votes_of(rows), about(2, secret=False, standing=np.array([True, False])))
    assert [one["id"] for one in found["statements"]] == ["s0"]
    assert found["votes"] == 8


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3), st.integers(-1, 1)), min_size=1, max_size=60))
def test_whatever_is_voted_the_findings_of_a_secret_ballot_tell_of_nobody(rows):
    known = about(4, secret=True)
    found = findings(counted(votes_of(rows), known, None), known)
    if found is None:
        return
    assert all(cell[3] >= FEWEST_SHOWN for cell in found["map"]["cells"])
    assert all(group["size"] >= FEWEST_SHOWN or len(found["groups"]) == 1 for group in found["groups"])


@pytest.mark.parametrize("secret", [True, False])
def test_no_votes_are_not_enough(secret):
    known = about(2, secret=secret)
    assert findings(counted(votes_of([]), known, None), known) is None
