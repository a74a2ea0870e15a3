"""The documents say what is true of the program: they are generated from it, run, or compared with it."""

import ast
import importlib
import importlib.util
import inspect
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal, get_args

import pytest
from pydantic import Field

import comity
from comity import kinds, study, wording
from comity.body.kind import Content, Part
from comity.charter import call
from comity.charter._poll import FEWEST_SHOWN
from comity.charter.mechanisms import Mechanism
from comity.charter.model import json_schema
from comity.opinion import analysis, bridging, groups, minority, statistics
from comity.questions.asked import QUESTIONS
from comity.record import remote, service
from comity.report import data
from comity.report.words import LEVELS
from comity.sources import _archive, _bounded, _cells, _table, _tie_rows, plain, polis
from tests.docs_pages import (
    DOCS,
    PAGES,
    ROOT,
    anchors,
    links,
    name_of,
    runs,
    text_of,
    write_example,
    write_lives,
    write_record_example,
)

SOURCE = Path(comity.__file__).parent
WITH_RUNS = [page for page in PAGES if runs(page)]


def generator():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATED = ("cli.md", "findings.md", "charter.md", "acts.md", "mechanisms.md", "matrix.md", "api.md")


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_as_committed(name):
    assert set(generator().PAGES) == set(GENERATED)
    committed = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert generator().PAGES[name]() == committed, "run `make docs` and commit what it writes"


def help_of(*command):
    """The help as a user sees it, which the generator does not read."""
    run = [sys.executable, "-m", "comity", *command, "--help"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent), "COLUMNS": "200"}
    return subprocess.run(run, check=True, capture_output=True, text=True, env=environment).stdout


def listed(text):
    return re.findall(r"^  (\w[\w-]*)  ", text.partition("Commands:")[2], re.MULTILINE)


def check_commands(page, *above):
    """Each command under a group, and those of the groups in it, has its section with its options and an example."""
    for name in listed(help_of(*above)):
        words = (*above, name)
        text = help_of(*words)
        assert page.count(f"\n## comity {' '.join(words)}\n") == 1, words
        section = page.partition(f"\n## comity {' '.join(words)}\n")[2].partition("\n## ")[0]
        if listed(text):
            check_commands(page, *words)
            continue
        assert f"Example: `comity {' '.join(words)} " in section, words
        options = re.findall(r"^[ *]+(--[a-z-]+)", text, re.MULTILINE)
        assert "--help" in options
        for option in options:
            assert f"| `{option}` |" in section, f"{words} {option}"


def test_every_command_and_option_is_on_the_page_of_the_command_line():
    page = text_of(DOCS / "reference" / "cli.md")
    top = help_of()
    assert {"opinion", "demo", "record"} <= set(listed(top))
    assert {"verify", "audit", "receipt", "witness", "keys"} <= set(listed(help_of("record")))
    check_commands(page)
    for option in re.findall(r"^  (--[a-z-]+)", top, re.MULTILINE):
        assert f"| `{option}` |" in page
    assert all(f"\n| {status} |" in page for status in (0, 1, 2))


def test_every_standing_of_a_witness_and_every_status_of_its_answers_is_documented():
    page = text_of(DOCS / "howto" / "witness.md")
    assert [word for word in get_args(remote.Standing) if f"| `{word}` |" not in page] == []
    assert [status for status in service._REASONS if f"| {status} |" not in page] == []


def test_every_kind_of_act_is_documented():
    page = text_of(DOCS / "reference" / "acts.md")
    found = list(kinds.registry())
    assert len(found) >= 7
    for kind in found:
        section = page.partition(f"\n## {kind.name}, version {kind.version}\n")[2].partition("\n## ")[0]
        said = type(kind).__dict__.get("__doc__")
        assert said and " ".join(said.split()) in section, f"{kind.name} does not say what it is"
        for content in (kind.public, *(part.schema for part in kind.parts.values())):
            for field, known in content.model_fields.items():
                row = re.search(rf"^\| `{field}` \| (.+) \| (.*) \|$", section, re.MULTILINE)
                assert row and row[1], f"{kind.name}: {field}"
                assert known.description, f"{kind.name}: what {field} says stands nowhere"
        for name, part in kind.parts.items():
            assert f"Private part `{name}`, for the audience `{part.audience}`" in section


def test_the_page_of_acts_shows_what_kinds_may_have():
    class Inner(Content):
        """One of several."""

        way: Literal["a", "b"]
        """How."""

    class Outer(Content):
        """All of them."""

        inner: Annotated[list[Inner], Field(max_length=5)]
        """Several."""
        note: Annotated[str, Field(max_length=1000, pattern="^(x|y)")] | None = None

    text = "\n".join(generator()._part("reasons", Part(Outer, "officers", required=True)))
    assert "Private part `reasons`, for the audience `officers`; every such act has it." in text
    assert "| `inner` | list of `Inner`, at most 5 | Several. |" in text
    assert "| `note` | text like `^(x\\|y)` of at most 1,000 characters or null | May be absent. |" in text
    assert "In it a `Inner`: One of several." in text and "| `way` | `a`, `b` | How. |" in text


def settings_read():
    """The names that any module reads from the environment."""
    for path in SOURCE.rglob("*.py"):
        yield from re.findall(r"os\.environ[^\n]*?[\[(]\"(\w+)\"", text_of(path))


def test_every_setting_is_documented():
    page = text_of(DOCS / "reference" / "settings.md")
    found = set(settings_read())
    assert {"COMITY_HOME", "COMITY_DATABASE_URL", "COMITY_SECRET_KEY", "DJANGO_SETTINGS_MODULE"} <= found
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == found


def test_every_key_of_the_findings_is_on_their_page():
    page = text_of(DOCS / "reference" / "findings.md")
    schema = data.schema()
    for part in (schema, *schema["$defs"].values()):
        for key in part.get("properties", ()):
            assert f"| `{key}` |" in page


def test_every_key_of_a_charter_is_on_its_page():
    page = text_of(DOCS / "reference" / "charter.md")
    schema = json_schema()
    for name, part in (("The file", schema), *schema["$defs"].items()):
        section = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert len(section.split()) > 5, name
        for key in part.get("properties", ()):
            assert f"| `{key}` |" in section, (name, key)
    assert all(f"| `{one}` | `{one.question}` |" in page for one in Mechanism)


def test_every_mechanism_is_on_its_page_under_its_question():
    page = text_of(DOCS / "reference" / "mechanisms.md")
    later = set(re.findall(r"`([\w-]+)`", page.rpartition("not here yet: ")[2]))
    due = {one.question for one in Mechanism}
    assert {one.id for one in QUESTIONS} == due | later and not due & later
    for one in Mechanism:
        section = page.partition(f"\n## {one.question}\n")[2].partition("\n## ")[0]
        row = re.search(rf"^\| `{one}` \| .+ \| .+ \| `(mechanisms/\w+\.py)::(\w+)`: .+\. \|$", section, re.MULTILINE)
        assert row, one
        assert f"\ndef {row[2]}(charter):\n" in text_of(ROOT / "tests" / "body" / row[1]), one


@pytest.fixture
def command(tmp_path):
    """A folder with `comity` and `python3` on the path, as after `. .venv/bin/activate`."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    python = shlex.quote(sys.executable)
    for name, run in (("comity", f'{python} -m comity "$@"'), ("python3", f'{python} "$@"')):
        (bin_ / name).write_text(f"#!/bin/sh\nexec {run}\n")
        (bin_ / name).chmod(0o755)
    path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(SOURCE.parent), "COLUMNS": "80", "PYTHONUTF8": "1"}


@pytest.mark.parametrize("page", WITH_RUNS, ids=name_of)
def test_the_blocks_of_a_page_run_and_print_what_is_shown(page, tmp_path, command):
    there = tmp_path / "there"
    there.mkdir()
    if page.parent.name == "lives":
        write_lives(there)
    elif not page.name.startswith("tutorial"):  # these make their own files
        write_example(there)
        write_record_example(there)
    for language, code, shown in runs(page):
        run = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}[language]
        done = subprocess.run([*run, code], check=False, capture_output=True, text=True, cwd=there, env=command)
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        assert done.stderr == ""
        if shown is not None:
            assert missing_from(done.stdout, shown) is None, done.stdout


def missing_from(printed, shown):
    """The first run of shown lines that is not in what was printed, in order; a line `…` stands for any lines."""
    rest = printed
    for part in shown.split("…\n"):
        place = rest.find(part)
        if place < 0:
            return part
        rest = rest[place + len(part) :]
    return None


def test_the_comparison_of_output_sees_a_difference():
    assert missing_from("a\nb\nc\n", "a\n…\nc\n") is None
    assert missing_from("a\nb\nc\n", "a\n…\nd\n") == "d\n"
    assert missing_from("a\nb\nc\n", "b\n…\na\n") == "a\n"


def test_the_first_pages_have_blocks_that_run():
    assert {"README.md", "docs/tutorial.md", "docs/reference/library.md"} <= {name_of(page) for page in WITH_RUNS}


def test_every_make_target_in_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"(?:`|^ {4})make ([a-z]+)", text_of(page), re.MULTILINE)}
    assert {"demo", "test", "lint", "docs"} <= named <= targets


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    for target in links(page):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        assert to.is_relative_to(ROOT) and to.exists(), f"{name_of(page)}: {target}"
        assert not anchor or anchor in anchors(to), f"{name_of(page)}: {target}"


def test_every_page_can_be_found_from_the_index():
    seen, left = set(), [DOCS / "index.md"]
    while left:
        page = left.pop()
        if page in seen:
            continue
        seen.add(page)
        paths = (link.partition("#")[0] for link in links(page) if not link.startswith("https://"))
        left += [to for path in paths if path.endswith(".md") and (to := (page.parent / path).resolve()).exists()]
    left_out = {name_of(page) for page in PAGES if page not in seen}
    assert left_out <= {"README.md"}


@pytest.mark.parametrize("page", ["threat-model.md", "privacy.md"])
def test_every_test_that_a_page_names_is_there(page):
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text_of(DOCS / page))
    assert named
    for file, name in named:
        assert f"def {name}(" in text_of(ROOT / file) if name else (ROOT / file).is_file(), f"{file}::{name}"


def test_every_mechanism_that_the_threat_model_names_is_there():
    named = re.findall(r"(?:\| |, )`([a-z]+(?:-[a-z]+)+)`", text_of(DOCS / "threat-model.md"))
    assert len(named) > 8 and set(named) <= {str(one) for one in Mechanism}


def test_pictures_are_small():
    assert (DOCS / "images" / "report.png").stat().st_size < 150_000
    assert (DOCS / "images" / "map.svg").stat().st_size < 60_000


def test_decisions_are_short_and_listed():
    pages = sorted((DOCS / "adr").glob("0*.md"))
    index = text_of(DOCS / "adr" / "README.md")
    for number, page in enumerate(pages, 1):
        lines = text_of(page).splitlines()
        assert lines[0].startswith(f"# {number}. ")
        assert sum(max(1, -(-len(line) // 120)) for line in lines) <= 60, page.name
        assert f"| [{number}]({page.name}) | {lines[0].partition('. ')[2]} |" in index
        for part in ("**Context.**", "**Decision.**", "**Consequence.**"):
            assert part in text_of(page), page.name


def test_the_words_of_the_glossary_are_those_of_the_program():
    kinds = ("*.py", "*.j2", "*.json")
    program = " ".join(text_of(path).lower() for kind in kinds for path in SOURCE.rglob(kind)).replace("_", " ")
    page = text_of(DOCS / "glossary.md")
    words = re.findall(r"\*\*(.+?)\*\*", page)
    assert len(words) > 20
    assert [word for word in words if word not in program] == []
    assert all(f"`{name}`" in page for name in (*LEVELS, *_tie_rows.STAKEHOLDER_GROUPS))


def test_every_column_of_the_input_is_documented():
    page = text_of(DOCS / "reference" / "input.md")
    columns = {**plain.VOTE_COLUMNS, **plain.STATEMENT_COLUMNS, **polis._MATRIX_COLUMNS}
    names = {name for one, others in columns.items() for name in (one, *others)} | {*_tie_rows._LONG, *_tie_rows._KINDS}
    assert [name for name in names if f"`{name}`" not in page] == []
    assert all(f"`{ending}`" in page for endings in polis._ENDINGS.values() for ending in endings)
    limits = (_bounded.LINE_LIMIT, _cells.TEXT_LIMIT)
    assert all(f"{limit:,}" in page for limit in limits)
    assert f"{_table._MOST_ROWS // 10**6} million records" in page
    assert f"{_archive.MOST_BYTES >> 30} GB unpacked" in page


def test_the_numbers_that_are_explained_are_those_of_the_program():
    opinion = " ".join(text_of(DOCS / "explanation" / "opinion.md").split())
    convention = call.CONVENTION
    for said in (
        f"at least {groups.LEAST_VOTES} votes (or C",
        f"If fewer than {groups.LEAST_PEOPLE} people did",
        f"more than {groups._FIRST:.0f} standard deviations above",
        f"more than {groups._NEXT:.0f} above",
        f"under {analysis.STABLE} is dropped",
        f"below {wording._VALLEY} of the lower peak",
        f"above {statistics.Z_90:.4f} (the 90th percentile)",
        f"a divisiveness of {study._DIVISIVE} or more",
        f"{bridging.INTERCEPT_PENALTY} · (Σ i² + μ²) + {bridging.FACTOR_PENALTY} · Σ f²",
        f"at {wording._FIRM}, {wording._MOSTLY} and {wording._CORES}",
        f"of more than {analysis._RESAMPLED_VOTES // 10**6} million votes",
        f"each group of {minority._LEAST_GROUP} people or more",
        f"{minority.LEAST_SHARE:.0%} beyond, do they come back in {minority._RESAMPLES} resamples",
        f"index {minority._STABLE} or more",
    ):
        assert said in opinion, said
    assert (groups._NULL_DRAWS, analysis._GATE_DRAWS, analysis.Settings().resamples) == (12, 10, 100)
    assert (study._LISTED, study._LEAST_VOTES, statistics._MOST, minority.LEAST_PEOPLE) == (10, 10, 5, 5)
    poll = " ".join(text_of(DOCS / "explanation" / "poll.md").split())
    assert f"support of {convention.small_minority} or more" in poll
    assert f"support of {convention.strong} or more" in poll
    assert f"support of {1 - convention.strong} or less" in poll
    assert f"at most {call.NODE_BUDGET:,} steps" in poll
    assert (convention.least_people, convention.group_floor, convention.quorum, FEWEST_SHOWN) == (5, None, None, 5)
    assert f"at most {study.MOST_DOTS:,}" in text_of(DOCS / "explanation" / "privacy.md")


def test_the_rooms_that_are_decided_are_those_that_are_tested():
    tree = ast.parse(text_of(ROOT / "tests" / "test_rooms.py"))
    values = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
    rooms = [e.value for part in values["ROOMS"].elts for e in getattr(getattr(part, "value", part), "elts", [part])]
    page = text_of(DOCS / "adr" / "0001-rooms.md")
    listed = page.partition("from rooms before it:")[2].partition(".\n")[0]
    assert re.findall(r"`(\w+)`", listed) == rooms
    today = page.partition("Here today:")[2].partition(". And")[0]
    assert re.findall(r"`(\w+)`", today) == [room for room in rooms if (SOURCE / room).is_dir()]


def test_the_names_of_the_library_exist_with_their_arguments():
    page = text_of(DOCS / "reference" / "library.md")
    calls = re.findall(r"`(comity(?:\.\w+)+)(?:\(([^`]*)\))?`", page)
    assert len(calls) > 10
    for dotted, arguments in calls:
        module, _, name = dotted.rpartition(".")
        found = getattr(importlib.import_module(module), name, None) or importlib.import_module(dotted)
        takes = set(inspect.signature(found).parameters) if arguments else set()
        named = {part.strip().partition("=")[0] for part in arguments.split(",")} - {"", "*", "..."}
        assert named <= takes, f"{dotted}({arguments})"
