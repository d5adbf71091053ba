"""The idempotency key: what is replayed, resumed and refused, and when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from desk_app.domain.errors import (
    DeskError,
    HoldExpired,
    IdempotencyMismatch,
    PaymentDeclined,
    PaymentUnknown,
    SoldOut,
)
from desk_app.domain.selling.bookings import BookingRequest
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.services.selling import booking as booking_module
from tests.house.building import BUSINESS_DATE
from tests.house.house import ONE, House

CARD = "pm_card_visa"


def at_once(count: int, call: Callable[[], Any]) -> list[Any]:
    """Run a call in many threads that start together; answers and errors alike."""
    gate = threading.Barrier(count)

    def run(_: int) -> Any:
        gate.wait()
        try:
            return call()
        except DeskError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.parametrize("pay", ["cash", CARD])
def test_the_same_key_sent_again_answers_the_same_booking(house: House, pay: str) -> None:
    request = house.request(pay=pay)
    first = house.desk.reservations.book(request)
    second = house.desk.reservations.book(request)
    assert (second.id, second.status) == (first.id, Status.CONFIRMED)
    assert house.rows("reservation") == 1
    assert len(house.sandbox.charges()) == (1 if pay == CARD else 0)
    house.check_books()


@pytest.mark.parametrize("pay", ["cash", CARD])
def test_fifty_at_once_with_one_key_make_one_booking_and_one_charge(house: House, pay: str) -> None:
    request = house.request(pay=pay, room_type=ONE)
    answers = at_once(50, lambda: house.desk.reservations.book(request))
    assert {type(answer) for answer in answers} == {Reservation}, answers
    assert {(answer.id, answer.code, answer.status) for answer in answers} == {
        (answers[0].id, answers[0].code, Status.CONFIRMED)
    }
    assert house.rows("reservation") == 1
    assert len(house.sandbox.charges()) == (1 if pay == CARD else 0)
    house.check_books()


def test_another_body_under_the_same_key_is_refused(house: House) -> None:
    request = house.request(key="one")
    house.desk.reservations.book(request)
    with pytest.raises(IdempotencyMismatch):
        house.book(key="one", nights=3)
    assert house.rows("reservation") == 1


def test_a_declined_key_gives_the_same_answer_for_ever(house: House) -> None:
    request = house.request(pay="pm_card_chargeDeclinedInsufficientFunds")
    codes = []
    for _ in range(3):
        with pytest.raises(PaymentDeclined) as declined:
            house.desk.reservations.book(request)
        codes.append(declined.value.code)
    assert codes == ["insufficient_funds"] * 3
    assert house.rows("reservation") == 1
    assert house.reserved(request.stay.check_in) == 0
    house.check_books()


def test_an_expired_key_says_so_for_ever(house: House) -> None:
    request = house.request(pay="link")
    house.desk.reservations.book(request)
    house.later(minutes=40)
    house.work()
    for _ in range(2):
        with pytest.raises(HoldExpired):
            house.desk.reservations.book(request)
    house.check_books()


def test_a_key_still_answers_when_its_dates_lie_in_the_past(house: House) -> None:
    request = house.request(check_in=BUSINESS_DATE, nights=1)
    first = house.desk.reservations.book(request)
    house.desk.management.set_business_date(1, BUSINESS_DATE + timedelta(days=3))
    assert house.desk.reservations.book(request).id == first.id


def test_a_cancelled_key_answers_the_cancelled_booking(house: House) -> None:
    request = house.request()
    house.cancel(house.desk.reservations.book(request))
    assert house.desk.reservations.book(request).status is Status.CANCELLED


def test_a_key_left_half_way_is_resumed_with_the_stored_intent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk dies between holding the rooms and asking for the money."""
    request = house.request(pay=CARD)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("desk_app.services.selling.settlement.Settlement.take", die)
        with pytest.raises(KeyboardInterrupt):
            house.desk.reservations.book(request)
    assert house.reserved(request.stay.check_in) == 1
    assert house.sandbox.charges() == []
    booked = house.desk.reservations.book(request)
    assert booked.status is Status.CONFIRMED
    assert len(house.sandbox.charges()) == 1
    house.check_books()


def test_nobody_is_told_sold_out_of_their_own_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A twin takes the last room right after the first look-up found nothing."""
    request = house.request(room_type=ONE)
    twin = house.desk.acting_as(house.desk.actor)
    original = booking_module.Booking._book_new

    def overtaken(self: Any, wanted: BookingRequest) -> Reservation:
        monkeypatch.setattr(booking_module.Booking, "_book_new", original)
        twin.reservations.book(wanted)
        return original(self, wanted)

    monkeypatch.setattr(booking_module.Booking, "_book_new", overtaken)
    assert house.desk.reservations.book(request).status is Status.CONFIRMED
    assert house.rows("reservation") == 1


def test_without_the_second_look_up_the_twin_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above: the guard is off, so its own room is "sold out"."""
    request = house.request(room_type=ONE)
    original = booking_module.Booking._book_new
    twin = house.desk.acting_as(house.desk.actor)

    def overtaken(self: Any, wanted: BookingRequest) -> Reservation:
        monkeypatch.setattr(booking_module.Booking, "_book_new", original)
        twin.reservations.book(wanted)
        return original(self, wanted)

    monkeypatch.setattr(booking_module.Booking, "_book_new", overtaken)
    monkeypatch.setattr(booking_module.Booking, "_by_key", lambda *_: None)
    with pytest.raises(SoldOut):
        house.desk.reservations.book(request)


def test_no_answer_after_the_charge_is_unknown_and_asked_again_by_the_same_key(
    house: House,
) -> None:
    request = house.request(pay=CARD)
    house.sandbox.fail("confirm", "lost_after")
    house.sandbox.fail("retrieve_intent", "lost_before", count=-1)
    with pytest.raises(PaymentUnknown) as unknown:
        house.desk.reservations.book(request)
    assert unknown.value.key == request.key
    assert house.reserved(request.stay.check_in) == 1
    house.sandbox.clear_faults()
    booked = house.desk.reservations.ask_again(request.hotel_id, request.key)
    assert booked.status is Status.CONFIRMED
    assert len(house.sandbox.charges()) == 1
    house.check_books()
