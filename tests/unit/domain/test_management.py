"""Forms that managers fill in: what is cleaned, and what is refused at which field."""

from __future__ import annotations

from datetime import UTC, time
from typing import Any

import pytest

from desk_app.domain.catalogue.management import HotelDetails, RoomTypeDetails
from desk_app.domain.errors import InvalidInput

HOTEL: dict[str, Any] = {
    "code": "h1",
    "name": "House",
    "currency": "usd",
    "time_zone": "America/New_York",
    "country": "us",
}
ROOM_TYPE: dict[str, Any] = {"code": "std", "name": "Standard", "total_rooms": 10}


def test_a_form_is_cleaned() -> None:
    details = HotelDetails(**HOTEL | {"name": "  Le\u0301on   Inn ", "amenities": ("a", "", "a")})
    assert (details.code, details.name, details.currency) == ("H1", "L\u00e9on Inn", "USD")
    assert details.amenities == ("a",)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "é"}, "code"),
        ({"code": "x" * 17}, "code"),
        ({"name": "\n "}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"currency": "dollars"}, "currency"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"country": ""}, "country"),
        ({"stars": 6}, "stars"),
        ({"stars": True}, "stars"),
        ({"email": "x"}, "email"),
        ({"phone": "call"}, "phone"),
        ({"overbooking_bp": -1}, "overbooking_bp"),
        ({"overbooking_bp": 10_001}, "overbooking_bp"),
        ({"check_in_time": time(15, tzinfo=UTC)}, "check_in_time"),
        ({"description": "4111 1111 1111 1111"}, "description"),
        ({"amenities": "wifi"}, "amenities"),
        ({"amenities": ("x",) * 61}, "amenities"),
    ],
)
def test_a_hotel_that_makes_no_sense_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        HotelDetails(**HOTEL | wrong)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"total_rooms": -1}, "total_rooms"),
        ({"total_rooms": 1.5}, "total_rooms"),
        ({"max_adults": 0}, "max_adults"),
        ({"max_guests": 1, "max_adults": 2}, "max_guests"),
        ({"overbooking_bp": 10_001}, "overbooking_bp"),
        ({"size_m2": -5}, "size_m2"),
    ],
)
def test_a_room_type_that_makes_no_sense_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        RoomTypeDetails(**ROOM_TYPE | wrong)
    assert refused.value.field == field
