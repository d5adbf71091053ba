"""What a screen shows besides its content: loading, empty, failed, or old."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.kit import theme, tokens
from ui.kit.tokens import Tone
from ui.kit.widgets.labels import IconLabel, label

SKELETON_AFTER_MS = 150


class StatePanel(QWidget):
    """Holds a screen's content and stands in for it.

    Signals:
        retried(): "Try again" was pressed.
        acted(): the button of the empty state was pressed.
    """

    retried = Signal()
    acted = Signal()

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._skeleton = Skeleton()
        self._message = QWidget()
        self._banner, self._banner_text = self._make_banner()
        self._pages = QStackedWidget()
        self._pages.addWidget(content)
        self._pages.addWidget(self._skeleton)
        self._pages.addWidget(self._message)
        self._column = QVBoxLayout(self._message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._banner)
        column.addWidget(self._pages, 1)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SKELETON_AFTER_MS)
        self._wait.timeout.connect(self._show_skeleton)

    @property
    def showing(self) -> str:
        """ "content", "skeleton" or "message"."""
        return ("content", "skeleton", "message")[self._pages.currentIndex()]

    def show_loading(self) -> None:
        """Rows without words, if it takes long enough to be noticed."""
        self._wait.start()

    def skip_wait(self) -> None:
        """Shows the rows without words now, if content is being waited for."""
        if self._wait.isActive():
            self._wait.stop()
            self._show_skeleton()

    def show_content(self) -> None:
        self._wait.stop()
        self._banner.hide()
        self._pages.setCurrentWidget(self._content)

    def show_empty(self, icon: str, title: str, hint: str, action: str = "") -> None:
        """An empty list says what to do."""
        self._show_message(icon, None, title, hint, action, self.acted)

    def show_failed(self, what: str, kept: str) -> None:
        """Nothing to show: what happened, and what was kept or what to do."""
        again = self.tr("Try again")
        self._show_message("warning", Tone.AMBER, what, kept, again, self.retried)

    def show_stale(self, as_of: str) -> None:
        """The content stays, and says how old it is; ``as_of`` is a time as people write it."""
        self._wait.stop()
        text = self.tr("No connection. As of {time}; nothing can be sold.").format(time=as_of)
        self._banner_text.setText(text)
        self._banner.show()
        self._pages.setCurrentWidget(self._content)

    @property
    def is_stale(self) -> bool:
        return not self._banner.isHidden()

    @Slot()
    def _show_skeleton(self) -> None:
        self._pages.setCurrentWidget(self._skeleton)

    def _make_banner(self) -> tuple[QFrame, QLabel]:
        banner = QFrame()
        banner.setProperty("look", "stale")
        text = label("", "")
        again = QPushButton(self.tr("Try again"))
        again.setProperty("kind", "plain")
        again.clicked.connect(self.retried)
        row = QHBoxLayout(banner)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(IconLabel("warning", 16, Tone.AMBER))
        row.addWidget(text, 1)
        row.addWidget(again)
        banner.hide()
        return banner, text

    def _show_message(
        self,
        icon: str,
        tone: Tone | None,
        title: str,
        hint: str,
        action: str,
        signal: SignalInstance,
    ) -> None:
        self._wait.stop()
        self._banner.hide()
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column.setSpacing(4)
        self._column.addStretch(2)
        self._column.addWidget(IconLabel(icon, 32, tone), 0, centre)
        self._column.addSpacing(8)
        self._column.addWidget(label(title, "heading"), 0, centre)
        self._column.addWidget(label(hint, "quiet"), 0, centre)
        if action:
            button = QPushButton(action)
            button.clicked.connect(signal)
            self._column.addSpacing(12)
            self._column.addWidget(button, 0, centre)
        self._column.addStretch(3)
        self._message.setAccessibleName(f"{title}. {hint}")
        self._pages.setCurrentWidget(self._message)


class Skeleton(QWidget):
    """Rows where words will be, so that nothing jumps when they come."""

    ROW, LINE, LENGTHS = 48, 12, (0.62, 0.45, 0.7, 0.52, 0.38)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current().colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.skeleton))
        if self.isRightToLeft():
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        for number, y in enumerate(range(18, self.height() - self.LINE, self.ROW)):
            length = self.LENGTHS[number % len(self.LENGTHS)] * (self.width() - 240)
            for x, wide in ((16, 120), (168, length), (self.width() - 72, 56)):
                painter.drawRoundedRect(QRectF(x, y, wide, self.LINE), tokens.UNIT, tokens.UNIT)
        painter.end()
