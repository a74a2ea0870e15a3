"""People state their ties; what is not stated, or challenged, or found wrong, serves for nothing that needs it."""

import csv

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.body import rules
from comity.sources import people as people_tables
from tests.body.charters import changed
from tests.body.helpers import Life

NOTHING = {"affiliations": [], "funders": [], "owners": []}
PANEL = {"panellist": ["j1", "j2", "j3"]}


def founded(*changes):
    return Life(changed("comity", *changes), PANEL, members=["p1", "p2"])


def state(life, actor, group="academia", country="KE", **more):
    return life.do("interest.state", actor, **{"group": group, "country": country, **NOTHING, **more})


def challenge(life, actor, person="p1", reason="A funder is missing."):
    return life.do("interest.challenge", actor, person=person, reason=reason, evidence="https://news.example/1")


def serves(life, actor, serving="vote"):
    return [refusal.message for refusal in rules.serves(life.state, actor, serving, life.state.at)]


def rule_on(life, proceeding, value="for"):
    for actor in ("j1", "j2"):
        if not life.state.people[actor].interest:
            state(life, actor)
        life.do("decision.position", actor, proceeding=proceeding, value=value)


def test_a_statement_is_complete_with_every_field_of_the_charter_and_may_declare_none():
    life = founded()
    assert serves(life, "p1") == ["interest.missing"]
    life.do("interest.state", "p1", group="academia", country="KE", affiliations=[], funders=[])
    assert serves(life, "p1") == ["interest.missing"]
    assert rules.group_of(life.state, "p1") == "academia"
    state(life, "p1")
    assert serves(life, "p1") == []
    refusal = next(iter(rules.serves(life.state, "p2", "vote", life.state.at)))
    assert (refusal.clause, refusal.mechanism) == ("The twenty-one questions of the Comity project, capture",
                                                   "capture-disclosure")  # fmt: skip
    assert serves(life, "p2", "appeal") == []
    life.check_fold()


def test_a_charter_that_asks_for_less_is_content_with_less():
    life = founded(("disclosure/fields", ["group", "country"]))
    life.do("interest.state", "p1", group="academia", country="KE")
    assert serves(life, "p1") == []


def test_rules_read_only_ties_that_are_not_over():
    life = founded()
    ties = [{"name": "Old Lab", "until": "2025-12-31"}, {"name": "New Lab", "since": "2026-01-01"}, {"name": "New Lab"}]
    state(life, "p1", affiliations=ties, funders=[{"name": "A Fund", "until": "2026-01-01"}])
    interest = life.state.people["p1"].interest
    assert (interest.affiliations, interest.funders, interest.owners) == (["New Lab"], ["A Fund"], [])


def test_the_rows_are_read_as_a_people_table(tmp_path):
    life = founded()
    owners = [{"name": "Big Holding", "of": "New Lab"}, {"name": "Small Holding", "since": "2026-01-01"}]
    state(life, "p1", affiliations=[{"name": "New Lab", "since": "2026-01-01"}, {"name": "Club"}], owners=owners)
    state(life, "p2", group="government", funders=[{"name": "A Fund"}, {"name": "B Fund", "of": "Club"}])
    rows = [{"person": row["person"], "kind": kind, "name": row[kind]}
            for row in life.table("people") for kind in ("group", "country")]  # fmt: skip
    for table in ("affiliations", "funders", "owners"):
        rows += life.table(table)
    path = tmp_path / "people.csv"
    with path.open("w", newline="") as file:
        columns = ["person", "organisation", "kind", "name", "from", "to"]
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    table, notes = people_tables.read(path, pa.array(["p1", "p2"]))
    assert not notes
    assert [table.groups[code] for code in table.group] == ["academia", "government"]

    def ties(kind, person):
        one = table.ties[kind]
        return {one.names[code] for code in one.codes[one.indptr[person] : one.indptr[person + 1]]}

    assert ties("affiliation", 0) == {"New Lab", "Club"}
    assert ties("owner", 0) == {"Big Holding", "Small Holding", "Club"}
    assert ties("funder", 0) == {"B Fund"}
    assert ties("funder", 1) == {"A Fund"}
    assert ties("country", 1) == {"KE"}


@pytest.mark.parametrize(
    ("public", "message"),
    [({"group": "academics"}, "group.unknown"), ({}, "interest.empty"),
     ({"affiliations": [{"name": "Lab", "of": "Holding"}]}, "interest.of")],
)  # fmt: skip
def test_a_statement_that_cannot_be_taken_says_why(public, message):
    assert founded().refused("interest.state", "p1", **public).message == message


@pytest.mark.parametrize(
    "public",
    [{"country": "Kenya"}, {"country": "ke"}, {"affiliations": [{"name": " "}]}, {"affiliations": [{"name": "a\nb"}]},
     {"owners": [{"name": "Lab", "since": "2026-02-30"}]}, {"owners": [{"name": "Lab", "since": "20260101"}]},
     {"funders": [{"name": "Lab", "since": "2026-02-02", "until": "2026-02-01"}]}],
)  # fmt: skip
def test_what_has_another_form_is_no_statement(public):
    with pytest.raises(InputError):
        founded().do("interest.state", "p1", **public)


def test_where_the_charter_has_no_statements_none_is_made():
    life = Life(changed("summit"))
    assert life.refused("interest.state", "p1", group="government").message == "interest.none"
    refusal = life.refused("interest.challenge", "p1", person="p2", reason="x")
    assert (refusal.message, refusal.clause) == ("interest.no-challenge", "")
    gnso = Life(changed("icann-gnso"))
    refusal = gnso.refused("interest.challenge", "p1", person="p2", reason="x")
    assert (
        refusal.clause == "GNSO Operating Procedures, version 3.5 (24 October 2019), chapter on statements of interest"
    )


def test_while_it_is_challenged_a_statement_serves_for_nothing_and_then_again():
    life = founded()
    state(life, "p1")
    seq = challenge(life, "p2").seq
    assert serves(life, "p1") == ["interest.challenged"]
    assert life.refused("interest.challenge", "p3", person="p1", reason="x").message == "interest.challenged-already"
    rule_on(life, f"d{seq}", "against")
    assert serves(life, "p1") == []
    refusal = life.refused("interest.challenge", "p2", person="p1", reason="x")
    assert (refusal.message, refusal.clause) == (
        "interest.challenged-before", "The twenty-one questions of the Comity project, capture",
    )  # fmt: skip
    life.wait(0)
    challenge(life, "p3")
    assert [row["change"] for row in life.table("challenges")] == ["challenged", "dropped", "challenged"]
    life.check_fold()


@pytest.mark.parametrize(("setting", "passes"), [("refuse", False), ("warn", False), ("off", True)])
def test_what_an_open_challenge_holds_back_the_charter_may_switch_off(setting, passes):
    life = founded(("mechanisms/capture-challenge", setting))
    for actor in ("j1", "p1"):
        state(life, actor)
    seq = challenge(life, "p2", person="j1").seq
    other = challenge(life, "p2", person="p1").seq
    position = {"proceeding": f"d{other}", "value": "for"}
    assert seq != other
    if passes:
        life.do("decision.position", "j1", **position)
        return
    refusal = life.refused("decision.position", "j1", **position)
    assert refusal.message == ("interest.challenged" if setting == "refuse" else "warn.not-named")
    if setting == "warn":
        life.do("decision.position", "j1", **position, breaks=["capture-challenge"])
        assert life.state.warned == {"capture-challenge": 1}


def test_one_that_is_found_wrong_serves_for_nothing_until_it_is_stated_anew():
    life = founded()
    state(life, "p1")
    rule_on(life, f"d{challenge(life, 'p2').seq}")
    assert serves(life, "p1") == ["interest.missing"]
    assert rules.group_of(life.state, "p1") == ""
    assert life.refused("interest.challenge", "p3", person="p1", reason="x").message == "interest.challenged-already"
    state(life, "p1", funders=[{"name": "A Fund"}])
    assert serves(life, "p1") == []
    again = challenge(life, "p2")  # another statement, so it may be challenged again
    life.wait(0)
    told = [(row["change"], row["proceeding"]) for row in life.table("challenges")]
    first = told[0][1]
    assert told == [("challenged", first), ("challenged", f"d{again.seq}"), ("upheld", first)]


def test_new_words_do_not_end_a_challenge_that_is_open():
    life = founded()
    state(life, "p1")
    seq = challenge(life, "p2").seq
    state(life, "p1")
    assert serves(life, "p1") == ["interest.challenged"]
    rule_on(life, f"d{seq}")
    assert serves(life, "p1") == ["interest.missing"]
    life.check_fold()


def test_an_open_challenge_does_not_take_away_the_group_by_which_ballots_are_cast():
    life = founded()
    state(life, "p1")
    challenge(life, "p2")
    assert rules.group_of(life.state, "p1") == "academia"


@pytest.mark.parametrize(("then", "left"), [("lapse", []), ("advance", ["interest.missing"])])
def test_a_challenge_that_nobody_answers_ends_as_the_charter_says(then, left):
    life = founded(("disclosure/challenge/answer", {"within": "30 days", "then": then}))
    state(life, "p1")
    challenge(life, "p2")
    life.wait(29)
    assert serves(life, "p1") == ["interest.challenged"]
    life.wait(1)
    assert serves(life, "p1") == left
    life.check_fold()


def test_neither_who_challenges_nor_who_is_challenged_rules_on_it():
    life = founded()
    for actor in ("j1", "j2", "j3"):
        state(life, actor)
    seq = challenge(life, "j1", person="j2").seq
    for actor in ("j1", "j2"):
        refusal = life.refused("decision.position", actor, proceeding=f"d{seq}", value="for")
        assert refusal.message in {"proceeding.party", "interest.challenged"}
    life.do("decision.position", "j3", proceeding=f"d{seq}", value="for")
    assert life.state.people["j2"].interest.upheld


def test_a_challenge_that_cannot_be_made_says_why():
    life = founded(("disclosure/challenge/who", ["members"]))
    state(life, "p1")
    assert life.refused("interest.challenge", "p2", person="p9", reason="x").message == "interest.not-stated"
    assert life.refused("interest.challenge", "p1", person="p1", reason="x").message == "interest.own"
    refusal = life.refused("interest.challenge", "n1", person="p1", reason="x")
    assert refusal.message == "who.not-allowed"
    with pytest.raises(InputError, match="reason"):
        life.do("interest.challenge", "p2", person="p1", reason=" ")


STEPS = st.sampled_from(["state", "part", "challenge", "for", "against", "wait"])


@settings(max_examples=25, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_a_statement_serves_only_if_it_is_complete_and_neither_challenged_nor_found_wrong_since(steps):
    life = founded()
    for actor in ("j1", "j2"):
        state(life, actor)
    complete, opened, wrong, challengers = False, "", False, 0
    for step in steps:
        interest = life.state.people["p1"].interest if "p1" in life.state.people else None
        if step in {"state", "part"}:
            complete, wrong = step == "state", False
            if complete:
                state(life, "p1")
            else:
                life.do("interest.state", "p1", country="KE")
        elif step == "challenge" and interest and not opened and not wrong:
            challengers += 1
            opened = f"d{challenge(life, f'x{challengers}').seq}"
        elif step in {"for", "against"} and opened:
            rule_on(life, opened, step)
            opened, wrong = "", step == "for"
        elif step == "wait":
            life.wait(30)  # the template drops what is not answered by then
            opened = ""
        assert (serves(life, "p1") == []) == (complete and not opened and not wrong)
    life.check_fold()
