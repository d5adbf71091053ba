"""What lies in the cache: under which names, for how long, and in which shape."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from desk_app.domain.catalogue.hotels import Hotel, HotelPage, Photo, RoomType, Standing

HOTEL_SECONDS = 3_600
RATES_SECONDS = 60
"""Prices for display; a quote never comes from the cache."""


def hotel_key(hotel_id: int) -> str:
    return f"hotel:{hotel_id}"


def rates_group(hotel_id: int) -> str:
    """Dropping it forgets every price for display of the hotel, whatever its dates."""
    return f"rates:{hotel_id}"


def encode_page(page: HotelPage) -> dict[str, Any]:
    """Plain JSON values; times and instants in ISO form."""
    stored: dict[str, Any] = _plain(asdict(page))
    return stored


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime | time) else value


def decode_page(stored: Any) -> HotelPage:
    """Raises `KeyError`, `TypeError` or `ValueError` for what `encode_page` did not make."""
    hotel = _edited(stored["hotel"])
    hotel |= {
        name: time.fromisoformat(stored["hotel"][name])
        for name in ("check_in_time", "check_out_time")
    }
    return HotelPage(
        hotel=Hotel(**hotel),
        room_types=tuple(RoomType(**_edited(kind)) for kind in stored["room_types"]),
        photos=tuple(Photo(**photo) for photo in stored["photos"]),
    )


def _edited(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "amenities": tuple(row["amenities"]),
        "status": Standing(row["status"]),
        "changed_at": datetime.fromisoformat(row["changed_at"]),
    }
