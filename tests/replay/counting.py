"""What is left at the end, counted from the database's rows and checked two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from db.auditing import audit
from db.tables.reservation import reservation_night
from db.unit_of_work import UnitOfWork
from desk_app.bootstrap import Desk
from desk_app.domain.stays import LONGEST_STAY
from tests.replay.clerk import Outcome
from tests.replay.house import House

_HELD = (
    select(reservation_night.c.room_type_id, func.count())
    .where(reservation_night.c.released_at.is_(None))
    .group_by(reservation_night.c.room_type_id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """``breaches``: sentences of the audit, and of the counts that do not agree; none is right.

    ``seconds`` is the time of the events and of moving the days, without setting up and counting.
    """

    outcomes: Mapping[str, int]
    per_type: Mapping[str, int]
    breaches: tuple[str, ...]
    seconds: float
    strategy: str
    workers: int

    @property
    def held_room_nights(self) -> int:
        return sum(self.per_type.values())

    def to_json(self) -> dict[str, object]:
        """``per_type`` has the types that hold nights, by name."""
        return {
            **{outcome.value: self.outcomes.get(outcome, 0) for outcome in Outcome},
            "held_room_nights": self.held_room_nights,
            "per_type": dict(self.per_type),
            "seconds": round(self.seconds, 3),
            "events_per_second": round(sum(self.outcomes.values()) / self.seconds, 1),
            "strategy": self.strategy,
            "workers": self.workers,
            "breaches": len(self.breaches),
        }


def held_by_type(desk: Desk, houses: Iterable[House]) -> dict[str, int]:
    """Unreleased nights by the room types' names in the file, as the rows have them."""
    held: Counter[str] = Counter()
    for house in houses:
        names = {room_type_id: name for name, room_type_id in house.kinds.items()}

        def read(unit: UnitOfWork, hotel_id: int = house.hotel_id) -> list[tuple[int, int]]:
            statement = _HELD.where(reservation_night.c.hotel_id == hotel_id)
            return [(kind, count) for kind, count in unit.execute(statement)]

        for room_type_id, count in desk.stores.reservation.read(read):
            held[names[room_type_id]] += count
    return {name: held[name] for name in sorted(held)}


def breaches(desk: Desk, houses: Iterable[House], held: Mapping[str, int]) -> tuple[str, ...]:
    """What the auditor finds in these hotels, and where inventory and rows do not agree."""
    houses = list(houses)
    found = audit(desk.stores, [house.hotel_id for house in houses])
    sentences = [breach.sentence for breach in found.breaches]
    if found.unlisted:
        sentences.append(f"The audit found {found.unlisted} more breaches.")
    reserved: Counter[str] = Counter()
    for house in houses:
        sentences += _count_inventory(desk, house, reserved)
    for name in sorted({*held, *reserved}):
        if held.get(name, 0) != reserved[name]:
            sentences.append(
                f"Room type {name}: the inventory has {reserved[name]} room-nights reserved, the"
                f" reservations hold {held.get(name, 0)}."
            )
    return tuple(sentences)


def _count_inventory(desk: Desk, house: House, reserved: Counter[str]) -> list[str]:
    """Add up what the program's own inventory says; the nights that are above the capacity."""
    names = {room_type_id: name for name, room_type_id in house.kinds.items()}
    above = []
    for offset in range(0, (house.end - house.first).days + 1, LONGEST_STAY):
        first = house.first + timedelta(days=offset)
        last = min(first + timedelta(days=LONGEST_STAY - 1), house.end)
        for night in desk.rates.availability(house.hotel_id, first, last):
            reserved[names[night.room_type_id]] += night.total_reserved
            if night.overcommitted or night.allowed_over:
                above.append(
                    f"Room type {names[night.room_type_id]} on {night.stay_date}: "
                    f"{night.total_reserved} reserved of {night.total_inventory}."
                )
    return above
