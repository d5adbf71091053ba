"""`desk cancel` and `desk refund`: rooms given up, and money given back."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import typer

from desk_app.bootstrap import Desk
from desk_app.commands import typed
from desk_app.commands.answers import shapes
from desk_app.commands.answers.pages import (
    money_page,
    preview_page,
    reservation_page,
)
from desk_app.commands.answers.screen import note, print_json, say
from desk_app.commands.opening import opened
from desk_app.commands.options import AnyHotelName, AsJson, Code, command_group
from desk_app.domain.errors import DatabaseUnavailable, InvalidInput
from desk_app.domain.money import Money
from desk_app.domain.selling.cancelling import CancelRequest
from desk_app.domain.selling.refunding import RefundRequest
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status

app = command_group()

PREVIEWED = "preview"


@app.command()
def cancel(
    code: Code,
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Needed but for a preview.")
    ] = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what it would cost; change nothing.")
    ] = False,
    waive_fee: Annotated[
        bool, typer.Option("--waive-fee", help="Keep nothing (needs a manager).")
    ] = False,
    rooms: Annotated[
        str | None,
        typer.Option("--rooms", metavar="1,2", help="These rooms only, as desk show counts them."),
    ] = None,
    expected_refund: Annotated[
        str | None,
        typer.Option("--expected-refund", metavar="X", help="What the guest was told."),
    ] = None,
    hotel: AnyHotelName = None,
    as_json: AsJson = False,
) -> None:
    """Cancel a reservation or some of its rooms, by the terms it was booked under."""
    if not preview and not reason.strip():
        raise InvalidInput(
            field="reason", problem="say why with --reason, or look first with --preview"
        )
    with opened() as desk:
        found = typed.reservation(desk, code, hotel)
        told = None
        if expected_refund is not None:
            told = Money.of(expected_refund, found.currency, "expected_refund")
        request = CancelRequest(
            hotel_id=found.hotel_id,
            reservation_id=found.id,
            reason=reason or PREVIEWED,
            room_nos=typed.room_numbers(rooms),
            waive_fee=waive_fee,
            expected_refund=told,
        )
        if preview:
            _preview(desk, found, request, as_json=as_json)
        else:
            _cancel(desk, found, request, as_json=as_json)


def _preview(desk: Desk, found: Reservation, request: CancelRequest, *, as_json: bool) -> None:
    money_of_it = desk.reservations.preview_cancel(request)
    if as_json:
        print_json({"confirmation_code": found.code, **shapes.preview(money_of_it)})
        return
    zone = desk.hotels.page(found.hotel_id).hotel.time_zone
    say(*preview_page(money_of_it, found, zone))
    if found.status is Status.PENDING:
        note("It is not paid yet; cancelling stops the payment first.")
    elif not money_of_it.fees:
        note("It was cancelled already; there is nothing left to cancel.")
        return
    note("Nothing was changed. To do it: the same with --reason in place of --preview.")


def _cancel(desk: Desk, found: Reservation, request: CancelRequest, *, as_json: bool) -> None:
    ended = desk.reservations.cancel(request)
    page = desk.hotels.page(ended.hotel_id)
    if as_json:
        print_json(shapes.whole_reservation(ended, page, desk.reservations.timeline(ended)))
        return
    say(*reservation_page(ended, page))
    if ended.version == found.version:
        note("It was cancelled already; nothing was changed.")
        return
    say(*money_page(ended, page))


@app.command()
def refund(
    code: Code,
    *,
    amount: Annotated[str, typer.Option("--amount", metavar="X", help="In the hotel's currency.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Kept with the refund.")],
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="UUID", help="One refund, however often it is sent."),
    ] = None,
    hotel: AnyHotelName = None,
    as_json: AsJson = False,
) -> None:
    """Give part of what was paid back, of good will (needs a manager)."""
    with opened() as desk:
        found = typed.reservation(desk, code, hotel)
        request = RefundRequest(
            key=str(uuid4()) if key is None else key,
            hotel_id=found.hotel_id,
            reservation_id=found.id,
            amount=Money.of(amount, found.currency),
            reason=reason,
        )
        try:
            changed = desk.payments.refund(request)
        except DatabaseUnavailable as error:
            error.add_note(f"It may have been done: type the same again with --key {request.key}")
            raise
        page = desk.hotels.page(changed.hotel_id)
        if as_json:
            print_json(shapes.whole_reservation(changed, page, desk.reservations.timeline(changed)))
            return
        say(*reservation_page(changed, page), *money_page(changed, page))
