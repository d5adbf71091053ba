"""Money, dates and names as people read them, in the manner of the user's locale.

Formats come from Babel. The locale is the environment's (``LC_ALL``, then ``LANG``); where it
names none, dates are in the international English order and dollars say whose they are.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, parse_pattern

from desk_app.domain.money import Money, exponent
from desk_app.domain.selling.bookings import GuestDetails
from desk_app.domain.stays import hotel_time

NEUTRAL = "en_001"
"""International English: 25 Dec 2026, US$240.00."""

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLI", "RLO"})


def locale_name(environment: Mapping[str, str] = os.environ) -> str:
    """As Babel writes it: "de_DE"; `NEUTRAL` for C, POSIX and what Babel does not know."""
    named = environment.get("LC_ALL") or environment.get("LANG") or ""
    name = named.partition(".")[0].partition("@")[0]
    if name in ("", "C", "POSIX"):
        return NEUTRAL
    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return NEUTRAL


def _locale(name: str | None) -> Locale:
    return _parsed(name or locale_name())


_parsed = lru_cache(maxsize=8)(Locale.parse)


def money(value: Money, locale: str | None = None) -> str:
    """All decimals of the currency by ISO 4217, its symbol where the locale puts it."""
    where = _locale(locale)
    pattern = parse_pattern(where.currency_formats["standard"].pattern)
    # Babel's own decimals round some currencies (the dinar of Iraq has three, it shows none).
    decimals = exponent(value.currency)
    pattern.frac_prec = (decimals, decimals)
    written = pattern.apply(
        value.major(), where, currency=value.currency, currency_digits=False
    ).replace("\N{NO-BREAK SPACE}", " ")
    # CLDR wants a space between a letter and a digit ("CLP 79,000"); Babel leaves it out.
    return re.sub(r"(?<=[^\W\d_])(?=\d)", " ", written)


def bare_amount(value: Money, locale: str | None = None) -> str:
    """Without the currency, and without decimals where they are all zero: for crowded tables."""
    major = value.major()
    whole = major == major.to_integral_value()
    pattern = "#,##0" if whole else "#,##0." + "0" * exponent(value.currency)
    return format_decimal(major, format=pattern, locale=_locale(locale))


def number(value: int | float | Decimal, locale: str | None = None) -> str:
    return format_decimal(value, locale=_locale(locale))


def day(value: date, locale: str | None = None) -> str:
    """Weekday and date: "Fri, 25 Dec 2026"."""
    return format_skeleton("yMMMEd", value, locale=_locale(locale))


def short_day(value: date, locale: str | None = None) -> tuple[str, str]:
    """Weekday, and day with month: ("Fri", "25 Dec")."""
    where = _locale(locale)
    return format_date(value, "EEE", locale=where), format_skeleton("MMMd", value, locale=where)


def moment(instant: datetime, time_zone: str, locale: str | None = None) -> str:
    """A UTC instant on the hotel's wall clock: "Fri, 25 Dec 2026, 15:00"."""
    local = hotel_time(instant, time_zone)
    return f"{day(local.date(), locale)}, {format_time(local, 'HH:mm', locale=_locale(locale))}"


def isolated(text: str) -> str:
    """Text that runs from right to left, marked so that it can not reorder what stands beside it.

    https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
    """
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
    return text


def guest_name(guest: GuestDetails) -> str:
    """ "GARCIA, Ana", isolated if need be."""
    return isolated(", ".join(part for part in (guest.last_name, guest.first_name) if part))


def counted(count: int, one: str, many: str | None = None) -> str:
    """ "1 room", "2 rooms"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
