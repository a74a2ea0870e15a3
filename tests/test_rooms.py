"""A room imports only from rooms above it; `calling`, `gathering`, `study`, `wording` and others put them together.

`cli` and `web` import these too.
"""

import ast
from pathlib import Path

import pytest

import comity

ROOT = Path(comity.__file__).parent
ROOMS = [
    *("base", "record", "tables", "opinion", "charter", "body", "bind", "simulate", "meters", "questions", "sources"),
    *("report", "store", "web"),
]
COMPOSERS = {
    *(
        "calling",
        "demo",
        "gathering",
        "kinds",
        "living",
        "mapping",
        "overview",
        "script",
        "study",
        "wording",
        "__main__",
    ),
}
FORBIDDEN = {
    ("charter", "opinion"),
    ("body", "django"),
    ("opinion", "pathlib"),
    ("charter", "pathlib"),
    ("meters", "pathlib"),
}


def imports_of(path: Path):
    """Every module that a file imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: say the full name of the module"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_present():
    return [room for room in ROOMS if (ROOT / room).is_dir()]


def test_every_package_is_a_known_room():
    packages = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert packages <= {*ROOMS, "cli"}
    assert {path.stem for path in ROOT.glob("*.py")} <= COMPOSERS | {"__init__"}


@pytest.mark.parametrize("room", rooms_present())
def test_a_room_imports_only_from_rooms_above_it(room):
    above = {*ROOMS[: ROOMS.index(room) + 1], *(COMPOSERS if room == "web" else ())}
    for path in (ROOT / room).rglob("*.py"):
        for name in imports_of(path):
            first, *rest = name.split(".")
            assert (room, first) not in FORBIDDEN, f"{path}: {room} may not import {first}"
            if first == "comity" and rest:
                assert rest[0] in above | {"__version__"}, f"{path}: {room} may not import {name}"
                assert (room, rest[0]) not in FORBIDDEN, f"{path}: {room} may not import {name}"


@pytest.mark.parametrize("room", rooms_present())
def test_a_room_says_what_it_is(room):
    assert ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8")))


def test_the_check_would_see_a_forbidden_import(tmp_path):
    path = tmp_path / "x.py"
    path.write_text("def f():\n    from comity.opinion import groups\n")
    assert list(imports_of(path)) == ["comity.opinion.groups"]
