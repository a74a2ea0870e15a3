"""What the counts say: the formulas of Polis (Small et al. 2021), on counts of disagree, pass and agree.

Shapes: counts (k, C, 3) of k groups, or (C, 3); A agrees and D disagrees of S seen, passes included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z_90 = 1.2815515655446004
"""The 90th percentile of the normal distribution: the published one-sided threshold (rounded there to 1.2816)."""
_MOST = 5


def probability(successes: Floats, seen: Floats) -> Floats:
    """Return (A+1)/(S+2): the share, with one agree and one other added."""
    return np.asarray((successes + 1.0) / (seen + 2.0))


def share_test(successes: Floats, seen: Floats) -> Floats:
    """Return 2√(S+1)·((A+1)/(S+1) - ½): how far the share is from one half, as a normal deviate."""
    n = seen + 1.0
    return np.asarray(2.0 * np.sqrt(n) * ((successes + 1.0) / n - 0.5))


def difference_test(inside: Floats, seen_inside: Floats, outside: Floats, seen_outside: Floats) -> Floats:
    """Return the pooled two-proportion deviate with one added to all four counts; 0 where the pooled share is 1."""
    a, b, n, m = inside + 1.0, outside + 1.0, seen_inside + 1.0, seen_outside + 1.0
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m), 0.0))
    return np.asarray(np.where(spread > 0, (a / n - b / m) / np.where(spread > 0, spread, 1.0), 0.0))


@dataclass(frozen=True)
class Representativeness:
    """How far each group (k, C) leans more than the rest: `share`, its test, `ratio` to the rest, and its test."""

    share: Floats
    share_test: Floats
    ratio: Floats
    ratio_test: Floats

    @property
    def order(self) -> Floats:
        """The product by which statements are ranked."""
        return np.asarray(self.ratio * self.ratio_test * self.share * self.share_test)

    @property
    def passes(self) -> NDArray[np.bool_]:
        """Both tests above the 90th percentile."""
        return np.asarray((self.share_test > Z_90) & (self.ratio_test > Z_90))


def representativeness(counts: Floats, vote: int) -> Representativeness:
    """Compare each group's agrees (vote=1) or disagrees (vote=-1) with the rest of the groups. counts (k, C, 3)."""
    hits, seen = counts[:, :, vote + 1], counts.sum(axis=2)
    rest_hits, rest_seen = hits.sum(axis=0) - hits, seen.sum(axis=0) - seen
    share = probability(hits, seen)
    return Representativeness(
        share,
        share_test(hits, seen),
        share / probability(rest_hits, rest_seen),
        difference_test(hits, seen, rest_hits, rest_seen),
    )


def characteristic(counts: Floats) -> list[list[tuple[int, int]]]:
    """Return, for each group, up to five (statement, vote) that tell it from the rest, the most telling first.

    Those that pass both tests for agree or for disagree, each by its stronger side, sorted by the product; the best
    agree comes first, then agrees before disagrees. If none passes: the best agree, else the largest difference.
    """
    if counts.shape[0] < 2 or counts.shape[1] == 0:
        return [[] for _ in counts]
    agree, disagree = representativeness(counts, 1), representativeness(counts, -1)
    return [_of_group(agree, disagree, counts, group) for group in range(len(counts))]


def _of_group(
    agree: Representativeness, disagree: Representativeness, counts: Floats, group: int
) -> list[tuple[int, int]]:
    vote = np.where(agree.ratio_test[group] > disagree.ratio_test[group], 1, -1)
    product = np.where(vote > 0, agree.order[group], disagree.order[group])
    passing = np.flatnonzero(agree.passes[group] | disagree.passes[group])
    best = _best_agree(agree, counts, group)
    if not len(passing):
        s = int(np.argmax(np.maximum(agree.ratio_test[group], disagree.ratio_test[group])))
        return [(s, int(vote[s]))] if best is None else [(best, 1)]
    ranked = passing[np.argsort(-product[passing], kind="stable")]
    picked = [(int(s), int(vote[s])) for s in ranked]
    if best is not None:
        picked = [(best, 1), *[pair for pair in picked if pair[0] != best]]
    picked = picked[:_MOST]
    head = picked[:1] if best is not None else []
    tail = picked[len(head) :]
    return head + [x for x in tail if x[1] > 0] + [x for x in tail if x[1] < 0]


def _best_agree(agree: Representativeness, counts: Floats, group: int) -> int | None:
    """Return the published "best agree": by the product where its ratio is above 1, else by share and its test."""
    test, share, ratio = agree.share_test[group], agree.share[group], agree.ratio[group]
    voted = (counts[group, :, 0] + counts[group, :, 2]) > 0
    eligible = voted & ((test > Z_90) | ((ratio > 1.0) & (share > 0.5)))
    product, plain = agree.order[group].tolist(), (share * test).tolist()
    best: int | None = None
    for s in np.flatnonzero(voted).tolist():
        if best is None:
            best = s if eligible[s] else None
            continue
        rank = product if ratio[best] > 1.0 else plain
        best = s if rank[s] > rank[best] else best
    return best


def consensus(counts: Floats, vote: int) -> list[int]:
    """Return up to five statements on which all voters lean one way: share > ½ and test > 1.2816; best first.

    counts (C, 3); sorted by share times test.
    """
    hits, seen = counts[:, vote + 1], counts.sum(axis=1)
    share, test = probability(hits, seen), share_test(hits, seen)
    found = [int(s) for s in np.flatnonzero((share > 0.5) & (test > Z_90))]
    return sorted(found, key=lambda s: (-float(share[s] * test[s]), s))[:_MOST]


def group_aware(counts: Floats, vote: int) -> tuple[Floats, Floats]:
    """Return the group-aware consensus ∏(A+1)/(S+2) over groups, and its geometric mean, each of shape (C).

    The product shrinks as groups grow in number; the mean does not, so statements are ranked by it.
    """
    share = probability(counts[:, :, vote + 1], counts.sum(axis=2))
    product = share.prod(axis=0)
    return np.asarray(product), root(product, len(share))


def priority(counts: Floats, extremity: Floats) -> Floats:
    """Return the published priority of showing each statement next: drawn in proportion to it. counts (C, 3).

    [(1-(P+1)/(S+2))·(E+1)·((A+1)/(S+2))·(1+8·2^(-S/5))]², over grouped people.
    """
    seen = counts.sum(axis=1)
    passed, agreed = probability(counts[:, 1], seen), probability(counts[:, 2], seen)
    fresh = 1.0 + 8.0 * _halvings(seen)
    return np.asarray(((1.0 - passed) * (extremity + 1.0) * agreed * fresh) ** 2)


def divisiveness(counts: Floats, least: int = 5) -> Floats:
    """Return the largest difference between two groups' mean votes, over 2: from 0 to 1; NaN without two groups.

    Mean vote: (A-D)/S. Groups with fewer than `least` voters on a statement are left out of it.
    """
    seen = counts.sum(axis=2)
    mean = np.where(seen >= least, (counts[:, :, 2] - counts[:, :, 0]) / np.maximum(seen, 1.0), np.nan)
    enough = (seen >= least).sum(axis=0) >= 2
    high = np.where(enough, np.max(np.where(np.isnan(mean), -np.inf, mean), axis=0, initial=-np.inf), 0.0)
    low = np.where(enough, np.min(np.where(np.isnan(mean), np.inf, mean), axis=0, initial=np.inf), 0.0)
    return np.where(enough, (high - low) / 2.0, np.nan)


def _halvings(seen: Floats) -> Floats:
    """2^(-S/5) for whole S, by repeated multiplication; 0 beyond 2^-200."""
    table = np.append(np.multiply.accumulate(np.append(1.0, np.full(999, 0.8705505632961241))), 0.0)
    return np.asarray(table[np.minimum(seen, 1000).astype(np.int64)])


def root(x: Floats, k: int) -> Floats:
    """k-th root by Newton's method, with nothing but exactly rounded operations: the same on every machine."""
    if k == 1:
        return x.copy()
    guess = np.ones_like(x)
    for _ in range(200):
        power = guess.copy()
        for _ in range(k - 2):
            power = power * guess
        new = ((k - 1) * guess + x / power) / k
        if np.all(np.abs(new - guess) <= 1e-16 * guess):
            break
        guess = new
    return guess
