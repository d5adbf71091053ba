"""What a key does in a grid: where it moves, or what it asks. No Qt but the names of keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from ui.kit.grid.geometry import Geometry
from ui.kit.grid.model import GridModel, RowKind
from ui.kit.grid.selection import Selection

Key = Qt.Key


@dataclass(frozen=True, slots=True)
class Step:
    """The selection after a key. ``beyond`` is -1 or 1 when it would leave the first or last
    column: a screen then shows other dates."""

    selection: Selection
    beyond: int = 0


def step(
    key: int, *, shift: bool, control: bool, now: Selection, at: Geometry, model: GridModel
) -> Step | None:
    """None when the key means nothing here. Left and right are those of the screen."""
    sideways = {Key.Key_Left: -1, Key.Key_Right: 1}.get(Key(key), 0) * (-1 if at.mirrored else 1)
    rows = {Key.Key_Up: -1, Key.Key_Down: 1}.get(Key(key), 0)
    rows += {Key.Key_PageUp: -1, Key.Key_PageDown: 1}.get(Key(key), 0) * at.whole_rows()
    if key not in _MOVING or not at.rows or not at.columns:
        return None
    if now.is_empty:
        row = _nearest_row(model, at.visible_rows().start, 1, at.rows)
        return Step(Selection().at(row, _home(model)))
    if key in (Key.Key_Home, Key.Key_End):
        column = _home(model) if key == Key.Key_Home else at.columns - 1
        if control:
            target = 0 if key == Key.Key_Home else at.rows - 1
            toward = 1 if key == Key.Key_Home else -1
            return Step(now.at(_nearest_row(model, target, toward, at.rows), now.column))
        return Step(now.reaching(column) if shift else now.at(now.row, column))
    if sideways:
        column = now.column + sideways
        if not 0 <= column < at.columns:
            return Step(now, sideways)
        return Step(now.reaching(column) if shift else now.at(now.row, column))
    target = min(max(now.row + rows, 0), at.rows - 1)
    return Step(now.at(_nearest_row(model, target, 1 if rows > 0 else -1, at.rows), now.column))


_MOVING = {
    Key.Key_Left,
    Key.Key_Right,
    Key.Key_Up,
    Key.Key_Down,
    Key.Key_PageUp,
    Key.Key_PageDown,
    Key.Key_Home,
    Key.Key_End,
}


def _home(model: GridModel) -> int:
    return min(max(model.home_column(), 0), model.column_count() - 1)


def _nearest_row(model: GridModel, row: int, toward: int, rows: int) -> int:
    """The first row from ``row`` on that is no heading; the other way where there is none."""
    for way in (toward, -toward):
        at = row
        while 0 <= at < rows:
            if model.row(at).kind is not RowKind.GROUP:
                return at
            at += way
    return row
