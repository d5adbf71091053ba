"""What the processor sends, read into the domain's values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from desk_app.domain.selling.payments import (
    CheckoutSession,
    Intent,
    IntentStatus,
    ProcessorRefund,
    ReaderAction,
)
from desk_app.gateways.stripe.currency import from_processor

Answer = Mapping[str, Any]
"""A decoded JSON object. The readers below raise KeyError, TypeError, ValueError or
AttributeError on one that is not of the promised shape; the client turns these into `NoAnswer`."""


def read_intent(answer: Answer) -> Intent:
    error = answer.get("last_payment_error") or {}
    card = _card(answer)
    return Intent(
        id=answer["id"],
        status=IntentStatus(answer["status"]),
        amount=from_processor(answer["amount"], answer["currency"]),
        received=from_processor(answer.get("amount_received") or 0, answer["currency"]),
        created=_instant(answer["created"]),
        decline_code=error.get("decline_code") or error.get("code"),
        card_brand=card.get("brand"),
        card_last4=card.get("last4"),
        metadata=dict(answer.get("metadata") or {}),
    )


def read_session(answer: Answer) -> CheckoutSession:
    return CheckoutSession(
        id=answer["id"],
        status=answer["status"],
        paid=answer["payment_status"] == "paid",
        url=answer.get("url"),
        intent_id=_id(answer.get("payment_intent")),
        amount=from_processor(answer["amount_total"], answer["currency"]),
        expires_at=_instant(answer["expires_at"]),
        metadata=dict(answer.get("metadata") or {}),
    )


def read_refund(answer: Answer) -> ProcessorRefund:
    intent_id = _id(answer["payment_intent"])
    if intent_id is None:
        raise ValueError(f"refund {answer['id']} names no payment intent")
    return ProcessorRefund(
        id=answer["id"],
        status=answer["status"],
        amount=from_processor(answer["amount"], answer["currency"]),
        intent_id=intent_id,
        created=_instant(answer["created"]),
        failure_reason=answer.get("failure_reason"),
        metadata=dict(answer.get("metadata") or {}),
    )


def read_reader(answer: Answer) -> ReaderAction:
    action = answer.get("action") or {}
    payment = action.get("process_payment_intent") or {}
    return ReaderAction(
        reader_id=answer["id"],
        status=action.get("status"),
        intent_id=_id(payment.get("payment_intent")),
        failure_code=action.get("failure_code"),
    )


def _card(intent: Answer) -> Answer:
    """Brand and last four digits: of the charge if it was sent along, else of the declined try."""
    charge = intent.get("latest_charge")
    if isinstance(charge, Mapping):
        details = charge.get("payment_method_details") or {}
        return details.get("card") or details.get("card_present") or {}
    method = (intent.get("last_payment_error") or {}).get("payment_method") or {}
    return method.get("card") or method.get("card_present") or {}


def _id(reference: str | Answer | None) -> str | None:
    """The id of an object that is sent as its id or, expanded, whole."""
    if reference is None or isinstance(reference, str):
        return reference
    return str(reference["id"])


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
