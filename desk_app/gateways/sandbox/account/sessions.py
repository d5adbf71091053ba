"""Checkout sessions: pay-by-link, open until it is paid or its time is over."""

from __future__ import annotations

from desk_app.gateways.sandbox.account.cards import APPROVED, find_card
from desk_app.gateways.sandbox.account.charges import take
from desk_app.gateways.sandbox.account.intents import new_intent
from desk_app.gateways.sandbox.parameters import (
    Parameters,
    Problem,
    amount,
    currency,
    metadata,
    new_id,
    only,
    required,
    whole,
)
from desk_app.gateways.sandbox.state import Body, Books

_SHORTEST, _LONGEST, _TOLERANCE = 30 * 60, 24 * 60 * 60, 60
_CREATE = frozenset(
    "mode line_items payment_intent_data metadata expires_at success_url cancel_url"
    " payment_method_types".split()
)


def create(books: Books, parameters: Parameters) -> Body:
    only(parameters, _CREATE)
    if required(parameters, "mode") != "payment":
        raise Problem(400, "The sandbox knows mode=payment", param="mode")
    required(parameters, "success_url")
    units, code, description = _price(required(parameters, "line_items"))
    about = parameters.get("payment_intent_data") or {}
    only(about, ("metadata", "description"))
    expires_at = whole(parameters.get("expires_at", str(int(books.now) + _LONGEST)), "expires_at")
    ahead = expires_at - books.now
    if not _SHORTEST - _TOLERANCE <= ahead <= _LONGEST + _TOLERANCE:
        raise Problem(
            400,
            "The `expires_at` timestamp must be 30 minutes to 24 hours from now.",
            param="expires_at",
        )
    session: Body = {
        "id": new_id("cs_test"),
        "object": "checkout.session",
        "_kind": "session",
        "_due": float(expires_at),
        "_description": description,
        "_intent_metadata": metadata(about),
        "amount_subtotal": units,
        "amount_total": units,
        "created": int(books.now),
        "currency": code,
        "expires_at": expires_at,
        "livemode": False,
        "metadata": metadata(parameters),
        "mode": "payment",
        "payment_intent": None,
        "payment_status": "unpaid",
        "status": "open",
    }
    books.add(session)
    return session


def retrieve(books: Books, session_id: str, parameters: Parameters) -> Body:
    only(parameters, ())
    return find_session(books, session_id)


def expire(books: Books, session_id: str, parameters: Parameters) -> Body:
    only(parameters, ())
    session = find_session(books, session_id)
    _must_be_open(session)
    settle(books, session)
    return session


def pay(books: Books, session_id: str, token: str = APPROVED) -> Body:
    """The guest pays on the page. Raises `Problem`: 402 declined, 400 not open any more."""
    card = find_card(token)
    if card.pays not in ("yes", "no"):
        raise Problem(400, "The page takes cards that pay or are refused at once", param="token")
    session = find_session(books, session_id)
    _must_be_open(session)
    intent = books.find("intent", session.get("_tried", "")) or new_intent(
        books, session["amount_total"], session["currency"], session["_intent_metadata"]
    )
    session["_tried"] = intent["id"]
    books.save(session)
    take(books, intent, card)
    session.update(payment_intent=intent["id"], status="complete", payment_status="paid", _due=None)
    books.save(session)
    return session


def settle(books: Books, session: Body) -> None:
    """Its time is over."""
    session.update(status="expired", _due=None)
    books.save(session)


def find_session(books: Books, session_id: str) -> Body:
    session = books.find("session", session_id)
    if session is None:
        raise Problem(404, f"No such checkout.session: '{session_id:.60}'", code="resource_missing")
    return session


def with_url(session: Body, address: str) -> Body:
    """The page's address is of this run of the sandbox, so it is never stored."""
    is_open = session["status"] == "open"
    return {**session, "url": f"{address}/pay/{session['id']}" if is_open else None}


def _must_be_open(session: Body) -> None:
    if session["status"] != "open":
        raise Problem(
            400,
            'Only Checkout Sessions with a status in ["open"] can be paid or expired.'
            f" This Checkout Session has a status of {session['status']}.",
            kept=True,
        )


def _price(items: object) -> tuple[int, str, str]:
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        raise Problem(400, "The sandbox takes exactly one line item", param="line_items")
    only(items[0], ("price_data", "quantity"))
    price = required(items[0], "price_data")
    if not isinstance(price, dict) or required(items[0], "quantity") != "1":
        raise Problem(400, "The sandbox sells one of each", param="line_items[0]")
    only(price, ("currency", "unit_amount", "product_data"))
    product = required(price, "product_data")
    if not isinstance(product, dict):
        raise Problem(400, "Invalid object", param="line_items[0][price_data][product_data]")
    only(product, ("name", "description"))
    code = currency(price)
    return amount(required(price, "unit_amount"), code), code, str(required(product, "name"))
