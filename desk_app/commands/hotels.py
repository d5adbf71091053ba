"""`desk hotels`, `desk availability` and `desk quote`: what there is, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from desk_app.commands import typed
from desk_app.commands.answers import shapes
from desk_app.commands.answers.pages import quote_page
from desk_app.commands.answers.screen import (
    BAD,
    DIM,
    HEAD,
    WARN,
    console,
    note,
    print_json,
    say,
    table,
)
from desk_app.commands.opening import opened
from desk_app.commands.options import (
    DAY_HELP,
    Adults,
    AsJson,
    CheckIn,
    CheckOut,
    Children,
    HotelName,
    PlanCode,
    Rooms,
    RoomTypeCode,
    command_group,
)
from desk_app.domain.calendars import Calendar, CalendarNight
from desk_app.domain.catalogue.hotels import HotelPage
from desk_app.domain.errors import InvalidStay
from desk_app.domain.money import Money
from desk_app.wording import bare_amount, day, number, short_day

app = command_group()

MOST_LINES = 200
"""Hotels listed in a terminal; `--json` lists them all."""
DATE_WIDTH = 9


@app.command()
def hotels(
    *,
    search: Annotated[
        str, typer.Option("--search", metavar="TEXT", help="In name, city or code.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the hotels with their room types and business dates."""
    with opened() as desk:
        found = desk.hotels.hotels(search)
        shown = found if as_json else found[:MOST_LINES]
        ids = [hotel.id for hotel in shown]
        kinds, dates = desk.hotels.room_types(ids), desk.rates.business_dates(ids)
        if as_json:
            print_json(
                [shapes.hotel(hotel, kinds[hotel.id], dates.get(hotel.id)) for hotel in shown]
            )
            return
        if not found:
            if search.strip():
                say("No hotel has that in its name, city or code.")
                return
            raise typed.NoHotels
        lines = table(
            "Code", "Name", "City", "Currency", "Date", "Rooms", "Types", right=("Rooms",)
        )
        for hotel in shown:
            business_date = dates.get(hotel.id)
            lines.add_row(
                hotel.code,
                hotel.name,
                hotel.city,
                hotel.currency,
                day(business_date) if business_date else "not set up",
                number(sum(kind.total_rooms for kind in kinds[hotel.id])),
                " ".join(kind.code for kind in kinds[hotel.id]),
            )
        say(lines)
        if len(found) > len(shown):
            note(f"{number(len(found) - len(shown))} more; --search TEXT narrows the list.")


@app.command()
def availability(
    *,
    first: Annotated[str, typer.Option("--from", metavar="D", help=DAY_HELP)],
    last: Annotated[str, typer.Option("--to", metavar="D", help="The last night shown.")],
    hotel: HotelName = None,
    room_type: Annotated[
        str | None, typer.Option("--room-type", metavar="CODE", help="This type only.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show rooms left and the price of each night, with what stands in the way of selling it."""
    with opened() as desk:
        page = typed.hotel_page(desk, hotel)
        today = typed.business_date(desk, page.hotel)
        kind = typed.room_type(page, room_type).id if room_type is not None else None
        calendar = desk.rates.calendar(
            page.hotel.id,
            typed.day(first, today, field="from"),
            typed.day(last, today, field="to"),
            kind,
        )
        if not calendar.nights:
            raise InvalidStay(
                field="from",
                problem=f"{page.hotel.code} is not open for sale from {day(calendar.first)} to"
                f" {day(calendar.last)}",
            )
        if as_json:
            print_json(shapes.nights(calendar))
        else:
            _show(calendar, page)


def _show(calendar: Calendar, page: HotelPage) -> None:
    plan = f"prices of {calendar.plan.name}, {calendar.currency}" if calendar.plan else "no prices"
    say(Text(f"{page.hotel.name}: rooms left, {plan}", HEAD))
    nights = {(night.room_type.id, night.stay_date): night for night in calendar.nights}
    days = [
        calendar.first + timedelta(days=offset)
        for offset in range((calendar.last - calendar.first).days + 1)
    ]
    names = max(len(kind.code) for kind in calendar.room_types)
    at_once = max(1, (console().width - names - 2) // (DATE_WIDTH + 2))
    for start in range(0, len(days), at_once):
        block = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=HEAD)
        block.add_column("")
        for stay_date in days[start : start + at_once]:
            block.add_column("\n".join(short_day(stay_date)), justify="right", min_width=DATE_WIDTH)
        for kind in calendar.room_types:
            block.add_row(
                kind.code,
                *(
                    _cell(nights.get((kind.id, stay_date)), calendar.currency)
                    for stay_date in days[start : start + at_once]
                ),
            )
        say("", block)
    legend = [words for mark, words in _MARKS if _is_used(calendar, mark)]
    if legend:
        say("", Text("; ".join(legend), DIM))


def _cell(night: CalendarNight | None, currency: str) -> Text:
    if night is None:
        return Text("\N{EN DASH}", DIM)
    left = night.inventory.left
    style = BAD if left == 0 else WARN if left <= 2 else ""
    price = "no price" if night.price is None else bare_amount(Money(night.price, currency))
    marks = _marks(night)
    return Text.assemble(
        (f"{marks} " if marks else "", WARN), (number(left), style or "bold"), "\n", (price, DIM)
    )


_MARKS = (
    ("!", "! reserved above what may be sold"),
    ("*", "* more reserved than rooms (overbooked)"),
    ("c", "c some rooms closed"),
    ("S", "S closed for sale"),
    ("A", "A no arrivals"),
    ("D", "D no departures"),
    ("L", "L least or longest stay"),
    ("\N{EN DASH}", "\N{EN DASH} not open for sale yet"),
)


def _marks(night: CalendarNight) -> str:
    rule = night.restriction
    return "".join(
        mark
        for mark, holds in (
            ("!", night.inventory.overcommitted),
            ("*", night.oversold > 0),
            ("c", night.inventory.closed_rooms > 0),
            ("S", rule is not None and rule.stop_sell),
            ("A", rule is not None and rule.closed_to_arrival),
            ("D", rule is not None and rule.closed_to_departure),
            ("L", rule is not None and (rule.min_los > 1 or rule.max_los > 0)),
        )
        if holds
    )


def _is_used(calendar: Calendar, mark: str) -> bool:
    if mark == "\N{EN DASH}":
        wanted = len(calendar.room_types) * ((calendar.last - calendar.first).days + 1)
        return len(calendar.nights) < wanted
    return any(mark in _marks(night) for night in calendar.nights)


@app.command()
def quote(
    *,
    room_type: RoomTypeCode,
    check_in: CheckIn,
    check_out: CheckOut,
    hotel: HotelName = None,
    adults: Adults = None,
    children: Children = 0,
    rooms: Rooms = 1,
    rate_plan: PlanCode = None,
    as_json: AsJson = False,
) -> None:
    """Price a stay night by night, with its terms. Nothing is held by it."""
    with opened() as desk:
        page = typed.hotel_page(desk, hotel)
        kind = typed.room_type(page, room_type)
        priced = desk.rates.quote(
            page.hotel.id,
            typed.stay(desk, page.hotel, check_in, check_out),
            typed.room_requests(kind, rooms, adults, children),
            typed.rate_plan_id(desk, page, rate_plan),
        )
        if as_json:
            print_json(shapes.quote(priced, page))
            return
        say(*quote_page(priced, page))
        if priced.rooms_left[kind.id] < rooms:
            note("Another type or another date may do: desk availability shows them.")
