"""What the payment company tells us, in the desk's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk_app.domain.money import Money


class PaymentMethod(StrEnum):
    CARD = "card"  # a token of a card, never a number
    TERMINAL = "terminal"  # the reader on the counter
    LINK = "link"  # a page the guest pays on
    CASH = "cash"
    AT_HOTEL = "hotel"  # nothing now; the rate plan must allow it

    @property
    def uses_processor(self) -> bool:
        return self in (PaymentMethod.CARD, PaymentMethod.TERMINAL, PaymentMethod.LINK)


class PaymentStatus(StrEnum):
    REQUESTED = "REQUESTED"  # the intent exists, no money was asked for
    WAITING = "WAITING"  # the guest has to act: tap a card, open a link
    UNKNOWN = "UNKNOWN"  # asked for, no answer
    SUCCEEDED = "SUCCEEDED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"


class RefundStatus(StrEnum):
    REQUESTED = "REQUESTED"  # promised to the guest; the worker sends it
    SENT = "SENT"  # the processor has it and has not finished
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"  # did not reach the guest: somebody has to act
    BLOCKED = "BLOCKED"  # the worker's own sum differs: somebody has to look
    REPLACED = "REPLACED"  # failed or blocked, and asked for anew


class IntentStatus(StrEnum):
    """Spelled as the processor spells them."""

    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    REQUIRES_CAPTURE = "requires_capture"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """A payment intent. ``decline_code`` is of the last try, None while there was none."""

    id: str
    status: IntentStatus
    amount: Money
    received: Money
    created: datetime
    decline_code: str | None = None
    card_brand: str | None = None
    card_last4: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckoutSession:
    """A pay-by-link page. ``status`` is open, complete or expired; ``expires_at`` is UTC."""

    id: str
    status: str
    paid: bool
    url: str | None
    intent_id: str | None
    amount: Money
    expires_at: datetime
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessorRefund:
    """``status`` is pending, requires_action, succeeded, failed or canceled."""

    id: str
    status: str
    amount: Money
    intent_id: str
    created: datetime
    failure_reason: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderAction:
    """What a card reader is doing. ``status``: in_progress, succeeded, failed, or None if idle."""

    reader_id: str
    status: str | None
    intent_id: str | None
    failure_code: str | None = None
