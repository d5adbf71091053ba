"""What goes over the wire: addresses, headers, parameters, and what never may."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from urllib.parse import unquote_plus

import httpx
import pytest

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import IntentStatus
from desk_app.gateways.processor import NoAnswer, Rejected
from desk_app.gateways.stripe import StripeProcessor
from desk_app.gateways.stripe.client import API_VERSION
from tests.unit.gateways.conftest import INTENT, KEY, Wire


def test_create_says_everything_in_the_processors_words(
    processor: StripeProcessor, wire: Wire
) -> None:
    processor.create_intent(
        amount=Money(61200, "USD"), key="k-1", metadata={"hotel_id": "7"}, token="pm_card_visa"
    )
    (request,) = wire.requests
    assert (request.method, request.url.path) == ("POST", "/v1/payment_intents")
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["Idempotency-Key"] == "k-1"
    assert request.headers["Stripe-Version"] == API_VERSION
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert unquote_plus(request.content.decode()) == (
        "amount=61200&currency=usd&payment_method_types[]=card&payment_method=pm_card_visa"
        "&confirm=false&metadata[hotel_id]=7"
    )


def test_confirmed_intent_is_read_with_its_card(processor: StripeProcessor, wire: Wire) -> None:
    intent = processor.confirm_intent("pi_1", key="k-2")
    assert intent.status is IntentStatus.SUCCEEDED
    assert intent.received == Money(61200, "USD")
    assert (intent.card_brand, intent.card_last4) == ("visa", "4242")
    assert intent.created == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_list_asks_page_after_page(processor: StripeProcessor, wire: Wire) -> None:
    pages = [
        {"data": [{**INTENT, "id": "pi_3"}, {**INTENT, "id": "pi_2"}], "has_more": True},
        {"data": [{**INTENT, "id": "pi_1"}], "has_more": False},
    ]
    wire.answer = lambda _: httpx.Response(200, json=pages.pop(0))
    since = datetime(2023, 11, 14, 22, 13, 20, 900_000, tzinfo=UTC)
    assert [intent.id for intent in processor.intents(since=since)] == ["pi_3", "pi_2", "pi_1"]
    first, second = (dict(request.url.params) for request in wire.requests)
    assert first == {
        "created[gte]": "1700000000",
        "expand[]": "data.latest_charge",
        "limit": "100",
    }
    assert second == {**first, "starting_after": "pi_2"}


@pytest.mark.parametrize("bad", ["pi_1/confirm", "../refunds", "", "pi 1", "pi_1?x=1", "pi_é"])
def test_only_an_id_goes_into_a_path(processor: StripeProcessor, wire: Wire, bad: str) -> None:
    with pytest.raises(Rejected) as rejected:
        processor.retrieve_intent(bad)
    assert rejected.value.code == "resource_missing"
    assert wire.requests == []


@pytest.mark.parametrize("bad", ["", "a\nb", "schlüssel", "k" * 256])
def test_key_that_no_header_can_carry_is_refused_before_sending(
    processor: StripeProcessor, wire: Wire, bad: str
) -> None:
    with pytest.raises(Rejected, match="invalid_idempotency_key"):
        processor.confirm_intent("pi_1", key=bad)
    assert wire.requests == []


def test_key_is_in_no_text_that_could_be_logged(processor: StripeProcessor, wire: Wire) -> None:
    wire.break_with(httpx.ReadTimeout("slow"))
    with pytest.raises(NoAnswer) as silent:
        processor.confirm_intent("pi_1", key="k")
    told = "".join(traceback.format_exception(silent.value, chain=True))
    assert KEY not in told + repr(processor) + repr(silent.value)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://api.example.com", KEY),
        ("ftp://api.example.com", KEY),
        ("api.example.com", KEY),
        ("https://api.example.com", ""),
        ("https://api.example.com", "sk_live_a\nb"),
    ],
)
def test_url_or_key_that_can_not_be_right_is_refused_at_once(url: str, key: str) -> None:
    with pytest.raises(ValueError, match="payment"):
        StripeProcessor(url, key)
