"""Money, dates and names as they are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desk_app import wording
from desk_app.domain.money import Money
from desk_app.domain.selling.bookings import GuestDetails

CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "shown"),
    [
        (24_000, "USD", "en_US", "$240.00"),
        (24_000, "USD", wording.NEUTRAL, "US$240.00"),
        (79_000, "CLP", wording.NEUTRAL, "CLP 79,000"),
        (24_000, "EUR", "de_DE", "240,00 €"),
        (1_234_567, "KWD", wording.NEUTRAL, "KWD 1,234.567"),
        # CLDR shows no decimals of the dinar of Iraq, ISO 4217 gives it three.
        (1_234_567, "IQD", wording.NEUTRAL, "IQD 1,234.567"),
        (-5_000, "EUR", wording.NEUTRAL, "-€50.00"),
        (0, "EUR", wording.NEUTRAL, "€0.00"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    amount: int, currency: str, locale: str, shown: str
) -> None:
    assert wording.money(Money(amount, currency), locale) == shown


def test_bare_amounts_leave_out_decimals_that_say_nothing() -> None:
    assert wording.bare_amount(Money(24_000, "USD"), "en_US") == "240"
    assert wording.bare_amount(Money(24_050, "USD"), "en_US") == "240.50"
    assert wording.bare_amount(Money(7_900_000, "CLP"), "de_DE") == "7.900.000"


def test_dates_follow_the_locale() -> None:
    assert wording.day(CHRISTMAS, wording.NEUTRAL) == "Fri, 25 Dec 2026"
    assert wording.day(CHRISTMAS, "en_US") == "Fri, Dec 25, 2026"
    assert wording.short_day(CHRISTMAS, "de_DE") == ("Fr.", "25. Dez.")


def test_moments_are_on_the_hotels_clock() -> None:
    noon = datetime(2026, 12, 25, 12, tzinfo=UTC)
    shown = wording.moment(noon, "Asia/Tokyo", wording.NEUTRAL)
    assert shown == "Fri, 25 Dec 2026, 21:00"


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de_DE"),
        ({"LC_ALL": "fr_FR", "LANG": "de_DE"}, "fr_FR"),
        ({"LANG": "C.UTF-8"}, wording.NEUTRAL),
        ({"LANG": "POSIX"}, wording.NEUTRAL),
        ({"LANG": "tlh_KX"}, wording.NEUTRAL),
        ({"LANG": "!"}, wording.NEUTRAL),
        ({}, wording.NEUTRAL),
    ],
)
def test_the_locale_is_the_environments(environment: dict[str, str], name: str) -> None:
    assert wording.locale_name(environment) == name


def test_names_from_right_to_left_are_isolated() -> None:
    guest = GuestDetails(last_name="שלמה", first_name="דוד")
    assert wording.guest_name(guest) == "\u2068שלמה, דוד\u2069"
    assert wording.guest_name(GuestDetails(last_name="GARCIA")) == "GARCIA"


def test_things_are_counted() -> None:
    assert wording.counted(1, "night") == "1 night"
    assert wording.counted(2, "child", "children") == "2 children"
