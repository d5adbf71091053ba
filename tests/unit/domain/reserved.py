"""Reservations made up for tests of the rules, and a strategy that makes consistent ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from desk_app.domain.selling.bookings import GuestDetails
from desk_app.domain.selling.payments import PaymentMethod, PaymentStatus, RefundStatus
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind, Terms
from desk_app.domain.selling.prices import Guarantee
from desk_app.domain.selling.reservations import (
    CANCELLATION,
    GOODWILL,
    Payment,
    Refund,
    Reservation,
    ReservedNight,
    ReservedRoom,
)
from desk_app.domain.selling.statuses import Status
from desk_app.domain.stays import Stay

ARRIVAL = date(2027, 3, 17)
BOOKED = datetime(2027, 3, 1, 12, tzinfo=UTC)
FREE_UNTIL = datetime(2027, 3, 16, 15, tzinfo=UTC)
LATE = FREE_UNTIL + timedelta(microseconds=1)


def terms(
    kind: FeeKind = FeeKind.NIGHTS, value: int = 1, free_before: int | None = 1, name: str = "Flex"
) -> Terms:
    policy = CancellationPolicy(
        code="FLEX", name=name, fee_kind=kind, fee_value=value, free_before=free_before
    )
    return Terms(policy=policy, check_in_time=time(15), time_zone="UTC")


def room(*prices: int, no: int = 1, fee: int = 0, released: bool = False) -> ReservedRoom:
    """A room with these nightly prices from `ARRIVAL` on."""
    nights = tuple(
        ReservedNight(stay_date=ARRIVAL + timedelta(days=day), price=price, released=released)
        for day, price in enumerate(prices)
    )
    return ReservedRoom(
        room_no=no,
        room_type_id=11,
        adults=2,
        children=0,
        stay=Stay(ARRIVAL, ARRIVAL + timedelta(days=len(prices))),
        status=Status.CANCELLED if released else Status.CONFIRMED,
        nights=nights,
        fee=fee,
        fee_waived_by=None,
        cancelled_at=None,
    )


def payment(
    number: int,
    captured: int,
    refunded: int = 0,
    method: PaymentMethod = PaymentMethod.CARD,
    card: str | None = "visa 4242",
) -> Payment:
    return Payment(
        id=number,
        method=method,
        status=PaymentStatus.SUCCEEDED,
        amount=captured,
        captured=captured,
        refunded=refunded,
        intent_id=None,
        session_id=None,
        pay_url=None,
        reader_id=None,
        card=card if method is PaymentMethod.CARD else None,
        decline_code=None,
        created_at=BOOKED,
    )


def refund(
    of: int,
    amount: int,
    status: RefundStatus = RefundStatus.SUCCEEDED,
    kind: str = CANCELLATION,
) -> Refund:
    return Refund(
        id=of * 100,
        payment_id=of,
        kind=kind,
        amount=amount,
        status=status,
        reason="x",
        approved_by=None,
        failure_code=None,
        created_at=BOOKED,
    )


def reservation(
    *rooms: ReservedRoom,
    payments: tuple[Payment, ...] = (),
    refunds: tuple[Refund, ...] = (),
    **more: Any,
) -> Reservation:
    made = Reservation(
        hotel_id=1,
        id=7,
        code="7K4M29QX",
        key="k",
        body_hash="",
        status=Status.CONFIRMED,
        guest=GuestDetails(last_name="GARCIA"),
        stay=Stay(ARRIVAL, ARRIVAL + timedelta(days=2)),
        currency="USD",
        rate_plan_id=21,
        rate_plan_code="FLEX",
        guarantee=Guarantee.PREPAID,
        method=PaymentMethod.CARD,
        terms=terms(),
        rooms=rooms,
        payments=payments,
        refunds=refunds,
        notes="",
        source="desk",
        expires_at=None,
        created_at=BOOKED,
        created_by="maria",
        version=1,
        changed_by="maria",
        changed_at=BOOKED,
    )
    return replace(made, **more)


@st.composite
def reservations(draw: st.DrawFn) -> Reservation:
    """Rooms live and cancelled, several payments, refunds in every state that agree with them."""
    rooms = [
        room(
            *draw(st.lists(st.integers(0, 50_000), min_size=1, max_size=4)),
            no=number,
            fee=draw(st.integers(0, 60_000)) if released else 0,
            released=released,
        )
        for number, released in enumerate(draw(st.lists(st.booleans(), min_size=1, max_size=4)), 1)
    ]
    payments, refunds = [], []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        captured = draw(st.integers(0, 200_000))
        promised = stuck = 0
        for _ in range(draw(st.integers(0, 3))):
            status = draw(st.sampled_from(RefundStatus))
            left = captured - promised - stuck
            amount = draw(st.integers(0, captured if status is RefundStatus.REPLACED else left))
            refunds.append(
                refund(number, amount, status, draw(st.sampled_from([GOODWILL, CANCELLATION])))
            )
            if refunds[-1].is_stuck:
                stuck += amount
            elif status is not RefundStatus.REPLACED:
                promised += amount
        method = draw(st.sampled_from([PaymentMethod.CARD, PaymentMethod.CASH]))
        payments.append(payment(number, captured, promised, method))
    kind = draw(st.sampled_from(FeeKind))
    return reservation(
        *rooms,
        payments=tuple(payments),
        refunds=tuple(refunds),
        terms=terms(kind, draw(st.integers(0, 10_000)), draw(st.sampled_from([None, 0, 1, 3]))),
    )
