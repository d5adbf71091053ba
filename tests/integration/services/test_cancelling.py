"""Cancelling: fee and refund by the stored terms, room by room, and never wrongly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.errors import CheckRefused
from db.selling import refunds
from db.tables import reservation as tables
from db.tables.reservation import payment
from db.unit_of_work import UnitOfWork
from desk_app.domain.errors import IdempotencyMismatch, InvalidInput, NotAllowed, PaymentDeclined
from desk_app.domain.ids import new_id
from desk_app.domain.money import Money
from desk_app.domain.selling.cancelling import CancelRequest, NotCancellable, RefundChanged
from desk_app.domain.selling.payments import RefundStatus
from desk_app.domain.selling.refunding import RefundRequest
from desk_app.domain.selling.reservations import GOODWILL, Refund, Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.services.worker import WorkReport
from tests.house.building import BUSINESS_DATE
from tests.house.house import AT_HOTEL, FLEX, HOTEL, NONREF, RECEPTIONIST, House
from tests.integration.services.test_keys import at_once

CARD = "pm_card_visa"


def goodwill(booked: Reservation, amount: int, key: str = "form-1") -> RefundRequest:
    return RefundRequest(
        key=key,
        hotel_id=booked.hotel_id,
        reservation_id=booked.id,
        amount=Money(amount, "USD"),
        reason="noise at night",
    )


def test_cancelling_in_time_gives_everything_back(house: House) -> None:
    booked = house.book(pay=CARD)
    request = CancelRequest(hotel_id=HOTEL, reservation_id=booked.id, reason="plans changed")
    shown = house.desk.reservations.preview_cancel(request)
    assert (shown.paid, shown.fee, shown.refund) == (40_000, 0, 40_000)
    assert shown.parts[0].to == "visa 4242"
    assert "still free" in shown.fees[0].rule
    cancelled = house.desk.reservations.cancel(request)
    assert cancelled.status is Status.CANCELLED
    assert cancelled.refunds[0].status is RefundStatus.REQUESTED
    assert house.reserved(booked.stay.check_in) == 0
    assert house.work().refunds_done == 1
    assert house.again(booked).refunds[0].status is RefundStatus.SUCCEEDED
    house.check_books()


def test_cancelling_too_late_costs_the_first_night(house: House) -> None:
    booked = house.book(check_in=BUSINESS_DATE, nights=3, pay=CARD)
    cancelled = house.cancel(booked)
    assert (cancelled.rooms[0].fee, cancelled.refunds[0].amount) == (20_000, 40_000)
    house.work()
    house.check_books()


def test_a_non_refundable_booking_gives_nothing_back(house: House) -> None:
    cancelled = house.cancel(house.book(pay=CARD, plan=NONREF))
    assert (cancelled.rooms[0].fee, cancelled.refunds) == (40_000, ())
    house.check_books()


def test_a_fee_above_what_was_paid_leaves_a_balance_due(house: House) -> None:
    booked = house.book(check_in=BUSINESS_DATE, pay="hotel", plan=AT_HOTEL)
    cancelled = house.cancel(booked)
    assert cancelled.money.balance_due == 20_000
    assert cancelled.refunds == ()
    house.check_books()


def test_cash_goes_back_over_the_counter_at_once(house: House) -> None:
    cancelled = house.cancel(house.book())
    assert cancelled.refunds[0].status is RefundStatus.SUCCEEDED
    assert house.work().refunds_done == 0
    house.check_books()


def test_rooms_are_cancelled_one_by_one_and_then_all(house: House) -> None:
    booked = house.book(rooms=3, pay=CARD)
    once = house.cancel(booked, room_nos=(2,))
    assert once.status is Status.CONFIRMED
    assert [room.status for room in once.rooms] == [
        Status.CONFIRMED,
        Status.CANCELLED,
        Status.CONFIRMED,
    ]
    assert house.reserved(booked.stay.check_in) == 2
    house.check_books()
    assert house.again(booked) == once
    house.cancel(booked, room_nos=(1, 2))
    assert house.reserved(booked.stay.check_in) == 1
    done = house.cancel(booked)
    assert done.status is Status.CANCELLED
    assert [refund.amount for refund in done.refunds] == [40_000] * 3
    house.work()
    house.check_books()


def test_cancelling_twice_changes_nothing(house: House) -> None:
    booked = house.book(pay=CARD)
    first = house.cancel(booked)
    assert house.cancel(booked) == first
    assert house.rows("refund") == 1
    house.check_books()


def test_twenty_cancels_at_once_make_one_refund(house: House) -> None:
    booked = house.book(pay=CARD)
    answers = at_once(20, lambda: house.cancel(booked))
    assert {(answer.status, len(answer.refunds)) for answer in answers} == {(Status.CANCELLED, 1)}
    house.work()
    house.check_books()


def test_only_a_manager_waives_the_fee_and_the_trail_says_so(house: House) -> None:
    booked = house.book(check_in=BUSINESS_DATE, pay=CARD)
    rita = house.desk.acting_as(RECEPTIONIST)
    request = CancelRequest(
        hotel_id=HOTEL, reservation_id=booked.id, reason="bereavement", waive_fee=True
    )
    with pytest.raises(NotAllowed, match="admin or manager"):
        rita.reservations.cancel(request)
    cancelled = house.desk.reservations.cancel(request)
    assert (cancelled.rooms[0].fee, cancelled.rooms[0].fee_waived_by) == (0, "maria")
    assert cancelled.refunds[0].approved_by == "maria"
    house.work()
    trail = {event.action: event for event in house.desk.reservations.timeline(booked)}
    assert trail["cancelled"].detail["fee_waived"] is True
    house.check_books()


def test_a_refund_that_is_not_what_the_guest_was_told_is_not_made(house: House) -> None:
    booked = house.book(check_in=BUSINESS_DATE)
    with pytest.raises(RefundChanged, match="nothing was cancelled") as changed:
        house.cancel(booked, expected_refund=Money(40_000, "USD"))
    assert changed.value.preview.refund == 20_000
    assert house.again(booked).status is Status.CONFIRMED


def test_what_is_not_confirmed_is_not_cancelled(house: House) -> None:
    request = house.request(pay="pm_card_chargeDeclined")
    with pytest.raises(PaymentDeclined) as declined:
        house.desk.reservations.book(request)
    rejected = declined.value.details()["reservation"]
    with pytest.raises(NotCancellable, match="declined"):
        house.cancel(rejected)


def test_the_free_time_ends_at_the_hotels_wall_clock_across_the_change_of_clocks(
    house: House,
) -> None:
    """Arrival Monday 15 March 15:00 in New York; the clocks go forward on the 14th, 02:00.

    One day before by the wall is Sunday 15:00 EDT = 19:00 UTC; 24 elapsed hours before is the
    same instant here; of an arrival on the 14th they differ: Saturday 15:00 EST = 20:00 UTC, but
    24 hours before 15:00 EDT is 14:00 EST = 19:00 UTC.
    """
    sunday = BUSINESS_DATE + timedelta(days=4)
    by_wall = house.book(check_in=sunday, plan=FLEX)
    by_hours = house.book(check_in=sunday, plan=AT_HOTEL)

    def free_until(booked: Reservation) -> str:
        request = CancelRequest(hotel_id=HOTEL, reservation_id=booked.id, reason="x")
        free = house.desk.reservations.preview_cancel(request).fees[0].free_until
        assert free is not None
        return free.isoformat()

    assert free_until(by_wall) == "2027-03-13T20:00:00+00:00"
    assert free_until(by_hours) == "2027-03-13T19:00:00+00:00"


def test_good_will_gives_part_of_it_back_once_for_its_form(house: House) -> None:
    booked = house.book(pay=CARD)
    for _ in range(3):
        after = house.desk.payments.refund(goodwill(booked, 5_000))
    assert [refund.amount for refund in after.refunds] == [5_000]
    with pytest.raises(IdempotencyMismatch):
        house.desk.payments.refund(goodwill(booked, 6_000))
    with pytest.raises(InvalidInput, match=r"at most USD 350\.00"):
        house.desk.payments.refund(goodwill(booked, 35_001, key="form-2"))
    house.work()
    house.check_books()
    cancelled = house.cancel(booked, expected_refund=Money(35_000, "USD"))
    assert sum(refund.amount for refund in cancelled.refunds) == 40_000
    house.work()
    house.check_books()


def test_two_refunds_at_once_never_give_back_more_than_was_paid(house: House) -> None:
    booked = house.book(pay=CARD)
    forms = iter([goodwill(booked, 15_000, key=f"form-{n}") for n in range(10)])
    at_once(10, lambda: house.desk.payments.refund(next(forms)))
    assert sum(refund.amount for refund in house.again(booked).refunds) == 30_000
    house.work()
    house.check_books()


def test_a_refund_that_fails_comes_back_as_work_and_can_be_asked_again(house: House) -> None:
    booked = house.book(pay="pm_card_refundFail")
    house.cancel(booked)
    assert house.work().refunds_done == 1
    house.check_books()
    house.later(minutes=6)  # the guest's bank sends it back
    assert house.work().refunds_stuck == 1
    stuck = house.again(booked)
    assert stuck.refunds[0].status is RefundStatus.FAILED
    assert stuck.refunds[0].failure_code == "expired_or_canceled_card"
    assert stuck.payments[0].refunded == 0
    house.check_books()
    again = house.desk.payments.refund_again(HOTEL, booked.id, stuck.refunds[0].id)
    assert [refund.status for refund in again.refunds] == [
        RefundStatus.REPLACED,
        RefundStatus.REQUESTED,
    ]
    assert house.work().refunds_done == 1
    house.check_books()


def test_a_refund_that_is_done_is_watched_for_a_month_and_then_no_more(house: House) -> None:
    booked = house.book(pay=CARD)
    house.cancel(booked)
    house.work()
    for _ in range(20):
        house.later(days=3)
        assert house.work() == WorkReport()
    house.sandbox.fail("any", "lost_before", count=-1)
    house.later(days=300)
    assert house.work() == WorkReport()


@pytest.mark.parametrize(
    "fault", ["lost_before", "lost_after", "error_before", "error_after", "reset"]
)
def test_a_lost_answer_to_a_refund_never_refunds_twice(house: House, fault: str) -> None:
    booked = house.book(pay=CARD)
    house.cancel(booked)
    house.sandbox.fail("refund", fault)
    for _ in range(6):
        house.work()
        house.later(minutes=20)
    assert house.again(booked).refunds[0].status is RefundStatus.SUCCEEDED
    house.check_books()


def test_the_worker_blocks_a_refund_that_its_own_sum_does_not_owe(house: House) -> None:
    """A forged row: no fee was kept, though the terms ask for one and nobody waived it."""
    booked = house.book(check_in=BUSINESS_DATE, pay=CARD)
    house.cancel(booked, waive_fee=True)
    store = house.desk.stores.reservation
    store.write(
        lambda unit: unit.execute(update(tables.reservation_room).values(fee_waived_by=None))
    )
    store.write(lambda unit: unit.execute(update(tables.refund).values(approved_by=None)))
    assert house.work().refunds_stuck == 1
    assert house.again(booked).refunds[0].status is RefundStatus.BLOCKED
    assert [charge["amount_refunded"] for charge in house.sandbox.charges()] == [0]


def test_a_refund_promised_from_a_stale_picture_is_not_promised_again(house: House) -> None:
    """Two desks read the payment before either refunded it: the guard is in the UPDATE."""
    booked = house.book(pay=CARD)
    answers = [promise_all(house, booked, key) for key in ("first", "second")]
    assert answers == [True, False]
    assert house.again(booked).payments[0].refunded == 40_000
    assert house.rows("refund") == 1


def test_without_that_guard_the_database_itself_refuses(house: House) -> None:
    """Negative control: the same two refunds, counted without asking what is left."""
    booked = house.book(pay=CARD)
    assert promise_all(house, booked, "first")
    blind = update(payment).values(refunded=payment.c.refunded + 40_000)
    with pytest.raises(CheckRefused, match="never_over_refunded"):
        house.desk.stores.reservation.write(lambda unit: unit.execute(blind))


def promise_all(house: House, booked: Reservation, key: str) -> bool:
    def work(unit: UnitOfWork) -> bool:
        refund = Refund(
            id=new_id(),
            payment_id=booked.payments[0].id,
            kind=GOODWILL,
            amount=40_000,
            status=RefundStatus.REQUESTED,
            reason="noise",
            approved_by="maria",
            failure_code=None,
            created_at=unit.now,
        )
        return refunds.promise(unit, booked, booked.payments[0], refund, key=key, actor="maria")

    return house.desk.stores.reservation.write(work)
