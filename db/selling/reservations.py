"""Writing reservations with their rooms, nights and payments, and moving them between states.

Every move is an UPDATE that names the state it comes from: of a desk, the worker and a late
answer, one wins and the others see that they did not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, update

from db.tables.reservation import payment, reservation, reservation_night, reservation_room
from db.unit_of_work import UnitOfWork
from desk_app.domain.selling.payments import PaymentStatus
from desk_app.domain.selling.reservations import Payment, Reservation, ReservedRoom
from desk_app.domain.selling.statuses import Status
from desk_app.domain.text import name_key, phone_key

_INSERT_RESERVATION = insert(reservation)
_INSERT_ROOM = insert(reservation_room)
_INSERT_NIGHT = insert(reservation_night)
_INSERT_PAYMENT = insert(payment)


def add(unit: UnitOfWork, new: Reservation, *, due_at: datetime | None) -> None:
    """Insert a reservation with all that hangs on it. ``due_at``: the worker's first look.

    A key or code that is taken comes as `DuplicateRow` out of the unit of work.
    """
    edited = {"version": 1, "changed_by": new.changed_by, "changed_at": new.changed_at}
    owner = {"hotel_id": new.hotel_id, "reservation_id": new.id}
    guest = new.guest
    unit.execute(
        _INSERT_RESERVATION,
        {
            "hotel_id": new.hotel_id,
            "id": new.id,
            "confirmation_code": new.code,
            "idempotency_key": new.key,
            "body_hash": new.body_hash,
            "status": new.status,
            "guest_id": guest.guest_id,
            "last_name": guest.last_name,
            "first_name": guest.first_name,
            "name_key": name_key(f"{guest.last_name} {guest.first_name}")[:250],
            "phone": guest.phone,
            "phone_key": phone_key(guest.phone),
            "email": guest.email,
            "check_in": new.stay.check_in,
            "check_out": new.stay.check_out,
            "currency": new.currency,
            "rate_plan_id": new.rate_plan_id,
            "rate_plan_code": new.rate_plan_code,
            "guarantee": new.guarantee,
            "method": new.method,
            "terms": new.terms.to_json(),
            "notes": new.notes,
            "source": new.source,
            "expires_at": new.expires_at,
            "due_at": due_at,
            "created_at": new.created_at,
            "created_by": new.created_by,
            **edited,
        },
    )
    unit.execute(
        _INSERT_ROOM,
        [
            {
                **owner,
                "room_no": room.room_no,
                "room_type_id": room.room_type_id,
                "adults": room.adults,
                "children": room.children,
                "check_in": room.stay.check_in,
                "check_out": room.stay.check_out,
                "status": room.status,
                **edited,
            }
            for room in new.rooms
        ],
    )
    unit.execute(
        _INSERT_NIGHT,
        [
            {
                **owner,
                "room_no": room.room_no,
                "stay_date": night.stay_date,
                "room_type_id": room.room_type_id,
                "price": night.price,
            }
            for room in new.rooms
            for night in room.nights
        ],
    )
    for taken in new.payments:
        add_payment(unit, new, taken)


def add_payment(unit: UnitOfWork, owner: Reservation, new: Payment) -> None:
    unit.execute(
        _INSERT_PAYMENT,
        {
            "hotel_id": owner.hotel_id,
            "id": new.id,
            "reservation_id": owner.id,
            "method": new.method,
            "status": new.status,
            "amount": new.amount,
            "currency": owner.currency,
            "captured": new.captured,
            "refunded": new.refunded,
            "intent_id": new.intent_id,
            "session_id": new.session_id,
            "pay_url": new.pay_url,
            "reader_id": new.reader_id,
            "card": new.card,
            "decline_code": new.decline_code,
            "created_at": new.created_at,
            "version": 1,
            "changed_by": owner.changed_by,
            "changed_at": new.created_at,
        },
    )


def move(
    unit: UnitOfWork,
    of: Reservation,
    to: Status,
    *,
    actor: str,
    due_at: datetime | None = None,
) -> bool:
    """Move a reservation from the state it was read in, and end its hold and the worker's claim.

    False when it is in that state no more.
    """
    changed = unit.execute(
        update(reservation)
        .where(
            reservation.c.hotel_id == of.hotel_id,
            reservation.c.id == of.id,
            reservation.c.status == of.status,
        )
        .values(
            status=to,
            expires_at=None,
            due_at=due_at,
            tries=0,
            lease_owner=None,
            lease_until=None,
            **_edited(reservation, actor, unit.now),
        )
    )
    return changed.rowcount == 1


def touch(unit: UnitOfWork, of: Reservation, *, actor: str) -> None:
    """Bump the version of a reservation whose rooms or money change in this unit."""
    unit.execute(
        update(reservation)
        .where(reservation.c.hotel_id == of.hotel_id, reservation.c.id == of.id)
        .values(**_edited(reservation, actor, unit.now))
    )


def keep(unit: UnitOfWork, of: Reservation) -> bool:
    """Hold a reservation in the state it was read in until the unit ends; False if it moved on."""
    changed = unit.execute(
        update(reservation)
        .where(
            reservation.c.hotel_id == of.hotel_id,
            reservation.c.id == of.id,
            reservation.c.status == of.status,
        )
        .values(version=reservation.c.version + 1)
    )
    return changed.rowcount == 1


def look_again(unit: UnitOfWork, of: Reservation, due_at: datetime | None) -> bool:
    """Say when the worker has to look at a reservation next, and let go of its claim.

    False when it is not in the state it was read in any more.
    """
    changed = unit.execute(
        update(reservation)
        .where(
            reservation.c.hotel_id == of.hotel_id,
            reservation.c.id == of.id,
            reservation.c.status == of.status,
        )
        .values(
            due_at=due_at,
            tries=reservation.c.tries + 1,
            lease_owner=None,
            lease_until=None,
            version=reservation.c.version + 1,
        )
    )
    return changed.rowcount == 1


def move_rooms(
    unit: UnitOfWork, of: Reservation, rooms: Sequence[ReservedRoom], to: Status, *, actor: str
) -> bool:
    """Move rooms from the states they were read in; False when one is in it no more."""
    t = reservation_room.c
    moved = 0
    for before in sorted({room.status for room in rooms}):
        moved += unit.execute(
            update(reservation_room)
            .where(
                t.hotel_id == of.hotel_id,
                t.reservation_id == of.id,
                t.room_no.in_([room.room_no for room in rooms if room.status == before]),
                t.status == before,
            )
            .values(status=to, **_edited(reservation_room, actor, unit.now))
        ).rowcount
    return moved == len(rooms)


_CANCEL_ROOM = (
    update(reservation_room)
    .where(
        reservation_room.c.hotel_id == bindparam("hotel"),
        reservation_room.c.reservation_id == bindparam("reservation"),
        reservation_room.c.room_no == bindparam("room"),
        reservation_room.c.status == Status.CONFIRMED,
    )
    .values(
        status=Status.CANCELLED,
        fee=bindparam("room_fee"),
        fee_waived_by=bindparam("waived_by"),
        cancelled_at=bindparam("at"),
        version=reservation_room.c.version + 1,
        changed_by=bindparam("actor"),
        changed_at=bindparam("at"),
    )
)


def cancel_room(
    unit: UnitOfWork,
    of: Reservation,
    room: ReservedRoom,
    *,
    fee: int,
    waived_by: str | None,
    actor: str,
) -> bool:
    """CONFIRMED → CANCELLED for one room; False when it is not CONFIRMED any more."""
    changed = unit.execute(
        _CANCEL_ROOM,
        {
            "hotel": of.hotel_id,
            "reservation": of.id,
            "room": room.room_no,
            "room_fee": fee,
            "waived_by": waived_by,
            "actor": actor,
            "at": unit.now,
        },
    )
    return changed.rowcount == 1


def mark_released(
    unit: UnitOfWork, of: Reservation, rooms: Sequence[ReservedRoom], at: datetime | None
) -> None:
    """Set (or with None clear) `released_at` on all nights of some rooms."""
    t = reservation_night.c
    unit.execute(
        update(reservation_night)
        .where(
            t.hotel_id == of.hotel_id,
            t.reservation_id == of.id,
            t.room_no.in_([room.room_no for room in rooms]),
        )
        .values(released_at=at)
    )


def settle_payment(
    unit: UnitOfWork,
    of: Reservation,
    taken: Payment,
    *,
    status: PaymentStatus,
    actor: str,
    captured: int = 0,
    intent_id: str | None = None,
    card: str | None = None,
    decline_code: str | None = None,
) -> bool:
    """Write what became of a payment; a SUCCEEDED one is never written over. False if it was."""
    t = payment.c
    values: dict[str, Any] = {"status": status, "captured": captured}
    values |= {"intent_id": intent_id} if intent_id else {}
    # The processor's own words: one that is too long must not keep the money from being written.
    values |= {"card": card[:40]} if card else {}
    values |= {"decline_code": decline_code[:64]} if decline_code else {}
    changed = unit.execute(
        update(payment)
        .where(
            and_(
                t.hotel_id == of.hotel_id,
                t.id == taken.id,
                t.status != PaymentStatus.SUCCEEDED,
            )
        )
        .values(**values, **_edited(payment, actor, unit.now))
    )
    return changed.rowcount == 1


def _edited(table: Any, actor: str, at: datetime) -> dict[str, Any]:
    return {"version": table.c.version + 1, "changed_by": actor, "changed_at": at}
