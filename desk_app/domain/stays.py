"""Stays: half-open runs of nights in the hotel's own calendar, and its wall clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk_app.domain.errors import InvalidStay

LONGEST_STAY = 365
"""Nights in one booking; a longer stay is booked in parts."""


@dataclass(frozen=True, slots=True, order=True)
class Stay:
    """``[check_in, check_out)``: the check-out date is no night. Hotel dates, no time zone."""

    check_in: date
    check_out: date

    def __post_init__(self) -> None:
        if self.check_out == self.check_in:
            raise InvalidStay(field="check_out", problem="a stay needs at least one night")
        if self.check_out < self.check_in:
            raise InvalidStay(
                field="check_out",
                problem=f"{self.check_out:%d %b %Y} is before the arrival on"
                f" {self.check_in:%d %b %Y}",
            )
        if self.nights > LONGEST_STAY:
            raise InvalidStay(
                field="check_out", problem=f"a stay has at most {LONGEST_STAY} nights"
            )

    @property
    def nights(self) -> int:
        return (self.check_out - self.check_in).days

    def dates(self) -> Iterator[date]:
        """The stay dates, ascending."""
        for offset in range(self.nights):
            yield self.check_in + timedelta(days=offset)


def day_after(last: date) -> date:
    """The end of ``[first, last]`` as a half-open run. Raises `InvalidStay` at the last date."""
    if last == date.max:
        raise InvalidStay(field="to", problem="this date is too far ahead")
    return last + timedelta(days=1)


def hotel_instant(day: date, wall: time, time_zone: str) -> datetime:
    """The UTC instant of a wall-clock time at the hotel.

    A time that the clocks skip in spring is read with the offset before the change (so it comes
    out one hour later on the wall); a time that happens twice in autumn is its first occurrence.
    """
    local = datetime.combine(day, wall, tzinfo=ZoneInfo(time_zone))
    return local.astimezone(UTC)


def hotel_time(instant: datetime, time_zone: str) -> datetime:
    """A UTC instant as the hotel's wall clock shows it."""
    return instant.astimezone(ZoneInfo(time_zone))
