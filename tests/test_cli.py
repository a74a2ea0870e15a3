import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import comity
from comity.report.data import schema

PEOPLE = "person,kind,name\n" + "".join(
    f"{p},{kind},{name}\n"
    for p in range(60)
    for kind, name in (
        ("group", "civil-society" if p % 2 else "private-sector"),
        ("affiliation", "Large Firm" if p % 2 == 0 and p < 30 else f"Small {p % 7}"),
    )
)
VOTES = "person,statement,vote\n" + "".join(
    f"{p},s{s},{1 if (p % 2 == 0) == (s % 2 == 0) or s > 5 else -1}\n" for p in range(60) for s in range(8)
)
# all who are with Small 1 agree, and strong support falls without them
VOTES += "".join(f"{p},s8,{1 if (p % 2 == 0 and p < 30) or p % 7 < 4 else -1}\n" for p in range(60))


def comity_command(*arguments, env=None, cwd=None):
    """Run the command as a user would, in a pipe."""
    source = str(Path(comity.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": source, "COLUMNS": "100", **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "comity", *map(str, arguments)],
        check=False,
        capture_output=True,
        env=environment,
        cwd=cwd,
        timeout=240,
    )


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


def test_opinion_writes_a_whole_report_and_says_where(tables, tmp_path):
    out = tmp_path / "out" / "report"
    done = comity_command("opinion", tables / "votes.csv", "--people", tables / "people.csv", "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert sorted(p.name for p in out.iterdir()) == ["map.svg", "opinion.json", "report.html"]
    text = done.stdout.decode()
    assert "report.html" in text and "Small 1" in text and "\x1b" not in text
    findings = json.loads((out / "opinion.json").read_text(encoding="utf-8"))
    jsonschema.validate(findings, schema(), cls=jsonschema.Draft202012Validator)
    assert findings["people"] == 60 and findings["votes"] == 540
    assert set(findings["assignments"]) == {str(p) for p in range(60)}


def test_json_on_standard_output_is_all_there_is(tables):
    done = comity_command("opinion", tables / "votes.csv", "--people", tables / "people.csv", "--json", "--groups", 2)
    assert done.returncode == 0 and done.stderr == b""
    findings = json.loads(done.stdout)
    jsonschema.validate(findings, schema(), cls=jsonschema.Draft202012Validator)
    assert [g["size"] for g in findings["groups"]] == [30, 30]
    assert findings["grouping"]["chosen"] == "requested"
    split = next(s for s in findings["statements"] if s["id"] == "s0")
    assert split["poll"]["level"] == "divided"
    agreed = next(s for s in findings["statements"] if s["id"] == "s7")
    assert agreed["poll"]["level"] == "none-against"
    assert {m["kind"] for m in agreed["capture_margin"]} == {"affiliation"}


def test_a_folder_of_tables_needs_no_options(tables):
    done = comity_command("opinion", tables, "--json", "--resamples", 0)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["margins"]["kinds"] == ["affiliation"]


def test_the_same_votes_give_the_same_bytes(tables):
    runs = [comity_command("opinion", tables, "--json").stdout for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["opinion"], "PATH"),
        (["opinion", "nowhere.csv"], "nowhere.csv"),
        (["opinion", "votes.csv", "--groups", "0"], "--groups"),
        (["opinion", "votes.csv", "--out", "votes.csv"], "votes.csv is a file"),
        (["opinion", "bad.csv"], "bad.csv, row 3"),
        (["opinion", "votes.csv", "--people", "bad.csv"], "bad.csv"),
        (["opinion", "empty.csv"], "empty.csv"),
        (["nonsense"], "nonsense"),
    ],
)
def test_bad_usage_and_input_end_with_one_sentence_and_status_2(tables, arguments, said):
    (tables / "bad.csv").write_text("person,statement,vote\n1,2,1\n1,3,7\n")
    (tables / "empty.csv").write_text("")
    before = sorted(p.name for p in tables.iterdir())
    done = comity_command(*arguments, cwd=tables)
    assert done.returncode == 2
    assert done.stdout == b""
    message = done.stderr.decode()
    assert said in message and "Traceback" not in message
    assert sorted(p.name for p in tables.iterdir()) == before


def test_nothing_is_written_where_the_input_is_bad(tables):
    (tables / "bad.csv").write_text("person,statement,vote\n1,2,1\n1,3,7\n")
    assert comity_command("opinion", tables / "bad.csv", "--out", tables / "out").returncode == 2
    assert not (tables / "out").exists()


def test_every_command_has_help_with_an_example():
    listed = comity_command("--help").stdout.decode()
    for command in ("opinion", "demo", "record verify", "record audit", "record receipt", "record witness"):
        assert command.partition(" ")[0] in listed
        text = comity_command(*command.split(), "--help").stdout.decode()
        assert f"Example: comity {command}" in " ".join(text.split())


def test_help_does_not_import_what_it_does_not_need():
    heavy = ("numpy", "numba", "pyarrow", "rich", "cryptography", "urllib3", "granian", "sqlite3", "django", "pydantic")
    source = f"import sys, comity.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version():
    assert comity_command("--version").stdout.decode().strip() == f"comity {comity.__version__}"


def test_demo_says_that_it_is_simulated(tmp_path):
    done = comity_command("demo", "--report", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("SIMULATED")
    findings = json.loads((tmp_path / "demo" / "opinion.json").read_text(encoding="utf-8"))
    jsonschema.validate(findings, schema(), cls=jsonschema.Draft202012Validator)
    assert findings["simulated"] is True
    assert len(findings["groups"]) == 3
    assert "imulated" in (tmp_path / "demo" / "report.html").read_text(encoding="utf-8")
    assert any("Meridian Holdings" in m["names"] for s in findings["statements"] for m in s["capture_margin"])


def test_a_full_disk_behind_standard_output_is_one_sentence(tables):
    source = str(Path(comity.__file__).parent.parent)
    command = f"'{sys.executable}' -m comity opinion '{tables}' --resamples 0 > /dev/full"
    done = subprocess.run(
        ["bash", "-c", command], check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": source}
    )
    assert done.returncode == 2
    assert "No space left" in done.stderr and "Traceback" not in done.stderr


def test_a_name_that_the_system_cannot_take_is_one_sentence(tables):
    done = comity_command("opinion", tables, "--resamples", 0, "--out", "x" * 300, cwd=tables)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr and b"too long" in done.stderr


def test_a_reader_that_goes_away_is_no_error(tables):
    source = str(Path(comity.__file__).parent.parent)
    command = f"'{sys.executable}' -m comity opinion '{tables}' --json | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": source}
    )
    assert done.stdout.strip() == "0", done.stderr
    assert done.stderr == ""


def test_demo_makes_its_bodies_checks_their_pages_and_ends(tmp_path):
    done = comity_command("demo", "--home", tmp_path / "demo", "--json")
    assert done.returncode == 0 and done.stderr == b"", done.stderr
    told = json.loads(done.stdout)
    assert [100 < one["made"] <= one["acts"] for one in told["bodies"]] == [True, True]
    assert len(told["pages"]) == 5
    again = comity_command("demo", "--home", tmp_path / "demo")
    assert again.returncode == 0 and b"everybody in it is made up" in again.stdout, again.stderr
    busy = comity_command("demo", "--home", tmp_path / "demo", "--listen", "nowhere")
    assert busy.returncode == 2 and b"HOST:PORT" in busy.stderr and b"Traceback" not in busy.stderr
