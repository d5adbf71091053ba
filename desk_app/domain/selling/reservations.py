"""A reservation with its rooms, nights and money, as it crosses the floors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk_app.domain.ids import show_confirmation_code
from desk_app.domain.money import Money
from desk_app.domain.selling.bookings import GuestDetails
from desk_app.domain.selling.payments import PaymentMethod, PaymentStatus, RefundStatus
from desk_app.domain.selling.policies import Terms
from desk_app.domain.selling.prices import Guarantee
from desk_app.domain.selling.statuses import Status
from desk_app.domain.stays import Stay

GOODWILL = "GOODWILL"
CANCELLATION = "CANCELLATION"
LATE_MONEY = "LATE_MONEY"
"""Why a refund is given: of a manager's good will, by policy, or paid after the hold ended."""

PROMISED = frozenset({RefundStatus.REQUESTED, RefundStatus.SENT, RefundStatus.SUCCEEDED})
STUCK = frozenset({RefundStatus.FAILED, RefundStatus.BLOCKED})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservedNight:
    """``price`` in minor units; ``released`` nights hold no room any more."""

    stay_date: date
    price: int
    released: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservedRoom:
    """One room of a reservation; ``fee`` in minor units is what its cancelling cost."""

    room_no: int
    room_type_id: int
    adults: int
    children: int
    stay: Stay
    status: Status
    nights: tuple[ReservedNight, ...]
    fee: int
    fee_waived_by: str | None
    cancelled_at: datetime | None

    @property
    def price(self) -> int:
        return sum(night.price for night in self.nights)

    @property
    def due(self) -> int:
        """What this room costs the guest as things stand, in minor units."""
        return self.fee + sum(night.price for night in self.nights if not night.released)


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """Amounts in minor units. ``refunded`` counts what is promised, sent or done."""

    id: int
    method: PaymentMethod
    status: PaymentStatus
    amount: int
    captured: int
    refunded: int
    intent_id: str | None
    session_id: str | None
    pay_url: str | None
    reader_id: str | None
    card: str | None
    decline_code: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """``kind`` is CANCELLATION, GOODWILL or LATE_MONEY; amount in minor units."""

    id: int
    payment_id: int
    kind: str
    amount: int
    status: RefundStatus
    reason: str
    approved_by: str | None
    failure_code: str | None
    created_at: datetime

    @property
    def is_stuck(self) -> bool:
        """It did not reach the guest, and somebody has to act."""
        return self.status in STUCK


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation:
    """All of one reservation. Instants are UTC, dates the hotel's own."""

    hotel_id: int
    id: int
    code: str
    key: str
    body_hash: str
    status: Status
    guest: GuestDetails
    stay: Stay
    currency: str
    rate_plan_id: int
    rate_plan_code: str
    guarantee: Guarantee
    method: PaymentMethod
    terms: Terms
    rooms: tuple[ReservedRoom, ...]
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    notes: str
    source: str
    expires_at: datetime | None
    created_at: datetime
    created_by: str
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def confirmation_code(self) -> str:
        return show_confirmation_code(self.code)

    @property
    def total_price(self) -> Money:
        """The price of all nights as booked, cancelled rooms included."""
        return Money(sum(room.price for room in self.rooms), self.currency)

    @property
    def money(self) -> Account:
        return Account.of(self.rooms, self.payments, self.refunds)

    @property
    def payment(self) -> Payment | None:
        """The payment that the booking was made with; None when it is paid at the hotel."""
        return self.payments[0] if self.payments else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Where a reservation's money stands, in minor units. All derived, nothing stored.

    ``due``: live nights + fees - good will. ``held``: captured - refunds promised or done -
    refunds that are stuck (they are the guest's, only not there yet).
    """

    due: int
    captured: int
    refunded: int
    stuck: int

    @classmethod
    def of(
        cls,
        rooms: Sequence[ReservedRoom],
        payments: Sequence[Payment],
        refunds: Sequence[Refund],
    ) -> Account:
        goodwill = sum(
            refund.amount
            for refund in refunds
            if refund.kind == GOODWILL and refund.status is not RefundStatus.REPLACED
        )
        return cls(
            due=sum(room.due for room in rooms) - goodwill,
            captured=sum(payment.captured for payment in payments),
            refunded=sum(payment.refunded for payment in payments),
            stuck=sum(refund.amount for refund in refunds if refund.is_stuck),
        )

    @property
    def held(self) -> int:
        return self.captured - self.refunded - self.stuck

    @property
    def balance_due(self) -> int:
        """What the guest still has to pay."""
        return max(0, self.due - self.held)

    @property
    def to_refund(self) -> int:
        """What is held above what is due, and must go back."""
        # Good will may exceed what is due once rooms are cancelled; it was given back already.
        return max(0, self.held - max(0, self.due))
