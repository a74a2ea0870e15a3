"""How figures and foreign texts are put into words, the same in every kind of output."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from comity.report.document import Counts, Document, Interval, Statement

NOT_ENOUGH = "not enough data"
TOO_FEW = "not-enough-data"
NO_TEXT = "(the source gives no text)"
UNTITLED = "Untitled consultation"

LEVELS = {
    "none-against": "nobody against",
    "small-minority-against": "small minority against",
    "strong-support": "strong support",
    "divided": "divided",
    "opposed": "opposed",
    TOO_FEW: NOT_ENOUGH,
}
"""What a poll shows, most support first."""

SUPPORTED = ("none-against", "small-minority-against", "strong-support")

KINDS = {
    "affiliation": ("affiliation", "affiliations"),
    "funder": ("funder", "funders"),
    "owner": ("owner", "owners"),
    "country": ("country", "countries"),
}

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPACES = re.compile(r"\s+")
_LABEL = re.compile(r"[0-9A-Za-z]{1,4}")
# A text that turns the direction of what follows it (U+202A..E, U+2066..9) can make a page say what it does not say.
_DIRECTING = frozenset([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

T = TypeVar("T")


def clean(value: T) -> T:
    """Give a copy of `value` (any mix of dicts, lists, tuples and scalars) whose strings are safe to show.

    In strings every run of white space becomes one space; control and escape characters, overrides of the direction
    of writing, surrogates and code points that are no characters are taken out. Keys are left as they are.
    """
    return cast(T, _clean(value))


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value if value.isalnum() else _clean_text(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_clean(item) for item in value)
    return value


def _clean_text(text: str) -> str:
    return "".join(character for character in _SPACES.sub(" ", text) if _showable(character)).strip()


def _showable(character: str) -> bool:
    code = ord(character)
    if code in _DIRECTING or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}


def isolated(text: str) -> str:
    """Wrap foreign text for places that know no markup, so that its direction stays its own (Unicode, UAX 9)."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def percent(share: float | None) -> str:
    """Write a share as whole per cent. All and none are said only of all and none."""
    if share is None:
        return NOT_ENOUGH
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{math.floor(100 * share + 0.5)}%"


def between(interval: Interval | None) -> str:
    """Write an interval of shares, in whole per cent rounded outwards, as `72 to 84%`."""
    if interval is None:
        return NOT_ENOUGH
    # The small correction keeps 0.57 * 100 = 56.99999999999999 from becoming 56.
    return f"{math.floor(100 * interval[0] + 1e-9)} to {math.ceil(100 * interval[1] - 1e-9)}%"


def decimal(value: float | None) -> str:
    """Write an index (0 to 1, or -1 to 1) with two decimals."""
    return NOT_ENOUGH if value is None else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def number(count: int) -> str:
    """Write a count with its thousands apart."""
    return f"{count:,}"


def count(amount: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: `1 vote`, `2,000 votes`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def letter(group: int | None) -> str:
    """Name a group: 0 is A, 26 is AA; a dash for people in none."""
    if group is None:
        return "\N{EN DASH}"
    high, low = divmod(group, 26)
    return (letter(high - 1) if high else "") + _LETTERS[low]


def listed(items: Iterable[str], last: str = "and") -> str:
    """Join items as a sentence does: `a, b and c`."""
    *head, tail = list(items) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def votes_of(counts: Counts) -> int:
    """How many voted: agree, disagree and pass together."""
    return counts["agree"] + counts["disagree"] + counts["pass"]


def lean(counts: Counts) -> str:
    """Which way most of those with a view go: `agree`, or `disagree` where more disagree."""
    return "disagree" if counts["disagree"] > counts["agree"] else "agree"


def part(counts: Counts, way: str) -> float | None:
    """The share of `agree`, `disagree` or `pass` among all votes, null where nobody voted."""
    total = votes_of(counts)
    return counts[way] / total if total else None  # type: ignore[literal-required]


def labels(statements: Sequence[Statement]) -> dict[str, str]:
    """Give each statement (by identifier) the short sign that pictures use: its identifier where all are short.

    Otherwise its place in the document, from #1: so a label is never long, never holds a sign of its source, and is
    never taken for the identifier of another statement.
    """
    if all(_LABEL.fullmatch(statement["id"]) for statement in statements):
        return {statement["id"]: statement["id"] for statement in statements}
    return {statement["id"]: f"#{place}" for place, statement in enumerate(statements, 1)}


def crowd(people: int | None, named: bool) -> str:
    """Count the people of a bloc, where that may be told: beside named units, fewer than five others may not."""
    if people is not None:
        return count(people, "person", "people")
    return "number of people not shown" if named else "fewer than five people"


def kind(name: str, amount: int = 2) -> str:
    """Name a kind of unit for a count: `affiliation`, `affiliations`."""
    one, many = KINDS.get(name, (name, name))
    return one if amount == 1 else many


def dates(document: Document) -> str | None:
    """Say when the votes were cast, null where the source has no times."""
    opened, closed = ((moment or "")[:10] for moment in (document["opened"], document["closed"]))
    if opened and closed and opened != closed:
        return f"{opened} to {closed}"
    return opened or closed or None


def clip(text: str, cells: int) -> str:
    """Shorten text to so many cells of a terminal (a Chinese sign takes two), with `…` where something was cut."""
    from rich.cells import cell_len

    if cell_len(text) <= cells:
        return text
    used = 1
    for place, character in enumerate(text):
        used += cell_len(character)
        if used > cells:
            return text[:place].rstrip() + "…"
    return text
