"""What comparing our money with the processor's own list may show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Difference(StrEnum):
    MONEY_WITHOUT_ROOMS = "money_without_rooms"
    ROOMS_WITHOUT_MONEY = "rooms_without_money"
    AMOUNT_DIFFERS = "amount_differs"
    REFUND_DIFFERS = "refund_differs"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """``ours`` and ``theirs`` in minor units of ``currency``."""

    kind: Difference
    hotel_id: int
    confirmation_code: str | None
    intent_id: str | None
    ours: int
    theirs: int
    currency: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconciliation:
    """``open``: payments that are still being made; they are no difference yet."""

    since: datetime
    intents: int
    payments: int
    open: int
    findings: tuple[Finding, ...]
