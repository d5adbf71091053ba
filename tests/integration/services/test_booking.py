"""Selling rooms for cash and on account, and everything that is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk_app.domain.errors import (
    InvalidInput,
    InvalidStay,
    NotAllowed,
    NotFound,
    PriceChanged,
    SoldOut,
)
from desk_app.domain.money import Money
from desk_app.domain.selling.bookings import RoomRequest
from desk_app.domain.selling.statuses import Status
from tests.house.building import BUSINESS_DATE
from tests.house.house import AT_HOTEL, DLX, ONE, RECEPTIONIST, STD, House

ARRIVAL = BUSINESS_DATE + timedelta(days=7)


def test_a_cash_booking_is_confirmed_and_paid_at_once(house: House) -> None:
    booked = house.book(check_in=ARRIVAL, nights=3)
    assert booked.status is Status.CONFIRMED
    assert booked.total_price == Money(60_000, "USD")
    assert booked.money.balance_due == 0
    assert [house.reserved(ARRIVAL + timedelta(days=day)) for day in range(4)] == [1, 1, 1, 0]
    assert house.again(booked) == booked
    house.check_books()


def test_paying_at_the_hotel_needs_a_plan_that_allows_it(house: House) -> None:
    booked = house.book(pay="hotel", plan=AT_HOTEL)
    assert booked.status is Status.CONFIRMED
    assert booked.payments == ()
    assert booked.money.balance_due == 40_000
    with pytest.raises(InvalidInput, match="is paid when it is booked"):
        house.book(pay="hotel")
    house.check_books()


def test_several_rooms_of_several_types_are_one_reservation(house: House) -> None:
    rooms = (
        RoomRequest(room_type_id=DLX, adults=2),
        RoomRequest(room_type_id=STD, adults=1),
        RoomRequest(room_type_id=STD, adults=2, children=1),
    )
    booked = house.book(room_requests=rooms, nights=2)
    assert [(room.room_no, room.room_type_id) for room in booked.rooms] == [
        (1, DLX),
        (2, STD),
        (3, STD),
    ]
    assert booked.total_price == Money(2 * (35_000 + 20_000 + 20_000), "USD")
    assert house.reserved(ARRIVAL, STD) == 2
    assert house.reserved(ARRIVAL, DLX) == 1
    house.check_books()


def test_ten_rooms_sell_eleven_and_the_twelfth_is_told_which_night(house: House) -> None:
    for _ in range(11):
        house.book(check_in=ARRIVAL, nights=1)
    with pytest.raises(SoldOut) as refused:
        house.book(check_in=ARRIVAL - timedelta(days=1), nights=3)
    assert refused.value.nights == (ARRIVAL,)
    assert "Room STD" in str(refused.value)
    assert house.rows("reservation") == 11
    house.check_books()


def test_a_type_with_its_own_overbooking_rate_of_nought_sells_what_it_has(house: House) -> None:
    house.book(room_type=ONE)
    with pytest.raises(SoldOut):
        house.book(room_type=ONE)
    house.check_books()


def test_a_booking_of_many_rooms_takes_all_or_none(house: House) -> None:
    house.book(rooms=9)
    with pytest.raises(SoldOut, match="Fewer than 3 rooms"):
        house.book(rooms=3)
    house.book(rooms=2)
    assert house.reserved(ARRIVAL) == 11
    house.check_books()


def test_a_manager_may_sell_above_the_inventory_and_nobody_else(house: House) -> None:
    house.book(room_type=ONE)
    rita = house.desk.acting_as(RECEPTIONIST)
    with pytest.raises(NotAllowed, match="admin or manager"):
        rita.reservations.book(house.request(room_type=ONE, oversell=True))
    above = house.book(room_type=ONE, oversell=True)
    night = house.nights(ONE)[ARRIVAL]
    assert (night.total_reserved, night.allowed_over, night.left) == (2, 1, 0)
    house.check_books()
    house.cancel(above)
    assert house.nights(ONE)[ARRIVAL].allowed_over == 0
    house.check_books()


def test_another_price_than_the_guest_was_told_is_refused_with_the_new_quote(house: House) -> None:
    with pytest.raises(PriceChanged) as refused:
        house.book(expected_total=Money(39_000, "USD"))
    assert refused.value.quote.total == Money(40_000, "USD")
    assert house.rows("reservation") == 0
    assert house.book(expected_total=Money(40_000, "USD")).status is Status.CONFIRMED


def test_a_price_agreed_by_hand_needs_a_manager(house: House) -> None:
    price = Money(12_345, "USD")
    rita = house.desk.acting_as(RECEPTIONIST)
    with pytest.raises(NotAllowed):
        rita.reservations.book(house.request(agreed_price=price))
    assert house.book(agreed_price=price).total_price == Money(24_690, "USD")


@pytest.mark.parametrize(
    ("check_in", "problem"),
    [
        (BUSINESS_DATE - timedelta(days=1), "is in the past"),
        (BUSINESS_DATE - timedelta(days=900), "is in the past"),
        (BUSINESS_DATE + timedelta(days=3650), "has no price on"),
    ],
)
def test_dates_that_can_not_be_sold_are_refused_by_name(
    house: House, check_in: object, problem: str
) -> None:
    with pytest.raises(InvalidStay, match=problem) as refused:
        house.book(check_in=check_in)
    assert refused.value.field == "check_in"
    assert house.rows("reservation") == 0


def test_more_guests_than_the_room_takes_are_refused(house: House) -> None:
    with pytest.raises(InvalidInput, match="at most 4 guests"):
        house.book(room_requests=(RoomRequest(room_type_id=STD, adults=4, children=1),))


@pytest.mark.parametrize(
    "what", [{"room_type": 99}, {"plan": 99}, {"hotel": 99}], ids=["type", "plan", "hotel"]
)
def test_unknown_ids_are_not_found(house: House, what: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        house.book(**what)
    assert house.rows("reservation") == 0


@pytest.mark.parametrize(
    "name",
    ["محمد العربي", "גולדברג", "O'Brien; DROP TABLE reservation;--", "毛泽东", "Zoë 🏨", "%_\\"],
)
def test_names_of_every_kind_come_back_as_they_were_given(house: House, name: str) -> None:
    booked = house.book(last_name=name)
    assert house.again(booked).guest.last_name == name
    assert [found.id for found in house.desk.reservations.find(name)] in ([booked.id], [])


def test_a_reservation_is_found_by_code_name_and_phone(house: House) -> None:
    booked = house.book(last_name="Núñez")
    found = house.desk.reservations
    assert found.by_code(booked.confirmation_code.lower()).id == booked.id
    for text in (
        "nunez",
        "NÚÑ",
        "ana nunez",
        "+1 212 555 0100",
        "2125550100",
        "555-0100",
        booked.code,
    ):
        assert [each.id for each in found.find(text)] == [booked.id], text
    assert found.find("garc%") == []
    with pytest.raises(NotFound):
        found.by_code("ZZZZ-ZZZZ")


def test_the_trail_tells_who_booked(house: House) -> None:
    booked = house.book()
    house.cancel(booked)
    trail = house.desk.reservations.timeline(booked)
    assert [(event.action, event.actor) for event in trail] == [
        ("booked", "maria"),
        ("cancelled", "maria"),
    ]
