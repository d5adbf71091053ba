"""What a stay costs now: prices of the rows, restrictions, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from db.catalogue import rates
from db.selling import inventory
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.calendars import Calendar
from desk_app.domain.catalogue.hotels import HotelPage, RoomType, Standing
from desk_app.domain.errors import InvalidInput, InvalidStay, NotFound, Restricted
from desk_app.domain.money import Money
from desk_app.domain.selling.availability import Demand, NightInventory
from desk_app.domain.selling.bookings import RoomRequest
from desk_app.domain.selling.prices import Quote, RatePlan, Restriction, RoomQuote, broken_rule
from desk_app.domain.stays import Stay, day_after
from desk_app.services.calendars import read_calendar
from desk_app.services.hotels import HotelService

NEAREST_SEARCHED = 14
NEAREST_SHOWN = 3


class RateService:
    """Quotes and rate plans. Quotes never come from a cache."""

    def __init__(self, stores: Stores, hotels: HotelService) -> None:
        self._stores = stores
        self._hotels = hotels

    def plans(self, hotel_id: int) -> list[RatePlan]:
        """The plans that are sold, in the house's order."""
        found = self._stores.rate.read(lambda unit: rates.plans(unit, hotel_id))
        return [plan for plan in found if plan.status is Standing.ACTIVE]

    def plan_by_code(self, hotel_id: int, code: str) -> RatePlan:
        for plan in self.plans(hotel_id):
            if plan.code.casefold() == code.strip().casefold():
                return plan
        raise NotFound(what="rate plan", name=code)

    def price(
        self,
        hotel_id: int,
        stay: Stay,
        rooms: Sequence[RoomRequest],
        rate_plan_id: int | None = None,
        agreed_price: Money | None = None,
    ) -> Quote:
        """Price every night of every room. Says nothing of whether rooms are left.

        ``agreed_price`` (each room, each night) stands instead of the plan's prices.
        Raises `Restricted`, `NotFound`, `InvalidStay` (no price on a night), `InvalidInput`
        (more guests than a room takes).
        """
        page = self._hotels.page(hotel_id)
        for room in rooms:
            check_guests(room_type_of(page, room.room_type_id), room)
        types = sorted({room.room_type_id for room in rooms})
        currency = page.hotel.currency
        if agreed_price is not None and agreed_price.currency != currency:
            raise InvalidInput(field="price", problem=f"this hotel's currency is {currency}")
        plan, by_night, restrictions = self._offer(
            hotel_id, stay, types, rate_plan_id, with_prices=agreed_price is None
        )
        for kind in types:
            rule = broken_rule(stay, [row for row in restrictions if row.room_type_id == kind])
            if rule:
                raise Restricted(rule=rule, dates=self._nearest(hotel_id, stay, types, plan))
        if agreed_price is None:
            _check_priced(page, stay, types, by_night)
        return Quote(
            hotel_id=hotel_id,
            stay=stay,
            plan=plan,
            currency=currency,
            rooms=tuple(
                RoomQuote(
                    room_type_id=room.room_type_id,
                    adults=room.adults,
                    children=room.children,
                    prices=tuple(
                        agreed_price.amount
                        if agreed_price is not None
                        else by_night[room.room_type_id, night]
                        for night in stay.dates()
                    ),
                )
                for room in rooms
            ),
            rooms_left={},
        )

    def quote(
        self,
        hotel_id: int,
        stay: Stay,
        rooms: Sequence[RoomRequest],
        rate_plan_id: int | None = None,
        agreed_price: Money | None = None,
    ) -> Quote:
        """As `price`, and how many rooms of each type are left on every night of the stay.

        Raises `InvalidStay` as well for a stay in the past, or not open for sale yet.
        """
        types = sorted({room.room_type_id for room in rooms})
        today = self.business_dates([hotel_id]).get(hotel_id)
        if today and stay.check_in < today:
            raise InvalidStay(
                field="check_in",
                problem=f"{stay.check_in:%d %b %Y} is in the past; the hotel's day is"
                f" {today:%d %b %Y}",
            )
        quote = self.price(hotel_id, stay, rooms, rate_plan_id, agreed_price)
        demands = [
            Demand(room_type_id=kind, check_in=stay.check_in, check_out=stay.check_out, rooms=1)
            for kind in types
        ]
        picture = self._stores.reservation.read(
            lambda unit: inventory.look(unit, hotel_id, demands)
        )
        left = {}
        for demand in demands:
            nights = picture.of(demand)
            if len(nights) < stay.nights:
                known = {night.stay_date for night in nights}
                missing = next(day for day in stay.dates() if day not in known)
                raise InvalidStay(
                    field="check_in" if missing == stay.check_in else "check_out",
                    problem=f"not open for sale on {missing:%a %d %b %Y} yet",
                )
            left[demand.room_type_id] = min(night.left for night in nights)
        return replace(quote, rooms_left=left)

    def business_dates(self, hotel_ids: Sequence[int]) -> Mapping[int, date]:
        """The hotels' own working days; a hotel that is not set up has none."""
        return self._stores.reservation.read(lambda unit: inventory.business_days(unit, hotel_ids))

    def _offer(
        self,
        hotel_id: int,
        stay: Stay,
        types: Sequence[int],
        rate_plan_id: int | None,
        *,
        with_prices: bool,
    ) -> tuple[RatePlan, dict[tuple[int, date], int], list[Restriction]]:
        def read(
            unit: UnitOfWork,
        ) -> tuple[RatePlan, dict[tuple[int, date], int], list[Restriction]]:
            plan = choose_plan(rates.plans(unit, hotel_id), rate_plan_id)
            stop = stay.check_out
            return (
                plan,
                rates.prices(unit, hotel_id, plan.id, types, stay.check_in, stop)
                if with_prices
                else {},
                rates.restrictions(unit, hotel_id, plan.id, types, stay.check_in, stop),
            )

        return self._stores.rate.read(read)

    def _nearest(
        self, hotel_id: int, stay: Stay, types: Sequence[int], plan: RatePlan
    ) -> list[date]:
        """The nearest arrivals for which a stay of as many nights breaks no restriction."""
        margin = timedelta(days=NEAREST_SEARCHED)
        rows = self._stores.rate.read(
            lambda unit: rates.restrictions(
                unit, hotel_id, plan.id, types, stay.check_in - margin, stay.check_out + margin
            )
        )
        today = self._stores.reservation.read(lambda unit: inventory.business_day(unit, hotel_id))
        fits = []
        for days in sorted(range(-NEAREST_SEARCHED, NEAREST_SEARCHED + 1), key=abs):
            shift = timedelta(days=days)
            moved = Stay(stay.check_in + shift, stay.check_out + shift)
            if today and moved.check_in < today:
                continue
            if all(
                broken_rule(moved, [row for row in rows if row.room_type_id == kind]) is None
                for kind in types
            ):
                fits.append(moved.check_in)
        return sorted(fits[:NEAREST_SHOWN])

    def availability(self, hotel_id: int, first: date, last: date) -> list[NightInventory]:
        """Inventory of every room type that is sold, ``[first, last]``, by type and date."""
        types = [
            kind.id
            for kind in self._hotels.page(hotel_id).room_types
            if kind.status is Standing.ACTIVE
        ]
        end = day_after(last)
        Stay(first, end)
        if not types:
            return []
        demands = [
            Demand(room_type_id=kind, check_in=first, check_out=end, rooms=1) for kind in types
        ]
        picture = self._stores.reservation.read(
            lambda unit: inventory.look(unit, hotel_id, demands)
        )
        return list(picture.nights)

    def calendar(
        self, hotel_id: int, first: date, last: date, room_type_id: int | None = None
    ) -> Calendar:
        """Rooms left, the first plan's prices and restrictions of ``[first, last]``, to look at.

        Of one room type, or of all that are sold. Raises `InvalidStay` for dates that run
        backwards or more than `LONGEST_CALENDAR` days, and `NotFound`.
        """
        return read_calendar(self._stores, self._hotels.page(hotel_id), first, last, room_type_id)


def choose_plan(found: Sequence[RatePlan], rate_plan_id: int | None) -> RatePlan:
    for plan in found:
        if plan.status is Standing.ACTIVE and rate_plan_id in (None, plan.id):
            return plan
    raise NotFound(what="rate plan", name="" if rate_plan_id is None else rate_plan_id)


def room_type_of(page: HotelPage, room_type_id: int) -> RoomType:
    kind = page.room_type(room_type_id)
    if kind is None or kind.status is not Standing.ACTIVE:
        raise NotFound(what="room type", name=room_type_id)
    return kind


def check_guests(kind: RoomType, room: RoomRequest) -> None:
    """Raises `InvalidInput` when a room of this type does not take so many."""
    if room.adults > kind.max_adults:
        raise InvalidInput(
            field="adults", problem=f"a {kind.name} takes at most {kind.max_adults} adults"
        )
    if room.adults + room.children > kind.max_guests:
        raise InvalidInput(
            field="children", problem=f"a {kind.name} takes at most {kind.max_guests} guests"
        )


def _check_priced(
    page: HotelPage, stay: Stay, types: Sequence[int], by_night: dict[tuple[int, date], int]
) -> None:
    for kind in types:
        missing = [night for night in stay.dates() if (kind, night) not in by_night]
        if missing:
            raise InvalidStay(
                field="check_in" if missing[0] == stay.check_in else "check_out",
                problem=f"{room_type_of(page, kind).name} has no price on"
                f" {missing[0]:%a %d %b %Y} yet",
            )
