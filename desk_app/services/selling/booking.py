"""Selling rooms: the key, the quote, the intent, and the transaction that holds the rooms."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from db.errors import CheckRefused, DuplicateRow
from db.selling import inventory, reservation_reading, reservations
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.errors import (
    DatabaseUnavailable,
    IdempotencyMismatch,
    InvalidInput,
    InvalidStay,
    NotFound,
    PriceChanged,
    ProcessorUnavailable,
    Refused,
)
from desk_app.domain.money import LARGEST_AMOUNT
from desk_app.domain.permissions import Act, Actor
from desk_app.domain.selling.availability import Locking
from desk_app.domain.selling.bookings import BookingRequest
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.selling.prices import Guarantee
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.gateways.processor import KeyRefused, ProcessorError, Rejected
from desk_app.services.hotels import HotelService
from desk_app.services.rates import RateService
from desk_app.services.selling.collecting import Collector, Prepared
from desk_app.services.selling.drafting import (
    Offer,
    check_sellable,
    demands_of_request,
    draft,
    past,
)
from desk_app.services.selling.locking import LockingChoice
from desk_app.services.selling.settlement import FIRST_LOOK, Settlement, answer
from desk_app.services.selling.trail import tell

PATIENCE_SECONDS = 30.0

_REFUSED = {"resource_missing": "the payment company does not know this card's token"}


class NotTaken(Exception):
    """A rival was faster, or a night is full: roll back, look again, then decide."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Held:
    """``joined``: it was there already under this key."""

    reservation: Reservation
    joined: bool


class Booking:
    """One booking at a time, for any number of desks at once."""

    def __init__(
        self,
        stores: Stores,
        hotels: HotelService,
        rates: RateService,
        collector: Collector,
        settlement: Settlement,
        locking: LockingChoice,
        actor: Actor,
    ) -> None:
        self._store = stores.reservation
        self._hotels = hotels
        self._rates = rates
        self._collector = collector
        self._settlement = settlement
        self._locking = locking
        self._actor = actor

    def book(self, request: BookingRequest) -> Reservation:
        """Book, or join what was booked under this key. See `ReservationService.book`."""
        found = self._by_key(request)
        if found is None:
            try:
                return self._book_new(request)
            except (Refused, InvalidInput, NotFound, ProcessorUnavailable) as refusal:
                # A twin of this call may have booked since the first look-up; without this
                # second one, 28 of 3,000 such callers were told "sold out" of their own room.
                found = self._by_key(request)
                if found is None:
                    raise refusal
        return self._join(found, request)

    def _by_key(self, request: BookingRequest) -> Reservation | None:
        return self._store.read(
            lambda unit: reservation_reading.by_key(unit, request.hotel_id, request.key)
        )

    def _join(self, found: Reservation, request: BookingRequest) -> Reservation:
        if found.body_hash != request.body_hash():
            raise IdempotencyMismatch(key=request.key)
        if found.status is Status.PENDING:
            found = self._settlement.resume(found)
        return answer(found)

    def _book_new(self, request: BookingRequest) -> Reservation:
        self._check_allowed(request)
        offer = self._offer(request)
        prepared = self._prepare(request, offer)
        held = self._hold(request, offer, prepared)
        if held.joined:
            return self._join(held.reservation, request)
        if held.reservation.status is Status.PENDING:
            return answer(self._settlement.take(held.reservation))
        return held.reservation

    def _check_allowed(self, request: BookingRequest) -> None:
        self._actor.must_be_allowed(Act.BOOK)
        if request.agreed_price is not None:
            self._actor.must_be_allowed(Act.OVERRIDE_PRICE)
        if request.oversell:
            self._actor.must_be_allowed(Act.OVERSELL)

    def _offer(self, request: BookingRequest) -> Offer:
        page = self._hotels.page(request.hotel_id)
        if page.hotel.status is not Standing.ACTIVE:
            raise NotFound(what="hotel", name=page.hotel.code)
        try:
            quote = self._rates.price(
                request.hotel_id,
                request.stay,
                request.rooms,
                request.rate_plan_id,
                request.agreed_price,
            )
        except InvalidStay:
            self._check_not_past(request)
            raise
        if request.method is PaymentMethod.AT_HOTEL and (
            quote.plan.guarantee is not Guarantee.AT_HOTEL
        ):
            raise InvalidInput(
                field="pay", problem=f"the rate {quote.plan.name} is paid when it is booked"
            )
        if quote.total.amount > LARGEST_AMOUNT:
            raise InvalidInput(field="price", problem="the total is too large; book in parts")
        if request.expected_total is not None and request.expected_total != quote.total:
            raise PriceChanged(expected=request.expected_total, now=quote.total, quote=quote)
        return Offer(
            page=page,
            quote=quote,
            demands=tuple(demands_of_request(request)),
            needs_processor=request.method.uses_processor and quote.total.amount > 0,
        )

    def _check_not_past(self, request: BookingRequest) -> None:
        today = self._store.read(lambda unit: inventory.business_day(unit, request.hotel_id))
        if today and request.stay.check_in < today:
            raise past(request, today)

    def _prepare(self, request: BookingRequest, offer: Offer) -> Prepared:
        """Say "sold out" before any intent exists, then make the intent."""
        if not offer.needs_processor:
            return Prepared()

        def look(unit: UnitOfWork) -> datetime:
            picture = inventory.look(unit, request.hotel_id, offer.demands)
            check_sellable(request, offer, picture)
            return unit.now

        now = self._store.read(look)
        try:
            return self._collector.prepare(
                request.method,
                offer.quote.total,
                hotel_id=request.hotel_id,
                key=request.key,
                token=request.token,
                description=f"{offer.page.hotel.name}, {request.stay.check_in:%d %b %Y}",
                now=now,
            )
        except KeyRefused as error:
            raise ProcessorUnavailable(reason=error.code, key_refused=True) from error
        except Rejected as error:
            what = _REFUSED.get(error.code, f"the payment company refuses it ({error.code})")
            raise InvalidInput(
                field="pay", problem=f"{what}; nothing was booked or charged, pay another way"
            ) from error
        except ProcessorError as error:
            raise ProcessorUnavailable(reason=type(error).__name__) from error

    def _hold(self, request: BookingRequest, offer: Offer, prepared: Prepared) -> _Held:
        """The first transaction, until it holds the rooms or it is certain that none are left."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            locking = self._locking.of(request.hotel_id, offer.demands)
            try:
                return self._store.write(
                    lambda unit, way=locking: self._try_to_hold(  # type: ignore[misc]
                        unit, request, offer, prepared, way
                    )
                )
            except DuplicateRow as taken:
                if "idempotency_key" in taken.index:
                    found = self._by_key(request)
                    if found is not None:
                        return _Held(reservation=found, joined=True)
                # Else a confirmation code or an id was drawn twice: draw again.
            except NotTaken:
                self._locking.lost(request.hotel_id, offer.demands)
            except CheckRefused as refused:
                if "never_oversold" not in refused.constraint:
                    raise  # it would refuse for ever
                self._locking.lost(request.hotel_id, offer.demands)
            if time.monotonic() > deadline:
                # Never "sold out" while a room may be left.
                raise DatabaseUnavailable(reason="too many desks want the same nights")

    def _try_to_hold(
        self,
        unit: UnitOfWork,
        request: BookingRequest,
        offer: Offer,
        prepared: Prepared,
        locking: Locking,
    ) -> _Held:
        if unit.attempt > 1:
            # The answer to COMMIT may have been lost: look the key up before anything else.
            found = reservation_reading.by_key(unit, request.hotel_id, request.key)
            if found is not None:
                return _Held(reservation=found, joined=True)
        picture = inventory.look(unit, request.hotel_id, offer.demands)
        check_sellable(request, offer, picture)
        new = draft(request, offer, prepared, self._actor, unit.now)
        due = unit.now + FIRST_LOOK if new.status is Status.PENDING else None
        reservations.add(unit, new, due_at=due)
        self._record(unit, new, request)
        if request.oversell:
            taken = inventory.take_above(unit, request.hotel_id, offer.demands)
        else:
            taken = inventory.take(unit, request.hotel_id, offer.demands, locking, picture)
        if not taken:
            raise NotTaken
        return _Held(reservation=new, joined=False)

    def _record(self, unit: UnitOfWork, new: Reservation, request: BookingRequest) -> None:
        detail = {
            "status": [None, new.status],
            "total": new.total_price.amount,
            "rooms": len(new.rooms),
            "stay": [new.stay.check_in.isoformat(), new.stay.check_out.isoformat()],
            "method": new.method,
        }
        if request.oversell:
            detail["oversell_approved_by"] = self._actor.name
        if request.agreed_price is not None:
            detail["price_set_by"] = self._actor.name
        tell(unit, new, "booked", self._actor, detail)
