"""What may be sold on a night, what is left of it, and who may have to be walked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.selling.availability import (
    Demand,
    NightInventory,
    full_nights,
    total_inventory,
)

DAY = date(2027, 3, 10)


def night(
    *, total: int = 11, closed: int = 0, reserved: int = 0, day: date = DAY, over: int = 0
) -> NightInventory:
    return NightInventory(
        room_type_id=11,
        stay_date=day,
        total_inventory=total,
        closed_rooms=closed,
        allowed_over=over,
        total_reserved=reserved,
        version=1,
    )


@pytest.mark.parametrize(
    ("rooms", "basis_points", "sold"),
    [
        (10, 1_000, 11),
        (100, 1_000, 110),
        (9, 1_000, 9),
        (19, 1_000, 20),
        (0, 1_000, 0),
        (10, 0, 10),
        (10, 10_000, 20),
        (3, 3_333, 3),
        (3, 3_334, 4),
        (7, 1, 7),
    ],
)
def test_what_may_be_sold_is_rounded_down(rooms: int, basis_points: int, sold: int) -> None:
    assert total_inventory(rooms, basis_points) == sold


@given(rooms=st.integers(0, 100_000), basis_points=st.integers(0, 10_000))
def test_overbooking_never_sells_less_than_the_rooms_nor_more_than_the_rate(
    rooms: int, basis_points: int
) -> None:
    sold = total_inventory(rooms, basis_points)
    assert rooms <= sold
    assert 10_000 * sold <= rooms * (10_000 + basis_points) < 10_000 * (sold + 1)


@pytest.mark.parametrize(
    ("closed", "reserved", "balance", "left", "overcommitted"),
    [
        (0, 0, 11, 11, False),
        (0, 10, 1, 1, False),
        (0, 11, 0, 0, False),
        (1, 11, -1, 0, True),
        (11, 3, -3, 0, True),
        (2, 4, 5, 5, False),
    ],
)
def test_less_than_nothing_left_is_shown_as_none_with_a_mark(
    closed: int, reserved: int, balance: int, left: int, overcommitted: bool
) -> None:
    tonight = night(closed=closed, reserved=reserved)
    assert (tonight.balance, tonight.left, tonight.overcommitted) == (balance, left, overcommitted)


@pytest.mark.parametrize(
    ("closed", "reserved", "walked", "overcommitted"),
    [
        (0, 10, 0, False),  # the house is full
        (0, 11, 1, False),  # oversold within the rate: no mark, but a guest may be walked
        (0, 12, 2, True),
        (1, 10, 1, False),
        (3, 8, 1, False),
        (12, 2, 2, True),  # more closed than there are
        (12, 0, 0, True),
    ],
)
def test_oversold_counts_guests_above_the_open_rooms_overcommitted_above_the_inventory(
    closed: int, reserved: int, walked: int, overcommitted: bool
) -> None:
    tonight = night(closed=closed, reserved=reserved)
    assert tonight.oversold(total_rooms=10) == walked
    assert tonight.overcommitted is overcommitted


def test_full_nights_are_those_with_too_few_left_in_order() -> None:
    nights = [
        night(day=DAY + timedelta(days=3), reserved=10),
        night(day=DAY, reserved=11),
        night(day=DAY + timedelta(days=1), reserved=9),
        night(day=DAY + timedelta(days=2), closed=5, reserved=8),
    ]
    assert full_nights(nights, 1) == [DAY, DAY + timedelta(days=2)]
    assert full_nights(nights, 2) == [DAY, DAY + timedelta(days=2), DAY + timedelta(days=3)]
    assert full_nights(nights, 12) == [DAY + timedelta(days=offset) for offset in range(4)]
    assert full_nights([], 1) == []


def test_demands_sort_in_the_order_of_the_key() -> None:
    later = DAY + timedelta(days=1)
    demands = [
        Demand(room_type_id=2, check_in=DAY, check_out=later, rooms=1),
        Demand(room_type_id=1, check_in=later, check_out=later + timedelta(days=2), rooms=1),
        Demand(room_type_id=1, check_in=DAY, check_out=later, rooms=2),
    ]
    assert sorted(demands) == [demands[2], demands[1], demands[0]]
    assert [demand.nights for demand in demands] == [1, 2, 1]
