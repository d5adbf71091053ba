"""A refund given of good will, as a form submits it."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import Money
from desk_app.domain.selling.bookings import check_key
from desk_app.domain.text import one_line


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundRequest:
    """``key`` belongs to one submitted form: sent twice, it refunds once."""

    key: str
    hotel_id: int
    reservation_id: int
    amount: Money
    reason: str

    def __post_init__(self) -> None:
        check_key(self.key)
        if self.amount.amount <= 0:
            raise InvalidInput(field="amount", problem="a refund is more than nothing")
        reason = one_line(self.reason, field="reason", limit=250, required=True)
        object.__setattr__(self, "reason", reason)
