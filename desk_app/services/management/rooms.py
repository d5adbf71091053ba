"""The list of rooms of a hotel, and its photos."""

from __future__ import annotations

from db.catalogue import hotel_edits, hotels
from db.catalogue.edits import Edit
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import Photo, Room
from desk_app.domain.catalogue.room_changes import (
    AddPhoto,
    AddRooms,
    ChangePhoto,
    ChangeRoom,
    PhotoDetails,
    RemovePhoto,
    RoomDetails,
    SetRoomStanding,
)
from desk_app.domain.catalogue.rooms import room_numbers
from desk_app.domain.ids import new_id
from desk_app.domain.permissions import Act
from desk_app.services.management.inventory import InventoryEdits


class RoomEdits(InventoryEdits):
    """The total of a room type follows its list (`domain.rooms.total_after_listing`).

    All raise `NotAllowed`, `NotFound`, `InvalidInput` (a number that is taken) and `Conflict`.
    """

    def add_rooms(self, command: AddRooms) -> tuple[Room, ...]:
        """Put rooms on the list of a type, singly or by ranges; returns the new ones."""
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, kind_id = command.hotel_id, command.room_type_id
        numbers = {new_id(): number for number in room_numbers(command.numbers)}
        shared = RoomDetails(
            room_type_id=kind_id,
            number=next(iter(numbers.values())),
            floor=command.floor,
            features=command.features,
        )
        added = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.add_rooms(
                edit, unit, hotel_id, kind_id, numbers, shared.floor, shared.features
            ),
            lambda unit: [room for room in hotels.rooms(unit, hotel_id) if room.id in numbers],
        )
        self.refresh_inventory(hotel_id)
        return tuple(added)

    def change_room(self, command: ChangeRoom) -> Room:
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, room_id = command.hotel_id, command.room_id
        changed = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.change_room(
                edit, unit, hotel_id, room_id, command.version, command.details
            ),
            lambda unit: hotels.one_room(unit, hotel_id, room_id),
        )
        self.refresh_inventory(hotel_id)
        return changed

    def set_room_standing(self, command: SetRoomStanding) -> Room:
        """Retire a room, or take it up again. To keep one off sale for a while: `close_rooms`."""
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, room_id = command.hotel_id, command.room_id
        changed = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.set_room_standing(
                edit, unit, hotel_id, room_id, command.version, command.standing
            ),
            lambda unit: hotels.one_room(unit, hotel_id, room_id),
        )
        self.refresh_inventory(hotel_id)
        return changed

    def add_photo(self, command: AddPhoto) -> Photo:
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, photo_id = command.hotel_id, new_id()

        def work(edit: Edit, unit: UnitOfWork) -> None:
            _check_place(unit, hotel_id, command.details)
            hotel_edits.add_photo(edit, unit, hotel_id, photo_id, command.details)

        return self._edit_page(
            hotel_id, work, lambda unit: hotels.one_photo(unit, hotel_id, photo_id)
        )

    def change_photo(self, command: ChangePhoto) -> Photo:
        """The last change stands."""
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, photo_id = command.hotel_id, command.photo_id

        def work(edit: Edit, unit: UnitOfWork) -> None:
            _check_place(unit, hotel_id, command.details)
            hotel_edits.change_photo(edit, unit, hotel_id, photo_id, command.details)

        return self._edit_page(
            hotel_id, work, lambda unit: hotels.one_photo(unit, hotel_id, photo_id)
        )

    def remove_photo(self, command: RemovePhoto) -> None:
        """Removing one that is gone changes nothing."""
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, photo_id = command.hotel_id, command.photo_id
        self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.remove_photo(edit, unit, hotel_id, photo_id),
            lambda _: None,
        )


def _check_place(unit: UnitOfWork, hotel_id: int, details: PhotoDetails) -> None:
    hotels.one_hotel(unit, hotel_id)
    if details.room_type_id is not None:
        hotels.one_room_type(unit, hotel_id, details.room_type_id)
