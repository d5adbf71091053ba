"""Short facts: a figure with its name, a state as a tag, a filter as a chip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons, theme, tokens
from ui.kit.tokens import ICONS, Tone
from ui.kit.widgets.labels import label


class Figure(QWidget):
    """A large number with its name above and a remark below."""

    def __init__(
        self, name: str, value: str, remark: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = label(name, "quiet")
        self._value = label(value, "huge")
        self._value.setFont(theme.font(tokens.HUGE, bold=True))
        self._remark = label(remark, "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._name, self._value, self._remark):
            column.addWidget(part)
        self.set_value(value, remark)

    def set_value(self, value: str, remark: str = "") -> None:
        self._value.setText(value)
        self._remark.setText(remark)
        self.setAccessibleName(f"{self._name.text()}: {value} {remark}".strip())


class Tag(QWidget):
    """A state in a word, with the colour and the icon of what it asks for."""

    HEIGHT, PADDING, ICON = 24, 8, 14

    def __init__(
        self, text: str, tone: Tone, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._icon = text, tone, icon or ICONS[tone]
        self.setFont(theme.font(tokens.SMALL, bold=True))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        text = QFontMetrics(self.font()).horizontalAdvance(self._text)
        return QSize(2 * self.PADDING + self.ICON + 5 + text, self.HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = theme.current().colours.shade(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shade.tint))
        painter.drawRoundedRect(QRectF(self.rect()), tokens.RADIUS, tokens.RADIUS)
        mirrored = self.isRightToLeft()
        x = self.width() - self.PADDING - self.ICON if mirrored else self.PADDING
        drawn = icons.pixmap(self._icon, shade.ink, self.ICON, self.devicePixelRatioF())
        painter.drawPixmap(x, (self.height() - self.ICON) // 2, drawn)
        painter.setPen(QColor(shade.ink))
        beside = self.PADDING + self.ICON + 5
        edges = (self.PADDING, 0, -beside, 0) if mirrored else (beside, 0, 0, 0)
        room = self.rect().adjusted(*edges)
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        absolute = Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(room, int(side | absolute | Qt.AlignmentFlag.AlignVCenter), self._text)
        painter.end()


class Chip(QPushButton):
    """A filter that is on or off, with how many there are. On, it has a check as well as colour."""

    def __init__(self, text: str, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setCheckable(True)
        self.setProperty("kind", "chip")
        self.setIconSize(QSize(14, 14))
        self._count = count
        self._draw()
        self.toggled.connect(self._draw)
        theme.current().changed.connect(self._draw)

    def set_count(self, count: int | None) -> None:
        self._count = count
        self._draw()

    @Slot()
    def _draw(self) -> None:
        count = "" if self._count is None else f"  {self.locale().toString(self._count)}"
        gap = " " if self.isChecked() else ""
        self.setText(f"{gap}{self._text}{count}")
        accent = theme.current().colours.accent
        self.setIcon(icons.icon("check", accent, 14) if self.isChecked() else icons.nothing())
