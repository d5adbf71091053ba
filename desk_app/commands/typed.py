"""Reading what was typed: hotels, dates, guests, amounts, ways to pay. Errors name the option."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from desk_app.bootstrap import Desk
from desk_app.domain.catalogue.hotels import Hotel, HotelPage, RoomType, Standing
from desk_app.domain.errors import DeskError, InvalidInput, NotFound
from desk_app.domain.selling.bookings import MOST_ROOMS, GuestDetails, RoomRequest
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.stays import Stay, hotel_time

LARGEST_ID = 2**63 - 1
NAMED = 5
"""Codes that an error names, so that one can go on."""

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AHEAD = re.compile(r"\+[0-9]{1,4}")
_YEARS = range(2000, 2200)
_DAYS = {"today": 0, "tomorrow": 1}

_METHODS = {
    "cash": PaymentMethod.CASH,
    "terminal": PaymentMethod.TERMINAL,
    "link": PaymentMethod.LINK,
    "hotel": PaymentMethod.AT_HOTEL,
}


class UnknownHotel(NotFound):
    """A `NotFound` that says where the codes are; a chain has too many to name them here."""

    def __init__(self, name: str) -> None:
        told = name.strip()[:80]
        sentence = f"There is no hotel {told}; desk hotels lists them."
        DeskError.__init__(self, sentence, what="hotel", name=told)

    @property
    def kind(self) -> str:
        return NotFound.__name__


class Unknown(NotFound):
    """A `NotFound` that says what there is instead (``known``)."""

    def __init__(self, *, what: str, name: str, where: str, known: Sequence[str]) -> None:
        listed = ", ".join(known[:NAMED]) + (" and more" if len(known) > NAMED else "")
        sentence = f"There is no {what} {name:.40} at {where}; it has {listed or 'none'}."
        DeskError.__init__(self, sentence, what=what, name=name[:80], known=tuple(known))

    @property
    def kind(self) -> str:
        return NotFound.__name__


def hotel_page(desk: Desk, text: str | None) -> HotelPage:
    """The hotel that was named, or else the settings', or else the only one there is."""
    return desk.hotels.page(_hotel_id(desk, text))


def some_hotel_id(desk: Desk, text: str | None) -> int | None:
    """None where none was named: any of the chain."""
    return None if text is None else _named(desk, text)


def _hotel_id(desk: Desk, text: str | None) -> int:
    if text is not None:
        return _named(desk, text)
    if desk.settings.hotel:
        return _named(desk, desk.settings.hotel)
    found = desk.hotels.hotels(limit=NAMED + 1)
    if len(found) == 1:
        return found[0].id
    if not found:
        raise NoHotels
    codes = ", ".join(hotel.code for hotel in found[:NAMED])
    more = " and more" if len(found) > NAMED else ""
    raise InvalidInput(field="hotel", problem=f"say which one with --hotel: {codes}{more}")


class NoHotels(DeskError):
    def __init__(self) -> None:
        super().__init__("There are no hotels yet; desk init --demo loads three to look at.")


def _named(desk: Desk, text: str) -> int:
    if not text.strip():
        raise InvalidInput(field="hotel", problem="this must be filled in")
    try:
        return desk.hotels.by_code(text).id
    except NotFound:
        pass
    number = text.strip()
    if not (number.isascii() and number.isdigit() and int(number) <= LARGEST_ID):
        raise UnknownHotel(text)
    try:
        return desk.hotels.page(int(number)).hotel.id
    except NotFound:
        raise UnknownHotel(text) from None


def room_type(page: HotelPage, code: str) -> RoomType:
    kind = page.room_type_by_code(code)
    if kind is None or kind.status is not Standing.ACTIVE:
        known = [each.code for each in page.room_types if each.status is Standing.ACTIVE]
        raise Unknown(what="room type", name=code, where=page.hotel.code, known=known)
    return kind


def rate_plan_id(desk: Desk, page: HotelPage, code: str | None) -> int | None:
    if code is None:
        return None
    plans = desk.rates.plans(page.hotel.id)
    for plan in plans:
        if plan.code.casefold() == code.strip().casefold():
            return plan.id
    known = [plan.code for plan in plans]
    raise Unknown(what="rate plan", name=code, where=page.hotel.code, known=known)


def business_date(desk: Desk, hotel: Hotel) -> date:
    """The hotel's own date; its calendar's where it was never set up."""
    known = desk.rates.business_dates([hotel.id]).get(hotel.id)
    return known or hotel_time(datetime.now(UTC), hotel.time_zone).date()


def day(text: str, today: date, *, field: str) -> date:
    word = text.strip().casefold()
    if word in _DAYS:
        return today + timedelta(days=_DAYS[word])
    if _AHEAD.fullmatch(word):
        return today + timedelta(days=int(word[1:]))
    try:
        if not _ISO.fullmatch(word):
            raise ValueError
        found = date.fromisoformat(word)
    except ValueError:
        raise InvalidInput(
            field=field,
            problem=f"{text!r:.40} is no date; write 2026-12-25, today, tomorrow or +3",
        ) from None
    if found.year not in _YEARS:
        raise InvalidInput(
            field=field, problem=f"{text.strip()} is not a year in which we sell rooms"
        )
    return found


def stay(desk: Desk, hotel: Hotel, check_in: str, check_out: str) -> Stay:
    today = business_date(desk, hotel)
    return Stay(day(check_in, today, field="check_in"), day(check_out, today, field="check_out"))


def room_requests(
    kind: RoomType, rooms: int, adults: int | None, children: int
) -> tuple[RoomRequest, ...]:
    """``adults`` None is two, or what the type takes if that is fewer."""
    if not 1 <= rooms <= MOST_ROOMS:
        raise InvalidInput(field="rooms", problem=f"choose from 1 to {MOST_ROOMS} in one booking")
    room = RoomRequest(
        room_type_id=kind.id,
        adults=min(2, kind.max_adults) if adults is None else adults,
        children=children,
    )
    return (room,) * rooms


def guest(text: str, phone: str, email: str) -> GuestDetails:
    """ "LAST, FIRST", or a last name alone."""
    last, _, first = text.partition(",")
    return GuestDetails(last_name=last, first_name=first, phone=phone, email=email)


def payment(text: str) -> tuple[PaymentMethod, str | None]:
    """The way to pay, and the card's token where it is one."""
    word = text.strip()
    if word.startswith("pm_"):
        return PaymentMethod.CARD, word
    method = _METHODS.get(word.casefold())
    if method is None:
        # What was typed is not repeated: it may be a card number.
        raise InvalidInput(
            field="pay", problem="write cash, terminal, link, hotel or a card's token (pm_...)"
        )
    return method, None


def room_numbers(text: str | None) -> tuple[int, ...] | None:
    """ "1,3" as (1, 3): rooms as the reservation counts them."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        raise InvalidInput(
            field="rooms", problem="write the rooms as desk show counts them, such as 1,2"
        )
    return tuple(sorted({int(part) for part in parts}))


def reservation(desk: Desk, code: str, hotel: str | None) -> Reservation:
    return desk.reservations.by_code(code, some_hotel_id(desk, hotel))
