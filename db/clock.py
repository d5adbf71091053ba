"""One clock for the whole program: the database's, in UTC, which tests and replays may move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from db.tables.columns import Instant


class database_now(GenericFunction[datetime]):  # noqa: N801 - named as the SQL function it is
    """UTC to the microsecond. ``now()`` would be local time on MySQL."""

    type = Instant()
    inherit_cache = True


@compiles(database_now)
def _mysql(element: Any, compiler: Any, **kw: Any) -> str:
    return "UTC_TIMESTAMP(6)"


@compiles(database_now, "sqlite")
def _sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


class Clock:
    """Adds a fixed offset to the database's time; zero but in tests and replays."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def read(self, database_time: datetime) -> datetime:
        return database_time + self.offset

    def move(self, by: timedelta) -> None:
        self.offset += by

    def travel_to(self, instant: datetime) -> None:
        """Set the clock; exact to the difference between this machine and the database."""
        self.offset = instant.astimezone(UTC) - datetime.now(UTC)
