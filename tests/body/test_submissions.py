"""A submission is filed under a name, under none, or for officers only, and taken back."""

import pytest

from comity.base.errors import InputError
from comity.body.kind import RefusedError
from comity.charter.templates import template
from comity.record.proposal import propose
from tests.body.helpers import Life
from tests.body.matter_lives import consulted, living, proposed

TEXT = {"text": "A long text.", "organisation": "An institute", "name": "Ada"}


@pytest.fixture
def life():
    return living()


@pytest.fixture
def consultation(life):
    return consulted(life, proposed(life))


def filed(life, consultation, shown="named", actor="p2", part=None, **content):
    said = {"consultation": consultation, "shown": shown, "language": "en"}
    private = {part or shown: {**TEXT, **content}}
    return f"u{life.do('submission.file', actor, private=private, **said).seq}"


def rows(life, table):
    return [row for _, row in life.rows if row.table == table]


def test_a_named_one_is_public_and_not_in_the_act(life, consultation):
    name = filed(life, consultation)
    assert [row.audience for row in rows(life, "submission_texts")] == ["public"]
    assert rows(life, "submission_texts")[0].values["organisation"] == "An institute"
    assert "A long text" not in life.entries[int(name[1:])].decode()
    assert life.state.consultations[consultation].submissions[name].actor == "p2"
    life.check_fold()


def test_a_pseudonymous_one_has_no_name(life, consultation):
    with pytest.raises(InputError, match="name"):
        filed(life, consultation, "pseudonymous")
    filed(life, consultation, "pseudonymous", name="")
    with pytest.raises(InputError, match="name"):
        filed(life, consultation, name="")
    life.check_fold()


def test_a_confidential_one_is_read_by_officers_only(life, consultation):
    filed(life, consultation, "confidential")
    assert [row.audience for row in rows(life, "submission_texts")] == ["officers"]
    assert "text" not in rows(life, "submissions")[0].values
    life.check_fold()


def test_a_long_one_is_in_its_attachments(life, consultation):
    with pytest.raises(InputError, match="a text or an attachment"):
        filed(life, consultation, text=" ")
    file = {"digest": "sha256:" + "0" * 64, "name": "long.pdf", "media_type": "application/pdf"}
    filed(life, consultation, text="", attachments=[file])
    assert rows(life, "submission_texts")[0].values["attachments"] == [file]


def test_whom_the_charter_lets_in_the_right_part_while_it_is_open(life, consultation):
    said = {"consultation": consultation, "shown": "named", "language": "en"}
    refused = life.refused("submission.file", "p2", private={"confidential": TEXT}, **said)
    assert refused.message == "submission.part"
    assert life.refused("submission.file", "p2", **said).message == "submission.part"
    unknown = {**said, "consultation": "c99"}
    assert life.refused("submission.file", "p2", private={"named": TEXT}, **unknown).message == "consultation.unknown"
    filed(life, consultation, actor="stranger")  # the charter lets anyone submit
    life.wait(29)
    assert life.refused("submission.file", "p2", private={"named": TEXT}, **said).message == "consultation.closed"


def test_a_confidential_one_names_no_blob_in_public(life, consultation):
    said = {"consultation": consultation, "shown": "confidential", "language": "en"}
    made = propose(life.origin, "submission.file", "p2", said, private={"confidential": TEXT}, blobs=[b"a file"])
    with pytest.raises(RefusedError, match="names a blob in public"):
        life.commit(made)


def test_statements_of_interest_are_asked_for():
    life = Life(template("icann-gnso"), {"wg-chair": ["chair"], "registry-councillor": ["c1"]})
    matter = proposed(life, "c1", path="policy", tags=["stability"])
    life.state.matters[matter].stage = 1
    consultation = consulted(life, matter, "open", 31)
    said = {"consultation": consultation, "shown": "named", "language": "en"}
    assert life.refused("submission.file", "p1", private={"named": TEXT}, **said).message == "interest.missing"


def test_its_author_takes_it_back(life, consultation):
    of = {"consultation": consultation, "submission": filed(life, consultation)}
    assert life.refused("submission.withdraw", "p3", **of).message == "submission.not-yours"
    assert life.refused("submission.withdraw", "p2", **{**of, "submission": "u99"}).message == "submission.unknown"
    other = {**of, "consultation": "c99"}
    assert life.refused("submission.withdraw", "p2", **other).message == "consultation.unknown"
    life.do("submission.withdraw", "p2", **of)
    assert life.refused("submission.withdraw", "p2", **of).message == "submission.not-open"
    late = {**of, "submission": filed(life, consultation)}
    life.wait(29)
    assert life.refused("submission.withdraw", "p2", **late).message == "consultation.closed"
    life.check_fold()
