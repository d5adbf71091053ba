"""The face of a payment company, as the services know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import CheckoutSession, Intent, ProcessorRefund, ReaderAction


class Processor(Protocol):
    """Calls of a payment company.

    Every method may raise:

    - `NoAnswer`: sent, and no trustworthy answer came (timeout, reset, 5xx): it may have happened.
    - `Unreachable`: it certainly did not happen (no connection was made, or 429 to the end).
    - `Declined`: a definite no from the card's bank.
    - `Rejected`: a definite no from the processor (bad request, wrong state, over-refund, key
      not permitted); carries the intent as it stands where the answer has it.

    ``key`` is sent as Idempotency-Key; the same key with the same body gives the stored answer.
    """

    @property
    def is_training(self) -> bool: ...

    def create_intent(
        self,
        *,
        amount: Money,
        key: str,
        metadata: Mapping[str, str],
        token: str | None = None,
        card_present: bool = False,
    ) -> Intent:
        """Make an intent; no money moves. ``token`` is attached as its payment method."""

    def confirm_intent(self, intent_id: str, *, key: str) -> Intent:
        """Ask for the money of an intent that has its payment method. The money moves."""

    def retrieve_intent(self, intent_id: str) -> Intent: ...

    def cancel_intent(self, intent_id: str) -> Intent:
        """Raises `Rejected` (with the intent) when it has succeeded already."""

    def intents(self, *, since: datetime) -> Iterator[Intent]:
        """All intents made at or after an instant, newest first, over all pages."""

    def create_session(
        self,
        *,
        amount: Money,
        key: str,
        metadata: Mapping[str, str],
        description: str,
        expires_at: datetime,
    ) -> CheckoutSession:
        """``metadata`` is put on the session and on the intent that it will make."""

    def retrieve_session(self, session_id: str) -> CheckoutSession: ...

    def expire_session(self, session_id: str) -> CheckoutSession:
        """Raises `Rejected` when it is complete or expired already."""

    def refund(
        self, *, intent_id: str, amount: Money, key: str, metadata: Mapping[str, str]
    ) -> ProcessorRefund: ...

    def retrieve_refund(self, refund_id: str) -> ProcessorRefund: ...

    def refunds(
        self, *, since: datetime | None = None, intent_id: str | None = None
    ) -> Iterator[ProcessorRefund]: ...

    def process_on_reader(self, reader_id: str, *, intent_id: str, key: str) -> ReaderAction:
        """Let the reader ask the guest for a card. The money moves when the card is presented."""

    def reader(self, reader_id: str) -> ReaderAction: ...

    def cancel_reader_action(self, reader_id: str) -> ReaderAction: ...

    def ping(self) -> None:
        """Cheapest authenticated call; raises when the processor or the key does not work."""

    def close(self) -> None: ...


class ProcessorError(Exception):
    """Base of what a processor may answer instead of a result."""


class NoAnswer(ProcessorError):
    pass


class Unreachable(ProcessorError):
    pass


class Declined(ProcessorError):
    """``code`` is the decline code; ``intent`` the intent afterwards, if it was sent along."""

    def __init__(self, code: str, intent: Intent | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.intent = intent


class Rejected(ProcessorError):
    """``code`` is the processor's error code, e.g. ``payment_intent_unexpected_state``."""

    def __init__(self, code: str, message: str, intent: Intent | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.intent = intent


class KeyRefused(Rejected):
    """Our own key is wrong, or may not do this: a fault of the settings, and nothing was done."""
