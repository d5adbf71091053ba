"""The grid's widget: what mouse and keys choose in it, as signals, and said aloud."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui.kit.grid.canvas import NOWHERE, Canvas
from ui.kit.grid.geometry import Geometry, Part, Spot
from ui.kit.grid.keys import step
from ui.kit.grid.model import GridModel, RowKind
from ui.kit.grid.selection import Run, Selection


class Grid(Canvas):
    """Shows a :class:`GridModel`. Call :meth:`refresh` when its values changed.

    Signals:
        current_changed(row, column): the current cell is another one.
        run_changed(run): the chosen :class:`Run`, or None.
        activated(run): Enter or a double click on it.
        bar_activated(bar): a double click on a :class:`Bar`.
        dismissed(): Esc with no more than one cell chosen.
        beyond(direction): the keyboard asked for columns before (-1) or after (1) these.
        announced(text): what a screen reader was told.
    """

    current_changed = Signal(int, int)
    run_changed = Signal(object)
    activated = Signal(object)
    bar_activated = Signal(object)
    dismissed = Signal()
    beyond = Signal(int)
    announced = Signal(str)

    def __init__(
        self, model: GridModel, shape: Geometry | None = None, parent: QWidget | None = None
    ) -> None:
        """``shape`` gives the sizes of rows, columns and heads; its other fields are not used."""
        super().__init__(model, shape, parent)
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    @property
    def selection(self) -> Selection:
        return self._selection

    def set_model(self, model: GridModel) -> None:
        """Shows another model; what is chosen stays where it fits."""
        self._model = model
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Reads sizes again and paints again; the selection stays where it fits."""
        self._fit_bars()
        self._hover = NOWHERE
        self._choose(self._selection.within(self._model.row_count(), self._model.column_count()))
        self.viewport().update()

    def choose(self, row: int, first: int, last: int | None = None) -> None:
        """Makes a cell, or the run from ``first`` to ``last``, the chosen one, and shows it."""
        self._choose(Selection(row, first if last is None else last, first))
        self._show_current()

    def clear(self) -> None:
        self._choose(Selection())

    def description(self) -> str:
        """The current cell and run in words."""
        chosen = self._selection
        if chosen.run is None:
            return ""
        head = self._model.column(chosen.column)
        parts = [
            self._model.row(chosen.row).text,
            head.spoken or f"{head.note} {head.text}".strip(),
            self._model.cell(chosen.row, chosen.column).said(),
        ]
        bars = self._model.bars(chosen.row, chosen.column, chosen.column)
        parts += [bar.tip or bar.text for bar in bars]
        if chosen.run.length > 1:
            parts.append(self.tr("%n night(s) chosen", "", chosen.run.length))
        return ", ".join(part for part in parts if part)

    def _choose(self, selection: Selection) -> None:
        if selection == self._selection:
            return
        before, self._selection = self._selection, selection
        self.viewport().update()
        if (selection.row, selection.column) != (before.row, before.column):
            self.current_changed.emit(selection.row, selection.column)
        self.run_changed.emit(selection.run)
        if self.hasFocus():
            self._announce()

    def _announce(self) -> None:
        text = self.description()
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
            self.announced.emit(text)

    def _show_current(self) -> None:
        # Before it is shown it has no size: whatever is chosen would seem to be out of sight.
        if self.isVisible() and not self._selection.is_empty:
            shown = self.geometry_now.showing(self._selection.row, self._selection.column)
            self.horizontalScrollBar().setValue(shown.left)
            self.verticalScrollBar().setValue(shown.top)

    def _set_hover(self, spot: Spot) -> None:
        hover = (spot.row, spot.column) if spot.part is Part.CELL else NOWHERE
        if hover != self._hover:
            for cell in (self._hover, hover):
                if cell != NOWHERE:
                    self.viewport().update(self.cell_rect(*cell))
            self._hover = hover

    def _can_choose(self, spot: Spot) -> bool:
        return spot.part is Part.CELL and self._model.row(spot.row).kind is not RowKind.GROUP

    def _tip_at(self, point: QPoint) -> str:
        bar, spot = self.bar_at(point), self.spot_at(point)
        if bar is not None:
            return bar.tip or bar.text
        if spot.part is Part.CELL:
            return self._model.cell(spot.row, spot.column).tip
        if spot.part is Part.ROW_HEAD:
            return self._model.row(spot.row).text
        return self._model.column(spot.column).spoken if spot.part is Part.COLUMN_HEAD else ""

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._tip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hover(Spot(Part.NOTHING))
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers()
        moved = step(
            event.key(),
            shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
            control=bool(held & Qt.KeyboardModifier.ControlModifier),
            now=self._selection,
            at=self.geometry_now,
            model=self._model,
        )
        run = self._selection.run
        if moved is not None:
            self._choose(moved.selection)
            self._show_current()
            if moved.beyond:
                self.beyond.emit(moved.beyond)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and run is not None:
            self.activated.emit(run)
        elif event.key() == Qt.Key.Key_Escape and run is not None and run.length > 1:
            self._choose(self._selection.collapsed())
        elif event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._can_choose(spot):
            extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            same_row = extend and spot.row == self._selection.row
            now = self._selection
            self._choose(now.reaching(spot.column) if same_row else now.at(spot.row, spot.column))
            self._dragging = True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._set_hover(self.spot_at(point))
        if self._dragging:
            self._choose(self._selection.reaching(self.geometry_now.nearest_column(point.x())))
            self._show_current()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        bar, run = self.bar_at(point), self._selection.run
        if bar is not None:
            self.bar_activated.emit(bar)
        elif run is not None and self._can_choose(self.spot_at(point)):
            self.activated.emit(Run(run.row, run.first, run.last))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_bars()
        self._show_current()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        self._announce()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
