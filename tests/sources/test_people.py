import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.sources import people
from comity.sources._names import fold, unify
from comity.sources._owners import ultimate_owners
from tests.sources.helpers import groups_of, rows, ties_of

IDS = pa.array(["1", "2", "3", "4"])
DATES = ("2026-03-01T10:00:00Z", "2026-04-01T10:00:00Z")


def long(path, text, *, dates=DATES, ids=IDS):
    return people.read(rows(path / "p.csv", "person,organisation,kind,name,from,to\n" + text), ids, *dates)


def test_the_wide_form_has_a_row_a_person(tmp_path):
    text = (
        "Person,Group,Country,Affiliation,Funder,Owner,mail\n1, Civil Society ,Fiji,Acme; Bund,,,x\n"
        "2,CIVIL_SOCIETY,,ACME,Gates; acme ;,Crown,\n3,Pirates,Kenya;Fiji,,,,\n4,,,,,,\n"
    )
    table, notes = people.read(rows(tmp_path / "p.csv", text), IDS)
    assert groups_of(table) == ["civil-society", "civil-society", "Pirates", None]
    assert ties_of(table, "country") == [["Fiji"], [], ["Fiji", "Kenya"], []]
    assert ties_of(table, "affiliation") == [["ACME", "Bund"], ["ACME"], [], []]
    assert ties_of(table, "funder") == [[], ["ACME", "Gates"], [], []]
    assert ties_of(table, "owner") == [["ACME", "Bund"], ["ACME", "Crown"], [], []]
    assert notes == ["Of 1 person of the consultation the people table says nothing."]


def test_the_long_form_has_a_row_a_tie(tmp_path):
    text = (
        "1,,affiliation,Lab\n2,,affiliation,Uni\n2,,funder,Gates\n3,,owner,Lab\n1,,group,academia\n"
        ",Lab,funder,State\n,Lab,owner,Mid\n,MID,owner,Top\n,Mid,owner,Other Top\n"
        ",Top,funder,Nobody\n,Lab,country,Fiji\n"
    ).replace("\n", ",,\n")
    table, _ = long(tmp_path, text)
    assert groups_of(table) == ["academia", None, None, None]
    assert ties_of(table, "affiliation") == [["Lab"], ["Uni"], [], []]
    assert ties_of(table, "funder") == [["State"], ["Gates"], [], []]
    assert ties_of(table, "owner") == [["Other Top", "Top"], ["Uni"], ["Other Top", "Top"], []]
    assert "country" not in table.ties


def test_without_ownership_rows_there_are_no_owners(tmp_path):
    table, _ = long(tmp_path, "1,,affiliation,Lab,,\n")
    assert set(table.ties) == {"affiliation"}


@pytest.mark.parametrize(
    ("dates", "expected"),
    [(DATES, ["End", "In", "Over", "Start"]), ((None, None), ["After", "Before", "End", "In", "Over", "Start"])],
)
def test_a_tie_counts_if_its_dates_overlap_the_consultation(tmp_path, dates, expected):
    text = (
        "1,,funder,Before,,2026-02-28\n1,,funder,Start,2020-01-01,2026-03-01\n1,,funder,In,2026-03-05,2026-03-06\n"
        "1,,funder,Over,,\n1,,funder,End,2026-04-01,\n1,,funder,After,2026-04-02,\n2,,affiliation,Acme,,\n"
        ",Acme,funder,Late,2027-01-01,\n"
    )
    table, notes = long(tmp_path, text, dates=dates)
    found = ties_of(table, "funder")
    assert found[0] == expected
    assert found[1] == ([] if dates[0] else ["Late"])
    said = "3 rows of the people table lie outside the dates of the consultation and do not count."
    assert (said in notes) == bool(dates[0])


def test_who_changed_the_group_is_in_the_latest_in_force(tmp_path):
    text = (
        "1,,group,academia,,2026-03-10\n1,,group,government,2026-03-11,\n2,,group,academia,,2026-03-10\n"
        "2,,group,government,2026-05-01,\n3,,group,government,2026-05-01,\n4,,group,a,2026-01-01,2026-06-01\n"
        "4,,group,A,2026-02-01,2026-02-02\n"
    )
    table, _ = long(tmp_path, text)
    assert groups_of(table) == ["government", "academia", None, "A"]
    assert groups_of(long(tmp_path, text, dates=(None, None))[0]) == ["government", "government", "government", "A"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1,,group,academia,,\n2,,group,x,,\n1,,group,government,2026-05-01,\n",
            'row 4: one person is in two groups at the same time, "academia" and "government"',
        ),
        (
            "1,,group,a,,2027-01-01\n1,,group,a,2026-01-01,2026-01-02\n1,,group,b,2026-05-01,\n",
            'row 4: one person is in two groups at the same time, "a" and "b"',
        ),
        ("1,,colour,red,,\n", 'row 2: the kind "colour" is none of group, affiliation, funder, owner, country'),
        ("1,,funder,X,,\n1,,funder, ,,\n", "row 3: the cell of name is empty"),
        ("1,Lab,funder,X,,\n", "row 2: names a person and an organisation"),
        (",,funder,X,,\n", "row 2: names neither a person nor an organisation"),
        (",Lab,affiliation,X,,\n", "row 2: of an organisation, only owner, funder, country"),
        ("1,,funder,X,01.02.2026,\n", 'row 2: the date "01.02.2026" in from is not in the form 2026-01-31'),
        ("1,,funder,X,2026-02-30,\n", 'row 2: the date "2026-02-30" in from is not in the form'),
        ("1,,funder,X,2026-02-02,2026-02-01\n", "row 2: the date in from is after the date in to"),
        (f"1,,funder,{'x' * 1001},,\n", "row 2: the name is 1,001 characters long"),
        ("7,,funder,X,,\n", 'no person of this table is in the consultation, whose people are "1", "2", "3"'),
        (",Lab,funder,X,,\n", "no person of this table is in the consultation"),
    ],
)
def test_what_cannot_be_is_refused_with_its_row(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        long(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,mail\n1,2\n", "misses the column kind"),
        ("kind,name\nfunder,x\n", "misses the column person"),
        ("person,mail\n1,2\n", r'misses the column person \(needs person and any of group.*found "person", "mail"\)'),
        ("person,group\n1,a\n\n1,a\n", "row 4: this person has a row above"),
        ("person,group\n1,\n2,;\n", "says nothing of anybody"),
        ("person,group\n,a\n", "row 2: the cell of person is empty"),
        ("person,group\n1,a;b\n", 'row 2: one person is in two groups at the same time, "a" and "b"'),
    ],
)
def test_a_table_in_neither_form_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        people.read(rows(tmp_path / "p.csv", text), IDS)


def test_parquet_holds_the_same(tmp_path):
    columns = {"person": [1, 2, None], "kind": ["affiliation", "group", "owner"], "name": ["Lab", "Academia", "Top"]}
    columns |= {"organisation": [None, None, "lab"], "from": pa.array([None, 20_000, None], pa.date32())}
    pq.write_table(pa.table(columns), tmp_path / "p.parquet")
    table, _ = people.read(tmp_path / "p.parquet", IDS)
    assert groups_of(table) == [None, "academia", None, None]
    assert ties_of(table, "owner") == [["Top"], [], [], []]


def test_ties_that_multiply_without_end_are_refused(tmp_path, monkeypatch):
    text = "".join(f"1,,affiliation,A{i},,\n,A{i},funder,F,,\n" for i in range(20))
    monkeypatch.setattr(people, "_MOST_TIES", 10)
    with pytest.raises(InputError, match="multiply to more ties than can be worked out"):
        long(tmp_path, text)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Acme  Inc", " acme inc"),
        ("ACME", "ＡＣＭＥ"),
        ("STRASSE", "Straße"),
        ("ﬁrm", "Firm"),
        ("é", "e\u0301"),
        ("a\u00a0b", "A\tb"),
    ],
)
def test_names_are_one_without_regard_to_case_space_and_form(one, two):
    assert fold(one) == fold(two)


def test_a_name_is_shown_in_its_most_frequent_form():
    assert unify(["acme", "ACME", "Acme", "b"], [2, 3, 3, 1])[0] == ["ACME", "b"]
    assert unify(["b", "ACME", "acme"], [1, 1, 1])[1].tolist() == [1, 0, 0]
    assert unify(["Private sector", "private_sector"], [1, 2], ["private-sector"])[0] == ["private-sector"]


edges = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20)


@given(edges)
def test_ultimate_owners_are_the_ends_of_all_ways_up(edges):
    reach = [{n} for n in range(7)]
    for _ in range(7):
        for low, high in edges:
            reach[low] |= reach[high]
    expected = {
        (n, min(reach[end])) for n in range(7) for end in reach[n] if all(end in reach[other] for other in reach[end])
    }
    owned, owners = np.array(edges, np.int32).reshape(-1, 2).T
    found = list(zip(*(codes.tolist() for codes in ultimate_owners(7, owned, owners)), strict=True))
    assert set(found) == expected
    assert len(found) == len(expected)


def test_a_chain_of_a_hundred_thousand_owners_ends():
    chain = np.arange(100_000, dtype=np.int32)
    owned, owners = ultimate_owners(100_001, chain, chain + 1)
    assert len(owned) == 100_001
    assert (owners == 100_000).all()


def test_owners_that_would_fill_the_memory_are_refused():
    chain = np.arange(10_000, dtype=np.int32)
    with pytest.raises(ValueError, match="too many owners"):
        ultimate_owners(20_001, np.concatenate((chain, chain)), np.concatenate((chain + 1, chain + 10_001)))
