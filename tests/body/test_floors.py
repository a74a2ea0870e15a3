"""How the floors of a charter stand before a consultation is closed, and between which days one may close."""

from hypothesis import given
from hypothesis import strategies as st

from comity.body.composition import floors
from comity.body.consultations import closing
from comity.body.matters_state import Matter
from comity.body.state import Interest, Person, State
from comity.charter.templates import template
from comity.record.canonical import dumps


def body(people=(), least_share=None):
    """A body on Comity's charter in which these people, each (group, country), stated their interests."""
    charter = template("comity").to_json()
    charter["floors"] = [
        {"group": "academia", "fewest_people": 2, **({"least_share": least_share} if least_share else {})},
        {"region": "africa", "fewest_people": 6},
    ]
    state = State("body.example/record", charter_json=dumps(charter, limit=None).decode())
    for place, (group, country) in enumerate(people):
        state.people[f"p{place}"] = Person(interest=Interest(place, group, country))
    return state


def stands(people, least_share=None):
    state = body(people, least_share)
    return [(one.name, one.there, one.met) for one in floors(state, state.people)]


def test_floors_are_met_by_number_and_share_and_fewer_than_five_are_not_told():
    academics = [("academia", "KE")] * 6
    assert stands([]) == [("group:academia", None, False), ("region:africa", None, False)]
    assert stands([("academia", "DE")] * 2) == [("group:academia", None, True), ("region:africa", None, False)]
    assert stands([*academics, *[("government", "DE")] * 6]) == [
        ("group:academia", 6, True), ("region:africa", 6, True),
    ]  # fmt: skip
    assert stands([*academics, *[("government", "DE")] * 7], "1/2")[0] == ("group:academia", 6, False)
    # three of another group would follow by subtraction from the number of all, so six are not told either
    assert stands([*academics, *[("government", "DE")] * 3])[0] == ("group:academia", None, True)


_PEOPLE = st.lists(st.tuples(st.sampled_from(["academia", "government", ""]), st.sampled_from(["KE", "DE", ""])))


@given(_PEOPLE)
def test_no_number_below_five_is_told_nor_follows_from_the_others(people):
    for name, there, met in stands(people):
        place, value = (0, "academia") if name.startswith("group") else (1, "KE")
        count = sum(one[place] == value for one in people)
        assert met == (count >= (2 if place == 0 else 6))
        assert there in {None, count} and (there is None or there >= 5)
        assert there is None or not 0 < len(people) - there < 5


def test_a_consultation_closes_between_the_shortest_time_and_the_end_of_its_stage():
    state = body()
    matter = Matter("m1", "decision", "x", 1, "p", [], [], status="open")
    state.matters["m1"] = matter
    at = "2026-01-01T00:00:00.000000Z"
    assert closing(state, matter, at) == ("2026-01-29T00:00:00.000000Z", "2035-12-30T00:00:00.000000Z")
    state.set_deadline("stage", "m1", "2026-06-30T00:00:00.000000Z")
    assert closing(state, matter, at)[1] == "2026-06-30T00:00:00.000000Z"
