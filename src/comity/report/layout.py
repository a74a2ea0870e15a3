"""Where things stand in the picture of the opinion map. Only places are found here; `svg` draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from comity.report.document import Document

WIDTH = 800
MARGIN = 30

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """How positions become places in the picture: one scale for both directions, since nearness is what is shown."""

    scale: float
    left: float
    top: float
    height: int

    def place(self, point: Point) -> Point:
        """Find where a position of the map stands in the picture, whose y grows downwards."""
        return self.left + self.scale * point[0], self.top - self.scale * point[1]


def frame(document: Document) -> Frame:
    """Fit all people, statements and centres of groups into the picture."""
    shape = document["map"]
    points = [*zip(shape["x"], shape["y"], strict=True), *((cell[0], cell[1]) for cell in shape["cells"])]
    points += [statement["place"] for statement in document["statements"]]
    points += [group["centre"] for group in document["groups"]]
    if not points:
        points = [(0.0, 0.0)]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    wide, high = max(max(xs) - min(xs), 1e-9), max(max(ys) - min(ys), 1e-9)
    inner = WIDTH - 2 * MARGIN
    height = round(min(max(inner * high / wide, 0.5 * inner), 0.8 * inner)) + 2 * MARGIN
    scale = min(inner / wide, (height - 2 * MARGIN) / high)
    if max(wide, high) <= 1e-9:
        scale = 0.0
    return Frame(
        scale, WIDTH / 2 - scale * (max(xs) + min(xs)) / 2, height / 2 + scale * (max(ys) + min(ys)) / 2, height
    )


def pitch(points: Sequence[Point]) -> float:
    """Find how far apart neighbouring cells of a grid are."""
    gaps = []
    for axis in (0, 1):
        values = sorted({point[axis] for point in points})
        # Cells of one column may differ in the last digits: such gaps are no distance.
        gaps += [right - left for left, right in pairwise(values) if right - left > 1e-9]
    return min(gaps, default=1.0)


def hull(points: list[Point]) -> list[Point]:
    """Find the convex hull (Andrew's monotone chain, 1979)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def chain(path: list[Point]) -> list[Point]:
        kept: list[Point] = []
        for x, y in path:
            while len(kept) > 1:
                (ax, ay), (bx, by) = kept[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    return chain(ordered) + chain(ordered[::-1])


def label_spots(
    labels: Sequence[tuple[str, Point]], marks: Iterable[Point], centres: Iterable[Point], height: float
) -> list[Point | None]:
    """Find where each label (text, its mark) starts, so that it hides no centre, no labelled mark and no other label.

    First come, first served: right of the mark, left of it, above, below, the first of them that hides no other mark
    either if there is one. None for a label without a place. Boxes are [left, top, right, bottom].
    """
    taken: list[Box] = [(x - 16, y - 16, x + 16, y + 16) for x, y in centres]
    taken += [_around(mark) for _, mark in labels]
    others = [_around(mark) for mark in marks]
    spots: list[Point | None] = []
    for text, (x, y) in labels:
        wide = 8.0 * len(text)
        starts = ((x + 8, y + 5), (x - 8 - wide, y + 5), (x - wide / 2, y - 9), (x - wide / 2, y + 19))
        boxes = [((left, base - 11, left + wide, base + 1), (left, base)) for left, base in starts]
        free = [one for one in boxes if _inside(one[0], height) and not _hides(one[0], taken)]
        best = next((one for one in free if not _hides(one[0], others)), free[0] if free else None)
        if best is not None:
            taken.append(best[0])
        spots.append(None if best is None else best[1])
    return spots


def _around(mark: Point) -> Box:
    return mark[0] - 6, mark[1] - 6, mark[0] + 6, mark[1] + 6


def _inside(box: Box, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= height


def _hides(box: Box, others: Iterable[Box]) -> bool:
    return any(_overlap(box, other) for other in others)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
