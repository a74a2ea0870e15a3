"""The opinion map as a picture."""

from typing import Any
from xml.etree import ElementTree

import pytest

from comity.report.svg import MOST_MARKS, opinion_map
from tests.report import documents

NS = {"svg": "http://www.w3.org/2000/svg"}


def tree(made: Any, **how: Any) -> ElementTree.Element:
    return ElementTree.fromstring(opinion_map(made, **how))  # noqa: S314 - our own output


@pytest.mark.parametrize("made", [documents.hostile(), documents.empty(), documents.document(groups=1)])
@pytest.mark.parametrize("standalone", [True, False])
def test_every_picture_is_well_formed_and_says_what_it_is(made: Any, standalone: bool) -> None:
    root = tree(made, standalone=standalone)
    assert root.get("role") == ("img" if standalone else "group")
    titles = {element.get("id"): element.text for element in root if element.get("id")}
    assert titles[root.get("aria-labelledby")].startswith("Opinion map: ")
    assert "people and" in titles[root.get("aria-describedby")]
    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "g", "path", "circle", "text", "a",
    }  # fmt: skip


def test_there_is_one_dot_a_person_and_it_tells_group_and_votes_only() -> None:
    made = documents.document(people=120, groups=3)
    people = tree(made).find(".//svg:g[@class='people few']", NS)
    assert people is not None
    dots = sum((path.get("d") or "").count("M") for path in people.iter(f"{{{NS['svg']}}}path"))
    assert dots == 120
    titles = {title.text for title in people.iter(f"{{{NS['svg']}}}title")}
    assert titles == {
        f"Group {'ABC'[group]}, {votes} votes"
        for group, votes in zip(made["map"]["group"], made["map"]["votes"], strict=True)
    }
    assert "p0001" not in opinion_map(made)


def test_statements_carry_their_text_and_shares_and_groups_their_letter() -> None:
    made = documents.document(statements=8, groups=2)
    marks = tree(made).findall(".//svg:g[@class='statements']/svg:g/svg:title", NS)
    texts = [mark.text or "" for mark in marks]
    assert len(texts) == 8
    assert all(any(one["text"] in text and "% agree" in text for text in texts) for one in made["statements"])
    assert [text.text for text in tree(made).findall(".//svg:g/svg:circle/../svg:text", NS)] == ["A", "B"]


def test_a_crowd_is_drawn_as_squares() -> None:
    made = documents.document(people=5000, groups=2, cells=True)
    root = tree(made)
    assert root.find(".//svg:g[@class='people']", NS) is None
    squares = root.findall(".//svg:g[@class='cells']/svg:path", NS)
    assert sum((path.get("d") or "").count("M") for path in squares) == len(made["map"]["cells"])


def test_too_many_statements_are_not_all_drawn_but_the_telling_ones_are() -> None:
    made = documents.document(people=30, statements=MOST_MARKS + 60)
    drawn = opinion_map(made)
    assert drawn.count('<path class="m"') == MOST_MARKS + 3  # and three in the key
    assert all(f"<title>{statement}: " in drawn for statement in made["common_ground"] + made["divisive"])


def test_links_name_the_place_of_the_statement_and_only_the_first_is_a_tab_stop() -> None:
    root = tree(documents.document(statements=9), standalone=False)
    links = root.findall(".//svg:a", NS)
    assert sorted(link.get("href") or "" for link in links) == [f"#s{place}" for place in range(9)]
    assert [link.get("tabindex") for link in links] == [None] + ["-1"] * 8


def test_the_same_document_gives_the_same_picture() -> None:
    assert opinion_map(documents.document(seed=4)) == opinion_map(documents.document(seed=4))


def test_a_large_picture_is_small_enough_to_send() -> None:
    assert len(opinion_map(documents.document(people=1921, statements=197, groups=3)).encode()) < 110_000


def test_simulated_is_said_in_the_picture() -> None:
    assert "SIMULATED" in opinion_map(documents.document())
    assert "SIMULATED" not in opinion_map(documents.document(simulated=False))
