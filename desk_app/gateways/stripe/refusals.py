"""The processor's error answers as the errors of `desk_app.gateways.processor`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk_app.domain.selling.payments import Intent
from desk_app.gateways.processor import (
    Declined,
    KeyRefused,
    NoAnswer,
    ProcessorError,
    Rejected,
    Unreachable,
)
from desk_app.gateways.stripe.answers import read_intent

_LONGEST_MESSAGE = 200


class Busy(Exception):
    """Worth another try with the same key. ``otherwise`` is what to raise when tries run out."""

    def __init__(self, otherwise: ProcessorError) -> None:
        super().__init__(str(otherwise))
        self.otherwise = otherwise


def refusal(status: int, body: object) -> ProcessorError | Busy:
    """The error for an answer that is no success.

    An answer without the processor's error object was written by something in between (a hotel's
    web login page, a proxy) and proves nothing: `NoAnswer`. A key in use means that a twin of this
    call is still running, so the outcome is open as well.
    """
    error = body.get("error") if isinstance(body, Mapping) else None
    if status >= 500 or not isinstance(error, Mapping):
        return NoAnswer(f"HTTP {status}")
    code = str(error.get("code") or error.get("type") or status)
    message = str(error.get("message") or "")[:_LONGEST_MESSAGE]
    if status == 429:
        return Busy(Unreachable(f"too many calls ({code})"))
    if status == 409 and code == "idempotency_key_in_use":
        return Busy(NoAnswer("the same call is still running"))
    intent = _intent(error.get("payment_intent"))
    if error.get("type") == "card_error":
        return Declined(str(error.get("decline_code") or code), intent)
    if status in (401, 403):
        return KeyRefused(code, message)
    if 400 <= status < 500:
        return Rejected(code, message, intent)
    return NoAnswer(f"HTTP {status}")


def _intent(answer: Any) -> Intent | None:
    """The intent that came with an error. An odd one is dropped; the refusal itself is certain."""
    try:
        return read_intent(answer) if answer else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
