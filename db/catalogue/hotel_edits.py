"""Writing hotels, room types, rooms and photos; each through an `Edit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import delete, func, select

from db.catalogue.edits import Changes, Edit
from db.loading import load_rows
from db.tables.chain import hotel, hotel_photo, room, room_type
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.catalogue.management import HotelDetails, RoomTypeDetails
from desk_app.domain.catalogue.room_changes import PhotoDetails, RoomDetails
from desk_app.domain.catalogue.rooms import total_after_listing
from desk_app.domain.errors import InvalidInput, NotFound


def add_hotel(edit: Edit, unit: UnitOfWork, hotel_id: int, details: HotelDetails) -> None:
    edit.add(
        unit,
        hotel,
        hotel_id,
        {"id": hotel_id, "status": Standing.ACTIVE.value, **asdict(details)},
    )


def change_hotel(
    edit: Edit, unit: UnitOfWork, hotel_id: int, version: int | None, details: HotelDetails
) -> Changes:
    """Raises `InvalidInput` for another currency: every price and payment is counted in it."""
    held = unit.execute(select(hotel.c.currency).where(hotel.c.id == hotel_id)).scalar()
    if held is not None and held != details.currency:
        raise InvalidInput(field="currency", problem=f"a hotel keeps its currency, {held}")
    return edit.change(unit, hotel, {"id": hotel_id}, version, asdict(details), what="hotel")


def set_hotel_standing(
    edit: Edit, unit: UnitOfWork, hotel_id: int, version: int | None, standing: Standing
) -> None:
    edit.change(
        unit,
        hotel,
        {"id": hotel_id},
        version,
        {"status": standing.value},
        what="hotel",
        action=_action(standing),
    )


def add_room_type(
    edit: Edit, unit: UnitOfWork, hotel_id: int, room_type_id: int, details: RoomTypeDetails
) -> None:
    edit.add(
        unit,
        room_type,
        room_type_id,
        {
            "hotel_id": hotel_id,
            "id": room_type_id,
            "status": Standing.ACTIVE.value,
            **asdict(details),
        },
    )


def change_room_type(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    room_type_id: int,
    version: int | None,
    details: RoomTypeDetails,
) -> Changes:
    key = {"hotel_id": hotel_id, "id": room_type_id}
    return edit.change(unit, room_type, key, version, asdict(details), what="room type")


def set_room_type_standing(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    room_type_id: int,
    version: int | None,
    standing: Standing,
) -> None:
    edit.change(
        unit,
        room_type,
        {"hotel_id": hotel_id, "id": room_type_id},
        version,
        {"status": standing.value},
        what="room type",
        action=_action(standing),
    )


def add_rooms(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    room_type_id: int,
    numbers: Mapping[int, str],
    floor: str,
    features: tuple[str, ...],
) -> None:
    """Insert rooms, ``numbers`` by their new ids; the type's total follows.

    Raises `InvalidInput` naming the numbers that are taken.
    """
    before = _listed(unit, hotel_id, room_type_id)
    taken = unit.execute(
        select(room.c.number)
        .where(room.c.hotel_id == hotel_id, room.c.number.in_(list(numbers.values())))
        .order_by(room.c.number)
    ).scalars()
    if names := list(taken):
        raise InvalidInput(field="numbers", problem=f"there is already a {', '.join(names[:10])}")
    load_rows(
        unit,
        room.name,
        [
            {
                "hotel_id": hotel_id,
                "id": room_id,
                "room_type_id": room_type_id,
                "number": number,
                "floor": floor,
                "features": list(features),
                "status": Standing.ACTIVE.value,
                "version": 1,
                **edit.stamp(unit),
            }
            for room_id, number in numbers.items()
        ],
    )
    edit.note(unit, room.name, room_type_id, "add", {"numbers": [None, list(numbers.values())]})
    _count_rooms(edit, unit, hotel_id, room_type_id, before)


def change_room(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    room_id: int,
    version: int | None,
    details: RoomDetails,
) -> None:
    """A room that becomes another type's changes both totals."""
    held_by = _type_of(unit, hotel_id, room_id)
    kinds = sorted({held_by, details.room_type_id})
    before = {kind: _listed(unit, hotel_id, kind) for kind in kinds}
    key = {"hotel_id": hotel_id, "id": room_id}
    edit.change(unit, room, key, version, asdict(details), what="room")
    for kind in kinds:
        _count_rooms(edit, unit, hotel_id, kind, before[kind])


def set_room_standing(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    room_id: int,
    version: int | None,
    standing: Standing,
) -> None:
    kind = _type_of(unit, hotel_id, room_id)
    before = _listed(unit, hotel_id, kind)
    edit.change(
        unit,
        room,
        {"hotel_id": hotel_id, "id": room_id},
        version,
        {"status": standing.value},
        what="room",
        action=_action(standing),
    )
    _count_rooms(edit, unit, hotel_id, kind, before)


def add_photo(
    edit: Edit, unit: UnitOfWork, hotel_id: int, photo_id: int, details: PhotoDetails
) -> None:
    row = {"hotel_id": hotel_id, "id": photo_id, **asdict(details)}
    edit.add(unit, hotel_photo, photo_id, row)


def change_photo(
    edit: Edit, unit: UnitOfWork, hotel_id: int, photo_id: int, details: PhotoDetails
) -> None:
    key = {"hotel_id": hotel_id, "id": photo_id}
    edit.change(unit, hotel_photo, key, None, asdict(details), what="photo")


def remove_photo(edit: Edit, unit: UnitOfWork, hotel_id: int, photo_id: int) -> None:
    """Removing one that is gone changes nothing."""
    where = (hotel_photo.c.hotel_id == hotel_id, hotel_photo.c.id == photo_id)
    source = unit.execute(select(hotel_photo.c.source).where(*where)).scalar()
    if source is not None and unit.execute(delete(hotel_photo).where(*where)).rowcount:
        edit.note(unit, hotel_photo.name, photo_id, "remove", {"source": [source, None]})


def _type_of(unit: UnitOfWork, hotel_id: int, room_id: int) -> int:
    where = (room.c.hotel_id == hotel_id, room.c.id == room_id)
    kind: int | None = unit.execute(select(room.c.room_type_id).where(*where)).scalar()
    if kind is None:
        raise NotFound(what="room", name=room_id)
    return kind


def _listed(unit: UnitOfWork, hotel_id: int, room_type_id: int) -> int:
    """Rooms on a type's list; the type's row is held, so that two do not count at once."""
    held = unit.execute(
        select(room_type.c.id)
        .where(room_type.c.hotel_id == hotel_id, room_type.c.id == room_type_id)
        .with_for_update()
    ).first()
    if held is None:
        raise NotFound(what="room type", name=room_type_id)
    return _count(unit, hotel_id, room_type_id)


def _count(unit: UnitOfWork, hotel_id: int, room_type_id: int) -> int:
    counted: int = unit.execute(
        select(func.count())
        .select_from(room)
        .where(
            room.c.hotel_id == hotel_id,
            room.c.room_type_id == room_type_id,
            room.c.status == Standing.ACTIVE.value,
        )
    ).scalar_one()
    return counted


def _count_rooms(
    edit: Edit, unit: UnitOfWork, hotel_id: int, room_type_id: int, before: int
) -> None:
    key = (room_type.c.hotel_id == hotel_id, room_type.c.id == room_type_id)
    total = unit.execute(select(room_type.c.total_rooms).where(*key)).scalar_one()
    after = _count(unit, hotel_id, room_type_id)
    edit.change(
        unit,
        room_type,
        {"hotel_id": hotel_id, "id": room_type_id},
        None,
        {"total_rooms": total_after_listing(total, before, after)},
        what="room type",
    )


def _action(standing: Standing) -> str:
    return "retire" if standing is Standing.RETIRED else "revive"
