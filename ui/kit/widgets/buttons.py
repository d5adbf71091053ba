"""Buttons: of an icon alone, and one that turns into the steps of its work."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from ui.kit import icons, theme, tokens
from ui.kit.widgets.labels import label

LINE = 3
SWEEP_MS = 1400


class IconButton(QPushButton):
    """``name`` is what it does, for screen readers and on hover."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setProperty("kind", "icon")
        self.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self.setFixedSize(tokens.CONTROL_HEIGHT, tokens.CONTROL_HEIGHT)
        self.setToolTip(name)
        self.setAccessibleName(name)
        theme.current().changed.connect(self._draw)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        self.setIcon(icons.icon(self._icon, theme.current().colours.quiet))


class ProgressButton(QWidget):
    """A button that becomes a line with the step while its work goes on.

    Signals:
        clicked(): pressed; never while the work goes on.
    """

    clicked = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = QPushButton(text)
        self._button.setProperty("kind", "primary")
        self._button.clicked.connect(self.clicked)
        self._step = label("", "quiet")
        self._step.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line = _Line()
        steps = QWidget()
        steps.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(steps)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._step)
        column.addWidget(self._line)
        self._steps = steps
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._button)
        self._pages.addWidget(steps)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._button)

    @property
    def text(self) -> str:
        return self._button.text()

    @property
    def is_working(self) -> bool:
        return self._pages.currentWidget() is self._steps

    def set_text(self, text: str) -> None:
        self._button.setText(text)

    def show_step(self, text: str) -> None:
        """Says what is being done: "Charging…"."""
        had_focus = self._button.hasFocus()
        self._step.setText(text)
        self._steps.setAccessibleName(text)
        self._pages.setCurrentWidget(self._steps)
        self._line.start()
        if had_focus:
            self._steps.setFocus()

    def show_button(self) -> None:
        had_focus = self._steps.hasFocus()
        self._line.stop()
        self._pages.setCurrentWidget(self._button)
        if had_focus:
            self._button.setFocus()


class _Line(QWidget):
    """Moves as long as something is done; how long it will take nobody knows."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(LINE)
        self._sweep = QVariantAnimation(self)
        self._sweep.setStartValue(0.0)
        self._sweep.setEndValue(1.0)
        self._sweep.setDuration(SWEEP_MS)
        self._sweep.setLoopCount(-1)
        self._sweep.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._sweep.valueChanged.connect(self.update)

    def start(self) -> None:
        if self._sweep.state() != QVariantAnimation.State.Running:
            self._sweep.start()

    def stop(self) -> None:
        self._sweep.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(self.rect(), LINE / 2, LINE / 2)
        piece = self.width() * 0.35
        moved = float(self._sweep.currentValue() or 0.0) * (self.width() - piece)
        x = self.width() - piece - moved if self.isRightToLeft() else moved
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(QRectF(x, 0, piece, LINE), LINE / 2, LINE / 2)
        painter.end()
