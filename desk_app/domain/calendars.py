"""What is left, what it costs and what forbids it, night by night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk_app.domain.catalogue.hotels import RoomType
from desk_app.domain.selling.availability import NightInventory
from desk_app.domain.selling.prices import RatePlan, Restriction

LONGEST_CALENDAR = 400
"""Days of one calendar."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarNight:
    """One room type on one night.

    ``price`` in minor units, None where the plan has none. ``restriction`` joins the plan's own
    and that of every plan, the stricter figure of each; None where nothing is forbidden.
    """

    room_type: RoomType
    inventory: NightInventory
    price: int | None
    restriction: Restriction | None

    @property
    def stay_date(self) -> date:
        return self.inventory.stay_date

    @property
    def oversold(self) -> int:
        """Rooms reserved above the physical ones that are open."""
        return self.inventory.oversold(self.room_type.total_rooms)


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """``[first, last]`` of some room types of a hotel, for display. Nothing is held by it.

    ``nights`` come by room type in the house's order, then by date; nights that are not open for
    sale yet are missing. ``plan`` is the one the prices are of, None when the hotel has none.
    """

    hotel_id: int
    currency: str
    first: date
    last: date
    plan: RatePlan | None
    room_types: tuple[RoomType, ...]
    nights: tuple[CalendarNight, ...]


def strictest(rows: Sequence[Restriction]) -> Restriction | None:
    """Several restrictions of one room type and night as one; None when they forbid nothing."""
    if not rows:
        return None
    longest = [row.max_los for row in rows if row.max_los]
    joined = Restriction(
        room_type_id=rows[0].room_type_id,
        rate_plan_id=rows[0].rate_plan_id,
        stay_date=rows[0].stay_date,
        min_los=max(row.min_los for row in rows),
        max_los=min(longest, default=0),
        closed_to_arrival=any(row.closed_to_arrival for row in rows),
        closed_to_departure=any(row.closed_to_departure for row in rows),
        stop_sell=any(row.stop_sell for row in rows),
    )
    forbids = (
        joined.min_los > 1
        or joined.max_los
        or joined.closed_to_arrival
        or joined.closed_to_departure
        or joined.stop_sell
    )
    return joined if forbids else None
