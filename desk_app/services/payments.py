"""Payments after a booking: refunds of good will, refunds that got stuck, reconciliation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from db.selling import refunds
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.checking.reconciling import Reconciliation
from desk_app.domain.checking.stuck_refunds import StuckRefund
from desk_app.domain.errors import NotFound, ProcessorUnavailable
from desk_app.domain.permissions import Act, Actor
from desk_app.domain.selling.refunding import RefundRequest
from desk_app.domain.selling.reservations import Reservation
from desk_app.gateways.processor import Processor, ProcessorError
from desk_app.services.hotels import HotelService
from desk_app.services.selling.cancelling import Cancelling, load_reservation
from desk_app.services.selling.reconciliation import reconcile
from desk_app.services.selling.refunding import try_again

SINCE_ALWAYS = datetime(2020, 1, 1, tzinfo=UTC)
HOTELS_AT_ONCE = 500
MOST_STUCK = 500
"""More than anybody looks through; whoever counts says "500 or more" then."""


class PaymentService:
    def __init__(
        self,
        stores: Stores,
        hotels: HotelService,
        processor: Processor,
        cancelling: Cancelling,
        actor: Actor,
    ) -> None:
        self._stores = stores
        self._hotels = hotels
        self._processor = processor
        self._cancelling = cancelling
        self._actor = actor

    @property
    def is_training(self) -> bool:
        """True while the sandbox takes the payments: no real money."""
        return self._processor.is_training

    def refund(self, request: RefundRequest) -> Reservation:
        """Give part of what was paid back, of good will; once for a key however often it is sent.

        Needs a manager. Raises `NotAllowed`, `NotFound`, `InvalidInput` (more than is held),
        `IdempotencyMismatch`.
        """
        return self._cancelling.refund(request)

    def refund_again(self, hotel_id: int, reservation_id: int, refund_id: int) -> Reservation:
        """Ask anew for a refund that failed or was blocked. Needs a manager."""
        self._actor.must_be_allowed(Act.REFUND)

        def work(unit: UnitOfWork) -> Reservation:
            of = load_reservation(unit, hotel_id, reservation_id, lock=True)
            stuck = next((each for each in of.refunds if each.id == refund_id), None)
            if stuck is None:
                raise NotFound(what="refund", name=refund_id)
            if stuck.is_stuck:
                try_again(unit, of, stuck, self._actor)
            return load_reservation(unit, hotel_id, reservation_id)

        return self._stores.reservation.write(work)

    def stuck_refunds(self, hotel_id: int | None = None) -> tuple[StuckRefund, ...]:
        """Refunds that somebody has to act on, of one hotel or of all, oldest first.

        At most `MOST_STUCK` are given. Raises `DatabaseUnavailable`.
        """
        hotels = self._hotels.ids() if hotel_id is None else [hotel_id]
        found: list[StuckRefund] = []
        for start in range(0, len(hotels), HOTELS_AT_ONCE):
            some = hotels[start : start + HOTELS_AT_ONCE]
            found += self._stores.reservation.read(
                lambda unit: refunds.stuck(unit, some, MOST_STUCK)  # noqa: B023 - called at once
            )
        return tuple(sorted(found, key=_age)[:MOST_STUCK])

    def reconcile(
        self, hotel_ids: Sequence[int] | None = None, since: datetime = SINCE_ALWAYS
    ) -> Reconciliation:
        """Compare with the processor's own list, both ways. Raises `ProcessorUnavailable`."""
        hotels = self._hotels.ids() if hotel_ids is None else list(hotel_ids)
        try:
            return reconcile(self._stores, self._processor, hotels, since)
        except ProcessorError as error:
            raise ProcessorUnavailable(reason=str(error)) from error


def _age(of: StuckRefund) -> tuple[datetime, int]:
    return of.refund.created_at, of.refund.id
