"""Picks what the shell scripts need out of a `desk ... --json` answer on standard input.

``first-hotel``        from `desk hotels`: code, first room type, check-in, check-out of two nights
``confirmation-code``  from `desk book` and `desk show`
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta

DAYS_AHEAD = 30
"""Far enough for the demo's cancellation policies to be free still."""
NIGHTS = 2


def first_hotel(answer: list[dict[str, object]]) -> str:
    hotel = answer[0]
    room_types = hotel["room_types"]
    assert isinstance(room_types, list)
    check_in = date.fromisoformat(str(hotel["business_date"])) + timedelta(days=DAYS_AHEAD)
    check_out = check_in + timedelta(days=NIGHTS)
    return f"{hotel['code']} {room_types[0]['code']} {check_in} {check_out}"


def main() -> None:
    answer = json.load(sys.stdin)
    if sys.argv[1] == "first-hotel":
        print(first_hotel(answer))
    else:
        print(answer["confirmation_code"])


if __name__ == "__main__":
    main()
