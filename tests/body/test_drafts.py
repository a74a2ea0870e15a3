"""A draft is published in numbered clauses; each version says, and shows, what it changed."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.body.drafts import publication
from comity.body.kind import RefusedError
from comity.record.proposal import propose
from tests.body.matter_lives import living, proposed

CLAUSES = [("1", "Test."), ("2", "Publish."), ("2.1", "Twice.")]


def published(life, matter, clauses=CLAUSES, actor="editor"):
    said, _ = publication(life.state.matters[matter], clauses)
    return life.do("draft.publish", actor, **said)


@pytest.fixture
def life():
    return living()


def test_versions_say_what_they_changed(life):
    matter = proposed(life)
    published(life, matter)
    published(life, matter, [("1", "Test it."), ("2", "Publish."), ("3", "Report.")])
    drafts = life.table("drafts")
    assert [one["version"] for one in drafts] == [1, 2]
    assert drafts[0]["added"] == ["1", "2", "2.1"]
    assert (drafts[1]["added"], drafts[1]["changed"], drafts[1]["removed"]) == (["3"], ["1"], ["2.1"])
    assert [one["change"] for one in life.table("clauses")[3:]] == ["changed", "same", "added"]
    assert list(life.state.matters[matter].drafts[1].clauses) == ["1", "2", "3"]
    life.check_fold()


def test_what_it_says_must_be_so(life):
    matter = proposed(life)
    published(life, matter)
    right, _ = publication(life.state.matters[matter], [("1", "Test it."), ("2", "Publish."), ("3", "Report.")])

    def message(actor="editor", **other):
        return life.refused("draft.publish", actor, **{**copy.deepcopy(right), **other}).message

    assert message(matter="m99") == "matter.unknown"
    assert message("p2") == "who.not-allowed"
    assert message(version=3) == "draft.version"
    assert message(digest="sha256:" + "0" * 64) == "draft.digest"
    for field in ("added", "changed", "removed"):
        found = life.refused("draft.publish", "editor", **{**right, field: ["9"]})
        assert (found.message, found.facts[field]) == ("draft.changes", right[field])
    wrong = copy.deepcopy(right)
    wrong["clauses"][0]["text"] = "Something else."
    assert life.refused("draft.publish", "editor", **wrong).message == "draft.digest"
    twice, _ = publication(life.state.matters[matter], [("1", "Test."), ("1", "Test.")])
    assert life.refused("draft.publish", "editor", **twice).message == "draft.number-twice"
    life.do("draft.publish", "p1", **right)  # the proposer may, too
    assert life.refused("draft.publish", "p2", **right).clause.endswith("deadlock")


def test_a_long_one_is_a_blob(life):
    matter = proposed(life)
    clauses = [(str(n), "x" * 9000) for n in range(1, 20)]
    said, content = publication(life.state.matters[matter], clauses, as_blob=True)
    assert len(content) > 65_535
    assert life.refused("draft.publish", "editor", **said).message == "draft.no-blob"
    act = life.commit(propose(life.origin, "draft.publish", "editor", said, blobs=[content]))
    assert act.blobs == (life.state.matters[matter].drafts[0].digest,)
    life.do("matter.withdraw", "p1", matter=matter)
    with pytest.raises(RefusedError, match="does not move any more"):
        life.commit(propose(life.origin, "draft.publish", "editor", {**said, "version": 2}, blobs=[content]))
    life.check_fold()


def test_nothing_is_published_while_it_stands_still_or_is_being_decided(life):
    matter = proposed(life)
    said, _ = publication(life.state.matters[matter], CLAUSES)
    challenge = {"what": "layer", "claim": "missing", "name": "social", "reason": "People."}
    proceeding = f"d{life.do('scope.challenge', 'p2', matter=matter, **challenge).seq}"
    assert life.refused("draft.publish", "editor", **said).message == "matter.suspended"
    life.state.matters[matter].suspended_by = []
    life.state.matters[matter].decision = proceeding
    assert life.refused("draft.publish", "editor", **said).message == "draft.being-decided"


TEXTS = st.dictionaries(st.sampled_from(["1", "2", "2.1", "3", "A.1"]), st.sampled_from(["a", "b"]), min_size=1)


@settings(max_examples=25)
@given(versions=st.lists(TEXTS, min_size=1, max_size=5))
def test_the_changes_of_all_versions_give_the_last_one(versions):
    life = living()
    matter = proposed(life)
    for texts in versions:
        published(life, matter, list(texts.items()))
    have = {}
    for draft in life.table("drafts"):
        clauses = {row["number"]: row["text"] for row in life.table("clauses") if row["version"] == draft["version"]}
        for number in draft["removed"]:
            del have[number]
        for number in draft["added"] + draft["changed"]:
            assert have.get(number) != clauses[number]
            have[number] = clauses[number]
        assert have == clauses
    assert have == versions[-1]
    life.check_fold()
