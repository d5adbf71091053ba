"""Cancelling: what is asked for, and what it would do to the money before anything happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk_app.domain.errors import Refused
from desk_app.domain.money import Money
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.selling.reservations import Account, Refund, Reservation, ReservedRoom
from desk_app.domain.selling.statuses import Status
from desk_app.domain.text import one_line


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelRequest:
    """``room_nos`` None = all rooms. ``expected_refund``: what the guest was told will go back."""

    hotel_id: int
    reservation_id: int
    reason: str
    room_nos: tuple[int, ...] | None = None
    waive_fee: bool = False
    expected_refund: Money | None = None

    def __post_init__(self) -> None:
        reason = one_line(self.reason, field="reason", limit=250, required=True)
        object.__setattr__(self, "reason", reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomFee:
    """``rule`` says in words which rule made the fee; ``free_until`` is UTC, None = never free."""

    room_no: int
    fee: int
    rule: str
    free_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundPart:
    """``to`` is how the money came: a card, or cash. Minor units."""

    payment_id: int
    method: PaymentMethod
    to: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelPreview:
    """The money of a cancellation, in minor units of ``currency``, as of ``at`` (UTC)."""

    currency: str
    at: datetime
    fees: tuple[RoomFee, ...]
    fee_waived: bool
    paid: int
    fee: int
    refund: int
    balance_due: int
    parts: tuple[RefundPart, ...]


class RefundChanged(Refused):
    """The refund is not what the guest was told; ``preview`` is the new one."""

    def __init__(self, *, expected: Money, preview: CancelPreview) -> None:
        now = Money(preview.refund, preview.currency)
        super().__init__(
            f"The refund is {now} now, not {expected}; nothing was cancelled. Tell the guest and"
            " decide again.",
            expected=expected,
            now=now,
            preview=preview,
        )
        self.preview = preview


class NotCancellable(Refused):
    def __init__(self, *, status: Status) -> None:
        super().__init__(
            "One payment is for all its rooms: what waits for its payment is cancelled as a whole."
            if status is Status.PENDING
            else f"This is {_WORDS[status]}; it can't be cancelled.",
            status=status,
        )


_WORDS = {
    Status.CHECKED_IN: "in house",
    Status.CHECKED_OUT: "a finished stay",
    Status.REJECTED: "a booking whose payment was declined",
    Status.EXPIRED: "a booking whose payment never came",
    Status.CANCELLED: "cancelled already",
    Status.NO_SHOW: "a no-show",
    Status.WALKED: "a guest who was walked",
    Status.CONFIRMED: "confirmed",
}


def preview(
    of: Reservation, rooms: tuple[ReservedRoom, ...], now: datetime, *, waive_fee: bool
) -> CancelPreview:
    """What cancelling these rooms at ``now`` (UTC) does, by the terms fixed when it was booked."""
    fees = tuple(_fee(of, room, now, waive_fee=waive_fee) for room in rooms)
    fee = sum(each.fee for each in fees)
    before = of.money
    given_up = sum(room.due for room in rooms)
    after = Account(
        due=before.due - given_up + fee,
        captured=before.captured,
        refunded=before.refunded,
        stuck=before.stuck,
    )
    return CancelPreview(
        currency=of.currency,
        at=now,
        fees=fees,
        fee_waived=waive_fee,
        paid=before.held,
        fee=fee,
        refund=after.to_refund,
        balance_due=after.balance_due,
        parts=refund_parts(of, after.to_refund),
    )


def _fee(of: Reservation, room: ReservedRoom, now: datetime, *, waive_fee: bool) -> RoomFee:
    policy, free_until = of.terms.policy, of.terms.free_until(room.stay.check_in)
    prices = [night.price for night in room.nights if not night.released]
    fee = of.terms.fee_at(now, room.stay.check_in, prices)
    if waive_fee and fee:
        rule = f"{policy.name}; the fee is waived"
    elif fee == 0 and free_until is not None and now <= free_until:
        rule = f"{policy.name}; still free"
    else:
        rule = policy.name
    return RoomFee(
        room_no=room.room_no, fee=0 if waive_fee else fee, rule=rule, free_until=free_until
    )


def refund_parts(of: Reservation, amount: int) -> tuple[RefundPart, ...]:
    """Share a refund (minor units) out over the payments, the latest first, each by what it has."""
    parts: list[RefundPart] = []
    for payment in reversed(of.payments):
        stuck = sum(
            refund.amount
            for refund in of.refunds
            if refund.payment_id == payment.id and refund.is_stuck
        )
        part = min(amount, payment.captured - payment.refunded - stuck)
        if part > 0:
            amount -= part
            by_cash = payment.method is PaymentMethod.CASH
            to = payment.card or ("cash" if by_cash else "the card")
            parts.append(
                RefundPart(payment_id=payment.id, method=payment.method, to=to, amount=part)
            )
    return tuple(parts)


def as_cancelled(
    of: Reservation,
    money: CancelPreview,
    promised: Sequence[Refund],
    actor: str,
) -> Reservation:
    """The reservation once these rooms are cancelled, without reading it again."""
    fees = {each.room_no: each.fee for each in money.fees}
    given_back = {refund.payment_id: refund.amount for refund in promised}
    after = tuple(
        room
        if room.room_no not in fees
        else replace(
            room,
            status=Status.CANCELLED,
            nights=tuple(replace(night, released=True) for night in room.nights),
            fee=fees[room.room_no],
            fee_waived_by=actor if money.fee_waived else None,
            cancelled_at=money.at,
        )
        for room in of.rooms
    )
    return replace(
        of,
        status=Status.CANCELLED if _all_cancelled(after) else of.status,
        rooms=after,
        payments=tuple(
            replace(payment, refunded=payment.refunded + given_back.get(payment.id, 0))
            for payment in of.payments
        ),
        refunds=(*of.refunds, *promised),
        version=of.version + 1,
        changed_by=actor,
        changed_at=money.at,
    )


def _all_cancelled(rooms: Sequence[ReservedRoom]) -> bool:
    return all(room.status is Status.CANCELLED for room in rooms)
