"""Asking a card's bank for the money of an intent: a charge, a no, or a wait."""

from __future__ import annotations

from typing import Any

from desk_app.gateways.sandbox.account.cards import Card
from desk_app.gateways.sandbox.parameters import Problem, new_id
from desk_app.gateways.sandbox.state import Body, Books


def take(
    books: Books,
    intent: Body,
    card: Card,
    *,
    present: bool = False,
    decline_code: str | None = None,
) -> None:
    """Ask the card's bank. A no is written down, then raised as a 402 `Problem`."""
    if card.pays == "no" or decline_code:
        raise decline(books, intent, card, present, decline_code)
    intent["payment_method"] = card.token
    if card.pays == "asks":
        intent["status"] = "requires_action"
        intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
        books.save(intent)
    elif card.pays == "later":
        intent.update(status="processing", _due=books.now + books.delays.settle)
        books.save(intent)
    else:
        succeed(books, intent, card, present=present)


def succeed(books: Books, intent: Body, card: Card, *, present: bool = False) -> None:
    kind = "card_present" if present else "card"
    charge: Body = {
        "id": new_id("ch"),
        "object": "charge",
        "_kind": "charge",
        "_parent": intent["id"],
        "_token": card.token,
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "captured": True,
        "created": int(books.now),
        "currency": intent["currency"],
        "metadata": intent["metadata"],
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method_details": {"type": kind, kind: _shown(card)},
        "refunded": False,
        "status": "succeeded",
    }
    books.add(charge)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
        payment_method=card.token,
        _due=None,
    )
    books.save(intent)


def decline(
    books: Books,
    intent: Body,
    card: Card,
    present: bool,
    decline_code: str | None,
    code: str | None = None,
) -> Problem:
    """The answer to give. The intent is open again for another card."""
    kind = "card_present" if present else "card"
    error: dict[str, Any] = {
        "type": "card_error",
        "code": code or ("card_declined" if decline_code else card.code),
        "message": "Your card was declined.",
        "payment_method": {"id": card.token, "type": kind, kind: _shown(card)},
    }
    reason = decline_code or card.decline_code
    if reason:
        error["decline_code"] = reason
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        last_payment_error=error,
        next_action=None,
    )
    books.save(intent)
    return Problem(
        402,
        error["message"],
        kind="card_error",
        code=error["code"],
        decline_code=reason,
        kept=True,
        payment_intent=intent,
    )


def _shown(card: Card) -> dict[str, str]:
    return {"brand": card.brand, "last4": card.last4}
