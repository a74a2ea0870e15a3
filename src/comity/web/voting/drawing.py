"""Which statement somebody is shown next: drawn in proportion to the published priority, so that anyone can check it.

The draw is a pure function of what is public and of what the person has seen; docs/explanation/drawing.md says how to
do it again with any program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from comity.opinion.statistics import priority


class Tally(NamedTuple):
    """What the last published map says of a statement; all zero for one that is newer than the map."""

    disagree: int = 0
    passed: int = 0
    agree: int = 0
    extremity: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """The statement that is drawn, and of each that could have been its chance. "" where none is left."""

    statement: str
    chances: Mapping[str, float]


def seed(actor: str, consultation: str, votes: int) -> float:
    """A number from 0 to below 1: the first 53 bits of SHA-256 of `actor consultation votes`, as a fraction.

    `votes`: how many acts of voting the actor has in the consultation, changes included. No identifier has a space.
    """
    digest = hashlib.sha256(f"{actor} {consultation} {votes}".encode()).digest()
    return (int.from_bytes(digest[:8]) >> 11) / 2**53


def draw(statements: Sequence[str], tallies: Mapping[str, Tally], seen: Collection[str], at: float) -> Drawn:
    """The next of the open statements, in the order of the record, that is not in `seen`; `at` is the seed.

    Chances are the priorities as shares of their sum. The first statement is drawn up to whose chance, those before it
    included, the seed does not reach.
    """
    left = [one for one in statements if one not in seen]
    if not left:
        return Drawn("", {})
    told = [tallies.get(one, Tally()) for one in left]
    counts = np.array([[one.disagree, one.passed, one.agree] for one in told], dtype=np.float64)
    weights = priority(counts, np.array([one.extremity for one in told])).tolist()
    total = 0.0
    sums = [total := total + weight for weight in weights]
    place = next((n for n, upto in enumerate(sums) if at * total < upto), len(left) - 1)
    return Drawn(left[place], {one: weight / total for one, weight in zip(left, weights, strict=True)})
