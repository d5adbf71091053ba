"""Writes a small hotel straight into the tables: 400 nights, three room types, three plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Table, insert

from db.stores import Stores
from db.tables import chain, rate, reservation
from db.unit_of_work import Store
from desk_app.domain.selling.availability import total_inventory

BUSINESS_DATE = date(2027, 3, 10)
"""The hotel's day in tests: before a change of the clocks in New York (14 March 2027)."""

NOON = datetime(2027, 3, 10, 17, 0, tzinfo=UTC)
"""12:00 on the business date at the hotel."""

NIGHTS = 400
PRICE = 20_000
_EDITED = {"version": 1, "changed_by": "setup", "changed_at": datetime(2027, 1, 1, tzinfo=UTC)}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A room type to build; ``rooms`` are physical."""

    code: str
    rooms: int
    price: int = PRICE
    max_guests: int = 4
    overbooking_bp: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    code: str
    guarantee: str = "PREPAID"
    fee_kind: str = "NIGHTS"
    fee_value: int = 1
    free_before: int | None = 1
    free_unit: str = "DAYS"


KINDS = (
    Kind(code="STD", rooms=10),
    Kind(code="DLX", rooms=5, price=35_000),
    Kind(code="ONE", rooms=1, overbooking_bp=0),
)
PLANS = (
    Plan(code="FLEX"),
    Plan(code="NONREF", fee_kind="NON_REFUNDABLE", fee_value=0, free_before=None),
    Plan(code="HOTEL", guarantee="AT_HOTEL", free_before=24, free_unit="HOURS"),
)


def build_hotel(
    stores: Stores,
    hotel_id: int = 1,
    *,
    kinds: Sequence[Kind] = KINDS,
    plans: Sequence[Plan] = PLANS,
    currency: str = "USD",
    time_zone: str = "America/New_York",
    overbooking_bp: int = 1_000,
    nights: int = NIGHTS,
) -> None:
    """Room types get ids 11, 12, ... and plans 21, 22, ... in the order given."""
    _put(
        stores.chain,
        chain.hotel,
        [
            {
                "id": hotel_id,
                "code": f"H{hotel_id}",
                "name": f"House {hotel_id}",
                "currency": currency,
                "time_zone": time_zone,
                "country": "US",
                "city": "Testville",
                "address": "1 Main Street",
                "phone": "",
                "email": "",
                "stars": 4,
                "description": "",
                "amenities": [],
                "check_in_time": time(15),
                "check_out_time": time(11),
                "overbooking_bp": overbooking_bp,
                "status": "ACTIVE",
                **_EDITED,
            }
        ],
    )
    _put(stores.chain, chain.room_type, [_room_type(hotel_id, *each) for each in enumerate(kinds)])
    _put(
        stores.rate,
        rate.cancellation_policy,
        [_policy(hotel_id, *each) for each in enumerate(plans)],
    )
    _put(stores.rate, rate.rate_plan, [_plan(hotel_id, *each) for each in enumerate(plans)])
    _put(
        stores.reservation,
        reservation.business_date,
        [{"hotel_id": hotel_id, "business_date": BUSINESS_DATE, **_EDITED}],
    )
    days = [BUSINESS_DATE + timedelta(days=offset) for offset in range(-5, nights)]
    _put(
        stores.rate,
        rate.room_rate,
        [
            {
                "hotel_id": hotel_id,
                "rate_plan_id": 21 + plan,
                "room_type_id": 11 + number,
                "stay_date": day,
                "price": kind.price,
                **_EDITED,
            }
            for plan in range(len(plans))
            for number, kind in enumerate(kinds)
            for day in days
        ],
    )
    _put(
        stores.reservation,
        reservation.room_inventory,
        [
            {
                "hotel_id": hotel_id,
                "room_type_id": 11 + number,
                "stay_date": day,
                "total_inventory": total_inventory(
                    kind.rooms,
                    overbooking_bp if kind.overbooking_bp is None else kind.overbooking_bp,
                ),
                **_EDITED,
            }
            for number, kind in enumerate(kinds)
            for day in days
        ],
    )


def _room_type(hotel_id: int, number: int, kind: Kind) -> dict[str, Any]:
    return {
        "hotel_id": hotel_id,
        "id": 11 + number,
        "code": kind.code,
        "name": f"Room {kind.code}",
        "description": "",
        "amenities": [],
        "beds": "1 king",
        "size_m2": 20,
        "max_guests": kind.max_guests,
        "max_adults": kind.max_guests,
        "total_rooms": kind.rooms,
        "overbooking_bp": kind.overbooking_bp,
        "position": number,
        "status": "ACTIVE",
        **_EDITED,
    }


def _policy(hotel_id: int, number: int, plan: Plan) -> dict[str, Any]:
    return {
        "hotel_id": hotel_id,
        "id": 31 + number,
        "code": plan.code,
        "name": f"Terms {plan.code}",
        "fee_kind": plan.fee_kind,
        "fee_value": plan.fee_value,
        "free_before": plan.free_before,
        "free_unit": plan.free_unit,
        **_EDITED,
    }


def _plan(hotel_id: int, number: int, plan: Plan) -> dict[str, Any]:
    return {
        "hotel_id": hotel_id,
        "id": 21 + number,
        "code": plan.code,
        "name": f"Plan {plan.code}",
        "meals": "",
        "guarantee": plan.guarantee,
        "policy_id": 31 + number,
        "position": number,
        "status": "ACTIVE",
        **_EDITED,
    }


def _put(store: Store, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    store.write(lambda unit: unit.execute(insert(table), list(rows)))
