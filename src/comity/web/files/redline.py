"""What a new version of a draft changed: clause by clause, and within a clause word by word. Pure; quick on any text.

What is marked as the same or inserted is, joined, the new text; what is the same or deleted is the old one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["same", "ins", "del"]
MOST_PAIRS = 250_000
"""Of texts in which more pairs of like words could be matched, sentences are matched; if those are too many, the texts
are shown as a whole. It bounds the time that any text can take."""
_OF_ALL = 10_000_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_SENTENCES = re.compile(r"[^.!?;\n。！？؟۔]*(?:[.!?;\n。！？؟۔]\s*|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether both versions have it."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one clause."""

    number: str
    what: Literal["same", "changed", "added", "removed"]
    pieces: tuple[Piece, ...]


def redline(old: Iterable[tuple[str, str]], new: Sequence[tuple[str, str]]) -> list[Change]:
    """Every clause (number, text) of both versions, in the order of the new one; a removed one where it stood."""
    before = dict(old)
    most = min(MOST_PAIRS, _OF_ALL // max(1, sum(before.get(number) not in {None, text} for number, text in new)))
    found: list[Change] = []
    after: dict[str, list[str]] = _removed(list(before), {number for number, _ in new})
    found += (_gone(number, before[number]) for number in after.get("", ()))
    for number, text in new:
        if number not in before:
            found.append(Change(number, "added", _one("ins", text)))
        else:
            parts = tuple(pieces(before[number], text, most))
            found.append(Change(number, "same" if before[number] == text else "changed", parts))
        found += (_gone(other, before[other]) for other in after.get(number, ()))
    return found


def pieces(old: str, new: str, most: int = MOST_PAIRS) -> list[Piece]:
    """The parts of two texts in the order in which they are read; `most` as MOST_PAIRS."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    # a word that is half the same is another word
    head = _at_word(old, new, head)
    tail = _at_word(old[::-1], new[::-1], tail)
    tail = min(tail, len(old) - head, len(new) - head)
    middle = _compared(old[head : len(old) - tail], new[head : len(new) - tail], most)
    end = new[len(new) - tail :]
    return _joined([*_one("same", new[:head]), *middle, *_one("same", end)])


def _compared(old: str, new: str, most: int) -> list[Piece]:
    for parts in (_WORDS, _SENTENCES):
        ours, theirs = parts.findall(old), parts.findall(new)
        there = Counter(theirs)
        if sum(count * there[part] for part, count in Counter(ours).items()) <= most:
            break
    else:
        return [*_one("del", old), *_one("ins", new)]
    found: list[Piece] = []
    for what, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if what == "equal":
            found += _one("same", "".join(theirs[k:m]))
        else:
            found += [*_one("del", "".join(ours[i:j])), *_one("ins", "".join(theirs[k:m]))]
    return found


def _joined(found: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one mark as one piece."""
    out: list[Piece] = []
    for piece in found:
        if out and out[-1].mark == piece.mark:
            out[-1] = Piece(piece.mark, out[-1].text + piece.text)
        else:
            out.append(piece)
    return out


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def _at_word(one: str, other: str, end: int) -> int:
    """The last place up to `end` that is not within a word of either text."""

    def within(text: str, place: int) -> bool:
        return 0 < place < len(text) and _is_word(text[place - 1]) and _is_word(text[place])

    while end and (within(one, end) or within(other, end)):
        end -= 1
    return end


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _removed(old: Sequence[str], kept: set[str]) -> dict[str, list[str]]:
    """The clauses that are gone, by the clause that stood before them and is still there; "" for those at the top."""
    found: dict[str, list[str]] = {}
    last = ""
    for number in old:
        if number in kept:
            last = number
        else:
            found.setdefault(last, []).append(number)
    return found


def _gone(number: str, text: str) -> Change:
    return Change(number, "removed", _one("del", text))


def _one(mark: Mark, text: str) -> tuple[Piece, ...]:
    return (Piece(mark, text),) if text else ()
