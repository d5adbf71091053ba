"""Rate plans, nightly prices, restrictions, and the quote they make together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.money import Money
from desk_app.domain.selling.policies import CancellationPolicy
from desk_app.domain.stays import Stay

EVERY_PLAN = 0
"""Rate plan id of a restriction that holds for all plans of a room type."""


class Guarantee(StrEnum):
    PREPAID = "PREPAID"  # paid in full when booked
    AT_HOTEL = "AT_HOTEL"  # may be paid at the desk later


@dataclass(frozen=True, kw_only=True, slots=True)
class RatePlan:
    hotel_id: int
    id: int
    code: str
    name: str
    meals: str
    guarantee: Guarantee
    policy: CancellationPolicy
    position: int
    status: Standing
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomRate:
    """The price of one night in minor units of the hotel's currency."""

    room_type_id: int
    rate_plan_id: int
    stay_date: date
    price: int
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Restriction:
    """Lengths of stay are nights, asked on the arrival date; 0 = no limit."""

    room_type_id: int
    rate_plan_id: int
    stay_date: date
    min_los: int = 0
    max_los: int = 0
    closed_to_arrival: bool = False
    closed_to_departure: bool = False
    stop_sell: bool = False


def broken_rule(stay: Stay, restrictions: Sequence[Restriction]) -> str | None:
    """The first restriction that forbids a stay, in words; None when it may be sold.

    ``restrictions`` are those of one room type and of its plan (or of every plan), the date of
    check-out included (CTD stands on it).
    """
    by_date: dict[date, list[Restriction]] = {}
    for row in restrictions:
        by_date.setdefault(row.stay_date, []).append(row)
    for night in stay.dates():
        if any(row.stop_sell for row in by_date.get(night, ())):
            return f"Closed for sale on {night:%a %d %b %Y}"
    for row in by_date.get(stay.check_in, ()):
        if row.closed_to_arrival:
            return f"No arrivals on {stay.check_in:%a %d %b %Y}"
        if stay.nights < row.min_los:
            return f"At least {row.min_los} nights for an arrival on {stay.check_in:%a %d %b %Y}"
        if row.max_los and stay.nights > row.max_los:
            return f"At most {row.max_los} nights for an arrival on {stay.check_in:%a %d %b %Y}"
    if any(row.closed_to_departure for row in by_date.get(stay.check_out, ())):
        return f"No departures on {stay.check_out:%a %d %b %Y}"
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomQuote:
    """One room: its price night by night, ascending by stay date, in minor units."""

    room_type_id: int
    adults: int
    children: int
    prices: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """What a stay costs now, and its terms. Nothing is held by it."""

    hotel_id: int
    stay: Stay
    plan: RatePlan
    currency: str
    rooms: tuple[RoomQuote, ...]
    rooms_left: Mapping[int, int]

    @property
    def total(self) -> Money:
        return Money(sum(sum(room.prices) for room in self.rooms), self.currency)
