"""Restrictions of one night, joined."""

from __future__ import annotations

from datetime import date

from desk_app.domain.calendars import strictest
from desk_app.domain.prices import Restriction


def rule(**forbids: int | bool) -> Restriction:
    return Restriction(
        room_type_id=1,
        rate_plan_id=0,
        stay_date=date(2026, 12, 24),
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
