"""The demo's body is made in a store by acts that are all allowed, and stands at the stages that it promises."""

import itertools
import json
import shutil
import sqlite3
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from comity import demo
from comity.base.errors import UsageError
from comity.body import rules
from comity.body.objections import blocking
from comity.body.state import CLOCK
from comity.kinds import registry
from comity.living import Living
from comity.record.envelope import read_act, time_text
from comity.record.proposal import propose
from comity.store import setup
from comity.store.folding import entries, folded
from comity.store.models import Blob, Body
from comity.store.projection import rows, tables
from comity.store.publishing import Home, published
from comity.store.rebuilding import compare
from comity.store.sequencer import Sequencer, machine_time
from tests.stores import use

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PLAIN = {"group": "academia", "country": "KE", "affiliations": [], "funders": [], "owners": []}


def settle(home):
    """Close the store, and have all of it in its one file."""
    connections.close_all()
    with sqlite3.connect(home / "comity.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store with the body in it, made once; and what making it gave."""
    home = tmp_path_factory.mktemp("demo")
    use("", home)
    setup.migrate()
    found = demo.found_demo(Sequencer(registry()), Home(home), now=NOW)
    demo.found_group(Sequencer(registry()), Home(home), now=NOW)
    settle(home)
    return home, found


@pytest.fixture
def there(made, tmp_path):
    """A copy of that store, for a test of its own."""
    home = tmp_path / "home"
    shutil.copytree(made[0], home)
    use("", home)
    yield Home(home)
    connections.close_all()


@pytest.fixture
def state(there):
    return folded(registry(), Body.objects.get(origin=demo.ORIGIN)).state


def acts(origin=demo.ORIGIN):
    return [read_act(entry) for entry in entries(Body.objects.get(origin=origin))]


def matter(state, words):
    return next(one for one in state.matters.values() if words in one.title)


def consultation(state, words):
    return state.consultations[matter(state, words).consultations[0]]


def test_all_of_it_is_there_and_published(made, there, state):
    _, found = made
    body = Body.objects.get(origin=demo.ORIGIN)
    assert found.made == found.acts - 2 > 9_000  # two more announce the keys
    assert body.size == state.size == found.acts
    assert state.simulated
    assert state.charter.name == "Assembly on the governance of AI"
    assert state.at <= time_text(NOW)
    assert published(there.record(demo.ORIGIN)).size == body.size
    assert (there.key_file(demo.ORIGIN).stat().st_mode & 0o077) == 0


def test_what_is_derived_is_what_the_acts_give(there):
    found = compare(registry(), Body.objects.get(origin=demo.ORIGIN), there.record(demo.ORIGIN))
    assert found.differences == []
    assert found.snapshot
    assert found.published == found.acts


def test_people_are_of_all_groups_with_their_ties_and_officers_for_every_role(state):
    at = state.at
    members = [actor for actor in state.people if rules.is_member(state, actor, at)]
    assert len(members) >= 240
    stated = [actor for actor in members if (interest := state.people[actor].interest) and interest.complete]
    assert len(stated) == len(members) - 1  # the newcomer has not come to that
    groups = Counter(rules.group_of(state, actor) for actor in stated)
    assert groups.keys() == {group.id for group in state.charter.groups}
    assert min(groups.values()) >= 10
    assert all(rules.holders(state, role.id, at) for role in state.charter.roles)
    assert {person.verification for person in state.people.values()} >= {"e-mail", "domain", "openid"}


def test_one_consultation_is_in_mid_course(there, state):
    one, on = consultation(state, "Principles"), matter(state, "Principles")
    assert one.closed_seq < 0
    assert one.opened < state.at < one.closes
    statuses = Counter(each.status for each in one.statements.values())
    assert statuses["open"] >= 35
    assert statuses["moderated"] == 1
    assert statuses["duplicate"] == 2
    body = Body.objects.get(origin=demo.ORIGIN)
    assert sum(1 for _ in rows(body, "sealed", "votes", one.id)) >= 6_000
    said = [row for row in rows(body, "public", "statements", one.id) if row["status"] == "open"]
    assert {"en", "fr", "es", "ar"} <= {row["language"] for row in said}
    shown = Counter(row["shown"] for row in rows(body, "public", "submissions", one.id))
    assert shown.keys() == {"named", "pseudonymous", "confidential"}
    reasons = [row["reason"] for row in rows(body, "public", "moderation", one.id)]
    assert len(reasons) == 1
    assert reasons[0]
    assert len(blocking(state, on)) == 3
    assert on.late == 1  # one answer is overdue, and the clock said so
    assert Counter(state.objections[each].status for each in on.objections) == {
        "open": 3, "accepted": 1, "addressed": 1,
    }  # fmt: skip


def test_one_is_just_opened_with_too_few_votes_to_say_anything(state):
    one = consultation(state, "Name a model")
    assert one.closed_seq < 0
    assert 0 < len(one.voters) < 5


def test_one_is_in_discussion_with_a_dispute_and_hangs_on_one_owner(there, state):
    on = matter(state, "accredited auditors")
    found = state.consultations[on.consultations[0]].evidence
    assert [(one.designation, one.against_evidence) for one in on.rounds] == [("consensus", False)]
    assert time_text(NOW) < rules.after(on.rounds[0].at, timedelta(days=7))
    assert found.level == "small-minority-against"
    assert found.fewest["owner"] == 1
    assert found.fewest["affiliation"] > 1
    assert found.absent == ["region:eastern-europe"]
    assert on.second_notice
    statuses = [state.objections[one] for one in on.objections]
    assert [one.status for one in statuses] == ["accepted", "addressed", "addressed"]
    assert [bool(one.dispute) for one in statuses] == [False, True, False]
    assert state.proceedings[statuses[1].dispute].outcome == ""
    document = json.loads(bytes(Blob.objects.get(digest=found.digest).content))
    margins = {one["kind"]: one for one in document["statements"][0]["capture_margin"]}
    assert "Meridian Holdings" in json.dumps(margins["owner"])


def test_one_is_adopted_with_all_that_a_decision_needs(there, state):
    on = matter(state, "hear those people")
    assert on.status == "adopted"
    assert on.minority_views == 2
    assert len(on.reports) == 2
    assert on.harm.answers.keys() == on.harm.affected.keys() == {"civil-society", "people who live on public benefits"}
    assert on.figure
    assert on.review_due > state.at
    assert state.consultations[on.consultations[0]].evidence.quorate
    body = Body.objects.get(origin=demo.ORIGIN)
    levels = [row["level"] for row in rows(body, "public", "designations", on.id) if not row["confirmed"]]
    assert levels == ["consensus", "consensus"]


def test_one_was_appealed_and_the_remedy_is_carried_out(state):
    on = matter(state, "open register")
    (appeal,) = state.appeals.values()
    assert (appeal.subject, appeal.status, appeal.remedy) == (on.id, "upheld", "carried-out")
    assert appeal.reasons_seq > 0
    assert on.status == "adopted"
    assert on.adopted_seq > appeal.ruled_seq  # adopted a second time
    assert state.against_evidence == 2
    assert on.review_due < state.at
    assert not on.reviewed  # its review is due


def test_one_stands_still_and_one_went_to_the_council(state):
    marks, compute = matter(state, "Marks in files"), matter(state, "Computing hours")
    (challenge,) = marks.suspended_by
    assert state.proceedings[challenge].purpose == "scope-challenge"
    escalated = state.proceedings[compute.decision]
    assert escalated.facts["escalated"]
    assert escalated.outcome == ""
    assert len(escalated.positions) == 5
    assert state.consultations[compute.consultations[0]].evidence.level == "divided"


def test_an_interest_was_found_wrong_and_two_elections_were_called(state):
    ruled = next(one for one in state.proceedings.values() if one.purpose == "interest")
    assert ruled.outcome == "carried"
    assert state.people[ruled.subject].interest.funders == ["Meridian Holdings"]
    first = next(act for act in acts() if (act.kind, act.actor) == ("interest.state", ruled.subject))
    assert first.public["funders"] == []
    assert [one.status for one in state.elections.values()] == ["over", "nomination"]
    (election,) = (one for one in state.proceedings.values() if one.purpose == "election")
    assert election.winners[0] in rules.holders(state, "civil-society-delegate", state.at)


def test_two_matters_and_more_have_drafts_that_differ(state):
    redlined = [one for one in state.matters.values() if len(one.drafts) > 1]
    assert len(redlined) >= 2
    for one in redlined:
        before, after = one.drafts[-2].clauses, one.drafts[-1].clauses
        assert any(before.get(number) not in (None, digest) for number, digest in after.items())
        places = [[int(part) for part in number.split(".")] for number in after]
        assert places == sorted(places)


def test_nothing_published_is_about_fewer_than_five(there, state):
    """What acts carry of who took part, and the documents of the evidence."""
    composed = [act.public["composition"] for act in acts() if act.public.get("composition")]
    assert len(composed) >= 4
    for one in composed:
        assert all(count >= 5 for part in ("groups", "regions") for count in one[part].values())
    given = [one.evidence for one in state.consultations.values() if one.evidence]
    assert len(given) == 4
    for one in given:
        document = json.loads(bytes(Blob.objects.get(digest=one.digest).content))
        assert len(document["statements"]) >= 6
        for shown in document["statements"]:
            assert shown["voters"] >= 5
            groups = shown["poll"]["by_group"]
            assert all(
                group["agree"] is None or group["agree"] + group["disagree"] + group["pass"] >= 5 for group in groups
            )


def test_the_personas_are_what_they_are_called(made, state):
    by = {one.id: one.actor for one in made[1].personas}
    at = state.at
    for name, role in (
        ("chair", "chair"),
        ("editor", "editor"),
        ("secretary", "secretary"),
        ("panellist", "panellist"),
    ):
        assert by[name] in rules.holders(state, role, at)
    assert rules.group_of(state, by["civil-society"]) == "civil-society"
    assert any(state.objections[one].actor == by["civil-society"] for one in matter(state, "Principles").objections)
    assert rules.group_of(state, by["company"]) == "private-sector"
    assert rules.is_member(state, by["newcomer"], at)
    assert state.people[by["newcomer"]].interest is None
    assert len(set(by.values())) == len(by) == 7
    assert matter(state, "Principles").id == made[1].matters["scalpel"]
    assert len(set(made[1].matters.values())) == len(state.matters) == 7
    assert all(one.name for one in made[1].personas)


def test_a_second_time_nothing_is_done_also_after_people_acted(made, there):
    sequencer = Sequencer(registry())
    newcomer = next(one.actor for one in made[1].personas if one.id == "newcomer")
    sequencer.commit(propose(demo.ORIGIN, "interest.state", newcomer, PLAIN))
    before = Body.objects.get(origin=demo.ORIGIN).size
    again = demo.found_demo(sequencer, there, now=NOW + timedelta(days=3))
    assert again.made == 0
    assert (again.now, again.acts, again.personas) == (NOW, before, made[1].personas)
    assert again.matters == made[1].matters
    assert Body.objects.get(origin=demo.ORIGIN).size == before


class Killed(BaseException):
    pass


def test_what_was_killed_goes_on_and_becomes_the_same(there, tmp_path, monkeypatch):
    """Killed again and again, before a transaction or just after it, and begun again on other days: the same record."""
    whole = [(act.kind, act.actor, act.at, act.public) for act in acts(demo.GROUP)]
    use("", tmp_path)
    setup.migrate()
    commit_many, calls = Sequencer.commit_many, itertools.count(1)

    def dying(self, proposals):
        call = next(calls)
        if call % 10 == 5:
            raise Killed
        found = commit_many(self, proposals)
        if call % 10 == 0:
            raise Killed
        return found

    monkeypatch.setattr(Sequencer, "commit_many", dying)
    for day in range(100):
        try:
            found = demo.found_group(Sequencer(registry()), Home(tmp_path), now=NOW + timedelta(days=day))
        except Killed:
            continue
        break
    assert day >= 3
    assert found.now == NOW
    announced = 2  # the keys are others
    again = [(act.kind, act.actor, act.at, act.public) for act in acts(demo.GROUP)]
    assert again[:-announced] == whole[:-announced]
    assert len(again) == len(whole)
    assert compare(registry(), Body.objects.get(), Home(tmp_path).record(demo.GROUP)).differences == []


def test_another_body_of_that_name_is_left_alone(there):
    sequencer = Sequencer(registry())
    living = Living(sequencer, "other.example/body")
    public = dict(acts()[0].public) | {"simulated": False}
    living.found("p001", public)
    with pytest.raises(UsageError, match=r"other\.example/body is in this store already, and is not what this program"):
        demo.found_demo(sequencer, there, "other.example/body", now=NOW)
    assert Body.objects.get(origin="other.example/body").size == 1


def test_time_passes_beside_a_server(made, there):
    """While people act through a sequencer of their own, whose clock is not touched."""
    server, stop, done = Sequencer(registry()), threading.Event(), []
    newcomer = next(one.actor for one in made[1].personas if one.id == "newcomer")

    def serve():
        try:
            while not stop.is_set():
                done.append(server.commit(propose(demo.ORIGIN, "interest.state", newcomer, PLAIN)))
        finally:
            connections.close_all()

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        passed = demo.let_pass(registry(), demo.ORIGIN, NOW + timedelta(days=25))
    finally:
        stop.set()
        serving.join()
    assert server.clock is machine_time
    assert {one.act.public["deadline"] for one in passed} >= {"nomination", "consultation", "objection", "proceeding"}
    assert all(one.act.actor == CLOCK for one in passed)
    assert done
    found = acts()
    assert [act.seq for act in found] == list(range(len(found)))
    times = [act.at for act in found]
    assert times == sorted(times)
    state = server.state(demo.ORIGIN).state
    assert consultation(state, "Principles").closed_seq > 0
    assert [one.status for one in state.elections.values()] == ["over", "over"]
    assert demo.let_pass(registry(), demo.ORIGIN, NOW + timedelta(days=25)) == []


def test_the_group_beside_it_decides_without_members_and_is_made_once(there):
    again = demo.found_group(Sequencer(registry()), there, now=NOW + timedelta(days=1))
    assert (again.made, again.now) == (0, NOW)
    body = Body.objects.get(origin=demo.GROUP)
    state = folded(registry(), body).state
    assert state.simulated
    assert not any(person.member for person in state.people.values())
    cards, logs = matter(state, "model cards"), matter(state, "Name the model in the answer")
    assert again.matters == {"ietf-for-weights": cards.id}
    assert cards.status == "adopted"
    assert len(cards.drafts) == 2
    assert (logs.status, len(blocking(state, logs))) == ("open", 1)
    by = {one.id: one.actor for one in again.personas}
    assert by["chair"] in rules.holders(state, "wg-chair", state.at)
    assert by["editor"] in rules.holders(state, "wg-editor", state.at)
    assert by["area-director"] in rules.holders(state, "area-director", state.at)
    assert compare(registry(), body, there.record(demo.GROUP)).differences == []


def test_every_table_of_the_body_can_be_taken_away(there):
    made = tables(Body.objects.get(origin=demo.ORIGIN), "officers")
    attached = made["submission_texts"]["attachments"].to_pylist()
    assert {bool(json.loads(one)) for one in attached} == {True, False}, "some have files, and some have none"
