"""How figures and foreign texts are put into words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from comity.report import words
from tests.report import documents


@given(st.text())
def test_a_cleaned_text_can_neither_control_nor_redirect(text: str) -> None:
    shown = words.clean(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")
    assert shown == shown.strip() and "  " not in shown
    assert words.clean(shown) == shown


def test_cleaning_keeps_letters_of_every_script_and_joined_signs() -> None:
    for text in (*documents.CHINESE, *documents.ARABIC, "👩‍⚖️ naïve Việt", "می‌خواهم"):
        assert words.clean(text) == text


def test_cleaning_reaches_every_text_of_a_document() -> None:
    assert "\x1b" not in str(words.clean(documents.hostile())).replace("\\x1b", "\x1b")


@given(st.floats(0, 1))
def test_all_and_none_are_said_only_of_all_and_none(share: float) -> None:
    assert (words.percent(share) == "100%") == (share == 1)
    assert (words.percent(share) == "0%") == (share == 0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_an_interval_in_words_is_never_narrower_than_it_is(one: float, other: float) -> None:
    low, high = sorted((one, other))
    left, right = words.between((low, high)).removesuffix("%").split(" to ")
    assert int(left) <= 100 * low + 1e-6 and 100 * high - 1e-6 <= int(right)
    assert int(right) - int(left) < 100 * (high - low) + 2.01


@pytest.mark.parametrize(("group", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (None, "–")])
def test_groups_are_named_by_letters(group: int | None, name: str) -> None:
    assert words.letter(group) == name


def test_null_figures_are_said_to_be_too_little_data() -> None:
    assert {words.percent(None), words.between(None), words.decimal(None)} == {"not enough data"}


@given(st.text(), st.integers(2, 60))
def test_a_clipped_text_fits(text: str, cells: int) -> None:
    text = words.clean(text)
    clipped = words.clip(text, cells)
    assert cell_len(clipped) <= cells
    assert clipped == text or text.startswith(clipped.removesuffix("…"))


def test_a_label_is_the_identifier_only_where_all_identifiers_are_short() -> None:
    short, long = documents.document(statements=3)["statements"], documents.hostile()["statements"]
    assert words.labels(short) == {"0": "0", "1": "1", "2": "2"}
    assert list(words.labels(long).values()) == [f"#{place}" for place in range(1, 13)]
