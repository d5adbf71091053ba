"""Our own icons, drawn on a grid of 20 pixels, in any colour and crisp on any screen."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.kit import theme

SIZE = 20
"""Pixels, at 1x, at which a line is 1.5 pixels wide."""


@cache
def names() -> frozenset[str]:
    """All icons there are."""
    folder = files("resources").joinpath("icons")
    return frozenset(
        file.name.removesuffix(".svg") for file in folder.iterdir() if file.name.endswith(".svg")
    )


@cache
def pixmap(name: str, colour: str, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """Icon ``name`` in ``colour``, ``size`` pixels wide on a screen of ``ratio`` dots a pixel.

    Raises FileNotFoundError for an icon that is not there.
    """
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(name: str, colour: str | None = None, size: int = SIZE) -> QIcon:
    """For buttons and menus; in the theme's text colour unless told, quiet when disabled.

    A theme change makes it old: set it again on ``Theme.changed``.
    """
    colours = theme.current().colours
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, colour or colours.text, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, colours.quiet, size, ratio), QIcon.Mode.Disabled)
    return made


@cache
def _source(name: str) -> str:
    return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


def nothing() -> QIcon:
    """Takes an icon away."""
    return QIcon()
