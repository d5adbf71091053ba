"""The gallery draws everything in both themes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.kit.gallery import PAGES, render
from ui.kit.theme import Theme


def test_every_page_is_drawn_in_both_themes(
    theme: Theme, qapp: QApplication, tmp_path: Path
) -> None:
    written = render(qapp, tmp_path)
    assert len(written) == 2 * len(PAGES)
    for light, dark in zip(written[: len(PAGES)], written[len(PAGES) :], strict=True):
        assert light.stem.removesuffix("-light") == dark.stem.removesuffix("-dark")
        assert QImage(str(light)).pixelColor(2, 2).lightness() > 200
        assert QImage(str(dark)).pixelColor(2, 2).lightness() < 60
