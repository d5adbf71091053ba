"""`desk show` and `desk find`: reservations that exist."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from desk_app.commands import typed
from desk_app.commands.answers import shapes
from desk_app.commands.answers.pages import (
    STATUS,
    money_page,
    reservation_page,
    timeline_page,
)
from desk_app.commands.answers.screen import note, print_json, say, table
from desk_app.commands.opening import opened
from desk_app.commands.options import AnyHotelName, AsJson, Code, command_group
from desk_app.domain.errors import InvalidInput
from desk_app.services.reservations import FOUND_AT_MOST
from desk_app.wording import counted, day, guest_name, money, number

app = command_group()


@app.command()
def show(code: Code, *, hotel: AnyHotelName = None, as_json: AsJson = False) -> None:
    """Show all of a reservation: rooms, nights, payments, refunds, terms, history."""
    with opened() as desk:
        found = typed.reservation(desk, code, hotel)
        page = desk.hotels.page(found.hotel_id)
        timeline = desk.reservations.timeline(found)
        if as_json:
            print_json(shapes.whole_reservation(found, page, timeline))
            return
        say(
            *reservation_page(found, page),
            *money_page(found, page),
            *timeline_page(timeline, page, found.currency),
        )


@app.command()
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A name, a phone number or a code.")],
    *,
    hotel: AnyHotelName = None,
    as_json: AsJson = False,
) -> None:
    """Find reservations by the beginning of a guest's name, a phone number, or a code."""
    if not text.strip():
        raise InvalidInput(field="text", problem="this must be filled in")
    with opened() as desk:
        found = desk.reservations.find(text, typed.some_hotel_id(desk, hotel))
        pages = {of.hotel_id: desk.hotels.page(of.hotel_id) for of in found}
        if as_json:
            print_json([shapes.reservation(of, pages[of.hotel_id]) for of in found])
            return
        if not found:
            say(
                "No reservation was found. Type the beginning of the last name, the phone number"
                " as it was noted, or the code."
            )
            return
        lines = table(
            "Code", "Guest", "Hotel", "Arrival", "Nights", "Rooms", "Status", "Total",
            right=("Nights", "Rooms", "Total"),
        )  # fmt: skip
        for of in found:
            lines.add_row(
                of.confirmation_code,
                Text(guest_name(of.guest)),
                pages[of.hotel_id].hotel.code,
                day(of.stay.check_in),
                number(of.stay.nights),
                number(len(of.rooms)),
                Text(*STATUS[of.status]),
                money(of.total_price),
            )
        say(lines)
        if len(found) == FOUND_AT_MOST:
            note(f"Only the first {counted(FOUND_AT_MOST, 'reservation')}; type more of the name.")
