"""Writing policies, rate plans, prices and restrictions; each through an `Edit`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.catalogue import rates
from db.catalogue.edits import Edit
from db.catalogue.rate_cells import Cell, set_cells
from db.tables.rate import cancellation_policy, rate_plan, restriction, room_rate
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.catalogue.rate_changes import (
    RatePlanDetails,
    SetRates,
    SetRestrictions,
    StoredPlan,
    StoredPolicy,
)
from desk_app.domain.errors import NotFound
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind, FreeUnit


def policies(unit: UnitOfWork, hotel_id: int) -> list[StoredPolicy]:
    """By code."""
    table = cancellation_policy
    rows = unit.execute(select(table).where(table.c.hotel_id == hotel_id).order_by(table.c.code))
    return [
        StoredPolicy(
            hotel_id=row.hotel_id,
            id=row.id,
            policy=CancellationPolicy(
                code=row.code,
                name=row.name,
                fee_kind=FeeKind(row.fee_kind),
                fee_value=row.fee_value,
                free_before=row.free_before,
                free_unit=FreeUnit(row.free_unit),
            ),
            version=row.version,
            changed_by=row.changed_by,
            changed_at=row.changed_at,
        )
        for row in rows
    ]


def one_policy(unit: UnitOfWork, hotel_id: int, policy_id: int) -> StoredPolicy:
    """Raises `NotFound`."""
    for found in policies(unit, hotel_id):
        if found.id == policy_id:
            return found
    raise NotFound(what="cancellation policy", name=policy_id)


def stored_plans(unit: UnitOfWork, hotel_id: int) -> list[StoredPlan]:
    """Retired ones too, in the house's order."""
    rows = unit.execute(
        select(rate_plan.c.id, rate_plan.c.policy_id).where(rate_plan.c.hotel_id == hotel_id)
    )
    policy_of = {row.id: row.policy_id for row in rows}
    return [
        StoredPlan(plan=plan, policy_id=policy_of[plan.id])
        for plan in rates.plans(unit, hotel_id)
        if plan.id in policy_of
    ]


def one_plan(unit: UnitOfWork, hotel_id: int, rate_plan_id: int) -> StoredPlan:
    """Raises `NotFound`."""
    for found in stored_plans(unit, hotel_id):
        if found.plan.id == rate_plan_id:
            return found
    raise NotFound(what="rate plan", name=rate_plan_id)


def add_policy(
    edit: Edit, unit: UnitOfWork, hotel_id: int, policy_id: int, policy: CancellationPolicy
) -> None:
    row = {"hotel_id": hotel_id, "id": policy_id, **policy.to_json()}
    edit.add(unit, cancellation_policy, policy_id, row)


def change_policy(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    policy_id: int,
    version: int | None,
    policy: CancellationPolicy,
) -> None:
    key = {"hotel_id": hotel_id, "id": policy_id}
    what = "cancellation policy"
    edit.change(unit, cancellation_policy, key, version, policy.to_json(), what=what)


def add_plan(
    edit: Edit, unit: UnitOfWork, hotel_id: int, rate_plan_id: int, details: RatePlanDetails
) -> None:
    """Raises `NotFound` for a policy that the hotel has not."""
    one_policy(unit, hotel_id, details.policy_id)
    key = {"hotel_id": hotel_id, "id": rate_plan_id}
    row = {**key, "status": Standing.ACTIVE.value, **_plan_values(details)}
    edit.add(unit, rate_plan, rate_plan_id, row)


def change_plan(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    rate_plan_id: int,
    version: int | None,
    details: RatePlanDetails,
) -> None:
    one_policy(unit, hotel_id, details.policy_id)
    key = {"hotel_id": hotel_id, "id": rate_plan_id}
    edit.change(unit, rate_plan, key, version, _plan_values(details), what="rate plan")


def set_plan_standing(
    edit: Edit,
    unit: UnitOfWork,
    hotel_id: int,
    rate_plan_id: int,
    version: int | None,
    standing: Standing,
) -> None:
    edit.change(
        unit,
        rate_plan,
        {"hotel_id": hotel_id, "id": rate_plan_id},
        version,
        {"status": standing.value},
        what="rate plan",
        action="retire" if standing is Standing.RETIRED else "revive",
    )


def _plan_values(details: RatePlanDetails) -> dict[str, Any]:
    return {
        "code": details.code,
        "name": details.name,
        "meals": details.meals,
        "guarantee": details.guarantee.value,
        "policy_id": details.policy_id,
        "position": details.position,
    }


def set_rates(edit: Edit, unit: UnitOfWork, command: SetRates) -> int:
    """Prices of many nights, all or none; returns how many changed. Raises `CellsChanged`."""
    cells = [
        Cell(
            room_type_id=cell.room_type_id,
            rate_plan_id=cell.rate_plan_id,
            stay_date=cell.stay_date,
            values=(cell.price.amount,),
            expected_version=cell.expected_version,
        )
        for cell in command.cells
    ]
    return set_cells(edit, unit, room_rate, command.hotel_id, ("price",), cells)


_LIMITS = ("min_los", "max_los", "closed_to_arrival", "closed_to_departure", "stop_sell")


def set_restrictions(edit: Edit, unit: UnitOfWork, command: SetRestrictions) -> int:
    """As `set_rates`."""
    cells = [
        Cell(
            room_type_id=cell.restriction.room_type_id,
            rate_plan_id=cell.restriction.rate_plan_id,
            stay_date=cell.restriction.stay_date,
            values=tuple(getattr(cell.restriction, name) for name in _LIMITS),
            expected_version=cell.expected_version,
        )
        for cell in command.cells
    ]
    return set_cells(edit, unit, restriction, command.hotel_id, _LIMITS, cells)
