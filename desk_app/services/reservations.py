"""Reservations: book, ask again, find, cancel. The face that desks, scripts and tests use."""

from __future__ import annotations

from collections.abc import Sequence

from db import audit_trail
from db.audit_trail import AuditEvent
from db.selling import reservation_reading
from db.stores import Stores
from db.tables.reservation import audit_event
from desk_app.domain.errors import NotFound, Refused
from desk_app.domain.forms import is_phone
from desk_app.domain.ids import read_confirmation_code
from desk_app.domain.selling.bookings import BookingRequest, check_key
from desk_app.domain.selling.cancelling import CancelPreview, CancelRequest
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.domain.text import name_key, phone_key
from desk_app.services.hotels import HotelService
from desk_app.services.selling.booking import Booking
from desk_app.services.selling.cancelling import Cancelling
from desk_app.services.selling.settlement import Settlement, answer

FOUND_AT_MOST = 50
FEWEST_DIGITS = 4
NAME_KEY_LENGTH = 250
"""So much of a name is kept for finding it."""


class ReservationService:
    def __init__(
        self,
        stores: Stores,
        hotels: HotelService,
        booking: Booking,
        cancelling: Cancelling,
        settlement: Settlement,
    ) -> None:
        self._store = stores.reservation
        self._hotels = hotels
        self._booking = booking
        self._cancelling = cancelling
        self._settlement = settlement

    def book(self, request: BookingRequest) -> Reservation:
        """Book rooms, once for a key however often it is sent.

        Answers the reservation CONFIRMED, or PENDING while the guest has to tap a card or to open
        a link (poll with `ask_again`). Raises `SoldOut` (names the nights), `PriceChanged` (with
        the new quote), `Restricted`, `InvalidStay`, `InvalidInput`, `NotFound`, `NotAllowed`,
        `IdempotencyMismatch`, `PaymentDeclined`, `HoldExpired`, `PaymentUnknown` (call again with
        the same key), `ProcessorUnavailable` and `DatabaseUnavailable`.
        """
        return self._booking.book(request)

    def ask_again(self, hotel_id: int, key: str) -> Reservation:
        """What became of the booking sent under a key. Raises as `book`, and `NotFound`."""
        check_key(key)
        found = self._store.read(lambda unit: reservation_reading.by_key(unit, hotel_id, key))
        if found is None:
            raise NotFound(what="booking with key", name=key)
        if found.status is Status.PENDING:
            found = self._settlement.resume(found)
        return answer(found)

    def get(self, hotel_id: int, reservation_id: int) -> Reservation:
        found = self._store.read(
            lambda unit: reservation_reading.one(unit, hotel_id, reservation_id)
        )
        if found is None:
            raise NotFound(what="reservation", name=reservation_id)
        return found

    def by_code(self, text: str, hotel_id: int | None = None) -> Reservation:
        """By confirmation code as people type it; without a hotel, in any of the chain.

        Raises `NotFound`, and `Refused` when two hotels have given the same code.
        """
        code = read_confirmation_code(text)
        if code is None:
            raise NotFound(what="reservation", name=text)
        hotels = self._scope(hotel_id)
        found = self._store.read(lambda unit: reservation_reading.by_code(unit, hotels, code))
        if not found:
            raise NotFound(what="reservation", name=text)
        if len(found) > 1:
            raise Refused(
                f"{found[0].confirmation_code} exists in {len(found)} hotels; name the hotel.",
                hotel_ids=tuple(each.hotel_id for each in found),
            )
        return found[0]

    def find(
        self, text: str, hotel_id: int | None = None, limit: int = FOUND_AT_MOST
    ) -> list[Reservation]:
        """By the beginning of a name (in either order), the end of a phone number, or a code."""
        key = name_key(text)[:NAME_KEY_LENGTH]
        words = key.split()
        orders = {key, " ".join([*words[-1:], *words[:-1]])} - {""}
        phone = phone_key(text) if is_phone(text.strip()) else ""
        hotels = self._scope(hotel_id)
        return self._store.read(
            lambda unit: reservation_reading.matching(
                unit,
                hotels,
                name_keys=sorted(orders),
                code=read_confirmation_code(text),
                phone=phone if len(phone) >= FEWEST_DIGITS else None,
                limit=limit,
            )
        )

    def preview_cancel(self, request: CancelRequest) -> CancelPreview:
        """Fee, refund and the rule behind them, if it were cancelled now. Changes nothing."""
        return self._cancelling.preview(request)

    def cancel(self, request: CancelRequest) -> Reservation:
        """Cancel all rooms or some. Cancelling twice changes nothing.

        Refunds are promised in the same transaction and sent by the worker; cash is settled at
        once. Raises `NotAllowed`, `NotFound`, `NotCancellable`, `RefundChanged`, and
        `ProcessorUnavailable` when the payment of a hold can not be stopped.
        """
        return self._cancelling.cancel(request)

    def timeline(self, of: Reservation) -> list[AuditEvent]:
        """Who did what to a reservation, oldest first."""
        return self._store.read(
            lambda unit: audit_trail.timeline(unit, audit_event, of.hotel_id, [of.id])
        )

    def _scope(self, hotel_id: int | None) -> Sequence[int]:
        return [hotel_id] if hotel_id is not None else self._hotels.ids()
