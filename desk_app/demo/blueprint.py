"""The demo hotels as their TOML files describe them, read into plain values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time
from importlib.resources import files
from typing import Any

from desk_app.domain.money import exponent, share
from desk_app.domain.selling.availability import DEFAULT_OVERBOOKING_BP, total_inventory
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind, FreeUnit
from desk_app.domain.selling.prices import Guarantee
from desk_app.seasons import Season

HOTELS = ("grand-plaza", "valparaiso", "algarve")


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomPlan:
    """One room as built."""

    id: int
    number: str
    floor: str
    features: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomKind:
    """A room type; ``price`` in minor units for a usual night on the first plan."""

    id: int
    code: str
    name: str
    description: str
    amenities: tuple[str, ...]
    beds: str
    size_m2: int
    max_guests: int
    max_adults: int
    price: int
    overbooking_bp: int | None
    picture: str
    rooms: tuple[RoomPlan, ...]

    @property
    def rate_of_overbooking(self) -> int:
        return DEFAULT_OVERBOOKING_BP if self.overbooking_bp is None else self.overbooking_bp

    @property
    def sellable(self) -> int:
        """Total inventory of a night."""
        return total_inventory(len(self.rooms), self.rate_of_overbooking)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A rate plan; ``share`` is how many of 100 invented guests take it."""

    id: int
    code: str
    name: str
    meals: str
    guarantee: Guarantee
    policy: CancellationPolicy
    policy_id: int
    adjust_bp: int
    share: int

    def price(self, base: int, step: int) -> int:
        """This plan's price, in minor units, of a night that costs ``base`` on the first plan."""
        return share(base, 10_000 + self.adjust_bp) // step * step


@dataclass(frozen=True, kw_only=True, slots=True)
class Blueprint:
    """One demo hotel. ``texts`` holds the plain columns of its row, ``step`` is minor units."""

    id: int
    code: str
    name: str
    currency: str
    country: str
    time_zone: str
    check_in_time: time
    check_out_time: time
    season: Season
    step: int
    folder: str
    texts: dict[str, Any]
    kinds: tuple[RoomKind, ...]
    plans: tuple[Plan, ...]
    policies: tuple[tuple[int, CancellationPolicy], ...]
    pictures: tuple[tuple[str, str], ...]
    restrictions: tuple[dict[str, Any], ...]
    reviews: tuple[dict[str, Any], ...]
    requests: tuple[str, ...]
    habits: dict[str, Any]

    def kind(self, code: str) -> RoomKind:
        return next(kind for kind in self.kinds if kind.code == code)

    def plan(self, code: str) -> Plan:
        return next(plan for plan in self.plans if plan.code == code)


def read_blueprint(file: str) -> Blueprint:
    """The hotel of one file (a name of `HOTELS`) under resources/demo."""
    text = files("resources").joinpath(f"demo/{file}.toml").read_text("utf-8")
    content = tomllib.loads(text)
    hotel_id, unit = content["id"], 10 ** exponent(content["currency"])
    policies = {
        policy["code"]: (hotel_id * 100 + position, _policy(policy))
        for position, policy in enumerate(content["policies"], start=1)
    }
    return Blueprint(
        id=hotel_id,
        code=content["code"],
        name=content["name"],
        currency=content["currency"],
        country=content["country"],
        time_zone=content["time_zone"],
        check_in_time=time.fromisoformat(content["check_in_time"]),
        check_out_time=time.fromisoformat(content["check_out_time"]),
        season=Season[content["season"].upper()],
        step=content["price_step"] * unit,
        folder=file,
        texts={
            name: content[name]
            for name in ("city", "address", "phone", "email", "stars", "description", "amenities")
        },
        kinds=tuple(
            _kind(hotel_id * 100 + position, kind, unit)
            for position, kind in enumerate(content["room_types"], start=1)
        ),
        plans=tuple(
            _plan(hotel_id * 100 + position, plan, policies)
            for position, plan in enumerate(content["plans"], start=1)
        ),
        policies=tuple(policies.values()),
        pictures=tuple((picture["file"], picture["caption"]) for picture in content["pictures"]),
        restrictions=tuple(content["restrictions"]),
        reviews=tuple(content["reviews"]),
        requests=tuple(content["requests"]),
        habits={
            name: content[name] for name in ("guests", "sources", "weekday_occupancy", "nights")
        },
    )


def _kind(kind_id: int, content: dict[str, Any], unit: int) -> RoomKind:
    return RoomKind(
        id=kind_id,
        code=content["code"],
        name=content["name"],
        description=content["description"],
        amenities=tuple(content["amenities"]),
        beds=content["beds"],
        size_m2=content["size_m2"],
        max_guests=content["max_guests"],
        max_adults=content["max_adults"],
        price=content["price"] * unit,
        overbooking_bp=content.get("overbooking_bp"),
        picture=content["picture"],
        rooms=tuple(_rooms(kind_id, content["rooms"])),
    )


def _rooms(kind_id: int, content: dict[str, Any]) -> list[RoomPlan]:
    rooms: list[RoomPlan] = []
    for floor in content["floors"]:
        for door in range(content["first"], content["first"] + content["each"]):
            rooms.append(
                RoomPlan(
                    id=kind_id * 10_000 + len(rooms) + 1,
                    number=f"{floor}{door:02d}",
                    floor=str(floor),
                    features=tuple(content["features"]),
                )
            )
    return rooms


def _policy(content: dict[str, Any]) -> CancellationPolicy:
    return CancellationPolicy(
        code=content["code"],
        name=content["name"],
        fee_kind=FeeKind(content["fee_kind"]),
        fee_value=content.get("fee_value", 0),
        free_before=content.get("free_before"),
        free_unit=FreeUnit(content["free_unit"]),
    )


def _plan(
    plan_id: int, content: dict[str, Any], policies: dict[str, tuple[int, CancellationPolicy]]
) -> Plan:
    policy_id, policy = policies[content["policy"]]
    return Plan(
        id=plan_id,
        code=content["code"],
        name=content["name"],
        meals=content["meals"],
        guarantee=Guarantee(content["guarantee"]),
        policy=policy,
        policy_id=policy_id,
        adjust_bp=content.get("adjust_bp", 0),
        share=content["share"],
    )
