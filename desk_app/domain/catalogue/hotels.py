"""Hotels, their room types, rooms, photos and reviews, as they cross the floors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Standing(StrEnum):
    """Nothing that has bookings is deleted; it is retired."""

    ACTIVE = "ACTIVE"
    RETIRED = "RETIRED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hotel:
    """``time_zone`` is an IANA name; check-in and check-out are its wall clock."""

    id: int
    code: str
    name: str
    currency: str
    time_zone: str
    country: str
    city: str
    address: str
    phone: str
    email: str
    stars: int
    description: str
    amenities: tuple[str, ...]
    check_in_time: time
    check_out_time: time
    overbooking_bp: int
    status: Standing
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomType:
    """``total_rooms`` are physical rooms; ``overbooking_bp`` None means the hotel's rate."""

    hotel_id: int
    id: int
    code: str
    name: str
    description: str
    amenities: tuple[str, ...]
    max_guests: int
    max_adults: int
    size_m2: int
    beds: str
    total_rooms: int
    overbooking_bp: int | None
    position: int
    status: Standing
    version: int
    changed_by: str
    changed_at: datetime

    def rate_of_overbooking(self, hotel: Hotel) -> int:
        """Basis points: the type's own, or else the hotel's."""
        return hotel.overbooking_bp if self.overbooking_bp is None else self.overbooking_bp


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    hotel_id: int
    id: int
    room_type_id: int
    number: str
    floor: str
    features: tuple[str, ...]
    status: Standing
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Photo:
    """``source`` is a file under resources, or an URL; ``room_type_id`` None = the house."""

    hotel_id: int
    id: int
    room_type_id: int | None
    source: str
    caption: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """``rating`` is 1 to 5."""

    hotel_id: int
    id: int
    author: str
    rating: int
    title: str
    body: str
    stayed_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelPage:
    """All that is shown of one hotel, and all that booking needs of it; read through the cache."""

    hotel: Hotel
    room_types: tuple[RoomType, ...]
    photos: tuple[Photo, ...]

    def room_type(self, room_type_id: int) -> RoomType | None:
        return next((kind for kind in self.room_types if kind.id == room_type_id), None)

    def room_type_by_code(self, code: str) -> RoomType | None:
        wanted = code.strip().casefold()
        return next((kind for kind in self.room_types if kind.code.casefold() == wanted), None)
