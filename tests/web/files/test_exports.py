"""What is taken away says the same as what is here, and never more than its reader may know."""

import csv
import io
import json
import zipfile

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from comity.body.voting import _VALUES
from comity.sources import read
from comity.store.models import Row
from comity.store.projection import counts, rows, table, tables
from comity.store.sequencer import body_of
from comity.web.files import exports, polis
from tests.docs_pages import DOCS
from tests.web.sites import Site

HEADERS = {
    "comments.csv": "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body",
    "votes.csv": "timestamp,datetime,comment-id,voter-id,vote",
    "participants-votes.csv": "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree",
}
HOSTILE = '=HYPERLINK("https://bad.example")'
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def answered(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.getvalue()


@given(st.lists(st.tuples(st.none() | TEXTS, st.none() | st.lists(TEXTS), st.none() | st.booleans()), min_size=1))
def test_csv_gives_every_value_back(values):
    texts, lists, flags = map(list, zip(*values, strict=True))
    made = pa.table({"text": pa.array(texts, pa.string()), "many": pa.array(lists, pa.list_(pa.string())),
                     "flag": pa.array(flags, pa.bool_())})  # fmt: skip
    file = io.BytesIO()
    exports._csv(made, file, spreadsheet=False)
    file.seek(0)
    taken = arrow_csv.read_csv(
        file, parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types={"text": pa.string(), "many": pa.string(), "flag": pa.bool_()}, strings_can_be_null=True,
            null_values=[""], quoted_strings_can_be_null=False,
        ),
    ).to_pydict()  # fmt: skip
    assert taken["text"] == texts and taken["flag"] == flags
    assert [None if one is None else json.loads(one) for one in taken["many"]] == lists


@given(TEXTS)
def test_a_spreadsheet_is_given_no_formula(text):
    file = io.BytesIO()
    exports._csv(pa.table({"text": ["plain", text]}), file, spreadsheet=True)
    content = file.getvalue().decode("utf-8-sig")
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    shown = list(csv.reader(io.StringIO(content, newline="")))[2:]
    cell = shown[0][0] if shown and shown[0] else ""
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_every_table_is_given_in_every_form_and_says_the_same(site: Site):
    site.live()
    body, client = body_of(site.origin), site.client()
    known = counts(body, "public")
    assert len(known) > 30
    for name, count in known.items():
        plain = json.loads(answered(client, site.path(f"tables/{name}.json")))
        assert plain == list(rows(body, "public", name)) and len(plain) == count
        columns = {column for row in plain for column in row}
        arrow = parquet.read_table(io.BytesIO(answered(client, site.path(f"tables/{name}.parquet"))))
        assert set(arrow.column_names) == columns and len(arrow) == count
        lines = list(csv.DictReader(io.StringIO(answered(client, site.path(f"tables/{name}.csv")).decode())))
        assert len(lines) == count and set(lines[0]) == columns
        for text in (column for column in columns if isinstance(plain[0].get(column), str)):
            assert [one[text] for one in lines] == [row.get(text) or "" for row in plain]
            assert arrow[text].to_pylist() == [row.get(text) for row in plain]
    merged = [row for row in table(body, "public", "statements").to_pylist() if row["into"]]
    assert len(merged) == 1 and merged[0]["reason"] == "Three days are 72 hours.", "a column of later rows only"
    assert tables(body, "public").keys() == known.keys()
    page = answered(client, site.path("tables/")).decode()
    assert all(f"/tables/{name}.csv" in page for name in known)
    assert client.get(site.path("tables/people.exe")).status_code == 404


def test_a_column_of_lists_with_and_without_objects_is_text_in_every_row(site: Site):
    site.live(upto="talk")
    body, client = body_of(site.origin), site.client()
    file = {"name": "a.md", "digest": "sha256:0"}
    for n, value in enumerate([[], [file], None, ["plain"], file]):
        values = {"lists": value, "loose": ["a"] if n else "b", "words": [] if n else ["c"]}
        Row.objects.create(
            body=body, seq=0, n=90 + n, table="mixed", audience="public", values=json.dumps(values)
        )  # fmt: skip
    arrow = parquet.read_table(io.BytesIO(answered(client, site.path("tables/mixed.parquet"))))
    assert [one and json.loads(one) for one in arrow["lists"].to_pylist()] == [[], [file], None, ["plain"], file]
    assert [json.loads(one) for one in arrow["loose"].to_pylist()] == ["b", ["a"], ["a"], ["a"], ["a"]]
    assert arrow["words"].to_pylist() == [["c"], [], [], [], []], "a list of one type stays one"
    assert len(tables(body, "public")["mixed"]) == 5
    assert answered(client, site.path("tables/mixed.csv")).count(b"a.md") == 2


def test_what_is_sealed_is_in_no_file_whoever_asks(site: Site):
    site.live()
    body = body_of(site.origin)
    assert Row.objects.filter(body=body, table="votes", audience="sealed").count() > 50
    for actor in ("", "ngo-1", "chair", "secretary", "steward"):
        client = site.client(actor)
        for form in exports.FORMS:
            assert client.get(site.path(f"tables/votes.{form}")).status_code == 404
        with zipfile.ZipFile(io.BytesIO(answered(client, site.path("c/c54/polis.zip")))) as bundle:
            names = set(bundle.namelist())
            assert names == {"votes-are-secret.txt", "comments.csv", "summary.csv", "evidence.json"}
            assert bundle.read("votes-are-secret.txt").decode().strip() == polis.SEALED
            comments = list(csv.DictReader(io.StringIO(bundle.read("comments.csv").decode())))
            assert len(comments) == 4 and {one["agrees"] for one in comments} == {""}
            assert json.loads(bundle.read("evidence.json"))["consultation"] == "c54"
    with pytest.raises(ValueError, match="sealed"):
        exports.download(body, "sealed", "votes", "csv")


@pytest.fixture
def poll(site: Site) -> tuple[Site, str, dict]:
    """A consultation with open ballots, its name, and the last vote of each person on each statement."""
    site.live(upto="list", life=DOCS / "lives" / "ietf-wg.jsonl")
    living = site.living
    talk = next(iter(living.state().consultations))
    made = []
    for number, text in enumerate(["Cards are small.", HOSTILE, 'A "quoted" line,\nand another.', "Spam."]):
        done = living.do("statement.make", f"author-{number % 3}", {"consultation": talk, "language": "en"},
                         private={"text": {"text": text}})  # fmt: skip
        made.append(f"s{done.act.seq}")
    last = {}
    words = ("agree", "disagree", "pass")
    for person in range(12):
        for place, name in enumerate(made):
            for turn in range(1 + (person % 4 == place)):  # some change their vote
                value = words[(person + place + turn) % 3]
                said = {"consultation": talk, "statement": name, "value": value}
                living.do("vote.cast", f"voter-{person}", said)
                last[f"voter-{person}", name] = _VALUES[value]
    living.do("statement.withdraw", "author-0", {"consultation": talk, "statement": made[3]})
    return site, talk, last


def test_a_consultation_is_exported_as_polis_does_and_read_back_the_same(poll, tmp_path):
    site, talk, last = poll
    content = answered(site.client(), site.path(f"c/{talk}/polis.zip"))
    assert content == answered(site.client(), f"/api/v1/bodies/body.example~1record/consultations/{talk}/polis.zip")
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    with zipfile.ZipFile(path) as bundle:
        assert set(bundle.namelist()) == {*HEADERS, "summary.csv"}
        for name, header in HEADERS.items():
            assert bundle.read(name).decode().startswith(header), name
        (matrix,) = [list(csv.DictReader(io.StringIO(bundle.read("participants-votes.csv").decode())))]
        actors = {row["participant"]: row["xid"] for row in matrix}
        bundle.extract("participants-votes.csv", tmp_path)
    for source in (path, tmp_path / "participants-votes.csv"):
        found = read(source)
        votes, people, statements = found.votes, found.person_ids.to_pylist(), found.statement_ids.to_pylist()
        taken = {
            (actors[people[person]], f"s{statements[votes.columns[at]]}"): int(votes.values[at])
            for person in range(votes.n_people)
            for at in range(votes.indptr[person], votes.indptr[person + 1])
        }
        assert taken == last
    found = read(path)
    assert found.texts[1] == HOSTILE and found.rejected.tolist() == [False, False, False, True]
    assert found.title == "A format for model cards" and found.simulated
