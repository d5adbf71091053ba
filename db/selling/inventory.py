"""Taking and giving back rooms on nights: four ways to lock, one face.

`take` is the last statement of a booking's transaction, because it holds the rows that rivals
wait for. It answers False when the rooms were not taken; the caller rolls back and looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, Update, and_, bindparam, case, select, tuple_, update

from db.clock import database_now
from db.tables.reservation import business_date, room_inventory
from db.unit_of_work import UnitOfWork
from desk_app.domain.selling.availability import Demand, Locking, NightInventory

_t = room_inventory.c
_overage = _t.total_reserved + _t.closed_rooms - _t.total_inventory
_in_range = and_(
    _t.hotel_id == bindparam("hotel"),
    _t.room_type_id == bindparam("type"),
    _t.stay_date >= bindparam("first"),
    _t.stay_date < bindparam("end"),
)
_rooms: BindParameter[int] = bindparam("rooms", type_=_t.total_reserved.type)

_READ = (
    select(
        room_inventory,
        database_now().label("now"),
        select(business_date.c.business_date)
        .where(business_date.c.hotel_id == bindparam("hotel"))
        .scalar_subquery()
        .label("business_date"),
    )
    .where(
        _t.hotel_id == bindparam("hotel"),
        _t.room_type_id.in_(bindparam("types", expanding=True)),
        _t.stay_date >= bindparam("first"),
        _t.stay_date < bindparam("end"),
    )
    .order_by(_t.room_type_id, _t.stay_date)
)
_LOCK = select(room_inventory).where(_in_range).order_by(_t.stay_date).with_for_update()


def _adding(condition: object = None) -> Update:
    # allowed_over stands first: MySQL evaluates SET from left to right, and both must see the
    # old total_reserved.
    statement = update(room_inventory).where(_in_range)
    if condition is not None:
        statement = statement.where(condition)  # type: ignore[arg-type]
    return statement.ordered_values(
        (_t.total_reserved, _t.total_reserved + _rooms), (_t.version, _t.version + 1)
    )


_TAKE = _adding()
_TAKE_GUARDED = _adding(_overage + _rooms <= 0)
_TAKE_AS_SEEN = _adding(tuple_(_t.stay_date, _t.version).in_(bindparam("seen", expanding=True)))
_TAKE_ABOVE = (
    update(room_inventory)
    .where(_in_range)
    .ordered_values(
        (
            _t.allowed_over,
            case((_overage + _rooms > _t.allowed_over, _overage + _rooms), else_=_t.allowed_over),
        ),
        (_t.total_reserved, _t.total_reserved + _rooms),
        (_t.version, _t.version + 1),
    )
)
_GIVE_BACK = (
    update(room_inventory)
    .where(_in_range)
    .ordered_values(
        (
            _t.allowed_over,
            case(
                (_t.allowed_over == 0, 0),
                (_overage - _rooms > 0, _overage - _rooms),
                else_=0,
            ),
        ),
        (_t.total_reserved, _t.total_reserved - _rooms),
        (_t.version, _t.version + 1),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """What one read saw, without any lock. ``business_date`` None: the hotel is not set up."""

    nights: tuple[NightInventory, ...]
    business_date: date | None

    def of(self, demand: Demand) -> list[NightInventory]:
        return [
            night
            for night in self.nights
            if night.room_type_id == demand.room_type_id
            and demand.check_in <= night.stay_date < demand.check_out
        ]


def look(unit: UnitOfWork, hotel_id: int, demands: Sequence[Demand]) -> Picture:
    """Read the nights of all demands in one statement; it brings the database's time along."""
    rows = unit.execute(
        _READ,
        {
            "hotel": hotel_id,
            "types": sorted({demand.room_type_id for demand in demands}),
            "first": min(demand.check_in for demand in demands),
            "end": max(demand.check_out for demand in demands),
        },
    ).all()
    if rows:
        unit.learn_time(rows[0].now)
    return Picture(
        nights=tuple(
            NightInventory(
                room_type_id=row.room_type_id,
                stay_date=row.stay_date,
                total_inventory=row.total_inventory,
                closed_rooms=row.closed_rooms,
                allowed_over=row.allowed_over,
                total_reserved=row.total_reserved,
                version=row.version,
            )
            for row in rows
        ),
        business_date=rows[0].business_date if rows else None,
    )


def business_day(unit: UnitOfWork, hotel_id: int) -> date | None:
    """The hotel's own working day; None when the hotel is not set up."""
    return unit.execute(
        select(business_date.c.business_date).where(business_date.c.hotel_id == hotel_id)
    ).scalar()


def business_days(unit: UnitOfWork, hotel_ids: Sequence[int]) -> dict[int, date]:
    """Of many hotels at once; those that are not set up are missing."""
    rows = unit.execute(
        select(business_date.c.hotel_id, business_date.c.business_date).where(
            business_date.c.hotel_id.in_(hotel_ids)
        )
    )
    return {row.hotel_id: row.business_date for row in rows}


def take(
    unit: UnitOfWork,
    hotel_id: int,
    demands: Sequence[Demand],
    locking: Locking,
    picture: Picture,
) -> bool:
    """Reserve every night of every demand, in key order, or answer False.

    False leaves the transaction torn: it must be rolled back. With `Locking.CONSTRAINT` a refusal
    comes as `CheckRefused` out of the unit of work instead.
    """
    way = _WAYS[locking]
    return all(way(unit, hotel_id, demand, picture) for demand in sorted(demands))


def take_above(unit: UnitOfWork, hotel_id: int, demands: Sequence[Demand]) -> bool:
    """Reserve beyond the inventory, as a manager approved; raises `allowed_over` as needed."""
    return all(_run(unit, _TAKE_ABOVE, hotel_id, demand) for demand in sorted(demands))


def give_back(unit: UnitOfWork, hotel_id: int, demands: Sequence[Demand]) -> None:
    """Release every night of every demand, in key order; `allowed_over` shrinks with it."""
    for demand in sorted(demands):
        if not _run(unit, _GIVE_BACK, hotel_id, demand):
            raise LookupError(f"nights to release are missing: hotel {hotel_id}, {demand}")


def _run(
    unit: UnitOfWork, statement: Update, hotel_id: int, demand: Demand, **more: object
) -> bool:
    changed = unit.execute(
        statement,
        {
            "hotel": hotel_id,
            "type": demand.room_type_id,
            "first": demand.check_in,
            "end": demand.check_out,
            "rooms": demand.rooms,
            **more,
        },
    ).rowcount
    return bool(changed == demand.nights)


def _as_seen(unit: UnitOfWork, hotel_id: int, demand: Demand, picture: Picture) -> bool:
    seen = [(night.stay_date, night.version) for night in picture.of(demand)]
    return _run(unit, _TAKE_AS_SEEN, hotel_id, demand, seen=seen)


def _guarded(unit: UnitOfWork, hotel_id: int, demand: Demand, _: Picture) -> bool:
    return _run(unit, _TAKE_GUARDED, hotel_id, demand)


def _locked(unit: UnitOfWork, hotel_id: int, demand: Demand, _: Picture) -> bool:
    rows = unit.execute(
        _LOCK,
        {
            "hotel": hotel_id,
            "type": demand.room_type_id,
            "first": demand.check_in,
            "end": demand.check_out,
        },
    ).all()
    left = [row.total_inventory - row.closed_rooms - row.total_reserved for row in rows]
    if len(left) < demand.nights or min(left) < demand.rooms:
        return False
    return _run(unit, _TAKE, hotel_id, demand)


def _checked(unit: UnitOfWork, hotel_id: int, demand: Demand, _: Picture) -> bool:
    return _run(unit, _TAKE, hotel_id, demand)


_WAYS: dict[Locking, Callable[[UnitOfWork, int, Demand, Picture], bool]] = {
    Locking.OPTIMISTIC: _as_seen,
    Locking.GUARDED: _guarded,
    Locking.PESSIMISTIC: _locked,
    Locking.CONSTRAINT: _checked,
}
