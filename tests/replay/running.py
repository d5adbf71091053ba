"""The replay from the first day to the last count."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from db.schema import upgrade
from desk_app.bootstrap import open_desk
from desk_app.domain.permissions import Role
from desk_app.domain.selling.availability import Locking
from desk_app.settings import Settings, load_settings
from tests.replay.counting import Report, breaches, held_by_type
from tests.replay.crew import ReplayFailed, crew
from tests.replay.events import days
from tests.replay.house import move_to, set_up
from tests.replay.rows import BookingRow

__all__ = ["ReplayFailed", "replay", "replay_settings"]

Progress = Callable[[int, int], None]


def replay_settings(
    folder: Path,
    *,
    strategy: Locking = Locking.OPTIMISTIC,
    chain: str | None = None,
    rate: str | None = None,
    reservation: str | None = None,
) -> Settings:
    """A manager's desk on these stores, whatever the environment says; an SQLite file in
    ``folder`` where none is named. Raises `InvalidInput`."""
    return load_settings(
        data_dir=folder,
        database_url=reservation,
        chain_database_url=chain,
        rate_database_url=rate,
        reservation_database_url=reservation,
        redis_url=None,
        payments_url=None,
        staff="replay",
        role=Role.ADMIN,
        locking=strategy,
        locking_by_hotel={},
    )


def replay(
    rows: Sequence[BookingRow],
    settings: Settings,
    *,
    capacity: Mapping[str, int] | None = None,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> Report:
    """Book and cancel every row in a new hotel of its own; other hotels may be there.

    ``capacity``: rooms to sell by room type, unlimited where it says nothing. ``progress`` is told
    (events done, all events). Raises `ReplayFailed` and `DeskError`.
    """
    calendar = days(rows)
    outcomes: Counter[str] = Counter()
    to_do = sum(len(day.events) for day in calendar)
    with open_desk(settings) as desk:
        upgrade(desk.stores)
        houses = set_up(desk, rows, calendar[0].date, capacity or {})
        with crew(desk, houses, workers) as clerks:
            started = time.perf_counter()
            for day in calendar:
                move_to(desk, houses.values(), day.date)
                outcomes += clerks.work(day)
                progress(outcomes.total(), to_do)
            seconds = time.perf_counter() - started
        held = held_by_type(desk, houses.values())
        return Report(
            outcomes=outcomes,
            per_type=held,
            breaches=breaches(desk, houses.values(), held),
            seconds=seconds,
            strategy=settings.locking,
            workers=workers,
        )
