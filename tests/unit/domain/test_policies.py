"""Cancellation policies: free until when by the hotel's wall clock, and what is kept after."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidInput
from desk_app.domain.selling.policies import CancellationPolicy, FeeKind, FreeUnit, Terms
from desk_app.domain.stays import hotel_instant

NIGHTS = (20_000, 15_000, 10_001)
ARRIVAL = date(2027, 3, 28)
MICROSECOND = timedelta(microseconds=1)


def policy(
    kind: FeeKind = FeeKind.NIGHTS,
    value: int = 1,
    free_before: int | None = 1,
    unit: FreeUnit = FreeUnit.DAYS,
) -> CancellationPolicy:
    return CancellationPolicy(
        code="P",
        name="Policy",
        fee_kind=kind,
        fee_value=value,
        free_before=free_before,
        free_unit=unit,
    )


POLICIES = st.builds(
    CancellationPolicy,
    code=st.text(max_size=16),
    name=st.text(max_size=40),
    fee_kind=st.sampled_from(FeeKind),
    fee_value=st.integers(0, 10_000),
    free_before=st.none() | st.integers(0, 400),
    free_unit=st.sampled_from(FreeUnit),
)
WALLS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
ZONES = st.sampled_from(sorted(available_timezones()))
TERMS = st.builds(Terms, policy=POLICIES, check_in_time=WALLS, time_zone=ZONES)
DAYS = st.dates(date(2024, 1, 1), date(2035, 1, 1))
PRICES = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("zone", "arrival", "a_day_before", "hours_before"),
    [
        # The clocks go forward in the night before: a day by the wall is 23 hours.
        ("Europe/Madrid", date(2027, 3, 28), "2027-03-27T14:00", "2027-03-27T13:00"),
        ("America/New_York", date(2027, 3, 14), "2027-03-13T20:00", "2027-03-13T19:00"),
        ("Australia/Sydney", date(2027, 10, 3), "2027-10-02T05:00", "2027-10-02T04:00"),
        ("Australia/Lord_Howe", date(2027, 10, 3), "2027-10-02T04:30", "2027-10-02T04:00"),
        # They go back: 25 hours.
        ("Europe/Madrid", date(2027, 10, 31), "2027-10-30T13:00", "2027-10-30T14:00"),
        ("America/New_York", date(2027, 11, 7), "2027-11-06T19:00", "2027-11-06T20:00"),
        ("Australia/Sydney", date(2027, 4, 4), "2027-04-03T04:00", "2027-04-03T05:00"),
        # They went forward a night earlier, or never do.
        ("Europe/Madrid", date(2027, 3, 29), "2027-03-28T13:00", "2027-03-28T13:00"),
        ("Asia/Kolkata", date(2027, 3, 28), "2027-03-27T09:30", "2027-03-27T09:30"),
    ],
)
def test_days_are_counted_on_the_wall_and_hours_as_they_pass(
    zone: str, arrival: date, a_day_before: str, hours_before: str
) -> None:
    by_wall = policy(free_before=1, unit=FreeUnit.DAYS).free_until(arrival, time(15), zone)
    elapsed = policy(free_before=24, unit=FreeUnit.HOURS).free_until(arrival, time(15), zone)
    assert by_wall == datetime.fromisoformat(a_day_before).replace(tzinfo=UTC)
    assert elapsed == datetime.fromisoformat(hours_before).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("arrival", "wall", "free_until"),
    [
        # 02:30 does not exist on 14 March in New York: 03:30 it is.
        (date(2027, 3, 15), time(2, 30), "2027-03-14T07:30"),
        # 01:30 comes twice on 7 November: the first.
        (date(2027, 11, 8), time(1, 30), "2027-11-07T05:30"),
    ],
)
def test_free_time_that_ends_in_a_gap_or_a_fold_of_the_clock(
    arrival: date, wall: time, free_until: str
) -> None:
    ends = policy(free_before=1).free_until(arrival, wall, "America/New_York")
    assert ends == datetime.fromisoformat(free_until).replace(tzinfo=UTC)


@given(arrival=DAYS, wall=WALLS, zone=ZONES, hours=st.integers(0, 10_000))
def test_hours_before_are_elapsed_hours_in_every_zone(
    arrival: date, wall: time, zone: str, hours: int
) -> None:
    ends = policy(free_before=hours, unit=FreeUnit.HOURS).free_until(arrival, wall, zone)
    assert ends is not None
    assert hotel_instant(arrival, wall, zone) - ends == timedelta(hours=hours)


@given(arrival=DAYS, wall=WALLS, zone=ZONES, days=st.integers(0, 400))
def test_days_before_is_the_check_in_time_of_that_day_in_every_zone(
    arrival: date, wall: time, zone: str, days: int
) -> None:
    ends = policy(free_before=days).free_until(arrival, wall, zone)
    assert ends == hotel_instant(arrival - timedelta(days=days), wall, zone)


def test_no_free_time_where_there_is_none_and_none_for_non_refundable() -> None:
    assert policy(free_before=None).free_until(ARRIVAL, time(15), "UTC") is None
    never = policy(FeeKind.NON_REFUNDABLE, free_before=30)
    assert never.free_until(ARRIVAL, time(15), "UTC") is None


def test_zero_days_before_is_free_until_check_in() -> None:
    arrival = datetime(2027, 3, 28, 15, tzinfo=UTC)
    assert policy(free_before=0).free_until(ARRIVAL, time(15), "UTC") == arrival


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (FeeKind.FREE, 0, 0),
        (FeeKind.FREE, 99, 0),
        (FeeKind.PERCENT, 10_000, 45_001),
        (FeeKind.PERCENT, 5_000, 22_501),  # 22,500.5 rounds up
        (FeeKind.PERCENT, 2_500, 11_250),  # 11,250.25 rounds down
        (FeeKind.PERCENT, 1, 5),  # 4.5001
        (FeeKind.PERCENT, 0, 0),
        (FeeKind.NIGHTS, 0, 0),
        (FeeKind.NIGHTS, 1, 20_000),
        (FeeKind.NIGHTS, 2, 35_000),
        (FeeKind.NIGHTS, 99, 45_001),
        (FeeKind.FIXED, 0, 0),
        (FeeKind.FIXED, 5_000, 5_000),
        (FeeKind.FIXED, 90_000, 90_000),  # above the price: the guest owes the rest
        (FeeKind.NON_REFUNDABLE, 0, 45_001),
    ],
)
def test_every_kind_of_fee(kind: FeeKind, value: int, kept: int) -> None:
    assert policy(kind, value).fee(NIGHTS) == kept


@given(terms=TERMS, prices=PRICES)
def test_a_fee_is_never_negative_and_only_a_fixed_one_exceeds_the_price(
    terms: Terms, prices: list[int]
) -> None:
    fee = terms.policy.fee(prices)
    assert fee >= 0
    assert fee <= sum(prices) or terms.policy.fee_kind is FeeKind.FIXED


def test_the_fee_begins_after_the_last_free_instant() -> None:
    terms = Terms(policy=policy(), check_in_time=time(15), time_zone="Europe/Madrid")
    ends = terms.free_until(ARRIVAL)
    assert ends == datetime(2027, 3, 27, 14, tzinfo=UTC)
    assert terms.fee_at(ends, ARRIVAL, NIGHTS) == 0
    assert terms.fee_at(ends + MICROSECOND, ARRIVAL, NIGHTS) == 20_000


def test_without_free_time_the_fee_is_due_from_the_booking_on() -> None:
    booked = datetime(2020, 1, 1, tzinfo=UTC)
    for free_before, kind in ((None, FeeKind.NIGHTS), (365, FeeKind.NON_REFUNDABLE)):
        terms = Terms(
            policy=policy(kind, free_before=free_before), check_in_time=time(15), time_zone="UTC"
        )
        assert terms.fee_at(booked, ARRIVAL, NIGHTS) == terms.policy.fee(NIGHTS) > 0


@given(terms=TERMS, arrival=DAYS, prices=PRICES, minutes=st.integers(0, 10**6))
def test_waiting_never_makes_it_cheaper(
    terms: Terms, arrival: date, prices: list[int], minutes: int
) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    later = now + timedelta(minutes=minutes)
    assert terms.fee_at(now, arrival, prices) <= terms.fee_at(later, arrival, prices)


@given(terms=TERMS)
def test_terms_come_back_from_json_as_they_were_stored(terms: Terms) -> None:
    assert Terms.from_json(json.loads(json.dumps(terms.to_json()))) == terms


@given(stored=POLICIES)
def test_a_policy_comes_back_from_json_as_it_was_stored(stored: CancellationPolicy) -> None:
    assert CancellationPolicy.from_json(json.loads(json.dumps(stored.to_json()))) == stored


@pytest.mark.parametrize(
    ("kind", "value", "free_before"),
    [
        (FeeKind.FIXED, -1, None),
        (FeeKind.NIGHTS, 1, -1),
        (FeeKind.PERCENT, 10_001, 1),
    ],
)
def test_figures_that_make_no_sense_are_refused(
    kind: FeeKind, value: int, free_before: int | None
) -> None:
    with pytest.raises(InvalidInput) as refused:
        policy(kind, value, free_before)
    assert refused.value.field == "policy"
