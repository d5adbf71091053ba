"""Money: read as people write it, counted in whole minor units, never rounded by accident."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision, list_currencies
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import (
    FOUR_DECIMALS,
    LARGEST_AMOUNT,
    NO_DECIMALS,
    THREE_DECIMALS,
    Money,
    exponent,
    is_currency_code,
    share,
    total,
)

SHOWN_WITHOUT_DECIMALS = frozenset(
    "AFN ALL IQD IRR KPW LAK LBP MGA MMK RSD SOS SYP YER"
    # No longer money:
    " ADP BYR ESP ITL LUF MGF MRO SLL STD TMM TRL ZMK ZWD".split()
)
"""CLDR shows these without decimals; ISO 4217 counts them with two, the dinar of Iraq with three.

See docs/decisions/0002.
"""

CURRENCIES = st.sampled_from(
    sorted(NO_DECIMALS | THREE_DECIMALS | FOUR_DECIMALS | {"USD", "EUR", "MGA"})
)
AMOUNTS = st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("612.00", "USD", 61_200),
        ("612", "USD", 61_200),
        (" 612.5 ", "USD", 61_250),
        (".5", "USD", 50),
        ("5.", "USD", 500),
        ("0", "USD", 0),
        ("-0.00", "USD", 0),
        ("+3", "USD", 300),
        ("-12.34", "USD", -1_234),
        ("0012.30", "USD", 1_230),
        ("89900", "CLP", 89_900),
        ("89900.00", "CLP", 89_900),
        ("12.340", "KWD", 12_340),
        ("1.0001", "CLF", 10_001),
        ("612.000000000000000000000000000000000000", "USD", 61_200),
        ("\uff11\uff12", "EUR", 1_200),  # as a Japanese keyboard writes digits
        (Decimal("1E+2"), "USD", 10_000),
        (Decimal("0.10"), "USD", 10),
        (7, "USD", 700),
        ("10000000000000.00", "USD", LARGEST_AMOUNT),
        ("1000000000000000", "CLP", LARGEST_AMOUNT),
        ("-10000000000000.00", "USD", -LARGEST_AMOUNT),
    ],
)
def test_an_amount_is_read_as_people_write_it(
    text: str | Decimal | int, currency: str, minor: int
) -> None:
    assert Money.of(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "-",
        "abc",
        "1,000",
        "1.000.000",
        "1 000",
        "1_000",
        "1e5",
        "1E-2",
        "0x10",
        "NaN",
        "sNaN",
        "Infinity",
        "-inf",
        "$5",
        "5 USD",
        "--5",
        "5-",
        "\u0000",
        "1" * 30 + "x",
        Decimal("NaN"),
        Decimal("-Infinity"),
    ],
)
def test_what_is_no_plain_number_is_no_money(text: str | Decimal) -> None:
    with pytest.raises(InvalidInput, match="not an amount of money") as refused:
        Money.of(text, "USD", "price")
    assert refused.value.field == "price"
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("text", "currency", "allowed"),
    [
        ("1.005", "USD", "at most 2 decimals"),
        ("0.5", "JPY", "no decimals"),
        ("1.2345", "KWD", "at most 3 decimals"),
        ("1.00001", "CLF", "at most 4 decimals"),
        # A Decimal would round these at 28 digits and take them.
        ("1.00000000000000000000000000000001", "USD", "at most 2 decimals"),
        ("-0.0000000000000000000000000000000001", "USD", "at most 2 decimals"),
        (Decimal("1E-400"), "USD", "at most 2 decimals"),
    ],
)
def test_more_decimals_than_the_currency_has_are_refused(
    text: str | Decimal, currency: str, allowed: str
) -> None:
    with pytest.raises(InvalidInput, match=f"{currency} has {allowed}"):
        Money.of(text, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("10000000000000.01", "USD"),
        ("1000000000000001", "CLP"),
        ("-1000000000000001", "CLP"),
        ("999999999999999", "CLF"),  # in ten-thousandths it would overflow a BIGINT
        ("9" * 5_000, "USD"),
        (Decimal("1E+5000"), "USD"),
    ],
)
def test_a_huge_amount_is_refused(text: str | Decimal, currency: str) -> None:
    with pytest.raises(InvalidInput, match="too large"):
        Money.of(text, currency)


@pytest.mark.parametrize("code", ["", "usd", "US", "USDT", "U$D", "12A", "\u00c9UR", " USD"])
def test_a_currency_is_three_capital_letters(code: str) -> None:
    assert not is_currency_code(code)
    with pytest.raises(InvalidInput) as refused:
        Money.of("1", code)
    assert refused.value.field == "currency"


@given(amount=AMOUNTS, currency=CURRENCIES)
def test_whatever_is_written_out_is_read_back(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert Money.of(money.major(), currency) == money
    assert Money.of(str(money).removeprefix(currency).replace(",", ""), currency) == money


@given(text=st.text(max_size=40), currency=CURRENCIES)
def test_any_text_is_read_or_refused(text: str, currency: str) -> None:
    try:
        money = Money.of(text, currency)
    except InvalidInput:
        return
    assert abs(money.amount) <= LARGEST_AMOUNT


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(123_456_789, "USD"), "USD 1,234,567.89"),
        (Money(-5, "USD"), "USD -0.05"),
        (Money(89_900, "CLP"), "CLP 89,900"),
        (Money(1, "KWD"), "KWD 0.001"),
        (Money(0, "EUR"), "EUR 0.00"),
    ],
)
def test_an_amount_is_shown_with_all_its_decimals(money: Money, shown: str) -> None:
    assert str(money) == shown


def test_decimals_are_those_that_babel_knows_or_that_it_only_hides() -> None:
    differ = {code for code in list_currencies() if exponent(code) != get_currency_precision(code)}
    assert differ == SHOWN_WITHOUT_DECIMALS
    assert {get_currency_precision(code) for code in differ} == {0}
    assert {code: exponent(code) for code in differ if exponent(code) != 2} == {"IQD": 3}


@given(amount=st.integers(0, LARGEST_AMOUNT), basis_points=st.integers(0, 10_000))
def test_a_share_rounds_half_a_unit_up(amount: int, basis_points: int) -> None:
    # In integers: 2 x the share is the nearest even number at or above 2 x the exact value - 1.
    assert share(amount, basis_points) == (2 * amount * basis_points + 10_000) // 20_000


@pytest.mark.parametrize(
    ("amount", "basis_points", "kept"),
    [
        (1, 5_000, 1),
        (3, 5_000, 2),
        (5, 5_000, 3),
        (10_001, 5_000, 5_001),
        (100, 3_333, 33),
        (99, 0, 0),
        (99, 10_000, 99),
        (1, 4_999, 0),
    ],
)
def test_shares_by_hand(amount: int, basis_points: int, kept: int) -> None:
    assert share(amount, basis_points) == kept


@given(amounts=st.lists(AMOUNTS, max_size=20), currency=CURRENCIES)
def test_amounts_of_one_currency_add_up(amounts: list[int], currency: str) -> None:
    assert total((Money(each, currency) for each in amounts), currency) == Money(
        sum(amounts), currency
    )


@given(left=AMOUNTS, right=AMOUNTS)
def test_sums_and_order_follow_the_minor_units(left: int, right: int) -> None:
    one, other = Money(left, "USD"), Money(right, "USD")
    assert (one + other) - other == one
    assert (one < other, one <= other, one > other, one >= other) == (
        left < right,
        left <= right,
        left > right,
        left >= right,
    )


def test_currencies_do_not_mix() -> None:
    dollars, pesos = Money(100, "USD"), Money(100, "CLP")
    assert dollars != pesos
    for mix in (
        lambda: dollars + pesos,
        lambda: dollars - pesos,
        lambda: dollars < pesos,
        lambda: dollars <= pesos,
        lambda: dollars > pesos,
        lambda: total([pesos], "USD"),
    ):
        with pytest.raises(ValueError, match="can not be added or compared"):
            mix()
