"""Which texts say nearly the same, by the words that they share: a hint for people, who decide. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

_WORDS = re.compile(r"\w+")
_SHORT = 3
"""Words of so few letters say little of what a text is about, in the languages that have them."""
MOST_SHARED = 200
"""A word that so many texts have tells none of them apart; passing it over keeps the work small."""


def words(text: str) -> frozenset[str]:
    """The words of a text that say what it is about."""
    found = frozenset(_WORDS.findall(text.casefold()))
    return frozenset(one for one in found if len(one) > _SHORT or not one.isascii()) or found


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of words that two texts have in common, 0 to 1."""
    return len(a & b) / len(a | b) if a | b else 0.0


def pairs(texts: Mapping[str, str], least: float = 0.3, most: int = 20) -> list[tuple[str, str]]:
    """The pairs of texts that are most alike, by name; of each pair the earlier first."""
    known = {name: words(text) for name, text in texts.items()}
    place = {name: at for at, name in enumerate(known)}
    having: dict[str, list[str]] = defaultdict(list)
    for name, found in known.items():
        for word in found:
            having[word].append(name)
    near = {pair for names in having.values() if len(names) <= MOST_SHARED for pair in combinations(names, 2)}
    scored = [(likeness(known[a], known[b]), a, b) for a, b in near]
    best = sorted((-score, place[a], place[b], a, b) for score, a, b in scored if score >= least)
    return [(a, b) for _score, _at, _of, a, b in best[:most]]
