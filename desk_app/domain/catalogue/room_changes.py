"""What staff may submit to change the list of rooms, and the photos of a house."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.domain.catalogue.hotels import Photo, Room, Standing
from desk_app.domain.catalogue.rooms import ROOM_NUMBER_LENGTH
from desk_app.domain.errors import InvalidInput
from desk_app.domain.forms import filled, put, whole_number, words
from desk_app.domain.text import one_line


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomDetails:
    room_type_id: int
    number: str
    floor: str = ""
    features: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        number = one_line(self.number, field="number", limit=ROOM_NUMBER_LENGTH, required=True)
        put(
            self,
            number=number,
            floor=one_line(self.floor, field="floor", limit=16),
            features=words(self.features, field="features"),
        )

    @classmethod
    def of(cls, room: Room) -> RoomDetails:
        return filled(cls, room)


@dataclass(frozen=True, kw_only=True, slots=True)
class AddRooms:
    """``numbers``: one, several or ranges: "301-320, 401". See `domain.rooms.room_numbers`."""

    hotel_id: int
    room_type_id: int
    numbers: str
    floor: str = ""
    features: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeRoom:
    hotel_id: int
    room_id: int
    version: int
    details: RoomDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRoomStanding:
    hotel_id: int
    room_id: int
    version: int
    standing: Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoDetails:
    """``source`` is a file under resources or a https URL; ``room_type_id`` None = the house."""

    source: str
    caption: str = ""
    room_type_id: int | None = None
    position: int = 0

    def __post_init__(self) -> None:
        source = one_line(self.source, field="source", limit=500, required=True)
        if "://" in source and not source.startswith("https://"):
            raise InvalidInput(field="source", problem="a picture's address begins with https://")
        # A colon: "C:x.png" is another drive, however it is joined to a folder.
        leads_out = source.startswith(("/", "\\")) or ".." in source or ":" in source
        if "://" not in source and leads_out:
            raise InvalidInput(field="source", problem="a file inside the program's resources")
        whole_number(self.position, field="position", least=0, most=10_000)
        put(self, source=source, caption=one_line(self.caption, field="caption", limit=250))

    @classmethod
    def of(cls, photo: Photo) -> PhotoDetails:
        return filled(cls, photo)


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPhoto:
    hotel_id: int
    details: PhotoDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePhoto:
    """No version: a caption is not worth a conflict, the last one stands."""

    hotel_id: int
    photo_id: int
    details: PhotoDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovePhoto:
    hotel_id: int
    photo_id: int
