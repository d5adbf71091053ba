"""Picks what the shell scripts need out of a `desk ... --json` answer on standard input.

``first-hotel``        from `desk hotels`: its code
``free-stay``          from `desk availability`: room type, check-in, check-out of two nights that
                       can be sold
``confirmation-code``  from `desk book` and `desk show`
"""

from __future__ import annotations

import json
import sys
from typing import Any

NIGHTS = 2


def free_stay(nights: list[dict[str, Any]]) -> str:
    """The first run of nights of one room type with rooms left and nothing that forbids it."""
    for start in range(len(nights) - NIGHTS):
        *stay, departure = nights[start : start + NIGHTS + 1]
        same_type = all(night["room_type"] == departure["room_type"] for night in stay)
        sold = any(night["left"] < 2 or night["stop_sell"] for night in stay)
        restricted = (
            stay[0]["closed_to_arrival"]
            or stay[0]["min_los"] > NIGHTS
            or departure["closed_to_departure"]
        )
        if same_type and not sold and not restricted:
            return f"{departure['room_type']} {stay[0]['date']} {departure['date']}"
    sys.exit("No two nights are free.")


def main() -> None:
    answer = json.load(sys.stdin)
    match sys.argv[1]:
        case "first-hotel":
            print(answer[0]["code"])
        case "free-stay":
            print(free_stay(answer))
        case _:
            print(answer["confirmation_code"])


if __name__ == "__main__":
    main()
