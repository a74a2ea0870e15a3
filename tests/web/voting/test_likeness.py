"""Which statements are shown as like another."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.web.voting.likeness import like, twins, words

THERE = {
    "s1": "Serious incidents are reported within 72 hours.",
    "s2": "Small providers have two weeks.",
    "s3": "Every report is public.",
    "s4": "すべての報告は公開される。",
    "s5": "Серьёзные инциденты сообщаются в течение 72 часов.",
}


def test_those_that_share_rare_words_come_first():
    found = [name for name, _ in like("Within 72 hours, serious incidents must be reported", THERE)]
    assert found == ["s1"]
    assert like("Bananas are yellow", THERE) == []
    assert [name for name, _ in like("報告は公開する", THERE)] == ["s4"]
    assert like("СЕРЬЁЗНЫЕ инциденты", THERE)[0][0] == "s5"


def test_words_are_the_same_in_any_case_and_of_scripts_without_spaces_pairs():
    assert words("Über die STRASSE, 72!") == ["über", "die", "strasse", "72"]
    assert words("公開される") == ["公開", "開さ", "され", "れる"]


@settings(max_examples=40)
@given(st.text(max_size=80), st.dictionaries(st.sampled_from("abcdef"), st.text(max_size=80)))
def test_a_text_is_most_like_itself_and_likeness_is_a_share(text, others):
    found = dict(like(text, {**others, "itself": text}, least=0.0, most=99))
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in found.values())
    if words(text):
        assert found["itself"] >= max(found.values()) - 1e-9


def test_twins_are_the_pairs_that_are_most_alike_and_the_earlier_stands_first():
    texts = {**THERE, "s6": "Incidents that are serious are reported within 72 hours.", "s7": "すべての報告は公開",
             "s8": "Bananas are yellow."}  # fmt: skip
    assert twins(texts) == [("s1", "s6"), ("s4", "s7")]
    assert twins(texts, most=1) == [("s1", "s6")]
    assert twins({}) == twins({"a": "", "b": ""}) == []


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.text("abc 公開", max_size=20)))
def test_twins_are_those_that_each_is_like(texts):
    every = {(a, b) for a, b in combinations(texts, 2) if dict(like(texts[a], {b: texts[b]}, least=0.0))[b] > 0}
    assert set(twins(texts, least=1e-9, most=99)) <= every
