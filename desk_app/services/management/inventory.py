"""The inventory as managers see it: nights opened, rooms closed, totals kept in step."""

from __future__ import annotations

from datetime import date

from db.catalogue import hotels, inventory_edits
from db.selling import inventory
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import HotelPage, Standing
from desk_app.domain.catalogue.rate_changes import CloseRooms, nights_between
from desk_app.domain.errors import InvalidInput
from desk_app.domain.permissions import Act, Role
from desk_app.domain.selling.availability import NightInventory, total_inventory
from desk_app.domain.stays import hotel_time
from desk_app.services.management.editing import Editing

ROUNDS = 20
"""How often the totals are written again because the chain store changed meanwhile."""


def sellable(page: HotelPage) -> dict[int, int]:
    """Total inventory by room type id, as the hotel and its types say it now; 0 when retired."""
    open_house = page.hotel.status is Standing.ACTIVE
    return {
        kind.id: total_inventory(kind.total_rooms, kind.rate_of_overbooking(page.hotel))
        if open_house and kind.status is Standing.ACTIVE
        else 0
        for kind in page.room_types
    }


class InventoryEdits(Editing):
    """Nights are changed from the business date on; what is past stays as it was."""

    def refresh_inventory(self, hotel_id: int) -> int:
        """Make every night from the business date on say what the chain store says.

        Safe to run at any time, by any number at once, and again after it was cut off; needs no
        permission, since it decides nothing. Returns how many nights changed. Raises `NotFound`.
        """
        changed = 0
        page = self._fresh_page(hotel_id)
        for _ in range(ROUNDS):
            changed += self._write_totals(page)
            # Read again after writing: whoever writes last has then seen the last change, even if
            # two desks changed the rooms at the same time.
            before, page = page, self._fresh_page(hotel_id)
            if sellable(page) == sellable(before):
                break
        return changed

    def open_nights(self, hotel_id: int, first: date, last: date) -> int:
        """Open the nights ``[first, last]`` of every room type; returns how many were missing."""
        self._may_keep_nights()
        nights_between(first, last)
        opened = 0

        def work(unit: UnitOfWork) -> None:
            nonlocal opened
            opened = inventory_edits.open_nights(edit, unit, hotel_id, totals, first, last)

        totals = sellable(self._fresh_page(hotel_id))
        edit = self._reservation_edit(hotel_id)
        edit.run(work, lambda _: None)
        self.refresh_inventory(hotel_id)
        self._cache.publish(hotel_id, "inventory", [first, last])
        return opened

    def open_until(self, hotel_id: int, last: date) -> int:
        """`open_nights` from the business date on; what the worker calls every day."""
        self._may_keep_nights()
        return self.open_nights(hotel_id, self._business_day(self._fresh_page(hotel_id)), last)

    def close_rooms(self, command: CloseRooms) -> tuple[NightInventory, ...]:
        """Set how many rooms of a type are closed; returns the nights that are overcommitted.

        A closure below what is sold is carried out: those guests are the manager's to move.
        Raises `InvalidInput`, `NotFound`, `Conflict`, `NotAllowed`.
        """
        self._actor.must_be_allowed(Act.EDIT_INVENTORY)
        hotel_id, kind_id = command.hotel_id, command.room_type_id
        kind = self._stores.chain.read(lambda unit: hotels.one_room_type(unit, hotel_id, kind_id))
        if command.rooms > kind.total_rooms:
            raise InvalidInput(
                field="rooms", problem=f"there are {kind.total_rooms} rooms of this type"
            )
        edit = self._reservation_edit(hotel_id)
        nights = edit.run(
            lambda unit: inventory_edits.close_rooms(
                edit,
                unit,
                hotel_id,
                kind_id,
                command.first,
                command.last,
                command.rooms,
                command.reason,
                command.expected_versions,
            ),
            lambda unit: inventory_edits.overcommitted(
                unit, hotel_id, kind_id, command.first, command.last
            ),
        )
        self._cache.publish(hotel_id, "inventory", [command.first, command.last])
        return tuple(nights)

    def overcommitted(self, hotel_id: int) -> tuple[NightInventory, ...]:
        """Every night from the business date on that holds more than may be sold."""
        page = self._fresh_page(hotel_id)
        first = self._business_day(page)
        found = self._stores.reservation.read(
            lambda unit: [
                night
                for kind in sorted(sellable(page))
                for night in inventory_edits.overcommitted(unit, hotel_id, kind, first)
            ]
        )
        return tuple(found)

    def set_business_date(self, hotel_id: int, day: date, version: int | None = None) -> None:
        """Raises `Conflict` when another day was set since ``version``; `NotFound`."""
        self._may_keep_nights()
        self._stores.chain.read(lambda unit: hotels.one_hotel(unit, hotel_id))
        before: str | None = None

        def work(unit: UnitOfWork) -> None:
            nonlocal before
            changes = inventory_edits.set_business_date(edit, unit, hotel_id, day, version)
            before = changes["business_date"][0] if changes else None

        edit = self._reservation_edit(hotel_id)
        edit.run(work, lambda _: None)
        if before is not None and f"{day}" < before:
            self.refresh_inventory(hotel_id)  # nights that were past are to come again
        self._cache.publish(hotel_id, "business date", [day])

    def _may_keep_nights(self) -> None:
        """The worker may too: it opens a night a day, and closes the business day."""
        if self._actor.role is not Role.WORKER:
            self._actor.must_be_allowed(Act.EDIT_INVENTORY)

    def _fresh_page(self, hotel_id: int) -> HotelPage:
        """Never from the cache: what is written by it must be right."""
        return self._stores.chain.read(lambda unit: hotels.page(unit, hotel_id))

    def _business_day(self, page: HotelPage, start: date | None = None) -> date:
        """The hotel's working day; a new hotel begins at ``start``, or today by its own clock."""
        hotel_id = page.hotel.id
        held = self._stores.reservation.read(lambda unit: inventory.business_day(unit, hotel_id))
        if held is not None:
            return held
        edit = self._reservation_edit(hotel_id)

        def work(unit: UnitOfWork) -> None:
            day = start or hotel_time(unit.now, page.hotel.time_zone).date()
            inventory_edits.start_business_date(edit, unit, hotel_id, day)

        held = edit.run(work, lambda unit: inventory.business_day(unit, hotel_id))
        if held is None:
            raise LookupError(f"hotel {hotel_id} has no business date")
        return held

    def _write_totals(self, page: HotelPage) -> int:
        hotel_id, totals = page.hotel.id, sellable(page)
        first = self._business_day(page)
        kinds = self._stores.reservation.read(
            lambda unit: inventory_edits.out_of_step(unit, hotel_id, totals, first)
        )
        return sum(self._resize(hotel_id, kind, totals[kind], first) for kind in kinds)

    def _resize(self, hotel_id: int, room_type_id: int, total: int, first: date) -> int:
        """One room type a transaction: bookings of the others go on meanwhile."""
        changed = 0

        def work(unit: UnitOfWork) -> None:
            nonlocal changed
            changed = inventory_edits.resize(edit, unit, hotel_id, room_type_id, total, first)

        edit = self._reservation_edit(hotel_id)
        edit.run(work, lambda _: None)
        return changed
