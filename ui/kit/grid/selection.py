"""The current cell of a grid and the run of nights chosen around it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Columns ``first`` to ``last``, both included, of one row."""

    row: int
    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def __contains__(self, column: object) -> bool:
        return isinstance(column, int) and self.first <= column <= self.last


@dataclass(frozen=True, slots=True)
class Selection:
    """``anchor`` is where a run began, ``column`` where it is now; both are equal in one cell."""

    row: int = -1
    column: int = -1
    anchor: int = -1

    @property
    def is_empty(self) -> bool:
        return self.row < 0

    @property
    def run(self) -> Run | None:
        if self.is_empty:
            return None
        return Run(self.row, min(self.anchor, self.column), max(self.anchor, self.column))

    def at(self, row: int, column: int) -> Selection:
        return Selection(row, column, column)

    def reaching(self, column: int) -> Selection:
        """The run from where it began to ``column``; a run stays in its row."""
        return self if self.is_empty else Selection(self.row, column, self.anchor)

    def collapsed(self) -> Selection:
        return Selection(self.row, self.column, self.column)

    def within(self, rows: int, columns: int) -> Selection:
        """What is left of it in a grid of this size."""
        if self.is_empty or not rows or not columns:
            return Selection()
        return Selection(
            min(self.row, rows - 1), min(self.column, columns - 1), min(self.anchor, columns - 1)
        )
