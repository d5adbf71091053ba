"""Demo bookings as rows of the reservation store, with money that an auditor finds in order.

Every payment is cash: the processor has never heard of these guests.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from desk_app.demo.blueprint import Blueprint, Plan
from desk_app.demo.bookings import DemoBooking, DemoRoom
from desk_app.demo.guests import DemoGuest, invent_guest
from desk_app.domain.ids import new_confirmation_code, new_id
from desk_app.domain.selling.payments import PaymentMethod, PaymentStatus, RefundStatus
from desk_app.domain.selling.policies import Terms
from desk_app.domain.selling.prices import Guarantee
from desk_app.domain.selling.reservations import CANCELLATION
from desk_app.domain.selling.statuses import Status
from desk_app.domain.stays import Stay, hotel_instant
from desk_app.domain.text import phone_key

Row = dict[str, Any]

REQUEST_SHARE = 0.12


@dataclass(kw_only=True, slots=True)
class Ledger:
    """Rows by table, each sorted by primary key; ``reserved`` counts held rooms by type id and
    night."""

    reservations: list[Row] = field(default_factory=list)
    rooms: list[Row] = field(default_factory=list)
    nights: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    guests: dict[int, DemoGuest] = field(default_factory=dict)
    reserved: Counter[tuple[int, date]] = field(default_factory=Counter)

    def tables(self) -> dict[str, list[Row]]:
        return {
            "reservation": self.reservations,
            "reservation_room": self.rooms,
            "reservation_night": self.nights,
            "payment": self.payments,
            "refund": self.refunds,
            "reservation_audit_event": self.events,
        }


class Bookkeeper:
    """Writes one hotel's bookings into a ledger as they stand at ``now`` (UTC) of ``today``."""

    def __init__(self, hotel: Blueprint, today: date, now: datetime, actor: str) -> None:
        self.hotel = hotel
        self.today = today
        self.now = now
        self.edited: Row = {"version": 1, "changed_by": actor, "changed_at": now}
        self.actor = actor
        self.ledger = Ledger()
        self._codes: set[str] = set()

    def write(
        self, bookings: Iterable[DemoBooking], room_ids: Mapping[int, tuple[int, ...]]
    ) -> Ledger:
        for booking in sorted(bookings, key=lambda one: (one.booked_on, one.number)):
            self._write_one(booking, room_ids.get(booking.number))
        return self.ledger

    def _write_one(self, booking: DemoBooking, room_ids: Sequence[int] | None) -> None:
        hotel = self.hotel
        plan = hotel.plan(booking.plan_code)
        status = booking.status(self.today)
        if status is Status.CHECKED_IN and room_ids is None:
            status = Status.CONFIRMED  # came early, and waits for a room to be left
        draw = random.Random(f"{hotel.code}/{booking.number}")
        created_at = self._instant(booking.booked_on, draw)
        cancelled_at = None
        if booking.cancelled_on is not None:
            given_up = self._instant(booking.cancelled_on, draw)
            cancelled_at = min(max(given_up, created_at + timedelta(minutes=5)), self.now)
        terms = Terms(
            policy=plan.policy, check_in_time=hotel.check_in_time, time_zone=hotel.time_zone
        )
        reservation_id = self._write_reservation(booking, plan, terms, status, created_at, draw)
        fees = 0
        for room_no, room in enumerate(booking.rooms, start=1):
            fee = 0
            if cancelled_at is not None:
                fee = terms.fee_at(cancelled_at, booking.stay.check_in, room.prices)
            fees += fee
            key = {"hotel_id": hotel.id, "reservation_id": reservation_id, "room_no": room_no}
            self._write_room(
                {
                    **key,
                    "room_id": room_ids[room_no - 1] if room_ids else None,
                    "status": status.value,
                    "fee": fee,
                },
                room,
                booking.stay,
                cancelled_at,
            )
            self._write_nights(key, room, booking.stay, cancelled_at)
        self._write_event(reservation_id, status)
        if plan.guarantee is Guarantee.PREPAID:
            self._pay(reservation_id, booking, created_at, cancelled_at, fees)
        elif status is Status.CHECKED_OUT:
            left = hotel_instant(booking.stay.check_out, hotel.check_out_time, hotel.time_zone)
            self._pay(reservation_id, booking, min(left, self.now), None, 0)

    def _write_reservation(
        self,
        booking: DemoBooking,
        plan: Plan,
        terms: Terms,
        status: Status,
        created_at: datetime,
        draw: random.Random,
    ) -> int:
        hotel = self.hotel
        guest = invent_guest(hotel.id, booking.guest_number, booking.country)
        self.ledger.guests[guest.id] = guest
        reservation_id, key = new_id(), f"demo-{hotel.id}-{booking.number}"
        prepaid = plan.guarantee is Guarantee.PREPAID
        self.ledger.reservations.append(
            {
                "hotel_id": hotel.id,
                "id": reservation_id,
                "confirmation_code": self._code(),
                "idempotency_key": key,
                "body_hash": hashlib.sha256(key.encode()).hexdigest(),
                "status": status.value,
                "guest_id": guest.id,
                "last_name": guest.last_name,
                "first_name": guest.first_name,
                "name_key": guest.name_key,
                "phone": guest.phone,
                "phone_key": phone_key(guest.phone),
                "email": guest.email,
                "check_in": booking.stay.check_in,
                "check_out": booking.stay.check_out,
                "currency": hotel.currency,
                "rate_plan_id": plan.id,
                "rate_plan_code": plan.code,
                "guarantee": plan.guarantee.value,
                "method": (PaymentMethod.CASH if prepaid else PaymentMethod.AT_HOTEL).value,
                "terms": terms.to_json(),
                "notes": draw.choice(hotel.requests) if draw.random() < REQUEST_SHARE else "",
                "source": booking.source,
                "created_at": created_at,
                "created_by": self.actor,
                **self.edited,
            }
        )
        return reservation_id

    def _write_room(
        self, row: Row, room: DemoRoom, stay: Stay, cancelled_at: datetime | None
    ) -> None:
        self.ledger.rooms.append(
            {
                **row,
                "room_type_id": self.hotel.kind(room.type_code).id,
                "adults": room.adults,
                "children": room.children,
                "check_in": stay.check_in,
                "check_out": stay.check_out,
                "cancelled_at": cancelled_at,
                **self.edited,
            }
        )

    def _write_nights(
        self, key: Row, room: DemoRoom, stay: Stay, released_at: datetime | None
    ) -> None:
        room_type_id = self.hotel.kind(room.type_code).id
        for night, price in zip(stay.dates(), room.prices, strict=True):
            self.ledger.nights.append(
                {
                    **key,
                    "stay_date": night,
                    "room_type_id": room_type_id,
                    "price": price,
                    "released_at": released_at,
                }
            )
            if released_at is None:
                self.ledger.reserved[room_type_id, night] += 1

    def _pay(
        self,
        reservation_id: int,
        booking: DemoBooking,
        at: datetime,
        cancelled_at: datetime | None,
        fees: int,
    ) -> None:
        """All of it in cash; after a cancellation what is above the fees was handed back."""
        if not booking.total:
            return
        refunded = booking.total - fees if cancelled_at is not None else 0
        payment = {
            "hotel_id": self.hotel.id,
            "id": new_id(),
            "reservation_id": reservation_id,
            "method": PaymentMethod.CASH.value,
            "status": PaymentStatus.SUCCEEDED.value,
            "amount": booking.total,
            "currency": self.hotel.currency,
            "captured": booking.total,
            "refunded": refunded,
            "created_at": at,
            **self.edited,
        }
        self.ledger.payments.append(payment)
        if refunded:
            self.ledger.refunds.append(
                {
                    "hotel_id": self.hotel.id,
                    "id": new_id(),
                    "reservation_id": reservation_id,
                    "payment_id": payment["id"],
                    "refund_key": f"demo-{payment['id']}",
                    "kind": CANCELLATION,
                    "amount": refunded,
                    "currency": self.hotel.currency,
                    "status": RefundStatus.SUCCEEDED.value,
                    "reason": "Cancelled by the guest",
                    "created_at": cancelled_at,
                    **self.edited,
                }
            )

    def _write_event(self, reservation_id: int, status: Status) -> None:
        self.ledger.events.append(
            {
                "hotel_id": self.hotel.id,
                "id": new_id(),
                "entity": "reservation",
                "entity_id": reservation_id,
                "action": "loaded",
                "actor": self.actor,
                "at": self.now,
                "detail": {"status": status.value},
            }
        )

    def _instant(self, day: date, draw: random.Random) -> datetime:
        """Some moment of the day between 8 and 22 at the hotel, but none still to come."""
        wall = time(draw.randint(8, 21), draw.randrange(60), draw.randrange(60))
        return min(hotel_instant(day, wall, self.hotel.time_zone), self.now)

    def _code(self) -> str:
        while (code := new_confirmation_code()) in self._codes:
            pass
        self._codes.add(code)
        return code
