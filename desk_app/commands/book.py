"""`desk book`: one booking, from what was typed to an outcome that is known, or told as unknown."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

import typer
from rich.text import Text

from desk_app.bootstrap import Desk
from desk_app.commands import typed
from desk_app.commands.answers import shapes
from desk_app.commands.answers.pages import money_page, reservation_page
from desk_app.commands.answers.screen import WARN, note, print_json, say, waiting
from desk_app.commands.opening import opened
from desk_app.commands.options import (
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
from desk_app.domain.catalogue.hotels import HotelPage
from desk_app.domain.errors import DatabaseUnavailable, DeskError, InvalidInput, PaymentUnknown
from desk_app.domain.money import Money
from desk_app.domain.selling.bookings import BookingRequest
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status

app = command_group()

TERMINAL_SECONDS = 120.0
ASK_EVERY_SECONDS = 0.5
LONGEST_WAIT = 3_600.0


@app.command()
def book(
    *,
    room_type: RoomTypeCode,
    check_in: CheckIn,
    check_out: CheckOut,
    guest: Annotated[
        str, typer.Option("--guest", metavar='"LAST, FIRST"', help="A last name alone will do.")
    ],
    pay: Annotated[
        str,
        typer.Option("--pay", metavar="WAY", help="cash, terminal, link, hotel or a card's token."),
    ],
    hotel: HotelName = None,
    phone: Annotated[
        str, typer.Option("--phone", metavar="NUMBER", help="With its country: +1 212 555 0100.")
    ] = "",
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS")] = "",
    adults: Adults = None,
    children: Children = 0,
    rooms: Rooms = 1,
    rate_plan: PlanCode = None,
    notes: Annotated[
        str, typer.Option("--notes", metavar="TEXT", help="Never a card number.")
    ] = "",
    source: Annotated[
        str, typer.Option("--source", metavar="WORD", help="Where the booking came from.")
    ] = "desk",
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="UUID", help="One booking, however often it is sent."),
    ] = None,
    expected_total: Annotated[
        str | None,
        typer.Option("--expected-total", metavar="X", help="What the guest was told."),
    ] = None,
    wait: Annotated[
        float | None,
        typer.Option(
            "--wait", metavar="SECONDS", help="For the payment; 120 at the terminal if left out."
        ),
    ] = None,
    oversell: Annotated[
        bool, typer.Option("--oversell", help="Sell though none is left (needs a manager).")
    ] = False,
    price: Annotated[
        str | None,
        typer.Option("--price", metavar="X", help="Each room and night (needs a manager)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Book rooms, and take the payment."""
    with opened() as desk:
        page = typed.hotel_page(desk, hotel)
        kind = typed.room_type(page, room_type)
        method, token = typed.payment(pay)
        currency = page.hotel.currency
        request = BookingRequest(
            key=str(uuid4()) if key is None else key,
            hotel_id=page.hotel.id,
            stay=typed.stay(desk, page.hotel, check_in, check_out),
            rooms=typed.room_requests(kind, rooms, adults, children),
            guest=typed.guest(guest, phone, email),
            method=method,
            token=token,
            reader_id=desk.settings.reader if method is PaymentMethod.TERMINAL else None,
            rate_plan_id=typed.rate_plan_id(desk, page, rate_plan),
            expected_total=_amount(expected_total, currency, "expected_total"),
            agreed_price=_amount(price, currency, "price"),
            oversell=oversell,
            source=source,
            notes=notes,
        )
        again = _Again(
            # Dates as they are now: "tomorrow" is another day after the night audit, and the same
            # key with another body would be refused.
            options={
                "--hotel": page.hotel.code,
                "--room-type": kind.code,
                "--check-in": request.stay.check_in.isoformat(),
                "--check-out": request.stay.check_out.isoformat(),
                "--guest": guest,
                "--pay": pay,
                "--phone": phone,
                "--email": email,
                "--adults": "" if adults is None else str(adults),
                "--children": str(children) if children else "",
                "--rooms": str(rooms) if rooms > 1 else "",
                "--rate-plan": rate_plan or "",
                "--notes": notes,
                "--source": source if source != "desk" else "",
                "--expected-total": expected_total or "",
                "--price": price or "",
                "--oversell": None if oversell else "",
                "--key": request.key,
            }
        )
        with _told_how_to_ask_again(again):
            booked = _book(desk, request, _seconds(wait, method))
        _show(booked, page, as_json=as_json)
        if booked.status is Status.PENDING:
            if method is PaymentMethod.LINK and desk.settings.payments_url is None:
                note("The training sandbox shows that page only while a command waits: --wait 600.")
            note(f"Not paid yet. To ask what became of it: {again.command}")


def _seconds(wait: float | None, method: PaymentMethod) -> float:
    if wait is None:
        return TERMINAL_SECONDS if method is PaymentMethod.TERMINAL else 0.0
    if not 0 <= wait <= LONGEST_WAIT:
        raise InvalidInput(field="wait", problem=f"choose from 0 to {LONGEST_WAIT:,.0f} seconds")
    return wait


def _amount(text: str | None, currency: str, field: str) -> Money | None:
    if text is None:
        return None
    value = Money.of(text, currency, field)
    if value.amount < 0:
        raise InvalidInput(field=field, problem="this can't be negative")
    return value


def _book(desk: Desk, request: BookingRequest, seconds: float) -> Reservation:
    """Book, then ask until it is settled or the time is over."""
    until = time.monotonic() + seconds
    try:
        booked = desk.reservations.book(request)
    except PaymentUnknown:
        if seconds <= 0:
            raise
    else:
        if booked.status is not Status.PENDING or seconds <= 0:
            return booked
        if booked.payment and booked.payment.pay_url:
            note(f"The guest pays at {booked.payment.pay_url}")
    with waiting(_WAITING.get(request.method, "Waiting for the payment"), seconds):
        while True:
            time.sleep(max(0.0, min(ASK_EVERY_SECONDS, until - time.monotonic())))
            try:
                booked = desk.reservations.ask_again(request.hotel_id, request.key)
            except PaymentUnknown:
                if time.monotonic() >= until:
                    raise
                continue
            if booked.status is not Status.PENDING or time.monotonic() >= until:
                return booked


_WAITING = {
    PaymentMethod.TERMINAL: "The guest taps the card at the terminal",
    PaymentMethod.LINK: "Waiting for the guest to pay by the link",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Again:
    """The same booking as a command; an option without a value is a switch, "" is left out."""

    options: dict[str, str | None]

    @property
    def command(self) -> str:
        words = ["desk", "book"]
        for name, value in self.options.items():
            if value != "":
                words += [name] if value is None else [name, value]
        return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


@contextmanager
def _told_how_to_ask_again(again: _Again) -> Iterator[None]:
    """Where it is not known what became of a booking, its key must not be lost."""
    try:
        yield
    except KeyboardInterrupt:
        note(f"desk: Stopped. To ask what became of it: {again.command}")
        raise
    except Exception as error:
        is_known = isinstance(error, DeskError) and not isinstance(
            error, PaymentUnknown | DatabaseUnavailable
        )
        if not is_known:
            error.add_note(f"To ask what became of it: {again.command}")
        raise


def _show(booked: Reservation, page: HotelPage, *, as_json: bool) -> None:
    if as_json:
        print_json(shapes.reservation(booked, page))
        return
    say(*reservation_page(booked, page))
    if booked.status is Status.PENDING and booked.method is PaymentMethod.LINK:
        say(*money_page(booked, page)[-1:])
    if booked.status is Status.PENDING:
        say(Text("The rooms are held; the booking is confirmed once it is paid.", WARN))
