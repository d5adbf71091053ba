"""Pens, brushes, fonts and laid-out texts of a grid, made once and kept while the theme lasts."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText

from ui.kit import theme, tokens
from ui.kit.tokens import Colours, Tone

MOST_TEXTS = 20_000
"""Texts kept; a year of a large hotel has fewer different ones on the screen at a time."""


HATCH_ALPHA = 110


class Hand(Enum):
    """How a text is written."""

    FIGURE = (tokens.MEDIUM, True)
    TEXT = (tokens.BASE, False)
    STRONG = (tokens.BASE, True)
    NOTE = (tokens.SMALL, False)


class Laid:
    """A text ready to be drawn, with its size."""

    __slots__ = ("height", "static", "width")

    def __init__(self, text: str, font: QFont) -> None:
        self.static = QStaticText(text)
        self.static.setTextFormat(Qt.TextFormat.PlainText)
        self.static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        self.static.prepare(font=font)
        size = self.static.size()
        self.width, self.height = size.width(), size.height()


class Inks:
    """Everything a grid paints with, in the colours of one theme."""

    def __init__(self, colours: Colours) -> None:
        self.colours = colours
        self.fonts = {hand: theme.font(hand.value[0], bold=hand.value[1]) for hand in Hand}
        self._metrics = {hand: QFontMetricsF(font) for hand, font in self.fonts.items()}
        self.surface = QColor(colours.surface)
        self.sunken = QColor(colours.sunken)
        self.selected = QColor(colours.selected)
        self.hover = QColor(colours.hover)
        self.line = QPen(QColor(colours.line), 1)
        self.text = QPen(QColor(colours.text))
        self.quiet = QPen(QColor(colours.quiet))
        self.accent = QPen(QColor(colours.accent))
        self.focus = QPen(QColor(colours.accent), tokens.FOCUS_WIDTH)
        self.focus.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self.rest = QPen(QColor(colours.field_edge), 1)
        self.hatch = _hatch(colours.grey.edge)
        shades = {tone: colours.shade(tone) for tone in Tone}
        self.tints = {tone: QColor(shade.tint) for tone, shade in shades.items()}
        self.tint_brushes = {tone: QBrush(tint) for tone, tint in self.tints.items()}
        self.inks = {tone: QPen(QColor(shade.ink)) for tone, shade in shades.items()}
        self.ink_names = {tone: shade.ink for tone, shade in shades.items()}
        self.edges = {tone: QPen(QColor(shade.edge), 1) for tone, shade in shades.items()}
        self.hatches = {tone: _hatch(shade.edge) for tone, shade in shades.items()}
        self._texts: dict[tuple[str, Hand, int], Laid] = {}

    def laid(self, text: str, hand: Hand, width: int) -> Laid:
        """``text`` ready to be drawn, shortened by "…" to at most ``width`` pixels."""
        key = (text, hand, width)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            short = self._metrics[hand].elidedText(text, Qt.TextElideMode.ElideRight, width)
            found = self._texts[key] = Laid(short, self.fonts[hand])
        return found


def _hatch(colour: str) -> QBrush:
    """Faint: text is read through it."""
    faint = QColor(colour)
    faint.setAlpha(HATCH_ALPHA)
    return QBrush(faint, Qt.BrushStyle.BDiagPattern)


def draw_laid(painter: QPainter, x: float, y: float, laid: Laid) -> None:
    """Whole pixels: between them, letters are blurred."""
    painter.drawStaticText(QPointF(round(x), round(y)), laid.static)
