import json

import jsonschema
import numpy as np
import pytest

from comity.opinion.analysis import Settings
from comity.report.data import schema, to_json
from comity.simulate import demo
from comity.simulate.assembly import simulate
from comity.sources import read
from comity.study import MOST_DOTS, study


@pytest.fixture(scope="module")
def found():
    return study(demo.consultation(), Settings(resamples=20))


@pytest.fixture(scope="module")
def document(found):
    return json.loads(to_json(found.document(assignments=True)))


def test_the_findings_keep_to_their_published_shape(document):
    jsonschema.validate(document, schema(), cls=jsonschema.Draft202012Validator)


def test_counts_add_up(document):
    assert document["people"] == demo.PEOPLE
    assert document["votes"] == sum(s["agree"] + s["disagree"] + s["pass"] for s in document["statements"])
    sizes = {g["id"]: g["size"] for g in document["groups"]}
    assigned = list(document["assignments"].values())
    assert {g: assigned.count(g) for g in sizes} == sizes
    assert document["grouping"]["not_grouped"] == assigned.count(None)
    for s in document["statements"]:
        for way in ("agree", "disagree", "pass"):
            assert sum(g[way] for g in s["groups"]) <= s[way]


def test_the_camps_that_were_simulated_are_found(document):
    assert document["grouping"]["number"] == 3
    assert document["simulated"] is True
    assert [row["text"][:5] for row in document["rejected"]] == ["Visit"]


def test_lists_name_statements_that_exist(document):
    known = {s["id"] for s in document["statements"]}
    for name in ("common_ground", "divisive", "bridging"):
        assert document[name] and set(document[name]) <= known
    telling = {c["statement"] for g in document["groups"] for c in g["characteristic"]}
    assert telling <= known


def test_margins_name_only_organisations_of_five_or_more(found, document):
    people = found.consultation.people
    names = {name for ties in people.ties.values() for name in ties.names}
    for s in document["statements"]:
        assert [m["kind"] for m in s["capture_margin"]] == ["affiliation", "funder", "owner", "country"]
        for margin in s["capture_margin"]:
            assert set(margin["names"]) <= names
            if margin["fewest"] is not None and margin["people"] is not None:
                assert margin["people"] >= 5
                assert len(margin["names"]) + margin["unnamed"] == margin["fewest"]


def test_an_absent_owner_really_lowers_what_the_poll_shows(found, document):
    """Take the people of a named margin away from the consultation itself, and read the poll again."""
    checked = 0
    consultation = found.consultation
    for s in document["statements"]:
        for margin in s["capture_margin"]:
            if margin["fewest"] != 1 or not margin["names"]:
                continue
            ties = consultation.people.ties[margin["kind"]]
            unit = ties.names.index(margin["names"][0])
            tied = np.zeros(consultation.votes.n_people, bool)
            tied[np.repeat(np.arange(len(tied)), np.diff(ties.indptr))[ties.codes == unit]] = True
            left = consultation.votes.select_people(~tied)
            column = consultation.statement_ids.to_pylist().index(s["id"])
            votes = left.values[left.columns == column]
            agree, disagree = int((votes == 1).sum()), int((votes == -1).sum())
            share = agree / (agree + disagree)
            assert {"strong-support": share < 0.9, "divided": share < 2 / 3, "opposed": share <= 1 / 3}[
                margin["lowered_to"]
            ]
            checked += 1
    assert checked


def test_without_a_people_table_the_margin_says_what_is_missing():
    consultation = simulate(2, people=120, statements=20).consultation
    document = study(consultation, Settings(resamples=0)).document()
    assert document["margins"]["kinds"] == []
    assert "--people" in document["margins"]["note"]
    assert all(s["capture_margin"] == [] and s["poll"]["quorate"] is None for s in document["statements"])
    assert "assignments" not in document


def test_a_large_assembly_is_drawn_in_squares():
    consultation = simulate(2, people=MOST_DOTS + 500, statements=20).consultation
    drawn = study(consultation, Settings(resamples=0, minorities=False)).document()["map"]
    assert drawn["x"] == []
    assert sum(cell[3] for cell in drawn["cells"]) == int((np.diff(consultation.votes.indptr) > 0).sum())


@pytest.mark.parametrize("k", [1, 3])
def test_words_say_how_the_groups_came_about(k):
    noise = simulate(1, people=200, statements=20).consultation
    measured = study(noise, Settings(resamples=5)).document()["grouping"]
    assert measured["number"] == 1
    assert "no more structure than independent votes" in measured["words"]
    asked = study(noise, Settings(groups=k, resamples=5)).document()["grouping"]
    assert asked["number"] == k and "as requested" in asked["words"]
    if k == 3:
        assert "other groups come out" in asked["stability"]["words"]


def test_too_few_people_are_not_enough_data():
    consultation = simulate(2, people=8, statements=10).consultation
    grouping = study(consultation, Settings(resamples=5)).document()["grouping"]
    assert grouping["words"].startswith("Not enough data")


@pytest.mark.shared
def test_agreement_with_the_groups_of_the_source_is_said(shared):
    consultation = read(shared / "polis" / "vtaiwan.uberx")
    grouping = study(consultation, Settings(groups=2, resamples=0)).document()["grouping"]
    assert grouping["agreement_with_source"] >= 0.65
