"""Fields that many forms share: what is cleaned, and what is refused at which field."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidInput
from desk_app.domain.forms import (
    MOST_WORDS,
    country_code,
    filled,
    house_code,
    mail_address,
    phone_text,
    put,
    whole_number,
    words,
)


@pytest.mark.parametrize(
    ("text", "code"), [(" dlx-2 ", "DLX-2"), ("7", "7"), ("a_b", "A_B"), ("x" * 16, "X" * 16)]
)
def test_a_code_is_written_in_capitals(text: str, code: str) -> None:
    assert house_code(text) == code


@pytest.mark.parametrize("text", ["", "-A", "_", "A B", "x" * 17, "\u00c9", "A/B", "\u0663"])
def test_other_codes_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        house_code(text, field="plan")
    assert refused.value.field == "plan"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  +1  212-555.0100 ", "+1 212-555.0100"),
        ("(0034) 911/222 333 x12", "(0034) 911/222 333 x12"),
        ("+49 1512 3456 7895", "+49 1512 3456 7895"),
        ("1" * 40, "1" * 40),
    ],
)
def test_a_phone_number_is_kept_as_it_was_given(typed: str, kept: str) -> None:
    assert phone_text(typed) == kept


@pytest.mark.parametrize("text", ["call me", "+1 212 555 0100 ext 3", "1" * 41, "\u202e123"])
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="digits, spaces and") as refused:
        phone_text(text)
    assert refused.value.field == "phone"


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "4111111111111111", "3782-822463-10005"])
def test_a_card_number_in_the_phone_field_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="never stored") as refused:
        phone_text(text)
    assert refused.value.field == "phone"


@given(number=st.text("0123456789", min_size=6, max_size=14))
def test_an_international_number_is_never_taken_for_a_card(number: str) -> None:
    assert phone_text(f"+{number}") == f"+{number}"
    assert phone_text(f"00{number}") == f"00{number}"


@pytest.mark.parametrize(
    "text", ["", "ana@example.com", "a.b+c@mail.example.co.uk", "\u5c71@\u4f8b.jp"]
)
def test_a_mail_address_is_kept(text: str) -> None:
    assert mail_address(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    ["ana", "@example.com", "ana@example", "a b@example.com", "ana@ example.com", "a@b.c" * 90],
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        mail_address(text)
    assert refused.value.field == "email"


def test_a_country_is_two_letters_where_one_is_needed() -> None:
    assert country_code(" es ") == "ES"
    assert country_code("") == ""
    for text in ("E", "ESP", "1S", "\u00c9S"):
        with pytest.raises(InvalidInput):
            country_code(text)
    with pytest.raises(InvalidInput):
        country_code("", required=True)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (-1, "this can't be negative"),
        (1_000_001, "0 to 1,000,000"),
        (True, "whole number"),
        (1.0, "whole number"),
        ("1", "whole number"),
        (None, "whole number"),
    ],
)
def test_only_whole_numbers_within_the_bounds_are_taken(value: Any, problem: str) -> None:
    assert whole_number(0, field="rooms", least=0, most=1_000_000) == 0
    assert whole_number(1_000_000, field="rooms", least=0, most=1_000_000) == 1_000_000
    with pytest.raises(InvalidInput, match=problem):
        whole_number(value, field="rooms", least=0, most=1_000_000)


def test_words_are_cleaned_and_kept_once_in_their_order() -> None:
    assert words([" wifi ", "pool", "", "wifi"], field="amenities") == ("wifi", "pool")


@pytest.mark.parametrize("texts", ["wifi", ["x"] * (MOST_WORDS + 1), ["x" * 61], ["\u202e"]])
def test_word_lists_that_make_no_sense_are_refused(texts: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        words(texts, field="amenities")
    assert refused.value.field == "amenities"


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    floor: int = 0

    def __post_init__(self) -> None:
        put(self, name=self.name.strip())


def test_a_form_is_filled_in_from_a_row_with_more_fields() -> None:
    assert filled(Form, SimpleNamespace(name=" a ", floor=3, version=7)) == Form("a", 3)
