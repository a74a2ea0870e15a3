from dataclasses import asdict
from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import UsageError
from comity.charter.call import LEVELS, PollRule, poll
from comity.report import document

FLOOR = PollRule(group_floor=Fraction(1, 2))

rules = st.builds(
    PollRule,
    small_minority=st.sampled_from([Fraction(4, 5), Fraction(9, 10), Fraction(1)]),
    strong=st.sampled_from([Fraction(3, 5), Fraction(2, 3), Fraction(4, 5)]),
    least_people=st.integers(1, 6),
    group_floor=st.sampled_from([None, Fraction(1, 3), Fraction(1, 2), Fraction(1)]),
    quorum=st.none() | st.dictionaries(st.sampled_from(["g0", "g1", "g2"]), st.integers(1, 6)),
)


def row(agree, disagree, passes=0):
    return [disagree, passes, agree]


def level(agree, disagree, **rule):
    return poll([row(agree, disagree)], rule=PollRule(**rule)).level


@pytest.mark.parametrize(
    ("agree", "disagree", "expected"),
    [
        (5, 0, "none-against"),
        (9, 1, "small-minority-against"),
        (89, 10, "strong-support"),
        (4, 2, "strong-support"),
        (199, 100, "divided"),
        (101, 200, "divided"),
        (2, 4, "opposed"),
        (0, 5, "opposed"),
        (4, 0, "not-enough-data"),
        (0, 0, "not-enough-data"),
    ],
)
def test_a_level_begins_exactly_at_its_share(agree, disagree, expected):
    assert level(agree, disagree) == expected


def test_a_share_that_floating_point_would_round_is_kept_exact():
    strong = Fraction(333_334, 500_000)
    assert level(333_334 * 10**9, 166_666 * 10**9, strong=strong) == "strong-support"
    assert level(333_334 * 10**9 - 1, 166_666 * 10**9 + 1, strong=strong) == "divided"


def test_a_pass_takes_part_but_is_not_support():
    result = poll([row(4, 0, 1), row(5, 0)], ["government"])
    assert result.quorate is True
    assert result.support == 1.0
    assert poll([row(4, 0, 50)]).level == "not-enough-data"


def test_the_interval_is_that_of_wilson():
    # Wilson's interval for 8 of 10, computed by hand: (0.8 + 0.19207 ± 1.96·√(0.016 + 0.0096036)) / 1.3841459
    low, high = poll([row(8, 2)]).interval
    assert low == pytest.approx(0.4901625, abs=1e-7)
    assert high == pytest.approx(0.9433178, abs=1e-7)
    assert poll([row(0, 0, 9)]).interval is None
    assert poll([row(7, 0)]).interval[1] == 1.0
    assert poll([row(0, 7)]).interval[0] == 0.0


def test_a_floor_that_fails_makes_strong_support_divided():
    votes = [row(40, 1), row(3, 4), row(0, 0)]
    assert poll(votes, ["private-sector", "civil-society"]).level == "strong-support"
    assert poll(votes, ["private-sector", "civil-society"], FLOOR).level == "divided"


def test_a_group_below_its_quorum_has_no_floor():
    votes = [row(40, 1), row(0, 4), row(0, 0)]
    result = poll(votes, ["private-sector", "civil-society"], FLOOR)
    assert (result.level, result.quorate, result.absent_groups) == ("strong-support", False, ["civil-society"])


def test_only_required_groups_have_a_floor():
    votes = [row(40, 1), row(3, 4), row(0, 0)]
    rule = PollRule(group_floor=Fraction(1, 2), quorum={"private-sector": 10})
    result = poll(votes, ["private-sector", "civil-society"], rule)
    assert (result.level, result.quorate) == ("strong-support", True)


def test_absent_groups_are_named_and_do_not_lower_the_level():
    rule = PollRule(quorum={"government": 3, "academia": 3, "civil-society": 3})
    result = poll([row(9, 0), row(0, 0, 2), row(0, 0)], ["civil-society", "government"], rule)
    assert result.level == "none-against"
    assert result.quorate is False
    assert result.absent_groups == ["academia", "government"]


def test_without_groups_nothing_is_said_of_a_quorum():
    assert poll([row(9, 0)]).quorate is None
    assert poll([row(9, 0), row(9, 0)], ["government"], PollRule(quorum={})).quorate is None


def shown(result):
    return {of["group"] for of in result.by_group if of["agree"] is not None}


def test_groups_of_fewer_than_five_voters_are_not_shown():
    result = poll([row(9, 3), row(2, 1, 1), row(1, 1, 1), row(0, 0)], ["a", "b", "c"])
    assert shown(result) == {"a"}
    assert set(result.by_group[1].values()) == {"b", None}
    assert result.by_group[0]["level"] == "strong-support"
    assert result.by_group[0]["support"] == 0.75


def test_what_is_left_by_subtraction_is_never_fewer_than_five_people():
    result = poll([row(9, 3), row(7, 0), row(2, 1), row(0, 0)], ["a", "b", "c"])
    assert shown(result) == {"a"}
    assert shown(poll([row(9, 3), row(7, 0), row(2, 1), row(2, 0)], ["a", "b", "c"])) == {"a", "b"}
    assert shown(poll([row(9, 3), row(7, 0), row(1, 0)], ["a", "b"])) == {"a"}


tallies = st.integers(0, 3).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(0, 12), min_size=3, max_size=3),
        min_size=n + 1,
        max_size=n + 1,
    )
)


@given(tallies, rules)
def test_neither_what_is_shown_nor_what_is_left_is_about_one_to_four_people(tally, rule):
    groups = [f"g{i}" for i in range(len(tally) - 1)]
    result = poll(tally, groups, rule)
    sizes = {group: sum(votes) for group, votes in zip(groups, tally, strict=False)}
    left = sum(map(sum, tally)) - sum(sizes[group] for group in shown(result))
    assert all(sizes[group] >= 5 for group in shown(result))
    assert left == 0 or left >= 5


def with_votes(tally, places):
    more = [list(votes) for votes in tally]
    for place in places:
        more[place][2] += 1
    return more


small_tallies = st.integers(0, 2).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=n + 1, max_size=n + 1)
)


@given(small_tallies, rules)
def test_invented_supporters_are_the_fewest_wherever_they_are_put(tally, rule):
    groups = [f"g{i}" for i in range(len(tally) - 1)]
    result = poll(tally, groups, rule)
    now = LEVELS.index(result.level)
    for votes in range(1, 9):
        places = combinations_with_replacement(range(len(tally)), votes)
        best = min(LEVELS.index(poll(with_votes(tally, at), groups, rule).level) for at in places)
        if best < now:
            assert (result.invented_supporters, result.raised_to) == (votes, LEVELS[best])
            return
    assert result.invented_supporters is None or result.invented_supporters > 8


@pytest.mark.parametrize(
    ("agree", "disagree", "expected"),
    [
        (5, 0, (None, None)),  # there is no higher level
        (9, 1, (None, None)),  # somebody is against, whoever else is for
        (20, 3, (7, "small-minority-against")),  # 27 of 30
        (4, 4, (4, "strong-support")),  # 8 of 12
        (2, 6, (2, "divided")),  # 4 of 10; 3 of 9 is still a third
        (3, 0, (2, "none-against")),
        (3, 1, (1, "strong-support")),
    ],
)
def test_invented_supporters_by_hand(agree, disagree, expected):
    result = poll([row(agree, disagree)])
    assert (result.invented_supporters, result.raised_to) == expected


def test_a_floor_of_one_cannot_be_bought_back():
    result = poll([row(40, 1), row(0, 0)], ["government"], PollRule(group_floor=Fraction(1)))
    assert (result.level, result.invented_supporters) == ("divided", None)


def test_a_poll_has_the_published_shape():
    result = asdict(poll(np.array([row(9, 1), row(0, 0)]), ["government"]))
    assert set(result) == set(document.Poll.__annotations__)
    assert set(result["by_group"][0]) >= set(document.Counts.__annotations__)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"strong": Fraction(1, 2)}, "above 1/2"),
        ({"strong": Fraction(19, 20)}, "must rise"),
        ({"strong": 0.7}, "strong must be a fraction"),
        ({"small_minority": Fraction(0.9)}, "at most a million"),
        ({"group_floor": Fraction(0)}, "group_floor must be above 0"),
        ({"least_people": 0}, "least_people must be 1 or more"),
        ({"quorum": {"academia": 0}}, "the quorum of academia"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(settings, says):
    with pytest.raises(UsageError, match=says):
        PollRule(**settings)


@pytest.mark.parametrize("tally", [[[1, 2]], [[1, 2, 3], [1, 2, 3]], [[0.5, 1.0, 2.0]]])
def test_a_tally_of_another_shape_is_refused(tally):
    with pytest.raises(UsageError, match="a tally must hold whole numbers in 1 rows of 3"):
        poll(tally)
