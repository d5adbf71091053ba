"""The drawer at the far side of the window: the chosen reservation, next to the grid."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.kit import theme, tokens
from ui.kit.widgets.buttons import IconButton
from ui.kit.widgets.labels import label


class Drawer(QFrame):
    """Give it a place in a layout beside the screen. Esc inside it closes it.

    Signals:
        closed(): by Esc, by its button or by :meth:`shut`.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "drawer")
        self.setFixedWidth(tokens.DRAWER_WIDTH)
        self._title = label("", "title")
        self._subtitle = label("", "quiet")
        close = IconButton("close", self.tr("Close"))
        close.clicked.connect(self.shut)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(self._title)
        titles.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.setContentsMargins(20, 16, 12, 12)
        head.addLayout(titles, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._body = QScrollArea()
        self._body.setFrameShape(QFrame.Shape.NoFrame)
        self._body.setWidgetResizable(True)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._body, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.shut)
        self.hide()

    def open_with(self, title: str, subtitle: str, content: QWidget) -> None:
        """Shows ``content``, which is the drawer's from now on; the one before is deleted."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self.setAccessibleName(f"{title}, {subtitle}")
        content.setContentsMargins(0, 0, 0, 0)
        self._body.setWidget(content)
        self.show()

    @Slot()
    def shut(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        edge = self.width() - 1 if self.isRightToLeft() else 0
        painter.fillRect(edge, 0, 1, self.height(), QColor(theme.current().colours.line))
        painter.end()
