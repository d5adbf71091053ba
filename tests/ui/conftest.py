"""Draws without a display, and gives each test the light theme."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.kit.theme import Mode, Theme, install

os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.set_mode(Mode.LIGHT)
    yield installed
    installed.set_mode(Mode.LIGHT)
