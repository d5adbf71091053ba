"""What a demo hotel has for sale on each night, and what of it its bookings hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from desk_app.demo.blueprint import Blueprint
from desk_app.demo.occupancy import CLOSED_IN, closed_kind, closed_rooms

DAYS_BACK, DAYS_AHEAD = 60, 400


def inventory_rows(
    hotel: Blueprint, reserved: Mapping[tuple[int, date], int], today: date
) -> list[dict[str, Any]]:
    """60 days back and 400 ahead, and further where a stay reaches; sorted by primary key.

    ``reserved`` counts rooms by type id and night. Where a closure leaves more sold than is open,
    ``allowed_over`` is the difference, as after a manager's approval.
    """
    held = [night for _, night in reserved]
    first = min([today - timedelta(days=DAYS_BACK), *held])
    last = max([today + timedelta(days=DAYS_AHEAD - 1), *held])
    closed_night = today + timedelta(days=CLOSED_IN)
    rows = []
    for kind in hotel.kinds:
        for night in (first + timedelta(days=day) for day in range((last - first).days + 1)):
            sold = reserved.get((kind.id, night), 0)
            is_closed = night == closed_night and kind.code == closed_kind(hotel)
            closed = closed_rooms(kind) if is_closed else 0
            rows.append(
                {
                    "hotel_id": hotel.id,
                    "room_type_id": kind.id,
                    "stay_date": night,
                    "total_inventory": kind.sellable,
                    "closed_rooms": closed,
                    "allowed_over": max(0, sold + closed - kind.sellable),
                    "total_reserved": sold,
                }
            )
    return rows
