"""What a cancellation would do to the money, before anything happens."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import Money
from desk_app.domain.selling.cancelling import (
    CancelRequest,
    NotCancellable,
    RefundChanged,
    preview,
    refund_parts,
)
from desk_app.domain.selling.payments import PaymentMethod, RefundStatus
from desk_app.domain.selling.policies import FeeKind
from desk_app.domain.selling.reservations import GOODWILL, Reservation
from desk_app.domain.selling.statuses import Status
from tests.unit.domain.reserved import (
    BOOKED,
    FREE_UNTIL,
    LATE,
    payment,
    refund,
    reservation,
    reservations,
    room,
    terms,
)

FULL = (payment(1, 40_000),)
NOISE = refund(1, 5_000, kind=GOODWILL)
NOISE_STUCK = refund(1, 5_000, RefundStatus.FAILED, GOODWILL)
FAILED = refund(1, 10_000, RefundStatus.FAILED)


@pytest.mark.parametrize(
    ("booked", "now", "waive", "expected"),
    [
        # booked for 400.00, paid in full: (paid, fee, refund, balance due)
        (reservation(room(20_000, 20_000), payments=FULL), FREE_UNTIL, False, (400, 0, 400, 0)),
        (reservation(room(20_000, 20_000), payments=FULL), LATE, False, (400, 200, 200, 0)),
        (reservation(room(20_000, 20_000), payments=FULL), LATE, True, (400, 0, 400, 0)),
        # to be paid at the hotel: the fee is left to pay
        (reservation(room(20_000, 20_000)), BOOKED, False, (0, 0, 0, 0)),
        (reservation(room(20_000, 20_000)), LATE, False, (0, 200, 0, 200)),
        (reservation(room(20_000, 20_000)), LATE, True, (0, 0, 0, 0)),
        # a deposit below, and above the fee
        (
            reservation(room(20_000, 20_000), payments=(payment(1, 5_000),)),
            LATE,
            False,
            (50, 200, 0, 150),
        ),
        (
            reservation(room(20_000, 20_000), payments=(payment(1, 25_000),)),
            LATE,
            False,
            (250, 200, 50, 0),
        ),
        # good will of 50.00: it stays given
        (
            reservation(
                room(20_000, 20_000), payments=(payment(1, 40_000, 5_000),), refunds=(NOISE,)
            ),
            BOOKED,
            False,
            (350, 0, 350, 0),
        ),
        (
            reservation(
                room(20_000, 20_000), payments=(payment(1, 40_000, 5_000),), refunds=(NOISE,)
            ),
            LATE,
            False,
            (350, 200, 200, 0),
        ),
        # good will that is stuck is the guest's already
        (
            reservation(room(20_000, 20_000), payments=FULL, refunds=(NOISE_STUCK,)),
            BOOKED,
            False,
            (350, 0, 350, 0),
        ),
        # a refund that is stuck is not given a second time
        (
            reservation(
                room(20_000, 20_000),
                room(10_000, no=2, released=True),
                payments=(payment(1, 50_000),),
                refunds=(FAILED,),
            ),
            BOOKED,
            False,
            (400, 0, 400, 0),
        ),
        # good will above the fee gives no more than there is
        (
            reservation(
                room(20_000, 20_000),
                payments=(payment(1, 40_000, 39_000),),
                refunds=(refund(1, 39_000, kind=GOODWILL),),
            ),
            LATE,
            False,
            (10, 200, 10, 0),
        ),
        # terms of every kind
        (
            reservation(
                room(20_000, 20_000), payments=FULL, terms=terms(FeeKind.NON_REFUNDABLE, 0)
            ),
            BOOKED,
            False,
            (400, 400, 0, 0),
        ),
        (
            reservation(room(20_000, 20_000), payments=FULL, terms=terms(FeeKind.PERCENT, 3_333)),
            LATE,
            False,
            (400, 133.32, 266.68, 0),
        ),
        (
            reservation(room(20_000, 20_000), payments=FULL, terms=terms(FeeKind.FIXED, 50_000)),
            LATE,
            False,
            (400, 500, 0, 100),
        ),
        (
            reservation(room(20_000, 20_000), payments=FULL, terms=terms(FeeKind.FREE, 0, None)),
            LATE,
            False,
            (400, 0, 400, 0),
        ),
    ],
)
def test_what_goes_back_and_what_is_left_to_pay(
    booked: Reservation, now: datetime, waive: bool, expected: tuple[float, ...]
) -> None:
    live = tuple(room for room in booked.rooms if room.status is Status.CONFIRMED)
    shown = preview(booked, live, now, waive_fee=waive)
    assert (shown.paid, shown.fee, shown.refund, shown.balance_due) == tuple(
        round(figure * 100) for figure in expected
    )
    assert sum(part.amount for part in shown.parts) == shown.refund
    assert (shown.currency, shown.at, shown.fee_waived) == ("USD", now, waive)


def test_one_room_of_two_is_cancelled_and_the_other_stays_paid() -> None:
    booked = reservation(
        room(20_000, 20_000), room(15_000, 15_000, no=2), payments=(payment(1, 70_000),)
    )
    early = preview(booked, booked.rooms[1:], BOOKED, waive_fee=False)
    assert (early.paid, early.fee, early.refund, early.balance_due) == (70_000, 0, 30_000, 0)
    late = preview(booked, booked.rooms[1:], LATE, waive_fee=False)
    assert (late.fee, late.refund) == (15_000, 15_000)
    assert [fee.room_no for fee in late.fees] == [2]


def test_a_room_that_is_cancelled_pays_what_the_other_still_owes() -> None:
    booked = reservation(
        room(20_000, 20_000), room(15_000, 15_000, no=2), payments=(payment(1, 50_000),)
    )
    shown = preview(booked, booked.rooms[1:], BOOKED, waive_fee=False)
    assert (shown.refund, shown.balance_due) == (10_000, 0)


@pytest.mark.parametrize(
    ("now", "waive", "rule"),
    [
        (FREE_UNTIL, False, "Flex; still free"),
        (FREE_UNTIL, True, "Flex; still free"),
        (LATE, False, "Flex"),
        (LATE, True, "Flex; the fee is waived"),
    ],
)
def test_the_rule_behind_each_fee_is_said(now: datetime, waive: bool, rule: str) -> None:
    booked = reservation(room(20_000), payments=FULL)
    (fee,) = preview(booked, booked.rooms, now, waive_fee=waive).fees
    assert (fee.rule, fee.free_until) == (rule, FREE_UNTIL)


def test_money_goes_back_the_way_it_came_the_latest_first() -> None:
    booked = reservation(
        room(60_000),
        payments=(
            payment(1, 20_000),
            payment(2, 30_000, 5_000, PaymentMethod.CASH),
            payment(3, 10_000, card=None),
        ),
        refunds=(refund(2, 5_000),),
    )
    parts = [(part.payment_id, part.to, part.amount) for part in refund_parts(booked, 40_000)]
    assert parts == [(3, "the card", 10_000), (2, "cash", 25_000), (1, "visa 4242", 5_000)]
    assert refund_parts(booked, 0) == ()


def test_a_payment_whose_refund_is_stuck_gives_only_the_rest() -> None:
    booked = reservation(
        room(30_000),
        payments=(payment(1, 20_000), payment(2, 10_000)),
        refunds=(refund(2, 10_000, RefundStatus.BLOCKED),),
    )
    assert [(part.payment_id, part.amount) for part in refund_parts(booked, 20_000)] == [
        (1, 20_000)
    ]


WHEN = st.sampled_from([BOOKED, FREE_UNTIL, LATE, datetime.fromisoformat("2027-03-18T12:00Z")])


@given(booked=reservations(), now=WHEN, waive=st.booleans(), chosen=st.sets(st.integers(1, 4)))
def test_no_cancellation_makes_or_loses_money(
    booked: Reservation, now: datetime, waive: bool, chosen: set[int]
) -> None:
    rooms = tuple(
        room
        for room in booked.rooms
        if room.status is Status.CONFIRMED and (not chosen or room.room_no in chosen)
    )
    shown = preview(booked, rooms, now, waive_fee=waive)
    due = booked.money.due - sum(room.due for room in rooms) + shown.fee
    assert shown.paid - shown.refund + shown.balance_due == max(0, due)
    assert min(shown.refund, shown.balance_due) == 0
    assert 0 <= shown.refund <= shown.paid
    assert sum(part.amount for part in shown.parts) == shown.refund
    assert shown.fee == sum(fee.fee for fee in shown.fees)
    by_payment = {payment.id: payment for payment in booked.payments}
    assert len({part.payment_id for part in shown.parts}) == len(shown.parts)
    for part in shown.parts:
        paid = by_payment[part.payment_id]
        assert 0 < part.amount <= paid.captured - paid.refunded


@given(booked=reservations(), now=WHEN)
def test_waiving_the_fee_never_gives_less_back(booked: Reservation, now: datetime) -> None:
    rooms = tuple(room for room in booked.rooms if room.status is Status.CONFIRMED)
    waived = preview(booked, rooms, now, waive_fee=True)
    kept = preview(booked, rooms, now, waive_fee=False)
    assert waived.fee == 0
    assert waived.refund >= kept.refund
    assert waived.balance_due <= kept.balance_due


def test_a_request_says_why() -> None:
    request = CancelRequest(hotel_id=1, reservation_id=7, reason="  plans\nchanged ")
    assert request.reason == "plans changed"
    for reason in ("", " ", "x" * 251, "4111 1111 1111 1111"):
        with pytest.raises(InvalidInput) as refused:
            CancelRequest(hotel_id=1, reservation_id=7, reason=reason)
        assert refused.value.field == "reason"


def test_a_changed_refund_names_both_amounts_and_carries_the_new_one() -> None:
    booked = reservation(room(20_000, 20_000), payments=FULL)
    shown = preview(booked, booked.rooms, LATE, waive_fee=False)
    error = RefundChanged(expected=Money(40_000, "USD"), preview=shown)
    assert str(error).startswith("The refund is USD 200.00 now, not USD 400.00; nothing was cance")
    assert error.preview is shown
    assert error.details()["now"] == Money(20_000, "USD")


def test_rooms_of_a_hold_are_not_cancelled_one_by_one() -> None:
    assert "cancelled as a whole" in str(NotCancellable(status=Status.PENDING))


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.PENDING])
def test_what_can_not_be_cancelled_says_what_it_is(status: Status) -> None:
    sentence = str(NotCancellable(status=status))
    assert sentence.startswith("This is ")
    assert sentence.endswith("; it can't be cancelled.")
