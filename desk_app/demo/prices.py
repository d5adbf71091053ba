"""What the nights of a demo hotel cost, and which rules stand on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from db.catalogue.nightly import PricedNight, RateLine
from desk_app.demo.blueprint import Blueprint, Plan, RoomKind
from desk_app.domain.selling.prices import EVERY_PLAN
from desk_app.seasons import Season, night_factor


def night_price(hotel: Blueprint, kind: RoomKind, plan: Plan, night: date) -> int:
    """Minor units; the same figure that `rate_lines` and `priced_nights` make the server write."""
    base = plan.price(kind.price, hotel.step)
    factor = night_factor(hotel.season, night)
    return base * factor // (1_000 * hotel.step) * hotel.step


def rate_lines(hotel: Blueprint) -> list[RateLine]:
    return [
        RateLine(
            hotel_id=hotel.id,
            rate_plan_id=plan.id,
            room_type_id=kind.id,
            base=plan.price(kind.price, hotel.step),
            step=hotel.step,
            season=hotel.season.number,
        )
        for plan in hotel.plans
        for kind in hotel.kinds
    ]


def priced_nights(nights: Sequence[date]) -> list[PricedNight]:
    return [
        PricedNight(
            stay_date=night, factors=tuple(night_factor(season, night) for season in Season)
        )
        for night in nights
    ]


def restriction_rows(hotel: Blueprint, nights: Sequence[date]) -> list[dict[str, Any]]:
    """One row for each room type, plan and night; two rules for the same night become one."""
    rows: dict[tuple[int, int, date], dict[str, Any]] = {}
    for rule in hotel.restrictions:
        for key in _keys(hotel, rule, nights):
            row = rows.setdefault(
                key,
                {
                    "hotel_id": hotel.id,
                    "room_type_id": key[0],
                    "rate_plan_id": key[1],
                    "stay_date": key[2],
                    "min_los": 0,
                    "max_los": 0,
                    "closed_to_arrival": False,
                    "closed_to_departure": False,
                    "stop_sell": False,
                },
            )
            row.update({name: value for name, value in rule.items() if name in row})
    return [rows[key] for key in sorted(rows)]


def _keys(
    hotel: Blueprint, rule: dict[str, Any], nights: Sequence[date]
) -> Iterator[tuple[int, int, date]]:
    kinds = [hotel.kind(code).id for code in rule.get("room_types", ())] or [
        kind.id for kind in hotel.kinds
    ]
    plans = [hotel.plan(code).id for code in rule.get("plans", ())] or [EVERY_PLAN]
    for offset, night in enumerate(nights):
        if _holds(rule, offset, night):
            for kind_id in kinds:
                for plan_id in plans:
                    yield kind_id, plan_id, night


def _holds(rule: dict[str, Any], offset: int, night: date) -> bool:
    if "dates" in rule:
        return f"{night:%m-%d}" in rule["dates"]
    if "days" in rule:
        return offset in rule["days"]
    return night.weekday() in rule["weekdays"] and night.month in rule["months"]
