"""Stays are half-open runs of nights; the hotel's wall clock survives every change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidStay
from desk_app.domain.stays import LONGEST_STAY, Stay, hotel_instant, hotel_time

ZONES = st.sampled_from(sorted(available_timezones()))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
ARRIVAL = date(2027, 2, 27)


def test_the_check_out_date_is_no_night() -> None:
    stay = Stay(ARRIVAL, date(2027, 3, 2))
    assert list(stay.dates()) == [date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 1)]
    assert stay.nights == 3


@given(first=DAYS, nights=st.integers(1, LONGEST_STAY))
def test_a_stay_has_as_many_dates_as_nights(first: date, nights: int) -> None:
    stay = Stay(first, first + timedelta(days=nights))
    dates = list(stay.dates())
    assert len(dates) == stay.nights == nights
    assert dates[0] == stay.check_in
    assert dates[-1] == stay.check_out - timedelta(days=1)


@given(first=DAYS, one=st.integers(1, 100), other=st.integers(1, 100))
def test_stays_that_meet_share_no_night(first: date, one: int, other: int) -> None:
    middle = first + timedelta(days=one)
    before, after = Stay(first, middle), Stay(middle, middle + timedelta(days=other))
    assert not set(before.dates()) & set(after.dates())


@pytest.mark.parametrize(
    ("nights", "problem"),
    [
        (0, "at least one night"),
        (-1, "26 Feb 2027 is before the arrival on 27 Feb 2027"),
        (LONGEST_STAY + 1, "at most 365 nights"),
        (40_000, "at most 365 nights"),
    ],
)
def test_dates_that_make_no_stay_are_refused(nights: int, problem: str) -> None:
    with pytest.raises(InvalidStay, match=problem) as refused:
        Stay(ARRIVAL, ARRIVAL + timedelta(days=nights))
    assert refused.value.field == "check_out"


def test_a_year_is_a_stay() -> None:
    assert Stay(ARRIVAL, ARRIVAL + timedelta(days=LONGEST_STAY)).nights == 365


@pytest.mark.parametrize(
    ("day", "wall", "zone", "utc"),
    [
        (date(2027, 1, 15), time(15), "America/New_York", "2027-01-15T20:00"),
        (date(2027, 7, 15), time(15), "America/New_York", "2027-07-15T19:00"),
        (date(2027, 1, 15), time(15), "Asia/Kathmandu", "2027-01-15T09:15"),
        (date(2027, 1, 15), time(8), "Pacific/Kiritimati", "2027-01-14T18:00"),
        # 02:30 is skipped: read with the offset before, it is 03:30 on the wall.
        (date(2027, 3, 14), time(2, 30), "America/New_York", "2027-03-14T07:30"),
        # Midnight is skipped in Chile, half an hour on Lord Howe.
        (date(2026, 9, 6), time(0), "America/Santiago", "2026-09-06T04:00"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:45"),
        # 01:30 and 02:30 come twice: the first.
        (date(2027, 11, 7), time(1, 30), "America/New_York", "2027-11-07T05:30"),
        (date(2027, 10, 31), time(2, 30), "Europe/Madrid", "2027-10-31T00:30"),
    ],
)
def test_wall_clock_times_are_instants(day: date, wall: time, zone: str, utc: str) -> None:
    instant = hotel_instant(day, wall, zone)
    assert instant == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert instant.tzinfo is UTC


@given(day=DAYS, wall=st.times(), zone=ZONES)
def test_the_wall_shows_the_time_again_or_a_later_one_where_it_was_skipped(
    day: date, wall: time, zone: str
) -> None:
    asked = datetime.combine(day, wall)
    shown = hotel_time(hotel_instant(day, wall, zone), zone).replace(tzinfo=None, fold=0)
    local = asked.replace(tzinfo=ZoneInfo(zone))
    was_skipped = local.utcoffset() != local.astimezone(UTC).astimezone(local.tzinfo).utcoffset()
    assert (shown > asked) if was_skipped else (shown == asked)
