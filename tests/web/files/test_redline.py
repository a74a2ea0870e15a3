"""What a new version changed."""

import random
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from comity.web.files.redline import pieces, redline

words = st.lists(st.sampled_from(["the", "body", "shall", "72", "hours", ".", "سلامة", "\n", "é", "x_y"]), max_size=30)
texts = st.one_of(st.text(max_size=60), words.map(" ".join))


@given(texts, texts)
def test_what_is_kept_and_inserted_is_the_new_text_and_what_is_kept_and_deleted_the_old(old, new):
    found = pieces(old, new)
    assert "".join(one.text for one in found if one.mark != "del") == new
    assert "".join(one.text for one in found if one.mark != "ins") == old
    assert all(one.text for one in found)
    assert all(one.mark != other.mark for one, other in pairwise(found))


@given(texts)
def test_nothing_is_marked_in_a_text_that_stayed(text):
    assert [one.mark for one in pieces(text, text)] == ["same"][: len(text)]


@given(st.lists(st.tuples(st.integers(1, 9).map(str), texts), unique_by=lambda one: one[0], max_size=6),
       st.lists(st.tuples(st.integers(1, 9).map(str), texts), unique_by=lambda one: one[0], max_size=6))  # fmt: skip
def test_every_clause_of_both_versions_is_there_once(old, new):
    found = redline(old, new)
    assert [one.number for one in found if one.what != "removed"] == [number for number, _ in new]
    assert {one.number for one in found} == {number for number, _ in [*old, *new]}
    assert len({one.number for one in found}) == len(found)
    before, after = dict(old), dict(new)
    for one in found:
        told = (one.number in before, one.number in after)
        assert told == {"added": (False, True), "removed": (True, False)}.get(one.what, (True, True))
        assert (one.what == "same") == (all(told) and before[one.number] == after[one.number])


def test_whole_words_are_marked():
    found = pieces("They report it in 72 hours.", "They report it in 7 days.")
    assert [(one.mark, one.text) for one in found][:3] == [("same", "They report it in "), ("del", "72"), ("ins", "7")]


def test_a_removed_clause_stands_where_it_was():
    found = redline([("1", "a"), ("2", "b"), ("3", "c")], [("1", "a"), ("3", "d"), ("4", "e")])
    assert [(one.number, one.what) for one in found] == [
        ("1", "same"), ("2", "removed"), ("3", "changed"), ("4", "added"),
    ]  # fmt: skip


def test_two_thousand_clauses_that_all_changed_take_no_longer_than_a_page_may():
    old = [(str(n), f"Clause {n} says that whoever runs it reports within {n} hours to the body. " * 3)
           for n in range(2000)]  # fmt: skip
    new = [(number, text.replace("hours", "days").replace("whoever", "who")) for number, text in old]
    begin = time.perf_counter()
    found = redline(old, new)
    assert time.perf_counter() - begin < 5
    assert len(found) == 2000


def test_texts_made_to_be_slow_are_compared_by_sentences_or_as_a_whole():
    draw = random.Random(1)  # noqa: S311 - no secret is drawn
    hostile = [" ".join(draw.choice("abcd") for _ in range(3_000)) for _ in range(60)]
    begin = time.perf_counter()
    found = redline([(str(n), text) for n, text in enumerate(hostile)],
                    [(str(n), f"z {text[::-1]} q") for n, text in enumerate(hostile)])  # fmt: skip
    assert [piece.mark for piece in found[0].pieces] == ["del", "ins"]
    long = " ".join(f"Rule {n} of the body holds for all of the people of the body." for n in range(600))
    some = pieces(f"First one. {long} Middle. {long} Last.", f"Other one. {long} Between. {long} End.")
    assert [one.text.strip() for one in some if one.mark == "ins"] == ["Other one.", "Between.", "End"]
    assert time.perf_counter() - begin < 5
