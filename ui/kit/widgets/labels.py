"""Labels and icons that keep the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from ui.kit import icons, theme
from ui.kit.tokens import Tone


def label(text: str, look: str = "", parent: QWidget | None = None) -> QLabel:
    """``look`` is one of the style sheet: quiet, small, heading, title, huge, wrong."""
    made = QLabel(text, parent)
    made.setProperty("look", look)
    # Kept from the style sheet, which knows sizes but not figures of one width.
    made.setFont(theme.font())
    return made


class IconLabel(QLabel):
    """An icon that is only looked at; in ``tone``, or quiet."""

    def __init__(
        self, name: str, size: int = 20, tone: Tone | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._tone = name, size, tone
        self.setFixedSize(size, size)
        theme.current().changed.connect(self._draw)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        colours = theme.current().colours
        colour = colours.quiet if self._tone is None else colours.shade(self._tone).ink
        ratio = self.devicePixelRatioF()
        self.setPixmap(icons.pixmap(self._name, colour, self._size, ratio))
