"""Counting against what it means: brute force over small cases, and the words of the charter read once more."""

import json
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from comity.body.counting import Voter, count, elected, is_settled
from comity.body.state import Position
from comity.charter import decisions

RULE = TypeAdapter(decisions.Decision)
NAMES = ("a", "b", "c", "d")
BALLOTS = st.lists(st.permutations(NAMES).flatmap(lambda one: st.integers(0, 4).map(lambda n: one[:n])), max_size=7)


def rule(by, **more):
    return RULE.validate_json(json.dumps({"by": by, **more}))


def vote(*passes_if, counted="in-office", **more):
    return rule("vote", organ="council", counted=counted, passes_if=list(passes_if), **more)


def winners(method, ballots, seats=1, candidates=NAMES):
    one = rule("ranked", voters=["anyone"], method=method, fewest_voters=1, open_for="14 days")
    positions = {f"p{n}": Position("ranked", "", list(ranks)) for n, ranks in enumerate(ballots)}
    return elected(one, positions, positions, candidates, seats)


def prefers(ballot, one, other):
    """Whether a ballot has one above the other; who is not on it stands below who is."""
    return one in ballot and (other not in ballot or ballot.index(one) < ballot.index(other))


def beats(ballots, one, other):
    return sum(prefers(ballot, one, other) for ballot in ballots)


def strength(ballots, one, other):
    """The strongest path by trying every path: its weakest link, a link being a majority and as strong as that."""
    between = [name for name in NAMES if name not in {one, other}]
    best = 0
    for length in range(len(between) + 1):
        for middle in permutations(between, length):
            steps = list(zip((one, *middle), (*middle, other), strict=True))
            links = [
                beats(ballots, x, y) if beats(ballots, x, y) > beats(ballots, y, x) else 0 for x, y in steps
            ]  # fmt: skip
            best = max(best, min(links))
    return best


@settings(deadline=None)
@given(BALLOTS)
def test_schulze_chooses_whom_no_strongest_path_beats(ballots):
    def unbeaten(one):
        return all(strength(ballots, one, other) >= strength(ballots, other, one) for other in NAMES if other != one)

    assert winners("schulze", ballots) == [next(name for name in NAMES if unbeaten(name))]


@given(BALLOTS)
def test_who_beats_every_other_wins_under_schulze(ballots):
    best = [a for a in NAMES if all(beats(ballots, a, b) > beats(ballots, b, a) for b in NAMES if a != b)]
    assume(best)
    assert winners("schulze", ballots) == best


def runoff(ballots, left):
    """Instant runoff, written down another way: without the last of those with the fewest first places, again."""
    firsts = {name: sum(next((x for x in one if x in left), None) == name for one in ballots) for name in left}
    if len(left) == 1 or max(firsts.values()) > Fraction(sum(firsts.values()), 2):
        return max(left, key=lambda name: firsts[name])
    fewest = [name for name in left if firsts[name] == min(firsts.values())]
    return runoff(ballots, [name for name in left if name != fewest[-1]])


@given(BALLOTS)
def test_instant_runoff_is_what_it_is_when_written_down_another_way(ballots):
    assert winners("instant-runoff", ballots) == [runoff(ballots, list(NAMES))]


@given(BALLOTS)
def test_who_is_first_on_most_ballots_wins_under_instant_runoff(ballots):
    firsts = [one[0] for one in ballots if one]
    best = [name for name in NAMES if firsts.count(name) * 2 > len(firsts)]
    assume(best)
    assert winners("instant-runoff", ballots) == best


@pytest.mark.parametrize("method", ["schulze", "instant-runoff"])
@given(ballots=BALLOTS, seats=st.integers(0, 6))
def test_several_seats_go_one_after_another_to_different_people(method, ballots, seats):
    found = winners(method, ballots, seats)
    assert len(found) == len(set(found)) == min(seats, len(NAMES))
    for n, name in enumerate(found):
        left = [one for one in NAMES if one not in found[:n]]
        assert winners(method, ballots, 1, left) == [name]


def test_the_example_of_schulze_2011_section_3_1_gives_its_winner():
    of = {"acdb": 8, "badc": 2, "cdba": 4, "dbac": 4, "dcba": 3}
    ballots = [list(one) for one, times in of.items() for _ in range(times)]
    assert winners("schulze", ballots) == ["d"]
    assert (strength(ballots, "d", "a"), strength(ballots, "a", "d")) == (13, 12)


def test_only_those_who_are_entitled_are_counted():
    one = rule("ranked", voters=["anyone"], method="schulze", fewest_voters=2, open_for="14 days")
    positions = {"p1": Position("ranked", "", ["a"]), "p2": Position("ranked", "", ["b"])}
    assert elected(one, positions, ["p2"], ("a", "b"), 1) == ["b"]
    assert not count(one, positions, {"p2": Voter()}).carried
    assert count(one, positions, {"p1": Voter(), "p2": Voter()}).carried


THRESHOLDS = st.sampled_from(["more than 1/2", "at least 1/2", "at least 2/3", "more than 1/3", "at least 1/1"])
CONDITIONS = {
    "share": THRESHOLDS, "each_house": THRESHOLDS, "one_house": THRESHOLDS, "fewest_for": st.integers(1, 3),
    "most_against": st.integers(0, 2), "fewest_groups": st.integers(1, 2), "unless_against": THRESHOLDS,
}  # fmt: skip


@st.composite
def passing(draw):
    """One or two conditions: with more, hardly any vote carries."""
    names = draw(st.lists(st.sampled_from(sorted(CONDITIONS)), min_size=1, max_size=2, unique=True))
    more = {"other_house": draw(THRESHOLDS)} if "one_house" in names and draw(st.booleans()) else {}
    return {name: draw(CONDITIONS[name]) for name in names} | more


COUNTED = st.sampled_from(["in-office", "voting", "for-and-against"])
HOUSES = ("north", "south")


@st.composite
def votes(draw):
    """A rule, who may vote, and how some of them did."""
    quorum = draw(st.none() | st.none() | THRESHOLDS)
    made = vote(*draw(st.lists(passing(), min_size=1, max_size=2)), counted=draw(COUNTED),
                **({"quorum": quorum} if quorum else {}))  # fmt: skip
    some = st.builds(Voter, st.sampled_from(("", *HOUSES)), st.sampled_from(["", "x", "y"]))
    voters = {f"p{n}": one for n, one in enumerate(draw(st.lists(some, min_size=draw(st.integers(0, 5)), max_size=5)))}
    who = draw(st.sets(st.sampled_from(["p0", "p1", "p2", "p3", "p4", "z"])))
    cast = {actor: draw(st.sampled_from(("for", *VALUES))) for actor in sorted(who)}
    return made, voters, {actor: Position(value) for actor, value in cast.items()}


VALUES = ("for", "against", "abstain")


def enough(text, part, whole):
    """A share of the charter, read as it is written."""
    word, share = text.rsplit(" ", 1)
    n, d = map(int, share.split("/"))
    return whole > 0 and (part * d > n * whole if word == "more than" else part * d >= n * whole)


def reads(made, voters, positions):
    """Whether a vote carries, from the words of the charter alone."""
    tree = made.model_dump(mode="json", exclude_none=True)
    inside = {actor: one.value for actor, one in positions.items() if actor in voters}

    def tally(who):
        cast = [inside[actor] for actor in who if actor in inside]
        whole = {
            "in-office": len(who), "voting": len(cast), "for-and-against": len(cast) - cast.count("abstain"),
        }[tree["counted"]]  # fmt: skip
        return cast.count("for"), cast.count("against"), whole

    def house(name, text):
        yes, _, whole = tally([actor for actor, one in voters.items() if one.house == name])
        return enough(text, yes, whole)

    yes, no, whole = tally(list(voters))

    def holds(key, want):
        groups = {voters[actor].group for actor, value in inside.items() if value == "for"} - {""}
        return {
            "share": lambda: enough(want, yes, whole),
            "each_house": lambda: all(house(name, want) for name in HOUSES),
            "fewest_for": lambda: yes >= want,
            "most_against": lambda: no <= want,
            "fewest_groups": lambda: len(groups) >= want,
            "unless_against": lambda: not enough(want, no, whole),
        }[key]()

    def passes(one):
        strong = one.pop("one_house", None)
        weak = one.pop("other_house", None)
        if strong and not any(
            house(name, strong) and (not weak or all(house(other, weak) for other in HOUSES if other != name))
            for name in HOUSES
        ):
            return False
        return all(holds(key, want) for key, want in one.items())

    if "quorum" in tree and not enough(tree["quorum"], len(inside), len(voters)):
        return False
    return any(passes(dict(one)) for one in tree["passes_if"])


@settings(max_examples=400, deadline=None)
@given(votes())
def test_a_vote_carries_exactly_when_the_words_of_the_charter_say_so(case):
    made, voters, positions = case
    assert count(made, positions, voters, HOUSES).carried == reads(made, voters, positions)


def completions(voters, positions, values):
    """Every way in which those who have taken no position could: taking none is one."""
    left = [actor for actor in voters if actor not in positions]
    for chosen in product((None, *values), repeat=len(left)):
        more = {actor: Position(value) for actor, value in zip(left, chosen, strict=True) if value}
        yield {**positions, **more}


@settings(max_examples=300, deadline=None)
@given(votes())
def test_a_vote_is_settled_exactly_when_no_completion_changes_the_outcome(case):
    made, voters, positions = case
    outcomes = {count(made, one, voters, HOUSES).carried for one in completions(voters, positions, VALUES)}
    assert is_settled(made, positions, voters, HOUSES) == (len(outcomes) == 1)


@st.composite
def ballots_of_positions(draw):
    made = rule("ballot", organ="council", fewest_yes=draw(st.integers(1, 2)), share=draw(THRESHOLDS),
                most_discuss=draw(st.integers(0, 2)))  # fmt: skip
    voters = {f"p{n}": Voter() for n in range(draw(st.integers(0, 4)))}
    who = draw(st.sets(st.sampled_from(["p0", "p1", "p2", "p3", "z"])))
    cast = {actor: draw(st.sampled_from(("yes", "no-objection", *WORDS))) for actor in sorted(who)}
    return made, voters, {actor: Position(value) for actor, value in cast.items()}


WORDS = ("yes", "no-objection", "discuss", "abstain", "recuse")


@settings(max_examples=300, deadline=None)
@given(ballots_of_positions())
def test_a_ballot_is_settled_exactly_when_every_completion_carries_it(case):
    made, voters, positions = case
    carried = {count(made, one, voters).carried for one in completions(voters, positions, WORDS)}
    assert is_settled(made, positions, voters) == (carried == {True})


@given(ballots_of_positions())
def test_a_ballot_carries_with_enough_yes_enough_in_favour_and_no_more_discuss_than_may_be(case):
    made, voters, positions = case
    cast = [one.value for actor, one in positions.items() if actor in voters]
    fine, whole = cast.count("yes") + cast.count("no-objection"), len(voters) - cast.count("recuse")
    carried = (
        cast.count("yes") >= made.fewest_yes
        and enough(str(made.share), fine, whole)
        and cast.count("discuss") <= made.most_discuss
    )
    assert count(made, positions, voters).carried == carried


@given(st.integers(0, 5), st.integers(1, 4), st.integers(0, 3))
def test_consent_is_settled_by_enough_objections_and_carried_by_fewer(objecting, needed, others):
    made = rule("consent", organ="council", within="2 days", objections=needed)
    voters = {f"p{n}": Voter() for n in range(objecting + others)}
    positions = {f"p{n}": Position("object", "x") for n in range(objecting)} | {"z": Position("object", "x")}
    assert count(made, positions, voters).carried == (objecting < needed)
    assert is_settled(made, positions, voters) == (objecting >= needed)


@given(st.integers(0, 4), st.integers(0, 4), st.integers(1, 4))
def test_signatures_carry_when_there_are_enough_with_or_without_reservations(plain, reserved, needed):
    made = rule("signature", signatories=["anyone"], fewest=needed, reservations=True)
    values = ["sign"] * plain + ["sign-with-reservations"] * reserved
    positions = {f"p{n}": Position(value) for n, value in enumerate(values)}
    voters = dict.fromkeys(positions, Voter())
    assert count(made, positions, voters).carried == is_settled(made, positions, voters) == (len(values) >= needed)


def test_the_first_officer_who_decides_settles_it():
    made = rule("officer", role="chair")
    voters = {"p1": Voter(), "p2": Voter()}
    assert not is_settled(made, {}, voters)
    assert is_settled(made, {"p2": Position("against")}, voters)
    assert not count(made, {"p2": Position("against")}, voters).carried
    assert count(made, {"p2": Position("for")}, voters).carried
    assert not is_settled(made, {"z": Position("for")}, voters)


def test_a_house_in_which_nobody_sits_is_not_passed_over():
    made = vote({"each_house": "more than 1/2"})
    voters = {"p1": Voter("north"), "p2": Voter("north")}
    positions = {"p1": Position("for"), "p2": Position("for")}
    assert count(made, positions, voters, ["north"]).carried
    assert not count(made, positions, voters, HOUSES).carried


def test_a_ballot_of_ranks_is_never_settled_before_its_time():
    made = rule("ranked", voters=["anyone"], method="schulze", fewest_voters=1, open_for="14 days")
    assert not is_settled(made, {"p1": Position("ranked", "", ["a"])}, {"p1": Voter()})
