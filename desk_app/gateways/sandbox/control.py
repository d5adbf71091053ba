"""The sandbox's own switches, at ``/sandbox/...``: faults, the clock, readers, the guest."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.gateways.sandbox import faults
from desk_app.gateways.sandbox.account import intents, readers, sessions
from desk_app.gateways.sandbox.account.cards import APPROVED
from desk_app.gateways.sandbox.parameters import Parameters, Problem, only, required, whole
from desk_app.gateways.sandbox.state import Body, Books


def move_clock(books: Books, seconds: float) -> float:
    """Move the sandbox's clock on (or back), for every program on this state. Seconds moved."""
    books.sql("UPDATE clock SET moved = moved + ?", (seconds,))
    (moved,) = books.sql("SELECT moved FROM clock").fetchone()
    return float(moved)


def charges(books: Books) -> list[Body]:
    """All charges, newest first: the money that has really moved."""
    return books.newest_first("charge")


def _status(books: Books, _: str, parameters: Parameters) -> Body:
    only(parameters, ())
    return {"object": "sandbox", "now": int(books.now), "cards": APPROVED}


def _charges(books: Books, _: str, parameters: Parameters) -> Body:
    only(parameters, ())
    return {"object": "list", "has_more": False, "data": charges(books)}


def _fail(books: Books, _: str, parameters: Parameters) -> Body:
    only(parameters, ("operation", "kind", "count", "seconds", "decline_code"))
    faults.add(
        books,
        required(parameters, "operation"),
        required(parameters, "kind"),
        count=whole(parameters.get("count", "1"), "count"),
        seconds=_number(parameters, "seconds", 1.0),
        decline_code=parameters.get("decline_code", "generic_decline"),
    )
    return {"object": "sandbox.fault", **parameters}


def _clear(books: Books, _: str, parameters: Parameters) -> Body:
    only(parameters, ())
    faults.clear(books)
    return {"object": "sandbox.fault", "deleted": True}


def _clock(books: Books, _: str, parameters: Parameters) -> Body:
    only(parameters, ("seconds",))
    required(parameters, "seconds")
    return {
        "object": "sandbox.clock",
        "moved": move_clock(books, _number(parameters, "seconds", 0.0)),
    }


def _reader(books: Books, reader_id: str, parameters: Parameters) -> Body:
    only(parameters, ("mode", "delay", "token"))
    delay = _number(parameters, "delay", books.delays.tap)
    mode = required(parameters, "mode")
    return readers.behave(books, reader_id, mode=mode, delay=delay, token=parameters.get("token"))


def _authenticate(books: Books, intent_id: str, parameters: Parameters) -> Body:
    only(parameters, ("agreed",))
    return intents.authenticate(books, intent_id, agreed=parameters.get("agreed", "true") == "true")


def _pay(books: Books, session_id: str, parameters: Parameters) -> Body:
    only(parameters, ("token",))
    return sessions.pay(books, session_id, parameters.get("token", APPROVED))


def _number(parameters: Parameters, name: str, default: float) -> float:
    try:
        return float(parameters.get(name, default))
    except (TypeError, ValueError):
        raise Problem(400, f"Invalid number: {name}", param=name) from None


Work = Callable[[Books, str, Parameters], Body]
ROUTES: tuple[tuple[str, str, Work], ...] = (
    ("GET", "/sandbox", _status),
    ("GET", "/sandbox/charges", _charges),
    ("POST", "/sandbox/faults", _fail),
    ("DELETE", "/sandbox/faults", _clear),
    ("POST", "/sandbox/clock", _clock),
    ("POST", "/sandbox/readers/:id", _reader),
    ("POST", "/sandbox/payment_intents/:id/authenticate", _authenticate),
    ("POST", "/sandbox/sessions/:id/pay", _pay),
)
