"""Real bookings, booked and cancelled again through the program; see ``python -m tests.replay``.

`replay` is the whole of it for tests and benches: rows in, a `Report` out.
"""

from tests.replay.counting import Report
from tests.replay.rows import BadFile, BookingRow, read_rows
from tests.replay.running import ReplayFailed, replay, replay_settings

__all__ = [
    "BadFile",
    "BookingRow",
    "ReplayFailed",
    "Report",
    "read_rows",
    "replay",
    "replay_settings",
]
