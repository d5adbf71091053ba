"""Payment intents and the states they go through (https://docs.stripe.com/payments)."""

from __future__ import annotations

from desk_app.gateways.sandbox.account.cards import find_card
from desk_app.gateways.sandbox.account.charges import decline, succeed, take
from desk_app.gateways.sandbox.parameters import (
    Parameters,
    Problem,
    amount,
    currency,
    metadata,
    new_id,
    only,
    page_of,
    required,
)
from desk_app.gateways.sandbox.state import Body, Books

CANCELLABLE = frozenset(
    ["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"]
)
_CREATE = frozenset(
    "amount currency payment_method payment_method_types confirm metadata description expand"
    " capture_method".split()
)


def create(books: Books, parameters: Parameters) -> Body:
    only(parameters, _CREATE)
    code = currency(parameters)
    token = parameters.get("payment_method")
    types = parameters.get("payment_method_types") or ["card"]
    if types not in (["card"], ["card_present"]):
        raise Problem(400, "Use card or card_present", param="payment_method_types")
    if parameters.get("confirm", "false") != "false":
        raise Problem(400, "The sandbox confirms by a call of its own", param="confirm")
    if parameters.get("capture_method", "automatic") not in ("automatic", "automatic_async"):
        raise Problem(400, "The sandbox captures automatically", param="capture_method")
    if token is not None:
        find_card(token)
    intent = new_intent(
        books, amount(required(parameters, "amount"), code), code, metadata(parameters)
    )
    intent["payment_method_types"] = types
    intent["description"] = parameters.get("description")
    if token is not None:
        intent.update(payment_method=token, status="requires_confirmation")
    books.save(intent)
    return expanded(books, intent, parameters)


def new_intent(books: Books, units: int, code: str, about: dict[str, str]) -> Body:
    intent: Body = {
        "id": new_id("pi"),
        "object": "payment_intent",
        "_kind": "intent",
        "amount": units,
        "amount_received": 0,
        "cancellation_reason": None,
        "canceled_at": None,
        "capture_method": "automatic",
        "created": int(books.now),
        "currency": code,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": about,
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }
    books.add(intent)
    return intent


def confirm(books: Books, intent_id: str, parameters: Parameters, decline_code: str | None) -> Body:
    """``decline_code`` comes from a fault: the bank says no to any card."""
    only(parameters, ("payment_method", "expand", "return_url", "off_session"))
    intent = find_intent(books, intent_id)
    token = parameters.get("payment_method", intent["payment_method"])
    if intent["status"] not in ("requires_confirmation", "requires_payment_method"):
        raise unexpected(intent, "confirm")
    if intent["payment_method_types"] == ["card_present"]:
        raise unexpected(intent, "confirm, without a reader,")
    if token is None:
        raise unexpected(intent, "confirm, without a payment method,")
    card = find_card(token)
    take(books, intent, card, decline_code=decline_code)
    return expanded(books, intent, parameters)


def authenticate(books: Books, intent_id: str, *, agreed: bool) -> Body:
    """The guest answers the bank's own page (3-D Secure)."""
    intent = find_intent(books, intent_id)
    if intent["status"] != "requires_action":
        raise unexpected(intent, "authenticate")
    card = find_card(intent["payment_method"])
    if agreed:
        succeed(books, intent, card)
    else:
        decline(books, intent, card, False, None, code="payment_intent_authentication_failure")
    return intent


def cancel(books: Books, intent_id: str, parameters: Parameters) -> Body:
    only(parameters, ("cancellation_reason", "expand"))
    intent = find_intent(books, intent_id)
    if intent["status"] not in CANCELLABLE:
        raise unexpected(intent, "cancel")
    intent.update(
        status="canceled",
        canceled_at=int(books.now),
        cancellation_reason=parameters.get("cancellation_reason"),
        next_action=None,
    )
    books.save(intent)
    return expanded(books, intent, parameters)


def retrieve(books: Books, intent_id: str, parameters: Parameters) -> Body:
    only(parameters, ("expand",))
    return expanded(books, find_intent(books, intent_id), parameters)


def list_intents(books: Books, parameters: Parameters) -> Body:
    only(parameters, ("limit", "created", "starting_after", "expand"))
    page = page_of(books, "intent", "/v1/payment_intents", parameters)
    inner = _expansions(parameters, "data.latest_charge")
    page["data"] = [_with_charge(books, intent) if inner else intent for intent in page["data"]]
    return page


def settle(books: Books, intent: Body) -> None:
    """A payment that was processing is through."""
    succeed(books, intent, find_card(intent["payment_method"]))


def find_intent(books: Books, intent_id: str) -> Body:
    intent = books.find("intent", intent_id)
    if intent is None:
        raise Problem(
            404,
            f"No such payment_intent: '{intent_id:.60}'",
            code="resource_missing",
            param="intent",
        )
    return intent


def expanded(books: Books, intent: Body, parameters: Parameters) -> Body:
    return _with_charge(books, intent) if _expansions(parameters, "latest_charge") else intent


def unexpected(intent: Body, verb: str) -> Problem:
    return Problem(
        400,
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        kept=True,
        payment_intent=intent,
    )


def _expansions(parameters: Parameters, known: str) -> bool:
    wanted = parameters.get("expand") or []
    if not isinstance(wanted, list) or any(name != known for name in wanted):
        raise Problem(400, f"This can be expanded: {known}", param="expand")
    return bool(wanted)


def _with_charge(books: Books, intent: Body) -> Body:
    if intent["latest_charge"] is None:
        return intent
    return {**intent, "latest_charge": books.find("charge", intent["latest_charge"])}
