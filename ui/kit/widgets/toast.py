"""Toasts: what happened, at the lower far corner, with Undo where it can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.kit import icons, theme

STAYS_MS = 7000
MARGIN = 16
GAP = 8
MOST = 3


class Toast(QFrame):
    """One message. It stays while the mouse is over it.

    Signals:
        gone(): its time is over, or Undo was pressed.
    """

    gone = Signal()

    def __init__(
        self,
        text: str,
        undo: Callable[[], None] | None = None,
        icon: str = "check",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "toast")
        self._undo, self._icon = undo, icon
        self._drawn = QLabel()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS_MS)
        self._timer.timeout.connect(self.gone)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8 if undo else 20, 6)
        row.setSpacing(10)
        row.addWidget(self._drawn)
        row.addWidget(QLabel(text), 1)
        self.setMinimumHeight(44)
        if undo is not None:
            button = QPushButton(self.tr("Undo"))
            button.setProperty("kind", "toast")
            button.clicked.connect(self.take_back)
            row.addWidget(button)
        theme.current().changed.connect(self._draw)
        self._draw()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @property
    def can_undo(self) -> bool:
        return self._undo is not None

    @Slot()
    def take_back(self) -> None:
        self._timer.stop()
        if self._undo is not None:
            undo, self._undo = self._undo, None
            undo()
        self.gone.emit()

    @Slot()
    def _draw(self) -> None:
        colours = theme.current().colours
        self._drawn.setPixmap(
            icons.pixmap(self._icon, colours.on_toast, 18, self.devicePixelRatioF())
        )

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()


class Toasts(QObject):
    """Puts toasts over ``host``, the newest lowest, at most three."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._shown: list[Toast] = []
        host.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        return tuple(self._shown)

    def tell(self, text: str, undo: Callable[[], None] | None = None, icon: str = "check") -> Toast:
        toast = Toast(text, undo, icon, self._host)
        toast.gone.connect(lambda: self._remove(toast))
        self._shown.append(toast)
        for old in self._shown[:-MOST]:
            self._remove(old)
        toast.show()
        self._place()
        return toast

    def undo_last(self) -> bool:
        """Ctrl+Z: takes back the newest that can be; False when there is none."""
        for toast in reversed(self._shown):
            if toast.can_undo:
                toast.take_back()
                return True
        return False

    def _remove(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        bottom = self._host.height() - MARGIN
        for toast in reversed(self._shown):
            toast.adjustSize()
            far = self._host.width() - MARGIN - toast.width()
            x = MARGIN if self._host.isRightToLeft() else far
            toast.move(x, bottom - toast.height())
            toast.raise_()
            bottom -= toast.height() + GAP

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
