"""Idempotency keys: which call each belongs to, and the answer it was given."""

from __future__ import annotations

import time

from desk_app.gateways.sandbox.parameters import Problem
from desk_app.gateways.sandbox.state import Books

_LEASE = 30.0
"""Seconds after which a call whose program died in it may be made anew (the real clock's)."""


def look_up(books: Books, key: str | None, fingerprint: str) -> tuple[int, str] | None:
    """Status and body of the stored answer.

    Raises `Problem`: 400 if the key belongs to another call, 409 if the same one is still running.
    """
    row = books.sql(
        "SELECT fingerprint, lease_until, status, body FROM answer WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return None
    known, lease_until, status, body = row
    if known != fingerprint:
        raise Problem(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were"
            " first used with.",
            kind="idempotency_error",
        )
    if status is not None:
        return status, body
    if lease_until > time.time():
        raise Problem(
            409,
            "There is currently another in-progress request using this Idempotency Key.",
            kind="idempotency_error",
            code="idempotency_key_in_use",
        )
    return None


def take(books: Books, key: str | None, fingerprint: str, seconds: float) -> None:
    """Mark the call as running; ``seconds`` is how long it will be slowed down."""
    _put(books, key, fingerprint, time.time() + _LEASE + seconds, None, None)


def store(books: Books, key: str | None, fingerprint: str, status: int, body: str) -> None:
    _put(books, key, fingerprint, None, status, body)


def complete(books: Books, key: str | None, status: int, body: str) -> None:
    books.sql(
        "UPDATE answer SET status = ?, body = ?, lease_until = NULL WHERE key = ?",
        (status, body, key),
    )


def forget(books: Books, key: str | None) -> None:
    """Nothing was done under the key, so that it may be used again."""
    books.sql("DELETE FROM answer WHERE key = ? AND status IS NULL", (key,))


def forget_all(books: Books) -> None:
    """As the processor may after 24 hours."""
    books.sql("DELETE FROM answer")


def _put(
    books: Books,
    key: str | None,
    fingerprint: str,
    lease_until: float | None,
    status: int | None,
    body: str | None,
) -> None:
    if key is not None:
        books.sql(
            "INSERT OR REPLACE INTO answer (key, fingerprint, lease_until, status, body)"
            " VALUES (?, ?, ?, ?, ?)",
            (key, fingerprint, lease_until, status, body),
        )
