"""The grid under a hand: keys, mouse, voice, both reading directions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from ui.kit.grid import Bar, Geometry, Grid, Run
from ui.kit.samples import SampleAvailability, SampleRooms
from ui.kit.theme import Mode, Theme

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT_BUTTON = Qt.MouseButton.LeftButton


@pytest.fixture
def grid(theme: Theme, qtbot: QtBot) -> Grid:
    return shown(Grid(SampleAvailability()), qtbot)


@pytest.fixture
def chart(theme: Theme, qtbot: QtBot) -> Grid:
    return shown(Grid(SampleRooms(), Geometry(rows=0, columns=0, row_height=32)), qtbot)


def shown(grid: Grid, qtbot: QtBot) -> Grid:
    qtbot.addWidget(grid)
    grid.resize(900, 420)
    grid.show()
    qtbot.waitExposed(grid)
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    return grid


def centre(grid: Grid, row: int, column: int) -> QPoint:
    return grid.cell_rect(row, column).center()


def test_the_first_key_goes_to_today(grid: Grid) -> None:
    QTest.keyClick(grid, Key.Key_Down)
    assert grid.selection.run == Run(0, 1, 1)


def test_arrows_walk_and_shift_chooses_nights_of_one_row(grid: Grid) -> None:
    grid.choose(1, 3)
    QTest.keyClick(grid, Key.Key_Down)
    QTest.keyClick(grid, Key.Key_Right)
    for _ in range(2):
        QTest.keyClick(grid, Key.Key_Right, SHIFT)
    assert grid.selection.run == Run(2, 4, 6)
    QTest.keyClick(grid, Key.Key_Left, SHIFT)
    assert grid.selection.run == Run(2, 4, 5)


def test_home_is_today_and_end_is_shown(grid: Grid) -> None:
    grid.choose(1, 9)
    QTest.keyClick(grid, Key.Key_End)
    assert grid.selection.column == 30
    assert grid.viewport().rect().contains(grid.cell_rect(1, 30))
    QTest.keyClick(grid, Key.Key_Home)
    assert grid.selection.column == 1


def test_pages_skip_headings(chart: Grid) -> None:
    chart.choose(1, 0)
    for _ in range(9):
        QTest.keyClick(chart, Key.Key_PageDown)
    assert chart.selection.row == 59
    for _ in range(9):
        QTest.keyClick(chart, Key.Key_PageUp)
    assert chart.selection.row == 1


def test_walking_off_the_dates_asks_for_others(grid: Grid, qtbot: QtBot) -> None:
    grid.choose(0, 0)
    with qtbot.waitSignal(grid.beyond) as asked:
        QTest.keyClick(grid, Key.Key_Left)
    assert asked.args == [-1]


def test_enter_hands_over_the_nights(grid: Grid, qtbot: QtBot) -> None:
    grid.choose(2, 4, 6)
    with qtbot.waitSignal(grid.activated) as handed:
        QTest.keyClick(grid, Key.Key_Return)
    assert handed.args == [Run(2, 4, 6)]


def test_escape_first_lets_go_of_the_nights(grid: Grid, qtbot: QtBot) -> None:
    grid.choose(2, 4, 6)
    with qtbot.assertNotEmitted(grid.dismissed):
        QTest.keyClick(grid, Key.Key_Escape)
    assert grid.selection.run == Run(2, 6, 6)
    with qtbot.waitSignal(grid.dismissed):
        QTest.keyClick(grid, Key.Key_Escape)


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_a_drag_chooses_nights_of_its_row(grid: Grid, direction: Qt.LayoutDirection) -> None:
    grid.setLayoutDirection(direction)
    view = grid.viewport()
    QTest.mousePress(view, LEFT_BUTTON, pos=centre(grid, 2, 2))
    for point in (centre(grid, 3, 4), centre(grid, 0, 5)):
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(point),
            view.mapToGlobal(QPointF(point)),
            Qt.MouseButton.NoButton,
            LEFT_BUTTON,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, moved)
    QTest.mouseRelease(view, LEFT_BUTTON, pos=centre(grid, 0, 5))
    assert grid.selection.run == Run(2, 2, 5)


def test_from_right_to_left_the_left_arrow_goes_to_later_nights(grid: Grid) -> None:
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    grid.choose(1, 3)
    QTest.keyClick(grid, Key.Key_Left)
    assert grid.selection.column == 4
    assert grid.cell_rect(1, 4).right() < grid.cell_rect(1, 3).left() + 1


def test_headings_are_not_chosen(chart: Grid) -> None:
    QTest.mouseClick(chart.viewport(), LEFT_BUTTON, pos=centre(chart, 0, 2))
    assert chart.selection.is_empty


def test_a_bar_is_found_and_opened(chart: Grid, qtbot: QtBot) -> None:
    bar = next(b for b in SampleRooms().bars(1, 1, 6) if b.start > 0)
    x, _ = chart.geometry_now.span(bar.start, bar.end)
    point = QPoint(x + 4, chart.cell_rect(1, 0).center().y())
    assert chart.bar_at(point) == bar
    assert chart.bar_at(QPoint(x + 4, chart.cell_rect(1, 0).top() + 1)) is None
    with qtbot.waitSignal(chart.bar_activated) as opened:
        QTest.mouseDClick(chart.viewport(), LEFT_BUTTON, pos=point)
    assert isinstance(opened.args[0], Bar)


def test_what_the_mouse_is_over_explains_itself(grid: Grid, qtbot: QtBot) -> None:
    point = centre(grid, 0, 1)
    asked = QHelpEvent(QEvent.Type.ToolTip, point, grid.viewport().mapToGlobal(point))
    QApplication.sendEvent(grid.viewport(), asked)
    assert QToolTip.text() == SampleAvailability().cell(0, 1).tip
    QToolTip.hideText()


def test_the_current_cell_is_said_aloud(grid: Grid, qtbot: QtBot) -> None:
    grid.choose(2, 4)
    with qtbot.waitSignal(grid.announced) as said:
        QTest.keyClick(grid, Key.Key_Right, SHIFT)
    assert said.args == ["Superior King, Thursday 26 November, 18, $230, 2 night(s) chosen"]


def test_a_smaller_model_keeps_what_is_left_of_the_choice(grid: Grid) -> None:
    grid.choose(6, 20, 30)
    grid.set_model(SampleAvailability(nights=14))
    assert grid.selection.run == Run(6, 13, 13)


def test_focus_and_choice_can_be_seen(grid: Grid, theme: Theme, qtbot: QtBot) -> None:
    before = grid.grab().toImage()
    grid.choose(2, 4, 6)
    focused = grid.grab().toImage()
    assert focused != before
    edge = grid.cell_rect(2, 4).topLeft() + QPoint(20, 0)
    assert focused.pixelColor(edge).name().upper() == theme.colours.accent
    grid.clearFocus()
    assert grid.grab().toImage() != focused
    theme.set_mode(Mode.DARK)
    assert grid.grab().toImage().pixelColor(edge).name().upper() != theme.colours.accent


def test_the_heads_stay_while_the_cells_scroll(grid: Grid) -> None:
    before = grid.grab().toImage()
    scroll = QWheelEvent(
        QPointF(400, 200),
        grid.mapToGlobal(QPointF(400, 200)),
        QPoint(-64, 0),
        QPoint(-120, 0),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(grid.viewport(), scroll)
    assert grid.horizontalScrollBar().value() > 0
    after = grid.grab().toImage()
    first = grid.cell_rect(0, 0).top()
    assert after.copy(0, first, 180, 100) == before.copy(0, first, 180, 100)
    assert after.copy(192, 0, 400, 60) != before.copy(192, 0, 400, 60)
