"""Many desks at once: real processes, each with threads, that start together and all book."""

from __future__ import annotations

import multiprocessing
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

from db.clock import Clock
from db.selling import inventory
from db.selling.inventory import Picture
from db.tables.reservation import room_inventory
from db.unit_of_work import UnitOfWork
from desk_app.bootstrap import open_desk
from desk_app.domain.errors import DeskError, SoldOut
from desk_app.domain.selling.availability import Demand, Locking
from desk_app.domain.selling.bookings import BookingRequest, GuestDetails, RoomRequest
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.stays import Stay
from tests.house.building import NOON
from tests.house.house import settings_for
from tests.servers.schema import StoreUrls


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """``processes`` x ``threads`` desks, booking 3 nights from ``check_in``.

    ``until_sold_out``: each goes on until it is told so, ``most`` times at most. ``guard`` False is
    the negative control: rooms are counted by writing the number that was read.
    """

    urls: StoreUrls
    folder: Path
    room_type: int
    check_in: date
    processes: int
    threads: int = 1
    locking: Locking = Locking.OPTIMISTIC
    until_sold_out: bool = False
    most: int = 1_000
    guard: bool = True
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """``booked`` confirmation codes; ``refused`` error kinds with their sentences."""

    booked: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]

    def kinds(self) -> Counter[str]:
        return Counter(kind for kind, _ in self.refused)


def let_them_book(crowd: Crowd) -> Answers:
    # The fork server has imported the program once; a spawned process takes a second to.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    gate = context.Barrier(crowd.processes)
    with context.Pool(crowd.processes, _remember, (gate,)) as pool:
        parts = pool.map(_one_process, [crowd] * crowd.processes, chunksize=1)
    return Answers(
        booked=tuple(code for part in parts for code in part.booked),
        refused=tuple(each for part in parts for each in part.refused),
    )


_gate: list[Barrier] = []


def _remember(gate: Barrier) -> None:
    _gate.append(gate)


def _one_process(crowd: Crowd) -> Answers:
    if not crowd.guard:
        _take_the_guard_off()
    settings = settings_for(
        crowd.urls, crowd.folder, locking=crowd.locking, database_pool_size=crowd.threads
    )
    clock = Clock()
    clock.travel_to(NOON)
    with open_desk(settings, clock=clock) as desk:
        desk.hotels.page(1)
        _gate[0].wait(timeout=120)
        book = desk.reservations.book
        with ThreadPoolExecutor(crowd.threads) as pool:
            runs = [
                pool.submit(_one_desk, crowd, lambda request: book(request).code)
                for _ in range(crowd.threads)
            ]
        done = [run.result() for run in runs]
    return Answers(
        booked=tuple(code for part in done for code in part.booked),
        refused=tuple(each for part in done for each in part.refused),
    )


def _one_desk(crowd: Crowd, book: Callable[[BookingRequest], str]) -> Answers:
    booked: list[str] = []
    refused: list[tuple[str, str]] = []
    for _ in range(crowd.most):
        try:
            booked.append(book(_request(crowd)))
        except DeskError as error:
            refused.append((error.kind, str(error)))
            if isinstance(error, SoldOut):
                break
        if not crowd.until_sold_out:
            break
    return Answers(booked=tuple(booked), refused=tuple(refused))


def _request(crowd: Crowd) -> BookingRequest:
    return BookingRequest(
        key=crowd.key or str(uuid.uuid4()),
        hotel_id=1,
        stay=Stay(crowd.check_in, crowd.check_in + timedelta(days=3)),
        rooms=(RoomRequest(room_type_id=crowd.room_type),),
        guest=GuestDetails(last_name="CROWD"),
        method=PaymentMethod.CASH,
    )


def _take_the_guard_off() -> None:
    """Read, then write the number: what programs do that oversell."""

    def naive(
        unit: UnitOfWork,
        hotel_id: int,
        demands: Sequence[Demand],
        locking: Locking,
        picture: Picture,
    ) -> bool:
        picture = inventory.look(unit, hotel_id, demands)
        table = room_inventory.c
        for night in picture.nights:
            unit.execute(
                room_inventory.update()
                .where(
                    table.hotel_id == hotel_id,
                    table.room_type_id == night.room_type_id,
                    table.stay_date == night.stay_date,
                )
                .values(total_reserved=night.total_reserved + 1)
            )
        return True

    inventory.take = naive
