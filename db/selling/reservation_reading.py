"""Reading whole reservations: five statements, however many are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, Table, bindparam, or_, select

from db.tables.reservation import (
    payment,
    refund,
    reservation,
    reservation_night,
    reservation_room,
)
from db.unit_of_work import UnitOfWork
from desk_app.domain.selling.bookings import GuestDetails
from desk_app.domain.selling.payments import PaymentMethod, PaymentStatus, RefundStatus
from desk_app.domain.selling.policies import Terms
from desk_app.domain.selling.prices import Guarantee
from desk_app.domain.selling.reservations import (
    Payment,
    Refund,
    Reservation,
    ReservedNight,
    ReservedRoom,
)
from desk_app.domain.selling.statuses import Status
from desk_app.domain.stays import Stay

_BY_KEY = select(reservation.c.id).where(
    reservation.c.hotel_id == bindparam("hotel"),
    reservation.c.idempotency_key == bindparam("key"),
)
_ONE = select(reservation).where(
    reservation.c.hotel_id == bindparam("hotel"), reservation.c.id == bindparam("id")
)
_ONE_LOCKED = _ONE.with_for_update()


def _parts_of(table: Table, *order: Column[Any]) -> Select[Any]:
    # Built once: building the five statements anew cost a third of a cancellation.
    return (
        select(table)
        .where(
            table.c.hotel_id.in_(bindparam("hotels", expanding=True)),
            table.c.reservation_id.in_(bindparam("ids", expanding=True)),
        )
        .order_by(table.c.hotel_id, table.c.reservation_id, *order)
    )


_ROOMS = _parts_of(reservation_room, reservation_room.c.room_no)
_NIGHTS = _parts_of(reservation_night, reservation_night.c.room_no, reservation_night.c.stay_date)
_PAYMENTS = _parts_of(payment, payment.c.id)
_REFUNDS = _parts_of(refund, refund.c.id)


def by_key(unit: UnitOfWork, hotel_id: int, key: str) -> Reservation | None:
    """The reservation made under an idempotency key, or None (one cheap statement then)."""
    found = unit.execute(_BY_KEY, {"hotel": hotel_id, "key": key}).scalar()
    return None if found is None else one(unit, hotel_id, found)


def one(
    unit: UnitOfWork, hotel_id: int, reservation_id: int, *, lock: bool = False
) -> Reservation | None:
    """A reservation by id. ``lock`` holds its row until the unit ends (its own row only)."""
    statement = _ONE_LOCKED if lock else _ONE
    heads = unit.execute(statement, {"hotel": hotel_id, "id": reservation_id}).all()
    return next(iter(_complete(unit, heads)), None)


def by_code(unit: UnitOfWork, hotel_ids: Sequence[int], code: str) -> list[Reservation]:
    """At most one a hotel: codes are unique in their hotel only."""
    return _load(unit, hotel_ids, reservation.c.confirmation_code == code, limit=10)


def matching(
    unit: UnitOfWork,
    hotel_ids: Sequence[int],
    *,
    name_keys: Sequence[str],
    code: str | None,
    phone: str | None,
    limit: int,
) -> list[Reservation]:
    """Reservations whose name begins so, or with this code, or by phone (`text.phone_key`).

    Latest arrivals first.
    """
    t = reservation.c
    either: list[ColumnElement[bool]] = [
        t.name_key.startswith(key, autoescape=True) for key in name_keys
    ]
    if code:
        either.append(t.confirmation_code == code)
    if phone:
        either.append(t.phone_key.startswith(phone, autoescape=True))
    return _load(unit, hotel_ids, or_(*either), limit=limit) if either else []


def _load(
    unit: UnitOfWork, hotel_ids: Sequence[int], where: ColumnElement[bool], *, limit: int
) -> list[Reservation]:
    t = reservation.c
    statement = (
        select(reservation)
        .where(t.hotel_id.in_(hotel_ids), where)
        .order_by(t.check_in.desc(), t.id.desc())
        .limit(limit)
    )
    return _complete(unit, unit.execute(statement).all())


def _complete(unit: UnitOfWork, heads: Sequence[Row[Any]]) -> list[Reservation]:
    """Read all that hangs on some reservations, in their order."""
    if not heads:
        return []
    asked = {
        "hotels": sorted({head.hotel_id for head in heads}),
        "ids": [head.id for head in heads],
    }

    def parts(statement: Select[Any]) -> dict[tuple[int, int], list[Row[Any]]]:
        rows = unit.execute(statement, asked)
        return {
            key: list(some)
            for key, some in groupby(rows, lambda row: (row.hotel_id, row.reservation_id))
        }

    nights, rooms = parts(_NIGHTS), parts(_ROOMS)
    payments, refunds = parts(_PAYMENTS), parts(_REFUNDS)
    return [
        _reservation(
            head,
            rooms.get((head.hotel_id, head.id), []),
            nights.get((head.hotel_id, head.id), []),
            payments.get((head.hotel_id, head.id), []),
            refunds.get((head.hotel_id, head.id), []),
        )
        for head in heads
    ]


def _reservation(
    head: Row[Any],
    rooms: Sequence[Row[Any]],
    nights: Sequence[Row[Any]],
    payments: Sequence[Row[Any]],
    refunds: Sequence[Row[Any]],
) -> Reservation:
    return Reservation(
        hotel_id=head.hotel_id,
        id=head.id,
        code=head.confirmation_code,
        key=head.idempotency_key,
        body_hash=head.body_hash,
        status=Status(head.status),
        guest=GuestDetails(
            last_name=head.last_name,
            first_name=head.first_name,
            phone=head.phone,
            email=head.email,
            guest_id=head.guest_id,
        ),
        stay=Stay(head.check_in, head.check_out),
        currency=head.currency,
        rate_plan_id=head.rate_plan_id,
        rate_plan_code=head.rate_plan_code,
        guarantee=Guarantee(head.guarantee),
        method=PaymentMethod(head.method),
        terms=Terms.from_json(head.terms),
        rooms=tuple(_room(row, nights) for row in rooms),
        payments=tuple(_payment(row) for row in payments),
        refunds=tuple(read_refund(row) for row in refunds),
        notes=head.notes,
        source=head.source,
        expires_at=head.expires_at,
        created_at=head.created_at,
        created_by=head.created_by,
        version=head.version,
        changed_by=head.changed_by,
        changed_at=head.changed_at,
    )


def _room(row: Row[Any], nights: Sequence[Row[Any]]) -> ReservedRoom:
    return ReservedRoom(
        room_no=row.room_no,
        room_type_id=row.room_type_id,
        adults=row.adults,
        children=row.children,
        stay=Stay(row.check_in, row.check_out),
        status=Status(row.status),
        nights=tuple(
            ReservedNight(
                stay_date=night.stay_date,
                price=night.price,
                released=night.released_at is not None,
            )
            for night in nights
            if night.room_no == row.room_no
        ),
        fee=row.fee,
        fee_waived_by=row.fee_waived_by,
        cancelled_at=row.cancelled_at,
    )


def _payment(row: Row[Any]) -> Payment:
    return Payment(
        id=row.id,
        method=PaymentMethod(row.method),
        status=PaymentStatus(row.status),
        amount=row.amount,
        captured=row.captured,
        refunded=row.refunded,
        intent_id=row.intent_id,
        session_id=row.session_id,
        pay_url=row.pay_url,
        reader_id=row.reader_id,
        card=row.card,
        decline_code=row.decline_code,
        created_at=row.created_at,
    )


def read_refund(row: Row[Any]) -> Refund:
    return Refund(
        id=row.id,
        payment_id=row.payment_id,
        kind=row.kind,
        amount=row.amount,
        status=RefundStatus(row.status),
        reason=row.reason,
        approved_by=row.approved_by,
        failure_code=row.failure_code,
        created_at=row.created_at,
    )
