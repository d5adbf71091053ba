"""`desk seed`: a synthetic chain of any size, loaded in blocks that may be broken off anywhere.

Everything follows from a hotel's number, so what is there tells what is missing: no progress is
written down, and a second run completes the first. Every store of a block is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic

from db.audit_trail import AuditEvent, record
from db.catalogue.nightly import PricedNight, count_nights, fill_inventory, fill_rates
from db.loading import TABLES, count_rows, load_rows
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.errors import InvalidInput
from desk_app.seasons import Season, night_factor
from desk_app.synthetic_hotel import (
    FIRST_ID,
    MOST_ROOM_TYPES,
    MOST_ROOMS,
    SyntheticHotel,
    edited,
)

MOST_HOTELS = 90_000
MOST_DAYS = 3_660
NIGHTS_A_BLOCK = 100_000
"""Rows of one transaction: 0.3 s of work, far below any timeout, and a smooth progress bar."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedPlan:
    """``rooms`` are of each room type; nights run from ``first_day`` for ``days`` days.

    ``actor`` is the name that the audit trail keeps. Raises `InvalidInput`.
    """

    hotels: int
    room_types: int
    rooms: int
    days: int
    first_day: date
    actor: str

    def __post_init__(self) -> None:
        _check("hotels", self.hotels, MOST_HOTELS)
        _check("room_types", self.room_types, MOST_ROOM_TYPES)
        _check("rooms", self.rooms, MOST_ROOMS)
        _check("days", self.days, MOST_DAYS)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)

    def hotel(self, number: int) -> SyntheticHotel:
        return SyntheticHotel(number=number, room_types=self.room_types, rooms=self.rooms)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedReport:
    """What the chain holds now; ``new_hotels`` of them were loaded or completed by this run."""

    hotels: int
    room_types: int
    rooms: int
    inventory_rows: int
    rate_rows: int
    new_hotels: int
    seconds: float


def seed_chain(stores: Stores, plan: SeedPlan, progress: Progress) -> SeedReport:
    """Load what the plan says and is not there; ``progress`` is told (hotels done, all hotels).

    Raises `InvalidInput` when this chain was seeded before with other room types or rooms.
    """
    started = monotonic()
    stores.chain.read(lambda unit: _check_shape(unit, plan))
    nights = [
        PricedNight(
            stay_date=night,
            factors=tuple(night_factor(season, night) for season in Season),
        )
        for night in (plan.first_day + timedelta(days=offset) for offset in range(plan.days))
    ]
    size = max(1, NIGHTS_A_BLOCK // (plan.room_types * plan.days))
    new = 0
    progress(0, plan.hotels)
    # SQLite takes one writer at a time; a server works on both stores at once.
    threads = 1 if stores.reservation.engine.dialect.name == "sqlite" else 2
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="seed") as pool:
        for first in range(1, plan.hotels + 1, size):
            block = Block(plan, first, min(first + size, plan.hotels + 1), nights)
            loaded = [
                stores.chain.write(block.load_chain),
                *pool.map(
                    lambda job: job[0].write(job[1]),
                    [
                        (stores.rate, block.load_rate),
                        (stores.reservation, block.load_reservation),
                    ],
                ),
            ]
            new += len(block.hotels) if any(loaded) else 0
            progress(block.end - 1, plan.hotels)
    room_types = plan.hotels * plan.room_types
    return SeedReport(
        hotels=plan.hotels,
        room_types=room_types,
        rooms=room_types * plan.rooms,
        inventory_rows=room_types * plan.days,
        rate_rows=room_types * plan.days,
        new_hotels=new,
        seconds=monotonic() - started,
    )


class Block:
    """Hotels ``first`` to ``end`` (not included). Each ``load_`` says whether it had to work."""

    def __init__(self, plan: SeedPlan, first: int, end: int, nights: list[PricedNight]) -> None:
        self.plan = plan
        self.end = end
        self.nights = nights
        self.hotels = [plan.hotel(number) for number in range(first, end)]

    def load_chain(self, unit: UnitOfWork) -> bool:
        plan, wanted = self.plan, len(self.hotels) * self.plan.room_types
        ids = self.hotels[0].id, self.hotels[-1].id
        if (
            count_rows(unit, "hotel", *ids, key="id") == len(self.hotels)
            and count_rows(unit, "room_type", *ids) == wanted
            and count_rows(unit, "room", *ids) == wanted * plan.rooms
        ):
            return False
        for table, rows in {
            "hotel": [hotel.hotel_row() for hotel in self.hotels],
            "room_type": [row for hotel in self.hotels for row in hotel.room_type_rows()],
            "room": [row for hotel in self.hotels for row in hotel.room_rows()],
        }.items():
            load_rows(unit, table, edited(rows, plan.actor, unit.now), skip_existing=True)
        self._record(unit, "chain_audit_event", {"room_types": plan.room_types})
        return True

    def load_rate(self, unit: UnitOfWork) -> bool:
        if self._has_all_nights(unit, "room_rate"):
            return False
        for table, rows in {
            "cancellation_policy": [hotel.policy_row() for hotel in self.hotels],
            "rate_plan": [hotel.rate_plan_row() for hotel in self.hotels],
        }.items():
            load_rows(unit, table, edited(rows, self.plan.actor, unit.now), skip_existing=True)
        lines = [line for hotel in self.hotels for line in hotel.rate_lines()]
        fill_rates(unit, lines, self.nights, self.plan.actor)
        self._record(unit, "rate_audit_event", {"nights": self.plan.days})
        return True

    def load_reservation(self, unit: UnitOfWork) -> bool:
        if self._has_all_nights(unit, "room_inventory"):
            return False
        dates = [
            {"hotel_id": hotel.id, "business_date": self.plan.first_day} for hotel in self.hotels
        ]
        rows = edited(dates, self.plan.actor, unit.now)
        load_rows(unit, "business_date", rows, skip_existing=True)
        lines = [line for hotel in self.hotels for line in hotel.inventory_lines()]
        fill_inventory(unit, lines, [night.stay_date for night in self.nights], self.plan.actor)
        self._record(unit, "reservation_audit_event", {"nights": self.plan.days})
        return True

    def _has_all_nights(self, unit: UnitOfWork, table: str) -> bool:
        found = count_nights(
            unit,
            table,
            self.hotels[0].id,
            self.hotels[-1].id,
            self.plan.first_day,
            self.plan.last_day,
        )
        return found == len(self.hotels) * self.plan.room_types * self.plan.days

    def _record(self, unit: UnitOfWork, table: str, detail: dict[str, int]) -> None:
        events = [
            AuditEvent(
                hotel_id=hotel.id,
                entity="hotel",
                entity_id=hotel.id,
                action="seeded",
                actor=self.plan.actor,
                at=unit.now,
                detail=dict(detail),
            )
            for hotel in self.hotels
        ]
        record(unit, TABLES[table], *events)


def _check_shape(unit: UnitOfWork, plan: SeedPlan) -> None:
    first = FIRST_ID + 1
    room_types = count_rows(unit, "room_type", first, first)
    rooms = count_rows(unit, "room", first, first)
    if room_types and (room_types, rooms) != (plan.room_types, plan.room_types * plan.rooms):
        raise InvalidInput(
            field="rooms",
            problem=f"this chain was seeded with {room_types} room types of"
            f" {rooms // room_types} rooms each; use the same figures, or another database",
        )


def _check(field: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise InvalidInput(field=field, problem=f"from 1 to {most:,}, not {value:,}")
