"""Paints the cells of a grid: grounds, lines, texts, marks, the run chosen and the focus ring."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from ui.kit import icons
from ui.kit.grid.geometry import Geometry
from ui.kit.grid.inks import Hand, Inks, Laid, draw_laid
from ui.kit.grid.model import EMPTY, Cell, GridModel, RowKind
from ui.kit.grid.selection import Selection

MARK = 12
"""Size of a mark's icon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What one painting needs besides the model."""

    at: Geometry
    inks: Inks
    rows: range
    columns: range
    ratio: float
    selection: Selection
    hover: tuple[int, int]
    focused: bool


def paint_cells(painter: QPainter, frame: Frame, model: GridModel) -> None:
    """Grounds first, then lines, then texts hand by hand: few changes of pen and font."""
    at, inks = frame.at, frame.inks
    heads = [model.column(column) for column in frame.columns]
    spans = [at.span(column, column + 1) for column in frame.columns]
    top, high = at.head_height, at.row_height
    bottom = min(at.height, at.y_of(at.rows))
    for head, (x, wide) in zip(heads, spans, strict=True):
        if head.weekend:
            painter.fillRect(x, top, wide, bottom - top, inks.sunken)
    figures: list[tuple[QPen, float, float, Laid]] = []
    notes: list[tuple[QPen, float, float, Laid]] = []
    marked: list[tuple[Cell, int, int, int]] = []
    run = frame.selection.run
    for row in frame.rows:
        y = at.y_of(row)
        if model.row(row).kind is not RowKind.PLAIN:
            x, _, wide, _ = at.cells_area()
            painter.fillRect(x, y, wide, high - 1, inks.sunken)
        chosen = run if run is not None and run.row == row else None
        for column, (x, wide) in zip(frame.columns, spans, strict=True):
            cell = model.cell(row, column)
            _paint_ground(painter, cell, inks, QRect(x, y, wide - 1, high - 1))
            if chosen is not None and column in chosen:
                painter.fillRect(x, y, wide, high - 1, inks.selected)
            if cell is not EMPTY:
                _lay_out(cell, inks, x, y, wide, high, figures, notes)
                if cell.marks:
                    marked.append((cell, x, y, wide))
    _paint_lines(painter, frame, spans)
    for hand, texts in ((Hand.FIGURE, figures), (Hand.NOTE, notes)):
        painter.setFont(inks.fonts[hand])
        for pen, left, upper, laid in texts:
            painter.setPen(pen)
            draw_laid(painter, left, upper, laid)
    for cell, x, y, wide in marked:
        _paint_marks(painter, frame, cell, x, y, wide)


def _paint_ground(painter: QPainter, cell: Cell, inks: Inks, area: QRect) -> None:
    if cell.tone is not None:
        painter.fillRect(area, inks.tints[cell.tone])
    if cell.closed:
        painter.fillRect(area, inks.hatch)


def _lay_out(
    cell: Cell,
    inks: Inks,
    x: int,
    y: int,
    wide: int,
    high: int,
    figures: list[tuple[QPen, float, float, Laid]],
    notes: list[tuple[QPen, float, float, Laid]],
) -> None:
    """Text and note as one block in the middle of the cell."""
    pen = inks.inks[cell.tone] if cell.strong and cell.tone is not None else inks.text
    text = inks.laid(cell.text, Hand.FIGURE, wide - 6) if cell.text else None
    note = inks.laid(cell.note, Hand.NOTE, wide - 6) if cell.note else None
    block = (text.height if text else 0) + (note.height if note else 0)
    upper = y + (high - 1 - block) / 2
    if text:
        figures.append((pen, x + (wide - 1 - text.width) / 2, upper, text))
        upper += text.height
    if note:
        notes.append((inks.quiet, x + (wide - 1 - note.width) / 2, upper, note))


def _paint_lines(painter: QPainter, frame: Frame, spans: list[tuple[int, int]]) -> None:
    at = frame.at
    x, top, wide, _ = at.cells_area()
    painter.setPen(frame.inks.line)
    for row in frame.rows:
        y = at.y_of(row) + at.row_height - 1
        painter.drawLine(x, y, x + wide, y)
    bottom = min(at.height, at.y_of(at.rows))
    for left, width in spans:
        edge = left if at.mirrored else left + width - 1
        painter.drawLine(edge, top, edge, bottom - 1)


def _paint_marks(painter: QPainter, frame: Frame, cell: Cell, x: int, y: int, wide: int) -> None:
    """Small icons in the upper far corner, next to each other."""
    inks = frame.inks
    colour = inks.colours.quiet if cell.tone is None else inks.ink_names[cell.tone]
    for number, name in enumerate(cell.marks):
        offset = 3 + number * (MARK + 1)
        left = x + offset if frame.at.mirrored else x + wide - 2 - offset - MARK
        painter.drawPixmap(left, y + 3, icons.pixmap(name, colour, MARK, frame.ratio))


def paint_choice(painter: QPainter, frame: Frame) -> None:
    """The ring around the run chosen, and a thin one where the mouse is."""
    at, inks = frame.at, frame.inks
    row, column = frame.hover
    if row >= 0:
        x, wide = at.span(column, column + 1)
        painter.setPen(inks.rest)
        painter.drawRect(x, at.y_of(row), wide - 2, at.row_height - 2)
    run = frame.selection.run
    if run is None:
        return
    painter.setPen(inks.focus if frame.focused else inks.rest)
    x, wide = at.span(run.first, run.last + 1)
    painter.drawRect(QRectF(x, at.y_of(run.row), wide - 1, at.row_height - 1))
    if run.length > 1 and frame.focused:
        x, wide = at.span(frame.selection.column, frame.selection.column + 1)
        painter.setPen(inks.accent)
        painter.drawRect(x + 3, at.y_of(run.row) + 3, wide - 8, at.row_height - 8)
