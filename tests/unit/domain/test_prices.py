"""Restrictions on a stay, in words, and the total of a quote."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.money import Money
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind
from desk_app.domain.selling.prices import (
    EVERY_PLAN,
    Guarantee,
    Quote,
    RatePlan,
    Restriction,
    RoomQuote,
    broken_rule,
)
from desk_app.domain.stays import Stay

PLAN = 21
ARRIVAL = date(2027, 3, 12)  # a Friday
STAY = Stay(ARRIVAL, date(2027, 3, 15))


def rule(day: int, plan: int = PLAN, **limits: Any) -> Restriction:
    """``day`` counts from the arrival."""
    return Restriction(
        room_type_id=11,
        rate_plan_id=plan,
        stay_date=ARRIVAL + timedelta(days=day),
        **limits,
    )


@pytest.mark.parametrize(
    ("day", "limits", "said"),
    [
        (0, {"stop_sell": True}, "Closed for sale on Fri 12 Mar 2027"),
        (2, {"stop_sell": True}, "Closed for sale on Sun 14 Mar 2027"),
        (3, {"stop_sell": True}, None),  # the check-out date is no night
        (-1, {"stop_sell": True}, None),
        (0, {"closed_to_arrival": True}, "No arrivals on Fri 12 Mar 2027"),
        (1, {"closed_to_arrival": True}, None),
        (3, {"closed_to_departure": True}, "No departures on Mon 15 Mar 2027"),
        (2, {"closed_to_departure": True}, None),
        (0, {"closed_to_departure": True}, None),
        (0, {"min_los": 4}, "At least 4 nights for an arrival on Fri 12 Mar 2027"),
        (0, {"min_los": 3}, None),
        (1, {"min_los": 4}, None),  # asked on the arrival date only
        (0, {"max_los": 2}, "At most 2 nights for an arrival on Fri 12 Mar 2027"),
        (0, {"max_los": 3}, None),
        (0, {"max_los": 0}, None),  # no limit
        (1, {"max_los": 1}, None),
        (0, {}, None),
    ],
)
@pytest.mark.parametrize("plan", [PLAN, EVERY_PLAN])
def test_each_restriction_holds_on_its_own_date(
    day: int, limits: dict[str, Any], said: str | None, plan: int
) -> None:
    assert broken_rule(STAY, [rule(day, plan, **limits)]) == said


def test_nothing_forbids_a_stay_without_restrictions() -> None:
    assert broken_rule(STAY, []) is None


@pytest.mark.parametrize("order", [1, -1])
def test_the_plans_own_restriction_does_not_lift_that_of_every_plan(order: int) -> None:
    rows = [rule(0, PLAN, min_los=1), rule(0, EVERY_PLAN, min_los=5)][::order]
    assert broken_rule(STAY, rows) == "At least 5 nights for an arrival on Fri 12 Mar 2027"
    rows = [rule(3, PLAN, closed_to_departure=True), rule(3, EVERY_PLAN)][::order]
    assert broken_rule(STAY, rows) == "No departures on Mon 15 Mar 2027"


def test_a_night_that_is_not_sold_is_said_before_all_else() -> None:
    rows = [
        rule(0, closed_to_arrival=True, min_los=9),
        rule(3, closed_to_departure=True),
        rule(2, EVERY_PLAN, stop_sell=True),
    ]
    assert broken_rule(STAY, rows) == "Closed for sale on Sun 14 Mar 2027"


LIMITS = st.fixed_dictionaries(
    {
        "day": st.integers(-2, 5),
        "plan": st.sampled_from([PLAN, EVERY_PLAN]),
        "min_los": st.integers(0, 5),
        "max_los": st.integers(0, 5),
        "closed_to_arrival": st.booleans(),
        "closed_to_departure": st.booleans(),
        "stop_sell": st.booleans(),
    }
)


@given(rows=st.lists(LIMITS, max_size=6), more=LIMITS)
def test_a_further_restriction_never_allows_what_was_forbidden(
    rows: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    before = [rule(**row) for row in rows]
    if broken_rule(STAY, before):
        assert broken_rule(STAY, [*before, rule(**more)])
    if broken_rule(STAY, [rule(**more)]):
        assert broken_rule(STAY, [*before, rule(**more)])


def test_a_quote_adds_up_every_night_of_every_room() -> None:
    plan = RatePlan(
        hotel_id=1,
        id=PLAN,
        code="BAR",
        name="Best",
        meals="",
        guarantee=Guarantee.PREPAID,
        policy=CancellationPolicy(code="F", name="Free", fee_kind=FeeKind.FREE),
        position=0,
        status=Standing.ACTIVE,
        version=1,
        changed_by="x",
        changed_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    quote = Quote(
        hotel_id=1,
        stay=STAY,
        plan=plan,
        currency="CLP",
        rooms=(
            RoomQuote(room_type_id=11, adults=2, children=0, prices=(1, 2, 3)),
            RoomQuote(room_type_id=12, adults=1, children=1, prices=(10, 20, 30)),
        ),
        rooms_left={11: 4, 12: 1},
    )
    assert quote.total == Money(66, "CLP")
