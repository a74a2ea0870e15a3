from dataclasses import asdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import UsageError
from comity.charter.call import PollRule, Units, evidence
from comity.report import document
from tests.charter.brute import Case

FLOOR = PollRule(group_floor=Fraction(1, 2))


def cell(units, agree=0, disagree=0, passes=0, group=-1):
    return (units, group, disagree, passes, agree)


def test_the_smallest_of_the_units_that_do_alone():
    # 20 of 22 are for; below 18 for, 2 against are more than a tenth: three must go
    case = Case([cell((0,), 10), cell((1,), 6), cell((2,), 2), cell((), 2, 2)], 3)
    margin = case.margin(names=("Acme", "Beta", "Gamma"))
    assert (margin.fewest, margin.at_least, margin.lowered_to, margin.people) == (1, 1, "strong-support", 6)
    assert (margin.names, margin.unnamed, margin.covered) == (["Beta"], 0, 18 / 22)
    assert (
        margin.words
        == "Without Beta (6 people) the poll would show strong support instead of a small minority against."
    )


def test_a_share_that_is_just_reached_is_not_lost():
    # 20 of 28; without four, 16 of 24 are just two thirds
    assert Case([cell((0,), 4), cell((), 16, 8)], 1).margin().fewest is None
    margin = Case([cell((0,), 5), cell((), 15, 8)], 1).margin()
    assert (margin.fewest, margin.lowered_to) == (1, "divided")


def test_opposition_begins_at_a_third_exactly():
    # 6 of 14; without two, 4 of 12
    margin = Case([cell((0,), 2), cell((), 4, 8)], 1).margin()
    assert (margin.fewest, margin.lowered_to) == (1, "opposed")


def test_those_against_in_a_unit_count_against_its_absence():
    # 30 of 40. Unit 0 has 12 for and 6 against: 18 of 22 are left. Unit 1 has 9 for: 21 of 31.
    # Unit 2 has 8 for: 22 of 32; both 1 and 2: 13 of 23.
    case = Case([cell((0,), 12, 6), cell((1,), 9), cell((2,), 8), cell((), 1, 4)], 3)
    margin = case.margin()
    assert (margin.fewest, margin.names, margin.people) == (2, ["u01", "u02"], 17)


def test_from_none_against_only_too_few_votes_are_lower():
    margin = Case([cell((0,), 2), cell((1,), 1), cell((), 5)], 2).margin()
    assert (margin.fewest, margin.at_least) == (None, None)
    margin = Case([cell((0,), 2), cell((1,), 1), cell((), 3)], 2).margin()
    assert (margin.fewest, margin.lowered_to, margin.people, margin.names) == (1, "not-enough-data", None, [])
    assert margin.words == (
        "Without 1 funder (fewer than five people) "
        "the poll would show too few votes to say anything instead of nobody against."
    )


def test_a_way_that_leaves_enough_data_goes_first():
    # 6 of 8. Without unit 0, 2 of 4 are too few; without unit 1, which has more people, 3 of 5 are divided.
    case = Case([cell((0,), 1), cell((0, 1), 3), cell((1,), 0, 0, 5), cell((), 2, 2)], 2)
    assert case.people((0,)) < case.people((1,))
    margin = case.margin()
    assert (margin.fewest, margin.lowered_to, margin.names) == (1, "divided", ["u01"])


def test_a_person_of_two_funders_is_absent_with_either():
    # 30 of 42 are for; without the ten who have both and the two who have only unit 1, 18 of 30
    margin = Case([cell((0, 1), 10), cell((0,), 3), cell((1,), 2), cell((), 15, 12)], 2).margin()
    assert (margin.fewest, margin.names, margin.people, margin.lowered_to) == (1, ["u01"], 12, "divided")


def test_a_floor_can_fail_first():
    cells = [cell((0,), 2, group=0), cell((1,), 9, group=1), cell((), 3, 4, group=0), cell((), 50, 1, group=1)]
    assert Case(cells, 2, 2).margin().fewest is None  # 64 of 69, and 53 of 58 are no less than nine tenths
    margin = Case(cells, 2, 2, FLOOR).margin()
    assert (margin.fewest, margin.lowered_to, margin.people, margin.names, margin.unnamed) == (
        1,
        "divided",
        None,
        [],
        1,
    )


def test_a_group_that_falls_below_its_quorum_no_longer_has_a_floor():
    cells = [cell((0,), 2, group=0), cell((), 3, 4, group=0), cell((), 60, 1, group=1)]
    rule = PollRule(group_floor=Fraction(1, 2), quorum={"g0": 8})
    assert Case(cells, 1, 2, FLOOR).margin().fewest == 1
    assert Case(cells, 1, 2, rule).margin().fewest is None


def test_no_ties_no_margin():
    margin = Case([cell((), 9, 1)], 1).margin(kind="country")
    assert (margin.fewest, margin.at_least, margin.covered) == (None, None, 0.0)
    assert margin.words == "No voter on this statement is tied to any country that is known, so it cannot be measured."
    assert Case([cell((), 9, 1), cell((0,))], 1).margin().words == margin.words.replace("country", "funder")


def test_a_level_that_cannot_fall_says_so():
    margin = Case([cell((), 1), cell((0,), 2)], 1).margin()
    assert (margin.fewest, margin.words) == (None, "Too few people voted for their absence to change anything.")
    margin = Case([cell((), 9, 1), cell((0,), 2, 2)], 1).margin(kind="country")
    assert (margin.fewest, margin.at_least) == (None, None)
    assert margin.words == "The absence of any countries, however many, would leave strong support."


def test_units_of_fewer_than_five_people_are_counted_not_named():
    cells = [cell((0,), 6), cell((1,), 4), cell((2,), 4), cell((3,), 1), cell((), 5, 4)]
    margin = Case(cells, 4).margin(names=("Acme", "Beta", "Gamma", "Delta"))
    # 20 of 24; fewer than 8 for must be left... 2 for against each: 13 must go, so three units
    assert (margin.fewest, margin.people, margin.names, margin.unnamed) == (3, 14, ["Acme"], 2)
    assert margin.words == (
        "Without Acme and 2 other funders (14 people) the poll would show divided opinion instead of strong support."
    )


def test_at_most_three_names_stand_in_the_sentence():
    cells = [*(cell((i,), 5) for i in range(5)), cell((), 1, 3)]
    margin = Case(cells, 5).margin(kind="country", names=("E", "D", "C", "B", "A"))
    assert margin.names == ["A", "B", "C", "D", "E"][: margin.fewest]
    assert margin.fewest == 5
    assert margin.words.startswith("Without A, B, C and 2 other countries (25 people) the poll would show ")


def test_a_search_cut_short_says_what_is_proven():
    # Every person has two funders of twenty, in a ring: sums, greed and shares cannot tell how few cover 47 of 60.
    ring = {tuple(sorted((i, (i + step) % 20))) for i in range(20) for step in (2, 7, 9)}
    case = Case([*(cell(pair, 1) for pair in sorted(ring)), cell((), 0, 7)], 20)
    cut = case.margin(budget=1)
    assert cut.at_least < cut.fewest
    assert f"; whether fewer than {cut.fewest} would do is not settled, but at least {cut.at_least}" in cut.words
    full = case.margin()
    assert cut.at_least <= full.at_least == full.fewest <= cut.fewest


def test_a_search_cut_short_may_find_nothing():
    # 16 of 24; that too many of those against would go as well is not seen without a search.
    case = Case([cell((2,), 4, 2), cell((1,), 6, 1), cell((0, 1), 2, 3), cell((), 4, 2)], 3)
    cut, full = case.margin(budget=1), case.margin()
    assert (cut.fewest, cut.at_least, full.at_least) == (None, 3, None)
    assert cut.words == (
        "Whether any absence would lower strong support is not settled, but at least 3 funders would be needed."
    )


def test_a_margin_has_the_published_shape():
    assert set(asdict(Case([cell((), 9, 1)], 1).margin())) == set(document.Margin.__annotations__)


# Cells with few against and many against both occur; so do groups that are just quorate.
votes = st.tuples(
    st.sampled_from([0, 0, 0, 1, 2, 5]), st.sampled_from([0, 0, 1, 4]), st.sampled_from([0, 1, 2, 3, 5, 9])
)
rules = st.builds(
    PollRule,
    small_minority=st.sampled_from([Fraction(4, 5), Fraction(9, 10)]),
    strong=st.sampled_from([Fraction(3, 5), Fraction(2, 3)]),
    least_people=st.sampled_from([1, 3, 5]),
    group_floor=st.sampled_from([None, Fraction(1, 3), Fraction(1, 2), Fraction(1)]),
    quorum=st.none() | st.fixed_dictionaries({"g0": st.integers(1, 8)}),
)


@st.composite
def cases(draw, most_units=7, most_ties=3):
    n_units, n_groups = draw(st.integers(1, most_units)), draw(st.integers(0, 2))
    units = st.sets(st.integers(0, n_units - 1), max_size=most_ties).map(lambda of: tuple(sorted(of)))
    one = st.tuples(units, st.integers(-1, n_groups - 1), votes).map(lambda c: (c[0], c[1], *c[2]))
    return Case(draw(st.lists(one, min_size=1, max_size=14)), n_units, n_groups, draw(rules))


def check_exact(case):
    margin, smallest = case.margin(), case.smallest()
    if not smallest:
        assert (margin.fewest, margin.at_least, margin.people, margin.names) == (None, None, None, [])
        return
    assert margin.fewest == margin.at_least == len(smallest[0])
    levels = {case.level(absent) for absent in smallest}
    assert margin.lowered_to in levels
    assert (margin.lowered_to == "not-enough-data") == (levels == {"not-enough-data"})
    if margin.fewest == 1:
        _, people, _ = min((case.level(s) == "not-enough-data", case.people(s), s) for s in smallest)
        assert margin.people == (people if people >= 5 else None)


@settings(max_examples=400)
@given(cases())
def test_overlapping_units_agree_with_every_set_tried(case):
    check_exact(case)


@settings(max_examples=300)
@given(cases(most_units=8, most_ties=1))
def test_disjoint_units_agree_with_every_set_tried(case):
    check_exact(case)


@settings(max_examples=200)
@given(cases(most_ties=4), st.integers(1, 12))
def test_with_few_nodes_the_bounds_enclose_the_truth(case, budget):
    margin, smallest = case.margin(budget), case.smallest()
    if margin.at_least is not None:
        assert not smallest or margin.at_least <= len(smallest[0])
    else:
        assert not smallest
    if margin.fewest is not None:
        assert len(smallest[0]) <= margin.fewest


@given(cases())
def test_nothing_that_is_shown_is_about_fewer_than_five_people(case):
    margin = case.margin()
    assert margin.people is None or margin.people >= 5
    assert all(case.people((case.names.index(name),)) >= 5 for name in margin.names)
    assert margin.people is not None or not margin.names
    assert margin.fewest is None or margin.unnamed == margin.fewest - len(margin.names)
    assert margin.names == sorted(margin.names)


@given(cases(), st.randoms())
def test_the_order_of_cells_does_not_matter(case, random):
    shuffled = list(case.cells)
    random.shuffle(shuffled)
    assert Case(shuffled, case.n_units, case.n_groups, case.rule).margin() == case.margin()


def test_all_statements_and_kinds_at_once():
    counts = np.array([[[0, 0, 9], [4, 0, 1]], [[1, 0, 9], [1, 0, 5]]])
    kinds = {"affiliation": Units(("A", "B"), [(0,), (1,)]), "country": Units(("X",), [(0,), (0,)])}
    one, two = evidence(counts, group=[0, -1], groups=["government"], kinds=kinds)
    assert [m.kind for m in one.capture_margin] == ["affiliation", "country"]
    assert (one.poll.level, two.poll.level) == ("small-minority-against", "divided")
    assert one.poll.by_group[0]["agree"] == 9
    assert two.capture_margin[0].covered == 1.0
    assert evidence(counts)[0].capture_margin == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"counts": np.zeros((2, 3), int)}, "counts must be whole numbers of shape"),
        ({"counts": np.full((2, 1, 3), -1)}, "counts must not be below 0"),
        ({"group": [0]}, "stakeholder group of each of 2 cells"),
        ({"group": [0, 1]}, "must be from -1 to 0"),
        ({"kinds": {"country": Units(("X",), [(0,)])}}, "the countries of 2 cells must be given, not of 1"),
        ({"kinds": {"funder": Units(("X",), [(0,), (1,)])}}, "each funder of a cell must have a name"),
        ({"node_budget": 0}, "node_budget must be 1 or more"),
    ],
)
def test_what_does_not_fit_together_is_refused(change, says):
    given_ = {"counts": np.ones((2, 1, 3), int), "group": [0, -1], "groups": ["government"], **change}
    with pytest.raises(UsageError, match=says):
        evidence(given_.pop("counts"), **given_)


def test_no_number_of_people_from_which_a_small_unit_would_follow() -> None:
    # only the absence of both lowers the poll: 12 of 15, without the large one 6 of 9, without both 5 of 8
    counts = np.array([[[0, 0, 6]], [[0, 0, 1]], [[3, 0, 5]]])
    units = Units(("Large", "Small"), [(0,), (1,), ()])
    margin = evidence(counts, kinds={"affiliation": units})[0].capture_margin[0]
    assert (margin.fewest, margin.names, margin.unnamed, margin.people) == (2, ["Large"], 1, None)
    assert "number of people not shown" in margin.words and "7" not in margin.words
