"""The acts of the simulated body: well-formed, in order, the same for the same day."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from comity.body.statements import StatementText
from comity.charter.model import Charter
from comity.charter.templates import template
from comity.kinds import registry
from comity.questions.asked import QUESTIONS
from comity.record.proposal import propose
from comity.script import filled
from comity.simulate._body_matters import SUBJECTS
from comity.simulate._body_said import ANSWERS, OBJECTIONS, STATEMENTS
from comity.simulate.body import charter, world
from comity.simulate.body_people import officers, people
from comity.simulate.body_steps import FOUNDED

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made():
    return world(NOW)


def told(steps, ago=timedelta(0)):
    """What can be compared of steps: what follows from the state is a function, made anew each time."""
    return [
        (step.on + ago, step.kind, step.actor, None if callable(step.public) else step.public, step.private, step.name)
        for step in steps
    ]


def without_days(text):
    return re.sub(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "DAY", repr(text))


def test_the_same_day_and_seed_give_the_same_acts(made):
    assert told(world(NOW).steps) == told(made.steps)


def test_another_day_moves_all_of_them(made):
    week = timedelta(days=7)
    later = told(world(NOW + week).steps, -week)
    assert without_days(later) == without_days(told(made.steps))


def test_another_seed_gives_other_people():
    assert [one.name for one in people(2)] != [one.name for one in people(1)]
    assert told(world(NOW, seed=2).steps) != told(world(NOW, seed=1).steps)


def test_they_are_in_order_and_end_now(made):
    moments = [step.on for step in made.steps]
    assert moments == sorted(moments)
    assert moments[0] + timedelta(days=FOUNDED) == NOW
    assert NOW - timedelta(days=1) < moments[-1] <= NOW


def test_every_act_is_of_a_good_form_and_its_names_were_given_before(made):
    """Texts no longer than they may be among it: the kinds say how long."""
    kinds = {kind.name: kind for kind in registry()}
    names = {}
    checked = Counter()
    for place, step in enumerate(made.steps):
        if step.kind in kinds and not callable(step.public) and step.kind != "consultation.evidence":
            said, private = filled(dict(step.public), names), filled(dict(step.private), names)
            registry().check_form(propose("a.example/b", step.kind, step.actor, said, private=private))
            checked[step.kind] += 1
        if step.name:
            assert step.name not in names
            names[step.name] = place
    assert checked.total() > 9_000
    assert len(checked) > 20


def test_its_charter_is_the_template_under_another_name(made):
    ours = charter()
    assert Charter.from_json(made.steps[0].public["charter"]) == ours
    changed = {name: value for name, value in ours.to_json().items() if template("comity").to_json()[name] != value}
    assert changed.keys() == {"name", "purpose"}


def test_nobody_acts_before_they_joined_or_without_their_interest(made):
    since, stated = {}, set()
    for member in made.steps[0].public["members"]:
        since[member] = made.steps[0].on
    for step in made.steps:
        if step.kind == "member.join":
            since[step.actor] = step.on
        elif step.kind == "interest.state":
            stated.add(step.actor)
        elif step.actor.startswith("p") and step.kind not in {"body.found", "person.name"}:
            assert since[step.actor] <= step.on
            assert step.actor in stated, step
    assert len(since) == len(people(1))


def test_its_people_are_of_every_group_and_region_and_named_once():
    them = people(1)
    assert len({one.name for one in them}) == len({one.id for one in them}) == len(them) >= 240
    for what in ("group", "region"):
        counts = Counter(getattr(one, what) for one in them)
        assert len(counts) == (6 if what == "group" else 5)
        assert min(counts.values()) >= 10
    assert Counter(one.camp for one in them).keys() == {0, 1, 2}
    rule = charter()
    assert all(rule.region_of(one.country) == one.region for one in them)


def test_every_office_has_somebody_and_nobody_two():
    held = officers(people(1)).all()
    assert len({one["actor"] for one in held}) == len(held)
    counts = Counter(one["role"] for one in held)
    assert counts.keys() == {role.id for role in charter().roles}
    assert all(counts[role.id] <= role.most for role in charter().roles)


def test_one_owner_s_people_vote_as_one_on_what_is_put_to_audits(made):
    bloc = {one.id for one in people(1) if one.bloc}
    votes = [step for step in made.steps if step.kind == "vote.cast" and step.actor in bloc]
    put = [step.private["vote"]["value"] for step in votes if step.private["vote"]["statement"] == "s{audits-s0}"]
    assert len(put) >= 20
    assert set(put) == {"agree"}


def test_matters_come_from_the_questions_and_their_texts_fit_together():
    known = {one.id for one in QUESTIONS}
    assert {one.question for one in SUBJECTS.values()} <= known
    assert len({one.question for one in SUBJECTS.values()}) == len(SUBJECTS)
    for key, rows in OBJECTIONS.items():
        clauses = set().union(*SUBJECTS[key].drafts)
        assert {clause for clause, _, _ in rows} <= clauses
        for place, (disposition, reasons) in ANSWERS[key].items():
            assert reasons
            if disposition == "accepted":  # the last version changed what was objected to
                clause = rows[place][0]
                assert SUBJECTS[key].drafts[0].get(clause) != SUBJECTS[key].drafts[-1][clause]
    redlined = [key for key, one in SUBJECTS.items() if len(one.drafts) > 1]
    assert len(redlined) >= 2
    for _, _, text in (row for rows in STATEMENTS.values() for row in rows):
        StatementText(text=text)


def test_statements_are_made_in_several_languages(made):
    languages = defaultdict(int)
    for step in made.steps:
        if step.kind == "statement.make" and "principles" in step.public["consultation"]:
            languages[step.public["language"]] += 1
    assert {"en", "fr", "es", "ar"} <= languages.keys()
    assert 35 <= sum(languages.values()) <= 60
