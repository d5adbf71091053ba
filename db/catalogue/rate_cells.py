"""Setting many cells of a calendar (prices, restrictions) by version, in few statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Insert, Table, bindparam, insert, select
from sqlalchemy.ext.compiler import compiles

from db.catalogue.edits import Edit, plain
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.date_runs import date_runs
from desk_app.domain.catalogue.rate_changes import CellConflict, CellsChanged

DATES_IN_ONE_READ = 1_000
RUNS_IN_ONE_EVENT = 500
"""So that an event fits its text column of 64 KiB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """``expected_version``: 0 = there was none, None = whatever is there."""

    room_type_id: int
    rate_plan_id: int
    stay_date: date
    values: tuple[Any, ...]
    expected_version: int | None


class WriteOver(Insert):
    """An INSERT that brings rows whose key is there to the new values and the next version."""

    inherit_cache = True


@compiles(WriteOver)
def _write_over(element: WriteOver, compiler: Any, **kw: Any) -> str:
    table: Any = element.table
    key = [column.name for column in table.primary_key.columns]
    sqlite = compiler.dialect.name == "sqlite"
    sets = [f"version = {table.name}.version + 1"]
    for column in table.columns:
        if column.name not in (*key, "version"):
            new = f"excluded.{column.name}" if sqlite else f"VALUES({column.name})"
            sets.append(f"{column.name} = {new}")
    head = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET" if sqlite else "ON DUPLICATE KEY UPDATE"
    return f"{compiler.visit_insert(element, **kw)} {head} {', '.join(sets)}"


def set_cells(
    edit: Edit,
    unit: UnitOfWork,
    table: Table,
    hotel_id: int,
    columns: Sequence[str],
    cells: Sequence[Cell],
) -> int:
    """Bring all cells to their values, or none; returns how many changed.

    A cell that has its value already is left as it is, whatever its version. Raises
    `CellsChanged` with every cell that moved on, and `DuplicateRow` out of the unit of work when
    a rival puts in a cell that was expected to be missing: run it again, it will be seen then.
    """
    order = [column.name for column in table.primary_key.columns]
    changing: list[tuple[Cell, Mapping[str, Any] | None]] = []
    moved: list[CellConflict] = []
    for group in _groups(order, cells):
        there = _held(unit, table, hotel_id, group)
        for cell in group:
            row = there.get(cell.stay_date)
            if row is not None and all(
                row[name] == value for name, value in zip(columns, cell.values, strict=True)
            ):
                continue
            changing.append((cell, row))
            version = 0 if row is None else row["version"]
            if cell.expected_version not in (None, version):
                moved.append(_conflict(cell, row))
    if moved:
        raise CellsChanged(what=_WHAT[table.name], cells=moved)
    stamp = edit.stamp(unit)
    must_be_new = [cell for cell, row in changing if row is None and cell.expected_version == 0]
    others = [cell for cell, row in changing if row is not None or cell.expected_version is None]
    for statement, some in ((insert(table), must_be_new), (WriteOver(table), others)):
        if some:
            unit.execute(statement, [_row(hotel_id, cell, columns, stamp) for cell in some])
    _tell(edit, unit, table, columns, changing)
    return len(changing)


_WHAT = {"room_rate": "The price", "restriction": "The restriction"}


def _groups(order: Sequence[str], cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cells of one plan and type, in the order of the table's key."""

    def key(cell: Cell) -> tuple[int, ...]:
        return tuple(getattr(cell, name) for name in order[1:3])

    in_order = sorted(cells, key=lambda cell: (key(cell), cell.stay_date))
    for _, group in groupby(in_order, key=key):
        together = list(group)
        for start in range(0, len(together), DATES_IN_ONE_READ):
            yield together[start : start + DATES_IN_ONE_READ]


def _held(
    unit: UnitOfWork, table: Table, hotel_id: int, group: Sequence[Cell]
) -> dict[date, Mapping[str, Any]]:
    """The rows of a group by stay date, locked in key order."""
    c = table.c
    rows = unit.execute(
        select(table)
        .where(
            c.hotel_id == hotel_id,
            c.rate_plan_id == group[0].rate_plan_id,
            c.room_type_id == group[0].room_type_id,
            c.stay_date.in_(bindparam("days", expanding=True)),
        )
        .order_by(c.stay_date)
        .with_for_update(),
        {"days": [cell.stay_date for cell in group]},
    )
    return {row.stay_date: row._asdict() for row in rows}


def _conflict(cell: Cell, row: Mapping[str, Any] | None) -> CellConflict:
    return CellConflict(
        room_type_id=cell.room_type_id,
        rate_plan_id=cell.rate_plan_id,
        stay_date=cell.stay_date,
        version=0 if row is None else row["version"],
        changed_by=None if row is None else row["changed_by"],
        changed_at=None if row is None else row["changed_at"],
    )


def _row(
    hotel_id: int, cell: Cell, columns: Sequence[str], stamp: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "hotel_id": hotel_id,
        "room_type_id": cell.room_type_id,
        "rate_plan_id": cell.rate_plan_id,
        "stay_date": cell.stay_date,
        **dict(zip(columns, cell.values, strict=True)),
        "version": 1,
        **stamp,
    }


def _tell(
    edit: Edit,
    unit: UnitOfWork,
    table: Table,
    columns: Sequence[str],
    changing: Sequence[tuple[Cell, Mapping[str, Any] | None]],
) -> None:
    """Put the change into the trail as runs: [first, last, from, to], an event a type and plan."""
    together: dict[tuple[int, int], dict[date, tuple[Any, Any]]] = {}
    for cell, row in changing:
        before = None if row is None else [plain(row[name]) for name in columns]
        key = (cell.room_type_id, cell.rate_plan_id)
        together.setdefault(key, {})[cell.stay_date] = (before, plain(cell.values))
    for (kind, plan), by_date in together.items():
        runs = [[f"{run.first}", f"{run.last}", *run.value] for run in date_runs(by_date)]
        for start in range(0, len(runs), RUNS_IN_ONE_EVENT):
            detail = {
                "rate_plan_id": plan,
                "columns": list(columns),
                "nights": runs[start : start + RUNS_IN_ONE_EVENT],
            }
            edit.note(unit, table.name, kind, "set", detail)
