"""A consultation is opened at its stage, extended within bounds, closed when its time is over."""

from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body.helpers import Life
from tests.body.matter_lives import awaited, consulted, days, living, open_ballots, proposed, stage, stated, undisclosed


def opening(life, matter, actor="chair", **other):
    said = {"matter": matter, "ballots": "secret", "closes": days(life, 28), **other}
    return life.refused("consultation.open", actor, **said)


def test_it_is_open_as_long_as_it_says_and_the_clock_closes_it():
    life = living()
    matter = proposed(life)
    name = consulted(life, matter)
    one = life.state.consultations[name]
    assert (one.matter, one.stage, one.ballots, one.closed_seq) == (matter, 0, "secret", -1)
    assert life.refused("consultation.close", "chair", consultation=name).message == "consultation.too-early"
    assert len(life.wait(29)) == 1
    assert one.closed_seq == life.state.size - 1
    assert life.refused("consultation.close", "chair", consultation=name).message == "consultation.closed"
    assert [row["change"] for row in life.table("consultations")] == ["opened"]
    life.check_fold()


def test_who_opened_it_closes_it_when_its_time_is_over():
    life = living()
    name = consulted(life, proposed(life))
    life.now = life.now.replace(month=6)  # before the clock comes
    assert life.refused("consultation.close", "p1", consultation=name).message == "who.not-allowed"
    assert life.refused("consultation.close", "chair", consultation="c99").message == "consultation.unknown"
    life.do("consultation.close", "chair", consultation=name)
    assert f"consultation {name}" not in life.state.deadlines
    assert life.state.consultations[name].closed_seq == life.state.size - 1
    life.check_fold()


def test_it_is_opened_where_the_charter_holds_one_and_as_it_says():
    life = living()
    matter = proposed(life)
    assert opening(life, "m99").message == "matter.unknown"
    assert opening(life, matter, "p1").message == "who.not-allowed"
    assert opening(life, matter, ballots="open").message == "consultation.ballots"
    found = opening(life, matter, closes=days(life, 27))
    assert (found.message, found.facts["days"]) == ("consultation.too-short", 28)
    assert found.clause.endswith("deadlock")
    consulted(life, matter)
    assert opening(life, matter).message == "consultation.open-already"
    matter = proposed(life, path="recognition", effect="recognition", payload="other.example/record")
    assert opening(life, matter).message == "consultation.none"
    life.do("matter.withdraw", "p1", matter=matter)
    assert opening(life, matter).message == "matter.not-open"
    ietf = Life(template("ietf-wg"), {"wg-chair": ["chair"]})
    matter = proposed(ietf, path="proposed-standard", tags=["protocol"])
    found = opening(ietf, matter, ballots="open", closes=days(ietf, 13))
    assert (found.message, found.clause[:8], found.clause[-3:]) == ("consultation.too-short", "RFC 2418", "3.2")
    assert opening(ietf, matter, ballots="open", closes=days(ietf, 4000)).message == "consultation.too-long"


def test_it_does_not_outlast_its_stage_unless_that_mechanism_is_off():
    life = living()
    found = opening(life, proposed(life), closes=days(life, 181))
    assert (found.message, found.mechanism) == ("consultation.after-deadline", Mechanism.DEADLINES)
    assert found.clause.endswith("deadlock")
    life = living(undisclosed(mechanisms={Mechanism.DEADLINES: "off"}))
    consulted(life, proposed(life), count=181)


def test_it_is_extended_by_no_more_in_all_than_the_charter_allows():
    life = living()
    name = consulted(life, proposed(life))
    one = life.state.consultations[name]

    def extend(days_more):
        return {"consultation": name, "closes": days(life, days_more)}

    assert life.refused("consultation.extend", "p1", **extend(30)).message == "who.not-allowed"
    assert life.refused("consultation.extend", "chair", **extend(20)).message == "consultation.not-later"
    unknown = {**extend(30), "consultation": "c99"}
    assert life.refused("consultation.extend", "chair", **unknown).message == "consultation.unknown"
    life.do("consultation.extend", "chair", **extend(48))
    found = life.refused("consultation.extend", "chair", **extend(57))
    assert (found.message, found.facts["latest"] > days(life, 55.9)) == ("consultation.extended", True)
    life.do("consultation.extend", "chair", consultation=name, closes=found.facts["latest"])
    life.wait(54)
    assert one.closed_seq == -1
    life.wait(3)
    assert one.closed_seq > 0
    assert life.refused("consultation.extend", "chair", **extend(60)).message == "consultation.closed"
    assert [row["change"] for row in life.table("consultations")] == ["opened", "extended", "extended"]
    life.check_fold()


def test_without_leave_to_extend_it_is_not():
    life = living(undisclosed(change=lambda tree: stage(tree)["consultation"].pop("most_extension")))
    name = consulted(life, proposed(life))
    found = life.refused("consultation.extend", "chair", consultation=name, closes=days(life, 29))
    assert found.message == "consultation.no-extension"


def test_withdrawing_the_matter_closes_it():
    life = living(undisclosed(change=open_ballots))
    matter = proposed(life)
    name = consulted(life, matter, "open")
    stated(life, name)
    life.do("matter.withdraw", "p1", matter=matter)
    assert life.state.consultations[name].closed_seq > 0
    assert awaited(life) == []
    life.check_fold()
