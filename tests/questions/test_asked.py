"""The questions are all there, each once, with a mechanism and evidence."""

import pytest

from comity.base.errors import UsageError
from comity.questions.asked import QUESTIONS, question


def test_there_are_twenty_one_each_once():
    assert len(QUESTIONS) == len({one.id for one in QUESTIONS}) == 21
    for one in QUESTIONS:
        assert one.text.endswith(("?", "."))
        assert one.mechanism
        assert one.evidence


def test_a_question_is_found_by_its_identifier():
    assert "mask" in question("capture").text
    with pytest.raises(UsageError, match="no question has the identifier whatever"):
        question("whatever")
