"""Refunds of a charge: never more than it holds; some arrive late, some come back."""

from __future__ import annotations

from desk_app.gateways.sandbox.account.cards import find_card
from desk_app.gateways.sandbox.account.intents import find_intent
from desk_app.gateways.sandbox.parameters import (
    Parameters,
    Problem,
    amount,
    metadata,
    new_id,
    only,
    page_of,
    required,
)
from desk_app.gateways.sandbox.state import Body, Books


def create(books: Books, parameters: Parameters) -> Body:
    only(parameters, ("payment_intent", "amount", "metadata", "reason"))
    intent = find_intent(books, required(parameters, "payment_intent"))
    charge = books.find("charge", intent["latest_charge"] or "")
    if charge is None:
        raise Problem(
            400,
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
            kept=True,
            payment_intent=intent,
        )
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise Problem(
            400,
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
            kept=True,
        )
    units = amount(parameters.get("amount", str(left)), charge["currency"])
    if units > left:
        raise Problem(
            400,
            f"Refund amount ({units}) is greater than unrefunded amount on charge ({left}).",
            code="amount_too_large",
            kept=True,
            param="amount",
        )
    manner = find_card(charge["_token"]).refunds
    refund: Body = {
        "id": new_id("re"),
        "object": "refund",
        "_kind": "refund",
        "_parent": intent["id"],
        "_due": None if manner == "now" else books.now + books.delays.settle,
        "_ends": "failed" if manner == "fails" else "succeeded",
        "amount": units,
        "charge": charge["id"],
        "created": int(books.now),
        "currency": charge["currency"],
        "metadata": metadata(parameters),
        "payment_intent": intent["id"],
        "reason": parameters.get("reason"),
        "status": "pending" if manner == "later" else "succeeded",
    }
    books.add(refund)
    _count(books, charge, units)
    return refund


def retrieve(books: Books, refund_id: str, parameters: Parameters) -> Body:
    only(parameters, ())
    refund = books.find("refund", refund_id)
    if refund is None:
        raise Problem(404, f"No such refund: '{refund_id:.60}'", code="resource_missing")
    return refund


def list_refunds(books: Books, parameters: Parameters) -> Body:
    only(parameters, ("limit", "created", "starting_after", "payment_intent"))
    parent = parameters.get("payment_intent")
    return page_of(books, "refund", "/v1/refunds", parameters, parent)


def settle(books: Books, refund: Body) -> None:
    """A slow refund arrives; a doomed one, which said succeeded at first, comes back."""
    refund.update(status=refund["_ends"], _due=None)
    if refund["status"] == "failed":
        refund["failure_reason"] = "expired_or_canceled_card"
        charge = books.find("charge", refund["charge"])
        if charge is not None:
            _count(books, charge, -refund["amount"])
    books.save(refund)


def _count(books: Books, charge: Body, units: int) -> None:
    charge["amount_refunded"] += units
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    books.save(charge)
