"""The templates say what the published rules say."""

from datetime import timedelta
from fractions import Fraction

import pytest

from comity.base.errors import UsageError
from comity.charter import templates
from comity.charter._values import Clause, Rule, Threshold
from comity.charter.mechanisms import Mechanism, Setting
from tests.conftest import ROOT

IETF, ICANN, SUMMIT, COMITY = (templates.template(name) for name in templates.NAMES)
PAGES = ROOT / "docs" / "explanation" / "templates"


def rules(value):
    """Every rule in a charter, itself first."""
    if isinstance(value, Rule):
        yield value
        for name in type(value).model_fields:
            yield from rules(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from rules(one)


def clauses(charter):
    return [rule.clause for rule in rules(charter) if rule.clause]


def test_there_are_four_and_no_other():
    assert list(templates.templates()) == list(templates.NAMES)
    with pytest.raises(UsageError, match="the templates are ietf-wg"):
        templates.text("../model")


@pytest.mark.parametrize("name", templates.NAMES)
def test_every_clause_that_a_template_cites_is_on_its_page(name):
    page = " ".join((PAGES / f"{name}.md").read_text(encoding="utf-8").split())
    cited = set(clauses(templates.template(name)))
    assert cited
    assert {source.id for source in templates.template(name).sources} == {clause.source for clause in cited}
    missing = [clause for clause in cited if f"`{clause.source}` {clause.section}" not in page]
    assert missing == []


def test_clauses_are_found_wherever_they_stand():
    assert Clause(source="rfc2418", section="6.1") in clauses(IETF)
    assert Clause(source="rfc2850", section="3.5") in clauses(IETF)


def test_the_ietf_has_no_members_and_takes_rough_consensus():
    assert IETF.membership.kind == "none"
    assert IETF.floors == ()
    group, last_call, iesg = IETF.path("proposed-standard").stages
    assert (group.decision.by, last_call.decision.by, iesg.decision.by) == ("consensus", "consensus", "ballot")
    assert last_call.last_call == timedelta(weeks=2)
    assert IETF.path("individual").stages[0].last_call == timedelta(weeks=4)
    assert iesg.decision.most_discuss == 0
    assert iesg.decision.override.most_against == 2
    assert [one.implementation_reports for one in IETF.required("internet-standard", ("logical",))] == [2]
    assert IETF.required("proposed-standard", ("logical",)) == []


def test_the_ladder_of_the_ietf():
    climbed = [IETF.instance("chair")]
    while climbed[-1].next:
        climbed.append(IETF.instance(climbed[-1].next))
    assert [one.id for one in climbed] == ["chair", "area-director", "iesg", "iab", "isoc-trustees"]
    assert IETF.role("area-director").recall.signatures == 20
    assert IETF.role("area-director").recall.decision.passes_if[0].share == Threshold(Fraction(3, 4), False)


def test_the_thresholds_of_the_gnso_council():
    initiation, group, council, board = ICANN.path("policy-by-supermajority").stages
    each, one = initiation.decision.passes_if
    assert (str(each.each_house), str(one.one_house)) == ("more than 1/3", "more than 2/3")
    assert group.decision.rounds >= 2
    both, three_quarters = council.decision.passes_if
    assert (str(both.each_house), str(three_quarters.one_house)) == ("at least 2/3", "at least 3/4")
    assert str(three_quarters.other_house) == "more than 1/2"
    assert str(board.decision.passes_if[0].unless_against) == "more than 2/3"
    majority = ICANN.path("policy").stages
    assert majority[2].decision.passes_if[0].fewest_groups == 3
    assert str(majority[3].decision.passes_if[0].unless_against) == "more than 1/2"
    assert str(board.advice[0].rejected_by.passes_if[0].share) == "at least 3/5"
    seats = [role.most for role in ICANN.roles if role.organ == "council" and role.votes]
    houses = {role.house for role in ICANN.roles if role.organ == "council" and role.votes}
    assert (sum(seats), houses) == (20, {"contracted-parties", "non-contracted-parties"})


def test_what_binds_and_what_does_not():
    assert ICANN.instance("independent-review").effect == "bind"
    assert ICANN.instance("reconsideration").ruling.within == timedelta(days=135)
    assert {one.effect for one in IETF.appeals.instances} == {"remand", "annul", "recommend"}
    assert COMITY.instance("panel").effect == "bind"


def test_nobody_can_appeal_at_a_summit():
    assert SUMMIT.appeals is None
    assert SUMMIT.commitments.judged_by == ()
    assert set(SUMMIT.mechanisms.values()) == {Setting.OFF}
    assert SUMMIT.path("declaration").stages[1].decision.reservations


def test_our_own_refuses_everything():
    assert COMITY.mechanisms == dict.fromkeys(Mechanism, Setting.REFUSE)
    assert {floor.group for floor in COMITY.floors if floor.group} == {group.id for group in COMITY.groups}
    assert {floor.region for floor in COMITY.floors if floor.region} == {region.id for region in COMITY.regions}
    countries = [country for region in COMITY.regions for country in region.countries]
    assert len(countries) == len(set(countries)) == 193


def test_no_one_group_can_block_the_council_of_our_own_by_staying_away():
    seats = {role.group: role.most for role in COMITY.roles if role.organ == "council"}
    for path in COMITY.paths:
        for passing in (
            one for stage in path.stages if stage.decision.by == "vote" for one in stage.decision.passes_if
        ):
            for group, absent in seats.items():
                assert passing.share.met(sum(seats.values()) - absent, sum(seats.values())), (path.id, group)
                assert passing.fewest_groups < len(seats)
