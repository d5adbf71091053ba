"""Reading hotels, room types, rooms, photos and reviews from the chain store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, Select, Table, func, or_, select

from db.tables.chain import hotel, hotel_photo, review, room, room_type
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import (
    Hotel,
    HotelPage,
    Photo,
    Review,
    Room,
    RoomType,
    Standing,
)
from desk_app.domain.errors import NotFound

T = TypeVar("T")


def one_hotel(unit: UnitOfWork, hotel_id: int) -> Hotel:
    """Raises `NotFound`."""
    found = _first(unit, select(hotel).where(hotel.c.id == hotel_id), _hotel)
    if found is None:
        raise NotFound(what="hotel", name=hotel_id)
    return found


def hotel_by_code(unit: UnitOfWork, code: str) -> Hotel | None:
    """``code`` in capitals, as it is stored."""
    if not code.isascii():
        return None  # MySQL refuses to compare it with a column of ASCII
    return _first(unit, select(hotel).where(hotel.c.code == code), _hotel)


def find_hotels(unit: UnitOfWork, text: str, *, retired: bool, limit: int) -> list[Hotel]:
    """Hotels that have ``text`` in name, city or code, by name. Empty text finds all.

    A chain has thousands of hotels, not millions: reading them all takes a few milliseconds.
    """
    query = select(hotel).order_by(hotel.c.name, hotel.c.id).limit(limit)
    if not retired:
        query = query.where(hotel.c.status == Standing.ACTIVE.value)
    if text:
        columns = [hotel.c.name, hotel.c.city]
        if text.isascii():  # MySQL can not even compare other text with a column of ASCII
            columns.append(hotel.c.code)
        query = query.where(
            or_(*(func.lower(column).contains(text.lower(), autoescape=True) for column in columns))
        )
    return [_hotel(row) for row in unit.execute(query)]


def hotel_ids(unit: UnitOfWork, *, retired: bool) -> list[int]:
    """Ascending."""
    query = select(hotel.c.id).order_by(hotel.c.id)
    if not retired:
        query = query.where(hotel.c.status == Standing.ACTIVE.value)
    return list(unit.execute(query).scalars())


def room_types(unit: UnitOfWork, hotel_id: int) -> list[RoomType]:
    """Retired ones too, in the house's order."""
    kinds = _of_hotel(unit, room_type, hotel_id, _room_type)
    return sorted(kinds, key=lambda kind: (kind.position, kind.id))


def room_types_of(unit: UnitOfWork, hotel_ids: Sequence[int]) -> list[RoomType]:
    """Of many hotels in one statement, retired ones too: by hotel, then in the house's order."""
    query = (
        select(room_type)
        .where(room_type.c.hotel_id.in_(hotel_ids))
        .order_by(room_type.c.hotel_id, room_type.c.position, room_type.c.id)
    )
    return [_room_type(row) for row in unit.execute(query)]


def one_room_type(unit: UnitOfWork, hotel_id: int, room_type_id: int) -> RoomType:
    """Raises `NotFound`."""
    return _one(unit, room_type, hotel_id, room_type_id, _room_type, "room type")


def rooms(unit: UnitOfWork, hotel_id: int) -> list[Room]:
    """Retired ones too."""
    return _of_hotel(unit, room, hotel_id, _room)


def one_room(unit: UnitOfWork, hotel_id: int, room_id: int) -> Room:
    """Raises `NotFound`."""
    return _one(unit, room, hotel_id, room_id, _room, "room")


def photos(unit: UnitOfWork, hotel_id: int) -> list[Photo]:
    found = _of_hotel(unit, hotel_photo, hotel_id, _photo)
    return sorted(found, key=lambda photo: (photo.position, photo.id))


def one_photo(unit: UnitOfWork, hotel_id: int, photo_id: int) -> Photo:
    """Raises `NotFound`."""
    return _one(unit, hotel_photo, hotel_id, photo_id, _photo, "photo")


def reviews(unit: UnitOfWork, hotel_id: int, limit: int) -> list[Review]:
    """The latest stays first."""
    query = (
        select(review)
        .where(review.c.hotel_id == hotel_id)
        .order_by(review.c.stayed_on.desc(), review.c.id.desc())
        .limit(limit)
    )
    return [_review(row) for row in unit.execute(query)]


def page(unit: UnitOfWork, hotel_id: int) -> HotelPage:
    """Raises `NotFound`."""
    return HotelPage(
        hotel=one_hotel(unit, hotel_id),
        room_types=tuple(room_types(unit, hotel_id)),
        photos=tuple(photos(unit, hotel_id)),
    )


def _first(unit: UnitOfWork, query: Select[Any], read: Callable[[Row[Any]], T]) -> T | None:
    row = unit.execute(query).first()
    return None if row is None else read(row)


def _one(
    unit: UnitOfWork,
    table: Table,
    hotel_id: int,
    row_id: int,
    read: Callable[[Row[Any]], T],
    what: str,
) -> T:
    query = select(table).where(table.c.hotel_id == hotel_id, table.c.id == row_id)
    found = _first(unit, query, read)
    if found is None:
        raise NotFound(what=what, name=row_id)
    return found


def _of_hotel(
    unit: UnitOfWork, table: Table, hotel_id: int, read: Callable[[Row[Any]], T]
) -> list[T]:
    rows = unit.execute(select(table).where(table.c.hotel_id == hotel_id).order_by(table.c.id))
    return [read(row) for row in rows]


def _hotel(row: Row[Any]) -> Hotel:
    return Hotel(
        id=row.id,
        code=row.code,
        name=row.name,
        currency=row.currency,
        time_zone=row.time_zone,
        country=row.country,
        city=row.city,
        address=row.address,
        phone=row.phone,
        email=row.email,
        stars=row.stars,
        description=row.description,
        amenities=tuple(row.amenities),
        check_in_time=row.check_in_time,
        check_out_time=row.check_out_time,
        overbooking_bp=row.overbooking_bp,
        status=Standing(row.status),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _room_type(row: Row[Any]) -> RoomType:
    return RoomType(
        hotel_id=row.hotel_id,
        id=row.id,
        code=row.code,
        name=row.name,
        description=row.description,
        amenities=tuple(row.amenities),
        max_guests=row.max_guests,
        max_adults=row.max_adults,
        size_m2=row.size_m2,
        beds=row.beds,
        total_rooms=row.total_rooms,
        overbooking_bp=row.overbooking_bp,
        position=row.position,
        status=Standing(row.status),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _room(row: Row[Any]) -> Room:
    return Room(
        hotel_id=row.hotel_id,
        id=row.id,
        room_type_id=row.room_type_id,
        number=row.number,
        floor=row.floor,
        features=tuple(row.features),
        status=Standing(row.status),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _photo(row: Row[Any]) -> Photo:
    return Photo(
        hotel_id=row.hotel_id,
        id=row.id,
        room_type_id=row.room_type_id,
        source=row.source,
        caption=row.caption,
        position=row.position,
    )


def _review(row: Row[Any]) -> Review:
    return Review(
        hotel_id=row.hotel_id,
        id=row.id,
        author=row.author,
        rating=row.rating,
        title=row.title,
        body=row.body,
        stayed_on=row.stayed_on,
    )
