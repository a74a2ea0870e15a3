"""The page, as text. What a browser makes of it is tested in `test_browser.py`."""

import base64
import hashlib
import re
from typing import Any

import pytest

from comity.report.html import MOST_STATEMENTS, page
from tests.report import documents

SMALL = page(documents.document())


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_lets_in_only_this_style_and_this_script() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', SMALL)
    style, script = re.findall(r"<style>(.*?)</style>", SMALL, re.S), re.findall(r"<script>(.*?)</script>", SMALL, re.S)
    assert policy and len(style) == len(script) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].replace("&#39;", "'").split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'{digest(style[0])}'",
        "script-src": f"'{digest(script[0])}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_is_fetched_from_anywhere() -> None:
    markup = re.sub(r"<(style|script)>.*?</\1>", "", SMALL, flags=re.S)
    assert all(target.startswith("#") or target == "data:," for target in re.findall(r'(?:href|src)="([^"]*)"', markup))
    assert " style=" not in markup and " on" not in re.sub(r">[^<]*<", "><", markup).replace(" only", "")
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|innerHTML", SMALL)


def test_a_hostile_text_makes_no_element() -> None:
    text = page(documents.hostile())
    assert text.count("<script") == 1 and text.count("</script") == 1 and "<img" not in text and "<!--" not in text
    assert "&lt;script&gt;window.pwned=1&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", text)


def test_nobody_is_identified() -> None:
    made = documents.document(people=40)
    assert "p0007" in made["assignments"] and not re.search(r"p00\d\d", page(made))


@pytest.mark.parametrize("made", [documents.empty(), documents.document(kinds=()), documents.document(groups=1)])
def test_missing_figures_are_said_to_be_missing(made: Any) -> None:
    text = re.sub(r"<(style|script)>.*?</\1>", "", page(made), flags=re.S)
    assert "not enough data" in text.lower()
    assert not re.search(r"\bNone\b|\bnan\b|\bnull\b|\bundefined\b", text)


def test_without_a_people_table_the_capture_table_says_what_is_missing() -> None:
    text = page(documents.document(kinds=()))
    assert "A people table is needed" in text and "Fewest" not in text
    assert "evidence, never a designation" in text


def test_simulated_is_said_at_the_top() -> None:
    assert SMALL.index("Simulated.") < SMALL.index("<nav")
    assert "Simulated." not in page(documents.document(simulated=False))


def test_two_thousand_people_fit_in_a_megabyte() -> None:
    made = documents.document(2000, 200, 5, texts=documents.ENGLISH + documents.CHINESE + documents.ARABIC)
    assert len(page(made).encode()) <= 1_000_000


def test_a_wide_consultation_is_cut_and_says_so() -> None:
    made = documents.document(people=20, statements=MOST_STATEMENTS + 5, groups=1)
    text = page(made)
    assert f"Shown are {MOST_STATEMENTS:,} of {MOST_STATEMENTS + 5:,} statements" in text
    assert len(re.findall(r'<tr id="s\d+"', text)) == MOST_STATEMENTS
    targets = set(re.findall(r'href="#(s\d+)"', text))
    assert targets <= set(re.findall(r'<tr id="(s\d+)"', text)), "every link to a statement finds its row"


def test_the_page_links_to_the_figures_beside_it() -> None:
    assert '<a href="opinion.json">' in page(documents.document(), data="opinion.json")
    assert "javascript:" not in page(documents.document(), data="javascript:alert(1)")


def test_the_same_document_gives_the_same_page() -> None:
    assert page(documents.document(seed=3)) == page(documents.document(seed=3))
