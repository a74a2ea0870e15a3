"""Texts that are alike by the words they share: so that nobody adds what is there already, and twins are found. Pure.

Two lists of words are as like as the cosine of the angle between them, from 0 to 1, rare words counting more
(Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

LEAST = 0.2
"""How like another a statement must be to be shown."""
MOST = 5
"""How many are shown."""
TWINS = 0.3
"""How like each other two statements must be to be offered as one."""
MOST_SHARED = 200
"""A word that so many texts have tells none of them apart; passing it over keeps the search for twins small."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
Words = Mapping[str, float]
"""The words of a text, each with how often it stands there times its weight."""


def like(text: str, others: Mapping[str, str], least: float = LEAST, most: int = MOST) -> list[tuple[str, float]]:
    """(name, how like from 0 to 1) of the others that are like a text, the most like first."""
    counted = {name: Counter(words(other)) for name, other in others.items()}
    wanted = Counter(words(text))
    weight = _weights(counted.values(), wanted)
    mine = _weighed(wanted, weight)
    found = [(name, _cosine(mine, _weighed(one, weight))) for name, one in counted.items()]
    return sorted(((name, score) for name, score in found if score >= least), key=lambda one: -one[1])[:most]


def twins(texts: Mapping[str, str], least: float = TWINS, most: int = 20) -> list[tuple[str, str]]:
    """The pairs of texts that are most alike, by name; of each pair the earlier first."""
    counted = {name: Counter(words(text)) for name, text in texts.items()}
    weight = _weights(counted.values())
    weighed = {name: _weighed(one, weight) for name, one in counted.items()}
    having: dict[str, list[str]] = defaultdict(list)
    for name, one in counted.items():
        for word in one:
            having[word].append(name)
    near = {pair for names in having.values() if len(names) <= MOST_SHARED for pair in combinations(names, 2)}
    place = {name: at for at, name in enumerate(texts)}
    scored = [(-_cosine(weighed[a], weighed[b]), place[a], place[b], a, b) for a, b in near]
    return [(a, b) for score, _at, _of, a, b in sorted(scored) if -score >= least][:most]


def words(text: str) -> list[str]:
    """The words of a text in small letters; of scripts that do not part words, each pair of neighbouring characters."""
    found: list[str] = []
    for word in _WORD.findall(text.casefold()):
        for run in _UNSPACED.findall(word):
            found += [run[n : n + 2] for n in range(max(1, len(run) - 1))]
        found += [part for part in _UNSPACED.split(word) if part]
    return found


def _weights(texts: Iterable[Counter[str]], more: Iterable[str] = ()) -> dict[str, float]:
    """By word, how much it counts: the more, the fewer of the texts have it."""
    known = list(texts)
    spread = Counter(word for one in known for word in one)
    return {word: math.log((1 + len(known)) / (1 + spread[word])) + 1.0 for word in {*spread, *more}}


def _weighed(one: Counter[str], weight: Mapping[str, float]) -> Words:
    """With a length of 1."""
    found = {word: count * weight[word] for word, count in one.items()}
    length = math.sqrt(sum(value**2 for value in found.values()))
    return {word: value / length for word, value in found.items()}


def _cosine(a: Words, b: Words) -> float:
    return sum(value * b[word] for word, value in a.items() if word in b)
