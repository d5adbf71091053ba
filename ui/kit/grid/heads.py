"""Paints the frozen parts of a grid: the headings of columns and rows, and the corner."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from ui.kit.grid.geometry import Geometry
from ui.kit.grid.inks import Hand, Inks, draw_laid
from ui.kit.grid.model import GridModel, RowHead, RowKind
from ui.kit.tokens import RADIUS

MARGIN = 12
GROUP_BAND = 24
"""Height of the upper part of the column heads, where the groups (months) stand."""


def paint_column_heads(painter: QPainter, at: Geometry, model: GridModel, inks: Inks) -> None:
    x, _, width, _ = at.cells_area()
    band = QRect(x, 0, width, at.head_height)
    painter.setClipRect(band)
    painter.fillRect(band, inks.surface)
    columns = at.visible_columns()
    heads = [(column, model.column(column)) for column in columns]
    painter.setFont(inks.fonts[Hand.NOTE])
    room = at.column_width - 4
    for column, head in heads:
        left, wide = at.span(column, column + 1)
        if head.weekend:
            painter.fillRect(left, GROUP_BAND, wide, at.head_height - GROUP_BAND, inks.sunken)
        painter.setPen(inks.accent if head.today else inks.quiet)
        note = inks.laid(head.note, Hand.NOTE, room)
        draw_laid(painter, left + (wide - note.width) / 2, GROUP_BAND + 2, note)
    painter.setFont(inks.fonts[Hand.FIGURE])
    for column, head in heads:
        left, wide = at.span(column, column + 1)
        painter.setPen(inks.accent if head.today else inks.text)
        text = inks.laid(head.text, Hand.FIGURE, room)
        draw_laid(painter, left + (wide - text.width) / 2, GROUP_BAND + 17, text)
        if head.today:
            painter.setPen(inks.focus)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ring = QRectF(left + 2, GROUP_BAND - 1, wide - 5, at.head_height - GROUP_BAND - 1)
            painter.drawRoundedRect(ring, RADIUS, RADIUS)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _paint_groups(painter, at, model, inks)
    painter.setPen(inks.line)
    painter.drawLine(band.left(), at.head_height - 1, band.right(), at.head_height - 1)


def _paint_groups(painter: QPainter, at: Geometry, model: GridModel, inks: Inks) -> None:
    """A group's name stays in sight while one of its columns is, as the month of a calendar."""
    painter.setFont(inks.fonts[Hand.STRONG])
    columns = at.visible_columns()
    start = columns.start
    while start < columns.stop:
        name, end = model.column(start).group, start + 1
        while end < columns.stop and model.column(end).group == name:
            end += 1
        left, wide = at.span(start, end)
        seen_left, _, seen_wide, _ = at.cells_area()
        near, far = max(left, seen_left), min(left + wide, seen_left + seen_wide)
        room = far - near - 2 * MARGIN
        if name and room > at.column_width // 2:
            text = inks.laid(name, Hand.STRONG, room)
            x = far - MARGIN - text.width if at.mirrored else near + MARGIN
            painter.setPen(inks.text)
            draw_laid(painter, x, (GROUP_BAND - text.height) / 2, text)
        if start > columns.start:
            edge = left + wide - 1 if at.mirrored else left - 1
            painter.setPen(inks.line)
            painter.drawLine(edge, 0, edge, at.head_height)
        start = end


def paint_row_heads(
    painter: QPainter, at: Geometry, model: GridModel, inks: Inks, rows: range, current: int
) -> None:
    x = at.flip(0, at.head_width)
    painter.setClipRect(x, at.head_height, at.head_width, max(0, at.height - at.head_height))
    painter.fillRect(x, at.head_height, at.head_width, at.height, inks.surface)
    for row in rows:
        _paint_row_head(painter, at, model.row(row), inks, row, chosen=row == current)
    edge = x if at.mirrored else x + at.head_width - 1
    painter.setPen(inks.line)
    painter.drawLine(edge, at.head_height, edge, at.height)


def _paint_row_head(
    painter: QPainter, at: Geometry, head: RowHead, inks: Inks, row: int, *, chosen: bool
) -> None:
    x, y, high = at.flip(0, at.head_width), at.y_of(row), at.row_height
    if chosen:
        painter.fillRect(x, y, at.head_width - 1, high - 1, inks.selected)
    elif head.kind is not RowKind.PLAIN:
        painter.fillRect(x, y, at.head_width - 1, high - 1, inks.sunken)
    painter.setPen(inks.line)
    painter.drawLine(x, y + high - 1, x + at.head_width, y + high - 1)
    note = inks.laid(head.note, Hand.NOTE, at.head_width // 2)
    painter.setFont(inks.fonts[Hand.NOTE])
    painter.setPen(inks.quiet)
    note_x = at.head_width - MARGIN - round(note.width)
    draw_laid(painter, at.flip(note_x, round(note.width)), y + (high - note.height) / 2, note)
    hand = Hand.TEXT if head.kind is RowKind.PLAIN else Hand.STRONG
    text = inks.laid(head.text, hand, note_x - MARGIN - 8)
    painter.setFont(inks.fonts[hand])
    painter.setPen(inks.text)
    draw_laid(painter, at.flip(MARGIN, round(text.width)), y + (high - text.height) / 2 - 0.5, text)


def paint_corner(painter: QPainter, at: Geometry, model: GridModel, inks: Inks) -> None:
    x = at.flip(0, at.head_width)
    painter.setClipRect(x, 0, at.head_width, at.head_height)
    painter.fillRect(x, 0, at.head_width, at.head_height, inks.surface)
    text = inks.laid(model.corner(), Hand.NOTE, at.head_width - 2 * MARGIN)
    painter.setFont(inks.fonts[Hand.NOTE])
    painter.setPen(inks.quiet)
    draw_laid(painter, at.flip(MARGIN, round(text.width)), at.head_height - 8 - text.height, text)
    painter.setPen(inks.line)
    painter.drawLine(x, at.head_height - 1, x + at.head_width, at.head_height - 1)
    edge = x if at.mirrored else x + at.head_width - 1
    painter.drawLine(edge, 0, edge, at.head_height)
