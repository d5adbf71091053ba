"""Reservations with their rooms, nights and money, written straight into the tables.

What is written is consistent; a test then spoils one thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from db.tables.reservation import (
    payment,
    refund,
    reservation,
    reservation_night,
    reservation_room,
    room_inventory,
)

HOTEL, OTHER_HOTEL = 41, 7_000_000_000_000_000_001
ROOM_TYPE = 5
ARRIVAL = date(2030, 3, 30)
NIGHTS = 3
PRICE = 100_00
STAY_PRICE = NIGHTS * PRICE
NOW = datetime(2030, 3, 1, 12, tzinfo=UTC)
GAVE_UP = ("REJECTED", "EXPIRED", "CANCELLED")
_EDITED = {"version": 1, "changed_by": "test", "changed_at": NOW}


@dataclass(frozen=True, kw_only=True)
class Booking:
    """``rooms``: (status, fee) each. ``payment``: (status, captured). ``refunds``: (kind, amount,
    status) each."""

    id: int
    status: str = "CONFIRMED"
    rooms: tuple[tuple[str, int], ...] = (("CONFIRMED", 0),)
    guarantee: str = "PREPAID"
    payment: tuple[str, int] | None = ("SUCCEEDED", STAY_PRICE)
    refunds: tuple[tuple[str, int, str], ...] = field(default=())

    @property
    def code(self) -> str:
        return f"{self.id:08}"


BOOKINGS = (
    Booking(id=1),
    Booking(id=2, guarantee="AT_HOTEL", payment=None),
    Booking(id=3, status="PENDING", rooms=(("PENDING", 0),), payment=("WAITING", 0)),
    Booking(
        id=4,
        status="CANCELLED",
        rooms=(("CANCELLED", 90_00),),
        refunds=(("CANCELLATION", 210_00, "SUCCEEDED"),),
    ),
    Booking(
        id=5,
        status="CANCELLED",
        rooms=(("CANCELLED", 100_00),),
        guarantee="AT_HOTEL",
        payment=None,
    ),
    Booking(id=6, status="REJECTED", rooms=(("REJECTED", 0),), payment=("DECLINED", 0)),
    Booking(
        id=7,
        status="EXPIRED",
        rooms=(("EXPIRED", 0),),
        refunds=(("LATE_MONEY", STAY_PRICE, "SENT"),),
    ),
    Booking(id=8, refunds=(("GOODWILL", 20_00, "REQUESTED"),)),
    Booking(
        id=9,
        status="CANCELLED",
        rooms=(("CANCELLED", 0),),
        refunds=(
            ("CANCELLATION", 200_00, "FAILED"),
            ("CANCELLATION", 100_00, "REPLACED"),
            ("CANCELLATION", 100_00, "REQUESTED"),
        ),
    ),
    Booking(
        id=10,
        rooms=(("CONFIRMED", 0), ("CANCELLED", 50_00)),
        payment=("SUCCEEDED", 2 * STAY_PRICE),
        refunds=(("CANCELLATION", 250_00, "BLOCKED"),),
    ),
    Booking(id=11, status="CHECKED_OUT", rooms=(("CHECKED_OUT", 0),)),
    Booking(
        id=12,
        status="CANCELLED",
        rooms=(("CANCELLED", 0),),
        refunds=(("GOODWILL", 20_00, "SUCCEEDED"), ("CANCELLATION", 280_00, "REQUESTED")),
    ),
)
"""One of each kind that must be found in order."""


def nights() -> list[date]:
    return [ARRIVAL + timedelta(days=number) for number in range(NIGHTS)]


def write_books(connection: Connection, hotel_id: int = HOTEL) -> None:
    """All `BOOKINGS`, and an inventory that is overcommitted by one room on the first night."""
    for booking in BOOKINGS:
        _write_booking(connection, hotel_id, booking)
    held = sum(status not in GAVE_UP for booking in BOOKINGS for status, _ in booking.rooms)
    connection.execute(
        insert(room_inventory),
        [
            {
                "hotel_id": hotel_id,
                "room_type_id": ROOM_TYPE,
                "stay_date": day,
                "total_inventory": held if day == ARRIVAL else held + 5,
                "closed_rooms": 1,
                "allowed_over": 1 if day == ARRIVAL else 0,
                "total_reserved": held,
                **_EDITED,
            }
            for day in nights()
        ],
    )


def _write_booking(connection: Connection, hotel_id: int, booking: Booking) -> None:
    stay = {"check_in": ARRIVAL, "check_out": ARRIVAL + timedelta(days=NIGHTS)}
    owner = {"hotel_id": hotel_id, "reservation_id": booking.id}
    connection.execute(
        insert(reservation),
        {
            "hotel_id": hotel_id,
            "id": booking.id,
            "confirmation_code": booking.code,
            "idempotency_key": f"key-{booking.id}",
            "status": booking.status,
            "currency": "EUR",
            "rate_plan_id": 1,
            "guarantee": booking.guarantee,
            "method": "card",
            "terms": {},
            "created_at": NOW,
            "created_by": "test",
            **dict.fromkeys(
                (
                    "body_hash last_name first_name name_key phone phone_key email rate_plan_code"
                    " notes source"
                ).split(),
                "",
            ),
            **stay,
            **_EDITED,
        },
    )
    for number, (status, fee) in enumerate(booking.rooms, start=1):
        room = {**owner, "room_no": number, "room_type_id": ROOM_TYPE}
        about = {"adults": 2, "children": 0, "status": status, "fee": fee}
        connection.execute(insert(reservation_room), {**room, **about, **stay, **_EDITED})
        released = NOW if status in GAVE_UP else None
        connection.execute(
            insert(reservation_night),
            [
                {**room, "stay_date": day, "price": PRICE, "released_at": released}
                for day in nights()
            ],
        )
    if booking.payment is not None:
        _write_money(connection, owner, booking, *booking.payment)


def _write_money(
    connection: Connection, owner: dict[str, Any], booking: Booking, status: str, captured: int
) -> None:
    promised = sum(
        amount
        for _, amount, state in booking.refunds
        if state in ("REQUESTED", "SENT", "SUCCEEDED")
    )
    money = {**owner, "currency": "EUR", "created_at": NOW, **_EDITED}
    connection.execute(
        insert(payment),
        {
            **money,
            "id": booking.id,
            "method": "card",
            "status": status,
            "amount": len(booking.rooms) * STAY_PRICE,
            "captured": captured,
            "refunded": promised,
        },
    )
    for number, (kind, amount, state) in enumerate(booking.refunds):
        connection.execute(
            insert(refund),
            {
                **money,
                "id": 100 * booking.id + number,
                "payment_id": booking.id,
                "refund_key": f"refund-{booking.id}-{number}",
                "kind": kind,
                "amount": amount,
                "status": state,
                "reason": "",
            },
        )
