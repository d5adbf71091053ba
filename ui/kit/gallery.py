"""``python -m ui.kit.gallery --out DIR``: pictures of everything in the kit, light and dark.

It needs no display. Look at the pictures after each change of the kit.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import icons
from ui.kit.grid import Geometry, Grid
from ui.kit.samples import SampleAvailability, SampleRooms
from ui.kit.theme import Mode, install
from ui.kit.tokens import Tone
from ui.kit.widgets import (
    Chip,
    Drawer,
    Field,
    Figure,
    ProgressButton,
    StatePanel,
    Tag,
    Toasts,
)
from ui.kit.widgets.labels import IconLabel, label

MARGIN = 24
SETTLE_MS = 60


def availability() -> QWidget:
    """Rooms left, with three nights chosen, beside the drawer and under a toast."""
    page = QWidget()
    grid = Grid(SampleAvailability(), Geometry(rows=0, columns=0, row_height=48, head_width=232))
    grid.choose(2, 4, 6)
    drawer = Drawer()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(grid, 1)
    row.addWidget(drawer)
    drawer.open_with("7K4M-29QX", "GARCÍA, Ana · 2 adults", _reservation())
    Toasts(page).tell("Booked 7K4M-29QX for Ana García", undo=_nothing)
    page.resize(1440, 620)
    page.setProperty("focus", grid)
    return page


def rooms() -> QWidget:
    grid = Grid(SampleRooms(), Geometry(rows=0, columns=0, row_height=32))
    grid.choose(3, 4)
    grid.resize(1440, 620)
    return grid


def rooms_from_right_to_left() -> QWidget:
    grid = rooms()
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return grid


def widgets() -> QWidget:
    """Figures, tags, chips, buttons, fields and all icons."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(MARGIN)
    figures = [
        Figure("Occupancy tonight", "87%", "73 of 84 rooms"),
        Figure("Left to sell", "11", "4 of them suites"),
        Figure("Arrivals open", "19", "of 31"),
        Figure("Departures open", "4", "of 22"),
        Figure("Balance due", "$1,240.00", "3 guests in house"),
    ]
    column.addLayout(_row(figures, 40))
    words = ["Balance due", "Due in today", "In house", "Checked out", "Oversold by 1"]
    column.addLayout(_row([Tag(word, tone) for word, tone in zip(words, Tone, strict=True)], 8))
    chips = [Chip("Arriving", 19), Chip("In house", 54), Chip("Leaving", 4), Chip("Cancelled", 2)]
    chips[0].setChecked(True)
    focused = Chip("Pending payment", 1)
    page.setProperty("focus", focused)
    column.addLayout(_row([*chips, focused], 8))
    working = ProgressButton("Confirm and charge $612.00")
    working.show_step("Holding the room…")
    resting = ProgressButton("Confirm and charge $612.00")
    for button in (working, resting):
        button.setMinimumWidth(240)
    column.addLayout(_row([resting, working], 16))
    name, mail = Field("Guest name"), Field("Mail")
    name.edit.setText("GARCÍA, Ana")
    mail.edit.setText("ana@")
    mail.show_problem("This is no mail address. Leave it empty if there is none.")
    for field in (name, mail):
        field.setFixedWidth(320)
    column.addLayout(_row([name, mail], 16))
    column.addWidget(_all_icons())
    column.addStretch(1)
    page.resize(1000, 640)
    return page


def states() -> QWidget:
    """Loading, empty, failed and old, side by side."""
    page = QWidget()
    square = QGridLayout(page)
    square.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    square.setSpacing(16)
    panels = [StatePanel(Grid(SampleAvailability())) for _ in range(4)]
    panels[0].show_loading()
    panels[0].skip_wait()
    panels[1].show_empty(
        "bed", "Nobody arrives today", "Walk-ins are booked with Ctrl+N.", "Book a walk-in"
    )
    panels[2].show_failed("The list could not be loaded", "Nothing was changed.")
    panels[3].show_stale("14:02")
    for number, panel in enumerate(panels):
        frame = QFrame()
        frame.setProperty("look", "surface")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(panel)
        square.addWidget(frame, number // 2, number % 2)
    page.resize(1280, 720)
    return page


PAGES: dict[str, Callable[[], QWidget]] = {
    "availability": availability,
    "rooms": rooms,
    "rooms-rtl": rooms_from_right_to_left,
    "widgets": widgets,
    "states": states,
}


def render(app: QApplication, folder: Path) -> list[Path]:
    """Writes one PNG a page and theme; the program's mode is the system's afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    theme = install(app)
    written = []
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.set_mode(mode)
        for name, make in PAGES.items():
            page = make()
            page.show()
            page.activateWindow()
            focused = page.property("focus")
            if isinstance(focused, QWidget):
                focused.setFocus()
            _settle()
            path = folder / f"{name}-{mode.value}.png"
            page.grab().save(str(path))
            page.close()
            page.deleteLater()
            written.append(path)
    theme.set_mode(Mode.SYSTEM)
    return written


def _settle() -> None:
    """Lets the window become the active one, without which no focus is drawn."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


def _reservation() -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(20, 4, 20, 20)
    column.setSpacing(16)
    column.addLayout(_row([Tag("Due in today", Tone.BLUE), Tag("Paid", Tone.GREEN, "card")], 8))
    facts = QGridLayout()
    facts.setHorizontalSpacing(16)
    facts.setVerticalSpacing(8)
    for row, (name, value) in enumerate(
        {
            "Stay": "22 to 25 November, 3 nights",
            "Room type": "Superior King",
            "Rate": "Flexible, free until 20 November",
            "Total": "$700.00",
        }.items()
    ):
        facts.addWidget(label(name, "quiet"), row, 0)
        facts.addWidget(label(value), row, 1)
    facts.setColumnStretch(1, 1)
    column.addLayout(facts)
    column.addWidget(ProgressButton("Check in"))
    column.addStretch(1)
    return body


def _all_icons() -> QWidget:
    page = QWidget()
    square = QGridLayout(page)
    square.setContentsMargins(0, 0, 0, 0)
    square.setVerticalSpacing(12)
    for number, name in enumerate(sorted(icons.names())):
        cell = QHBoxLayout()
        cell.setSpacing(8)
        cell.addWidget(IconLabel(name))
        cell.addWidget(label(name, "small"), 1)
        square.addLayout(cell, number // 7, number % 7)
    return page


def _row(parts: Sequence[QWidget], spacing: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for part in parts:
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    return row


def _nothing() -> None:
    """Undo in a picture."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.kit.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        return 1
    for path in render(app, asked.out):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
