"""Changing the list of rooms and the photos of a house."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desk_app.domain.catalogue.hotels import Photo, Room, Standing
from desk_app.domain.catalogue.room_changes import PhotoDetails, RoomDetails
from desk_app.domain.errors import InvalidInput


@pytest.mark.parametrize(
    "source",
    ["", "http://x/y.png", "javascript://x", "/etc/passwd", "a/../b", "C:x.png", "data:,x"],
)
def test_a_photo_comes_from_the_resources_or_by_https(source: str) -> None:
    PhotoDetails(source="https://example.com/a.jpg")
    with pytest.raises(InvalidInput):
        PhotoDetails(source=source)


def test_a_picture_of_ours_or_of_the_web_is_kept() -> None:
    kept = PhotoDetails(source=" pictures/lobby.jpg ", caption=" The  lobby ", position=3)
    assert (kept.source, kept.caption) == ("pictures/lobby.jpg", "The lobby")
    assert PhotoDetails(source="https://example.com:8443/a.jpg").room_type_id is None


@pytest.mark.parametrize("position", [-1, 10_001])
def test_a_photo_has_a_place_in_the_row(position: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        PhotoDetails(source="a.png", position=position)
    assert refused.value.field == "position"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "x" * 17}, "number"),
        ({"floor": "x" * 17}, "floor"),
        ({"features": ("x" * 61,)}, "features"),
    ],
)
def test_a_room_that_makes_no_sense_is_refused(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        RoomDetails(**{"room_type_id": 11, "number": "301"} | wrong)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_form_is_filled_in_from_what_is_stored() -> None:
    room = Room(
        hotel_id=1,
        id=5,
        room_type_id=11,
        number="301",
        floor="3",
        features=("sea view",),
        status=Standing.ACTIVE,
        version=4,
        changed_by="maria",
        changed_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert RoomDetails.of(room) == RoomDetails(
        room_type_id=11, number="301", floor="3", features=("sea view",)
    )
    photo = Photo(hotel_id=1, id=7, room_type_id=11, source="a.png", caption="A", position=2)
    assert PhotoDetails.of(photo) == PhotoDetails(
        source="a.png", caption="A", room_type_id=11, position=2
    )
