"""The bookings of the real resort, moved by whole weeks so that its November is around today.

Source and licence of the bookings: resources/demo/README.md.
"""

from __future__ import annotations

import csv
import gzip
import random
from datetime import date, timedelta
from importlib.resources import files
from io import TextIOWrapper

from desk_app.demo.blueprint import Blueprint, RoomKind
from desk_app.demo.bookings import DemoBooking, DemoRoom
from desk_app.demo.guests import guest_number
from desk_app.domain.stays import Stay

FIRST_KNOWN_DAY = date(2016, 11, 15)
"""The extract holds what was on the books in the week that begins here."""
DAYS_BACK, DAYS_AHEAD = 60, 365
WEEK = 7


def resort_bookings(hotel: Blueprint, today: date) -> list[DemoBooking]:
    """As known today: booked by now, and cancelled only if that has happened already."""
    shift = today - _day_of_the_file(today)
    bookings = []
    packed = files("resources").joinpath("demo/resort_bookings.csv.gz")
    with (
        packed.open("rb") as file,
        gzip.open(file) as unpacked,
        TextIOWrapper(unpacked, "utf-8", newline="") as text,
    ):
        for row in csv.DictReader(text):
            booking = _booking(hotel, row, shift, today)
            if _is_known(booking, today):
                bookings.append(booking)
    return bookings


def _day_of_the_file(today: date) -> date:
    return FIRST_KNOWN_DAY + timedelta(days=(today - FIRST_KNOWN_DAY).days % WEEK)


def _is_known(booking: DemoBooking, today: date) -> bool:
    return (
        booking.booked_on <= today
        and booking.stay.check_out >= today - timedelta(days=DAYS_BACK)
        and booking.stay.check_in <= today + timedelta(days=DAYS_AHEAD)
    )


def _booking(hotel: Blueprint, row: dict[str, str], shift: timedelta, today: date) -> DemoBooking:
    number, nights = int(row["row"]), int(row["nights"])
    arrival = date.fromisoformat(row["arrival"]) + shift
    ended = date.fromisoformat(row["outcome_date"]) + shift
    kind = hotel.kind(row["room_type"])
    adults, children = _fitting(kind, int(row["adults"]), int(row["children"]))
    return DemoBooking(
        number=number,
        guest_number=guest_number(
            row["country"], number, returns=row["repeated"] == "1", draw=random.Random(number)
        ),
        country=row["country"],
        stay=Stay(arrival, arrival + timedelta(days=nights)),
        rooms=(
            DemoRoom(
                type_code=kind.code,
                adults=adults,
                children=children,
                prices=(int(row["adr_cents"]),) * nights,
            ),
        ),
        booked_on=arrival - timedelta(days=int(row["lead_days"])),
        cancelled_on=ended if row["outcome"] == "C" and ended <= today else None,
        no_show=row["outcome"] == "N",
        plan_code=_plan_code(row),
        source=row["source"],
    )


def _fitting(kind: RoomKind, adults: int, children: int) -> tuple[int, int]:
    """The file has rooms without an adult, and groups of 27 in one row."""
    adults = min(max(adults, 1), kind.max_adults)
    return adults, min(children, kind.max_guests - adults)


def _plan_code(row: dict[str, str]) -> str:
    if row["deposit"] == "X":
        return "NRF"
    prepays = row["deposit"] == "R" or row["source"] == "Booking portal"
    return "BAR" if prepays and row["adr_cents"] != "0" else "HOTEL"
