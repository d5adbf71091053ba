"""Who slept, sleeps and will sleep in which room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desk_app.demo.blueprint import Blueprint
from desk_app.demo.bookings import DemoBooking
from desk_app.domain.selling.statuses import Status

HAD_A_ROOM = frozenset({Status.CHECKED_OUT, Status.CHECKED_IN})


def assign_rooms(
    hotel: Blueprint, bookings: Sequence[DemoBooking], today: date
) -> Mapping[int, tuple[int, ...]]:
    """Room ids by booking number: of guests who came, and of every third one due in today.

    Who comes today and finds no free room waits: the number is missing. Raises `ValueError` when
    more guests came on an earlier day than there were rooms; the demo's own figures are wrong then.
    """
    free_from: dict[str, dict[int, date]] = {
        kind.code: {room.id: date.min for room in kind.rooms} for kind in hotel.kinds
    }
    found: dict[int, tuple[int, ...]] = {}
    for booking in sorted(
        (one for one in bookings if _needs_room(one, today)),
        key=lambda one: (one.stay.check_in, one.status(today) is Status.CONFIRMED, one.number),
    ):
        rooms = free_from[booking.rooms[0].type_code]
        free = [room for room, since in rooms.items() if since <= booking.stay.check_in]
        if len(free) >= len(booking.rooms):
            found[booking.number] = tuple(free[: len(booking.rooms)])
            for room in found[booking.number]:
                rooms[room] = _leaves(booking, today)
        elif booking.stay.check_in < today:
            raise ValueError(f"{hotel.code} had no room for {booking}")
    return found


def _needs_room(booking: DemoBooking, today: date) -> bool:
    status = booking.status(today)
    held_for_today = booking.stay.check_in == today and booking.number % 3 == 0
    return status in HAD_A_ROOM or (status is Status.CONFIRMED and held_for_today)


def _leaves(booking: DemoBooking, today: date) -> date:
    """The date from which the room is free; who is to leave today and has not keeps it for now."""
    if booking.stay.check_out == today and booking.status(today) is Status.CHECKED_IN:
        return date.max
    return booking.stay.check_out
