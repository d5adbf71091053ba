"""Forms that managers fill in: what is cleaned, and what is refused at which field."""

from __future__ import annotations

from datetime import UTC, date, time
from typing import Any

import pytest

from desk_app.domain.date_runs import DateRun, bare_runs, date_runs
from desk_app.domain.errors import InvalidInput
from desk_app.domain.management import HotelDetails, RoomTypeDetails
from desk_app.domain.room_changes import PhotoDetails
from desk_app.domain.rooms import room_numbers, total_after_listing

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


@pytest.mark.parametrize(
    "source", ["", "http://x/y.png", "javascript://x", "/etc/passwd", "a/../b"]
)
def test_a_photo_comes_from_the_resources_or_by_https(source: str) -> None:
    PhotoDetails(source="https://example.com/a.jpg")
    with pytest.raises(InvalidInput):
        PhotoDetails(source=source)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("301-303", ("301", "302", "303")),
        ("301\N{EN DASH}302, 7", ("301", "302", "7")),
        ("098 - 101", ("098", "099", "100", "101")),
        ("A9-A11", ("A9", "A10", "A11")),
        ("3-A", ("3-A",)),
        ("Suite Royale", ("Suite Royale",)),
        ("1,,2,", ("1", "2")),
    ],
)
def test_room_numbers_are_read_as_people_write_them(text: str, numbers: tuple[str, ...]) -> None:
    assert room_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", ",", "303-301", "1, 1", "1-3, 2", "1-99999", "x" * 17])
def test_room_numbers_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        room_numbers(text)
    assert refused.value.field == "numbers"


@pytest.mark.parametrize(
    ("total", "before", "after", "then"),
    [
        (0, 0, 20, 20),  # a new type gets its rooms
        (20, 0, 20, 20),  # rooms that were counted before they were listed
        (20, 0, 25, 25),
        (20, 20, 40, 40),  # a new wing
        (5, 10, 11, 6),  # a total cut on purpose stays cut
        (20, 20, 19, 19),  # a room is gone
        (20, 5, 4, 19),
        (5, 10, 9, 5),
        (0, 0, 0, 0),
    ],
)
def test_the_total_follows_the_list(total: int, before: int, after: int, then: int) -> None:
    assert total_after_listing(total, before, after) == then


def test_neighbouring_dates_of_equal_value_are_told_as_one() -> None:
    days = {date(2027, 2, day): day // 3 for day in (27, 28)} | {date(2027, 3, 1): 9}
    assert date_runs(days) == [DateRun(date(2027, 2, 27), date(2027, 3, 1), 9)]
    assert bare_runs([date(2027, 1, 3), date(2027, 1, 1), date(2027, 1, 3)]) == [
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 3), date(2027, 1, 3)),
    ]
    assert bare_runs([]) == []
