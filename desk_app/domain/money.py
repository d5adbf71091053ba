"""Money: a whole number of minor units and its currency. Never a float.

Exponents are those of ISO 4217 (list one). A processor that counts a currency otherwise is
corrected in its own gateway, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from desk_app.domain.errors import InvalidInput

NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()
)
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
FOUR_DECIMALS = frozenset(["CLF", "UYW"])

LARGEST_AMOUNT = 10**15
"""The largest number of minor units that one amount may hold; well inside a signed BIGINT."""

_WRITTEN = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d*)(?:\.(?P<decimals>\d*))?")


def exponent(currency: str) -> int:
    """Decimals of a currency by ISO 4217: 2 for USD, 0 for CLP, 3 for KWD."""
    if currency in NO_DECIMALS:
        return 0
    if currency in THREE_DECIMALS:
        return 3
    return 4 if currency in FOUR_DECIMALS else 2


def is_currency_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents for USD, pesos for CLP)."""

    amount: int
    currency: str

    @classmethod
    def of(cls, text: str | Decimal | int, currency: str, field: str = "amount") -> Money:
        """Read an amount in major units, as people write it: ``"612.00"``.

        Raises `InvalidInput` on anything but a plain number ("1e5" is a slip of the finger, "1,000"
        means one in some countries), on more decimals than the currency has, and above
        `LARGEST_AMOUNT`.
        """
        if not is_currency_code(currency):
            raise InvalidInput(field="currency", problem=f"{currency!r} is not a currency code")
        written = f"{text:f}" if isinstance(text, Decimal) else str(text).strip()
        found = _WRITTEN.fullmatch(written)
        whole, decimals = (found["whole"], found["decimals"] or "") if found else ("", "")
        if found is None or not whole + decimals:
            raise InvalidInput(field=field, problem=f"{written!r:.40} is not an amount of money")
        # Digits are moved, not calculated with: a Decimal rounds at 28 of them without a word.
        decimals, places = decimals.rstrip("0"), exponent(currency)
        if len(decimals) > places:
            allowed = f"at most {places} decimals" if places else "no decimals"
            raise InvalidInput(
                field=field, problem=f"{currency} has {allowed}; {written:.40} has more"
            )
        digits = whole.lstrip("0") + decimals.ljust(places, "0")
        if len(digits) > len(str(LARGEST_AMOUNT)) or int(digits or "0") > LARGEST_AMOUNT:
            raise InvalidInput(field=field, problem="this amount is too large")
        return cls(int(found["sign"] + (digits or "0")), currency)

    def major(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __str__(self) -> str:
        return f"{self.currency} {self.major():,f}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} can not be added or compared")
        return other.amount


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of amounts of one currency; zero when there are none."""
    return sum(amounts, Money(0, currency))


def share(amount: int, basis_points: int) -> int:
    """``basis_points`` / 10,000 of a non-negative amount of minor units, half a unit rounds up."""
    return int(
        (Decimal(amount) * basis_points / 10_000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    )
