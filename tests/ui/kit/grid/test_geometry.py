"""Where things are in a grid, read from either side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ui.kit.grid import Geometry, Part

AT = Geometry(
    rows=50,
    columns=30,
    row_height=40,
    column_width=60,
    head_height=60,
    head_width=200,
    width=800,
    height=460,
)


def test_only_what_is_seen_is_visible() -> None:
    assert AT.visible_rows() == range(10)
    assert AT.visible_columns() == range(10)
    assert replace(AT, top=1, left=59).visible_rows() == range(11)
    assert replace(AT, left=60).visible_columns() == range(1, 11)
    assert replace(AT, rows=3).visible_rows() == range(3)


@pytest.mark.parametrize(
    ("x", "y", "part", "row", "column"),
    [
        (10, 10, Part.CORNER, -1, -1),
        (199, 60, Part.ROW_HEAD, 0, -1),
        (200, 59, Part.COLUMN_HEAD, -1, 0),
        (200, 60, Part.CELL, 0, 0),
        (259, 99, Part.CELL, 0, 0),
        (260, 100, Part.CELL, 1, 1),
        (800, 100, Part.NOTHING, -1, -1),
    ],
)
def test_a_point_is_found(x: int, y: int, part: Part, row: int, column: int) -> None:
    for spot in (AT.spot(x, y), replace(AT, mirrored=True).spot(799 - x, y)):
        assert (spot.part, spot.row, spot.column) == (part, row, column)


def test_a_point_knows_its_part_of_the_night() -> None:
    assert replace(AT, left=60).spot(230, 70).along == 1.5


def test_bars_span_parts_of_columns_and_mirror() -> None:
    assert AT.span(0.5, 2.5) == (230, 120)
    assert replace(AT, mirrored=True).span(0.5, 2.5) == (800 - 230 - 120, 120)


def test_a_cell_is_shown_by_the_least_scrolling() -> None:
    assert AT.showing(3, 3) == AT
    assert (AT.showing(10, 0).top, AT.showing(0, 10).left) == (40, 60)
    assert replace(AT, top=400).showing(2, 0).top == 80


def test_a_drag_that_leaves_the_cells_stays_in_them() -> None:
    assert AT.nearest_column(-50) == 0
    assert AT.nearest_column(9999) == 9
    assert replace(AT, columns=4).nearest_column(700) == 3
