"""From a request to its answer: the key, the stored answer, the fault, the work."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desk_app.gateways.sandbox import faults, keys
from desk_app.gateways.sandbox.faults import Fault
from desk_app.gateways.sandbox.parameters import Problem, decode
from desk_app.gateways.sandbox.routing import Call, Route, find_route, settle
from desk_app.gateways.sandbox.state import Body, Books, State

_LONGEST_KEY = 255


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """``query`` of a GET or ``body`` of a POST, undecoded. Header names are in lower case."""

    method: str
    path: str
    query: str
    body: str
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """``wire``: answer, drop (close without a word) or reset. ``pause``: seconds to wait first."""

    status: int = 200
    body: str = "{}"
    replayed: bool = False
    wire: str = "answer"
    pause: float = 0.0


class Answerer:
    """Answers for one account with two keys. ``wait`` sleeps, and tells if the server stops."""

    def __init__(
        self, state: State, wait: Callable[[float], bool], *, desk_key: str, worker_key: str
    ) -> None:
        self._state = state
        self._desk_key = desk_key
        self._worker_key = worker_key
        self._wait = wait

    def answer(self, request: Request, address: str) -> Reply:
        try:
            found = find_route(request.method, request.path)
            if found is None:
                message = f"Unrecognized request URL ({request.method}: {request.path:.100})."
                raise Problem(404, message)
            route, object_id = found
            self._authorize(request, route)
            return self._run(request, route, object_id, address)
        except Problem as problem:
            return _refused(problem)

    def _authorize(self, request: Request, route: Route) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        given = key.strip().encode()
        is_worker = hmac.compare_digest(given, self._worker_key.encode())
        is_desk = hmac.compare_digest(given, self._desk_key.encode())
        if scheme != "Bearer" or not (is_worker or is_desk):
            raise Problem(401, "Invalid API Key provided.", code="invalid_api_key")
        if route.worker_only and not is_worker:
            raise Problem(
                403,
                "The provided key does not have the required permissions for this endpoint.",
                code="more_permissions_required",
            )

    def _run(self, request: Request, route: Route, object_id: str, address: str) -> Reply:
        posted = request.method == "POST"
        parameters = decode(request.body if posted else request.query)
        key = request.headers.get("idempotency-key") if posted else None
        if key is not None and not 0 < len(key) <= _LONGEST_KEY:
            raise Problem(400, "Keys have 1 to 255 characters", kind="idempotency_error")
        with self._state.transaction() as books:
            stored, fault = _begin(books, route, key, _fingerprint(request))
        kind = fault.kind if fault else ""
        if kind in _NOTHING_DONE:
            return _NOTHING_DONE[kind]
        seconds = fault.seconds if fault else 0.0
        if kind == "slow" and self._wait(seconds):
            self._release(key)
            return _HUNG_UP
        if stored is not None:
            return _after(stored, kind, seconds)
        try:
            with self._state.transaction() as books:
                call = Call(
                    books=books,
                    object_id=object_id,
                    parameters=parameters,
                    address=address,
                    decline_code=fault.decline_code if fault and kind == "decline" else None,
                )
                reply = _work(call, route, key, spoil=kind == "error_after")
        except BaseException:
            self._release(key)
            raise
        return _after(reply, kind, seconds)

    def _release(self, key: str | None) -> None:
        with self._state.transaction() as books:
            keys.forget(books, key)


def _begin(
    books: Books, route: Route, key: str | None, fingerprint: str
) -> tuple[Reply | None, Fault | None]:
    """The answer stored under the key, or else the key is taken for this call; and the fault."""
    answer = keys.look_up(books, key, fingerprint)
    stored = Reply(status=answer[0], body=answer[1], replayed=True) if answer else None
    fault = None
    if route.can_fail:
        fault = faults.take(books, route.operation, replayed=stored is not None)
    if stored is None:
        if fault and fault.kind == "error_before":
            keys.store(books, key, fingerprint, 500, _SERVER_ERROR.body)
        elif not fault or fault.kind not in _NOTHING_DONE:
            keys.take(books, key, fingerprint, fault.seconds if fault else 0.0)
    return stored, fault


def _work(call: Call, route: Route, key: str | None, *, spoil: bool) -> Reply:
    books = call.books
    settle(books)
    books.sql("SAVEPOINT work")
    kept = True
    try:
        reply = Reply(body=_text(route.work(call)))
    except Problem as problem:
        kept = problem.kept
        if not kept:
            books.sql("ROLLBACK TO work")
        reply = _refused(problem)
    if spoil:
        kept, reply = True, _SERVER_ERROR
    if kept:
        keys.complete(books, key, reply.status, reply.body)
    else:
        keys.forget(books, key)
    return reply


def _after(reply: Reply, kind: str, seconds: float) -> Reply:
    """The answer of a call that was made, on its way out."""
    return replace(
        reply,
        wire={"lost_after": "drop", "reset_after": "reset"}.get(kind, "answer"),
        pause=seconds if kind == "slow_after" else 0.0,
    )


def _refused(problem: Problem) -> Reply:
    return Reply(status=problem.status, body=_text(problem.body))


def _text(body: Body) -> str:
    return json.dumps(_public(body), ensure_ascii=False)


def _public(value: Any) -> Any:
    """Without the sandbox's own fields; a guest's metadata may begin with ``_`` and stays."""
    if isinstance(value, list):
        return [_public(item) for item in value]
    if not isinstance(value, dict):
        return value
    own = "_kind" in value
    return {
        name: _public(item) for name, item in value.items() if not (own and name.startswith("_"))
    }


def _fingerprint(request: Request) -> str:
    return hashlib.sha256(f"{request.method} {request.path}\n{request.body}".encode()).hexdigest()


_SERVER_ERROR = Reply(
    status=500,
    body=_text({"error": {"type": "api_error", "message": "An unknown error occurred"}}),
)
_HUNG_UP = Reply(wire="drop")
_NOTHING_DONE = {
    "lost_before": _HUNG_UP,
    "reset": Reply(wire="reset"),
    "error_before": _SERVER_ERROR,
    "rate_limit": _refused(
        Problem(429, "Too many requests.", kind="invalid_request_error", code="rate_limit")
    ),
}
