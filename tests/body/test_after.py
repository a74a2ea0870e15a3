"""After a decision: it is looked at against its figure, reopened, ends on its day, and is replaced by the next."""

import pytest

from comity.charter.mechanisms import Mechanism
from tests.body import decision_lives as lives


def review(life, matter, *, now="3", moved=True, by="secretary", **other):
    said = {"matter": matter, "before": "0", "now": now, "source": "The register.", "moved": moved, **other}
    return life.do("decision.review", by, **said)


def refused(life, matter, *, now="3", moved=True, by="secretary", **other):
    said = {"matter": matter, "before": "0", "now": now, "source": "The register.", "moved": moved, **other}
    return life.refused("decision.review", by, **said)


def test_a_decision_whose_figure_moved_is_reviewed_once():
    life = lives.body()
    matter = lives.adopt(life)
    assert refused(life, matter).message == "review.too-early"
    life.wait(260)
    assert refused(life, matter, by="p3").message == "who.not-allowed"
    still = refused(life, matter, now="0")
    assert (still.message, still.mechanism) == ("review.not-moved", Mechanism.REVIEW)
    assert refused(life, matter, reopen=True).message == "review.no-reopening"
    review(life, matter)
    assert refused(life, matter).message == "review.done"
    assert f"review {matter}" not in life.state.deadlines
    life.check_fold()


@pytest.mark.parametrize("setting", ["refuse", "off"])
def test_a_figure_that_did_not_move_reopens_the_matter(setting):
    life = lives.body(lives.variant(REVIEW=setting))
    matter = lives.adopt(life)
    life.wait(260)
    if setting == "refuse":
        kept = refused(life, matter, now="0", moved=False)
        assert (kept.message, kept.mechanism) == ("review.must-reopen", Mechanism.REVIEW)
        assert kept.clause == "The twenty-one questions of the Comity project, outcomes"
        act = review(life, matter, now="0", moved=False, reopen=True)
        new = life.state.matters[f"m{act.seq}"]
        assert (new.path, new.status, new.reopens) == ("renewal", "open", matter)
        assert life.state.matters[matter].status == "adopted"
        assert life.state.matters[matter].reopened_as == new.id
    else:
        review(life, matter, now="0", moved=False)
        assert not life.state.matters[matter].reopened_as
    life.check_fold()


def test_a_review_that_is_overdue_is_on_the_record_and_reopens():
    life = lives.body()
    matter = lives.adopt(life)
    life.wait(300)
    one = life.state.matters[matter]
    assert one.late == 1
    assert life.state.matters[one.reopened_as].path == "renewal"
    life.check_fold()


@pytest.mark.parametrize(("then", "status"), [("lapse", "ended"), ("remind", "adopted")])
def test_other_ends_of_an_overdue_review(then, status):
    def change(tree):
        tree["review"]["overdue"] = {"within": "30 days", "then": then}

    life = lives.body(lives.variant(change=change))
    matter = lives.adopt(life)
    life.wait(300)
    one = life.state.matters[matter]
    assert (one.status, one.late, one.reopened_as) == (status, 1, "")


def test_those_who_look_instead_of_the_reviewers_let_it_stand_or_reopen_it():
    vote = {"by": "vote", "organ": "panel", "counted": "in-office", "passes_if": [{"share": "more than 1/2"}]}

    def change(tree):
        tree["review"]["overdue"] = {"within": "30 days", "then": "escalate", "to": vote}

    for value, reopened in (("for", False), ("against", True)):
        life = lives.body(lives.variant(change=change))
        matter = lives.adopt(life)
        life.wait(300)
        opened = next(one.id for one in life.state.proceedings.values() if one.purpose == "review")
        lives.vote(life, opened, ["j1", "j2"], value)
        one = life.state.matters[matter]
        assert (bool(one.reviewed), bool(one.reopened_as)) == (not reopened, reopened)
        life.check_fold()


def test_a_decision_ends_on_its_day_with_notice():
    life = lives.body()
    matter = lives.adopt(life)
    life.wait(260)
    review(life, matter)
    done = life.wait(1000)
    told = [act.public["deadline"] for act in done if act.public["subject"] == matter]
    assert told == ["sunset-notice", "sunset"]
    assert life.state.matters[matter].status == "ended"
    assert refused(life, matter).message == "matter.not-adopted"
    life.check_fold()


def test_a_matter_is_reopened_by_whom_the_charter_names_and_the_new_decision_ends_the_old():
    life = lives.body()
    matter = lives.adopt(life)
    said = {"matter": matter, "reasons": "New facts."}
    refusal = life.refused("decision.reopen", "p4", **said)
    assert refusal.message == "who.not-allowed"
    assert life.refused("decision.reopen", "p4", **{**said, "matter": "m999"}).message == "matter.unknown"
    new = f"m{life.do('decision.reopen', 'academia-delegate', **said).seq}"
    assert life.refused("decision.reopen", "academia-delegate", **said).message == "reopen.underway"
    lives.prepare(life, new)
    lives.give_evidence(life, lives.consult(life, new, count=15))
    lives.call(life, new)
    lives.confirm(life, new)
    put = life.do("decision.put", "secretary", **lives.deciding(life, new, ends=500))
    lives.vote(life, f"d{put.seq}", lives.DELEGATES)
    assert (life.state.matters[matter].status, life.state.matters[new].status) == ("ended", "adopted")
    life.check_fold()
