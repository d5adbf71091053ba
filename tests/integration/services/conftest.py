"""A small hotel with its manager, on each layout of the stores; no payments, no processor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select

from db.audit_trail import AuditEvent
from db.clock import Clock
from db.engines import EngineOptions
from db.selling import inventory
from db.stores import Stores, open_stores
from db.stores import StoreUrls as OpenUrls
from db.tables import chain, rate, reservation
from db.unit_of_work import Store
from desk_app.cache import Cache, open_cache
from desk_app.domain.catalogue.hotels import RoomType
from desk_app.domain.permissions import Actor, Role
from desk_app.domain.selling.availability import Demand, Locking, NightInventory
from desk_app.services.guests import GuestService
from desk_app.services.hotels import HotelService
from desk_app.services.management import HotelManagementService
from tests.house.building import BUSINESS_DATE, NOON, Kind, Plan, build_hotel
from tests.servers.schema import StoreUrls

HOTEL = 1
TEN, HUNDRED, NINE = 11, 12, 13
FLEX, NONREF = 21, 22
NIGHTS = 20
LAST = BUSINESS_DATE + timedelta(days=NIGHTS - 1)
KINDS = (Kind(code="TEN", rooms=10), Kind(code="HUN", rooms=100), Kind(code="NINE", rooms=9))
PLANS = (Plan(code="FLEX"), Plan(code="NONREF", fee_kind="NON_REFUNDABLE"))


@dataclass
class Managed:
    """Room types TEN, HUNDRED and NINE are named after their physical rooms; 10 % overbooking."""

    stores: Stores
    cache: Cache
    management: HotelManagementService
    hotels: HotelService
    guests: GuestService

    def acting_as(self, name: str, role: Role = Role.MANAGER) -> HotelManagementService:
        return HotelManagementService(self.stores, self.cache, Actor(name, role))

    def kind(self, room_type_id: int = TEN) -> RoomType:
        found = self.hotels.page(HOTEL).room_type(room_type_id)
        assert found is not None
        return found

    def nights(self, room_type_id: int = TEN, hotel_id: int = HOTEL) -> list[NightInventory]:
        """From the business date on."""
        demand = Demand(
            room_type_id=room_type_id,
            check_in=BUSINESS_DATE,
            check_out=BUSINESS_DATE + timedelta(days=400),
            rooms=1,
        )
        picture = self.stores.reservation.read(
            lambda unit: inventory.look(unit, hotel_id, [demand])
        )
        return list(picture.nights)

    def night(self, day: date = BUSINESS_DATE, room_type_id: int = TEN) -> NightInventory:
        return next(night for night in self.nights(room_type_id) if night.stay_date == day)

    def sell(self, rooms: int = 1, room_type_id: int = TEN, day: date = BUSINESS_DATE) -> bool:
        """Take rooms for one night as a booking does; False when they are sold out."""
        demand = _one_night(room_type_id, day, rooms)

        def work(unit: Any) -> bool:
            picture = inventory.Picture(nights=(), business_date=None)
            return inventory.take(unit, HOTEL, [demand], Locking.GUARDED, picture)

        return self.stores.reservation.write(work)

    def release(self, rooms: int = 1, room_type_id: int = TEN, day: date = BUSINESS_DATE) -> None:
        demand = _one_night(room_type_id, day, rooms)
        self.stores.reservation.write(lambda unit: inventory.give_back(unit, HOTEL, [demand]))

    def trail(self, store: str, hotel_id: int = HOTEL) -> list[AuditEvent]:
        """The events of one store, oldest first."""
        kept: dict[str, tuple[Store, Table]] = {
            "chain": (self.stores.chain, chain.audit_event),
            "rate": (self.stores.rate, rate.audit_event),
            "reservation": (self.stores.reservation, reservation.audit_event),
        }
        where, table = kept[store]
        query = select(table).where(table.c.hotel_id == hotel_id).order_by(table.c.id)
        rows = where.read(lambda unit: unit.execute(query).mappings().all())
        return [
            AuditEvent(**{name: row[name] for name in AuditEvent.__dataclass_fields__})
            for row in rows
        ]


def _one_night(room_type_id: int, day: date, rooms: int) -> Demand:
    return Demand(
        room_type_id=room_type_id, check_in=day, check_out=day + timedelta(days=1), rooms=rooms
    )


@pytest.fixture
def managed(layout_urls: StoreUrls) -> Iterator[Managed]:
    clock = Clock()
    clock.travel_to(NOON)
    urls = OpenUrls(
        chain=layout_urls.chain, rate=layout_urls.rate, reservation=layout_urls.reservation
    )
    stores = open_stores(urls, EngineOptions(pool_size=4), clock)
    cache = open_cache(None)
    build_hotel(stores, HOTEL, kinds=KINDS, plans=PLANS, nights=NIGHTS)
    manager = Actor("maria", Role.ADMIN)
    yield Managed(
        stores=stores,
        cache=cache,
        management=HotelManagementService(stores, cache, manager),
        hotels=HotelService(stores, cache),
        guests=GuestService(stores, manager, default_country="ES"),
    )
    cache.close()
    stores.close()
