"""Small widgets do what they say, by mouse and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.theme import Mode, Theme
from ui.kit.tokens import DRAWER_WIDTH, Tone
from ui.kit.widgets import Chip, Drawer, Field, Figure, ProgressButton, StatePanel, Tag, Toasts

LEFT_BUTTON = Qt.MouseButton.LeftButton


@pytest.fixture
def host(theme: Theme, qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1000, 600)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    return made


def button(widget: QWidget, text: str) -> QPushButton:
    return next(found for found in widget.findChildren(QPushButton) if found.text() == text)


def test_a_toast_takes_back_what_it_tells_and_goes(host: QWidget) -> None:
    undone: list[str] = []
    toasts = Toasts(host)
    toast = toasts.tell("Cancelled 7K4M-29QX", undo=lambda: undone.append("7K4M-29QX"))
    assert toast.geometry().right() == host.width() - 17
    QTest.mouseClick(button(toast, "Undo"), LEFT_BUTTON)
    assert undone == ["7K4M-29QX"]
    assert toasts.shown == ()


def test_undo_takes_the_newest_that_can_be_undone_once(host: QWidget) -> None:
    undone: list[str] = []
    toasts = Toasts(host)
    toasts.tell("one", undo=lambda: undone.append("one"))
    toasts.tell("two", undo=lambda: undone.append("two"))
    toasts.tell("printed")
    assert [toasts.undo_last() for _ in range(3)] == [True, True, False]
    assert undone == ["two", "one"]


def test_toasts_do_not_pile_up_or_cover_each_other(host: QWidget) -> None:
    toasts = Toasts(host)
    for number in range(5):
        toasts.tell(f"Booked {number}")
    assert len(toasts.shown) == 3
    upper, middle, lower = (toast.geometry() for toast in toasts.shown)
    assert upper.bottom() < middle.top() < middle.bottom() < lower.top()
    host.resize(700, 400)
    assert host.rect().contains(toasts.shown[-1].geometry())


def test_a_toast_goes_by_itself(host: QWidget, qtbot: QtBot) -> None:
    toast = Toasts(host).tell("Booked")
    with qtbot.waitSignal(toast.gone):
        toast._timer.setInterval(0)
        toast._timer.start()


def test_escape_closes_the_drawer_from_a_field_in_it(host: QWidget, qtbot: QtBot) -> None:
    drawer, edit = Drawer(host), QLineEdit()
    drawer.open_with("7K4M-29QX", "GARCÍA, Ana", edit)
    assert drawer.width() == DRAWER_WIDTH
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    with qtbot.waitSignal(drawer.closed):
        QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert drawer.isHidden()
    with qtbot.assertNotEmitted(drawer.closed):
        drawer.shut()


def test_a_field_says_what_is_wrong_until_it_is_typed_in(host: QWidget) -> None:
    field = Field("Mail", host)
    field.show()
    field.show_problem("This is no mail address.")
    assert field.error.isVisible()
    assert field.edit.accessibleDescription() == "This is no mail address."
    QTest.keyClicks(field.edit, "a")
    assert not field.error.isVisible()
    assert field.edit.property("wrong") is False


def test_a_quick_answer_shows_no_skeleton(host: QWidget, qtbot: QtBot) -> None:
    panel = StatePanel(QWidget(), host)
    panel.show_loading()
    assert panel.showing == "content"
    panel.show_content()
    panel.skip_wait()
    assert panel.showing == "content"
    panel.show_loading()
    qtbot.waitUntil(lambda: panel.showing == "skeleton")


def test_a_failure_can_be_tried_again(host: QWidget, qtbot: QtBot) -> None:
    panel = StatePanel(QWidget(), host)
    panel.show()
    panel.show_failed("The list could not be loaded", "Nothing was changed.")
    assert panel.showing == "message"
    page = button(panel._message, "Try again")
    with qtbot.waitSignal(panel.retried):
        page.click()


def test_a_lost_connection_keeps_the_picture_and_says_its_age(host: QWidget) -> None:
    panel = StatePanel(QWidget(), host)
    panel.show_loading()
    panel.show_stale("14:02")
    assert (panel.showing, panel.is_stale) == ("content", True)
    assert "14:02" in panel._banner_text.text()
    panel.show_content()
    assert not panel.is_stale


def test_an_empty_list_offers_what_to_do(host: QWidget, qtbot: QtBot) -> None:
    panel = StatePanel(QWidget(), host)
    for _ in range(2):
        panel.show_empty("bed", "Nobody arrives today", "Ctrl+N books a walk-in.", "Book")
    with qtbot.waitSignal(panel.acted):
        button(panel._message, "Book").click()


def test_a_button_at_work_can_not_be_pressed_and_keeps_the_focus(
    host: QWidget, qtbot: QtBot
) -> None:
    pay = ProgressButton("Confirm and charge $612.00", host)
    pay.show()
    pay.setFocus()
    with qtbot.waitSignal(pay.clicked):
        QTest.keyClick(pay._button, Qt.Key.Key_Space)
    pay.show_step("Charging…")
    assert pay.is_working
    assert not pay._button.isVisible()
    assert pay._steps.hasFocus()
    pay.show_button()
    assert pay._button.hasFocus()


def test_facts_are_readable_aloud(host: QWidget) -> None:
    figure = Figure("Occupancy tonight", "87%", "73 of 84 rooms", host)
    assert figure.accessibleName() == "Occupancy tonight: 87% 73 of 84 rooms"
    assert Tag("Oversold by 1", Tone.RED, parent=host).accessibleName() == "Oversold by 1"


def test_a_chip_that_is_on_differs_by_more_than_colour(host: QWidget, theme: Theme) -> None:
    chip = Chip("Arriving", 19, host)
    assert chip.icon().isNull()
    chip.setChecked(True)
    assert not chip.icon().isNull()
    theme.set_mode(Mode.DARK)
    assert not chip.icon().isNull()
    assert chip.text().split() == ["Arriving", "19"]
