"""Everything that is written can be read, in both themes."""

from __future__ import annotations

import pytest

from ui.kit.icons import names
from ui.kit.tokens import DARK, ICONS, LIGHT, Colours, Tone, contrast, text_pairs

THEMES = {"light": LIGHT, "dark": DARK}
PAIRS = [
    pytest.param(text, ground, id=f"{theme}: {name}")
    for theme, colours in THEMES.items()
    for name, text, ground in text_pairs(colours)
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
def test_edges_of_fields_and_the_focus_ring_can_be_seen(colours: Colours) -> None:
    for edge in (colours.field_edge, colours.accent):
        for ground in (colours.surface, colours.ground):
            assert contrast(edge, ground) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_no_tone_stands_alone() -> None:
    assert set(ICONS) == set(Tone)
    assert len(set(ICONS.values())) == len(Tone)
    assert set(ICONS.values()) <= names()
