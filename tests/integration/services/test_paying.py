"""Card, terminal and link: every way that a payment can end."""

from __future__ import annotations

import pytest

from desk_app.bootstrap import open_desk, open_worker
from desk_app.domain.errors import (
    InvalidInput,
    PaymentDeclined,
    PaymentUnknown,
    ProcessorUnavailable,
    SoldOut,
)
from desk_app.domain.money import Money
from desk_app.domain.selling.payments import PaymentStatus, RefundStatus
from desk_app.domain.selling.statuses import Status
from desk_app.gateways.stripe import StripeProcessor
from tests.house.building import BUSINESS_DATE
from tests.house.house import ONE, House

CARD = "pm_card_visa"


def test_a_card_booking_is_charged_once_and_confirmed(house: House) -> None:
    booked = house.book(pay=CARD)
    assert booked.status is Status.CONFIRMED
    assert booked.payment is not None
    assert (booked.payment.captured, booked.payment.card) == (40_000, "visa 4242")
    assert [charge["amount"] for charge in house.sandbox.charges()] == [40_000]
    assert house.again(booked) == booked
    house.check_books()


def test_declined_releases_the_rooms_and_another_card_works(house: House) -> None:
    with pytest.raises(PaymentDeclined, match="generic decline") as declined:
        house.book(pay="pm_card_chargeDeclined", room_type=ONE)
    assert declined.value.code == "generic_decline"
    assert house.book(pay=CARD, room_type=ONE).status is Status.CONFIRMED
    house.check_books()


def test_a_terminal_waits_for_the_guest_then_confirms(house: House) -> None:
    request = house.request(pay="terminal")
    held = house.desk.reservations.book(request)
    assert held.status is Status.PENDING
    assert held.payment is not None
    assert held.payment.status is PaymentStatus.WAITING
    house.sandbox.present_card()
    assert house.desk.reservations.ask_again(1, request.key).status is Status.CONFIRMED
    house.check_books()


def test_a_card_declined_at_the_terminal_is_declined(house: House) -> None:
    house.sandbox.set_reader("declined", delay=0)
    request = house.request(pay="terminal")
    house.desk.reservations.book(request)
    with pytest.raises(PaymentDeclined):
        house.desk.reservations.ask_again(1, request.key)
    house.check_books()


def test_a_reader_that_is_busy_gives_the_rooms_back(house: House) -> None:
    house.sandbox.set_reader("waiting")
    house.book(pay="terminal")
    with pytest.raises(PaymentDeclined, match="busy"):
        house.book(pay="terminal", room_type=ONE)
    assert house.reserved(BUSINESS_DATE, ONE) == 0
    house.check_books()


def test_a_link_is_paid_minutes_later_and_the_worker_confirms(house: House) -> None:
    held = house.book(pay="link")
    assert held.status is Status.PENDING
    assert held.payment is not None
    assert held.payment.pay_url
    house.later(minutes=20)
    house.work()
    assert house.again(held).status is Status.PENDING
    assert held.payment.session_id
    house.sandbox.pay_session(held.payment.session_id)
    house.later(minutes=5)
    report = house.work()
    assert report.confirmed == 1
    booked = house.again(held)
    assert booked.status is Status.CONFIRMED
    assert booked.money.balance_due == 0
    house.check_books()


def test_a_link_that_is_never_paid_gives_the_rooms_back(house: House) -> None:
    held = house.book(pay="link", room_type=ONE)
    with pytest.raises(SoldOut):
        house.book(room_type=ONE)
    house.later(minutes=36)
    assert house.work().released == 1
    assert house.again(held).status is Status.EXPIRED
    assert house.book(room_type=ONE).status is Status.CONFIRMED
    house.check_books()


@pytest.mark.parametrize(
    "fault", ["lost_before", "lost_after", "error_before", "error_after", "reset"]
)
@pytest.mark.parametrize("operation", ["create_intent", "confirm"])
def test_one_lost_answer_of_the_processor_never_loses_or_doubles_money(
    house: House, operation: str, fault: str
) -> None:
    request = house.request(pay=CARD)
    house.sandbox.fail(operation, fault)
    try:
        booked = house.desk.reservations.book(request)
    except (PaymentUnknown, ProcessorUnavailable):
        house.sandbox.clear_faults()
        booked = house.desk.reservations.book(request)
    assert booked.status is Status.CONFIRMED
    assert len(house.sandbox.charges()) == 1
    house.check_books()


def test_a_desk_that_dies_after_the_charge_is_finished_by_the_worker(house: House) -> None:
    request = house.request(pay=CARD)
    house.sandbox.fail("confirm", "lost_after")
    house.sandbox.fail("retrieve_intent", "lost_before", count=-1)
    with pytest.raises(PaymentUnknown):
        house.desk.reservations.book(request)
    house.sandbox.clear_faults()
    house.later(minutes=1)
    assert house.work().confirmed == 1
    assert house.desk.reservations.book(request).status is Status.CONFIRMED
    house.check_books()


def test_no_processor_means_no_card_but_cash_still_works(house: House) -> None:
    house.sandbox.fail("any", "lost_before", count=-1)
    with pytest.raises(ProcessorUnavailable, match="Cash still works"):
        house.book(pay=CARD)
    assert house.rows("reservation") == 0
    assert house.book(pay="cash").status is Status.CONFIRMED
    house.sandbox.clear_faults()
    house.check_books()


def test_an_unknown_token_is_refused_at_its_field(house: House) -> None:
    with pytest.raises((InvalidInput, PaymentDeclined)):
        house.book(pay="pm_card_nosuchcard")
    assert house.reserved(BUSINESS_DATE) == 0


def test_sold_out_is_said_before_any_intent_exists(house: House) -> None:
    house.book(room_type=ONE)
    with pytest.raises(SoldOut):
        house.book(room_type=ONE, pay=CARD)
    house.sandbox.fail("create_intent", "lost_before", count=-1)
    with pytest.raises(SoldOut):
        house.book(room_type=ONE, pay=CARD)


def test_a_stay_that_costs_nothing_asks_nobody_for_money(house: House) -> None:
    booked = house.book(pay=CARD, agreed_price=Money(0, "USD"))
    assert (booked.status, booked.payments) == (Status.CONFIRMED, ())
    house.check_books()


def test_a_refund_that_the_key_may_not_send_waits_for_the_right_key(house: House) -> None:
    """A fault of the settings is not the refund's: it stays promised."""
    booked = house.book(pay=CARD)
    house.cancel(booked)
    desk_key = StripeProcessor(house.sandbox.url, house.sandbox.desk_key, is_training=True)
    powerless = open_worker(house.desk, desk_key)
    try:
        assert powerless.run_once().refunds_open == 1
    finally:
        powerless.close()
    assert house.again(booked).refunds[0].status is RefundStatus.REQUESTED
    house.later(minutes=5)
    assert house.work().refunds_done == 1
    house.check_books()


def test_a_key_that_is_refused_is_told_as_a_fault_of_the_settings(house: House) -> None:
    wrong = StripeProcessor(house.sandbox.url, "rk_test_wrong", is_training=True)
    desk = open_desk(house.settings, clock=house.clock, processor=wrong)
    try:
        with pytest.raises(ProcessorUnavailable, match="refuses this desk's key"):
            desk.reservations.book(house.request(pay=CARD))
    finally:
        desk.close()
    assert house.rows("reservation") == 0
