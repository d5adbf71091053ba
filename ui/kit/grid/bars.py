"""Paints bars over the cells, and finds the bar under a point."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.kit import icons
from ui.kit.grid.cells import Frame
from ui.kit.grid.geometry import Geometry, Part
from ui.kit.grid.inks import Hand, draw_laid
from ui.kit.grid.model import Bar, GridModel

INSET = 4
ROUND = 5
PADDING = 8
ICON = 14


def bar_at(at: Geometry, model: GridModel, x: int, y: int) -> Bar | None:
    """The bar under a point of the viewport; the one painted last where two overlap."""
    spot = at.spot(x, y)
    if spot.part is not Part.CELL:
        return None
    upper = y - at.y_of(spot.row)
    if not INSET <= upper < at.row_height - INSET:
        return None
    hit = [
        bar
        for bar in model.bars(spot.row, spot.column, spot.column)
        if bar.start <= spot.along < bar.end
    ]
    return hit[-1] if hit else None


def paint_bars(painter: QPainter, frame: Frame, model: GridModel) -> None:
    """Shapes first, then texts. The text of a bar that began earlier starts where it is seen."""
    if not frame.columns:
        return
    first, last = frame.columns.start, frame.columns.stop - 1
    seen = [(bar, row) for row in frame.rows for bar in model.bars(row, first, last)]
    if not seen:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for bar, row in seen:
        _paint_shape(painter, frame, bar, row)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(frame.inks.fonts[Hand.TEXT])
    for bar, row in seen:
        _paint_text(painter, frame, bar, row)


def _paint_shape(painter: QPainter, frame: Frame, bar: Bar, row: int) -> None:
    at, inks = frame.at, frame.inks
    x, wide = at.span(bar.start, bar.end)
    # Half a pixel, or a line of one pixel is smeared over two.
    shape = QRectF(x + 1.5, at.y_of(row) + INSET - 0.5, max(3, wide - 4), at.row_height - 2 * INSET)
    painter.setPen(inks.edges[bar.tone])
    painter.setBrush(inks.tint_brushes[bar.tone])
    painter.drawRoundedRect(shape, ROUND, ROUND)
    if bar.hatched:
        painter.setBrush(inks.hatches[bar.tone])
        painter.drawRoundedRect(shape, ROUND, ROUND)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_text(painter: QPainter, frame: Frame, bar: Bar, row: int) -> None:
    at, inks = frame.at, frame.inks
    x, wide = at.span(bar.start, bar.end)
    area_x, _, area_wide, _ = at.cells_area()
    near, far = max(x, area_x) + PADDING, min(x + wide, area_x + area_wide) - PADDING
    middle = at.y_of(row) + at.row_height / 2 - 0.5
    if bar.icon and far - near >= ICON:
        left = far - ICON if at.mirrored else near
        drawn = icons.pixmap(bar.icon, inks.ink_names[bar.tone], ICON, frame.ratio)
        painter.drawPixmap(round(left), round(middle - ICON / 2), drawn)
        if at.mirrored:
            far -= ICON + 4
        else:
            near += ICON + 4
    if far - near < 16:
        return
    text = inks.laid(bar.text, Hand.TEXT, far - near)
    painter.setPen(inks.inks[bar.tone])
    start = far - text.width if at.mirrored else near
    draw_laid(painter, start, middle - text.height / 2, text)
