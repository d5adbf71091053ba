"""How full an invented hotel should be on each night, and the three nights worth looking at."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from desk_app.demo.blueprint import Blueprint, RoomKind
from desk_app.seasons import FRIDAY, is_festive

DAYS_BACK, DAYS_AHEAD = 30, 330
OVERSOLD_IN, CLOSED_IN = 3, 5
SOLD_OUT_AFTER = 9
"""Days from today: a night above the physical rooms, a night with closed rooms, and from when on
a Friday and Saturday are sold to the last room."""
SOON, LATE = 16.0, 110.0
"""Days: bookings come mostly in the last fortnight, a few months before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Rooms of one type and night. ``most`` is never passed; bookings are made up to ``rooms``."""

    rooms: int
    most: int


def targets(hotel: Blueprint, kind: RoomKind, today: date) -> Mapping[date, Target]:
    """For every night from 30 days ago to 330 days ahead; the same for the same day."""
    draw = random.Random(f"{hotel.code}/{kind.code}/{today}")
    physical = len(kind.rooms)
    found: dict[date, Target] = {}
    for offset in range(-DAYS_BACK, DAYS_AHEAD):
        night = today + timedelta(days=offset)
        share = _share(hotel, night, offset) * draw.uniform(0.9, 1.1)
        found[night] = Target(rooms=min(round(physical * share), physical), most=physical)
    for night in sold_out_weekend(today):
        found[night] = Target(rooms=kind.sellable, most=kind.sellable)
    if kind.sellable >= physical + 1:
        found[today + timedelta(days=OVERSOLD_IN)] = Target(rooms=physical + 1, most=physical + 1)
    if kind.code == closed_kind(hotel):
        found[today + timedelta(days=CLOSED_IN)] = Target(rooms=physical, most=physical)
    return found


def sold_out_weekend(today: date) -> tuple[date, date]:
    first = today + timedelta(days=SOLD_OUT_AFTER)
    friday = first + timedelta(days=(FRIDAY - first.weekday()) % 7)
    return friday, friday + timedelta(days=1)


def closed_kind(hotel: Blueprint) -> str:
    """The type of which a few rooms are closed on one night though all are sold."""
    return hotel.kinds[1].code


def closed_rooms(kind: RoomKind) -> int:
    return max(1, len(kind.rooms) // 4)


def _share(hotel: Blueprint, night: date, offset: int) -> float:
    percent: int = hotel.habits["weekday_occupancy"][night.weekday()]
    usual = percent / 100
    if offset <= 0:
        return usual
    picked_up = 0.75 * exp(-offset / SOON) + 0.25 * exp(-offset / LATE)
    return max(0.7, usual * picked_up) if is_festive(night) else usual * picked_up
