"""`minimal-pymysql`: the replay with nothing but what makes its counts right.

One connection, two tables, one transaction an event, and in it the fewest statements that can not
oversell: the guarded UPDATE of all nights, and one row a booking. No prices of nights, payments,
refunds, policies, trail, keys or business date: it is a floor, no program to run a hotel by.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Self

import pymysql
from pymysql.cursors import Cursor

from tests.replay.events import Day, Event
from tests.replay.rows import BookingRow

NAME = "minimal-pymysql"
UNLIMITED = 100_000

_NIGHT_TABLE = """
    CREATE TABLE night (
        kind VARCHAR(16) NOT NULL, stay_date DATE NOT NULL, total INT NOT NULL,
        reserved INT NOT NULL DEFAULT 0,
        PRIMARY KEY (kind, stay_date), CHECK (reserved BETWEEN 0 AND total)
    ) ENGINE=InnoDB
"""
_BOOKING_TABLE = """
    CREATE TABLE booking (
        id INT PRIMARY KEY, kind VARCHAR(16) NOT NULL, check_in DATE NOT NULL,
        check_out DATE NOT NULL, price DECIMAL(12, 2) NOT NULL, live BOOL NOT NULL
    ) ENGINE=InnoDB
"""
_TAKE = (
    "UPDATE night SET reserved = reserved + 1"
    " WHERE kind = %s AND stay_date >= %s AND stay_date < %s AND reserved < total"
)
_BOOK = "INSERT INTO booking VALUES (%s, %s, %s, %s, %s, TRUE)"
_CANCEL = "UPDATE booking SET live = FALSE WHERE id = %s AND live"
_GIVE_BACK = (
    "UPDATE night SET reserved = reserved - 1"
    " WHERE kind = %s AND stay_date >= %s AND stay_date < %s"
)


class MinimalReplay:
    """Use it as a context manager, on an empty database; it closes the connection."""

    def __init__(
        self,
        connection: pymysql.Connection[Cursor],
        rows: Sequence[BookingRow],
        capacity: Mapping[str, int],
    ) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._cursor.execute(_NIGHT_TABLE)
        self._cursor.execute(_BOOKING_TABLE)
        first = min(row.arrival for row in rows)
        nights = (max(row.departure for row in rows) - first).days
        self._cursor.executemany(
            "INSERT INTO night (kind, stay_date, total) VALUES (%s, %s, %s)",
            [
                (kind, first + timedelta(days=offset), capacity.get(kind, UNLIMITED))
                for kind in sorted({row.room_type for row in rows})
                for offset in range(nights)
            ],
        )
        self._cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.autocommit(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._cursor.close()
        self._connection.close()

    def run(self, calendar: Sequence[Day]) -> tuple[dict[str, int], float]:
        """Counts by the names of `tests.replay.clerk.Outcome`, and the seconds it took."""
        started = time.perf_counter()
        counted = Counter(self._do(event) for day in calendar for event in day.events)
        return dict(counted), time.perf_counter() - started

    def held_by_type(self) -> dict[str, int]:
        """Nights by room type, where there are any."""
        self._cursor.execute(
            "SELECT kind, SUM(reserved) FROM night GROUP BY kind HAVING SUM(reserved) > 0"
            " ORDER BY kind"
        )
        return {kind: int(nights) for kind, nights in self._cursor.fetchall()}

    def _do(self, event: Event) -> str:
        row = event.row
        if event.cancels:
            return self._cancel(row)
        return self._book(row) if row.nights else "zero_night"

    def _book(self, row: BookingRow) -> str:
        stay = (row.room_type, row.arrival, row.departure)
        if self._cursor.execute(_TAKE, stay) != row.nights:
            self._connection.rollback()
            return "rejected"
        self._cursor.execute(_BOOK, (row.number, *stay, max(row.price, 0)))
        self._connection.commit()
        return "booked"

    def _cancel(self, row: BookingRow) -> str:
        if not self._cursor.execute(_CANCEL, (row.number,)):
            self._connection.rollback()
            return "cancel_of_unbooked"
        self._cursor.execute(_GIVE_BACK, (row.room_type, row.arrival, row.departure))
        self._connection.commit()
        return "cancelled"
