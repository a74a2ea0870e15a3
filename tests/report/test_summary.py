"""The findings in plain sentences."""

from typing import Any

from comity.report.summary import Foreign, Said, Sentence, easiest, fall, summary
from tests.report import documents


def flat(sentences: list[Sentence]) -> str:
    return " ".join("".join(part if isinstance(part, str) else part.text for part in one) for one in sentences)


def margin(**changes: Any) -> Any:
    base = {"kind": "funder", "fewest": 2, "at_least": 2, "lowered_to": "divided", "people": 14,
            "names": ["Acme"], "unnamed": 1, "covered": 0.9, "words": "…"}  # fmt: skip
    return {**base, **changes}


def test_a_fall_names_who_may_be_named_and_counts_the_rest() -> None:
    assert flat([fall(margin())]) == "without 2 funders (Acme and 1 more; 14 people) the poll would show: divided"
    assert flat([fall(margin(fewest=1, at_least=1, names=[], people=None))]) == (
        "without 1 funder (1 too small to name; fewer than five people) the poll would show: divided"
    )
    assert flat([fall(margin(fewest=4, at_least=3))]).startswith("without at most 4 (at least 3) funders")
    assert flat([fall(margin(fewest=None, words="No absence would."))]) == "No absence would."
    assert Foreign("Acme") in fall(margin())


def test_the_easiest_to_lower_comes_first_and_only_supported_statements_count() -> None:
    made: Any = documents.document(statements=3)
    for one, level, fewest in zip(
        made["statements"], ("strong-support", "none-against", "divided"), (3, 2, 1), strict=True
    ):
        one["poll"]["level"], one["capture_margin"] = level, [margin(fewest=fewest), margin(fewest=None)]
    assert [statement["id"] for statement, _ in easiest(made)] == ["1", "0"]


def test_what_is_quoted_is_what_is_listed_first() -> None:
    made = documents.document()
    told = summary(made)
    assert [part.id for part in told.agree[0] if isinstance(part, Said)] == [made["common_ground"][0]]
    assert [part.id for part in told.split[1] if isinstance(part, Said)] == [made["divisive"][0]]


def test_a_rejected_common_ground_says_that_it_is_disagreement() -> None:
    made: Any = documents.document(statements=1, groups=2)
    one = made["statements"][0]
    for counts in (one, *one["groups"]):
        counts.update({"agree": 5, "disagree": 90, "pass": 5, "share": 0.05})
    assert "at least 90% disagree in every group" in flat(summary(made).agree)


def test_one_group_is_an_answer_and_no_data_is_another() -> None:
    assert "no lasting division" in flat(summary(documents.document(groups=1)).split)
    told = summary(documents.empty())
    assert "Not enough data" in flat(told.sure)
    assert "people table is needed" in flat(told.bloc)
    assert "no lasting division" not in flat(told.split)
