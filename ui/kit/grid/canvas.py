"""The lower half of the grid's widget: scrolls, and paints what is seen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.kit import theme
from ui.kit.grid.bars import bar_at, paint_bars
from ui.kit.grid.cells import Frame, paint_cells, paint_choice
from ui.kit.grid.geometry import Geometry, Spot
from ui.kit.grid.heads import paint_column_heads, paint_corner, paint_row_heads
from ui.kit.grid.inks import Inks
from ui.kit.grid.model import Bar, GridModel
from ui.kit.grid.selection import Selection

NOWHERE = (-1, -1)


class Canvas(QAbstractScrollArea):
    """Draws a model with a selection; knows nothing of mouse and keys."""

    def __init__(self, model: GridModel, shape: Geometry | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._model = model
        self._shape = shape or Geometry(rows=0, columns=0)
        self._selection = Selection()
        self._hover = NOWHERE
        self._inks = Inks(theme.current().colours)
        theme.current().changed.connect(self._take_colours)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._fit_bars()

    @property
    def geometry_now(self) -> Geometry:
        """Where everything is at this moment."""
        return replace(
            self._shape,
            rows=self._model.row_count(),
            columns=self._model.column_count(),
            left=self.horizontalScrollBar().value(),
            top=self.verticalScrollBar().value(),
            width=self.viewport().width(),
            height=self.viewport().height(),
            mirrored=self.isRightToLeft(),
        )

    def scroll_to_column(self, column: int) -> None:
        """Puts ``column`` next to the frozen one."""
        self.horizontalScrollBar().setValue(column * self._shape.column_width)

    def spot_at(self, point: QPoint) -> Spot:
        return self.geometry_now.spot(point.x(), point.y())

    def bar_at(self, point: QPoint) -> Bar | None:
        return bar_at(self.geometry_now, self._model, point.x(), point.y())

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where the cell is in the viewport; it may be out of sight."""
        at = self.geometry_now
        x, wide = at.span(column, column + 1)
        return QRect(x, at.y_of(row), wide, at.row_height)

    def _fit_bars(self) -> None:
        at = self.geometry_now
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, at.most_left)
        across.setPageStep(max(1, at.width - at.head_width))
        across.setSingleStep(at.column_width)
        down.setRange(0, at.most_top)
        down.setPageStep(max(1, at.height - at.head_height))
        down.setSingleStep(at.row_height)

    @Slot()
    def _take_colours(self) -> None:
        self._inks = Inks(theme.current().colours)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        at = self.geometry_now
        x, y, wide, high = at.cells_area()
        dirty = event.rect()
        rows = at.visible_rows()
        first = max(rows.start, (dirty.top() - y + at.top) // at.row_height)
        last = min(rows.stop - 1, (dirty.bottom() - y + at.top) // at.row_height)
        frame = Frame(
            at=at,
            inks=self._inks,
            rows=range(first, max(first, last + 1)),
            columns=at.visible_columns(),
            ratio=self.devicePixelRatioF(),
            selection=self._selection,
            hover=self._hover,
            focused=self.hasFocus(),
        )
        painter = QPainter(self.viewport())
        painter.fillRect(dirty, self._inks.surface)
        painter.setClipRect(QRect(x, y, wide, high).intersected(dirty))
        paint_cells(painter, frame, self._model)
        paint_bars(painter, frame, self._model)
        paint_choice(painter, frame)
        if dirty.top() < y:
            paint_column_heads(painter, at, self._model, self._inks)
            paint_corner(painter, at, self._model, self._inks)
        paint_row_heads(painter, at, self._model, self._inks, frame.rows, self._selection.row)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bars()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._hover = NOWHERE
        self.viewport().update()
