"""How long the grid takes to paint while it is scrolled."""

from __future__ import annotations

import os
import time

from tests.bench.result import Result

ROWS, TYPES, NIGHTS, FRAMES = 500, 100, 365, 300
BAR_MS = 16.0


def paint_room_chart() -> Result:
    """Paints 500 rooms by 365 nights with their stays, scrolled both ways, without a display."""
    return _paint("chart", ROWS)


def paint_cells() -> Result:
    """Paints 100 room types by 365 nights with prices and tints, scrolled both ways."""
    return _paint("cells", TYPES)


def _paint(kind: str, rows: int) -> Result:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Here, because the other benches need no Qt.
    from PySide6.QtTest import QTest  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from ui.kit.grid import Geometry, Grid  # noqa: PLC0415
    from ui.kit.samples import SampleAvailability, SampleRooms  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    if kind == "chart":
        grid = Grid(SampleRooms(rows, NIGHTS), Geometry(rows=0, columns=0, row_height=32))
    else:
        sample = SampleAvailability(NIGHTS, types=rows)
        grid = Grid(sample, Geometry(rows=0, columns=0, row_height=48))
    grid.resize(1440, 900)
    grid.show()
    # Before that, a repaint paints nothing and takes no time.
    exposed = QTest.qWaitForWindowExposed(grid)
    grid.viewport().repaint()
    across, down = grid.horizontalScrollBar(), grid.verticalScrollBar()
    taken = []
    for frame in range(FRAMES):
        across.setValue(across.maximum() * frame // FRAMES)
        down.setValue(down.maximum() * ((frame * 7) % FRAMES) // FRAMES)
        start = time.perf_counter()
        grid.viewport().repaint()
        taken.append((time.perf_counter() - start) * 1000)
    grid.close()
    taken.sort()
    p50, p99 = taken[FRAMES // 2], taken[FRAMES * 99 // 100]
    slow = f"p99 is {p99:.1f} ms; the bar is {BAR_MS:.0f} ms"
    del app
    return Result(
        figures={"rows": rows, "nights": NIGHTS, "p50_ms": round(p50, 2), "p99_ms": round(p99, 2)},
        line=f"{rows} rows x {NIGHTS} nights: p50 {p50:.1f} ms, p99 {p99:.1f} ms a frame",
        wrong=(slow,) if p99 > BAR_MS or not exposed else (),
    )
