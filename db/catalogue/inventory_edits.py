"""The management side of the inventory: nights opened, totals set, rooms closed and reopened.

`allowed_over` comes out of every statement here as exactly what the night needs: 0 where the
reserved and closed rooms fit the total, else what they are above it. A cut or a closure below
what is sold is therefore accepted and marked, and the mark goes when there is no more need of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select, update

from db.catalogue.edits import Changes, Edit
from db.loading import load_rows
from db.tables.reservation import business_date, room_inventory
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.date_runs import bare_runs, date_runs
from desk_app.domain.errors import Conflict, InvalidInput
from desk_app.domain.selling.availability import NightInventory

_t = room_inventory.c

RUNS_IN_ONE_EVENT = 500
"""So that an event fits its text column of 64 KiB."""


def open_nights(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    totals: Mapping[int, int],
    first: date,
    last: date,
) -> int:
    """Insert the nights of ``[first, last]`` that are missing; returns how many were.

    ``totals`` are total inventories by room type id.
    """
    opened = 0
    for kind, total in sorted(totals.items()):
        there = set(
            unit.execute(select(_t.stay_date).where(_nights(hotel_id, kind, first, last))).scalars()
        )
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        missing = [day for day in days if day not in there]
        load_rows(
            unit,
            room_inventory.name,
            [
                {
                    "hotel_id": hotel_id,
                    "room_type_id": kind,
                    "stay_date": day,
                    "total_inventory": total,
                    **edit.stamp(unit),
                }
                for day in missing
            ],
            skip_existing=True,
        )
        if missing:
            runs = [[f"{begin}", f"{end}", None, total] for begin, end in bare_runs(missing)]
            edit.note(unit, room_inventory.name, kind, "open", {"total_inventory": runs})
            opened += len(missing)
    return opened


def out_of_step(
    unit: UnitOfWork, hotel_id: int, totals: Mapping[int, int], first: date
) -> list[int]:
    """Room types with a night from ``first`` on whose total is not the one given; no lock."""
    return [
        kind
        for kind, total in sorted(totals.items())
        if unit.execute(
            select(_t.stay_date).where(_nights(hotel_id, kind, first), _differs(total)).limit(1)
        ).first()
    ]


def resize(
    edit: Edit, unit: UnitOfWork, hotel_id: int, room_type_id: int, total: int, first: date
) -> int:
    """Set the total of every night from ``first`` on; returns how many nights changed."""
    where = and_(_nights(hotel_id, room_type_id, first), _differs(total))
    rows = unit.execute(
        select(_t.stay_date, _t.total_inventory)
        .where(where)
        .order_by(_t.stay_date)
        .with_for_update()
    ).all()
    if rows:
        unit.execute(
            update(room_inventory)
            .where(where)
            .ordered_values(
                (_t.allowed_over, _above(_t.total_reserved + _t.closed_rooms, total)),
                (_t.total_inventory, total),
                (_t.version, _t.version + 1),
                *_stamp(edit, unit),
            )
        )
        _tell(edit, unit, room_type_id, "resize", "total_inventory", total, rows)
    return len(rows)


def close_rooms(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    room_type_id: int,
    first: date,
    last: date,
    rooms: int,
    reason: str,
    expected_versions: Mapping[date, int],
) -> None:
    """Set the closed rooms of the nights ``[first, last]``.

    Raises `InvalidInput` when a night was never opened, `Conflict` when a night that has another
    number of closed rooms moved on from its expected version.
    """
    where = _nights(hotel_id, room_type_id, first, last)
    rows = unit.execute(
        select(
            _t.stay_date,
            _t.closed_rooms,
            _t.total_reserved,
            _t.version,
            _t.changed_by,
            _t.changed_at,
        )
        .where(where)
        .order_by(_t.stay_date)
        .with_for_update()
    ).all()
    if len(rows) < (last - first).days + 1:
        raise InvalidInput(field="last", problem="not all of these nights are open for sale yet")
    differing = [row for row in rows if row.closed_rooms != rooms]
    moved = [
        row for row in differing if expected_versions.get(row.stay_date, row.version) != row.version
    ]
    if moved:
        latest = max(moved, key=lambda row: row.changed_at.timestamp())
        raise Conflict(
            what="The inventory",
            changed_by=latest.changed_by,
            at=latest.changed_at,
            fields=[f"{row.stay_date}" for row in moved],
        )
    if not differing:
        return
    unit.execute(
        update(room_inventory)
        .where(where, _t.closed_rooms != rooms)
        .ordered_values(
            (_t.allowed_over, _above(_t.total_reserved + rooms, _t.total_inventory)),
            (_t.closed_rooms, rooms),
            (_t.version, _t.version + 1),
            *_stamp(edit, unit),
        )
    )
    _tell(edit, unit, room_type_id, "close", "closed_rooms", rooms, differing, reason=reason)


def overcommitted(
    unit: UnitOfWork, hotel_id: int, room_type_id: int, first: date, last: date | None = None
) -> list[NightInventory]:
    """Nights on which more is reserved than may be sold, ascending."""
    rows = unit.execute(
        select(room_inventory)
        .where(
            _nights(hotel_id, room_type_id, first, last),
            _t.total_reserved + _t.closed_rooms > _t.total_inventory,
        )
        .order_by(_t.stay_date)
    )
    return [
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
    ]


def set_business_date(
    edit: Edit, unit: UnitOfWork, hotel_id: int, day: date, version: int | None
) -> Changes:
    """Raises `Conflict` when it moved on from ``version`` to another day."""
    if start_business_date(edit, unit, hotel_id, day):
        return {"business_date": [None, f"{day}"]}
    key, values = {"hotel_id": hotel_id}, {"business_date": day}
    return edit.change(unit, business_date, key, version, values, what="business date")


def start_business_date(edit: Edit, unit: UnitOfWork, hotel_id: int, day: date) -> bool:
    """Set a hotel's first business date; False when it has one."""
    where = business_date.c.hotel_id == hotel_id
    if unit.execute(select(business_date.c.hotel_id).where(where)).first():
        return False
    row = {"hotel_id": hotel_id, "business_date": day, "version": 1, **edit.stamp(unit)}
    load_rows(unit, business_date.name, [row], skip_existing=True)
    edit.note(unit, business_date.name, hotel_id, "add", {"business_date": [None, f"{day}"]})
    return True


def _nights(
    hotel_id: int, room_type_id: int, first: date, last: date | None = None
) -> ColumnElement[bool]:
    until = [_t.stay_date <= last] if last else []
    return and_(
        _t.hotel_id == hotel_id, _t.room_type_id == room_type_id, _t.stay_date >= first, *until
    )


def _above(held: ColumnElement[int], total: Any) -> ColumnElement[int]:
    """How far ``held`` rooms are above ``total``, or 0.

    It names no column that the same SET changes: MySQL would read the new value, SQLite the old.
    """
    return case((held > total, held - total), else_=0)


def _differs(total: int) -> ColumnElement[bool]:
    needed = _above(_t.total_reserved + _t.closed_rooms, total)
    return or_(_t.total_inventory != total, _t.allowed_over != needed)


def _stamp(edit: Edit, unit: UnitOfWork) -> list[tuple[Any, Any]]:
    return [(_t[name], value) for name, value in edit.stamp(unit).items()]


def _tell(
    edit: Edit,
    unit: UnitOfWork,
    room_type_id: int,
    action: str,
    column: str,
    value: int,
    rows: Sequence[Any],
    **more: str,
) -> None:
    """Put a change of many nights into the trail as runs: [first, last, from, to]."""
    runs = [
        [f"{run.first}", f"{run.last}", run.value, value]
        for run in date_runs({row.stay_date: getattr(row, column) for row in rows})
    ]
    for start in range(0, len(runs), RUNS_IN_ONE_EVENT):
        detail: dict[str, Any] = {column: runs[start : start + RUNS_IN_ONE_EVENT], **more}
        edit.note(unit, room_inventory.name, room_type_id, action, detail)
