"""Where things stand in the picture of the opinion map."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comity.report.layout import MARGIN, WIDTH, frame, hull, label_spots
from tests.report import documents

NUMBERS = st.floats(-50, 50, allow_nan=False)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=40)


@given(POINTS)
def test_everybody_stands_inside_the_picture(points: list[tuple[float, float]]) -> None:
    made: Any = documents.empty()
    made["map"].update(x=[p[0] for p in points], y=[p[1] for p in points])
    view = frame(made)
    for point in points:
        x, y = view.place(point)
        assert MARGIN - 0.01 <= x <= WIDTH - MARGIN + 0.01
        assert MARGIN - 0.01 <= y <= view.height - MARGIN + 0.01


def test_one_scale_for_both_directions() -> None:
    view = frame(documents.document())
    (x, y), (right, _), (_, up) = view.place((0, 0)), view.place((1, 0)), view.place((0, 1))
    assert abs((right - x) - (y - up)) < 1e-9 and right > x


@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=3, max_size=40))
def test_an_outline_holds_all_its_points_and_turns_one_way(points: list[tuple[float, float]]) -> None:
    outline = hull(points)
    assert set(outline) <= set(points)
    if len(outline) > 2:
        for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
            assert all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for x, y in points)


@given(st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, 400)), max_size=25))
def test_labels_hide_no_mark_and_no_other_label(marks: list[tuple[float, float]]) -> None:
    spots = label_spots([("88", mark) for mark in marks], marks, [(400.0, 200.0)], 400)
    boxes = [(x, y - 11, x + 16, y + 1) for x, y in filter(None, spots)]
    for place, one in enumerate(boxes):
        others = boxes[:place] + [(x - 6, y - 6, x + 6, y + 6) for x, y in marks] + [(384, 184, 416, 216)]
        for other in others:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_label_moves_where_it_hides_no_other_mark() -> None:
    mark, beside = (100.0, 100.0), (115.0, 101.0)
    assert label_spots([("88", mark)], [mark], [], 400) == [(108, 105)]
    assert label_spots([("88", mark)], [mark, beside], [], 400) == [(76, 105)]
