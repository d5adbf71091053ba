"""Which address and method is which operation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from desk_app.gateways.sandbox import control
from desk_app.gateways.sandbox.account import intents, readers, refunds, sessions
from desk_app.gateways.sandbox.account.cards import APPROVED
from desk_app.gateways.sandbox.parameters import Parameters, only
from desk_app.gateways.sandbox.state import Body, Books


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One request, read. ``address`` is this sandbox's own; ``decline_code`` comes of a fault."""

    books: Books
    object_id: str
    parameters: Parameters
    address: str
    decline_code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """``worker_only``: the desk's restricted key may not. ``can_fail``: faults apply to it."""

    method: str
    path: re.Pattern[str]
    operation: str
    work: Callable[[Call], Body]
    worker_only: bool = field(default=False)
    can_fail: bool = field(default=True)


def find_route(method: str, path: str) -> tuple[Route, str] | None:
    """The route, and the object's id in the path ("" where it has none)."""
    for route in _ROUTES:
        match = route.path.fullmatch(path)
        if match and route.method == method:
            return route, match.groupdict().get("id", "")
    return None


def settle(books: Books) -> None:
    """Let happen what should have happened since the last request: no timer ever runs."""
    for body in books.due():
        _SETTLED[body["_kind"]](books, body)


def _route(
    method: str,
    path: str,
    operation: str,
    work: Callable[[Call], Body],
    *,
    worker_only: bool = False,
    can_fail: bool = True,
) -> Route:
    pattern = re.compile(re.escape(path).replace(":id", r"(?P<id>[^/]+)"))
    return Route(
        method=method,
        path=pattern,
        operation=operation,
        work=work,
        worker_only=worker_only,
        can_fail=can_fail,
    )


def _present(call: Call) -> Body:
    only(call.parameters, ("type", "card_present", "payment_method"))
    token = str(call.parameters.get("payment_method", APPROVED))
    return readers.present(call.books, call.object_id, token)


def _session(work: Callable[[Books, str, Parameters], Body]) -> Callable[[Call], Body]:
    return lambda call: sessions.with_url(
        work(call.books, call.object_id, call.parameters), call.address
    )


def _on(work: Callable[[Books, str, Parameters], Body]) -> Callable[[Call], Body]:
    return lambda call: work(call.books, call.object_id, call.parameters)


def _plain(work: Callable[[Books, Parameters], Body]) -> Callable[[Call], Body]:
    return lambda call: work(call.books, call.parameters)


_INTENTS, _SESSIONS = "/v1/payment_intents", "/v1/checkout/sessions"
_REFUNDS, _READERS = "/v1/refunds", "/v1/terminal/readers"
_ROUTES = (
    _route("POST", _INTENTS, "create_intent", _plain(intents.create)),
    _route("GET", _INTENTS, "list_intents", _plain(intents.list_intents)),
    _route("GET", f"{_INTENTS}/:id", "retrieve_intent", _on(intents.retrieve)),
    _route("POST", f"{_INTENTS}/:id/cancel", "cancel_intent", _on(intents.cancel)),
    _route(
        "POST",
        f"{_INTENTS}/:id/confirm",
        "confirm",
        lambda call: intents.confirm(
            call.books, call.object_id, call.parameters, call.decline_code
        ),
    ),
    _route("POST", _REFUNDS, "refund", _plain(refunds.create), worker_only=True),
    _route("GET", _REFUNDS, "list_refunds", _plain(refunds.list_refunds)),
    _route("GET", f"{_REFUNDS}/:id", "retrieve_refund", _on(refunds.retrieve)),
    _route(
        "POST",
        _SESSIONS,
        "create_session",
        lambda call: sessions.with_url(sessions.create(call.books, call.parameters), call.address),
    ),
    _route("GET", f"{_SESSIONS}/:id", "retrieve_session", _session(sessions.retrieve)),
    _route("POST", f"{_SESSIONS}/:id/expire", "expire_session", _session(sessions.expire)),
    _route("GET", f"{_READERS}/:id", "retrieve_reader", _on(readers.retrieve)),
    _route(
        "POST", f"{_READERS}/:id/process_payment_intent", "process_on_reader", _on(readers.process)
    ),
    _route(
        "POST", f"{_READERS}/:id/cancel_action", "cancel_reader_action", _on(readers.cancel_action)
    ),
    _route(
        "POST",
        "/v1/test_helpers/terminal/readers/:id/present_payment_method",
        "present_card",
        _present,
    ),
    *(
        _route(method, path, "control", _on(work), can_fail=False)
        for method, path, work in control.ROUTES
    ),
)
_SETTLED: dict[str, Callable[[Books, Body], None]] = {
    "intent": intents.settle,
    "refund": refunds.settle,
    "reader": readers.settle,
    "session": sessions.settle,
}
