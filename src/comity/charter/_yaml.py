"""The part of YAML that a charter is written in, with the place of every key and value.

Events are read one by one, not through PyYAML's composer: nesting is then bounded before it is built, and anchors,
aliases and tags are refused where they stand. Plain scalars are texts, but for `true`, `false`, `null` and whole
numbers in their one decimal form: so `no` is a text and no truth value, and a day or an octal number is no surprise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias

import yaml

from comity.record.canonical import MAX_INTEGER

MOST_BYTES = 262_144
"""The largest file that is read: several times what fits into an act."""
MOST_DEPTH = 20
"""A charter nests eleven deep."""

Path: TypeAlias = tuple[str | int, ...]

_MOST_COMPARED = 500
_INTEGER = re.compile(r"(0|-?[1-9][0-9]{0,15})\Z")
_WORDS = {"true": True, "false": False, "null": None, "": None}
# PyYAML counts these as ends of lines, editors do not: every line after them would be wrong.
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: where (line and column from 1, path), and a sentence on what and what to do."""

    line: int
    column: int
    path: str
    message: str


@dataclass
class Tree:
    """What a file holds, and where: for each path the place of its value and of its key, and plain scalars as written.

    `broken`: paths whose content could not be taken over, so that nothing more is to be said of them. `meant`: paths
    that an unknown key nearby probably stands for, so that they are not missing besides. `whole`: whether the file was
    read to its end.
    """

    value: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    plain: dict[Path, str] = field(default_factory=dict)
    broken: set[Path] = field(default_factory=set)
    meant: set[Path] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True
    hints: int = 100

    def nearest(self, given: str, known: list[str]) -> str | None:
        """What was perhaps meant by a name that is not known. A file gets so many hints: each compares many names."""
        if self.hints <= 0 or len(known) > _MOST_COMPARED:
            return None
        self.hints -= 1
        return next(iter(get_close_matches(given[:80], known, 1, 0.6)), None)

    def fault(self, path: Path, message: str, *, key: bool = False) -> None:
        """Add a fault at the value of a path, or at its key; if neither has a place, at the nearest above."""
        places = self.keys if key else self.places
        near = path
        while near and near not in places and near not in self.places:
            near = near[:-1]
        line, column = places.get(near) or self.places.get(near, (1, 1))
        self.faults.append(Fault(line, column, shown(path), message))


def shown(path: Path) -> str:
    """A path as `organs[2].stages[0].last_call`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def read_tree(text: bytes | str) -> Tree:
    """Read a file of YAML. Whatever is wrong with it is in `faults`; never raises for bad input."""
    tree = Tree()
    decoded = _decoded(text, tree)
    try:
        tree.whole = decoded is not None and _build(decoded, tree)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = " ".join(part for part in (error.context, error.problem) if part)
        tree.faults.append(Fault(line, column, "", f"this is not YAML that can be read ({words}); mend it first"))
        tree.whole = False
    return tree


def _decoded(text: bytes | str, tree: Tree) -> str | None:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        tree.faults.append(Fault(1, 1, "", f"the file has {size:,} bytes, and a charter has at most {MOST_BYTES:,}"))
        return None
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            column = error.start - error.object.rfind(b"\n", 0, error.start)
            tree.faults.append(Fault(line, column, "", "the file is not UTF-8 from here on: save it as UTF-8"))
            return None
    text = text.removeprefix("\ufeff")
    bad = _UNREADABLE.search(text) or _ODD_BREAKS.search(text)
    if bad:
        line, column = text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start())
        sign = f"U+{ord(bad[0]):04X}"
        tree.faults.append(Fault(line, column, "", f"the character {sign} cannot stand in a charter: take it out"))
        return None
    return text


@dataclass
class _Open:
    """A list or mapping that is being read."""

    path: Path
    value: list[Any] | dict[str, Any]
    key: str | None = None
    waiting: bool = False  # for the value of `key`
    skipped: int = 0


class _Builder:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.stack: list[_Open] = []

    def next_path(self) -> Path | None:
        """Where the next node belongs; None for a key."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            return (*top.path, len(top.value))
        return (*top.path, top.key or "") if top.waiting else None

    def put(self, value: Any, path: Path, place: tuple[int, int]) -> None:  # noqa: ANN401 - any JSON
        self.tree.places.setdefault(path, place)
        if not self.stack:
            self.tree.value = value
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        else:
            top.value.setdefault(top.key or "", value)
            top.waiting = False

    def take_key(self, key: str, place: tuple[int, int]) -> None:
        top = self.stack[-1]
        assert isinstance(top.value, dict)  # noqa: S101 - a key is read only inside a mapping
        path = (*top.path, key)
        if key in top.value:
            first = self.tree.keys[path][0]
            message = f"`{key}` stands here already, on line {first}: a key may be given once"
            self.tree.faults.append(Fault(*place, shown(path), message))
            top.skipped += 1
            path = (*top.path, f"{key} (again {top.skipped})")
        self.tree.keys[path] = place
        top.key, top.waiting = str(path[-1]), True


def _build(text: str, tree: Tree) -> bool:
    """Read everything; False when the rest could not be read."""
    builder = _Builder(tree)
    documents = 0
    for event in _events(text):
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                tree.faults.append(
                    Fault(*place, "", "a second document begins here: a charter is one, so end before it")
                )
                return True
        elif isinstance(event, yaml.NodeEvent):
            if not _take(event, place, builder):
                return False
        elif isinstance(event, yaml.CollectionEndEvent):
            done = builder.stack.pop()
            if isinstance(done.value, dict) and done.skipped:
                for key in [key for key in done.value if " (again " in key]:
                    del done.value[key]
    if tree.value is None and not tree.faults:
        tree.faults.append(Fault(1, 1, "", "the file is empty: a charter begins with `charter: 1`"))
        return False
    return True


def _events(text: str) -> Iterator[yaml.Event]:
    loader = yaml.SafeLoader(text)
    try:
        while loader.check_event():
            yield loader.get_event()  # type: ignore[no-untyped-call] # the stubs leave it without types
    except (ValueError, OverflowError) as error:  # an escape such as "\U00110000"
        raise yaml.MarkedYAMLError(
            problem="found an escape that is no character", problem_mark=loader.get_mark()
        ) from error
    finally:
        loader.dispose()


def _take(event: yaml.NodeEvent, place: tuple[int, int], builder: _Builder) -> bool:
    """Take one node over; False when nothing after it can be read."""
    tree = builder.tree
    path = builder.next_path()
    here: Path = path if path is not None else builder.stack[-1].path
    _refuse_features(event, place, here, tree)
    if isinstance(event, yaml.ScalarEvent) and (bad := _UNREADABLE.search(event.value)):
        sign = f"U+{ord(bad[0]):04X}"
        tree.faults.append(Fault(*place, shown(here), f"this text holds the character {sign}: take it out"))
        event.value = _UNREADABLE.sub("", event.value)
    if path is None:
        if isinstance(event, yaml.ScalarEvent):
            builder.take_key(event.value, place)
            return True
        tree.faults.append(Fault(*place, shown(here), "a key must be a plain word, with its value after a colon"))
        return False
    if isinstance(event, yaml.ScalarEvent):
        builder.put(_scalar(event, path, place, tree), path, place)
    elif isinstance(event, yaml.CollectionStartEvent):
        if len(builder.stack) >= MOST_DEPTH:
            message = f"this is nested deeper than {MOST_DEPTH}, and no part of a charter is"
            tree.faults.append(Fault(*place, shown(path), message))
            return False
        value: list[Any] | dict[str, Any] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        builder.put(value, path, place)
        builder.stack.append(_Open(path, value))
    else:
        tree.broken.add(path)
        builder.put(None, path, place)
    return True


def _refuse_features(event: yaml.NodeEvent, place: tuple[int, int], path: Path, tree: Tree) -> None:
    tag: str | None = getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        message = f"`*{event.anchor}` repeats another part: a charter has no aliases, so write it out"
    elif event.anchor is not None:
        message = f"`&{event.anchor}` is an anchor: a charter has none, so take it out"
    elif tag is not None:
        message = f"`{tag.replace('tag:yaml.org,2002:', '!!')}` is a tag: a charter has none, so take it out"
    else:
        return
    tree.faults.append(Fault(*place, shown(path), message))


def _scalar(event: yaml.ScalarEvent, path: Path, place: tuple[int, int], tree: Tree) -> Any:  # noqa: ANN401 - any JSON
    text: str = event.value
    if event.style is not None:
        return text
    if text in _WORDS:
        if text:
            tree.plain[path] = text
        return _WORDS[text]
    if _INTEGER.match(text):
        tree.plain[path] = text
        if abs(int(text)) <= MAX_INTEGER:
            return int(text)
        tree.faults.append(Fault(*place, shown(path), f"{text} is too large: numbers go up to {MAX_INTEGER}"))
        tree.broken.add(path)
    return text
