"""One demo booking, as told by the past of a hotel, before it becomes rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk_app.domain.selling.statuses import Status
from desk_app.domain.stays import Stay


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoRoom:
    """One room; ``prices`` night by night in minor units."""

    type_code: str
    adults: int
    children: int
    prices: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoBooking:
    """``number`` is its own in the hotel; ``cancelled_on`` is None while it stands."""

    number: int
    guest_number: int
    country: str
    stay: Stay
    rooms: tuple[DemoRoom, ...]
    booked_on: date
    cancelled_on: date | None
    no_show: bool
    plan_code: str
    source: str

    @property
    def total(self) -> int:
        return sum(sum(room.prices) for room in self.rooms)

    def status(self, today: date) -> Status:
        """As it stands in the course of ``today``: some have come already, some have left."""
        if self.cancelled_on is not None:
            return Status.CANCELLED
        if self.no_show and self.stay.check_in < today:
            return Status.NO_SHOW
        if self.stay.check_out < today:
            return Status.CHECKED_OUT
        if self.stay.check_out == today:
            return Status.CHECKED_OUT if self.number % 5 < 3 else Status.CHECKED_IN
        if self.stay.check_in < today:
            return Status.CHECKED_IN
        came_early = self.stay.check_in == today and not self.no_show and self.number % 4 == 0
        return Status.CHECKED_IN if came_early else Status.CONFIRMED
