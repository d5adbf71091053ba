"""`desk refunds` and `desk refund-again`: refunds that somebody has to act on."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from desk_app.bootstrap import Desk
from desk_app.checkup import stuck_words
from desk_app.commands import typed
from desk_app.commands.answers import shapes
from desk_app.commands.answers.pages import (
    money_page,
    refund_state,
    reservation_page,
)
from desk_app.commands.answers.screen import note, print_json, say, table
from desk_app.commands.opening import opened
from desk_app.commands.options import AnyHotelName, AsJson, Code, command_group
from desk_app.domain.checking.stuck_refunds import StuckRefund
from desk_app.domain.errors import DatabaseUnavailable, InvalidInput, NotFound
from desk_app.domain.money import Money
from desk_app.domain.selling.reservations import Refund, Reservation
from desk_app.wording import isolated, money

app = command_group()


@app.command()
def refunds(
    *,
    hotel: AnyHotelName = None,
    as_json: AsJson = False,
) -> None:
    """List refunds that need somebody: failed ones, and those the worker holds back."""
    with opened() as desk:
        found = desk.payments.stuck_refunds(typed.some_hotel_id(desk, hotel))
        codes = {each: _hotel_code(desk, each) for each in {of.hotel_id for of in found}}
        if as_json:
            print_json([shapes.stuck_refund(each, codes[each.hotel_id]) for each in found])
            return
        if not found:
            say("No refund needs anybody.")
            return
        shown = table("Code", "Hotel", "Amount", "What", "Reason", "Refund", right=("Amount",))
        for each in found:
            shown.add_row(*_row(each, codes[each.hotel_id]))
        say(shown)
    note(f"{stuck_words(len(found))}. To ask anew: desk refund-again CODE.")


def _hotel_code(desk: Desk, hotel_id: int) -> str:
    return desk.hotels.page(hotel_id).hotel.code


def _row(of: StuckRefund, hotel: str) -> tuple[str | Text, ...]:
    return (
        of.confirmation_code,
        hotel,
        money(Money(of.refund.amount, of.currency)),
        Text.assemble(refund_state(of.refund)),
        Text(isolated(of.refund.reason)),
        str(of.refund.id),
    )


@app.command("refund-again")
def refund_again(
    code: Code,
    *,
    refund: Annotated[
        int | None,
        typer.Option("--refund", metavar="ID", help="As desk refunds shows it; else the only one."),
    ] = None,
    hotel: AnyHotelName = None,
    as_json: AsJson = False,
) -> None:
    """Ask anew for a refund that failed or is held back (needs a manager)."""
    with opened() as desk:
        found = typed.reservation(desk, code, hotel)
        chosen = _chosen(found, refund)
        try:
            changed = desk.payments.refund_again(found.hotel_id, found.id, chosen.id)
        except DatabaseUnavailable as error:
            # Sent again with its id, a refund that was replaced meanwhile is not replaced twice.
            error.add_note(
                "It may have been done: type"
                f" desk refund-again {found.confirmation_code} --refund {chosen.id}"
            )
            raise
        page = desk.hotels.page(changed.hotel_id)
        if as_json:
            print_json(shapes.whole_reservation(changed, page, desk.reservations.timeline(changed)))
            return
        say(*reservation_page(changed, page), *money_page(changed, page))
        if not chosen.is_stuck:
            note(f"This refund needs nobody ({refund_state(chosen)[0]}); nothing was changed.")


def _chosen(of: Reservation, refund_id: int | None) -> Refund:
    """The refund that was named, or the only one that is stuck."""
    if refund_id is not None:
        named = next((each for each in of.refunds if each.id == refund_id), None)
        if named is None:
            raise NotFound(what="refund", name=refund_id)
        return named
    stuck = [each for each in of.refunds if each.is_stuck]
    if len(stuck) == 1:
        return stuck[0]
    if not stuck:
        raise InvalidInput(
            field="code", problem=f"no refund of {of.confirmation_code} failed or is held back"
        )
    ids = ", ".join(f"{each.id} ({money(Money(each.amount, of.currency))})" for each in stuck)
    raise InvalidInput(field="refund", problem=f"say which one with --refund: {ids}")
