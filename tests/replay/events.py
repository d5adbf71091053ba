"""The order in which the bookings of a file happened, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.replay.rows import BookingRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A row is booked, or (``cancels``) cancelled."""

    row: BookingRow
    cancels: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    date: date
    events: tuple[Event, ...]


def days(rows: Iterable[BookingRow]) -> list[Day]:
    """Every day from the first event to the last, those without events too.

    On a day events go by row number; a row's own booking comes before its own cancellation, also
    where the file has it cancelled before it was booked.
    """
    by_date: dict[date, list[Event]] = {}
    for row in rows:
        by_date.setdefault(row.booked_on, []).append(Event(row=row, cancels=False))
        if row.cancelled_on is not None:
            cancelled_on = max(row.cancelled_on, row.booked_on)
            by_date.setdefault(cancelled_on, []).append(Event(row=row, cancels=True))
    first, last = min(by_date), max(by_date)
    return [
        Day(
            date=day,
            events=tuple(
                sorted(by_date.get(day, ()), key=lambda event: (event.row.number, event.cancels))
            ),
        )
        for day in (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    ]
