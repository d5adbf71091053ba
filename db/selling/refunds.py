"""Refunds: promised under the guard of their payment, sent and settled by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from db.selling.reservation_reading import read_refund
from db.tables.reservation import payment, refund, reservation
from db.unit_of_work import UnitOfWork
from desk_app.domain.checking.stuck_refunds import StuckRefund
from desk_app.domain.selling.payments import RefundStatus
from desk_app.domain.selling.reservations import STUCK, Payment, Refund, Reservation


def promise(
    unit: UnitOfWork, of: Reservation, taken: Payment, new: Refund, *, key: str, actor: str
) -> bool:
    """Insert a refund and count it on its payment; False when the payment has not that much left.

    ``key`` is unique in the hotel: the same refund can not be promised twice (`DuplicateRow`).
    """
    t = payment.c
    counted = unit.execute(
        update(payment)
        .where(
            t.hotel_id == of.hotel_id,
            t.id == taken.id,
            t.refunded + new.amount <= t.captured,
        )
        .values(
            refunded=t.refunded + new.amount,
            version=t.version + 1,
            changed_by=actor,
            changed_at=unit.now,
        )
    )
    if counted.rowcount != 1:
        return False
    unit.execute(
        insert(refund),
        {
            "hotel_id": of.hotel_id,
            "id": new.id,
            "reservation_id": of.id,
            "payment_id": taken.id,
            "refund_key": key,
            "kind": new.kind,
            "amount": new.amount,
            "currency": of.currency,
            "status": new.status,
            "reason": new.reason,
            "approved_by": new.approved_by,
            "due_at": unit.now if new.status is RefundStatus.REQUESTED else None,
            "created_at": new.created_at,
            "version": 1,
            "changed_by": actor,
            "changed_at": new.created_at,
        },
    )
    return True


def move(
    unit: UnitOfWork,
    hotel_id: int,
    refund_id: int,
    before: RefundStatus,
    to: RefundStatus,
    *,
    actor: str,
    due_at: datetime | None = None,
    processor_refund_id: str | None = None,
    failure_code: str | None = None,
) -> bool:
    """Move a refund from a state, letting go of the worker's claim; False when it moved already."""
    t = refund.c
    values: dict[str, Any] = {"status": to, "due_at": due_at}
    values |= {"processor_refund_id": processor_refund_id} if processor_refund_id else {}
    values |= {"failure_code": failure_code} if failure_code else {}
    changed = unit.execute(
        update(refund)
        .where(t.hotel_id == hotel_id, t.id == refund_id, t.status == before)
        .values(
            **values,
            tries=t.tries + 1,
            lease_owner=None,
            lease_until=None,
            version=t.version + 1,
            changed_by=actor,
            changed_at=unit.now,
        )
    )
    return changed.rowcount == 1


def give_amount_back(
    unit: UnitOfWork, hotel_id: int, payment_id: int, amount: int, *, actor: str
) -> None:
    """A refund came to nothing: its payment has that much more to refund again."""
    t = payment.c
    changed = unit.execute(
        update(payment)
        .where(t.hotel_id == hotel_id, t.id == payment_id, t.refunded >= amount)
        .values(
            refunded=t.refunded - amount,
            version=t.version + 1,
            changed_by=actor,
            changed_at=unit.now,
        )
    )
    if changed.rowcount != 1:
        raise LookupError(f"payment {payment_id} has no {amount} refunded to give back")


def promised_under(unit: UnitOfWork, hotel_id: int, key_prefix: str) -> tuple[int, int] | None:
    """(reservation id, minor units) of the refunds whose keys are this and a payment's id, or None.

    Those that took the place of a failed one have longer keys, and do not count twice.
    """
    t = refund.c
    found = unit.execute(
        select(t.reservation_id, t.payment_id, t.refund_key, t.amount).where(
            t.hotel_id == hotel_id, t.refund_key.startswith(key_prefix, autoescape=True)
        )
    )
    # LIKE finds more: on SQLite capitals or not, everywhere keys that only begin so.
    rows = [row for row in found if row.refund_key == f"{key_prefix}{row.payment_id}"]
    return (rows[0].reservation_id, sum(row.amount for row in rows)) if rows else None


def key_and_processor_id(
    unit: UnitOfWork, hotel_id: int, refund_id: int
) -> tuple[str, str | None, int]:
    """(refund key, the processor's id once it has one, how often it was tried)."""
    t = refund.c
    row = unit.execute(
        select(t.refund_key, t.processor_refund_id, t.tries).where(
            t.hotel_id == hotel_id, t.id == refund_id
        )
    ).one()
    return row.refund_key, row.processor_refund_id, row.tries


def stuck(unit: UnitOfWork, hotel_ids: Sequence[int], limit: int) -> list[StuckRefund]:
    """Refunds of these hotels that somebody has to act on, oldest first, at most ``limit``."""
    t, r = refund.c, reservation.c
    rows = unit.execute(
        select(refund, r.confirmation_code)
        .join_from(refund, reservation, (r.hotel_id == t.hotel_id) & (r.id == t.reservation_id))
        .where(
            t.hotel_id.in_(hotel_ids),
            # The worker has nothing more to do on them: `move` let go of their due_at.
            t.due_at.is_(None),
            t.status.in_(sorted(STUCK)),
        )
        .order_by(t.created_at, t.id)
        .limit(limit)
    )
    return [
        StuckRefund(
            hotel_id=row.hotel_id,
            reservation_id=row.reservation_id,
            code=row.confirmation_code,
            currency=row.currency,
            refund=read_refund(row),
        )
        for row in rows
    ]
