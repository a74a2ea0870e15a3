"""Whatever comes from outside ends in one sentence that names the file and the row, and within bounds."""

import json
import os
import re
import stat
import subprocess
import sys
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.sources import _archive, read
from tests.sources.helpers import rows, votes_of

HEADER = "person,statement,vote\n"
GOOD = HEADER + "1,1,1\n2,1,-1\n"


def refused(path, message, row=None, **tables):
    """Read, and check what the refusal says: one line, nothing of the library's own words."""
    with pytest.raises(InputError) as caught:
        read(path, **tables)
    error = caught.value
    assert re.search(message, error.message), error.message
    assert error.row == row
    assert str(error.path).startswith(str(path))
    assert "\n" not in str(error)
    assert not re.search(r"Arrow|parquet\.|CSV parse|utf-8' codec|conversion error", error.message)


@pytest.mark.parametrize(
    ("text", "message", "row"),
    [
        ("", "is empty", None),
        ("\ufeff", "the first line is blank", 1),
        ("\n" + GOOD, "the first line is blank", 1),
        (HEADER, "holds a header and no rows", None),
        (HEADER + "\n\r\n", "holds a header and no rows", None),
        (
            "person,statement\n1,1\n",
            r'misses the column vote \(needs person, statement, vote, one row a vote; found "person", "statem',
            None,
        ),
        ("a;b\n1;2\n", "misses the columns person, statement, vote", None),
        ("person,statement,vote,Vote\n1,1,1,1\n", "has 2 columns named vote", 1),
        (HEADER + "1,1,2\n", r'the vote "2" is none of -1, 0, 1, agree, disagree, pass', 2),
        (HEADER + "1,1,1\n\n1,2,\n", 'the vote "" is none of', 4),
        (HEADER + "1,1,1\n1,2,yes\x1b[31m\n", 'the vote "yes\ufffd\\[31m" is none of', 3),
        (HEADER + "1,1,01\n", 'the vote "01" is none of', 2),
        (HEADER + "1,1,1\n,1,1\n", "the cell of person is empty", 3),
        (HEADER + '1,1,1\n1,"  ",1\n', "the cell of statement is empty", 3),
        (HEADER + '1,1,1\n"1\n2",1,1\n', r'the person "1\ufffd2" holds a control character', 3),
        (HEADER + f"{'x' * 1001},1,1\n", "the person is 1,001 characters long", 2),
        (HEADER + "1,1,1\n1,1\n", "has 2 cells where the header has 3", 3),
        (HEADER + "1,1,1\n\n1,1,1,1\n", "has 4 cells where the header has 3", 4),
        (HEADER + "1,1,1\n1\x00,1,1\n", "holds a NUL byte", 3),
        (HEADER + "1,1,1\n1,1,\x00\n", "holds a NUL byte", 3),
        (HEADER + '1,1,1\n1,"1,1\n2,2,1\n', "has 2 cells|a quotation mark is opened and never closed", 3),
        ('person,statement,vote,more\n1,1,1,a\n1,1,1,"b\n2,2,1,c\n', "a quotation mark is opened and never closed", 3),
        ("\x00" + GOOD, "holds a NUL byte", 1),
        (GOOD.replace("\n", "\r"), "neither LF nor CRLF", 1),
        ("person,statement,vote,at\n1,1,1,7\n1,1,1,x\n", 'the at "x" is not a whole number', 3),
        ("person,statement,vote,at\n1,1,1,7\n\n1,1,1,\n", 'the at "" is not a whole number', 4),
        ("person,statement,vote,at\n1,1,1,2026-01-01\n1,1,1,2026-13-01\n", 'the at "2026-13-01" is not an ISO 8601', 3),
        (
            "person,statement,vote,at\n1,1,1,2026-01-01\n1,1,1,2026-01-01T00:00Z\n",
            "without an offset, as in the first",
            3,
        ),
        ("person,statement,vote,at\n1,1,1,yesterday\n", 'the at "yesterday" is not an ISO 8601 date or time', 2),
        ("person,statement,vote,at\n1,1,1,1\n1,1,1,-9223372036854775808\n", "lies outside the years", 3),
    ],
)
def test_a_bad_table_of_votes_is_refused_with_its_row(tmp_path, text, message, row):
    refused(rows(tmp_path / "votes.csv", text), message, row)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-32", "cp437"])
def test_another_encoding_is_refused(tmp_path, encoding):
    path = rows(tmp_path / "v.csv", HEADER + "1,1,1\nJosé,1,1\n", encoding=encoding)
    refused(path, "not UTF-8|NUL byte", 1 if "utf" in encoding else 3)


@pytest.mark.parametrize(
    ("text", "message", "row"),
    [
        ("statement,text\n1," + "x" * 20_001 + "\n", "the text is 20,001 characters long; at most 20,000", 2),
        ("statement,text\n1,a\n1,b\n", 'the statement "1" stands here a second time', 3),
        ("statement,text\n1,a\n2,b\x00\n", "holds a NUL byte", 3),
        ('statement,text\n1,a\n2,"b\n', "a quotation mark is opened and never closed", 3),
        ('statement,text\n1,"a"b\n2,"c\nd"\n', "text follows a closing quotation mark", 2),
    ],
)
def test_a_bad_table_of_statements_is_refused_with_its_row(tmp_path, text, message, row):
    rows(tmp_path / "votes.csv", GOOD)
    rows(tmp_path / "statements.csv", text)
    refused(tmp_path, message, row)


@pytest.mark.parametrize(
    ("text", "message", "row"),
    [
        ("topic,x\nopened,soon\n", '"soon" is not an ISO 8601 date or time', 2),
        ("opened,2026-02-01\nclosed,2026-01-01\n", "closed before it opened", 2),
        ("simulated,perhaps\n", 'simulated is "perhaps"', 1),
    ],
)
def test_a_bad_summary_is_refused_with_its_row(tmp_path, text, message, row):
    rows(tmp_path / "votes.csv", GOOD)
    rows(tmp_path / "summary.csv", text)
    refused(tmp_path, message, row)


def test_what_is_no_readable_file_is_refused(tmp_path):
    refused(tmp_path / "absent", "there is no such file or folder")
    refused(tmp_path / ("x" * 5000), "cannot be read: file name too long")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    refused(loop, "cannot be read: too many levels of symbolic links")
    os.mkfifo(tmp_path / "pipe.csv")
    refused(tmp_path / "pipe.csv", "is a pipe or a device")
    (tmp_path / "sub").mkdir()
    refused(tmp_path / "sub", "holds no table of votes .* but nothing")
    rows(tmp_path / "sub" / "letter.docx", "x")
    refused(tmp_path / "sub", 'but "letter.docx"; a spreadsheet must be saved as CSV')
    (tmp_path / "sub" / "votes.csv").mkdir()
    refused(tmp_path / "sub", "is a folder where a file is needed")


@pytest.mark.parametrize("name", ["votes.csv", "statements.csv", "people.csv", "summary.csv", "participants-votes.csv"])
def test_a_pipe_in_a_folder_is_refused_and_not_waited_for(tmp_path, name):
    rows(tmp_path / "votes.csv", GOOD)
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    refused(tmp_path, "is a pipe or a device")


def test_a_device_is_refused():
    with pytest.raises(InputError, match="/dev/zero: is a pipe or a device"):
        read("/dev/zero")


def test_what_may_not_be_read_is_refused(tmp_path):
    path = rows(tmp_path / "v.csv", GOOD)
    path.chmod(0)
    folder = tmp_path / "folder"
    folder.mkdir(mode=stat.S_IWUSR)
    me = os.geteuid()
    if me == 0:  # nothing is forbidden to root
        os.seteuid(65534)
    try:
        refused(path, "cannot be read: permission denied")
        refused(folder, "cannot be read: permission denied")
    finally:
        os.seteuid(me)


def test_a_folder_with_two_forms_of_one_table_is_refused(tmp_path):
    rows(tmp_path / "votes.csv", GOOD)
    pq.write_table(pa.table({"person": [1], "statement": [1], "vote": [1]}), tmp_path / "votes.parquet")
    refused(tmp_path, "holds both votes.csv and votes.parquet")
    (tmp_path / "votes.parquet").unlink()
    rows(tmp_path / "statements.csv", "statement,text\n1,a\n")
    rows(tmp_path / "comments.csv", "statement,text\n1,b\n")
    refused(tmp_path, 'holds "comments.csv" and "statements.csv", which say the same thing')


MEASURED = """
import json, resource, sys
from pathlib import Path
from comity.base.errors import InputError
from comity.sources import read
import pyarrow.csv
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read(Path(sys.argv[1]))
except InputError as error:
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([error.message, error.row, after - before]))
"""


@pytest.mark.parametrize(
    ("start", "message", "row"),
    [
        (None, "holds a NUL byte", 1),
        ("", "the line is longer than 1,048,576 bytes", 1),
        (GOOD, "the line is longer than 1,048,576 bytes", 4),
        (GOOD + '"', "the line is longer than 1,048,576 bytes", 4),
        (GOOD + '"lines', "a cell is longer than 131,072 characters", 4),
    ],
)
def test_a_line_without_end_is_refused_in_little_memory(tmp_path, start, message, row):
    path = tmp_path / "v.csv"
    with path.open("wb") as stream:
        if start is None:
            stream.truncate(3 << 30)
        else:
            stream.write(start.encode())
            for _ in range(200):
                stream.write((b"a" * 99 + b"\n") * 10_000 if start.endswith("lines") else b"a" * 1_000_000)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True, timeout=60
    )
    said, where, kilobytes = json.loads(done.stdout)
    assert message in said
    assert where == row
    assert kilobytes < 100_000


@pytest.mark.parametrize(
    ("columns", "message", "row"),
    [
        ({"person": [1], "statement": [1]}, "misses the column vote", None),
        ({"person": [], "statement": [], "vote": []}, "holds no rows", None),
        ({"person": [1, None], "statement": [1, 1], "vote": [1, 1]}, "the cell of person is empty", 2),
        ({"person": ["a", " "], "statement": [1, 1], "vote": [1, 1]}, "the cell of person is empty", 2),
        ({"person": [1, 1], "statement": [1, 1], "vote": [1, 3]}, 'the vote "3" is none of', 2),
        ({"person": [1, 1], "statement": [1, 1], "vote": [1, float("nan")]}, 'the vote "nan" is none of', 2),
        ({"person": [1, 1], "statement": [1, 1], "vote": [1, None]}, "the cell of vote is empty", 2),
        ({"person": [1.5], "statement": [1], "vote": [1]}, "the column person holds values of the type double", 1),
        ({"person": [[1]], "statement": [1], "vote": [1]}, "the column person holds list<.*>, not plain values", None),
        ({"person": [{"a": 1}], "statement": [1], "vote": [1]}, "the column person holds struct<.*>, not plain", None),
        ({"person": [1], "statement": [1], "vote": [True]}, "the column vote holds values of the type bool", 1),
        ({"person": [1], "statement": [1], "vote": [1], "at": [1.5]}, "the column at holds values of the type", 1),
        (
            {"person": [1], "statement": [1], "vote": [1], "at": pa.array([1 << 62], pa.timestamp("us"))},
            "the at lies outside the years 0 to 9999",
            1,
        ),
    ],
)
def test_a_bad_parquet_file_is_refused(tmp_path, columns, message, row):
    pq.write_table(pa.table(columns), tmp_path / "v.parquet")
    refused(tmp_path / "v.parquet", message, row)


@pytest.fixture(scope="module")
def parquet():
    out = pa.BufferOutputStream()
    numbers = np.arange(2000)
    columns = {"person": [f"p{i % 97}" for i in numbers], "statement": numbers // 97, "vote": numbers % 3 - 1}
    pq.write_table(pa.table(columns), out, compression="snappy")
    return out.getvalue().to_pybytes()


@given(st.data())
def test_a_broken_parquet_file_is_refused_or_read(tmp_path_factory, parquet, data):
    path = tmp_path_factory.mktemp("broken") / "v.parquet"
    if data.draw(st.booleans()):
        broken = parquet[: data.draw(st.integers(4, len(parquet) - 1))]
    else:
        at = data.draw(st.integers(4, len(parquet) - 5))
        broken = parquet[:at] + data.draw(st.binary(min_size=1, max_size=4)) + parquet[at:]
    path.write_bytes(broken)
    try:
        read(path)
    except InputError as error:
        assert error.path == path
        assert "\n" not in str(error)


@given(st.binary(max_size=300))
@example(b'person,statement,vote\n"')
@example(b"person;statement;vote\n1;1;1\n;;\n")
@example(b"PAR1")
@example(b"PK\x03\x04")
def test_any_bytes_are_refused_or_read(tmp_path_factory, content):
    for start in (b"", HEADER.encode(), b"person,statement,vote,at\n1,1,1,2026-01-01\n"):
        path = tmp_path_factory.mktemp("any") / "v.csv"
        path.write_bytes(start + content)
        try:
            read(path)
        except InputError as error:
            assert error.path == path


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return path


def test_an_export_may_be_a_zip(tmp_path):
    path = zipped(
        tmp_path / "My export.zip", x__votes_csv=GOOD, x__comments_csv="statement,text\n1,One\n", x__a_exe="-"
    )
    found = read(path)
    assert votes_of(found) == {("1", "1"): 1, ("2", "1"): -1}
    assert (found.title, found.texts) == ("My export", ("One",))


def test_errors_inside_a_zip_name_both(tmp_path):
    path = zipped(tmp_path / "e.zip", votes_csv=GOOD + "1,1,9\n")
    with pytest.raises(InputError, match=r'e.zip/votes.csv, row 4: the vote "9"'):
        read(path)


def test_a_bad_zip_is_refused(tmp_path, monkeypatch):
    refused(zipped(tmp_path / "a.zip", letter_txt="x"), "holds no table of votes")
    refused(zipped(tmp_path / "b.zip", a__votes_csv=GOOD, b__votes_csv=GOOD), "holds tables in more than one folder")
    good = zipped(tmp_path / "c.zip", votes_csv=GOOD).read_bytes()
    for cut in range(5, len(good), 7):
        (tmp_path / "c.zip").write_bytes(good[:cut])
        refused(tmp_path / "c.zip", "is not a zip file that can be read")
    rotten = good.replace(b"votes.csv", b"votes.csv", 1).replace(good[40:46], b"\xff" * 6)
    (tmp_path / "d.zip").write_bytes(rotten)
    refused(tmp_path / "d.zip", "is not a zip file that can be read")
    monkeypatch.setattr(_archive, "_DIRECTORY_LIMIT", 40)
    (tmp_path / "e.zip").write_bytes(good)
    refused(tmp_path / "e.zip", "lists too many files")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("votes.csv", GOOD)
    honest = path.read_bytes()
    size = len(GOOD).to_bytes(4, "little")
    path.write_bytes(honest.replace(size, (3 << 30).to_bytes(4, "little")))
    refused(path, "unpacks to more than 2 GB")


def test_a_zip_that_hides_its_size_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(_archive, "MOST_BYTES", 1000)
    path = zipped(tmp_path / "liar.zip", votes_csv=HEADER + "1,1,1\n" * 10_000)
    honest = path.read_bytes()
    path.write_bytes(honest.replace((len(HEADER) + 60_000).to_bytes(4, "little"), (900).to_bytes(4, "little")))
    refused(path, "is not a zip file that can be read|unpacks to more than")


@pytest.mark.parametrize("path", ["../../votes.csv", "/votes.csv", "..\\votes.csv"])
def test_a_zip_writes_nothing_outside_its_folder(tmp_path, path):
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as archive:
        archive.writestr(path, GOOD)
    assert votes_of(read(tmp_path / "slip.zip")) == {("1", "1"): 1, ("2", "1"): -1}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["slip.zip"]
