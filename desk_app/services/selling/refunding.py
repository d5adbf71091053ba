"""Sending promised refunds: only the worker does, and only after its own sum agrees."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.selling import refunds, reservation_reading, reservations
from db.selling.work_queue import Claim, Queue, put_back
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.errors import InvalidInput, Refused
from desk_app.domain.ids import new_id
from desk_app.domain.money import Money
from desk_app.domain.permissions import Act, Actor
from desk_app.domain.selling.payments import ProcessorRefund, RefundStatus
from desk_app.domain.selling.reservations import (
    GOODWILL,
    Account,
    Payment,
    Refund,
    Reservation,
    ReservedRoom,
)
from desk_app.domain.selling.statuses import Status
from desk_app.gateways.processor import (
    Declined,
    KeyRefused,
    NoAnswer,
    Processor,
    Rejected,
    Unreachable,
)
from desk_app.services.selling.trail import tell

TRIES_UNDER_ONE_KEY = 3
"""A stored 500 is repeated for ever under its key. By now no request can be under way any more
(each try comes minutes after the last), and the processor's list shows that none arrived."""

WATCHED = timedelta(days=30)
"""A refund that was done can still come back from the guest's bank, days later."""

_MOVES = {"succeeded": RefundStatus.SUCCEEDED, "pending": RefundStatus.SENT}


class RefundSender:
    def __init__(self, stores: Stores, processor: Processor, actor: Actor) -> None:
        self._store = stores.reservation
        self._processor = processor
        self._actor = actor

    def work(self, claim: Claim, owner: str) -> RefundStatus | None:
        """Drive one claimed refund a step on; its state afterwards, None if it was so before."""
        self._actor.must_be_allowed(Act.SEND_REFUND)
        # Under its lock: a room cancelled between two of the reads would make the sum differ.
        of = self._store.write(
            lambda unit: reservation_reading.one(
                unit, claim.hotel_id, claim.reservation_id, lock=True
            )
        )
        if of is None:
            raise LookupError(f"reservation {claim.reservation_id} vanished")
        refund = next(each for each in of.refunds if each.id == claim.id)
        if refund.status is RefundStatus.REQUESTED:
            if not owed(of, refund):
                return self._fail(of, refund, RefundStatus.BLOCKED, "sum_differs")
            return self._send(of, refund, claim, owner)
        after = self._follow(of, refund, claim, owner)
        return None if after is RefundStatus.SUCCEEDED is refund.status else after

    def _send(self, of: Reservation, refund: Refund, claim: Claim, owner: str) -> RefundStatus:
        payment = next(each for each in of.payments if each.id == refund.payment_id)
        key, _, _ = self._store.read(
            lambda unit: refunds.key_and_processor_id(unit, of.hotel_id, refund.id)
        )
        if claim.tries >= TRIES_UNDER_ONE_KEY:
            key = f"{key}:{claim.tries // TRIES_UNDER_ONE_KEY}"
        try:
            # Asked at the first try too: a worker may have died in one, and the processor forgets
            # its keys after a day.
            answer = self._arrived(payment, refund) or self._processor.refund(
                intent_id=payment.intent_id or "",
                amount=Money(refund.amount, of.currency),
                key=f"{of.hotel_id}:{key}",
                metadata={"hotel_id": str(of.hotel_id), "refund_id": str(refund.id)},
            )
        except (NoAnswer, Unreachable, KeyRefused):
            return self._later(refund, claim, owner)
        except (Rejected, Declined) as error:
            return self._rejected(of, refund, payment, claim, owner, error.code)
        except InvalidInput:
            # Not sent: cards take two decimals of KWD, and a share of a stay may have three.
            return self._fail(of, refund, RefundStatus.FAILED, "amount_not_payable_by_card")
        return self._write(of, refund, answer)

    def _rejected(
        self,
        of: Reservation,
        refund: Refund,
        payment: Payment,
        claim: Claim,
        owner: str,
        code: str,
    ) -> RefundStatus:
        """A definite no; but "refunded already" may be our own refund, its answer lost."""
        try:
            arrived = self._arrived(payment, refund)
        except (NoAnswer, Unreachable, Rejected, Declined):
            return self._later(refund, claim, owner)
        if arrived is not None:
            return self._write(of, refund, arrived)
        return self._fail(of, refund, RefundStatus.FAILED, code)

    def _arrived(self, payment: Payment, refund: Refund) -> ProcessorRefund | None:
        for known in self._processor.refunds(intent_id=payment.intent_id):
            if known.metadata.get("refund_id") == str(refund.id):
                return known
        return None

    def _follow(self, of: Reservation, refund: Refund, claim: Claim, owner: str) -> RefundStatus:
        _, processor_id, _ = self._store.read(
            lambda unit: refunds.key_and_processor_id(unit, of.hotel_id, refund.id)
        )
        try:
            return self._write(of, refund, self._processor.retrieve_refund(processor_id or ""))
        except (NoAnswer, Unreachable, Rejected, Declined):
            return self._later(refund, claim, owner)

    def _write(self, of: Reservation, refund: Refund, answer: ProcessorRefund) -> RefundStatus:
        to = _MOVES.get(answer.status)
        if to is None:
            return self._fail(
                of, refund, RefundStatus.FAILED, answer.failure_reason or answer.status, answer.id
            )

        def work(unit: UnitOfWork) -> RefundStatus:
            later = next_look(refund, to, unit.now)
            moved = refunds.move(
                unit,
                of.hotel_id,
                refund.id,
                refund.status,
                to,
                actor=self._actor.name,
                due_at=later,
                processor_refund_id=answer.id,
            )
            if moved and to is not refund.status:
                tell(unit, of, "refund_" + to.lower(), self._actor, {"amount": refund.amount})
            return to

        return self._store.write(work)

    def _fail(
        self,
        of: Reservation,
        refund: Refund,
        to: RefundStatus,
        code: str,
        processor_refund_id: str | None = None,
    ) -> RefundStatus:
        """The refund came to nothing: its amount goes back to the payment, and staff see it."""

        def work(unit: UnitOfWork) -> RefundStatus:
            # The reservation first, as whoever cancels it locks it first.
            reservations.touch(unit, of, actor=self._actor.name)
            moved = refunds.move(
                unit,
                of.hotel_id,
                refund.id,
                refund.status,
                to,
                actor=self._actor.name,
                failure_code=code[:64],
                processor_refund_id=processor_refund_id,
            )
            if moved:
                refunds.give_amount_back(
                    unit, of.hotel_id, refund.payment_id, refund.amount, actor=self._actor.name
                )
                detail = {"amount": refund.amount, "code": code}
                tell(unit, of, "refund_" + to.lower(), self._actor, detail)
            return to

        return self._store.write(work)

    def _later(self, refund: Refund, claim: Claim, owner: str) -> RefundStatus:
        wait = timedelta(minutes=min(2**claim.tries, 60))

        def work(unit: UnitOfWork) -> None:
            put_back(unit, Queue.REFUNDS, claim, owner, unit.now + wait)

        self._store.write(work)
        return refund.status


def next_look(refund: Refund, to: RefundStatus, now: datetime) -> datetime | None:
    """A sent one soon; a done one ever more rarely, until it is certain to stay done."""
    if to is RefundStatus.SENT:
        return now + timedelta(minutes=1)
    age = now - refund.created_at
    return None if age > WATCHED else now + max(age, timedelta(minutes=5))


def owed(of: Reservation, refund: Refund) -> bool:
    """Whether a refund leaves what the stored terms say is due; recomputed, nothing trusted.

    Fees are worked out anew from the terms fixed when it was booked and the instant of each
    cancellation; good will needs somebody's approval.
    """
    if refund.kind == GOODWILL and refund.approved_by is None:
        return False
    stored = Account.of(of.rooms, of.payments, of.refunds)
    due = stored.due + sum(_fee(of, room) - room.fee for room in of.rooms)
    return stored.captured - stored.refunded >= min(max(0, due), stored.captured)


def _fee(of: Reservation, room: ReservedRoom) -> int:
    if room.status is not Status.CANCELLED or room.cancelled_at is None:
        return 0
    if room.fee_waived_by is not None:
        return 0
    prices = [night.price for night in room.nights]
    return of.terms.fee_at(room.cancelled_at, room.stay.check_in, prices)


def try_again(unit: UnitOfWork, of: Reservation, stuck: Refund, actor: Actor) -> None:
    """Replace a failed or blocked refund by a new one of the same amount."""
    payment = next(each for each in of.payments if each.id == stuck.payment_id)
    old_key, _, _ = refunds.key_and_processor_id(unit, of.hotel_id, stuck.id)
    if not refunds.move(
        unit, of.hotel_id, stuck.id, stuck.status, RefundStatus.REPLACED, actor=actor.name
    ):
        return
    new = Refund(
        id=new_id(),
        payment_id=stuck.payment_id,
        kind=stuck.kind,
        amount=stuck.amount,
        status=RefundStatus.REQUESTED,
        reason=stuck.reason,
        approved_by=stuck.approved_by,
        failure_code=None,
        created_at=unit.now,
    )
    key = f"{old_key}:r{stuck.id}"[-128:]
    if not refunds.promise(unit, of, payment, new, key=key, actor=actor.name):
        raise Refused("This payment has been refunded already; nothing was changed.")
    reservations.touch(unit, of, actor=actor.name)
    tell(unit, of, "refund_asked_again", actor, {"amount": stuck.amount})
