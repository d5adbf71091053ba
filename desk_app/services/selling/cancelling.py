"""Cancelling rooms and promising money back: one transaction, previewed before it happens."""

from __future__ import annotations

from typing import Any

from db.errors import DuplicateRow
from db.selling import inventory, refunds, reservation_reading, reservations
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.errors import (
    IdempotencyMismatch,
    InvalidInput,
    NotFound,
    ProcessorUnavailable,
    Refused,
)
from desk_app.domain.ids import new_id
from desk_app.domain.money import Money
from desk_app.domain.permissions import Act, Actor
from desk_app.domain.selling.cancelling import (
    CancelPreview,
    CancelRequest,
    NotCancellable,
    RefundChanged,
    RefundPart,
    as_cancelled,
    preview,
    refund_parts,
)
from desk_app.domain.selling.payments import PaymentMethod, RefundStatus
from desk_app.domain.selling.refunding import RefundRequest
from desk_app.domain.selling.reservations import (
    CANCELLATION,
    GOODWILL,
    Payment,
    Refund,
    Reservation,
    ReservedRoom,
)
from desk_app.domain.selling.statuses import Status
from desk_app.services.selling.settlement import Settlement, demands_of
from desk_app.services.selling.trail import tell


class Cancelling:
    def __init__(self, stores: Stores, settlement: Settlement, actor: Actor) -> None:
        self._store = stores.reservation
        self._settlement = settlement
        self._actor = actor

    def preview(self, request: CancelRequest) -> CancelPreview:
        """What would happen to the money now. Changes nothing."""

        def work(unit: UnitOfWork) -> CancelPreview:
            current = load_reservation(unit, request.hotel_id, request.reservation_id)
            rooms = _chosen(current, request)
            if current.status is Status.PENDING:
                _check_whole(current, rooms)
                return preview(current, (), unit.now, waive_fee=False)
            for room in rooms:
                if room.status is not Status.CONFIRMED:
                    raise NotCancellable(status=room.status)
            return preview(current, rooms, unit.now, waive_fee=request.waive_fee)

        return self._store.read(work)

    def cancel(self, request: CancelRequest) -> Reservation:
        """See `ReservationService.cancel`."""
        self._actor.must_be_allowed(Act.CANCEL)
        if request.waive_fee:
            self._actor.must_be_allowed(Act.WAIVE_FEE)
        current = self._store.write(lambda unit: self._cancel(unit, request))
        if current.status is not Status.PENDING:
            return current
        _check_whole(current, _chosen(current, request))
        return self._cancel_hold(current)

    def _cancel_hold(self, held: Reservation) -> Reservation:
        """Stop the payment first. Paid meanwhile: it is confirmed, and to be cancelled anew."""
        ended = self._settlement.end(held, Status.CANCELLED, at_desk=True)
        if ended.status is Status.PENDING:
            raise ProcessorUnavailable(reason="the payment could not be stopped")
        if ended.status is Status.CONFIRMED:
            raise Refused(
                "The guest's payment went through meanwhile, so the booking is confirmed; look at"
                " the fee and cancel again.",
                reservation=ended,
            )
        return ended

    def _cancel(self, unit: UnitOfWork, request: CancelRequest) -> Reservation:
        """The reservation afterwards; unchanged when it is a hold, or cancelled already."""
        current = load_reservation(unit, request.hotel_id, request.reservation_id, lock=True)
        rooms = _chosen(current, request)
        if current.status is Status.PENDING or not rooms:
            return current
        for room in rooms:
            if room.status is not Status.CONFIRMED:
                raise NotCancellable(status=room.status)
        money = preview(current, rooms, unit.now, waive_fee=request.waive_fee)
        told = request.expected_refund
        if told is not None and told != Money(money.refund, current.currency):
            raise RefundChanged(expected=told, preview=money)
        self._write_rooms(unit, current, rooms, money)
        promised = []
        for part in money.parts:
            # A room is cancelled once in its life, so its number makes the key the refund's own.
            key = f"cancel:{current.id}:{rooms[0].room_no}:{part.payment_id}"
            promised.append(
                self.promise(
                    unit,
                    current,
                    part,
                    key=key,
                    kind=CANCELLATION,
                    reason=request.reason,
                    approved=request.waive_fee,
                )
            )
        tell(unit, current, "cancelled", self._actor, _detail(request, rooms, money))
        inventory.give_back(unit, current.hotel_id, demands_of(rooms))
        return as_cancelled(current, money, promised, self._actor.name)

    def _write_rooms(
        self,
        unit: UnitOfWork,
        current: Reservation,
        rooms: tuple[ReservedRoom, ...],
        money: CancelPreview,
    ) -> None:
        left = [
            room
            for room in current.rooms
            if room not in rooms and room.status is not Status.CANCELLED
        ]
        actor = self._actor.name
        if not left:
            moved = reservations.move(unit, current, Status.CANCELLED, actor=actor)
            _must(moved, current)
        else:
            reservations.touch(unit, current, actor=actor)
        fees = {each.room_no: each.fee for each in money.fees}
        for room in rooms:
            moved = reservations.cancel_room(
                unit,
                current,
                room,
                fee=fees[room.room_no],
                waived_by=actor if money.fee_waived else None,
                actor=actor,
            )
            _must(moved, current)
        reservations.mark_released(unit, current, rooms, unit.now)

    def refund(self, request: RefundRequest) -> Reservation:
        """Give part of the money back of good will. See `PaymentService.refund`."""
        self._actor.must_be_allowed(Act.REFUND)
        try:
            return self._store.write(lambda unit: self._refund(unit, request))
        except DuplicateRow:
            return self._store.write(lambda unit: self._refund(unit, request))

    def _refund(self, unit: UnitOfWork, request: RefundRequest) -> Reservation:
        current = load_reservation(unit, request.hotel_id, request.reservation_id, lock=True)
        known = refunds.promised_under(unit, request.hotel_id, f"goodwill:{request.key}:")
        if known is not None:
            if known != (request.reservation_id, request.amount.amount):
                raise IdempotencyMismatch(key=request.key)
            return current
        if request.amount.currency != current.currency:
            raise InvalidInput(field="amount", problem=f"this was paid in {current.currency}")
        held = current.money.held
        if request.amount.amount > held:
            raise InvalidInput(
                field="amount",
                problem=f"at most {Money(held, current.currency)} can be refunded",
            )
        reservations.touch(unit, current, actor=self._actor.name)
        for part in refund_parts(current, request.amount.amount):
            self.promise(
                unit,
                current,
                part,
                key=f"goodwill:{request.key}:{part.payment_id}",
                kind=GOODWILL,
                reason=request.reason,
                approved=True,
            )
        detail = {"amount": request.amount.amount, "reason": request.reason}
        tell(unit, current, "refund_promised", self._actor, detail)
        return load_reservation(unit, request.hotel_id, request.reservation_id)

    def promise(
        self,
        unit: UnitOfWork,
        current: Reservation,
        part: RefundPart,
        *,
        key: str,
        kind: str,
        reason: str,
        approved: bool,
    ) -> Refund:
        """Insert a refund; cash is settled at once, the worker sends the rest."""
        cash = part.method is PaymentMethod.CASH
        new = Refund(
            id=new_id(),
            payment_id=part.payment_id,
            kind=kind,
            amount=part.amount,
            status=RefundStatus.SUCCEEDED if cash else RefundStatus.REQUESTED,
            reason=reason,
            approved_by=self._actor.name if approved else None,
            failure_code=None,
            created_at=unit.now,
        )
        payment = _payment(current, part.payment_id)
        if not refunds.promise(unit, current, payment, new, key=key, actor=self._actor.name):
            raise Refused("This payment has been refunded already; nothing was changed.")
        return new


def _check_whole(held: Reservation, rooms: tuple[ReservedRoom, ...]) -> None:
    if len(rooms) < len(held.rooms):
        raise NotCancellable(status=held.status)


def _must(moved: bool, of: Reservation) -> None:
    if not moved:
        raise LookupError(f"reservation {of.id} moved though its row is locked")


def _chosen(current: Reservation, request: CancelRequest) -> tuple[ReservedRoom, ...]:
    """The rooms that a request names and that are not cancelled yet."""
    known = {room.room_no for room in current.rooms}
    for number in request.room_nos or ():
        if number not in known:
            raise NotFound(what="room number", name=f"{number} in {current.confirmation_code}")
    return tuple(
        room
        for room in current.rooms
        if (request.room_nos is None or room.room_no in request.room_nos)
        and room.status is not Status.CANCELLED
    )


def load_reservation(
    unit: UnitOfWork, hotel_id: int, reservation_id: int, *, lock: bool = False
) -> Reservation:
    """Raises `NotFound`. ``lock`` holds its row until the unit ends."""
    found = reservation_reading.one(unit, hotel_id, reservation_id, lock=lock)
    if found is None:
        raise NotFound(what="reservation", name=reservation_id)
    return found


def _payment(of: Reservation, payment_id: int) -> Payment:
    return next(payment for payment in of.payments if payment.id == payment_id)


def _detail(
    request: CancelRequest, rooms: tuple[ReservedRoom, ...], money: CancelPreview
) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "rooms": [room.room_no for room in rooms],
        "reason": request.reason,
        "fee": money.fee,
        "refund": money.refund,
    }
    if money.fee_waived:
        detail["fee_waived"] = True
    return detail
