"""Failures on demand: what goes wrong at which operation, how often. Kept in the state file."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.gateways.sandbox.parameters import Problem
from desk_app.gateways.sandbox.state import Books

OPERATIONS = frozenset(
    "any create_intent confirm retrieve_intent cancel_intent list_intents create_session"
    " retrieve_session expire_session refund retrieve_refund list_refunds process_on_reader"
    " retrieve_reader cancel_reader_action present_card".split()
)
KINDS = {
    "decline": "the bank says no, with the decline code given (confirm only)",
    "slow": "waits, then does it and answers",
    "slow_after": "does it, then waits before it answers",
    "lost_before": "drops the connection, nothing done",
    "lost_after": "does it, then drops the connection",
    "reset": "resets the connection (RST), nothing done",
    "reset_after": "does it, then resets the connection",
    "error_before": "500, nothing done; stored under the key",
    "error_after": "does it, then 500; stored under the key",
    "rate_limit": "429, nothing done, nothing stored",
}
_OF_THE_WIRE = frozenset(
    ["slow", "slow_after", "lost_before", "lost_after", "reset", "reset_after", "rate_limit"]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    kind: str
    seconds: float
    decline_code: str


def add(
    books: Books,
    operation: str,
    kind: str,
    *,
    count: int = 1,
    seconds: float = 1.0,
    decline_code: str = "generic_decline",
) -> None:
    """``count`` -1 means until cleared. Raises `Problem` for words it does not know."""
    if operation not in OPERATIONS:
        raise Problem(400, f"operation must be one of {', '.join(sorted(OPERATIONS))}")
    if kind not in KINDS:
        raise Problem(400, f"kind must be one of {', '.join(KINDS)}")
    if kind == "decline" and operation not in ("confirm", "any"):
        raise Problem(400, "only confirm can decline; a reader has modes")
    if count == 0 or count < -1 or not 0 <= seconds <= 3600:
        raise Problem(400, "count must be -1 or at least 1, seconds from 0 to 3600")
    books.sql(
        "INSERT INTO fault (operation, kind, seconds, decline_code, remaining)"
        " VALUES (?, ?, ?, ?, ?)",
        (operation, kind, seconds, decline_code, count),
    )


def clear(books: Books) -> None:
    books.sql("DELETE FROM fault")


def take(books: Books, operation: str, *, replayed: bool) -> Fault | None:
    """The oldest fault that fits, used up by one. A stored answer can only fail on its way."""
    rows = books.sql(
        "SELECT seq, kind, seconds, decline_code, remaining FROM fault"
        " WHERE operation IN (?, 'any') AND remaining <> 0 ORDER BY seq",
        (operation,),
    ).fetchall()
    for seq, kind, seconds, decline_code, remaining in rows:
        if replayed and kind not in _OF_THE_WIRE:
            continue
        if kind == "decline" and operation != "confirm":
            continue
        if remaining > 0:
            books.sql("UPDATE fault SET remaining = remaining - 1 WHERE seq = ?", (seq,))
        return Fault(kind=kind, seconds=seconds, decline_code=decline_code)
    return None
