"""Reading a calendar: rooms left, prices and restrictions of many nights, in two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.catalogue import rates
from db.selling import inventory
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.calendars import LONGEST_CALENDAR, Calendar, CalendarNight, strictest
from desk_app.domain.catalogue.hotels import HotelPage, Standing
from desk_app.domain.errors import InvalidStay, NotFound
from desk_app.domain.selling.availability import Demand, NightInventory
from desk_app.domain.selling.prices import RatePlan, Restriction
from desk_app.domain.stays import day_after


@dataclass(frozen=True, kw_only=True, slots=True)
class _Terms:
    """``plan`` None: the hotel sells by no plan."""

    plan: RatePlan | None
    prices: dict[tuple[int, date], int]
    restrictions: list[Restriction]


def read_calendar(
    stores: Stores, page: HotelPage, first: date, last: date, room_type_id: int | None
) -> Calendar:
    """See `RateService.calendar`."""
    if last < first:
        raise InvalidStay(field="to", problem=f"{last:%d %b %Y} is before {first:%d %b %Y}")
    if (last - first).days >= LONGEST_CALENDAR:
        raise InvalidStay(field="to", problem=f"at most {LONGEST_CALENDAR} days at once")
    kinds = tuple(
        kind
        for kind in page.room_types
        if kind.status is Standing.ACTIVE and room_type_id in (None, kind.id)
    )
    if not kinds:
        raise NotFound(what="room type", name=room_type_id or f"in {page.hotel.code}")
    types = [kind.id for kind in kinds]
    terms = stores.rate.read(lambda unit: _terms(unit, page.hotel.id, types, first, last))
    by_night: dict[tuple[int, date], list[Restriction]] = {}
    for rule in terms.restrictions:
        by_night.setdefault((rule.room_type_id, rule.stay_date), []).append(rule)
    nights = stores.reservation.read(lambda unit: _nights(unit, page.hotel.id, types, first, last))
    return Calendar(
        hotel_id=page.hotel.id,
        currency=page.hotel.currency,
        first=first,
        last=last,
        plan=terms.plan,
        room_types=kinds,
        nights=tuple(
            CalendarNight(
                room_type=kind,
                inventory=night,
                price=terms.prices.get((kind.id, night.stay_date)),
                restriction=strictest(by_night.get((kind.id, night.stay_date), [])),
            )
            for kind in kinds
            for night in nights.get(kind.id, ())
        ),
    )


def _terms(
    unit: UnitOfWork, hotel_id: int, types: Sequence[int], first: date, last: date
) -> _Terms:
    plan = next(
        (plan for plan in rates.plans(unit, hotel_id) if plan.status is Standing.ACTIVE), None
    )
    if plan is None:
        return _Terms(plan=None, prices={}, restrictions=[])
    end = day_after(last)
    return _Terms(
        plan=plan,
        prices=rates.prices(unit, hotel_id, plan.id, types, first, end),
        restrictions=rates.restrictions(unit, hotel_id, plan.id, types, first, last),
    )


def _nights(
    unit: UnitOfWork, hotel_id: int, types: Sequence[int], first: date, last: date
) -> dict[int, list[NightInventory]]:
    end = day_after(last)
    demands = [Demand(room_type_id=kind, check_in=first, check_out=end, rooms=1) for kind in types]
    found: dict[int, list[NightInventory]] = {}
    for night in inventory.look(unit, hotel_id, demands).nights:
        found.setdefault(night.room_type_id, []).append(night)
    return found
