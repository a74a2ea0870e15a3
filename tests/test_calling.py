"""The evidence of a call, from rows: the last vote counts, what came later does not, small numbers are hidden."""

import json
import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.body.matters_state import Consultation, Statement
from comity.calling import call_evidence
from comity.charter.templates import template

CHARTER = template("comity")
GROUPS = [group.id for group in CHARTER.groups]
COUNTRIES = ["KE", "IN", "PL", "BR", "FR"]
CLOSED = 10_000_000


def consultation(*statements, closed_seq=CLOSED, **status):
    made = {name: Statement("p0", 1, status.get(name, "open")) for name in statements}
    return Consultation("c1", "m1", 0, "", "", "secret", closed_seq=closed_seq, statements=made)


def votes(*triples):
    return [
        {"seq": seq, "person": person, "statement": statement, "value": value, "at": seq}
        for seq, (person, statement, value) in enumerate(triples, 10)
    ]


def people(n, group=lambda p: GROUPS[p % 6], country=lambda p: COUNTRIES[p % 5]):
    return [{"seq": p, "person": f"p{p}", "group": group(p), "country": country(p)} for p in range(n)]


def tie(person, name, of="", seq=None, **days):
    return {"seq": int(person[1:]) if seq is None else seq, "stated_by": person, "person": person, "organisation": of,
            "name": name, "from": "", "to": "", **days}  # fmt: skip


def call(one, rows, **more):
    return call_evidence(CHARTER, one, closed_at="2026-06-01T00:00:00.000000Z", votes=rows, **more)


def test_the_last_vote_before_the_close_counts_and_only_on_what_stands():
    one = consultation("s1", "s2", closed_seq=100, s2="moderated")
    rows = votes(*((f"p{p}", "s1", 1) for p in range(9)), ("p0", "s1", -1), ("p1", "s2", -1), ("p2", "s9", 1))
    rows.append({"seq": 101, "person": "p3", "statement": "s1", "value": -1, "at": 0})
    found = call(one, rows)
    (only,) = found.document["statements"]
    assert (only["statement"], only["voters"]) == ("s1", 9)
    assert only["poll"]["support"] == 8 / 9
    assert found.summary["put"] == "s1"


def test_floors_are_of_those_who_voted_on_what_is_put():
    one = consultation("s1", "s2")
    rows = votes(*((f"p{p}", "s1" if p < 25 else "s2", 1) for p in range(30)))
    found = call(one, rows, people=people(30, group=lambda p: GROUPS[p // 5]))
    assert found.summary["absent"] == ["group:intergovernmental"]
    assert found.summary["quorate"] is False
    assert found.summary["composition"]["people"] == 30


def test_an_owner_is_seen_through_its_subsidiaries():
    one = consultation("s1")
    rows = votes(*((f"p{p}", "s1", 1) for p in range(20)), *((f"p{p}", "s1", -1) for p in range(20, 28)))
    ties = {"affiliations": [tie(f"p{p}", f"org{p % 10}") for p in range(20)]}
    apart = call(one, rows, people=people(28), ties=ties)
    ties["owners"] = [tie(f"p{p}", "Holding", f"org{p}") for p in range(10)]
    owned = call(one, rows, people=people(28), ties=ties)
    assert owned.summary["fewest"]["owner"] < apart.summary["fewest"]["owner"]
    assert owned.summary["fewest"]["owner"] == 1
    ties["owners"] = [tie("p27", "Holding", f"org{p}") for p in range(10)]  # said by one who is in none of them
    assert call(one, rows, people=people(28), ties=ties).summary["fewest"] == apart.summary["fewest"]


def test_ties_are_those_in_force_of_the_last_statement_of_interest():
    one = consultation("s1")
    rows = votes(*((f"p{p}", "s1", 1) for p in range(9)), *((f"p{p}", "s1", -1) for p in range(9, 13)))
    old = [tie(f"p{p}", "Big", to="2026-01-01") for p in range(9)]
    assert call(one, rows, people=people(13), ties={"affiliations": old}).summary["fewest"]["affiliation"] == -1
    again = [{**row, "seq": 50 + n} for n, row in enumerate(people(9))]
    before = [tie(f"p{p}", "Big") for p in range(9)]
    now = call(one, rows, people=people(13), ties={"affiliations": before})
    later = call(one, rows, people=[*people(13), *again], ties={"affiliations": before})
    assert (now.summary["fewest"]["affiliation"], later.summary["fewest"]["affiliation"]) == (1, -1)
    wrong = call(one, rows, people=people(13), ties={"affiliations": before}, discounted={f"p{p}" for p in range(13)})
    assert wrong.summary["fewest"]["affiliation"] == -1
    assert wrong.summary["composition"]["groups"] == {}


def joined(*ways, seq=0):
    """Rows of `members`: one person for each way, p0 first."""
    return [{"seq": seq + p, "actor": f"p{p}", "change": "join", "verification": way} for p, way in enumerate(ways)]


def test_those_who_voted_are_counted_by_the_way_in_which_they_showed_who_they_are():
    one = consultation("s1", closed_seq=1000)
    rows = votes(*((f"p{p}", "s1", 1) for p in range(30)))
    members = joined(*["e-mail"] * 12, *["openid"] * 6)
    members += [{"seq": 0, "actor": f"p{p}", "change": "founding"} for p in range(18, 23)]
    members += joined(*["e-mail"] * 40)[30:]  # members who did not vote
    found = call(one, rows, members=members)
    assert found.document["verification"] == {"e-mail": 12, "founding": 5, "none": 7, "openid": 6}
    assert list(found.document["verification"]) == ["e-mail", "founding", "none", "openid"]
    assert found.summary == call(one, rows).summary  # it is no rule's to read
    assert call(one, rows).document["verification"] == {"none": 30}


def test_the_last_way_before_the_close_counts_and_no_other_change_of_membership():
    one = consultation("s1", closed_seq=1000)
    rows = votes(*((f"p{p}", "s1", 1) for p in range(12)))
    members = joined(*["e-mail"] * 12)
    again = joined(*["openid"] * 6, seq=500)
    left = [{"seq": 600, "actor": f"p{p}", "change": "left"} for p in range(12)]
    late = joined(*["domain"] * 12, seq=1001)
    found = call(one, rows, members=[*late, *left, *again, *members])
    assert found.document["verification"] == {"e-mail": 6, "openid": 6}


def test_a_way_of_fewer_than_five_is_not_told_nor_follows_from_the_others():
    one = consultation("s1")
    rows = votes(*((f"p{p}", "s1", 1) for p in range(20)))
    found = call(one, rows, members=joined(*["e-mail"] * 9, *["openid"] * 7, *["domain"] * 4))
    assert found.document["verification"] == {"e-mail": 9}
    few = votes(*((f"p{p}", "s1", 1) for p in range(4)))
    assert call(one, few, members=joined(*["open"] * 4)).document["verification"] == {}


def test_without_votes_or_statements_it_says_that_there_is_not_enough():
    for one in (consultation(), consultation("s1")):
        found = call(one, [])
        assert (found.summary["level"], found.summary["people"]) == ("not-enough-data", 0)
    assert call(consultation(), []).summary["fewest"] == {}


@given(
    st.lists(st.tuples(st.integers(0, 39), st.sampled_from(["s1", "s2"]), st.sampled_from([-1, 0, 1])), max_size=120),
    st.randoms(),
)
def test_nothing_is_about_fewer_than_five_people_and_order_changes_nothing(events, random):
    one = consultation("s1", "s2")
    rows = votes(*((f"p{p}", s, v) for p, s, v in events))
    ties = {"affiliations": [tie(f"p{p}", f"org{p % 7}") for p in range(40)]}
    members = joined(*(["e-mail", "openid", "domain"][p % 3] for p in range(35)))
    found = call(one, rows, people=people(40), ties=ties, members=members)
    shuffled, mixed = list(rows), list(members)
    random.shuffle(shuffled)
    random.shuffle(mixed)
    assert call(one, shuffled, people=people(40), ties=ties, members=mixed).content() == found.content()
    composition = found.summary["composition"]
    voted = {row["person"] for row in rows}
    assert composition["people"] == (len(voted) if len(voted) >= 5 else 0)
    for cells in (composition["groups"], composition["regions"], found.document["verification"]):
        assert all(count >= 5 for count in cells.values())
        assert not 0 < composition["people"] - sum(cells.values()) < 5
    for statement in found.document["statements"]:
        voters = {row["person"] for row in rows if row["statement"] == statement["statement"]}
        assert (statement["poll"] is None) == (len(voters) < 5)
        for margin in statement["capture_margin"]:
            assert margin["people"] is None or margin["people"] >= 5
            assert all(sum(f"org{int(p[1:]) % 7}" == name for p in voters) >= 5 for name in margin["names"]
                       if margin["kind"] == "affiliation")  # fmt: skip
    json.loads(found.content())


def test_a_million_votes_take_seconds():
    rng = np.random.default_rng(1)
    n, n_people, n_statements = 200_000, 4_000, 50
    persons = [f"p{p}" for p in range(n_people)]
    who, what = rng.integers(0, n_people, n).tolist(), rng.integers(0, n_statements, n).tolist()
    values = rng.choice([-1, 0, 1], n, p=[0.2, 0.1, 0.7]).tolist()
    rows = [
        {"seq": 10 + i, "person": persons[p], "statement": f"s{s}", "value": v, "at": i}
        for i, (p, s, v) in enumerate(zip(who, what, values, strict=True))
    ]
    one = consultation(*(f"s{s}" for s in range(n_statements)))
    call(one, rows[:1000])  # compiled passes are made ready
    start = time.perf_counter()
    found = call(one, rows, people=people(n_people))
    assert found.summary["composition"]["people"] == n_people
    assert time.perf_counter() - start < 10  # a fifth of a million on a busy machine: far above what it takes
