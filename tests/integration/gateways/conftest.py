"""A running sandbox, and the gateway speaking to it with each of the two keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import Intent
from desk_app.gateways.sandbox import DESK_KEY, WORKER_KEY, Sandbox
from desk_app.gateways.stripe import StripeProcessor, Timing

QUICK = Timing(read=5.0, tries=3, first_pause=0.001, longest_pause=0.002)
PRICE = Money(61200, "USD")

MakeIntent = Callable[..., Intent]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox) -> Iterator[StripeProcessor]:
    processor = StripeProcessor(sandbox.url, DESK_KEY, timing=QUICK)
    yield processor
    processor.close()


@pytest.fixture
def worker(sandbox: Sandbox) -> Iterator[StripeProcessor]:
    processor = StripeProcessor(sandbox.url, WORKER_KEY, timing=QUICK)
    yield processor
    processor.close()


@pytest.fixture
def make_intent(desk: StripeProcessor) -> MakeIntent:
    def make(
        token: str | None = "pm_card_visa", amount: Money = PRICE, key: str = "create"
    ) -> Intent:
        return desk.create_intent(amount=amount, key=key, metadata={"hotel_id": "7"}, token=token)

    return make
