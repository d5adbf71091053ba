"""The processor's way of counting each currency, both ways, and what it can not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import FOUR_DECIMALS, NO_DECIMALS, THREE_DECIMALS, Money
from desk_app.gateways.stripe.currency import from_processor, to_processor

UNTAKEN = {"CLF", "IQD", "LYD", "UYI", "UYW"}


@pytest.mark.parametrize(
    ("major", "currency", "sent"),
    [
        ("89900", "CLP", 89900),
        ("15000", "JPY", 15000),
        ("612.00", "USD", 61200),
        ("0.01", "USD", 1),
        ("12.340", "KWD", 12340),
        ("5", "ISK", 500),
        ("5", "UGX", 500),
        ("2000", "MGA", 2000),
        ("10.45", "HUF", 1045),
        ("800.45", "TWD", 80045),
    ],
)
def test_amount_is_sent_as_the_processor_counts_and_read_back(
    major: str, currency: str, sent: int
) -> None:
    money = Money.of(major, currency)
    assert to_processor(money) == (sent, currency.lower())
    assert from_processor(sent, currency.lower()) == money


@pytest.mark.parametrize(
    ("major", "currency", "problem"),
    [
        ("12.345", "KWD", "at most 2 decimals"),
        ("10.50", "MGA", "whole amounts"),
        ("1.000", "IQD", "can not be paid by card"),
        ("1.0001", "CLF", "can not be paid by card"),
    ],
)
def test_amount_that_cards_can_not_pay_is_refused_in_words(
    major: str, currency: str, problem: str
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        to_processor(Money.of(major, currency))


def test_fraction_of_a_krona_from_the_processor_is_no_money() -> None:
    with pytest.raises(ValueError, match="40110 isk"):
        from_processor(40110, "isk")


@given(
    currency=st.sampled_from(
        sorted((NO_DECIMALS | THREE_DECIMALS | FOUR_DECIMALS | {"USD", "EUR", "MGA"}) - UNTAKEN)
    ),
    amount=st.integers(0, 10**12),
)
def test_whatever_is_sent_is_read_back_the_same(currency: str, amount: int) -> None:
    money = Money(amount, currency)
    try:
        sent = to_processor(money)
    except InvalidInput:
        assert currency in THREE_DECIMALS | {"MGA"}
    else:
        assert from_processor(*sent) == money
