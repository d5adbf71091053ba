"""Where everything in a grid is. Pure arithmetic in whole pixels; mirrored from right to left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Part(Enum):
    CORNER = "corner"
    COLUMN_HEAD = "column head"
    ROW_HEAD = "row head"
    CELL = "cell"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Spot:
    """What is under a point. ``along`` says where in the columns, with its fraction (2.75)."""

    part: Part
    row: int = -1
    column: int = -1
    along: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Geometry:
    """Sizes, scroll offsets and the viewport of a grid.

    ``left`` and ``top`` are how far the cells are scrolled. All x of the methods are those of the
    screen: mirrored when ``mirrored``.
    """

    rows: int
    columns: int
    row_height: int = 40
    column_width: int = 64
    head_height: int = 64
    head_width: int = 192
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    mirrored: bool = False

    @property
    def most_left(self) -> int:
        return max(0, self.columns * self.column_width - (self.width - self.head_width))

    @property
    def most_top(self) -> int:
        return max(0, self.rows * self.row_height - (self.height - self.head_height))

    def visible_rows(self) -> range:
        """Rows of which at least a pixel is seen."""
        first = self.top // self.row_height
        last = (self.top + max(0, self.height - self.head_height) - 1) // self.row_height
        return range(min(first, self.rows), min(last + 1, self.rows))

    def visible_columns(self) -> range:
        first = self.left // self.column_width
        last = (self.left + max(0, self.width - self.head_width) - 1) // self.column_width
        return range(min(first, self.columns), min(last + 1, self.columns))

    def whole_rows(self) -> int:
        """How many rows fit; at least one."""
        return max(1, (self.height - self.head_height) // self.row_height)

    def whole_columns(self) -> int:
        return max(1, (self.width - self.head_width) // self.column_width)

    def y_of(self, row: int) -> int:
        return self.head_height + row * self.row_height - self.top

    def span(self, start: float, end: float) -> tuple[int, int]:
        """(x, width) on the screen of the columns from ``start`` to ``end``, which may be parts."""
        near = self.head_width + round(start * self.column_width) - self.left
        far = self.head_width + round(end * self.column_width) - self.left
        return self.flip(near, far - near), far - near

    def flip(self, x: int, width: int) -> int:
        """The x of something ``width`` wide that would be at ``x`` when read from left to right."""
        return self.width - x - width if self.mirrored else x

    def cells_area(self) -> tuple[int, int, int, int]:
        """(x, y, width, height) of where cells are seen, beside the frozen parts."""
        width = max(0, self.width - self.head_width)
        height = max(0, self.height - self.head_height)
        return self.flip(self.head_width, width), self.head_height, width, height

    def spot(self, x: int, y: int) -> Spot:
        """What is under a point of the viewport."""
        if not (0 <= x < self.width and 0 <= y < self.height):
            return Spot(Part.NOTHING)
        reading = self.width - 1 - x if self.mirrored else x
        in_heads, in_first = y < self.head_height, reading < self.head_width
        along = (reading - self.head_width + self.left) / self.column_width
        row = (y - self.head_height + self.top) // self.row_height
        if in_heads and in_first:
            return Spot(Part.CORNER)
        if in_heads:
            beside = not 0 <= along < self.columns
            return Spot(Part.NOTHING) if beside else Spot(Part.COLUMN_HEAD, -1, int(along), along)
        if row >= self.rows or along >= self.columns:
            return Spot(Part.NOTHING)
        if in_first:
            return Spot(Part.ROW_HEAD, row)
        return (
            Spot(Part.CELL, row, int(along), along) if along < self.columns else Spot(Part.NOTHING)
        )

    def nearest_column(self, x: int) -> int:
        """The column at ``x``, or the nearest one for a drag that left the cells."""
        reading = self.width - 1 - x if self.mirrored else x
        reading = min(max(reading, self.head_width), self.width - 1)
        column = (reading - self.head_width + self.left) // self.column_width
        return min(max(column, 0), self.columns - 1)

    def showing(self, row: int, column: int) -> Geometry:
        """Scrolled as little as needed to see the whole cell."""
        wide, high = self.column_width, self.row_height
        left = max(self.left, (column + 1) * wide - (self.width - self.head_width))
        top = max(self.top, (row + 1) * high - (self.height - self.head_height))
        return replace(self, left=min(left, column * wide), top=min(top, row * high))
