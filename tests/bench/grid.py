"""How long the grid takes to paint while it is scrolled."""

from __future__ import annotations

import os
import time

from tests.bench.result import Result

ROWS, NIGHTS, FRAMES = 500, 365, 300
BAR_MS = 16.0


def paint_grid() -> Result:
    """Paints 500 rooms by 365 nights with their stays, scrolled both ways, without a display."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Here, because the other benches need no Qt.
    from PySide6.QtTest import QTest  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from ui.kit.grid import Geometry, Grid  # noqa: PLC0415
    from ui.kit.samples import SampleRooms  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    grid = Grid(SampleRooms(ROWS, NIGHTS), Geometry(rows=0, columns=0, row_height=32))
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
        figures={"rows": ROWS, "nights": NIGHTS, "p50_ms": round(p50, 2), "p99_ms": round(p99, 2)},
        line=f"{ROWS} rows x {NIGHTS} nights: p50 {p50:.1f} ms, p99 {p99:.1f} ms a frame",
        wrong=(slow,) if p99 > BAR_MS or not exposed else (),
    )
