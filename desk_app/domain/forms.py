"""Fields that many forms share, each cleaned and checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from desk_app.domain.errors import InvalidInput
from desk_app.domain.text import holds_card_number, one_line

D = TypeVar("D")

MOST_WORDS = 60
"""Amenities or features of one thing."""

_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,15}")


def house_code(text: str, *, field: str = "code") -> str:
    """A short code in capitals, as hotels, room types and plans have it: "DLX-2"."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise InvalidInput(field=field, problem="1 to 16 letters A-Z, digits, - or _")
    return code


def is_phone(text: str) -> bool:
    return len(text) <= 40 and all(sign.isdigit() or sign in "+-()./ x" for sign in text)


def phone_text(text: str) -> str:
    cleaned = " ".join(text.split())
    if not is_phone(cleaned):
        raise InvalidInput(field="phone", problem="digits, spaces and + only, at most 40")
    # Every tenth long number passes for a card's; one with its country code is a phone's.
    if not cleaned.startswith(("+", "0", "(")) and holds_card_number(cleaned):
        raise InvalidInput(
            field="phone", problem="this looks like a card number; card numbers are never stored"
        )
    return cleaned


def mail_address(text: str) -> str:
    cleaned = one_line(text, field="email", limit=254)
    name, at, host = cleaned.rpartition("@")
    if cleaned and (not at or not name or "." not in host or " " in cleaned):
        raise InvalidInput(field="email", problem=f"{cleaned!r} is not a mail address")
    return cleaned


def country_code(text: str, *, field: str = "country", required: bool = False) -> str:
    """ISO 3166 alpha-2 by its shape; "" where it is not required."""
    code = text.strip().upper()
    if (code or required) and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise InvalidInput(field=field, problem="two letters, such as ES")
    return code


def whole_number(value: int, *, field: str, least: int, most: int) -> int:
    """Raises `InvalidInput` outside ``[least, most]``, and for anything but a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(field=field, problem="this must be a whole number")
    if not least <= value <= most:
        problem = "this can't be negative" if least == 0 > value else f"{least:,} to {most:,}"
        raise InvalidInput(field=field, problem=problem)
    return value


def put(command: object, **values: Any) -> None:
    """Set cleaned values on a frozen command while it is being made."""
    for name, value in values.items():
        object.__setattr__(command, name, value)


def words(texts: Sequence[str], *, field: str) -> tuple[str, ...]:
    """A list of short words, in order, each once."""
    if isinstance(texts, str):
        raise InvalidInput(field=field, problem="this is a list of words")
    if len(texts) > MOST_WORDS:
        raise InvalidInput(field=field, problem=f"at most {MOST_WORDS}")
    cleaned = (one_line(text, field=field, limit=60) for text in texts)
    return tuple(dict.fromkeys(word for word in cleaned if word))


def filled(details: type[D], row: object) -> D:
    """A form filled in from a row that has fields of the same names."""
    fields: dict[str, Any] = vars(details)["__dataclass_fields__"]
    return details(**{name: getattr(row, name) for name in fields})
