"""Light or dark: puts the tokens on the whole program and says when they change."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.kit import tokens
from ui.kit.style import style_sheet
from ui.kit.tokens import DARK, LIGHT, Colours


class Mode(Enum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The look of the program. Made once, by :func:`install`.

    Signals:
        changed(): the colours are others now; what paints by itself paints again.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode = Mode.SYSTEM
        self._dark = self._system_is_dark()
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(font())
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._put_on()

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def is_dark(self) -> bool:
        return self._dark

    @property
    def colours(self) -> Colours:
        return DARK if self._dark else LIGHT

    def set_mode(self, mode: Mode) -> None:
        """Switches at once. Window frames of the system go along where it can."""
        self._mode = mode
        schemes = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))
        self._follow()

    @Slot()
    def _follow(self) -> None:
        dark = self._system_is_dark() if self._mode is Mode.SYSTEM else self._mode is Mode.DARK
        if dark != self._dark:
            self._dark = dark
            self._put_on()
            self.changed.emit()

    def _system_is_dark(self) -> bool:
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _put_on(self) -> None:
        self._app.setPalette(palette(self.colours))
        self._app.setStyleSheet(style_sheet(self.colours))


class _Installed:
    theme: Theme | None = None


def install(app: QApplication) -> Theme:
    """Gives the program its look; a second call returns the same theme."""
    if _Installed.theme is None or _Installed.theme.parent() is not app:
        _Installed.theme = Theme(app)
    return _Installed.theme


def current() -> Theme:
    """The program's theme, as the palette is the program's."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a theme needs a QApplication")
    return install(app)


def font(size: int = tokens.BASE, *, bold: bool = False) -> QFont:
    """The system's font in ``size`` pixels, with figures of one width so that columns align."""
    made = QFont(QApplication.font())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette(colours: Colours) -> QPalette:
    """Fusion draws everything that the style sheet leaves alone from these."""
    role = QPalette.ColorRole
    made = QPalette()
    for name, colour in {
        role.Window: colours.ground,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.sunken,
        role.Text: colours.text,
        role.PlaceholderText: colours.quiet,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.red.ink,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.toast,
        role.ToolTipText: colours.on_toast,
        role.Light: colours.surface,
        role.Midlight: colours.hover,
        role.Mid: colours.line,
        role.Dark: colours.field_edge,
        role.Shadow: colours.line,
    }.items():
        made.setColor(name, QColor(colour))
    for disabled in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, disabled, QColor(colours.quiet))
    return made
