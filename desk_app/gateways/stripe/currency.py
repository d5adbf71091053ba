"""How the processor counts each currency, where it differs from ISO 4217.

Facts are from https://docs.stripe.com/currencies ("Zero-decimal", "Three-decimal", "Special
cases"). The domain counts by ISO 4217 (`desk_app.domain.money`); only this file knows both.
"""

from __future__ import annotations

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import Money, exponent

_NO_DECIMALS = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
_THREE_DECIMALS = frozenset("BHD JOD KWD OMR TND".split())
_TWO_DECIMALS_WHOLE_ONLY = frozenset(["ISK", "UGX"])
_NOT_TAKEN = frozenset("CLF IQD LYD UYI UYW".split())


def decimals(currency: str) -> int:
    """Decimals that the processor gives a currency: 0 for MGA (ISO says 2), 2 for ISK (ISO: 0)."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def smallest_step(currency: str) -> int:
    """Amounts as the processor counts them must be multiples of this: 10 for KWD, 100 for ISK."""
    if currency in _THREE_DECIMALS:
        return 10
    return 100 if currency in _TWO_DECIMALS_WHOLE_ONLY else 1


def to_processor(money: Money) -> tuple[int, str]:
    """Amount and lower-case currency as the processor wants them.

    Raises `InvalidInput` (nothing was sent) where it can not be said exactly: 12.345 KWD, because
    card networks take two decimals of it; 10.50 MGA; a currency that the processor does not take.
    """
    currency = money.currency
    if currency in _NOT_TAKEN:
        raise InvalidInput(field="currency", problem=f"{currency} can not be paid by card")
    theirs, ours = decimals(currency), exponent(currency)
    amount, rest = divmod(money.amount * 10**theirs, 10**ours)
    if rest or amount % smallest_step(currency):
        allowed = {0: "whole amounts", 2: "at most 2 decimals"}[
            0 if currency in _TWO_DECIMALS_WHOLE_ONLY else min(theirs, 2)
        ]
        raise InvalidInput(
            field="amount", problem=f"cards take {allowed} of {currency}, and {money} has more"
        )
    return amount, currency.lower()


def from_processor(amount: int, currency: str) -> Money:
    """The domain's `Money` for what the processor sent. Raises `ValueError` if it is inexact."""
    code = currency.upper()
    minor, rest = divmod(amount * 10 ** exponent(code), 10 ** decimals(code))
    if rest:
        raise ValueError(f"{amount} {currency} is no whole number of minor units of {code}")
    return Money(minor, code)
