"""Statements that are like another by the words they share, so that nobody adds what is there already."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

LEAST = 0.2
"""How like a statement must be to be shown: the cosine of the two lists of words, rare words counting more."""
MOST = 5
"""How many are shown."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


def like(text: str, others: Mapping[str, str], least: float = LEAST, most: int = MOST) -> list[tuple[str, float]]:
    """(name, how like from 0 to 1) of the others that are like a text, the most like first."""
    wanted = Counter(words(text))
    if not wanted or not others:
        return []
    counted = {name: Counter(words(other)) for name, other in others.items()}
    spread = Counter(word for one in counted.values() for word in one)
    weight = {word: math.log((1 + len(counted)) / (1 + spread[word])) + 1.0 for word in {*spread, *wanted}}
    found = [(name, _cosine(wanted, one, weight)) for name, one in counted.items()]
    found = [(name, score) for name, score in found if score >= least]
    return sorted(found, key=lambda one: -one[1])[:most]


def words(text: str) -> list[str]:
    """The words of a text in small letters; of scripts that do not part words, each pair of neighbouring characters."""
    found: list[str] = []
    for word in _WORD.findall(text.casefold()):
        for run in _UNSPACED.findall(word):
            found += [run[n : n + 2] for n in range(max(1, len(run) - 1))]
        found += [part for part in _UNSPACED.split(word) if part]
    return found


def _cosine(a: Counter[str], b: Counter[str], weight: Mapping[str, float]) -> float:
    shared = sum(a[word] * b[word] * weight[word] ** 2 for word in a if word in b)
    return shared / (_length(a, weight) * _length(b, weight)) if shared else 0.0


def _length(one: Counter[str], weight: Mapping[str, float]) -> float:
    return math.sqrt(sum((count * weight[word]) ** 2 for word, count in one.items()))
