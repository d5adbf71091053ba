"""The second transaction: what a payment's outcome does to the reservation that waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db.selling import inventory, refunds, reservation_reading, reservations
from db.selling.inventory import Picture
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.errors import HoldExpired, PaymentDeclined, PaymentUnknown
from desk_app.domain.ids import new_id
from desk_app.domain.permissions import Actor
from desk_app.domain.selling.availability import Demand, Locking
from desk_app.domain.selling.payments import PaymentStatus, RefundStatus
from desk_app.domain.selling.reservations import (
    LATE_MONEY,
    Payment,
    Refund,
    Reservation,
    ReservedRoom,
)
from desk_app.domain.selling.statuses import Status
from desk_app.services.selling.collecting import Collector, Outcome, Result
from desk_app.services.selling.trail import tell

FIRST_LOOK = timedelta(seconds=30)
"""When the worker first looks at a held booking: a desk that lives has settled it by then."""

POLL = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=5)

_PAYMENT_AFTER = {
    Result.SUCCEEDED: PaymentStatus.SUCCEEDED,
    Result.DECLINED: PaymentStatus.DECLINED,
    Result.CANCELLED: PaymentStatus.CANCELLED,
    Result.WAITING: PaymentStatus.WAITING,
    Result.NO_ANSWER: PaymentStatus.UNKNOWN,
}
_STATUS_AFTER = {
    Result.SUCCEEDED: Status.CONFIRMED,
    Result.DECLINED: Status.REJECTED,
    Result.CANCELLED: Status.EXPIRED,
}


class RoomsGone(Exception):
    """Late money came, and the rooms are sold to others."""


def demands_of(rooms: Sequence[ReservedRoom]) -> list[Demand]:
    """What some rooms hold, as the inventory counts it: rooms of one type and stay together."""
    counted: dict[tuple[int, Any, Any], int] = {}
    for room in rooms:
        key = (room.room_type_id, room.stay.check_in, room.stay.check_out)
        counted[key] = counted.get(key, 0) + 1
    return [
        Demand(room_type_id=kind, check_in=first, check_out=end, rooms=count)
        for (kind, first, end), count in sorted(counted.items())
    ]


class Settlement:
    """Drives a PENDING reservation to its end. Safe to run by any number at once."""

    def __init__(self, stores: Stores, collector: Collector, actor: Actor) -> None:
        self._store = stores.reservation
        self._collector = collector
        self._actor = actor

    def take(self, held: Reservation) -> Reservation:
        """Ask for the money of a reservation just held, and settle it."""
        return self.apply(held, self._collector.take(_payment(held)), at_desk=True)

    def resume(self, held: Reservation) -> Reservation:
        """Go on with a PENDING reservation, by the intent that is stored with it."""
        payment = _payment(held)
        outcome = self._collector.ask(payment)
        if outcome.result is Result.NOT_STARTED:
            outcome = self._collector.take(payment)
        return self.apply(held, outcome, at_desk=True)

    def look(self, held: Reservation) -> Reservation:
        """As `resume`, but never starts a payment: the worker has no guest before it."""
        return self.apply(held, self._collector.ask(_payment(held)))

    def end(
        self, held: Reservation, to: Status = Status.EXPIRED, *, at_desk: bool = False
    ) -> Reservation:
        """Stop the payment and release the rooms; if it was paid already, confirm instead.

        When the processor can not be asked, it stays held, and is looked at again.
        """
        outcome = self._collector.stop(_payment(held))
        return self.apply(held, outcome, cancelled=to, at_desk=at_desk)

    def apply(
        self,
        held: Reservation,
        outcome: Outcome,
        *,
        cancelled: Status = Status.EXPIRED,
        at_desk: bool = False,
    ) -> Reservation:
        """Write an outcome, once: whoever comes second gets what is there.

        ``at_desk`` leaves the worker's next look where it is: a desk that asks every few seconds
        would else put off the end of its hold for ever.
        """
        if held.status is not Status.PENDING:
            return self._late(held, outcome)
        after = (
            cancelled if outcome.result is Result.CANCELLED else _STATUS_AFTER.get(outcome.result)
        )
        if after is None:
            found = self._store.write(
                lambda unit: self._still_open(unit, held, outcome, at_desk=at_desk)
            )
        else:
            found = self._store.write(lambda unit: self._settle(unit, held, outcome, after))
        return self._after_losing(held, outcome) if found is None else found

    def _settle(
        self, unit: UnitOfWork, held: Reservation, outcome: Outcome, after: Status
    ) -> Reservation | None:
        actor = self._actor.name
        if not reservations.move(unit, held, after, actor=actor):
            return None
        reservations.move_rooms(unit, held, held.rooms, after, actor=actor)
        payment = _payment(held)
        self._write_payment(unit, held, payment, outcome)
        tell(
            unit,
            held,
            after.lower(),
            self._actor,
            {"status": [held.status, after], **_seen(outcome)},
        )
        released = after is not Status.CONFIRMED
        if released:
            reservations.mark_released(unit, held, held.rooms, unit.now)
            inventory.give_back(unit, held.hotel_id, demands_of(held.rooms))
        return _as_settled(held, after, outcome, unit.now, actor)

    def _still_open(
        self, unit: UnitOfWork, held: Reservation, outcome: Outcome, *, at_desk: bool
    ) -> Reservation | None:
        """None when somebody settled it meanwhile: nothing may be written over that."""
        payment = _payment(held)
        status = _PAYMENT_AFTER.get(outcome.result, payment.status)
        if at_desk:
            still = status is payment.status or reservations.keep(unit, held)
        else:
            still = reservations.look_again(unit, held, next_look(held, unit.now))
        if not still:
            return None
        if status is not payment.status:
            self._write_payment(unit, held, payment, outcome)
        return replace(held, payments=(replace(payment, status=status), *held.payments[1:]))

    def _after_losing(self, held: Reservation, outcome: Outcome) -> Reservation:
        """Somebody settled it first. If money moved and they did not know, it is late money."""
        current = self._store.read(
            lambda unit: reservation_reading.one(unit, held.hotel_id, held.id)
        )
        if current is None:
            raise LookupError(f"reservation {held.id} vanished")
        return self._late(current, outcome)

    def _late(self, current: Reservation, outcome: Outcome) -> Reservation:
        """An outcome for a reservation that is not PENDING any more."""
        payment = _payment(current)
        if payment.status is PaymentStatus.SUCCEEDED:
            return current
        if outcome.result is Result.SUCCEEDED:
            try:
                return self._store.write(lambda unit: self._retake(unit, current, outcome))
            except RoomsGone:
                return self._store.write(lambda unit: self._return_money(unit, current, outcome))
        return self._store.write(lambda unit: self._close_late(unit, current, outcome))

    def _close_late(self, unit: UnitOfWork, current: Reservation, outcome: Outcome) -> Reservation:
        payment = _payment(current)
        known = outcome.result in (Result.CANCELLED, Result.DECLINED)
        if known and payment.status is not _PAYMENT_AFTER[outcome.result]:
            if payment.status in (PaymentStatus.DECLINED, PaymentStatus.CANCELLED):
                return current
            self._write_payment(unit, current, payment, outcome)
            reservations.look_again(unit, current, None)
        elif not known and payment.status is PaymentStatus.UNKNOWN:
            reservations.look_again(unit, current, next_look(current, unit.now))
        return self._reread(unit, current)

    def _retake(self, unit: UnitOfWork, seen: Reservation, outcome: Outcome) -> Reservation:
        current = self._lock(unit, seen)
        payment = _payment(current)
        if payment.status is PaymentStatus.SUCCEEDED:
            return current
        demands = demands_of(current.rooms)
        today = inventory.business_day(unit, current.hotel_id)
        if current.status is not Status.EXPIRED or not today or current.stay.check_in < today:
            raise RoomsGone
        reservations.move(unit, current, Status.CONFIRMED, actor=self._actor.name)
        reservations.move_rooms(
            unit, current, current.rooms, Status.CONFIRMED, actor=self._actor.name
        )
        reservations.mark_released(unit, current, current.rooms, None)
        self._write_payment(unit, current, payment, outcome)
        tell(
            unit, current, "late_money", self._actor, {"status": [current.status, Status.CONFIRMED]}
        )
        nothing_seen = Picture(nights=(), business_date=None)
        if not inventory.take(unit, current.hotel_id, demands, Locking.GUARDED, nothing_seen):
            raise RoomsGone
        return self._reread(unit, current)

    def _return_money(self, unit: UnitOfWork, seen: Reservation, outcome: Outcome) -> Reservation:
        current = self._lock(unit, seen)
        payment = _payment(current)
        if payment.status is PaymentStatus.SUCCEEDED:
            return current
        self._write_payment(unit, current, payment, outcome)
        reservations.look_again(unit, current, None)
        reservations.touch(unit, current, actor=self._actor.name)
        refund = Refund(
            id=new_id(),
            payment_id=payment.id,
            kind=LATE_MONEY,
            amount=outcome.captured,
            status=RefundStatus.REQUESTED,
            reason="Paid after the hold had ended, and the rooms were gone",
            approved_by=None,
            failure_code=None,
            created_at=unit.now,
        )
        if outcome.captured:
            key = f"late:{payment.id}"
            refunds.promise(unit, current, payment, refund, key=key, actor=self._actor.name)
        tell(unit, current, "late_money", self._actor, {"refund": outcome.captured})
        return self._reread(unit, current)

    def _write_payment(
        self, unit: UnitOfWork, of: Reservation, payment: Payment, outcome: Outcome
    ) -> None:
        reservations.settle_payment(
            unit,
            of,
            payment,
            status=_PAYMENT_AFTER[outcome.result],
            actor=self._actor.name,
            captured=outcome.captured,
            intent_id=outcome.intent_id,
            card=outcome.card,
            decline_code=outcome.code,
        )

    def give_up_waiting(self, held: Reservation) -> Reservation:
        """Release the rooms of a hold whose payment can not be asked for; it stays UNKNOWN.

        The worker goes on asking: late money retakes the rooms or goes back.
        """

        def work(unit: UnitOfWork) -> Reservation:
            due = next_look(held, unit.now)
            moved = reservations.move(
                unit, held, Status.EXPIRED, actor=self._actor.name, due_at=due
            )
            if moved:
                reservations.move_rooms(
                    unit, held, held.rooms, Status.EXPIRED, actor=self._actor.name
                )
                self._write_payment(unit, held, _payment(held), Outcome(result=Result.NO_ANSWER))
                tell(unit, held, "expired", self._actor, {"status": [held.status, Status.EXPIRED]})
                reservations.mark_released(unit, held, held.rooms, unit.now)
                inventory.give_back(unit, held.hotel_id, demands_of(held.rooms))
            return self._reread(unit, held)

        return self._store.write(work)

    def _lock(self, unit: UnitOfWork, of: Reservation) -> Reservation:
        return _found(reservation_reading.one(unit, of.hotel_id, of.id, lock=True), of)

    def _reread(self, unit: UnitOfWork, of: Reservation) -> Reservation:
        return _found(reservation_reading.one(unit, of.hotel_id, of.id), of)


def answer(settled: Reservation) -> Reservation:
    """What a desk is told: the reservation, or the error that its state stands for.

    Raises `PaymentDeclined`, `HoldExpired`, `PaymentUnknown`; the same at every repetition.
    """
    payment = settled.payment
    if settled.status is Status.REJECTED:
        code = payment.decline_code if payment and payment.decline_code else "declined"
        raise PaymentDeclined(code=code, reservation=settled)
    if settled.status is Status.EXPIRED:
        unknown = payment is not None and payment.status is PaymentStatus.UNKNOWN
        raise HoldExpired(reservation=settled, money_unknown=unknown)
    if settled.status is Status.PENDING and payment and payment.status is PaymentStatus.UNKNOWN:
        raise PaymentUnknown(reservation=settled, key=settled.key)
    return settled


def next_look(of: Reservation, now: datetime) -> datetime:
    """Half as old again as it is now, at least `POLL`, at most `LONGEST_WAIT`, by its expiry."""
    later = now + min(max((now - of.created_at) / 2, POLL), LONGEST_WAIT)
    if of.expires_at is not None and of.expires_at > now:
        return min(later, of.expires_at)
    return later


def _payment(of: Reservation) -> Payment:
    if of.payment is None:
        raise LookupError(f"reservation {of.id} has no payment to settle")
    return of.payment


def _found(current: Reservation | None, of: Reservation) -> Reservation:
    if current is None:
        raise LookupError(f"reservation {of.id} vanished")
    return current


def _seen(outcome: Outcome) -> dict[str, Any]:
    seen: dict[str, Any] = {"payment": outcome.result.name}
    if outcome.captured:
        seen["captured"] = outcome.captured
    if outcome.code:
        seen["code"] = outcome.code
    return seen


def _as_settled(
    held: Reservation, after: Status, outcome: Outcome, now: datetime, actor: str
) -> Reservation:
    """The reservation as the transaction left it, without reading it again."""
    payment = _payment(held)
    paid = replace(
        payment,
        status=_PAYMENT_AFTER[outcome.result],
        captured=outcome.captured,
        intent_id=outcome.intent_id or payment.intent_id,
        card=outcome.card or payment.card,
        decline_code=outcome.code or payment.decline_code,
    )
    released = after is not Status.CONFIRMED
    rooms = tuple(
        replace(
            room,
            status=after,
            nights=tuple(replace(night, released=released) for night in room.nights),
        )
        for room in held.rooms
    )
    return replace(
        held,
        status=after,
        rooms=rooms,
        payments=(paid, *held.payments[1:]),
        expires_at=None,
        version=held.version + 1,
        changed_by=actor,
        changed_at=now,
    )
