"""A reservation, a quote and a cancellation as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from desk_app.commands.answers.screen import BAD, DIM, GOOD, WARN, facts, heading, table
from desk_app.domain.catalogue.hotels import HotelPage
from desk_app.domain.money import Money
from desk_app.domain.selling.cancelling import CancelPreview
from desk_app.domain.selling.payments import PaymentMethod, PaymentStatus, RefundStatus
from desk_app.domain.selling.policies import CancellationPolicy
from desk_app.domain.selling.prices import Quote
from desk_app.domain.selling.reservations import PROMISED, Payment, Refund, Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.domain.stays import Stay
from desk_app.wording import counted, day, guest_name, isolated, moment, money, number

STATUS = {
    Status.PENDING: ("waiting for the payment", WARN),
    Status.CONFIRMED: ("confirmed", GOOD),
    Status.CHECKED_IN: ("in house", GOOD),
    Status.CHECKED_OUT: ("checked out", DIM),
    Status.REJECTED: ("payment declined, rooms released", BAD),
    Status.EXPIRED: ("not paid in time, rooms released", BAD),
    Status.CANCELLED: ("cancelled", BAD),
    Status.NO_SHOW: ("no-show", BAD),
    Status.WALKED: ("walked to another hotel", WARN),
}
PAYMENT = {
    PaymentStatus.REQUESTED: ("not asked for yet", WARN),
    PaymentStatus.WAITING: ("waiting for the guest", WARN),
    PaymentStatus.UNKNOWN: ("no answer yet: it may have been charged", WARN),
    PaymentStatus.SUCCEEDED: ("paid", GOOD),
    PaymentStatus.DECLINED: ("declined", BAD),
    PaymentStatus.CANCELLED: ("not paid", DIM),
}
REFUND = {
    RefundStatus.REQUESTED: ("promised; the worker sends it", WARN),
    RefundStatus.SENT: ("sent, under way", WARN),
    RefundStatus.SUCCEEDED: ("done", GOOD),
    RefundStatus.FAILED: ("did not reach the guest", BAD),
    RefundStatus.BLOCKED: ("held back: the sums differ", BAD),
    RefundStatus.REPLACED: ("asked for anew", DIM),
}
FAILURE = {
    "sum_differs": "what is owed was worked out anew",
    "amount_not_payable_by_card": "cards do not take this amount",
    "charge_already_refunded": "it was given back before",
    "lost_or_stolen_card": "the card is lost or stolen",
    "expired_or_canceled_card": "the card has ended",
    "more_permissions_required": "the key may not refund",
    "unknown": "the bank gave no reason",
}
"""Why a refund came to nothing; other codes of the payment company are shown as they are."""

METHOD = {
    PaymentMethod.CARD: "card",
    PaymentMethod.TERMINAL: "card at the terminal",
    PaymentMethod.LINK: "pay-by-link",
    PaymentMethod.CASH: "cash",
    PaymentMethod.AT_HOTEL: "at the hotel",
}
ACTION = {
    "booked": "booked",
    "confirmed": "paid and confirmed",
    "rejected": "payment declined",
    "expired": "not paid in time",
    "cancelled": "cancelled",
    "late_money": "paid after the hold had ended",
    "refund_promised": "refund promised",
    "refund_sent": "refund sent",
    "refund_succeeded": "refund done",
    "refund_failed": "refund did not reach the guest",
    "refund_blocked": "refund held back",
    "refund_asked_again": "refund asked for anew",
}


def reservation_page(of: Reservation, page: HotelPage) -> list[RenderableType]:
    """The reservation with its rooms and nights, without payments and history."""
    zone, currency = page.hotel.time_zone, of.currency
    words, style = STATUS[of.status]
    shown: list[tuple[str, RenderableType]] = [
        ("Guest", Text(guest_name(of.guest))),
        ("Phone", of.guest.phone),
        ("E-mail", of.guest.email),
        ("Hotel", f"{page.hotel.name} ({page.hotel.code})"),
        (
            "Stay",
            f"{day(of.stay.check_in)} to {day(of.stay.check_out)}, {_nights(of.stay)}",
        ),
        ("Rate", f"{of.rate_plan_code}, {terms_line(of.terms.policy, _free(of), zone)}"),
        ("Total", money(of.total_price)),
        ("Fee", _fee(of)),
        ("Payment", _paid(of)),
        ("Still to pay", _still_to_pay(of)),
        ("Held until", _held_until(of, zone)),
        ("Notes", Text(isolated(of.notes)) if of.notes else ""),
    ]
    title = Text.assemble((of.confirmation_code, "bold"), "  ", (words, style))
    return [title, facts(shown), _rooms(of, page, currency)]


def _nights(of: Stay) -> str:
    return counted(of.nights, "night")


def _free(of: Reservation) -> datetime | None:
    return of.terms.free_until(of.stay.check_in)


def _paid(of: Reservation) -> RenderableType:
    account = of.money
    if not of.payments:
        return METHOD[of.method] if of.method is PaymentMethod.AT_HOTEL else ""
    parts = [payment_line(payment, of.currency) for payment in of.payments]
    if account.refunded:
        live = [each for each in of.refunds if each.status in PROMISED]
        arrived = all(each.status is RefundStatus.SUCCEEDED for each in live)
        word = "refunded" if arrived else "to be refunded"
        parts.append(Text(f"{money(Money(account.refunded, of.currency))} {word}"))
    return Text("; ").join(parts)


def payment_line(of: Payment, currency: str) -> Text:
    words, style = PAYMENT[of.status]
    how = METHOD[of.method] + (f", {of.card}" if of.card else "")
    code = f" ({of.decline_code.replace('_', ' ')})" if of.decline_code else ""
    return Text.assemble(f"{money(Money(of.amount, currency))} by {how}: ", (words + code, style))


def refund_state(of: Refund) -> tuple[str, str]:
    """Where it stands, with the failure in words, and the style to show it in."""
    words, style = REFUND[of.status]
    code = of.failure_code
    why = f" ({FAILURE.get(code, code.replace('_', ' '))})" if code else ""
    return words + why, style


def refund_line(of: Refund, currency: str) -> Text:
    return Text.assemble(
        f"{money(Money(of.amount, currency))}: ",
        refund_state(of),
        f" ({isolated(of.reason)})" if of.reason else "",
    )


def _fee(of: Reservation) -> str:
    fee = sum(room.fee for room in of.rooms)
    return money(Money(fee, of.currency)) if fee else ""


def _still_to_pay(of: Reservation) -> str:
    due = of.money.balance_due
    is_live = of.status not in (Status.REJECTED, Status.EXPIRED)
    return money(Money(due, of.currency)) if due and is_live else ""


def _held_until(of: Reservation, zone: str) -> str:
    if of.status is not Status.PENDING or of.expires_at is None:
        return ""
    return f"{moment(of.expires_at, zone)}, hotel time"


def _rooms(of: Reservation, page: HotelPage, currency: str) -> RenderableType:
    shown = table("Room", "Type", "Guests", "Nights", "Price", right=("Price",))
    for room in of.rooms:
        kind = page.room_type(room.room_type_id)
        children = f", {counted(room.children, 'child', 'children')}" if room.children else ""
        nights = prices_line([night.price for night in room.nights], currency)
        if room.status is not of.status:
            nights = f"{STATUS[room.status][0]}; {nights}"
        if room.fee:
            nights += f"; fee {money(Money(room.fee, currency))}"
        shown.add_row(
            number(room.room_no),
            f"{kind.name} ({kind.code})" if kind else str(room.room_type_id),
            counted(room.adults, "adult") + children,
            nights,
            money(Money(room.price, currency)),
        )
    return shown


def prices_line(prices: Sequence[int], currency: str) -> str:
    """ "2 x US$120.00 + 1 x US$140.00": neighbouring nights of one price together."""
    runs: list[list[int]] = []
    for price in prices:
        if runs and runs[-1][1] == price:
            runs[-1][0] += 1
        else:
            runs.append([1, price])
    return " + ".join(
        f"{number(count)} \N{MULTIPLICATION SIGN} {money(Money(price, currency))}"
        for count, price in runs
    )


def terms_line(policy: CancellationPolicy, free_until: datetime | None, zone: str) -> str:
    """The policy's name, and until when it is free on the hotel's wall clock."""
    if free_until is None:
        return policy.name
    return f"{policy.name} (that is {moment(free_until, zone)}, hotel time)"


def money_page(of: Reservation, page: HotelPage) -> list[RenderableType]:
    """Payments and refunds, one a line; nothing where there are none."""
    zone = page.hotel.time_zone
    parts: list[RenderableType] = []
    if of.payments:
        lines = [
            (moment(each.created_at, zone), payment_line(each, of.currency)) for each in of.payments
        ]
        parts += [heading("Payments"), facts(lines)]
        links = [each.pay_url for each in of.payments if each.pay_url]
        if links and of.status is Status.PENDING:
            parts.append(Text(f"The guest pays at {links[0]}", overflow="fold"))
    if of.refunds:
        refunds = [
            (moment(each.created_at, zone), refund_line(each, of.currency)) for each in of.refunds
        ]
        parts += [heading("Refunds"), facts(refunds)]
    return parts


def timeline_page(events: Sequence[Any], page: HotelPage, currency: str) -> list[RenderableType]:
    shown = [
        (
            moment(event.at, page.hotel.time_zone),
            Text.assemble(
                ACTION.get(event.action, event.action.replace("_", " ")),
                _told(event.detail, currency),
                (f", by {isolated(event.actor)}", DIM),
            ),
        )
        for event in events
    ]
    return [heading("History"), facts(shown)] if shown else []


def _told(detail: Mapping[str, Any], currency: str) -> str:
    words = [
        f"{name.replace('_', ' ')} {money(Money(detail[name], currency))}"
        for name in ("total", "captured", "amount", "fee", "refund")
        if isinstance(detail.get(name), int) and detail[name]
    ]
    words += [
        f"{name.replace('_', ' ')}: {isolated(str(detail[name]))}"
        for name in ("code", "reason", "oversell_approved_by", "price_set_by")
        if detail.get(name)
    ]
    return f": {', '.join(words)}" if words else ""


def quote_page(of: Quote, page: HotelPage) -> list[RenderableType]:
    hotel, room = page.hotel, of.rooms[0]
    kind = page.room_type(room.room_type_id)
    left = of.rooms_left.get(room.room_type_id, 0)
    free = of.plan.policy.free_until(of.stay.check_in, hotel.check_in_time, hotel.time_zone)
    nights = table("Night", "Price", right=("Price",))
    for night, price in zip(of.stay.dates(), room.prices, strict=True):
        nights.add_row(day(night), money(Money(price, of.currency)))
    rooms = counted(len(of.rooms), "room")
    name = f"{kind.name} ({kind.code})" if kind else ""
    enough = left >= len(of.rooms)
    terms: list[tuple[str, RenderableType]] = [
        ("Total", f"{money(of.total)} for {_nights(of.stay)}, {rooms}"),
        ("Rate", f"{of.plan.name} ({of.plan.code}), {of.plan.meals or 'room only'}"),
        ("Cancellation", terms_line(of.plan.policy, free, hotel.time_zone)),
        (
            "Rooms left",
            Text(
                number(left) if enough else _too_few(left, len(of.rooms)), GOOD if enough else BAD
            ),
        ),
    ]
    return [Text(f"{hotel.name}: {name}", "bold"), nights, facts(terms)]


def _too_few(left: int, wanted: int) -> str:
    if not left:
        return "none: sold out"
    return f"{number(left)}, too few for {counted(wanted, 'room')}"


def preview_page(of: CancelPreview, reservation: Reservation, zone: str) -> list[RenderableType]:
    currency = of.currency
    rows: list[tuple[str, RenderableType]] = [("Paid", money(Money(of.paid, currency)))]
    several = len(of.fees) > 1
    for each in of.fees:
        name = f"Fee, room {each.room_no}" if several else "Fee"
        rows.append((name, f"{money(Money(each.fee, currency))} ({each.rule})"))
        free = f"{moment(each.free_until, zone)}, hotel time" if each.free_until else "never"
        is_over = each.free_until is not None and each.free_until < of.at
        rows.append(("Was free until" if is_over else "Free until", free))
    if several:
        rows.append(("Fee, together", money(Money(of.fee, currency))))
    rows.append(("Refund", refund_words(of)))
    # A hold ends whole: nothing of it is left to be paid.
    if of.balance_due and reservation.status is not Status.PENDING:
        rows.append(("Still to pay", money(Money(of.balance_due, currency))))
    title = f"Cancelling {reservation.confirmation_code}, {guest_name(reservation.guest)}, now:"
    return [Text(title, "bold"), facts(rows)]


def refund_words(of: CancelPreview) -> str:
    if not of.refund:
        return "nothing goes back"
    parts = [f"{money(Money(part.amount, of.currency))} to {part.to}" for part in of.parts]
    return " and ".join(parts) or money(Money(of.refund, of.currency))
