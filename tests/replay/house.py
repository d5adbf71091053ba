"""The hotel that a file is replayed in: set up by its managers, as any hotel of the chain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk_app.bootstrap import Desk
from desk_app.domain.catalogue.management import (
    MOST_ROOMS_OF_A_TYPE,
    AddHotel,
    AddRoomType,
    HotelDetails,
    RoomTypeDetails,
)
from desk_app.domain.catalogue.rate_changes import (
    MOST_NIGHTS,
    AddPolicy,
    AddRatePlan,
    RatePlanDetails,
)
from desk_app.domain.ids import new_confirmation_code
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind
from desk_app.domain.selling.prices import Guarantee
from desk_app.domain.stays import hotel_instant
from tests.replay.rows import BookingRow

CURRENCY = "EUR"
TIME_ZONE = "Europe/Lisbon"
OPENING_HOUR = time(10)
"""When a replayed day's bookings come in: before check-in time, so the day's arrivals are ahead."""

MOST_GUESTS = 50
"""In one room, by the program's own limit. The files have groups of 55 in one row."""

POLICY = CancellationPolicy(
    code="FLEX",
    name="Free until a day before, then one night",
    fee_kind=FeeKind.NIGHTS,
    fee_value=1,
    free_before=1,
)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,15}")


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """``kinds``: room type ids by their names in the file. Open for ``[first, end)``."""

    hotel_id: int
    kinds: Mapping[str, int]
    first: date
    end: date


def set_up(
    desk: Desk, rows: Sequence[BookingRow], first: date, capacity: Mapping[str, int]
) -> dict[str, House]:
    """A new hotel for each hotel of the file, by name, on its business date ``first``.

    ``capacity`` is what may be sold by room type; types that it does not name never sell out.
    """
    by_hotel: dict[str, list[BookingRow]] = {}
    for row in rows:
        by_hotel.setdefault(row.hotel, []).append(row)
    return {name: _set_up(desk, name, some, first, capacity) for name, some in by_hotel.items()}


def _set_up(
    desk: Desk, name: str, rows: Sequence[BookingRow], first: date, capacity: Mapping[str, int]
) -> House:
    hotel = desk.management.add_hotel(
        AddHotel(
            details=HotelDetails(
                code=f"RP-{new_confirmation_code()}",
                name=name,
                currency=CURRENCY,
                time_zone=TIME_ZONE,
                country="PT",
                overbooking_bp=0,
            ),
            business_date=first,
        )
    )
    kinds = {
        kind: desk.management.add_room_type(
            AddRoomType(
                hotel_id=hotel.id,
                details=RoomTypeDetails(
                    code=code,
                    name=kind,
                    total_rooms=capacity.get(kind, MOST_ROOMS_OF_A_TYPE),
                    max_guests=MOST_GUESTS,
                    max_adults=MOST_GUESTS,
                ),
            )
        ).id
        for kind, code in _codes({row.room_type for row in rows}).items()
    }
    policy = desk.management.add_policy(AddPolicy(hotel_id=hotel.id, policy=POLICY))
    desk.management.add_rate_plan(
        AddRatePlan(
            hotel_id=hotel.id,
            details=RatePlanDetails(
                code="BAR",
                name="Best available rate",
                policy_id=policy.id,
                guarantee=Guarantee.PREPAID,
            ),
        )
    )
    end = max(row.departure for row in rows)
    for start in _steps(first, end, MOST_NIGHTS):
        last = min(start + timedelta(days=MOST_NIGHTS), end) - timedelta(days=1)
        desk.management.open_nights(hotel.id, start, last)
    return House(hotel_id=hotel.id, kinds=kinds, first=first, end=end)


def move_to(desk: Desk, houses: Iterable[House], day: date) -> None:
    """The night audit's last step: every house's business date."""
    for house in houses:
        desk.management.set_business_date(house.hotel_id, day)


def instant_of(day: date) -> datetime:
    """When, in UTC, a replayed day's bookings come in."""
    return hotel_instant(day, OPENING_HOUR, TIME_ZONE)


def _steps(first: date, end: date, nights: int) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(0, (end - first).days, nights)]


def _codes(kinds: Iterable[str]) -> dict[str, str]:
    """A code of the house for each name in the file: the name itself where it can be one."""
    codes: dict[str, str] = {}
    for number, kind in enumerate(sorted(kinds), start=1):
        usable = _CODE.fullmatch(kind.upper()) and kind.upper() not in codes.values()
        codes[kind] = kind.upper() if usable else f"TYPE-{number}"
    return codes
