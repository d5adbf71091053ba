"""`Processor` over Stripe's REST interface: which call, which parameters, which answer."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import (
    CheckoutSession,
    Intent,
    IntentStatus,
    ProcessorRefund,
    ReaderAction,
)
from desk_app.gateways.processor import Rejected
from desk_app.gateways.stripe.answers import (
    Answer,
    read_intent,
    read_reader,
    read_refund,
    read_session,
)
from desk_app.gateways.stripe.client import StripeClient, Timing
from desk_app.gateways.stripe.currency import to_processor
from desk_app.gateways.stripe.form import Value

T = TypeVar("T")

_PAGE = 100
_WITH_CARD: Mapping[str, Value] = {"expand": ["latest_charge"]}


class StripeProcessor:
    """`desk_app.gateways.processor.Processor` for one account. Safe to share between threads.

    ``url`` is without ``/v1``. Naive instants are taken as UTC; those returned are aware.
    `InvalidInput` is raised, and nothing sent, for an amount that a card can not pay exactly.
    Idempotency keys are sent as they are, and the processor ties each to one call and body: give
    the create, the confirm and the refund of a booking a key each.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timing: Timing | None = None,
        is_training: bool = False,
        thanks_url: str = "https://stripe.com",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """``thanks_url`` is where a guest goes after paying by link (the processor wants one).

        Raises `ValueError` for a live key over plain http.
        """
        self._client = StripeClient(url, key, timing=timing or Timing(), transport=transport)
        self._is_training = is_training
        self._thanks_url = thanks_url

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._client.url)!r})"

    @property
    def is_training(self) -> bool:
        return self._is_training

    def create_intent(
        self,
        *,
        amount: Money,
        key: str,
        metadata: Mapping[str, str],
        token: str | None = None,
        card_present: bool = False,
    ) -> Intent:
        units, currency = to_processor(amount)
        return self._client.post(
            "/v1/payment_intents",
            read_intent,
            {
                "amount": units,
                "currency": currency,
                "payment_method_types": ["card_present" if card_present else "card"],
                "payment_method": token,
                "confirm": False,
                "metadata": metadata,
            },
            key=key,
            moves_money=False,
        )

    def confirm_intent(self, intent_id: str, *, key: str) -> Intent:
        path = f"/v1/payment_intents/{_safe(intent_id)}/confirm"
        return self._client.post(path, read_intent, _WITH_CARD, key=key, moves_money=True)

    def retrieve_intent(self, intent_id: str) -> Intent:
        path = f"/v1/payment_intents/{_safe(intent_id)}"
        return self._client.get(path, read_intent, _WITH_CARD)

    def cancel_intent(self, intent_id: str) -> Intent:
        """An intent that is cancelled already is returned as it is."""
        try:
            return self._post_once(f"/v1/payment_intents/{_safe(intent_id)}/cancel", read_intent)
        except Rejected as refused:
            if refused.intent and refused.intent.status is IntentStatus.CANCELED:
                return refused.intent
            raise

    def intents(self, *, since: datetime) -> Iterator[Intent]:
        """Whole seconds count, so that intents of up to a second before ``since`` may come too."""
        filters: dict[str, Value] = {
            "created": {"gte": _seconds(since)},
            "expand": ["data.latest_charge"],
        }
        return self._pages("/v1/payment_intents", read_intent, filters, lambda intent: intent.id)

    def create_session(
        self,
        *,
        amount: Money,
        key: str,
        metadata: Mapping[str, str],
        description: str,
        expires_at: datetime,
    ) -> CheckoutSession:
        """``expires_at``: 30 minutes to 24 hours from now, or the processor rejects it."""
        units, currency = to_processor(amount)
        price: dict[str, Value] = {
            "currency": currency,
            "unit_amount": units,
            "product_data": {"name": description},
        }
        parameters: dict[str, Value] = {
            "mode": "payment",
            "payment_method_types": ["card"],
            "line_items": [{"price_data": price, "quantity": 1}],
            "payment_intent_data": {"metadata": metadata},
            "metadata": metadata,
            "expires_at": math.ceil(_utc(expires_at).timestamp()),
            "success_url": self._thanks_url,
        }
        return self._client.post(
            "/v1/checkout/sessions", read_session, parameters, key=key, moves_money=False
        )

    def retrieve_session(self, session_id: str) -> CheckoutSession:
        return self._client.get(f"/v1/checkout/sessions/{_safe(session_id)}", read_session)

    def expire_session(self, session_id: str) -> CheckoutSession:
        return self._post_once(f"/v1/checkout/sessions/{_safe(session_id)}/expire", read_session)

    def refund(
        self, *, intent_id: str, amount: Money, key: str, metadata: Mapping[str, str]
    ) -> ProcessorRefund:
        units, _ = to_processor(amount)
        return self._client.post(
            "/v1/refunds",
            read_refund,
            {"payment_intent": intent_id, "amount": units, "metadata": metadata},
            key=key,
            moves_money=True,
        )

    def retrieve_refund(self, refund_id: str) -> ProcessorRefund:
        return self._client.get(f"/v1/refunds/{_safe(refund_id)}", read_refund)

    def refunds(
        self, *, since: datetime | None = None, intent_id: str | None = None
    ) -> Iterator[ProcessorRefund]:
        """Newest first, over all pages; seconds as in `intents`."""
        filters: dict[str, Value] = {
            "created": None if since is None else {"gte": _seconds(since)},
            "payment_intent": intent_id,
        }
        return self._pages("/v1/refunds", read_refund, filters, lambda refund: refund.id)

    def process_on_reader(self, reader_id: str, *, intent_id: str, key: str) -> ReaderAction:
        return self._client.post(
            f"/v1/terminal/readers/{_safe(reader_id)}/process_payment_intent",
            read_reader,
            {"payment_intent": intent_id},
            key=key,
            moves_money=True,
        )

    def reader(self, reader_id: str) -> ReaderAction:
        return self._client.get(f"/v1/terminal/readers/{_safe(reader_id)}", read_reader)

    def cancel_reader_action(self, reader_id: str) -> ReaderAction:
        path = f"/v1/terminal/readers/{_safe(reader_id)}/cancel_action"
        return self._post_once(path, read_reader)

    def ping(self) -> None:
        self._client.get("/v1/payment_intents", _ignore, {"limit": 1})

    def close(self) -> None:
        self._client.close()

    def _post_once(self, path: str, read: Callable[[Answer], T]) -> T:
        """A call that does no harm twice; its key only lets a broken connection be tried again.

        The key is new each time: a stored 500 would else be the answer for a whole day.
        """
        return self._client.post(path, read, {}, key=str(uuid.uuid4()), moves_money=False)

    def _pages(
        self,
        path: str,
        read: Callable[[Answer], T],
        filters: Mapping[str, Value],
        id_of: Callable[[T], str],
    ) -> Iterator[T]:
        last: str | None = None
        while True:
            page, more = self._client.get(
                path,
                lambda answer: ([read(item) for item in answer["data"]], answer["has_more"]),
                {**filters, "limit": _PAGE, "starting_after": last},
            )
            yield from page
            if not more or not page:
                return
            last = id_of(page[-1])


def _ignore(answer: Any) -> None:
    answer["data"]


def _safe(object_id: str) -> str:
    """An id goes into a path, so nothing but an id may be in it."""
    if not object_id.replace("_", "").isalnum() or not object_id.isascii():
        raise Rejected("resource_missing", f"{object_id!r:.60} is no id of the processor's")
    return object_id


def _utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant


def _seconds(instant: datetime) -> int:
    return math.floor(_utc(instant).timestamp())
