from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.sources import plain, read
from tests.sources.helpers import rows, votes_of

EVENTS = "person,statement,vote,at\nann,s1,1,1\nbob,s1,-1,2\nann,s1,0,3\nbob,s2,0,4\n"
EXPECTED = {("ann", "s1"): 0, ("bob", "s1"): -1, ("bob", "s2"): 0}


@pytest.mark.parametrize(
    "text",
    [
        EVENTS,
        EVENTS.replace(",", ";"),
        EVENTS.replace(",", "\t"),
        EVENTS.replace("\n", "\r\n"),
        "\ufeff" + EVENTS,
        EVENTS.rstrip("\n"),
        EVENTS.replace("\n", "\n\n"),
        EVENTS.replace("person,statement,vote,at", " Person ,STATEMENT,Vote,At"),
        EVENTS.replace("person,statement,vote,at", '"voter-id","comment-id","vote","timestamp"'),
        EVENTS.replace("ann", '" ann "')
        .replace(",0,", ",Pass,")
        .replace(",-1,", ",disagree,")
        .replace(",1,", ",AGREE,"),
        EVENTS.replace(",0,", ",0.0,").replace(",-1,", ",-1.0,"),
        "\n".join(f'{line},"a, ""b""\nc"' for line in EVENTS.splitlines()).replace('"a, ""b""\nc"', "note", 1),
        "\n".join(line.rsplit(",", 1)[0] for line in EVENTS.splitlines()),
    ],
)
def test_a_table_of_votes_may_be_written_in_many_ways(tmp_path, text):
    assert votes_of(read(rows(tmp_path / "v.csv", text))) == EXPECTED


@pytest.mark.parametrize(
    "columns",
    [
        {"person": ["ann", "bob", "ann", "bob"], "vote": pa.array([1, -1, 0, 0], pa.int8())},
        {"person": pa.array(["ann", "bob", "ann", "bob"]).dictionary_encode(), "vote": [1.0, -1.0, 0.0, 0.0]},
        {"person": pa.array(["ann", "bob", "ann", "bob"], pa.large_string()), "vote": ["1", "-1", "0", "pass"]},
        {"person": pa.array(["ann", "bob", "ann", "bob"], pa.string_view()), "vote": [1, -1, 0, 0]},
    ],
)
@pytest.mark.parametrize(
    "at", [[1, 2, 3, 4], pa.array([1, 2, 3, 4], pa.timestamp("ns", "UTC")), [b"1", b"2"] * 2, None]
)
def test_parquet_holds_the_same(tmp_path, columns, at):
    columns = {**columns, "Statement": pa.array(["s1", "s1", "s1", "s2"]), "more": [[1], [], [], []]}
    path = tmp_path / "v.parquet"
    pq.write_table(pa.table(columns if at is None else {**columns, "at": at}), path)
    if at is not None and at[0] == b"1":
        with pytest.raises(InputError, match="the column at holds values of the type binary"):
            read(path)
        return
    assert votes_of(read(path)) == EXPECTED


def test_whole_numbers_are_the_same_identifiers_in_csv_and_parquet(tmp_path):
    people = np.array([10, 9, -3, 2**40], np.int64)
    columns = {"person": people, "statement": np.array([1, 2, 3, 300], np.uint64), "vote": [1, 0, -1, 1]}
    pq.write_table(pa.table(columns), tmp_path / "v.parquet")
    text = "person,statement,vote\n10,1,1\n9,2,0\n-3,3,-1\n1099511627776,300,1\n"
    one, two = read(tmp_path / "v.parquet"), read(rows(tmp_path / "v.csv", text))
    assert one.person_ids.to_pylist() == two.person_ids.to_pylist() == ["-3", "9", "10", "1099511627776"]
    assert votes_of(one) == votes_of(two)


@pytest.mark.parametrize("ids", [["7", "07"], ["16", "0x10"], ["0", "-0"], ["1", "1.0"], ["x", "X"]])
def test_identifiers_that_are_written_unlike_are_unlike(tmp_path, ids):
    found = read(rows(tmp_path / "v.csv", f"person,statement,vote\n{ids[0]},1,1\n{ids[1]},1,-1\n"))
    assert sorted(found.person_ids.to_pylist()) == sorted(ids)


@pytest.mark.parametrize(
    ("first", "last", "opened", "closed"),
    [
        ("1500000000", "1500000001", "2017-07-14T02:40:00Z", "2017-07-14T02:40:01Z"),
        ("1500000000000", "1500000001999", "2017-07-14T02:40:00Z", "2017-07-14T02:40:01Z"),
        ("1500000000000000", "1500000001000000", "2017-07-14T02:40:00Z", "2017-07-14T02:40:01Z"),
        ("1500000000000000000", "1500000001000000000", "2017-07-14T02:40:00Z", "2017-07-14T02:40:01Z"),
        ("17", "18", None, None),
        ("2026-01-05", "2026-01-05T10:00:00.5", "2026-01-05T00:00:00Z", "2026-01-05T10:00:00Z"),
        ("2026-01-05 10:00:00+02:00", "2026-01-05 09:00:00Z", "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z"),
    ],
)
def test_times_are_numbers_or_iso_8601(tmp_path, first, last, opened, closed):
    found = read(rows(tmp_path / "v.csv", f"person,statement,vote,at\n1,1,-1,{last}\n1,1,1,{first}\n"))
    assert votes_of(found) == {("1", "1"): -1}
    assert (found.opened, found.closed) == (opened, closed)


def test_a_folder_holds_statements_people_and_a_summary(tmp_path):
    rows(tmp_path / "votes.csv", EVENTS)
    rows(tmp_path / "statements.csv", 'statement,text,moderated\ns2,Second,rejected\ns3,"Third\x07\r\nline",\ns1,,1\n')
    rows(tmp_path / "people.csv", "person,group\nann,Academia\ncid,academia\n")
    rows(
        tmp_path / "summary.csv",
        "topic,The  topic\nopened,2026-01-05\nclosed,2026-02-01T12:00:00+02:00\nsimulated,true\n",
    )
    found = read(tmp_path)
    assert (found.title, found.simulated) == ("The topic", True)
    assert (found.opened, found.closed) == ("2026-01-05T00:00:00Z", "2026-02-01T10:00:00Z")
    assert found.statement_ids.to_pylist() == ["s1", "s2", "s3"]
    assert found.texts == ("", "Second", "Third\ufffd\nline")
    assert found.rejected.tolist() == [False, True, False]
    assert found.people.groups == ("academia",)
    assert found.people.group.tolist() == [0, -1]
    assert "1 person of the people table is not in the consultation and left out." in found.notes
    assert "Of 1 person of the consultation the people table says nothing." in found.notes


def test_tables_can_be_given_apart(tmp_path):
    votes = rows(tmp_path / "v.csv", EVENTS)
    statements = rows(tmp_path / "texts.csv", "statement;text\ns1;One\n")
    found = read(votes, statements=statements, people=rows(tmp_path / "p.csv", "person,country\nann,Fiji\n"))
    assert found.texts == ("One", "")
    assert found.people.ties["country"].names == ("Fiji",)
    assert found.title == "v"


def test_conflicts_at_one_instant_are_noted(tmp_path):
    found = read(rows(tmp_path / "v.csv", "person,statement,vote,at\n1,1,1,5\n1,1,-1,5\n"))
    assert votes_of(found) == {("1", "1"): 0}
    assert any("at one instant" in note for note in found.notes)


events = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(-1, 1), st.integers(10**9, 10**9 + 9)), min_size=1
)


def write_votes(path, events):
    lines = ["person,statement,vote,at", *(",".join(map(str, event)) for event in events)]
    return rows(path, "\n".join(lines))


@given(events, st.randoms())
def test_the_order_of_rows_does_not_matter_when_they_have_times(tmp_path_factory, events, random):
    folder = tmp_path_factory.mktemp("order")
    shuffled = list(events)
    random.shuffle(shuffled)
    one, two = read(write_votes(folder / "v.csv", events)), read(write_votes(folder / "w.csv", shuffled))
    assert_same(replace(one, title="", source=""), replace(two, title="", source=""))


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
names = st.sampled_from(["Acme", "acme ", "Bund e.V.", "Ω Labs", "Crown; Ltd", 'The "Co"'])
ties = st.lists(
    st.tuples(
        st.sampled_from(["person", "organisation"]),
        st.integers(0, 6),
        names,
        st.sampled_from(["group", "country", "affiliation", "funder", "owner"]),
        names,
    ),
    max_size=25,
)


@given(events, st.lists(words, max_size=8), ties, st.sampled_from(["Ubi", "計程車 – now", 'A "b", c', "=1+1; ü"]))
def test_what_was_written_is_read_again(tmp_path_factory, events, texts, ties, title):
    folder = tmp_path_factory.mktemp("round")
    write_votes(folder / "votes.csv", events)
    frame = {"statement": [str(i) for i in range(len(texts))], "text": texts, "moderated": ["-1", "1", ""] * 3}
    frame["moderated"] = frame["moderated"][: len(texts)]
    if texts:
        pq.write_table(pa.table(frame), folder / "statements.parquet")
    stated, grouped = [("person", "", events[0][0], "affiliation", "Acme")], set()
    for about, person, organisation, kind, name in ties:
        if about == "person" and (kind != "group" or person not in grouped):
            stated.append(("person", "", person, kind, name))
            grouped |= {person} if kind == "group" else set()
        elif about == "organisation" and kind in {"funder", "owner"}:
            stated.append(("organisation", organisation, "", kind, name))
    columns = {"person": [str(row[2]) for row in stated], "organisation": [row[1] for row in stated]}
    columns |= {"kind": [row[3] for row in stated], "name": [row[4] for row in stated]}
    pq.write_table(pa.table(columns), folder / "people.parquet")
    first = replace(read(folder), title=title, simulated=len(title) > 5)
    plain.write(first, folder / "again")
    again = read(folder / "again")
    assert again.source == "again"
    assert_same(replace(first, source="", notes=()), replace(again, source="", notes=()))


def assert_same(one, two):
    for part in fields(one):
        assert_equal(getattr(one, part.name), getattr(two, part.name), part.name)


def assert_equal(one, two, where):
    assert type(one) is type(two), where
    if isinstance(one, np.ndarray):
        assert one.dtype == two.dtype, where
        assert one.tolist() == two.tolist(), where
    elif isinstance(one, dict):
        assert one.keys() == two.keys(), where
        for key in one:
            assert_equal(one[key], two[key], f"{where}.{key}")
    elif hasattr(one, "__dataclass_fields__"):
        for part in fields(one):
            assert_equal(getattr(one, part.name), getattr(two, part.name), f"{where}.{part.name}")
    else:
        assert one == two, where
