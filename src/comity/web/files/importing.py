"""A draft from a file: Markdown or .docx to numbered clauses. Pure but for reading the bytes; the file is hostile.

Numbers that are given are kept: of headings, of lists, at the beginning of paragraphs (`3.1 …`). The rest is numbered:
a paragraph or an item under heading 3 is 3.1, 3.2 …; before the first heading 0.1, 0.2 …; without headings 1, 2 ….
Bullets belong to the clause that introduces them. A first heading that stands alone above all others is the title, and
no clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from comity.base.errors import InputError
from comity.web.files import word

MOST_CLAUSES = 2_000
MOST_TEXT = 20_000
"""Characters of one clause: as `draft.publish` takes them."""
MOST_MARKDOWN = 1_000_000

_GIVEN = re.compile(r"^(\d{1,4}(?:\.\d{1,4}){0,6})(?:(?<=\d\.\d)|(?<=\.\d\d)|(?<=\.\d\d\d)|[.)])[.)]?\s+(?=\S)")
_HEADING = re.compile(
    r"^(?:(?:article|section|clause|chapter|part|annex|§)\s+)?(\d{1,4}(?:\.\d{1,4}){0,6}|[A-Z])[.):]?(?:\s+[-–—:]?\s*|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")
_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Block:
    """A piece of a document in order: a heading or an item with its level from 1, a paragraph, a bullet."""

    kind: Literal["heading", "paragraph", "item", "more", "bullet"]
    text: str
    level: int = 0
    number: str = ""


@dataclass
class Imported:
    """The clauses of a file, its title if it has one, and what was not taken over."""

    clauses: list[tuple[str, str]]
    title: str = ""
    left_out: list[str] = field(default_factory=list)


def read_draft(content: bytes, name: str) -> Imported:
    """The clauses of a file by its name: .docx, else Markdown or plain text. InputError for one that is none."""
    if name.lower().endswith(".docx"):
        blocks, left_out = word.read_blocks(content)
        return _imported((Block(*one) for one in blocks), left_out)
    if name.lower().endswith((".doc", ".odt", ".rtf", ".pdf")):
        raise InputError(f"{name[-60:]} is no .docx and no Markdown: save it as one of these")
    if len(content) > MOST_MARKDOWN:
        raise InputError(f"a file of {len(content):,} bytes: the most is {MOST_MARKDOWN:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not text in UTF-8: save it as Markdown in UTF-8, or as .docx") from None
    return read_markdown(text)


def read_markdown(text: str) -> Imported:
    """The clauses of a text in Markdown."""
    return _imported(_markdown_blocks(text.replace("\x00", "")), [])


def check(clauses: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Clauses as a person corrected them, those without text left out. InputError for what cannot be published."""
    kept = [(number.strip(), text.strip()) for number, text in clauses if text.strip()]
    seen: set[str] = set()
    for number, text in kept:
        if not _NUMBER.fullmatch(number) or len(number) > 30:
            raise InputError(f"{number[:30] or 'nothing'} is no number of a clause: write it like 3 or 3.1 or 3.1.a")
        if number in seen:
            raise InputError(f"two clauses have the number {number}: give one of them another")
        if len(text) > MOST_TEXT:
            raise InputError(f"clause {number} has {len(text):,} characters, and {MOST_TEXT:,} are the most: divide it")
        seen.add(number)
    if not kept:
        raise InputError("there is no clause: a draft has one at least")
    if len(kept) > MOST_CLAUSES:
        raise InputError(f"{len(kept):,} clauses, and {MOST_CLAUSES:,} are the most: join some")
    return kept


def _imported(blocks: Iterable[Block], left_out: list[str]) -> Imported:
    found = list(blocks)
    title, found = _title(found)
    headed = any(one.kind == "heading" for one in found)
    numbering = _Numbering((_given(one)[0] for one in found if one.kind != "item"), before="0" if headed else "")
    for one in found:
        numbering.add(one)
        if len(numbering.clauses) > MOST_CLAUSES:
            raise InputError(f"the file has more than {MOST_CLAUSES:,} clauses: divide it, or join some")
    return Imported(check(numbering.clauses), title, left_out)


def _title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The title and the rest, where the first block is the only heading of the highest level and has no number."""
    if not blocks or blocks[0].kind != "heading" or _given(blocks[0])[0]:
        return "", blocks
    first, rest = blocks[0], blocks[1:]
    below = [one.level for one in rest if one.kind == "heading"]
    alone = rest and all(level > first.level for level in below) and (below or first.level <= 1)
    return (first.text, rest) if alone else ("", blocks)


def _given(one: Block) -> tuple[str, str]:
    """The number that a block brings, "" for none, and its text without it."""
    if one.number:
        return one.number, one.text
    if one.kind in {"heading", "paragraph"}:
        found = (_HEADING if one.kind == "heading" else _GIVEN).match(one.text)
        if found and not (one.kind == "heading" and found[1].isalpha() and found[0].strip() == found[1]):
            return found[1], one.text[found.end() :] or one.text
    return "", one.text


class _Numbering:
    """Gives each clause its number: the one that it brings, unless that is taken, or else the next under its parent."""

    def __init__(self, given: Iterable[str], before: str) -> None:
        self._before = before
        self.clauses: list[tuple[str, str]] = []
        self._wanted = set(given)
        self._taken: set[str] = set()
        self._count: dict[str, int] = defaultdict(int)
        self._headings: list[tuple[int, str]] = []
        self._items: list[str] = []

    def add(self, one: Block) -> None:
        """One more block: a clause of its own, or more of the one before."""
        if not one.text.strip():
            return
        if one.kind in {"bullet", "more"} and self.clauses and (self._items or one.kind == "bullet"):
            number, text = self.clauses[-1]
            self.clauses[-1] = (number, f"{text}\n\n{one.text}" if one.kind == "more" else f"{text}\n- {one.text}")
            return
        given, text = _given(one)
        parent = self._parent(one)
        number = self._number(given, parent, absolute=one.kind != "item")
        if one.kind == "heading":
            self._headings.append((one.level, number))
        self._items = [*self._items[: one.level - 1], number] if one.kind == "item" else []
        self.clauses.append((number, text))

    def _parent(self, one: Block) -> str:
        if one.kind == "heading":
            while self._headings and self._headings[-1][0] >= one.level:
                self._headings.pop()
        elif one.kind == "item" and one.level > 1 and self._items:
            return self._items[min(one.level - 1, len(self._items)) - 1]
        if self._headings:
            return self._headings[-1][1]
        return "" if one.kind == "heading" else self._before

    def _number(self, given: str, parent: str, *, absolute: bool) -> str:
        number = given if absolute or not parent or not given else f"{parent}.{given}"
        while not number or number in self._taken or len(number) > 30:
            self._count[parent] += 1
            following = f"{parent}.{self._count[parent]}" if parent else str(self._count[parent])
            number = "" if following in self._wanted and following != given else following
            parent = parent if len(following) <= 30 else ""
        self._taken.add(number)
        above, _, last = number.rpartition(".")
        if last.isdigit():  # what follows a number that was given goes on from it
            self._count[above] = max(self._count[above], int(last))
        return number


def _markdown_blocks(text: str) -> Iterator[Block]:
    """The blocks of a Markdown text; what is inside a block stays as it was written."""
    lines, lists, fresh = text.splitlines(), list[str](), ""
    tokens = _parser.parse(text)
    skip_to = ""
    for place, token in enumerate(tokens):
        if skip_to:
            skip_to = "" if token.type == skip_to and token.level == 0 else skip_to
        elif token.type in {"ordered_list_open", "bullet_list_open"}:
            lists.append(token.type.partition("_")[0])
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            fresh = token.info or "-"
        elif token.type == "heading_open":
            yield Block("heading", tokens[place + 1].content, int(token.tag[1]))
        elif token.type == "paragraph_open":
            yield _in_list(tokens[place + 1].content, lists, fresh)
            fresh = ""
        elif token.map and token.level == 0 and token.type in {"table_open", "fence", "code_block", "html_block"}:
            yield Block("paragraph", _raw(lines, token))
            skip_to = "table_close" if token.type == "table_open" else ""
        elif token.map and token.type in {"fence", "code_block"}:
            yield Block("more", _raw(lines, token))


def _in_list(text: str, lists: list[str], fresh: str) -> Block:
    if not lists:
        return Block("paragraph", text)
    if not fresh:
        return Block("more", text)
    depth = lists.count("ordered")
    return Block("item", text, depth, fresh) if lists[-1] == "ordered" else Block("bullet", text)


def _raw(lines: list[str], token: Token) -> str:
    begin, end = token.map or (0, 0)
    return "\n".join(lines[begin:end]).strip()
