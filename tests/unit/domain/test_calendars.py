"""Restrictions of one night, joined."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.calendars import strictest
from desk_app.domain.selling.prices import Restriction, broken_rule
from desk_app.domain.stays import Stay

NIGHT = date(2026, 12, 24)


def rule(**forbids: int | bool) -> Restriction:
    return Restriction(
        room_type_id=1,
        rate_plan_id=0,
        stay_date=NIGHT,
        **forbids,  # type: ignore[arg-type]
    )


def test_the_stricter_figure_of_each_holds() -> None:
    joined = strictest(
        [rule(min_los=2, max_los=9), rule(min_los=3, max_los=7), rule(closed_to_arrival=True)]
    )
    assert joined is not None
    assert (joined.min_los, joined.max_los) == (3, 7)
    assert joined.closed_to_arrival
    assert not joined.stop_sell


def test_no_longest_stay_is_no_limit() -> None:
    joined = strictest([rule(max_los=0, stop_sell=True), rule(max_los=5)])
    assert joined is not None
    assert joined.max_los == 5


def test_what_forbids_nothing_is_none() -> None:
    assert strictest([]) is None
    assert strictest([rule(), rule(min_los=1)]) is None


@pytest.mark.parametrize(
    "limit",
    [
        {"min_los": 2},
        {"max_los": 1},
        {"closed_to_arrival": True},
        {"closed_to_departure": True},
        {"stop_sell": True},
    ],
)
def test_every_single_limit_is_kept(limit: dict[str, int | bool]) -> None:
    assert strictest([rule(), rule(**limit)]) == rule(**limit)


RULES = st.builds(
    rule,
    min_los=st.integers(0, 4),
    max_los=st.integers(0, 4),
    closed_to_arrival=st.booleans(),
    closed_to_departure=st.booleans(),
    stop_sell=st.booleans(),
)


@given(rows=st.lists(RULES, max_size=4), nights=st.integers(1, 5), starts=st.integers(-5, 0))
def test_the_joined_restriction_forbids_exactly_what_the_single_ones_forbid(
    rows: list[Restriction], nights: int, starts: int
) -> None:
    arrival = NIGHT + timedelta(days=starts)
    stay = Stay(arrival, arrival + timedelta(days=nights))
    joined = strictest(rows)
    shown = [joined] if joined else []
    assert bool(broken_rule(stay, shown)) == bool(broken_rule(stay, rows))
