"""Prices and restrictions by the thousand, plans and policies one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.catalogue import rate_cells, rates
from db.tables.rate import restriction, room_rate
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.catalogue.rate_changes import (
    AddPolicy,
    AddRatePlan,
    CellsChanged,
    ChangePolicy,
    ChangeRatePlan,
    RateCell,
    RatePlanDetails,
    RestrictionCell,
    SetRatePlanStanding,
    SetRates,
    SetRestrictions,
)
from desk_app.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from desk_app.domain.money import Money
from desk_app.domain.permissions import Role
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind
from desk_app.domain.selling.prices import EVERY_PLAN, Guarantee, Restriction
from tests.house.building import BUSINESS_DATE, NOON
from tests.integration.services.conftest import FLEX, HOTEL, HUNDRED, NIGHTS, TEN, Managed
from tests.integration.services.lost_answers import next_commit_answer_lost

FAR = BUSINESS_DATE + timedelta(days=300)
"""No price is set for it."""


def cell(price: str, day: date = BUSINESS_DATE, **more: Any) -> RateCell:
    fields: dict[str, Any] = {
        "room_type_id": TEN,
        "rate_plan_id": FLEX,
        "stay_date": day,
        "price": Money.of(price, "USD", field="price"),
    }
    return RateCell(**(fields | more))


def set_prices(*cells: RateCell) -> SetRates:
    return SetRates(hotel_id=HOTEL, cells=cells)


def price(managed: Managed, day: date = BUSINESS_DATE, kind: int = TEN) -> int | None:
    found = managed.stores.rate.read(
        lambda unit: rates.prices(unit, HOTEL, FLEX, [kind], day, day + timedelta(days=1))
    )
    return found.get((kind, day))


def test_prices_are_set_for_many_nights_at_once(managed: Managed) -> None:
    days = [BUSINESS_DATE + timedelta(days=offset) for offset in range(NIGHTS + 10)]
    cells = [cell("123.45", day, room_type_id=kind) for kind in (TEN, HUNDRED) for day in days]
    assert managed.management.set_rates(set_prices(*cells)) == 2 * (NIGHTS + 10)
    assert {price(managed, day, kind) for day in days for kind in (TEN, HUNDRED)} == {12345}
    assert managed.management.set_rates(set_prices(*cells)) == 0
    told = managed.trail("rate")
    assert [event.entity_id for event in told] == [TEN, HUNDRED]
    last_old = BUSINESS_DATE + timedelta(days=NIGHTS - 1)
    assert told[0].detail["nights"] == [
        [f"{BUSINESS_DATE}", f"{last_old}", [20_000], [12_345]],
        [f"{last_old + timedelta(days=1)}", f"{days[-1]}", None, [12_345]],
    ]


def test_a_price_that_moved_stops_all_of_them_and_says_who_and_when(managed: Managed) -> None:
    tomorrow = BUSINESS_DATE + timedelta(days=1)
    managed.acting_as("paul").set_rates(set_prices(cell("150", expected_version=1)))
    with pytest.raises(CellsChanged) as refused:
        managed.management.set_rates(
            set_prices(
                cell("199", expected_version=1),
                cell("199", tomorrow, expected_version=1),
                cell("199", FAR, expected_version=1),
            )
        )
    moved, missing = refused.value.cells
    assert (moved.stay_date, moved.version, moved.changed_by) == (BUSINESS_DATE, 2, "paul")
    assert (missing.stay_date, missing.version, missing.changed_by) == (FAR, 0, None)
    assert refused.value.changed_by == "paul"
    assert (price(managed), price(managed, tomorrow)) == (15_000, 20_000)
    # Negative control: unconditional, Paul's price is lost.
    managed.management.set_rates(set_prices(cell("199")))
    assert price(managed) == 19_900


@pytest.mark.layouts("mariadb", "mariadb-split")  # SQLite has one writer: there is no between
def test_two_desks_pricing_a_night_that_had_none_do_not_overwrite_each_other(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rival puts the price in between the look and the write."""
    overtaken(managed, monkeypatch)
    with pytest.raises(CellsChanged) as refused:
        managed.management.set_rates(set_prices(cell("199", FAR, expected_version=0)))
    assert refused.value.cells[0].changed_by == "paul"
    assert price(managed, FAR) == 15_000


@pytest.mark.layouts("mariadb", "mariadb-split")
def test_an_unconditional_price_overwrites_the_rival(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the race above."""
    overtaken(managed, monkeypatch)
    managed.management.set_rates(set_prices(cell("199", FAR)))
    assert price(managed, FAR) == 19_900


def overtaken(managed: Managed, monkeypatch: pytest.MonkeyPatch) -> None:
    real = rate_cells._held

    def held(*args: Any) -> Any:
        seen = real(*args)
        monkeypatch.setattr(rate_cells, "_held", real)
        managed.acting_as("paul").set_rates(set_prices(cell("150", FAR, expected_version=0)))
        return seen

    monkeypatch.setattr(rate_cells, "_held", held)


def test_prices_whose_commit_was_not_answered_are_no_conflict(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with next_commit_answer_lost(monkeypatch):
        changed = managed.management.set_rates(set_prices(cell("150", expected_version=1)))
    assert changed == 1
    assert price(managed) == 15_000
    assert len(managed.trail("rate")) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: cell("-1"), "price"),
        (lambda: cell("1.005"), "price"),
        (lambda: cell("1e30"), "price"),
        (lambda: cell("1; DROP TABLE room_rate"), "price"),
        (lambda: set_prices(cell("1"), cell("2")), "cells"),
        (set_prices, "cells"),
        (lambda: Money.of("10.5", "CLP", field="price"), "price"),
    ],
)
def test_prices_that_make_no_sense_are_refused(wrong: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wrong()
    assert refused.value.field == field


@pytest.mark.layouts("sqlite")
def test_prices_of_other_currencies_and_unknown_things_are_refused(managed: Managed) -> None:
    with pytest.raises(InvalidInput, match="currency is USD"):
        managed.management.set_rates(set_prices(replace(cell("1"), price=Money(100, "EUR"))))
    unknowns: list[dict[str, Any]]
    unknowns = [{"room_type_id": 99}, {"rate_plan_id": 99}, {"rate_plan_id": EVERY_PLAN}]
    for unknown in unknowns:
        with pytest.raises(NotFound):
            managed.management.set_rates(set_prices(replace(cell("1"), **unknown)))
    with pytest.raises(NotAllowed):
        managed.acting_as("rita", Role.RECEPTIONIST).set_rates(set_prices(cell("1")))
    assert price(managed) == 20_000


def test_restrictions_are_set_changed_and_lifted(managed: Managed) -> None:
    closed = Restriction(
        room_type_id=TEN, rate_plan_id=EVERY_PLAN, stay_date=BUSINESS_DATE, stop_sell=True
    )

    def stored() -> list[Restriction]:
        return managed.stores.rate.read(
            lambda unit: rates.restrictions(unit, HOTEL, FLEX, [TEN], BUSINESS_DATE, BUSINESS_DATE)
        )

    def put(row: Restriction, version: int | None = None) -> int:
        cells = (RestrictionCell(restriction=row, expected_version=version),)
        return managed.management.set_restrictions(SetRestrictions(hotel_id=HOTEL, cells=cells))

    assert put(closed, version=0) == 1
    assert stored() == [closed]
    assert put(closed, version=0) == 0
    with pytest.raises(CellsChanged):
        put(replace(closed, min_los=2), version=0)
    lifted = replace(closed, stop_sell=False)
    assert put(lifted, version=1) == 1
    assert stored() == [lifted]
    with pytest.raises(InvalidInput):
        put(replace(closed, min_los=3, max_los=2))
    with pytest.raises(NotFound):
        put(replace(closed, room_type_id=99))
    counted = select(func.count()).select_from(restriction)
    assert managed.stores.rate.read(lambda unit: unit.execute(counted).scalar()) == 1


def test_policies_and_plans_are_added_changed_and_retired(managed: Managed) -> None:
    free = CancellationPolicy(code="free7", name="Free a week before", fee_kind=FeeKind.FREE)
    policy = managed.management.add_policy(AddPolicy(hotel_id=HOTEL, policy=free))
    assert policy.policy.code == "FREE7"
    half = replace(policy.policy, fee_kind=FeeKind.PERCENT, fee_value=5_000, free_before=7)
    changed = managed.management.change_policy(
        ChangePolicy(hotel_id=HOTEL, policy_id=policy.id, version=1, policy=half)
    )
    assert (changed.policy, changed.version) == (half, 2)
    details = RatePlanDetails(code="bar", name="Best available", policy_id=policy.id)
    plan = managed.management.add_rate_plan(AddRatePlan(hotel_id=HOTEL, details=details))
    assert (plan.plan.code, plan.plan.policy, plan.details) == ("BAR", half, details)
    at_hotel = replace(details, guarantee=Guarantee.AT_HOTEL, position=5)
    moved = managed.management.change_rate_plan(
        ChangeRatePlan(hotel_id=HOTEL, rate_plan_id=plan.plan.id, version=1, details=at_hotel)
    )
    assert moved.plan.guarantee is Guarantee.AT_HOTEL
    retired = managed.management.set_rate_plan_standing(
        SetRatePlanStanding(
            hotel_id=HOTEL, rate_plan_id=plan.plan.id, version=2, standing=Standing.RETIRED
        )
    )
    assert retired.plan.status is Standing.RETIRED
    assert [event.action for event in managed.trail("rate")] == [
        "add",
        "change",
        "add",
        "change",
        "retire",
    ]
    with pytest.raises(Conflict):
        managed.acting_as("paul").change_rate_plan(
            ChangeRatePlan(hotel_id=HOTEL, rate_plan_id=plan.plan.id, version=1, details=details)
        )


@pytest.mark.layouts("sqlite", "mariadb")
def test_plans_and_policies_that_make_no_sense_are_refused(managed: Managed) -> None:
    flex = managed.management.policies(HOTEL)[0]
    for again in (
        lambda: managed.management.add_policy(AddPolicy(hotel_id=HOTEL, policy=flex.policy)),
        lambda: managed.management.add_rate_plan(
            AddRatePlan(
                hotel_id=HOTEL,
                details=RatePlanDetails(code="FLEX", name="x", policy_id=flex.id),
            )
        ),
    ):
        with pytest.raises(InvalidInput) as refused:
            again()
        assert refused.value.field == "code"
    with pytest.raises(NotFound):
        managed.management.add_rate_plan(
            AddRatePlan(hotel_id=HOTEL, details=RatePlanDetails(code="X", name="x", policy_id=99))
        )
    with pytest.raises(NotFound):
        managed.management.add_policy(AddPolicy(hotel_id=77, policy=flex.policy))
    with pytest.raises(InvalidInput):
        AddPolicy(hotel_id=HOTEL, policy=replace(flex.policy, code="no code!"))
    assert len(managed.management.rate_plans(HOTEL)) == 2


@pytest.mark.layouts("sqlite", "mariadb")
def test_thousands_of_prices_go_in_few_statements(managed: Managed) -> None:
    days = [FAR + timedelta(days=offset) for offset in range(1_500)]
    cells = [cell(f"{100 + day.day}", day, room_type_id=kind) for kind in (TEN, 12) for day in days]
    assert managed.management.set_rates(set_prices(*cells)) == 3_000
    again = [replace(each, price=Money(1, "USD"), expected_version=1) for each in cells]
    assert managed.management.set_rates(set_prices(*again)) == 3_000
    counted = select(func.count()).where(room_rate.c.price == 1, room_rate.c.version == 2)
    assert managed.stores.rate.read(lambda unit: unit.execute(counted).scalar()) == 3_000
    stamped = {row.at for row in managed.trail("rate")}
    assert len(stamped) == 2
    assert min(stamped) >= NOON
