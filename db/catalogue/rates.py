"""Reading plans, prices and restrictions for a quote, straight from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, bindparam, select

from db.tables.rate import cancellation_policy, rate_plan, restriction, room_rate
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind, FreeUnit
from desk_app.domain.selling.prices import EVERY_PLAN, Guarantee, RatePlan, Restriction

_policy = cancellation_policy.c
_PLANS = (
    select(
        rate_plan,
        _policy.code.label("policy_code"),
        _policy.name.label("policy_name"),
        _policy.fee_kind,
        _policy.fee_value,
        _policy.free_before,
        _policy.free_unit,
    )
    .join_from(
        rate_plan,
        cancellation_policy,
        (_policy.hotel_id == rate_plan.c.hotel_id) & (_policy.id == rate_plan.c.policy_id),
    )
    .where(rate_plan.c.hotel_id == bindparam("hotel"))
    .order_by(rate_plan.c.position, rate_plan.c.id)
)
_PRICES = select(room_rate.c.room_type_id, room_rate.c.stay_date, room_rate.c.price).where(
    room_rate.c.hotel_id == bindparam("hotel"),
    room_rate.c.rate_plan_id == bindparam("plan"),
    room_rate.c.room_type_id.in_(bindparam("types", expanding=True)),
    room_rate.c.stay_date >= bindparam("first"),
    room_rate.c.stay_date < bindparam("end"),
)
_RESTRICTIONS = select(restriction).where(
    restriction.c.hotel_id == bindparam("hotel"),
    restriction.c.room_type_id.in_(bindparam("types", expanding=True)),
    restriction.c.rate_plan_id.in_(bindparam("plans", expanding=True)),
    restriction.c.stay_date >= bindparam("first"),
    restriction.c.stay_date <= bindparam("last"),
)


def plans(unit: UnitOfWork, hotel_id: int) -> list[RatePlan]:
    """The hotel's rate plans with their policies, retired ones too, in the house's order."""
    return [_plan(row) for row in unit.execute(_PLANS, {"hotel": hotel_id})]


def _plan(row: Row[tuple[object, ...]]) -> RatePlan:
    return RatePlan(
        hotel_id=row.hotel_id,
        id=row.id,
        code=row.code,
        name=row.name,
        meals=row.meals,
        guarantee=Guarantee(row.guarantee),
        policy=CancellationPolicy(
            code=row.policy_code,
            name=row.policy_name,
            fee_kind=FeeKind(row.fee_kind),
            fee_value=row.fee_value,
            free_before=row.free_before,
            free_unit=FreeUnit(row.free_unit),
        ),
        position=row.position,
        status=Standing(row.status),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def prices(
    unit: UnitOfWork,
    hotel_id: int,
    rate_plan_id: int,
    room_type_ids: Sequence[int],
    first: date,
    end: date,
) -> dict[tuple[int, date], int]:
    """Price in minor units by (room type id, stay date) for ``[first, end)``."""
    rows = unit.execute(
        _PRICES,
        {
            "hotel": hotel_id,
            "plan": rate_plan_id,
            "types": list(room_type_ids),
            "first": first,
            "end": end,
        },
    )
    return {(row.room_type_id, row.stay_date): row.price for row in rows}


def restrictions(
    unit: UnitOfWork,
    hotel_id: int,
    rate_plan_id: int,
    room_type_ids: Sequence[int],
    first: date,
    last: date,
) -> list[Restriction]:
    """Restrictions of the plan and those of every plan, ``last`` included (CTD stands on it)."""
    rows = unit.execute(
        _RESTRICTIONS,
        {
            "hotel": hotel_id,
            "types": list(room_type_ids),
            "plans": [EVERY_PLAN, rate_plan_id],
            "first": first,
            "last": last,
        },
    )
    return [
        Restriction(
            room_type_id=row.room_type_id,
            rate_plan_id=row.rate_plan_id,
            stay_date=row.stay_date,
            min_los=row.min_los,
            max_los=row.max_los,
            closed_to_arrival=row.closed_to_arrival,
            closed_to_departure=row.closed_to_departure,
            stop_sell=row.stop_sell,
        )
        for row in rows
    ]
