"""Changes of prices, policies, restrictions and closed rooms: what is refused, who was first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.catalogue.rate_changes import (
    MOST_CELLS,
    MOST_NIGHTS,
    AddPolicy,
    CellConflict,
    CellsChanged,
    ChangePolicy,
    CloseRooms,
    RateCell,
    RatePlanDetails,
    RestrictionCell,
    SetRates,
    SetRestrictions,
    StoredPlan,
    nights_between,
)
from desk_app.domain.errors import Conflict, InvalidInput
from desk_app.domain.money import LARGEST_AMOUNT, Money
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind
from desk_app.domain.selling.prices import Guarantee, RatePlan, Restriction

DAY = date(2027, 3, 10)


def cell(day: int = 0, price: int = 100, room_type: int = 11) -> RateCell:
    return RateCell(
        room_type_id=room_type,
        rate_plan_id=21,
        stay_date=DAY + timedelta(days=day),
        price=Money(price, "USD"),
    )


def limit(day: int = 0, **limits: Any) -> RestrictionCell:
    return RestrictionCell(
        restriction=Restriction(
            room_type_id=11, rate_plan_id=0, stay_date=DAY + timedelta(days=day), **limits
        )
    )


FLEX: dict[str, Any] = {
    "code": "flex",
    "name": " Flexible ",
    "fee_kind": FeeKind.NIGHTS,
    "fee_value": 1,
}


def policy(**changed: Any) -> CancellationPolicy:
    return CancellationPolicy(**FLEX | changed)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: cell(price=-1), "price"),
        (lambda: cell(price=LARGEST_AMOUNT + 1), "price"),
        (lambda: SetRates(hotel_id=1, cells=()), "cells"),
        (lambda: SetRates(hotel_id=1, cells=(cell(), cell(1), cell())), "cells"),
        (lambda: SetRates(hotel_id=1, cells=(cell(),) * (MOST_CELLS + 1)), "cells"),
        (lambda: limit(min_los=-1), "min_los"),
        (lambda: limit(min_los=366), "min_los"),
        (lambda: limit(max_los=366), "max_los"),
        (lambda: limit(min_los=3, max_los=2), "max_los"),
        (lambda: SetRestrictions(hotel_id=1, cells=()), "cells"),
        (lambda: SetRestrictions(hotel_id=1, cells=(limit(), limit(min_los=2))), "cells"),
        (lambda: AddPolicy(hotel_id=1, policy=policy(code="")), "code"),
        (lambda: AddPolicy(hotel_id=1, policy=policy(name=" ")), "name"),
        (lambda: AddPolicy(hotel_id=1, policy=policy(fee_value=LARGEST_AMOUNT + 1)), "fee_value"),
        (lambda: AddPolicy(hotel_id=1, policy=policy(free_before=10_001)), "free_before"),
        (lambda: RatePlanDetails(code="x y", name="X", policy_id=1), "code"),
        (lambda: RatePlanDetails(code="X", name="", policy_id=1), "name"),
        (lambda: RatePlanDetails(code="X", name="X", policy_id=1, meals="x" * 61), "meals"),
        (lambda: RatePlanDetails(code="X", name="X", policy_id=1, position=-1), "position"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make()
    assert refused.value.field == field


def test_the_same_night_of_two_room_types_is_set_at_once() -> None:
    assert len(SetRates(hotel_id=1, cells=(cell(), cell(room_type=12), cell(1))).cells) == 3


def test_a_restriction_without_limits_lifts_what_was_there() -> None:
    assert limit().restriction.min_los == 0
    assert limit(min_los=3, max_los=3).restriction.max_los == 3


@pytest.mark.parametrize(
    "command",
    [
        AddPolicy(hotel_id=1, policy=policy()),
        ChangePolicy(hotel_id=1, policy_id=3, version=1, policy=policy()),
    ],
)
def test_a_policy_is_cleaned(command: AddPolicy | ChangePolicy) -> None:
    assert (command.policy.code, command.policy.name) == ("FLEX", "Flexible")


def test_a_plans_form_is_filled_in_from_what_is_stored() -> None:
    plan = RatePlan(
        hotel_id=1,
        id=21,
        code="BAR",
        name="Best",
        meals="breakfast",
        guarantee=Guarantee.AT_HOTEL,
        policy=policy(code="FLEX"),
        position=2,
        status=Standing.ACTIVE,
        version=1,
        changed_by="x",
        changed_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert StoredPlan(plan=plan, policy_id=31).details == RatePlanDetails(
        code="BAR",
        name="Best",
        policy_id=31,
        guarantee=Guarantee.AT_HOTEL,
        meals="breakfast",
        position=2,
    )


CLOSURE: dict[str, Any] = {
    "hotel_id": 1,
    "room_type_id": 11,
    "first": DAY,
    "last": DAY,
    "rooms": 1,
    "reason": "leak",
}


def close(**changed: Any) -> CloseRooms:
    return CloseRooms(**CLOSURE | changed)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last": DAY - timedelta(days=1)}, "last"),
        ({"last": DAY + timedelta(days=MOST_NIGHTS)}, "last"),
        ({"rooms": -1}, "rooms"),
        ({"rooms": 100_001}, "rooms"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 251}, "reason"),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        close(**wrong)
    assert refused.value.field == field


def test_opening_rooms_needs_no_reason() -> None:
    assert close(rooms=0, reason="").reason == ""


def test_both_ends_of_a_run_of_nights_count() -> None:
    assert nights_between(DAY, DAY) == 1
    assert nights_between(DAY, DAY + timedelta(days=MOST_NIGHTS - 1)) == MOST_NIGHTS


def conflict(day: int, by: str | None, hour: int | None) -> CellConflict:
    return CellConflict(
        room_type_id=11,
        rate_plan_id=21,
        stay_date=DAY + timedelta(days=day),
        version=2,
        changed_by=by,
        changed_at=None if hour is None else datetime(2027, 1, 1, hour, tzinfo=UTC),
    )


def test_changed_cells_name_who_was_the_last_to_change_them() -> None:
    cells = [conflict(1, "eva", 9), conflict(0, "rita", 11), conflict(0, None, None)]
    error = CellsChanged(what="Prices", cells=cells)
    assert isinstance(error, Conflict)
    assert (error.changed_by, error.at) == ("rita", datetime(2027, 1, 1, 11, tzinfo=UTC))
    assert error.fields == ("2027-03-10", "2027-03-11")
    assert error.cells == tuple(cells)


def test_cells_that_are_gone_were_changed_by_somebody() -> None:
    error = CellsChanged(what="Prices", cells=[conflict(0, None, None)])
    assert "by somebody else; look" in str(error)
