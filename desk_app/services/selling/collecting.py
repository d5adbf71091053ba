"""Asking for money by card, terminal or link, and asking what became of it.

Nothing here touches the database, and no transaction is open while any of it runs.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import Intent, IntentStatus, PaymentMethod
from desk_app.domain.selling.reservations import Payment
from desk_app.gateways.processor import (
    Declined,
    KeyRefused,
    NoAnswer,
    Processor,
    ProcessorError,
    Rejected,
    Unreachable,
)

LINK_OPEN = timedelta(minutes=31)
"""The processor wants at least 30 minutes; the hold (35) outlasts the page."""

CONFIRM_TRIES = 2


class Result(Enum):
    SUCCEEDED = auto()
    DECLINED = auto()
    WAITING = auto()  # the guest has to act
    NOT_STARTED = auto()  # nobody asked for the money yet
    CANCELLED = auto()  # it can not be paid any more
    NO_ANSWER = auto()  # not known


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """``captured`` in minor units; ``card`` is brand and last four digits."""

    result: Result
    captured: int = 0
    intent_id: str | None = None
    card: str | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """What the processor made before any room is held; no money has moved."""

    intent_id: str | None = None
    session_id: str | None = None
    pay_url: str | None = None


NO_ANSWER = Outcome(result=Result.NO_ANSWER)


class Collector:
    """The three ways of the processor behind one face. Cash needs none of it."""

    def __init__(self, processor: Processor) -> None:
        self._processor = processor

    def prepare(
        self,
        method: PaymentMethod,
        amount: Money,
        *,
        hotel_id: int,
        key: str,
        token: str | None,
        description: str,
        now: datetime,
    ) -> Prepared:
        """Make the intent or the page. Losing the answer is harmless: the key finds it again.

        The amount is part of the processor's key, because a booking tried again may cost another
        price. Raises `ProcessorError`.
        """
        processor_key = f"{hotel_id}:{key}:{amount.amount}{amount.currency}"
        make = partial(
            self._make,
            method,
            amount,
            metadata={"hotel_id": str(hotel_id), "booking_key": key},
            token=token,
            description=description,
            now=now,
        )
        try:
            return make(processor_key)
        except NoAnswer:
            # The processor repeats a stored 500 under its key for a day. An intent that nobody
            # confirms costs nothing, so a second one under a fresh key is safe.
            return make(f"{processor_key}:{secrets.token_hex(4)}")

    def _make(
        self,
        method: PaymentMethod,
        amount: Money,
        processor_key: str,
        *,
        metadata: dict[str, str],
        token: str | None,
        description: str,
        now: datetime,
    ) -> Prepared:
        if method is PaymentMethod.LINK:
            # The minute keeps the body of a quick repetition equal, as its key demands.
            minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
            page = self._processor.create_session(
                amount=amount,
                key=f"{processor_key}:{minute:%Y%m%d%H%M}",
                metadata=metadata,
                description=description,
                expires_at=minute + LINK_OPEN,
            )
            return Prepared(session_id=page.id, intent_id=page.intent_id, pay_url=page.url)
        intent = self._processor.create_intent(
            amount=amount,
            key=processor_key,
            metadata=metadata,
            token=token,
            card_present=method is PaymentMethod.TERMINAL,
        )
        return Prepared(intent_id=intent.id)

    def take(self, payment: Payment) -> Outcome:
        """Let the money move. An intent can be charged once only, so asking twice is safe."""
        if payment.method is PaymentMethod.LINK:
            return self.ask(payment)
        for attempt in range(1, CONFIRM_TRIES + 1):
            outcome = self._start(payment, attempt)
            if outcome.result is Result.NO_ANSWER:
                outcome = self.ask(payment)
            if outcome.result is not Result.NOT_STARTED:
                return outcome
        return NO_ANSWER

    def _start(self, payment: Payment, attempt: int) -> Outcome:
        intent_id = _intent_of(payment)
        try:
            if payment.method is PaymentMethod.TERMINAL:
                reader = payment.reader_id or ""
                self._processor.process_on_reader(
                    reader, intent_id=intent_id, key=f"{intent_id}:reader:{attempt}"
                )
                return Outcome(result=Result.WAITING)
            return _read(
                self._processor.confirm_intent(intent_id, key=f"{intent_id}:confirm:{attempt}")
            )
        except Declined as error:
            return Outcome(result=Result.DECLINED, code=error.code)
        except KeyRefused:
            return NO_ANSWER
        except Rejected as error:
            if error.intent is not None:
                return _read(error.intent)
            ended = self.stop(payment)
            if ended.result is Result.CANCELLED:
                return Outcome(result=Result.DECLINED, code=error.code)
            return ended
        except (NoAnswer, Unreachable):
            return NO_ANSWER

    def ask(self, payment: Payment) -> Outcome:
        """What became of a payment, by the id that is stored with it."""
        return _answered(lambda: self._ask(payment))

    def _ask(self, payment: Payment) -> Outcome:
        if payment.method is PaymentMethod.LINK:
            return self._ask_page(payment.session_id or "")
        outcome = _read(self._processor.retrieve_intent(_intent_of(payment)))
        if payment.method is PaymentMethod.TERMINAL and outcome.result is Result.NOT_STARTED:
            return self._ask_reader(payment)
        return outcome

    def _ask_page(self, session_id: str) -> Outcome:
        page = self._processor.retrieve_session(session_id)
        if page.paid and page.intent_id:
            return _read(self._processor.retrieve_intent(page.intent_id))
        if page.status == "expired":
            return Outcome(result=Result.CANCELLED)
        return Outcome(result=Result.WAITING)

    def _ask_reader(self, payment: Payment) -> Outcome:
        action = self._processor.reader(payment.reader_id or "")
        if action.intent_id != payment.intent_id:
            return Outcome(result=Result.NOT_STARTED)
        if action.status == "failed":
            return Outcome(result=Result.DECLINED, code=action.failure_code or "reader_failed")
        return Outcome(result=Result.WAITING)

    def stop(self, payment: Payment) -> Outcome:
        """Make sure a payment can not be made any more; SUCCEEDED when it was made before."""
        return _answered(lambda: self._stop(payment))

    def _stop(self, payment: Payment) -> Outcome:
        if payment.method is PaymentMethod.LINK:
            try:
                self._processor.expire_session(payment.session_id or "")
            except Rejected:
                return self._ask_page(payment.session_id or "")
            return Outcome(result=Result.CANCELLED)
        if payment.method is PaymentMethod.TERMINAL and payment.reader_id:
            self._free_reader(payment)
        try:
            return _read(self._processor.cancel_intent(_intent_of(payment)))
        except Rejected:
            return _read(self._processor.retrieve_intent(_intent_of(payment)))

    def _free_reader(self, payment: Payment) -> None:
        reader = payment.reader_id or ""
        try:
            if self._processor.reader(reader).intent_id == payment.intent_id:
                self._processor.cancel_reader_action(reader)
        except ProcessorError:
            return  # cancelling the intent, next, is what counts


def _intent_of(payment: Payment) -> str:
    if payment.intent_id is None:
        raise ValueError(f"payment {payment.id} has no intent")
    return payment.intent_id


def _answered(call: Callable[[], Outcome]) -> Outcome:
    try:
        return call()
    except ProcessorError:
        return NO_ANSWER


def _read(intent: Intent) -> Outcome:
    match intent.status:
        case IntentStatus.SUCCEEDED:
            card = f"{intent.card_brand or 'card'} {intent.card_last4 or ''}".strip()
            return Outcome(
                result=Result.SUCCEEDED,
                captured=intent.received.amount,
                intent_id=intent.id,
                card=card,
            )
        case IntentStatus.CANCELED:
            return Outcome(result=Result.CANCELLED)
        case IntentStatus.REQUIRES_CONFIRMATION:
            return Outcome(result=Result.NOT_STARTED)
        case IntentStatus.REQUIRES_PAYMENT_METHOD:
            if intent.decline_code:
                return Outcome(result=Result.DECLINED, code=intent.decline_code)
            return Outcome(result=Result.NOT_STARTED)
        case _:
            return Outcome(result=Result.WAITING)
