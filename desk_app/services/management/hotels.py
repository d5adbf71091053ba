"""Adding, changing, retiring and reviving hotels and their room types."""

from __future__ import annotations

from babel.numbers import is_currency

from db.catalogue import hotel_edits, hotels
from desk_app.domain.catalogue.hotels import Hotel, RoomType
from desk_app.domain.catalogue.management import (
    AddHotel,
    AddRoomType,
    ChangeHotel,
    ChangeRoomType,
    SetHotelStanding,
    SetRoomTypeStanding,
)
from desk_app.domain.errors import InvalidInput
from desk_app.domain.ids import new_id
from desk_app.domain.permissions import Act
from desk_app.services.management.inventory import InventoryEdits


class HotelEdits(InventoryEdits):
    """Every edit of rooms or overbooking is followed by `refresh_inventory`, also when the row had
    its new values already: the edit may have been cut off between the two stores.

    All raise `NotAllowed`, `NotFound`, `InvalidInput` (a code that is taken) and `Conflict`.
    """

    def add_hotel(self, command: AddHotel) -> Hotel:
        self._actor.must_be_allowed(Act.ADD_HOTEL)
        details, hotel_id = command.details, new_id()
        if not is_currency(details.currency):
            raise InvalidInput(field="currency", problem=f"{details.currency} is not a currency")
        added = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.add_hotel(edit, unit, hotel_id, details),
            lambda unit: hotels.one_hotel(unit, hotel_id),
        )
        self._business_day(self._fresh_page(hotel_id), command.business_date)
        return added

    def change_hotel(self, command: ChangeHotel) -> Hotel:
        """The currency stays: every price and payment is counted in it."""
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id = command.hotel_id
        changed = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.change_hotel(
                edit, unit, hotel_id, command.version, command.details
            ),
            lambda unit: hotels.one_hotel(unit, hotel_id),
        )
        self.refresh_inventory(hotel_id)
        return changed

    def set_hotel_standing(self, command: SetHotelStanding) -> Hotel:
        """Retire it, or take it up again. A retired hotel sells nothing from now on."""
        self._actor.must_be_allowed(Act.ADD_HOTEL)
        hotel_id = command.hotel_id
        changed = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.set_hotel_standing(
                edit, unit, hotel_id, command.version, command.standing
            ),
            lambda unit: hotels.one_hotel(unit, hotel_id),
        )
        self.refresh_inventory(hotel_id)
        return changed

    def add_room_type(self, command: AddRoomType) -> RoomType:
        """Its nights are opened by `open_nights`."""
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, kind_id = command.hotel_id, new_id()
        self._stores.chain.read(lambda unit: hotels.one_hotel(unit, hotel_id))
        return self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.add_room_type(
                edit, unit, hotel_id, kind_id, command.details
            ),
            lambda unit: hotels.one_room_type(unit, hotel_id, kind_id),
        )

    def change_room_type(self, command: ChangeRoomType) -> RoomType:
        """A cut below what is sold is carried out; see `overcommitted`."""
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, kind_id = command.hotel_id, command.room_type_id
        changed = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.change_room_type(
                edit, unit, hotel_id, kind_id, command.version, command.details
            ),
            lambda unit: hotels.one_room_type(unit, hotel_id, kind_id),
        )
        self.refresh_inventory(hotel_id)
        return changed

    def set_room_type_standing(self, command: SetRoomTypeStanding) -> RoomType:
        self._actor.must_be_allowed(Act.EDIT_HOTEL)
        hotel_id, kind_id = command.hotel_id, command.room_type_id
        changed = self._edit_page(
            hotel_id,
            lambda edit, unit: hotel_edits.set_room_type_standing(
                edit, unit, hotel_id, kind_id, command.version, command.standing
            ),
            lambda unit: hotels.one_room_type(unit, hotel_id, kind_id),
        )
        self.refresh_inventory(hotel_id)
        return changed
