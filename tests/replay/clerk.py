"""Who books and cancels the rows, through the one face that every desk has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from desk_app.bootstrap import Desk
from desk_app.domain.errors import InvalidStay, SoldOut
from desk_app.domain.money import Money, exponent
from desk_app.domain.selling.bookings import BookingRequest, GuestDetails, RoomRequest
from desk_app.domain.selling.cancelling import CancelRequest
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.domain.stays import Stay
from tests.replay.events import Day, Event
from tests.replay.house import CURRENCY, MOST_GUESTS, House, instant_of
from tests.replay.rows import BookingRow


class Outcome(StrEnum):
    BOOKED = "booked"
    REJECTED = "rejected"  # sold out
    CANCELLED = "cancelled"
    ZERO_NIGHT = "zero_night"
    CANCEL_OF_UNBOOKED = "cancel_of_unbooked"


class Clerk:
    """A row's cancellation must come to the clerk who booked it."""

    def __init__(self, desk: Desk, houses: Mapping[str, House]) -> None:
        self._desk = desk
        self._houses = houses
        self._booked: dict[int, int] = {}

    def work(self, day: Day) -> Counter[str]:
        """Do a day's events in their order. Raises what `ReservationService` does."""
        self._desk.stores.clock.travel_to(instant_of(day.date))
        return Counter(self._do(event) for event in day.events)

    def _do(self, event: Event) -> Outcome:
        return self._cancel(event.row) if event.cancels else self._book(event.row)

    def _book(self, row: BookingRow) -> Outcome:
        house = self._houses[row.hotel]
        try:
            booked = self._desk.reservations.book(_request(row, house))
        except SoldOut:
            return Outcome.REJECTED
        except InvalidStay:
            if row.nights:
                raise
            return Outcome.ZERO_NIGHT
        _check(booked, Status.CONFIRMED)
        self._booked[row.number] = booked.id
        return Outcome.BOOKED

    def _cancel(self, row: BookingRow) -> Outcome:
        reservation_id = self._booked.pop(row.number, None)
        if reservation_id is None:
            return Outcome.CANCEL_OF_UNBOOKED
        cancelled = self._desk.reservations.cancel(
            CancelRequest(
                hotel_id=self._houses[row.hotel].hotel_id,
                reservation_id=reservation_id,
                reason="the guest cancelled",
            )
        )
        _check(cancelled, Status.CANCELLED)
        return Outcome.CANCELLED


def _request(row: BookingRow, house: House) -> BookingRequest:
    """Raises `InvalidStay` for no nights: the program's own refusal, as a form would get it."""
    adults = min(max(row.adults, 1), MOST_GUESTS)
    return BookingRequest(
        key=f"row-{row.number}",
        hotel_id=house.hotel_id,
        stay=Stay(row.arrival, row.departure),
        rooms=(
            RoomRequest(
                room_type_id=house.kinds[row.room_type],
                adults=adults,
                children=min(row.children, MOST_GUESTS - adults),
            ),
        ),
        guest=GuestDetails(last_name=f"Row {row.number}"),
        method=PaymentMethod.CASH,
        agreed_price=_price(row.price),
        source="replay",
    )


def _price(major: Decimal) -> Money:
    """A night's price: half a minor unit up; what is negative in the file is booked at 0."""
    minor = max(major, Decimal(0)).scaleb(exponent(CURRENCY))
    return Money(int(minor.to_integral_value(rounding=ROUND_HALF_UP)), CURRENCY)


def _check(done: Reservation, status: Status) -> None:
    if done.status is not status:
        raise AssertionError(f"{done.key} is {done.status} and should be {status}")
