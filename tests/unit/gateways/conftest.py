"""A gateway on a wire that is held in the hand: what is sent is kept, what is answered is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from desk_app.gateways.stripe import StripeProcessor, Timing

KEY = "sk_live_very_secret"
QUICK = Timing(tries=3, first_pause=0.001, longest_pause=0.002)
INTENT = {
    "id": "pi_1",
    "status": "succeeded",
    "amount": 61200,
    "amount_received": 61200,
    "currency": "usd",
    "created": 1_700_000_000,
    "metadata": {"hotel_id": "7"},
    "latest_charge": {
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}}
    },
}
Answer = Callable[[httpx.Request], httpx.Response]


class Wire:
    """Keeps the requests; answers as told."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.answer: Answer = lambda _: httpx.Response(200, json=INTENT)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer(request)

    def refuse(self, status: int, **error: Any) -> None:
        self.answer = lambda _: httpx.Response(status, json={"error": error})

    def break_with(self, error: Exception) -> None:
        def answer(_: httpx.Request) -> httpx.Response:
            raise error

        self.answer = answer


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def processor(wire: Wire) -> Iterator[StripeProcessor]:
    made = StripeProcessor(
        "https://api.example.com", KEY, timing=QUICK, transport=httpx.MockTransport(wire)
    )
    yield made
    made.close()
