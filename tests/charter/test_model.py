"""What a charter is: its values, its schema, its form in the record."""

import json
from datetime import timedelta
from fractions import Fraction
from importlib import resources

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from comity.base.errors import UsageError
from comity.charter import templates
from comity.charter._values import Days, Needed, Share, Threshold
from comity.charter.call import CONVENTION, PollRule
from comity.charter.mechanisms import RULES, Mechanism, Setting
from comity.charter.model import MOST_BYTES, Charter, json_schema
from comity.charter.reading import read_charter
from comity.record.canonical import dumps
from tests.charter.charters import SMALL, with_parts

DUE = {
    *("one-or-many", "two-layers", "running-code", "mission-creep", "deadlock", "capture", "bilateral", "legitimacy"),
    *("digital-divide", "decorative", "outcomes", "no-root", "transition", "transparency"),
}


def test_the_published_schema_is_that_of_the_model():
    text = resources.files("comity.charter").joinpath("charter.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json_schema(), "run `make docs` and commit what it writes"


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


@pytest.mark.parametrize("name", templates.NAMES)
def test_another_reader_of_the_schema_takes_what_the_record_holds(name, validator):
    tree = templates.template(name).to_json()
    validator.validate(tree)
    tree["layers"] = ["spiritual"]
    assert not validator.is_valid(tree)


@pytest.mark.parametrize("name", templates.NAMES)
def test_a_charter_passes_through_the_record_unchanged(name):
    charter = templates.template(name)
    content = dumps(charter.to_json())
    assert len(content) <= MOST_BYTES
    assert Charter.from_json(json.loads(content)) == charter


def test_what_is_as_by_default_is_not_written():
    tree = read_charter(SMALL).to_json()
    assert "sunset" not in tree
    assert "fewest_proposers" not in tree["paths"][0]


def test_nothing_in_a_charter_changes():
    charter = read_charter(SMALL)
    for change in ({"name": "Other"}, {"nothing": 1}):
        with pytest.raises(ValidationError):
            setattr(charter, *next(iter(change.items())))
    with pytest.raises(ValidationError):
        charter.paths[0].stages[0].last_call = timedelta(days=1)


@given(st.integers(1, 99_999))
def test_lengths_of_time_are_whole_days(days):
    adapter = TypeAdapter(Days)
    text = adapter.dump_python(timedelta(days=days))
    assert text == ("1 day" if days == 1 else f"{days} days")
    assert adapter.validate_python(text) == timedelta(days=days)


@pytest.mark.parametrize("text", ["14", 14, "0 days", "-1 days", "1.5 days", "P14D", "14 days\n", "014 days", None])
def test_nothing_else_is_a_length_of_time(text):
    with pytest.raises(ValidationError):
        TypeAdapter(Days).validate_python(text)


@pytest.mark.parametrize("text", ["0/1", "3/2", "1/0", "0.5", 1, "50%", " 1/2", None])
def test_nothing_else_is_a_share(text):
    with pytest.raises(ValidationError):
        TypeAdapter(Share).validate_python(text)


@pytest.mark.parametrize("text", ["1/2", "above 1/2", "more than 1/1", "at least 3/2", "at least 0/2"])
def test_nothing_else_is_a_threshold(text):
    with pytest.raises(ValidationError):
        TypeAdapter(Needed).validate_python(text)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 12), st.integers(1, 12), st.booleans())
def test_a_threshold_is_met_as_its_fraction_says(count, more, above, below, strict):
    share, total = min(Fraction(above, below), Fraction(below, above)), count + more
    threshold = Threshold(share, strict)
    if total == 0:
        assert not threshold.met(count, total)
    else:
        part = Fraction(count, total)
        assert threshold.met(count, total) == (part > share if strict else part >= share)
    if not (strict and share == 1):
        assert TypeAdapter(Needed).validate_python(str(threshold)) == threshold


def test_the_rule_of_polls_is_the_charters():
    assert read_charter(SMALL).poll_rule() == PollRule(quorum={})
    parts = """\
poll: {small_minority: 19/20, strong: 3/4, least_people: 9, group_floor: 1/3}
floors: [{group: academia, fewest_people: 7}, {region: north, fewest_people: 6}]
regions: [{id: north, name: North, countries: [IS]}]
disclosure: {fields: [group, country], needed_to: []}"""
    charter = read_charter(with_parts(parts))
    wanted = PollRule(Fraction(19, 20), Fraction(3, 4), 9, Fraction(1, 3), {"academia": 7})
    assert charter.poll_rule() == wanted != CONVENTION
    assert (charter.region_of("IS"), charter.region_of("KE")) == ("north", None)


def test_requirements_hold_by_path_and_by_layer():
    charter = templates.template("comity")
    technical, social, figure = charter.requirements
    assert charter.required("decision", ("logical",)) == [technical, figure]
    assert charter.required("decision", ("logical", "social")) == [technical, social, figure]
    assert charter.required("renewal", ("social",)) == [social, figure]
    assert charter.required("amendment", ("social",)) == []


def test_a_part_is_found_by_its_name_or_said_to_be_missing():
    charter = templates.template("ietf-wg")
    assert charter.organ("iesg").kind == "council"
    assert charter.role("wg-chair").organ == "working-group"
    assert charter.instance("iab").next == "isoc-trustees"
    for find in (charter.organ, charter.role, charter.path, charter.instance, templates.template("summit").instance):
        with pytest.raises(UsageError, match="has no"):
            find("nothing")


def test_every_mechanism_has_a_rule_and_every_due_question_a_mechanism():
    assert set(RULES) == set(Mechanism)
    assert {one.question for one in Mechanism} == DUE
    assert all(rule.sentence.endswith(".") and rule.sentence.count(". ") == 0 for rule in RULES.values())


NEEDING = [one for one in Mechanism if RULES[one].needs not in ((), ("layers",), ("scope",), ("roles",))]
THERE = {Mechanism.COMPOSITION, Mechanism.DEADLINES}  # the small charter has groups and a deadline


@pytest.mark.parametrize("mechanism", [one for one in NEEDING if one not in THERE])
def test_a_mechanism_that_refuses_needs_something_to_work_with(mechanism):
    text = SMALL.replace(f"{mechanism.value}: off", f"{mechanism.value}: refuse")
    with pytest.raises(Exception, match=f"mechanisms.{mechanism.value}: this refuses by a rule that is not there"):
        read_charter(text)
    assert read_charter(text.replace(": refuse", ": warn")).setting(mechanism) is Setting.WARN
