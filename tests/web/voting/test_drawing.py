"""The draw of the next statement: done again from the page of the documentation, by itself."""

import hashlib
from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from comity.web.voting.drawing import Tally, draw, seed

TALLIES = st.builds(Tally, *[st.integers(0, 400)] * 3, st.floats(0, 3, allow_nan=False))


def weight(one: Tally) -> float:
    """The published formula, as docs/explanation/drawing.md has it."""
    seen = one.disagree + one.passed + one.agree
    passed, agreed = (one.passed + 1) / (seen + 2), (one.agree + 1) / (seen + 2)
    return ((1 - passed) * (one.extremity + 1) * agreed * (1 + 8 * 2 ** (-seen / 5))) ** 2


@given(st.lists(TALLIES, min_size=1, max_size=12), st.floats(0, 1, exclude_max=True), st.data())
def test_the_draw_is_the_place_of_the_seed_among_the_sums_of_the_priorities(tallies, at, data):
    names = [f"s{n}" for n in range(len(tallies))]
    told = dict(zip(names, tallies, strict=True))
    seen = data.draw(st.sets(st.sampled_from(names)))
    left = [name for name in names if name not in seen]
    found = draw(names, told, seen, at)
    assert list(found.chances) == left and found.statement in (left or [""])
    if not left:
        return
    total = sum(weight(told[name]) for name in left)
    before = 0.0
    for name in left:
        share = weight(told[name]) / total
        assert abs(found.chances[name] - share) < 1e-9
        if name == found.statement:
            assert before - 1e-9 <= at <= before + share + 1e-9
        before += share


def test_over_many_seeds_each_statement_comes_as_often_as_its_chance():
    names = ["s1", "s2", "s3", "s4"]
    told = {"s1": Tally(1, 1, 20, 0.2), "s2": Tally(20, 1, 1, 1.5), "s3": Tally(2, 30, 2)}
    draws = [draw(names, told, {"s3"}, seed(f"p-{n}", "c9", n % 7)) for n in range(4_000)]
    came = Counter(one.statement for one in draws)
    assert set(came) == {"s1", "s2", "s4"}
    for name, chance in draws[0].chances.items():
        assert abs(came[name] / 4_000 - chance) < 0.03, name


def test_the_seed_is_of_the_actor_the_consultation_and_the_number_of_their_votes():
    digest = hashlib.sha256(b"p-0a1b c49 12").hexdigest()
    assert Fraction(seed("p-0a1b", "c49", 12)) == Fraction(int(digest[:16], 16) >> 11, 2**53)
    assert len({seed("p-0a1b", "c49", n) for n in range(50)}) == 50


def test_a_statement_newer_than_the_map_is_likely_to_come():
    old = {"s1": Tally(100, 20, 100, 0.1)}
    chances = draw(["s1", "s2"], old, (), 0.5).chances
    assert chances["s2"] > 0.9
