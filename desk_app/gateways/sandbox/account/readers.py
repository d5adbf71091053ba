"""Card readers on the counter, with a guest who taps a card on them after a moment."""

from __future__ import annotations

import re

from desk_app.gateways.sandbox.account.cards import APPROVED, find_card
from desk_app.gateways.sandbox.account.charges import take
from desk_app.gateways.sandbox.account.intents import CANCELLABLE, find_intent, unexpected
from desk_app.gateways.sandbox.parameters import Parameters, Problem, only, required
from desk_app.gateways.sandbox.state import Body, Books

MODES = ("tap", "fast", "declined", "waiting")
"""What the guest does: taps after the delay, at once, a card that is refused, nothing."""


def retrieve(books: Books, reader_id: str, parameters: Parameters) -> Body:
    only(parameters, ())
    return find_reader(books, reader_id)


def process(books: Books, reader_id: str, parameters: Parameters) -> Body:
    only(parameters, ("payment_intent",))
    reader = find_reader(books, reader_id)
    intent = find_intent(books, required(parameters, "payment_intent"))
    if intent["payment_method_types"] != ["card_present"]:
        raise Problem(
            400,
            "The PaymentIntent must have payment_method_types of card_present.",
            code="payment_intent_incompatible_payment_method",
            payment_intent=intent,
        )
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise unexpected(intent, "process")
    current = _current(books, reader)
    if current is not None and current["id"] == intent["id"]:
        return reader
    if current is not None and current["status"] in CANCELLABLE:
        raise Problem(
            400,
            "Reader is currently busy processing another request.",
            code="terminal_reader_busy",
            kept=True,
        )
    reader["action"] = {
        "type": "process_payment_intent",
        "status": "in_progress",
        "process_payment_intent": {"payment_intent": intent["id"]},
        "failure_code": None,
        "failure_message": None,
    }
    wait = {"waiting": None, "fast": 0.0}.get(reader["_mode"], reader["_delay"])
    reader["_due"] = None if wait is None else books.now + wait
    books.save(reader)
    return reader


def cancel_action(books: Books, reader_id: str, parameters: Parameters) -> Body:
    only(parameters, ())
    reader = find_reader(books, reader_id)
    if _current(books, reader) is not None:
        reader.update(action=None, _due=None)
        books.save(reader)
    return reader


def present(books: Books, reader_id: str, token: str) -> Body:
    """A card is held to the reader. Raises `Problem` if it asks for none."""
    card = find_card(token)
    reader = find_reader(books, reader_id)
    intent = _current(books, reader)
    if intent is None:
        raise Problem(400, "The reader waits for no card.", code="terminal_reader_invalid_state")
    action = reader["action"]
    try:
        if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
            raise unexpected(intent, "process")
        take(books, intent, card, present=True)
        action["status"] = "succeeded"
    except Problem as problem:
        error = problem.body["error"]
        action.update(status="failed", failure_code=error["code"], failure_message=error["message"])
    reader["_due"] = None
    books.save(reader)
    return reader


def settle(books: Books, reader: Body) -> None:
    present(books, reader["id"], reader["_token"])


def behave(
    books: Books, reader_id: str, *, mode: str, delay: float | None = None, token: str | None = None
) -> Body:
    """What guests at this reader do from now on. ``delay`` in seconds; ``token`` is their card."""
    if mode not in MODES:
        raise Problem(400, f"mode must be one of {', '.join(MODES)}", param="mode")
    reader = find_reader(books, reader_id)
    default = "pm_card_chargeDeclined" if mode == "declined" else APPROVED
    reader.update(
        _mode=mode,
        _delay=books.delays.tap if delay is None else delay,
        _token=find_card(token or default).token,
    )
    books.save(reader)
    return reader


def find_reader(books: Books, reader_id: str) -> Body:
    """Any reader whose id is of the right form exists."""
    if not re.fullmatch(r"tmr_\w{1,60}", reader_id, re.ASCII):
        raise Problem(404, f"No such terminal.reader: '{reader_id:.60}'", code="resource_missing")
    reader = books.find("reader", reader_id)
    if reader is None:
        reader = {
            "id": reader_id,
            "object": "terminal.reader",
            "_kind": "reader",
            "_mode": "tap",
            "_delay": books.delays.tap,
            "_token": APPROVED,
            "action": None,
            "created": int(books.now),
            "device_type": "simulated_wisepos_e",
            "label": "Sandbox reader",
            "livemode": False,
            "status": "online",
        }
        books.add(reader)
    return reader


def _current(books: Books, reader: Body) -> Body | None:
    """The intent that the reader is asking a card for."""
    action = reader["action"]
    if action is None or action["status"] != "in_progress":
        return None
    return find_intent(books, action["process_payment_intent"]["payment_intent"])
