"""Where a reservation's money stands: what is due, held, owed and to be given back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import RefundStatus
from desk_app.domain.selling.reservations import (
    CANCELLATION,
    GOODWILL,
    PROMISED,
    STUCK,
    Account,
    Reservation,
)
from tests.unit.domain.reserved import payment, refund, reservation, reservations, room

AMOUNTS = st.integers(0, 10**9)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    captured = draw(AMOUNTS)
    refunded = draw(st.integers(0, captured))
    stuck = draw(st.integers(0, captured - refunded))
    due = draw(st.integers(-(10**9), 10**9))
    return Account(due=due, captured=captured, refunded=refunded, stuck=stuck)


ACCOUNTS = accounts()


@given(account=ACCOUNTS)
def test_giving_back_what_must_go_back_settles_what_is_held(account: Account) -> None:
    after = replace(account, refunded=account.refunded + account.to_refund)
    assert after.held == min(account.held, max(0, account.due))
    assert after.to_refund == 0
    assert after.balance_due == account.balance_due


@given(account=ACCOUNTS)
def test_paying_what_is_owed_settles_it(account: Account) -> None:
    after = replace(account, captured=account.captured + account.balance_due)
    assert after.balance_due == 0
    assert after.to_refund == account.to_refund


@given(account=ACCOUNTS)
def test_nobody_owes_and_is_owed_at_once(account: Account) -> None:
    assert account.held >= 0
    assert min(account.to_refund, account.balance_due) == 0
    assert account.held - account.to_refund + account.balance_due == max(0, account.due)
    assert account.to_refund <= account.captured - account.refunded


@given(account=ACCOUNTS, amount=AMOUNTS)
def test_a_refund_that_fails_and_is_asked_again_is_never_owed_twice(
    account: Account, amount: int
) -> None:
    amount = min(amount, account.refunded)
    failed = replace(account, refunded=account.refunded - amount, stuck=account.stuck + amount)
    assert (failed.held, failed.to_refund, failed.balance_due) == (
        account.held,
        account.to_refund,
        account.balance_due,
    )


@pytest.mark.parametrize("status", list(RefundStatus))
def test_every_state_of_a_refund_is_promised_stuck_or_replaced(status: RefundStatus) -> None:
    assert [status in PROMISED, status in STUCK, status is RefundStatus.REPLACED].count(True) == 1
    assert refund(1, 5, status).is_stuck == (status in {RefundStatus.FAILED, RefundStatus.BLOCKED})


def test_a_room_is_due_by_its_nights_until_they_are_released_and_by_its_fee() -> None:
    assert (room(100, 200).due, room(100, 200).price) == (300, 300)
    cancelled = room(100, 200, fee=50, released=True)
    assert (cancelled.due, cancelled.price) == (50, 300)


@pytest.mark.parametrize(
    ("kind", "status", "due", "held"),
    [
        # Good will lowers what is due, wherever its money is; once replaced, its heir does.
        (GOODWILL, RefundStatus.SUCCEEDED, 250, 250),
        (GOODWILL, RefundStatus.REQUESTED, 250, 250),
        (GOODWILL, RefundStatus.FAILED, 250, 250),
        (GOODWILL, RefundStatus.BLOCKED, 250, 250),
        (GOODWILL, RefundStatus.REPLACED, 300, 300),
        # Other refunds only move money.
        (CANCELLATION, RefundStatus.SUCCEEDED, 300, 250),
        (CANCELLATION, RefundStatus.FAILED, 300, 250),
        (CANCELLATION, RefundStatus.REPLACED, 300, 300),
    ],
)
def test_a_refund_of_fifty_on_a_paid_stay_of_three_hundred(
    kind: str, status: RefundStatus, due: int, held: int
) -> None:
    given_back = refund(1, 50, status, kind)
    counted = 50 if status in PROMISED else 0
    money = reservation(
        room(100, 200), payments=(payment(1, 300, counted),), refunds=(given_back,)
    ).money
    assert (money.due, money.held) == (due, held)


def test_a_reservation_is_shown_with_its_code_and_its_whole_price() -> None:
    booked = reservation(room(100, 200), room(50, 60, no=2, fee=5, released=True))
    assert booked.confirmation_code == "7K4M-29QX"
    assert booked.total_price == Money(410, "USD")
    assert booked.money == Account(due=305, captured=0, refunded=0, stuck=0)
    assert booked.payment is None


def test_the_payment_of_a_booking_is_its_first() -> None:
    first, second = payment(1, 100), payment(2, 200)
    assert reservation(room(300), payments=(first, second)).payment == first


@given(booked=reservations())
def test_each_refund_counts_once_on_one_side_of_the_account(booked: Reservation) -> None:
    money = booked.money
    assert money.captured == sum(each.captured for each in booked.payments)
    assert money.refunded == sum(each.amount for each in booked.refunds if each.status in PROMISED)
    assert money.stuck == sum(each.amount for each in booked.refunds if each.status in STUCK)
    assert money.held >= 0
