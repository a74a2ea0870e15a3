"""The findings on a terminal."""

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from comity.report.terminal import summary
from tests.report import documents

MIXED = documents.document(texts=documents.CHINESE + documents.ARABIC + documents.ENGLISH, groups=5)


def printed(made: Any, width: int = 80, **how: Any) -> str:
    file = io.StringIO()
    summary(made, Console(file=file, width=width, **how))
    return file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("made", [documents.document(), MIXED, documents.hostile(), documents.empty()])
def test_every_line_fits_and_the_whole_is_two_screens(made: Any, width: int) -> None:
    lines = printed(made, width).split("\n")
    assert all(cell_len(line) <= width for line in lines)
    assert len(lines) <= (100 if width == 60 else 80)


def test_it_answers_the_five_questions_and_says_first_what_is_simulated() -> None:
    text = printed(documents.document())
    assert text.startswith("SIMULATED")
    headings = ["WHAT ALL AGREE ON", "WHAT SPLITS THEM", "WHO THE GROUPS ARE", "HOW SURE", "WHAT A BLOC COULD CHANGE"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "evidence, never a designation" in text
    assert "SIMULATED" not in printed(documents.document(simulated=False))


def test_shares_have_their_counts_and_intervals() -> None:
    made = documents.document()
    first = next(one for one in made["statements"] if one["id"] == made["common_ground"][0])
    votes = first["agree"] + first["disagree"] + first["pass"]
    assert f"% agree ({first['agree']} of {votes} votes; 95% interval " in printed(made, 120)


@pytest.mark.parametrize("terminal", [True, False])
def test_no_text_from_outside_reaches_the_terminal_as_control_or_markup(terminal: bool) -> None:
    text = printed(documents.hostile(), 120, force_terminal=terminal, no_color=True, color_system=None)
    assert not {sign for sign in text if sign < " " and sign != "\n"} & set("\x07\x08\x1b\x00\r")
    assert not set(text) & set("\x9b\u202e\u2028")
    assert "[bold red]markup[/bold red]" in printed(everywhere("[bold red]markup[/bold red] :smile:"), 120)
    assert ":smile:" in printed(everywhere("[bold red]markup[/bold red] :smile:"), 120)


def everywhere(text: str) -> Any:
    return documents.document(texts=(text,), title=text)


def test_colours_are_only_an_addition() -> None:
    plain = printed(documents.document(), 100)
    coloured = printed(documents.document(), 100, force_terminal=True, color_system="standard")
    assert "\x1b" not in plain and "\x1b" in coloured


def test_a_terminal_without_unicode_gets_question_marks_and_no_error() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    summary(MIXED, Console(file=file, width=80))
    assert b"????" in raw.getvalue()


def test_too_little_data_is_said() -> None:
    text = printed(documents.empty())
    assert "Not enough data" in text and "None" not in text and "people table is needed" in text
