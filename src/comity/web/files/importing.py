"""A draft from a file: Markdown or .docx to numbered clauses. Pure but for reading the bytes; the file is hostile.

Numbers that are given are kept: of headings, of lists, at the beginning of paragraphs (`3.1 …`). Of two that are the
same, the first is kept, and the page says what the other became. Clauses stay in reading order, and what has no number
takes the next one: a paragraph or an item under heading 3 is 3.1, 3.2 …; before the first heading 0.1, 0.2 …; without
headings 1, 2 …. Where a later clause brings that number, it takes one under the clause before: between 1 and 2 it is
1.1, before 1 it is 0.
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
MOST_NUMBER = 30
"""Characters of a number: as `draft.publish` takes them."""
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
    changed: list[tuple[str, str]] = field(default_factory=list)
    """The numbers that could not be kept, each with the one that its clause has instead."""


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
        if not _NUMBER.fullmatch(number) or len(number) > MOST_NUMBER:
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
    clauses = _clauses(found)
    numbering = _Numbering(clauses, headed=headed)
    changed: list[tuple[str, str]] = []
    for one in clauses:
        numbering.number(one)
        if one.given and one.number != numbering.wanted(one):
            changed.append((one.given, one.number))
    return Imported(check([(one.number, one.text) for one in clauses]), title, left_out, changed)


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


@dataclass
class _Clause:
    """A clause before it has its number: the one that it brings, and the clause that it stands under, if any.

    `is_under`: its number counts under that of its parent, as in a list; otherwise it is whole.
    """

    text: str
    given: str
    parent: _Clause | None
    is_under: bool
    is_heading: bool
    number: str = ""
    children: list[_Clause] = field(default_factory=list)


def _clauses(blocks: Iterable[Block]) -> list[_Clause]:
    """The clauses of a document in reading order, each under its heading or the item that it is part of."""
    made: list[_Clause] = []
    headings: list[tuple[int, _Clause]] = []
    items: list[_Clause] = []
    for one in blocks:
        if not one.text.strip():
            continue
        if one.kind in {"bullet", "more"} and made and (items or one.kind == "bullet"):
            made[-1].text += f"\n\n{one.text}" if one.kind == "more" else f"\n- {one.text}"
            continue
        while one.kind == "heading" and headings and headings[-1][0] >= one.level:
            headings.pop()
        parent = headings[-1][1] if headings else None
        if one.kind == "item" and one.level > 1 and items:
            parent = items[min(one.level - 1, len(items)) - 1]
        given, text = _given(one)
        made.append(_Clause(text, given, parent, one.kind == "item", one.kind == "heading"))
        if parent is not None:
            parent.children.append(made[-1])
        if one.kind == "heading":
            headings.append((one.level, made[-1]))
        items = [*items[: one.level - 1], made[-1]] if one.kind == "item" else []
        if len(made) > MOST_CLAUSES:
            raise InputError(f"the file has more than {MOST_CLAUSES:,} clauses: divide it, or join some")
    return made


class _Numbering:
    """Gives each clause its number: see the docstring of this module."""

    def __init__(self, clauses: list[_Clause], *, headed: bool) -> None:
        """`headed`: the document has headings, so that what stands before the first one is under 0."""
        self._before = "0" if headed else ""
        self._wanted: dict[str, _Clause] = {}
        self._taken: set[str] = set()
        self._count: dict[str, int] = defaultdict(int)
        for one in clauses:
            if one.given and not one.is_under:
                self._wanted.setdefault(one.given, one)
        top = [one for one in clauses if one.is_under and one.parent is None]
        # a list before the first heading has its own numbers, unless they are those of headings or paragraphs
        self._top = self._before if any(one.given in self._wanted for one in top) else ""
        for one in top:
            self._want(one, self._top)

    def number(self, one: _Clause) -> None:
        """Number the next clause in reading order."""
        above = one.parent.number if one.parent is not None else "" if one.is_heading else self._before
        wanted = self.wanted(one)
        one.number = wanted if self._wanted.get(wanted) is one and wanted not in self._taken else self._next(above)
        self._taken.add(one.number)
        above, _, last = one.number.rpartition(".")
        while last:  # what follows a number that was given goes on from it, on each level
            if last.isdigit():
                self._count[above] = max(self._count[above], int(last))
            above, _, last = above.rpartition(".")
        for child in one.children:
            if child.is_under:
                self._want(child, one.number)

    def wanted(self, one: _Clause) -> str:
        """The number that a clause brings, whole; "" for none. Of an item it is known once its parent is numbered."""
        above = one.parent.number if one.parent is not None else self._top
        return f"{above}.{one.given}" if one.given and one.is_under and above else one.given

    def _want(self, one: _Clause, above: str) -> None:
        number = f"{above}.{one.given}" if above else one.given
        if one.given and len(number) <= MOST_NUMBER:
            self._wanted.setdefault(number, one)

    def _next(self, above: str) -> str:
        """The next free number under another; where a later clause brings that, one under the clause before."""
        while len(above) < MOST_NUMBER - len(str(MOST_CLAUSES)):
            last = self._count[above]
            for following in (last + 1, *([0] if not last else ())):
                number = f"{above}.{following}" if above else str(following)
                if self._is_free(number) and (following or not self._count[number]):
                    return number
            above = f"{above}.{last}" if above else str(last)
        beyond = self._count[""] + 1
        while not self._is_free(str(beyond)):
            beyond += 1
        return str(beyond)

    def _is_free(self, number: str) -> bool:
        return number not in self._taken and number not in self._wanted


def _markdown_blocks(text: str) -> Iterator[Block]:
    """The blocks of a Markdown text; what is inside a block stays as it was written."""
    lines, lists, firsts, fresh = text.splitlines(), list[str](), list[str](), ""
    tokens = _parser.parse(text)
    skip_to = ""
    for place, token in enumerate(tokens):
        if skip_to:
            skip_to = "" if token.type == skip_to and token.level == 0 else skip_to
        elif token.type in {"ordered_list_open", "bullet_list_open"}:
            lists.append(token.type.partition("_")[0])
            firsts.append("")
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            lists.pop()
            firsts.pop()
        elif token.type == "list_item_open":
            # in Markdown one may begin every item with the number of the first, and leave the counting to the reader
            fresh = "-" if not token.info or token.info == firsts[-1] else token.info
            firsts[-1] = firsts[-1] or token.info
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
    return Block("item", text, depth, fresh.strip("-")) if lists[-1] == "ordered" else Block("bullet", text)


def _raw(lines: list[str], token: Token) -> str:
    begin, end = token.map or (0, 0)
    return "\n".join(lines[begin:end]).strip()
