"""Free text that people type: what is accepted, and what must never be stored."""

from __future__ import annotations

import re
import unicodedata

from desk_app.domain.errors import InvalidInput

NAME_LENGTH = 120
NOTE_LENGTH = 2_000

_DASHES = "\\-\u2010-\u2015\u2212"  # word processors make other dashes of "-"
_DIGIT_GROUPS = re.compile(rf"\d+(?:[ .{_DASHES}]{{1,2}}\d+)*")
_FORBIDDEN = {"Cc", "Cs", "Co"}
_UNSEEN = {"Cf", "Zs"}
_INVISIBLE_OVERRIDES = frozenset("\u202a\u202b\u202d\u202e\u202c")


def one_line(text: str, *, field: str, limit: int = NAME_LENGTH, required: bool = False) -> str:
    """Trim, normalize (NFC) and check one line of text in any script, emoji included.

    Raises `InvalidInput` when it is empty though required, too long, holds control characters or
    direction overrides (they make a name show as another), or looks like a card number.
    """
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if required and all(unicodedata.category(letter) in _UNSEEN for letter in cleaned):
        raise InvalidInput(field=field, problem="this must be filled in")
    _check(cleaned, field, limit)
    return cleaned


def paragraph(text: str, *, field: str, limit: int = NOTE_LENGTH) -> str:
    """As `one_line`, but keeps line breaks."""
    cleaned = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    _check(cleaned.replace("\n", " ").replace("\t", " "), field, limit)
    return cleaned


def _check(text: str, field: str, limit: int) -> None:
    if len(text) > limit:
        raise InvalidInput(
            field=field, problem=f"at most {limit:,} characters, this has {len(text):,}"
        )
    for letter in text:
        if unicodedata.category(letter) in _FORBIDDEN or letter in _INVISIBLE_OVERRIDES:
            raise InvalidInput(
                field=field, problem=f"the character U+{ord(letter):04X} can't be used"
            )
    if holds_card_number(text):
        raise InvalidInput(
            field=field, problem="this looks like a card number; card numbers are never stored"
        )


def holds_card_number(text: str) -> bool:
    """True when groups of digits that stand together make 13 to 19 digits that pass Luhn.

    Only whole groups are joined ("4111 1111 1111 1111 12/27" is found, a 15-digit phone number
    is not searched digit by digit, which would refuse every second one).
    """
    for run in _DIGIT_GROUPS.findall(unicodedata.normalize("NFKC", text)):
        groups = re.findall(r"\d+", run)
        for start in range(len(groups)):
            joined = ""
            for group in groups[start:]:
                joined += group
                if len(joined) > 19:
                    break
                if _is_card_number(joined):
                    return True
    return False


def _is_card_number(digits: str) -> bool:
    """13 to 19 digits, begun as a card issuer begins (ISO/IEC 7812), whose check digit is right.

    Two dates in a row ("2027-03-10 2027-03-14") have 16 digits; one such pair in ten passes Luhn.
    """
    if not 13 <= len(digits) <= 19:
        return False
    values = [int(digit) for digit in digits]  # Arabic and other digits too
    issued = values[0] in (3, 4, 5, 6) or 2221 <= int(digits[:4]) <= 2720
    return issued and _luhn(values)


def _luhn(digits: list[int]) -> bool:
    checksum = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if position % 2 else digit
        checksum += doubled - 9 if doubled > 9 else doubled
    return checksum % 10 == 0


def phone_key(text: str) -> str:
    """The digits of a phone number, last one first: people give the end of it ("555 0100")."""
    return "".join(str(int(sign)) for sign in reversed(text) if sign.isdecimal())


def name_key(text: str) -> str:
    """A name without case, marks and punctuation, for finding it: "Núñez" and "nunez" agree."""
    # Taken apart before and after folding: some letters are capitals only once taken apart.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = [
        letter if letter.isalnum() else " "
        for letter in apart
        if not unicodedata.category(letter).startswith("M")
    ]
    return " ".join("".join(letters).split())
