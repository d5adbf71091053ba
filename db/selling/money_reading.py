"""Payments and refunds that went through the processor, for comparing with its own list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.tables.reservation import payment, refund, reservation
from db.unit_of_work import UnitOfWork
from desk_app.domain.selling.payments import PaymentMethod, PaymentStatus, RefundStatus

_BY_PROCESSOR = [method.value for method in PaymentMethod if method.uses_processor]
_AT_PROCESSOR = [RefundStatus.SENT, RefundStatus.SUCCEEDED]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedPayment:
    """One payment of ours; ``refunded`` are minor units that the processor has, sent or done."""

    hotel_id: int
    payment_id: int
    reservation_id: int
    confirmation_code: str
    idempotency_key: str
    reservation_status: str
    status: PaymentStatus
    intent_id: str | None
    captured: int
    refunded: int
    unsent: int
    currency: str
    created_at: datetime


def recorded_payments(
    unit: UnitOfWork, hotel_ids: Sequence[int], since: datetime
) -> list[RecordedPayment]:
    """All payments by card, terminal or link made at or after an instant (UTC)."""
    sent = _refunds(hotel_ids, _AT_PROCESSOR).subquery("sent")
    unsent = _refunds(hotel_ids, [RefundStatus.REQUESTED]).subquery("unsent")
    t = payment.c
    rows = unit.execute(
        select(
            payment,
            reservation.c.confirmation_code,
            reservation.c.idempotency_key,
            reservation.c.status.label("reservation_status"),
            func.coalesce(sent.c.amount, 0).label("sent"),
            func.coalesce(unsent.c.amount, 0).label("unsent"),
        )
        .join_from(
            payment,
            reservation,
            (reservation.c.hotel_id == t.hotel_id) & (reservation.c.id == t.reservation_id),
        )
        .outerjoin(sent, (sent.c.hotel_id == t.hotel_id) & (sent.c.payment_id == t.id))
        .outerjoin(unsent, (unsent.c.hotel_id == t.hotel_id) & (unsent.c.payment_id == t.id))
        .where(
            t.hotel_id.in_(hotel_ids),
            t.method.in_(_BY_PROCESSOR),
            t.created_at >= since,
        )
    )
    return [
        RecordedPayment(
            hotel_id=row.hotel_id,
            payment_id=row.id,
            reservation_id=row.reservation_id,
            confirmation_code=row.confirmation_code,
            idempotency_key=row.idempotency_key,
            reservation_status=row.reservation_status,
            status=PaymentStatus(row.status),
            intent_id=row.intent_id,
            captured=row.captured,
            refunded=int(row.sent),
            unsent=int(row.unsent),
            currency=row.currency,
            created_at=row.created_at,
        )
        for row in rows
    ]


def _refunds(hotel_ids: Sequence[int], statuses: Sequence[RefundStatus]):  # type: ignore[no-untyped-def]
    t = refund.c
    return (
        select(t.hotel_id, t.payment_id, func.sum(t.amount).label("amount"))
        .where(t.hotel_id.in_(hotel_ids), t.status.in_(statuses))
        .group_by(t.hotel_id, t.payment_id)
    )
