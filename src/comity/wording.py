"""What the figures about groups mean, in sentences."""

from __future__ import annotations

import numpy as np

from comity.opinion.analysis import STABLE, Opinion
from comity.opinion.certainty import interval
from comity.opinion.groups import LEAST_PEOPLE
from comity.report.document import Candidate, Stability

_VALLEY = 0.7  # where density between two groups is above this share of the lower peak, the eye sees no gap
_FIRM, _MOSTLY, _CORES = 0.9, 0.75, 0.5


def groups(o: Opinion, grouped: int, asked: int | None) -> str:
    """Say how many groups there are, on what ground, and whether they stand apart."""
    if o.structure is None:
        return _requested(o, asked)
    if grouped < LEAST_PEOPLE:
        return (
            f"Not enough data to look for groups: {grouped} of the people voted enough, and {LEAST_PEOPLE} are needed."
        )
    if o.structure.dimensions == 0:
        return (
            "One group: the votes hold no more structure than independent votes would "
            f"({_deviations(o.structure.deviate)}; more than 4 are needed)."
        )
    if o.k == 1:
        return (
            "One group: people differ more than by chance, but no division into groups comes back when the people are "
            "drawn again."
        )
    return f"{o.k} groups, measured: the votes hold more structure than independent votes would. {_apart(o)}"


def candidates(o: Opinion) -> list[Candidate]:
    """Say of each number of groups what spoke for and against it."""
    rows = []
    for cut in o.candidates:
        if np.isnan(cut.stability):
            note = "as requested" if cut.k == o.k else "weighed beside it"
        else:
            back = f"agreement of a few resamples with it {cut.stability:.2f}"
            note = back if cut.stability >= STABLE else f"{back}: does not come back"
        rows.append(Candidate(groups=cut.k, silhouette=cut.silhouette, note=note))
    return rows


def stability(o: Opinion, resamples: int) -> Stability:
    """Say how the groups fare when the people are drawn again."""
    if o.resampled is None or not len(o.resampled.adjusted_rand):
        one = o.k == 1
        words = "Not measured: there is one group." if one else "Not measured: no resamples were asked for."
        return Stability(
            resamples=0 if one else resamples, adjusted_rand=None, interval=None, same_number=None, words=words
        )
    rand, numbers = o.resampled.adjusted_rand, o.resampled.numbers
    mean = float(rand.mean())
    return Stability(
        resamples=len(rand),
        adjusted_rand=mean,
        interval=interval(rand),
        same_number=float((numbers == o.k).mean()),
        words=f"{_firmness(mean)} {_numbers(o)}",
    )


def _requested(o: Opinion, asked: int | None) -> str:
    one = "One group" if o.k == 1 else f"{o.k} groups"
    as_asked = "as requested" if o.k == asked else f"though {asked} were requested: the people stand in no more places"
    return (
        f"{one}, {as_asked}: cut on the published map, so that a published report can be set beside this one. "
        f"Whether the votes hold so many groups was not asked. {_apart(o)}"
    ).strip()


def _apart(o: Opinion) -> str:
    shading = [pair for pair, valley in o.separations.items() if valley > _VALLEY]
    if not o.separations:
        return ""
    if not shading:
        return "They stand apart: few people are between them."
    if len(shading) == len(o.separations):
        return "There is no gap between them: they shade into one another, so the line between them is ours."
    named = ", ".join(f"{chr(65 + a)} and {chr(65 + b)}" for a, b in shading)
    return f"There is no gap between {named}: these shade into one another; the others stand apart."


def _firmness(mean: float) -> str:
    if mean >= _FIRM:
        return "When the people are drawn again, the groups hardly change."
    if mean >= _MOSTLY:
        return "When the people are drawn again, the groups stay mostly the same; people at their edges change sides."
    if mean >= _CORES:
        return "When the people are drawn again, the cores of the groups stay, but many people change sides."
    return "When the people are drawn again, other groups come out: do not build on who is in which."


def _numbers(o: Opinion) -> str:
    assert o.resampled is not None  # noqa: S101 - asked for only where resamples are
    numbers = o.resampled.numbers
    same = int((numbers == o.k).sum())
    others = [f"{int((numbers == k).sum())} would choose {k}" for k in sorted(set(numbers.tolist())) if k != o.k]
    start = f"By silhouette alone, {same} of {len(numbers)} resamples would choose {o.k} groups"
    return start + (f"; {', '.join(others)}." if others else ".")


def _deviations(deviate: float) -> str:
    return f"the first component stands {max(deviate, 0.0):.1f} standard deviations above them"
