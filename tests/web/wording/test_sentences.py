"""Acts in sentences."""

import pytest
from django.utils.translation import override

from comity.charter.templates import template
from comity.record.proposal import propose
from comity.web.wording.sentences import sentence


def passed(deadline: str):
    public = {"deadline": deadline, "subject": "m50", "due": "2027-01-01T00:00:00.000000Z"}
    return propose("body.example/record", "clock.pass", "clock", public).act


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A deadline passed: The time of m50 at its stage ends."),
        ("fr", "Une échéance est passée : "),
        ("ar", "انقضى موعد نهائي: "),
    ],
)
def test_a_deadline_is_told_in_words_and_not_by_its_name_in_the_program(language: str, said: str):
    with override(language):
        told = sentence(passed("stage"), "clock", template("comity"))
    assert told.startswith(said) and "m50" in told and "stage of" not in told
    assert language == "en" or "stage" not in told


def test_a_deadline_that_this_program_does_not_know_is_told_by_its_name():
    told = sentence(passed("harvest"), "clock", template("comity"))
    assert told == "The time of a deadline passed: harvest of m50."
