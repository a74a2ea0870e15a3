import csv
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.sources import read
from tests.sources.helpers import rows, votes_of

# people, statements, votes, rejected: counted from the files by other means.
EXPORTS = {
    "15-per-hour-seattle": (339, 54, 2872, 23),
    "austria-climate.5twd2jsnkf.2022-08-08": (1116, 522, 61384, 245),
    "canadian-electoral-reform": (448, 174, 11950, 22),
    "football-concussions": (1487, 298, 14328, 137),
    "london.youth.policing": (26, 39, 638, 3),
    "scoop-hivemind.biodiversity": (536, 316, 29719, 162),
    "vtaiwan.uberx": (1921, 197, 49443, 78),
}


@pytest.fixture(params=EXPORTS)
def export(request, shared):
    return shared / "polis" / request.param


@pytest.fixture
def folder(tmp_path):
    rows(tmp_path / "summary.csv", 'topic,Bikes\nvoters,3\nconversation-description,"two\nlines"\n')
    rows(
        tmp_path / "votes.csv",
        "timestamp,datetime,comment-id,voter-id,vote\n"
        "1500000002000,later,0,7,1\n1500000001000,first,0,7,-1\n1500000003000,x,10,7,0\n1500000000000,x,2,11,-1\n",
    )
    rows(
        tmp_path / "comments.csv",
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        '1,x,10,1,0,0,-1,"Ban ""them"", all"\n1,x,2,1,0,0,1,Let it be\n1,x,5,1,0,0,0,Never shown\n',
    )
    rows(
        tmp_path / "participants-votes.csv",
        "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,2,10\n"
        "11,ab,1,0,1,0,1,,-1,\n7,,0,0,2,1,0,1,,0\n9,,,0,0,0,0,,,\n",
    )
    return tmp_path


def test_an_export_is_read_whole(folder):
    found = read(folder)
    assert found.title == "Bikes"
    assert found.person_ids.to_pylist() == ["7", "9", "11"]
    assert found.statement_ids.to_pylist() == ["0", "2", "5", "10"]
    assert votes_of(found) == {("7", "0"): 1, ("7", "10"): 0, ("11", "2"): -1}
    assert found.texts == ("", "Let it be", "Never shown", 'Ban "them", all')
    assert found.rejected.tolist() == [False, False, False, True]
    assert found.published_groups.tolist() == [0, -1, 1]
    assert (found.opened, found.closed) == ("2017-07-14T02:40:00Z", "2017-07-14T02:40:03Z")
    assert found.notes == (
        "1 vote was replaced by a later one of the same person on the same statement.",
        "1 person takes part without a vote.",
        "1 statement is rejected by moderation: 1 vote there counts for nobody.",
        "1 statement has no text.",
        "1 statement has no vote.",
    )


def test_an_export_of_secret_ballots_says_so_and_points_to_its_evidence(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    rows(folder / "comments.csv", "comment-id,comment-body\n1,Cards are small.\n")
    rows(folder / "Talk-Votes-are-secret.txt", "\x1b[31m")
    (folder / "evidence.json").write_text("{}")
    sentence = (
        r"^the ballots of this consultation are secret, so it has no votes to read; see its evidence \(evidence.json\)$"
    )
    bundle = shutil.make_archive(str(tmp_path / "polis"), "zip", folder)
    for path in (folder, Path(bundle)):
        with pytest.raises(InputError) as caught:
            read(path)
        assert re.match(sentence, caught.value.message)
    rows(folder / "votes.csv", "timestamp,datetime,comment-id,voter-id,vote\n1500000002000,later,1,7,1\n")
    assert votes_of(read(folder)) == {("7", "1"): 1}, "votes that are there are read"


def test_names_of_files_may_have_anything_before_them(folder):
    expected = read(folder)
    for path in list(folder.iterdir()):
        path.rename(folder / f"2026-01-05-{path.name.replace('participants', 'participant')}")
    found = read(folder)
    assert votes_of(found) == votes_of(expected)
    assert found.title == "Bikes"
    assert found.published_groups.tolist() == [0, -1, 1]


def test_two_files_for_one_thing_are_refused(folder):
    (folder / "votes.csv").rename(folder / "a-votes.csv")
    shutil.copy(folder / "a-votes.csv", folder / "b-votes.csv")
    with pytest.raises(InputError, match=r'more than one file of votes: "a-votes.csv", "b-votes.csv"'):
        read(folder)


def test_votes_are_read_from_the_matrix_where_there_are_no_events(folder):
    expected = votes_of(read(folder))
    (folder / "votes.csv").unlink()
    found = read(folder)
    assert votes_of(found) == expected
    assert found.opened is None
    assert votes_of(read(folder / "participants-votes.csv")) == expected


def test_a_statement_on_people_is_kept_out_like_a_rejected_one(folder):
    rows(folder / "comments.csv", "comment-id,comment-body,moderated,is-meta\n0,I am a cyclist,1,true\n2,Yes,1,false\n")
    found = read(folder)
    assert found.rejected.tolist() == [True, False, False]
    assert "1 statement is about the people, not the matter (meta): 1 vote there counts for nobody." in found.notes


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("participants-votes.csv", "participant,group-id,0\n1,0,1\n1,0,0\n", 'row 3: the participant "1" has a row'),
        ("participants-votes.csv", "participant,group-id,0\n1,x,1\n", 'row 2: the group-id "x" is not a whole number'),
        ("comments.csv", "comment-id,comment-body,moderated\n0,a,1\n0,b,1\n", 'row 3: the statement "0" stands here a'),
        (
            "comments.csv",
            "comment-id,comment-body,moderated\n0,a,maybe\n",
            'row 2: moderated is "maybe", which is none',
        ),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_row(folder, name, text, message):
    rows(folder / name, text)
    with pytest.raises(InputError, match=f"{name}, {message}"):
        read(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("participant,0,1\n1,1,-1\n2,,2\n", 'row 3: the vote "2" on statement 1 is none of -1, 0, 1'),
        ("participant,0,1\n1,1,-1\n\n2,yes,\n", 'row 4: the vote "yes" on statement 0 is none of -1, 0, 1'),
        ("participant,0,1\n1,1,-1\n2,1\n", "row 3: has 2 cells where the header has 3"),
        ("participant,0,0\n1,1,-1\n", "row 1: has more than one column for the statement 0"),
        ("participant,xid\n1,1\n", "row 1: has no column of a statement"),
        ("participant,0\n1,\n", "holds no vote"),
    ],
)
def test_a_bad_matrix_is_refused_with_its_row(tmp_path, text, message):
    path = rows(tmp_path / "participants-votes.csv", text)
    with pytest.raises(InputError, match=message):
        read(path)


def test_the_events_of_real_exports_agree_with_their_matrices(export, tmp_path):
    found = read(export)
    people, statements, votes, rejected = EXPORTS[export.name]
    assert (len(found.person_ids), len(found.statement_ids), found.votes.n_votes) == (people, statements, votes)
    assert found.rejected.sum() == rejected
    with (export / "participants-votes.csv").open(encoding="utf-8", newline="") as stream:
        matrix = list(csv.DictReader(stream))
    cells = {(row["participant"], s): int(v) for row in matrix for s, v in row.items() if s.isdigit() and v}
    assert votes_of(found) == cells
    groups = {row["participant"]: int(row["group-id"] or -1) for row in matrix}
    assert dict(zip(found.person_ids.to_pylist(), found.published_groups.tolist(), strict=True)) == groups
    for name in ("participants-votes.csv", "comments.csv", "summary.csv"):
        shutil.copy(export / name, tmp_path)
    from_matrix = read(tmp_path)
    assert votes_of(from_matrix) == cells
    assert from_matrix.texts == found.texts
    assert np.array_equal(from_matrix.votes.columns, found.votes.columns)
