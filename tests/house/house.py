"""The house as tests use it: one line to book, one to check the books."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from db.auditing import audit
from db.clock import Clock
from db.selling import inventory
from db.tables import reservation as tables
from desk_app.bootstrap import Desk, open_desk, open_worker
from desk_app.domain.checking.auditing import Breach
from desk_app.domain.permissions import Actor, Role
from desk_app.domain.selling.availability import Demand, Locking, NightInventory
from desk_app.domain.selling.bookings import BookingRequest, GuestDetails, RoomRequest
from desk_app.domain.selling.cancelling import CancelRequest
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.stays import Stay
from desk_app.gateways.sandbox import Delays, Sandbox
from desk_app.gateways.stripe import StripeProcessor
from desk_app.services.worker import Worker, WorkReport
from desk_app.settings import Settings
from tests.house.building import BUSINESS_DATE, NOON
from tests.servers.schema import StoreUrls

STD, DLX, ONE = 11, 12, 13
FLEX, NONREF, AT_HOTEL = 21, 22, 23
HOTEL = 1
MANAGER = Actor("maria", Role.MANAGER)
RECEPTIONIST = Actor("rita", Role.RECEPTIONIST)


def settings_for(urls: StoreUrls, folder: Path, **more: Any) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=urls.reservation,
        chain_database_url=urls.chain,
        rate_database_url=urls.rate,
        reservation_database_url=urls.reservation,
        staff="maria",
        role=Role.MANAGER,
        **more,
    )


@dataclass
class House:
    desk: Desk
    worker: Worker
    sandbox: Sandbox
    clock: Clock
    settings: Settings

    def request(
        self,
        *,
        check_in: date = BUSINESS_DATE + timedelta(days=7),
        nights: int = 2,
        room_type: int = STD,
        rooms: int = 1,
        pay: str = "cash",
        plan: int = FLEX,
        hotel: int = HOTEL,
        key: str | None = None,
        last_name: str = "GARCIA",
        **more: Any,
    ) -> BookingRequest:
        """A booking form; ``pay`` is cash, hotel, terminal, link, or a card's token."""
        by_card = pay.startswith("pm_")
        return BookingRequest(
            key=key or str(uuid.uuid4()),
            hotel_id=hotel,
            stay=Stay(check_in, check_in + timedelta(days=nights)),
            rooms=more.pop("room_requests", None)
            or tuple(RoomRequest(room_type_id=room_type) for _ in range(rooms)),
            guest=GuestDetails(last_name=last_name, first_name="Ana", phone="+1 212 555 0100"),
            method=PaymentMethod.CARD if by_card else PaymentMethod(pay),
            token=pay if by_card else None,
            reader_id="tmr_sandbox" if pay == "terminal" else None,
            rate_plan_id=plan,
            **more,
        )

    def book(self, **what: Any) -> Reservation:
        return self.desk.reservations.book(self.request(**what))

    def cancel(
        self, booked: Reservation, reason: str = "plans changed", **more: Any
    ) -> Reservation:
        return self.desk.reservations.cancel(
            CancelRequest(hotel_id=booked.hotel_id, reservation_id=booked.id, reason=reason, **more)
        )

    def again(self, booked: Reservation) -> Reservation:
        """The reservation as it is stored now."""
        return self.desk.reservations.get(booked.hotel_id, booked.id)

    def work(self) -> WorkReport:
        return self.worker.run_once()

    def later(self, **by: float) -> None:
        """Move the clocks of the desk, of the worker and of the processor on."""
        step = timedelta(**by)
        self.clock.move(step)
        self.sandbox.move_clock(step)

    def nights(self, room_type: int = STD, hotel: int = HOTEL) -> dict[date, NightInventory]:
        demand = Demand(
            room_type_id=room_type,
            check_in=BUSINESS_DATE,
            check_out=BUSINESS_DATE + timedelta(days=60),
            rooms=1,
        )
        picture = self.desk.stores.reservation.read(
            lambda unit: inventory.look(unit, hotel, [demand])
        )
        return {night.stay_date: night for night in picture.nights}

    def reserved(self, day: date, room_type: int = STD) -> int:
        return self.nights(room_type)[day].total_reserved

    def rows(self, table: str) -> int:
        counted = getattr(tables, table)
        return self.desk.stores.reservation.read(
            lambda unit: unit.execute(select(func.count()).select_from(counted)).scalar_one()
        )

    def breaches(self) -> tuple[Breach, ...]:
        return tuple(audit(self.desk.stores).breaches)

    def check_books(self) -> None:
        """Rooms, nights and money agree, here and at the processor."""
        assert [breach.sentence for breach in self.breaches()] == []
        compared = self.desk.payments.reconcile(since=datetime(2020, 1, 1, tzinfo=UTC))
        assert [finding.sentence for finding in compared.findings] == []


@contextmanager
def open_house(
    urls: StoreUrls,
    folder: Path,
    *,
    locking: Locking = Locking.OPTIMISTIC,
    pool: int = 4,
    redis_url: str | None = None,
) -> Iterator[House]:
    """A desk and a worker on prepared stores; the clock stands at noon of the business date."""
    settings = settings_for(
        urls, folder, locking=locking, database_pool_size=pool, redis_url=redis_url
    )
    clock = Clock()
    clock.travel_to(NOON)
    delays = Delays(tap=5.0, settle=5.0)
    with Sandbox(folder / "processor.sqlite", delays=delays, clock=clock.offset) as sandbox:
        processor = StripeProcessor(sandbox.url, sandbox.desk_key, is_training=True)
        full = StripeProcessor(sandbox.url, sandbox.worker_key, is_training=True)
        desk = open_desk(settings, clock=clock, processor=processor)
        worker = open_worker(desk, full)
        try:
            yield House(desk=desk, worker=worker, sandbox=sandbox, clock=clock, settings=settings)
        finally:
            worker.close()
            desk.close()
