"""Invented guests: a name, a phone and a mail address that fit a country."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from desk_app.domain.text import name_key

GUESTS_A_HOTEL = 1_000_000
FIRST_WHO_COME_ONCE = 100_000
FRIENDS_OF_THE_HOUSE = 60
"""Guests of each country who come again and again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoGuest:
    """``id`` and all else follow from hotel, number and country: the same in every load."""

    id: int
    last_name: str
    first_name: str
    phone: str
    email: str
    country: str
    language: str

    @property
    def name_key(self) -> str:
        return name_key(f"{self.last_name} {self.first_name}")


def guest_number(country: str, booking: int, *, returns: bool, draw: random.Random) -> int:
    """A number of one's own, or that of a guest of this country who has been here before."""
    if not returns:
        return FIRST_WHO_COME_ONCE + booking
    letters = [ord(letter) - ord("A") for letter in country] or [0, 0]
    return (letters[0] * 26 + letters[1]) * FRIENDS_OF_THE_HOUSE + draw.randrange(
        FRIENDS_OF_THE_HOUSE
    )


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(files("resources").joinpath("demo/names.toml").read_text("utf-8"))


def invent_guest(hotel_id: int, number: int, country: str) -> DemoGuest:
    """``country`` is ISO 3166 alpha-2, or empty: then the names are English."""
    names = _names()
    known = names["like"].get(country, country)
    people = names.get(known) or names["GB"]
    draw = random.Random(f"{hotel_id}/{number}")
    first, last = draw.choice(people["first"]), draw.choice(people["last"])
    latin = name_key(f"{first} {last}").encode("ascii", "ignore").decode().split()
    mailbox = ".".join(latin) if latin else f"guest{number}"
    return DemoGuest(
        id=hotel_id * GUESTS_A_HOTEL + number,
        last_name=last,
        first_name=first,
        phone=f"{people['prefix']}{draw.randrange(100_000):05d}",
        email=f"{mailbox}@mail.example" if draw.random() < 0.85 else "",
        country=country,
        language=people["language"],
    )
