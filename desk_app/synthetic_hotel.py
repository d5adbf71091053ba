"""One hotel of the synthetic chain: rows made up from its number alone, the same every time."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from db.catalogue.nightly import InventoryLine, RateLine
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.money import exponent
from desk_app.domain.selling.availability import DEFAULT_OVERBOOKING_BP
from desk_app.domain.selling.policies import FeeKind, FreeUnit
from desk_app.domain.selling.prices import Guarantee
from desk_app.seasons import Season

FIRST_ID = 1_000_000
"""Far below what `new_id` makes (2.5e17 and up), so the two never meet."""
MOST_ROOM_TYPES = 90
MOST_ROOMS = 999

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class City:
    """``base`` and ``step`` are in minor units of the currency."""

    name: str
    country: str
    currency: str
    time_zone: str
    phone: str
    street: str
    base: int
    step: int
    season: Season


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of room; ``price`` in hundredths of the plainest one."""

    code: str
    name: str
    description: str
    beds: str
    size_m2: int
    max_guests: int
    max_adults: int
    price: int


@dataclass(frozen=True, slots=True)
class Atlas:
    houses: tuple[str, ...]
    cities: tuple[City, ...]
    kinds: tuple[Kind, ...]


@cache
def read_atlas() -> Atlas:
    """The cities, house names and kinds of room that the chain is made of."""
    content = tomllib.loads(files("resources").joinpath("demo/chain.toml").read_text("utf-8"))
    cities = []
    for name, country, currency, zone, phone, street, base, step, season in content["cities"]:
        unit = 10 ** exponent(currency)
        cities.append(
            City(
                name=name,
                country=country,
                currency=currency,
                time_zone=zone,
                phone=phone,
                street=street,
                base=base * unit,
                step=step * unit,
                season=Season[season.upper()],
            )
        )
    return Atlas(
        houses=tuple(content["houses"]),
        cities=tuple(cities),
        kinds=tuple(Kind(*kind) for kind in content["room_types"]),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SyntheticHotel:
    """``number`` counts from 1; it has ``room_types`` types of ``rooms`` rooms each."""

    number: int
    room_types: int
    rooms: int

    @property
    def id(self) -> int:
        return FIRST_ID + self.number

    @property
    def city(self) -> City:
        cities = read_atlas().cities
        return cities[(self.number - 1) % len(cities)]

    def room_type_ids(self) -> list[int]:
        return [self.id * 100 + place for place in range(1, self.room_types + 1)]

    def kind(self, place: int) -> Kind:
        kinds = read_atlas().kinds
        return kinds[place % len(kinds)]

    def hotel_row(self) -> Row:
        atlas, city = read_atlas(), self.city
        visit, place = divmod(self.number - 1, len(atlas.cities))
        turn, house = divmod(visit, len(atlas.houses))
        name = f"{atlas.houses[(house + place * 7) % len(atlas.houses)]} {city.name}"
        return {
            "id": self.id,
            "code": f"S{self.number:05d}",
            "name": f"{name} {turn + 1}" if turn else name,
            "currency": city.currency,
            "time_zone": city.time_zone,
            "country": city.country,
            "city": city.name,
            "address": f"{1 + self.number * 37 % 240} {city.street}, {city.name}",
            "phone": f"{city.phone} {self.number * 7919 % 10_000:04d}",
            "email": f"desk@s{self.number:05d}.example",
            "stars": 3 + self.number % 3,
            "description": f"A house of {self.room_types * self.rooms} rooms on {city.street}.",
            "amenities": ["Wi-Fi", "Breakfast", "24-hour desk"],
            "check_in_time": time(15, 0),
            "check_out_time": time(11, 0),
            "overbooking_bp": DEFAULT_OVERBOOKING_BP,
            "status": Standing.ACTIVE.value,
        }

    def room_type_rows(self) -> Iterator[Row]:
        known = len(read_atlas().kinds)
        for place, room_type_id in enumerate(self.room_type_ids()):
            kind, turn = self.kind(place), place // known
            yield {
                "hotel_id": self.id,
                "id": room_type_id,
                "code": f"{kind.code}{turn + 1}" if turn else kind.code,
                "name": f"{kind.name} {turn + 1}" if turn else kind.name,
                "description": kind.description,
                "amenities": ["Wi-Fi", "Safe", "Kettle"],
                "beds": kind.beds,
                "size_m2": kind.size_m2,
                "max_guests": kind.max_guests,
                "max_adults": kind.max_adults,
                "total_rooms": self.rooms,
                "overbooking_bp": None,
                "position": place + 1,
                "status": Standing.ACTIVE.value,
            }

    def room_rows(self) -> Iterator[Row]:
        """Numbered floor by floor: the first type sleeps on floor 1."""
        for place, room_type_id in enumerate(self.room_type_ids(), start=1):
            for room in range(1, self.rooms + 1):
                number = place * (100 if self.rooms < 100 else 1_000) + room
                yield {
                    "hotel_id": self.id,
                    "id": room_type_id * 1_000 + room,
                    "room_type_id": room_type_id,
                    "number": str(number),
                    "floor": str(place),
                    "features": ["Courtyard"] if room % 2 else ["Street side"],
                    "status": Standing.ACTIVE.value,
                }

    def policy_row(self) -> Row:
        return {
            "hotel_id": self.id,
            "id": self.id * 100 + 1,
            "code": "FLEX1",
            "name": "Free until 1 day before, then 1 night",
            "fee_kind": FeeKind.NIGHTS.value,
            "fee_value": 1,
            "free_before": 1,
            "free_unit": FreeUnit.DAYS.value,
        }

    def rate_plan_row(self) -> Row:
        return {
            "hotel_id": self.id,
            "id": self.id * 100 + 1,
            "code": "BAR",
            "name": "Best available rate",
            "meals": "Breakfast",
            "guarantee": Guarantee.PREPAID.value,
            "policy_id": self.id * 100 + 1,
            "position": 1,
            "status": Standing.ACTIVE.value,
        }

    def inventory_lines(self) -> list[InventoryLine]:
        return [
            InventoryLine(
                hotel_id=self.id,
                room_type_id=room_type_id,
                total_rooms=self.rooms,
                overbooking_bp=DEFAULT_OVERBOOKING_BP,
            )
            for room_type_id in self.room_type_ids()
        ]

    def rate_lines(self) -> list[RateLine]:
        city = self.city
        standing = 85 + self.number * 13 % 40  # hundredths: not every house of a city costs alike
        return [
            RateLine(
                hotel_id=self.id,
                rate_plan_id=self.id * 100 + 1,
                room_type_id=room_type_id,
                base=city.base * self.kind(place).price * standing // 10_000,
                step=city.step,
                season=city.season.number,
            )
            for place, room_type_id in enumerate(self.room_type_ids())
        ]


def edited(rows: Iterator[Row] | list[Row], actor: str, now: datetime) -> list[Row]:
    """The rows with who loaded them and when, as every row that people edit must say."""
    return [{**row, "changed_by": actor, "changed_at": now} for row in rows]
