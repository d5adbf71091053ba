"""Numbers of rooms as people write them, and what listing rooms says of how many there are."""

from __future__ import annotations

import re

from desk_app.domain.errors import InvalidInput
from desk_app.domain.text import one_line

ROOM_NUMBER_LENGTH = 16
MOST_AT_ONCE = 2_000

_RANGE = re.compile(r"(?P<prefix>\D*)(?P<first>[0-9]{1,9})-(?P=prefix)(?P<last>[0-9]{1,9})")


def room_numbers(text: str) -> tuple[str, ...]:
    """ "301-303, A1" as ("301", "302", "303", "A1"); leading zeros are kept.

    Raises `InvalidInput` for a range that runs backwards, a number twice, or too many.
    """
    numbers: list[str] = []
    for part in one_line(text, field="numbers", limit=2_000, required=True).split(","):
        word = part.strip().replace("\N{EN DASH}", "-").replace(" - ", "-")
        if not word:
            continue
        numbers.extend(_range(word))
        if len(numbers) > MOST_AT_ONCE:
            raise InvalidInput(field="numbers", problem=f"at most {MOST_AT_ONCE:,} at once")
    if len(set(numbers)) < len(numbers):
        twice = next(number for number in numbers if numbers.count(number) > 1)
        raise InvalidInput(field="numbers", problem=f"{twice} is there twice")
    if not numbers:
        raise InvalidInput(field="numbers", problem="this must be filled in")
    for number in numbers:
        one_line(number, field="numbers", limit=ROOM_NUMBER_LENGTH)
    return tuple(numbers)


def _range(word: str) -> list[str]:
    ends = _RANGE.fullmatch(word)
    if ends is None:
        return [word]
    first, last, digits = int(ends["first"]), int(ends["last"]), len(ends["first"])
    if last < first:
        raise InvalidInput(field="numbers", problem=f"{word} runs backwards")
    if last - first >= MOST_AT_ONCE:
        raise InvalidInput(field="numbers", problem=f"at most {MOST_AT_ONCE:,} at once")
    return [f"{ends['prefix']}{number:0{digits}}" for number in range(first, last + 1)]


def total_after_listing(total_rooms: int, listed_before: int, listed_after: int) -> int:
    """``total_rooms`` of a type after rooms were put on or taken off its list.

    A type may be sold before its rooms are listed one by one: listing them then adds none. Rooms
    beyond the total are new ones. A room taken off the list is gone.
    """
    if listed_after >= listed_before:
        return total_rooms + max(0, listed_after - max(listed_before, total_rooms))
    if listed_before > total_rooms:
        return min(total_rooms, listed_after)
    return max(0, total_rooms - (listed_before - listed_after))
