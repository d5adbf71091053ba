"""Icons: one hand, any colour, sharp on any screen."""

from __future__ import annotations

from importlib.resources import files
from xml.etree import ElementTree

import pytest

from ui.kit.icons import SIZE, icon, names, pixmap
from ui.kit.theme import Theme

NEEDED = """
    today availability rooms reservations rates inventory reports setup
    search database card live lock undo close warning check calendar person bed
    chevron-left chevron-right chevron-up chevron-down plus minus refresh moon sun
""".split()


def test_all_that_the_screens_need_are_there() -> None:
    assert set(NEEDED) <= names()


@pytest.mark.parametrize("name", sorted(names()))
def test_icons_are_of_one_hand(name: str) -> None:
    source = files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")
    root = ElementTree.fromstring(source)  # noqa: S314  (our own file)
    assert root.get("viewBox") == "0 0 20 20"
    assert (root.get("stroke"), root.get("stroke-width")) == ("currentColor", "1.5")
    assert not [part for part in root if part.get("stroke-width") or part.get("fill")]


@pytest.mark.parametrize("name", sorted(names()))
def test_icons_stay_inside_their_square(name: str, theme: Theme) -> None:
    image = pixmap(name, "#FF0000", SIZE, 2.0).toImage()
    last = image.width() - 1
    edge = [(i, j) for i in range(last + 1) for j in (0, last)]
    assert all(image.pixelColor(*dot).alpha() == 0 for dot in edge + [(j, i) for i, j in edge])
    inside = [image.pixelColor(x, y) for x in range(last) for y in range(last)]
    assert {dot.name() for dot in inside if dot.alpha() == 255} == {"#ff0000"}


def test_a_sharper_screen_gets_more_dots(theme: Theme) -> None:
    sharp = pixmap("bed", "#000000", 20, 2.0)
    assert sharp.width() == 40
    assert sharp.deviceIndependentSize().width() == 20
    assert not icon("bed").isNull()


def test_an_icon_is_drawn_once(theme: Theme) -> None:
    assert pixmap("bed", "#000000") is pixmap("bed", "#000000")


def test_an_unknown_icon_is_an_error(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        pixmap("unicorn", "#000000")
