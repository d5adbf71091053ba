"""A hotel's page: its room types by id and by the code that people type."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from desk_app.domain.catalogue.hotels import Hotel, HotelPage, RoomType, Standing
from desk_app.domain.catalogue.management import HotelDetails, RoomTypeDetails

CHANGED = datetime(2027, 1, 1, tzinfo=UTC)
HOTEL = Hotel(
    id=1,
    code="H1",
    name="House",
    currency="USD",
    time_zone="America/New_York",
    country="US",
    city="",
    address="",
    phone="",
    email="",
    stars=4,
    description="",
    amenities=("pool",),
    check_in_time=time(15),
    check_out_time=time(11),
    overbooking_bp=1_000,
    status=Standing.ACTIVE,
    version=3,
    changed_by="maria",
    changed_at=CHANGED,
)


def room_type(number: int, code: str, overbooking_bp: int | None = None) -> RoomType:
    return RoomType(
        hotel_id=1,
        id=number,
        code=code,
        name=code,
        description="",
        amenities=(),
        max_guests=2,
        max_adults=2,
        size_m2=20,
        beds="1 king",
        total_rooms=10,
        overbooking_bp=overbooking_bp,
        position=0,
        status=Standing.ACTIVE,
        version=1,
        changed_by="maria",
        changed_at=CHANGED,
    )


STD, DLX = room_type(11, "STD"), room_type(12, "DLX-2", overbooking_bp=0)
PAGE = HotelPage(hotel=HOTEL, room_types=(STD, DLX), photos=())


@pytest.mark.parametrize(
    ("typed", "found"), [("STD", STD), (" std ", STD), ("dlx-2", DLX), ("DLX", None), ("", None)]
)
def test_a_room_type_is_found_by_its_code_as_typed(typed: str, found: RoomType | None) -> None:
    assert PAGE.room_type_by_code(typed) is found


def test_a_room_type_is_found_by_its_id() -> None:
    assert PAGE.room_type(12) is DLX
    assert PAGE.room_type(13) is None


def test_a_type_without_a_rate_of_its_own_overbooks_as_the_hotel_does() -> None:
    assert STD.rate_of_overbooking(HOTEL) == 1_000
    assert DLX.rate_of_overbooking(HOTEL) == 0


def test_forms_are_filled_in_from_what_is_stored() -> None:
    details = HotelDetails.of(HOTEL)
    assert (details.code, details.amenities, details.check_in_time) == ("H1", ("pool",), time(15))
    assert RoomTypeDetails.of(DLX).overbooking_bp == 0
