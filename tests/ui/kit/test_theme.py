"""The look follows the system, switches at once, and aligns figures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.kit import tokens
from ui.kit.theme import Mode, Theme, font, install
from ui.kit.tokens import DARK, LIGHT


def test_switching_reaches_what_is_already_on_the_screen(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Book")
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(Mode.DARK)
    assert theme.colours is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.ground
    middle = button.grab().toImage().pixelColor(8, button.height() // 2)
    assert middle.name().upper() == DARK.surface


def test_the_same_mode_again_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode(Mode.LIGHT)
    assert theme.colours is LIGHT


def test_the_system_is_followed_until_someone_chooses(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "_system_is_dark", lambda: True)
    theme.set_mode(Mode.SYSTEM)
    assert theme.is_dark
    theme.set_mode(Mode.LIGHT)
    assert not theme.is_dark


def test_there_is_one_theme(theme: Theme, qapp: QApplication) -> None:
    assert install(qapp) is theme


def test_figures_are_of_one_width(theme: Theme) -> None:
    metrics = QFontMetrics(font(tokens.MEDIUM, bold=True))
    assert len({metrics.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1


def test_focus_is_seen_and_moves_nothing(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Check in")
    qtbot.addWidget(button)
    button.show()
    qtbot.waitExposed(button)
    without, size = button.grab(), button.sizeHint()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    assert button.sizeHint() == size
    assert button.grab(QRect(0, 0, 200, 200)).toImage() != without.toImage()
