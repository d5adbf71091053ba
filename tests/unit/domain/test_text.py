"""Free text: every script is taken, card numbers and what hides or reorders are not."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidInput
from desk_app.domain.text import holds_card_number, name_key, one_line, paragraph

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def with_check_digit(digits: str) -> str:
    """The digits with the one that makes them pass Luhn."""
    return next(
        digits + last
        for last in "0123456789"
        if sum(
            sum(divmod(int(digit) * (2 if place % 2 else 1), 10))
            for place, digit in enumerate(reversed(digits + last))
        )
        % 10
        == 0
    )


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111- 1111- 1111- 1111",
        "4111\u20131111\u20131111\u20131111",  # en dashes
        "4111\u20111111\u20111111\u20111111",  # dashes that do not break
        "4111\u00a01111\u00a01111\u00a01111",  # spaces that do not break
        "\uff14\uff11\uff11\uff11 \uff11\uff11\uff11\uff11 1111 1111",  # full width
        "\u0664\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661",
        "378282246310005",
        "3782 822463 10005",
        "5555 5555 5555 4444",
        "30569309025904",
        "6011000990139424",
        "4222222222222",
        "pay with 4111 1111 1111 1111 12/27 cvc 123",
        "room 12 4111 1111 1111 1111",
        "card4111111111111111x",
    ],
)
def test_a_card_number_is_found_however_it_is_grouped(text: str) -> None:
    assert holds_card_number(text)
    for check in (one_line, paragraph):
        with pytest.raises(InvalidInput, match="never stored") as refused:
            check(text, field="notes")
        assert "1111" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111 1111 1111 1112",  # fails Luhn
        "+1 212 555 0100",
        "+34 911 222 333, +34 600 111 222",
        "0049 151 2345 6789",
        "booking 12345678901234567890123",  # longer than any card
        "VAT ESB12345678",
        "2027-03-10 15:00",
        "411111111111",  # too short
        "4111,1111,1111,1111",
        "4111 a1111 b1111 c1111",
        "rooms 301, 302, 303, 304, 305, 306",
    ],
)
def test_other_numbers_are_no_cards(text: str) -> None:
    assert not holds_card_number(text)
    assert one_line(text, field="notes") == text


@given(
    digits=st.text("0123456789", min_size=12, max_size=18),
    cuts=st.sets(st.integers(1, 17), max_size=5),
    separator=st.sampled_from([" ", "-", ".", "- ", "\u2013"]),
)
def test_every_number_of_an_issuer_that_passes_luhn_is_found_in_groups(
    digits: str, cuts: set[int], separator: str
) -> None:
    number = with_check_digit("4" + digits[1:])
    edges = [0, *sorted(cut for cut in cuts if cut < len(number)), len(number)]
    groups = [number[a:b] for a, b in itertools.pairwise(edges)]
    assert holds_card_number(separator.join(groups))
    assert holds_card_number(f"see {separator.join(groups)} (visa)")


@given(digits=st.text("0123456789", max_size=12))
def test_a_number_of_up_to_twelve_digits_is_never_a_card(digits: str) -> None:
    assert not holds_card_number(f"+{digits[:6]} {digits[6:]}")


@pytest.mark.parametrize(
    "text",
    [
        "N\u00fa\u00f1ez-O'Brien",
        "\u05d9\u05d5\u05e1\u05e3 \u05db\u05d4\u05df",
        "\u0645\u062d\u0645\u062f \u0639\u0644\u06cc\u200c\u0631\u0636\u0627",  # ZWNJ
        "\u0e2a\u0e21\u0e0a\u0e32\u0e22 \u0e43\u0e08\u0e14\u0e35",
        "\u5c71\u7530 \u592a\u90ce",
        f"{FAMILY} and \U0001f3f3\ufe0f\u200d\U0001f308",
        "a\u200f \u2068b\u2069",  # marks and isolates that do not override
        "\U0002000b\U0001f600",
    ],
)
def test_every_script_and_emoji_are_taken_as_they_are(text: str) -> None:
    assert one_line(text, field="name", required=True) == text
    assert paragraph(text, field="notes") == text


@pytest.mark.parametrize("letter", [*"\u202a\u202b\u202c\u202d\u202e", "\x00", "\x07", "\x7f"])
def test_what_hides_or_reorders_is_refused_by_its_code(letter: str) -> None:
    for check in (one_line, paragraph):
        with pytest.raises(InvalidInput, match=rf"U\+{ord(letter):04X} can't be used"):
            check(f"a{letter}b", field="name")


@pytest.mark.parametrize("letter", ["\ud800", "\ue000", "\U0010fffd"])
def test_what_no_database_or_font_can_keep_is_refused(letter: str) -> None:
    with pytest.raises(InvalidInput, match="can't be used"):
        one_line(letter, field="name")


def test_one_line_is_trimmed_joined_and_normalized() -> None:
    assert one_line("  Le\u0301on \t\n  Inn\u3000", field="name") == "L\u00e9on Inn"


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u3000", "\u200b", "\u200d\u2060 \ufeff"])
def test_what_must_be_filled_in_must_be_seen(text: str) -> None:
    with pytest.raises(InvalidInput, match="must be filled in"):
        one_line(text, field="name", required=True)
    one_line(text, field="name")


def test_length_is_counted_after_cleaning() -> None:
    assert len(one_line("  " + "x" * 120 + "  ", field="name")) == 120
    with pytest.raises(InvalidInput, match="at most 120 characters, this has 1,200"):
        one_line("x" * 1_200, field="name")
    with pytest.raises(InvalidInput, match="at most 2,000 characters"):
        paragraph("x" * 2_001, field="notes")
    assert one_line("xyz", field="name", limit=3) == "xyz"


def test_a_paragraph_keeps_its_lines() -> None:
    assert paragraph(" a\r\n\r\nb\tc\n ", field="notes") == "a\n\nb\tc"


@given(text=st.text(max_size=60))
def test_cleaned_text_stays_as_it_is(text: str) -> None:
    for check in (one_line, paragraph):
        try:
            cleaned = check(text, field="x")
        except InvalidInput:
            continue
        assert check(cleaned, field="x") == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("N\u00fa\u00f1ez", "nunez"),
        ("O'Brien-Smith", "o brien  SMITH"),
        ("Stra\u00dfe", "STRASSE"),
        ("\uff27\uff21\uff32\uff23\uff29\uff21", "garcia"),
        ("Nu\u0301n\u0303ez", "N\u00fa\u00f1ez"),
        ("\u0130pek", "ipek"),
        ("\u210cans", "hans"),  # a letter that is a capital only once taken apart
        ("\u0639\u064e\u0644\u064a", "\u0639\u0644\u064a"),  # with and without vowel marks
        (
            "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
            "\u03c3\u03b9\u03c3\u03c5\u03c6\u03bf\u03c3",
        ),
    ],
)
def test_a_name_is_found_without_case_marks_and_punctuation(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_word_of_an_indian_or_thai_name_stays_one_word() -> None:
    assert len(name_key("\u0915\u0941\u092e\u093e\u0930").split()) == 1
    assert len(name_key("\u0e01\u0e34\u0e15\u0e15\u0e34 \u0e14\u0e35").split()) == 2


@pytest.mark.parametrize("text", ["", "---", FAMILY, "\u200b"])
def test_a_name_without_letters_has_no_key(text: str) -> None:
    assert name_key(text) == ""


@given(text=st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key
    assert key == " ".join(key.split())


@given(text=st.text(st.characters(max_codepoint=0x7E), max_size=40))
def test_case_makes_no_other_key(text: str) -> None:
    assert name_key(text.upper()) == name_key(text.lower()) == name_key(text)


@pytest.mark.parametrize(
    "text", ["stay 2027-03-10 2027-03-14", "2027-01-01 2027-01-08", "1234567890123452"]
)
def test_dates_and_numbers_that_no_issuer_begins_are_no_card(text: str) -> None:
    assert not holds_card_number(text)
