"""`desk init --demo`: three hotels with all that a desk shows. Loading twice changes nothing.

Each store of a hotel is one transaction that happens or does not; the chain store's comes last, so
that no hotel is listed before it can be sold. A load that was broken off is completed by the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import monotonic

from db.audit_trail import AuditEvent, record
from db.catalogue.nightly import fill_rates
from db.loading import TABLES, count_rows, load_rows
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.demo.blueprint import HOTELS, Blueprint, read_blueprint
from desk_app.demo.content import guest_rows, hotel_tables, plan_tables
from desk_app.demo.invented import invented_bookings
from desk_app.demo.inventory import DAYS_AHEAD, inventory_rows
from desk_app.demo.ledger import Bookkeeper, Ledger
from desk_app.demo.prices import priced_nights, rate_lines, restriction_rows
from desk_app.demo.resort import resort_bookings
from desk_app.demo.room_chart import assign_rooms
from desk_app.domain.stays import hotel_instant, hotel_time

RESORT = "algarve"
STEPS_A_HOTEL = 3
MIDDAY = time(13, 0)
"""When the demo takes place on a day that is not today."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoHotel:
    """``loaded`` is False when everything of it was there already; ``reservations`` counts what
    this load wrote."""

    id: int
    code: str
    name: str
    today: date
    loaded: bool
    reservations: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoReport:
    hotels: tuple[DemoHotel, ...]
    seconds: float

    @property
    def changed(self) -> bool:
        """False when the demo was there already, and nothing was done."""
        return any(hotel.loaded for hotel in self.hotels)


def load_demo(stores: Stores, today: date | None, actor: str, progress: Progress) -> DemoReport:
    """Load what is not there. ``today`` None is each hotel's own date now.

    ``actor`` is the name that the audit trail keeps; ``progress`` is told (steps done, all steps).
    """
    started = monotonic()
    now = stores.chain.read(lambda unit: unit.now)
    steps = len(HOTELS) * STEPS_A_HOTEL
    progress(0, steps)
    found = []
    for position, file in enumerate(HOTELS):
        load = HotelLoad(stores, read_blueprint(file), today, now, actor)
        for step, work in enumerate((load.rates, load.reservations, load.house), start=1):
            work()
            progress(position * STEPS_A_HOTEL + step, steps)
        found.append(load.report())
    return DemoReport(hotels=tuple(found), seconds=monotonic() - started)


class HotelLoad:
    """Loads one hotel into the three stores, as far as it is not there, in this order: `rates`,
    `reservations`, `house`."""

    def __init__(
        self, stores: Stores, hotel: Blueprint, today: date | None, now: datetime, actor: str
    ) -> None:
        self.hotel = hotel
        self.actor = actor
        local = hotel_time(now, hotel.time_zone).date()
        self.today = today or local
        is_now = self.today == local
        self.now = now if is_now else hotel_instant(self.today, MIDDAY, hotel.time_zone)
        self.edited = {"changed_by": actor, "changed_at": self.now}
        self._stores = stores
        self._loaded = False
        self._reservations = 0

    def rates(self) -> None:
        self._loaded |= self._stores.rate.write(self._load_rates)

    def reservations(self) -> None:
        if self._stores.reservation.read(lambda unit: self._has(unit, "business_date")):
            return
        ledger = self._ledger()
        self._stores.chain.write(lambda unit: self._load_guests(unit, ledger))
        self._loaded |= self._stores.reservation.write(
            lambda unit: self._load_bookings(unit, ledger)
        )
        self._reservations = len(ledger.reservations)

    def house(self) -> None:
        self._loaded |= self._stores.chain.write(self._load_house)

    def report(self) -> DemoHotel:
        return DemoHotel(
            id=self.hotel.id,
            code=self.hotel.code,
            name=self.hotel.name,
            today=self.today,
            loaded=self._loaded,
            reservations=self._reservations,
        )

    def _load_rates(self, unit: UnitOfWork) -> bool:
        if self._has(unit, "rate_plan"):
            return False
        nights = [self.today + timedelta(days=day) for day in range(DAYS_AHEAD)]
        for table, rows in {
            **plan_tables(self.hotel),
            "restriction": restriction_rows(self.hotel, nights),
        }.items():
            load_rows(unit, table, [{**row, **self.edited} for row in rows])
        fill_rates(unit, rate_lines(self.hotel), priced_nights(nights), self.actor)
        self._record(unit, "rate_audit_event")
        return True

    def _ledger(self) -> Ledger:
        draw = resort_bookings if self.hotel.folder == RESORT else invented_bookings
        bookings = draw(self.hotel, self.today)
        keeper = Bookkeeper(self.hotel, self.today, self.now, self.actor)
        return keeper.write(bookings, assign_rooms(self.hotel, bookings, self.today))

    def _load_guests(self, unit: UnitOfWork, ledger: Ledger) -> None:
        rows = [{**row, **self.edited} for row in guest_rows(ledger.guests.values())]
        load_rows(unit, "guest", rows, skip_existing=True)

    def _load_bookings(self, unit: UnitOfWork, ledger: Ledger) -> bool:
        if self._has(unit, "business_date"):
            return False
        for table, rows in ledger.tables().items():
            load_rows(unit, table, rows)
        inventory = inventory_rows(self.hotel, ledger.reserved, self.today)
        load_rows(unit, "room_inventory", [{**row, **self.edited} for row in inventory])
        day = {"hotel_id": self.hotel.id, "business_date": self.today, **self.edited}
        load_rows(unit, "business_date", [day])
        self._record(unit, "reservation_audit_event")
        return True

    def _load_house(self, unit: UnitOfWork) -> bool:
        if self._has(unit, "hotel", key="id"):
            return False
        for table, rows in hotel_tables(self.hotel, self.today).items():
            load_rows(unit, table, [{**row, **self.edited} for row in rows])
        self._record(unit, "chain_audit_event")
        return True

    def _has(self, unit: UnitOfWork, table: str, key: str = "hotel_id") -> bool:
        return count_rows(unit, table, self.hotel.id, self.hotel.id, key=key) > 0

    def _record(self, unit: UnitOfWork, table: str) -> None:
        event = AuditEvent(
            hotel_id=self.hotel.id,
            entity="hotel",
            entity_id=self.hotel.id,
            action="loaded",
            actor=self.actor,
            at=self.now,
            detail={"demo": self.hotel.code},
        )
        record(unit, TABLES[table], event)
