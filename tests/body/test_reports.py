"""What the charter requires of a decision: implementations, a harm assessment with its answers, the figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.body.matters_state import Report
from comity.body.reports import independent, unmet
from comity.body.state import Interest
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body.helpers import Life
from tests.body.matter_lives import days, living, proposed, undisclosed

REPORT = {"coverage": "All of it.", "licence": "MIT", "contact": "list@example"}
GROUPS = [{"group": "academia", "spokesperson": "p3"}, {"group": "gig workers", "spokesperson": "g1"}]
HARM = {"groups": GROUPS, "harms": "They are watched.", "mitigation": "They are asked."}
FIGURE = {"figure": "serious incidents a year", "how": "As filed; 12 now, 6 wanted."}


def missing(life, matter) -> list[tuple[str, Mechanism]]:
    found = list(unmet(life.state, life.state.matters[matter], life.state.at))
    assert all(one.clause for one in found)
    return [(one.message, one.mechanism) for one in found]


def reported(life, matter, name, maintainer, *independent_of, actor="p1"):
    said = {"implementation": name, "maintainer": maintainer, "independent_of": list(independent_of)}
    return life.do("report.implementation", actor, matter=matter, **REPORT, **said)


def test_implementations_are_counted_as_far_as_they_are_independent():
    life = living()
    matter = proposed(life)
    few, tied = "implementations.too-few", "implementations.not-independent"
    figure = ("figure.missing", Mechanism.FIGURE)
    both = [(few, Mechanism.IMPLEMENTATIONS), (tied, Mechanism.IMPLEMENTATIONS), figure]
    assert missing(life, matter) == both
    reported(life, matter, "alpha", "A")
    reported(life, matter, "Alpha ", "A", actor="stranger")  # the same one, reported twice
    assert missing(life, matter) == both
    reported(life, matter, "beta", "A", "alpha")  # of one house
    assert missing(life, matter) == [(tied, Mechanism.IMPLEMENTATIONS), figure]
    reported(life, matter, "gamma", "C", "alpha")
    assert missing(life, matter) == [figure]
    assert life.table("implementations")[-1]["licence"] == "MIT"
    life.check_fold()


def test_a_later_report_by_the_same_actor_takes_the_place_of_the_first():
    life = living()
    matter = proposed(life)
    reported(life, matter, "alpha", "A")
    reported(life, matter, "alpha", "B")
    assert [(one.implementation, one.maintainer) for one in life.state.matters[matter].reports] == [("alpha", "B")]


def test_one_house_has_no_two_independent_implementations():
    reports = [Report(1, "p1", "a", "House", ["b"]), Report(2, "p2", "b", " house", ["a"])]
    assert independent(reports) == 1
    assert independent([]) == 0


NAMES = st.sampled_from("abcde")


@given(st.lists(st.builds(Report, st.just(1), st.just("p"), NAMES, NAMES, st.lists(NAMES, max_size=4)), max_size=8))
def test_those_found_independent_have_as_many_maintainers_and_names(reports):
    found = independent(reports)
    assert found <= len({one.maintainer for one in reports})
    assert found <= len({one.implementation for one in reports})
    assert (found >= 1) == bool(reports)
    apart = any(
        a.maintainer != b.maintainer and a.implementation != b.implementation
        and (b.implementation in a.independent_of or a.implementation in b.independent_of)
        for a in reports for b in reports
    )  # fmt: skip
    assert (found >= 2) == apart


def test_reports_are_filed_by_whom_the_charter_lets_before_the_decision():
    life = Life(template("summit"), {"host": ["h"]})
    said = {"implementation": "a", "maintainer": "A", **REPORT}
    matter = proposed(life, "h", path="declaration", tags=["frontier-ai-safety"])
    assert life.refused("report.implementation", "p1", matter=matter, **said).message == "report.none"
    assert life.refused("report.implementation", "p1", matter="m99", **said).message == "matter.unknown"
    life = Life(template("ietf-wg"), {"wg-chair": ["chair"]})
    matter = proposed(life, path="internet-standard", tags=["protocol"])
    found = life.refused("report.harm", "p1", matter=matter, **HARM)
    assert (found.message, found.clause[:8]) == ("who.not-allowed", "RFC 7942")
    found = life.refused("report.implementation", "p1", matter=matter, independent_of=["A "], **said)
    assert found.message == "report.of-itself"
    assert [one.clause[:8] for one in unmet(life.state, life.state.matters[matter], life.state.at)] == ["RFC 6410"] * 2
    life.do("matter.withdraw", "p1", matter=matter)
    assert life.refused("report.implementation", "p1", matter=matter, **said).message == "matter.not-open"


def test_one_matter_has_no_more_reports_than_can_be_compared():
    life = living()
    matter = proposed(life)
    for n in range(100):
        reported(life, matter, f"i{n}", f"m{n}")
    said = {"implementation": "more", "maintainer": "M", **REPORT}
    assert life.refused("report.implementation", "p1", matter=matter, **said).message == "report.too-many"
    reported(life, matter, "i7", "new")
    assert len(life.state.matters[matter].reports) == 100


def test_a_decision_on_the_social_layer_needs_the_answers_of_those_affected():
    life = living()
    matter = proposed(life, layers=["social"])
    assert ("harm.missing", Mechanism.HARM) in missing(life, matter)
    life.do("report.harm", "p2", matter=matter, **HARM)
    assert ("harm.unanswered", Mechanism.HARM) in missing(life, matter)
    answer = {"matter": matter, "answer": "We were not asked."}
    life.do("report.harm-answer", "p3", group="academia", **answer)
    life.do("report.harm-answer", "g1", group="gig workers", **answer)
    assert [one for one, _ in missing(life, matter)] == ["figure.missing"]
    life.do("report.harm", "p2", matter=matter, **{**HARM, "mitigation": "None."})  # anew: answered anew
    assert ("harm.unanswered", Mechanism.HARM) in missing(life, matter)
    life.check_fold()


def test_who_answers_is_of_the_group_or_named_and_not_the_assessor():
    life = living()
    matter = proposed(life, layers=["social"])

    def refused(actor="p2", **other):
        return life.refused("report.harm", actor, **{"matter": matter, **HARM, **other}).message

    assert refused(matter="m99") == "matter.unknown"
    assert refused("stranger") == "who.not-allowed"
    assert refused(groups=[{"group": "gig workers"}]) == "harm.nobody-answers"
    assert refused(groups=[{"group": "academia", "spokesperson": "p2"}]) == "harm.own-answer"
    assert refused(groups=[{"group": "academia"}, {"group": "academia"}]) == "harm.group-twice"
    answer = {"matter": matter, "group": "academia", "answer": "No."}
    assert life.refused("report.harm-answer", "p3", **answer).message == "harm.none"
    life.do("report.harm", "p2", matter=matter, **HARM)
    assert refused("p1") == "harm.filed"
    assert life.refused("report.harm-answer", "p1", **answer).message == "harm.not-of-group"
    assert life.refused("report.harm-answer", "p2", **answer).message == "harm.own-answer"
    assert life.refused("report.harm-answer", "p3", **{**answer, "group": "x"}).message == "harm.not-affected"
    life.state.person("p1").interest = Interest(0, group="academia")
    life.do("report.harm-answer", "p1", **answer)


def test_a_decision_names_its_figure_and_the_day_it_is_looked_at():
    life = living(undisclosed(layers=["social"], mechanisms={Mechanism.IMPLEMENTATIONS: "off"}))
    matter = proposed(life, layers=["social"])
    named = {"matter": matter, **FIGURE}

    def refused(actor="editor", **other):
        return life.refused("report.figure", actor, **{**named, "review_due": days(life, 300), **other}).message

    assert refused(matter="m99") == "matter.unknown"
    assert refused("p2") == "who.not-allowed"
    assert refused(review_due=days(life, -1)) == "figure.past"
    assert refused(review_due=days(life, 40000)) == "figure.too-far"
    life.do("report.figure", "editor", review_due=days(life, 400), **named)
    assert ("figure.too-late", Mechanism.FIGURE) in missing(life, matter)
    life.do("report.figure", "p1", review_due=days(life, 300), **named)
    assert Mechanism.FIGURE not in [mechanism for _, mechanism in missing(life, matter)]
    one = life.state.matters[matter]
    assert (one.figure, one.review_due) == (FIGURE["figure"], life.table("figures")[-1]["review_due"])
    life.now = life.now.replace(month=12)
    assert ("figure.missing", Mechanism.FIGURE) in [
        (one.message, one.mechanism) for one in unmet(life.state, one, days(life, 0))
    ]


@pytest.mark.parametrize("path", ["recognition", "amendment"])
def test_a_path_without_a_figure_needs_none(path):
    life = living(officers={"government-delegate": ["d1"]})
    effect = {"recognition": "other.example/record", "amendment": "sha256:" + "0" * 64}
    matter = proposed(life, "d1", path=path, effect=path, payload=effect[path])
    assert Mechanism.FIGURE not in [mechanism for _, mechanism in missing(life, matter)]
