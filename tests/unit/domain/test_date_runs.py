"""Consecutive dates told as one."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.catalogue.date_runs import DateRun, bare_runs, date_runs


def test_neighbouring_dates_of_equal_value_are_told_as_one() -> None:
    days = {date(2027, 2, day): day // 3 for day in (27, 28)} | {date(2027, 3, 1): 9}
    assert date_runs(days) == [DateRun(date(2027, 2, 27), date(2027, 3, 1), 9)]
    assert bare_runs([date(2027, 1, 3), date(2027, 1, 1), date(2027, 1, 3)]) == [
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 3), date(2027, 1, 3)),
    ]
    assert bare_runs([]) == []


DAYS = st.dates(date(2027, 2, 20), date(2027, 3, 20))


@given(values=st.dictionaries(DAYS, st.integers(0, 2)))
def test_runs_tell_every_date_once_with_its_value(values: dict[date, int]) -> None:
    runs = date_runs(values)
    told = {
        run.first + timedelta(days=offset): run.value
        for run in runs
        for offset in range((run.last - run.first).days + 1)
    }
    assert told == values
    assert sum((run.last - run.first).days + 1 for run in runs) == len(values)


@given(values=st.dictionaries(DAYS, st.integers(0, 2)))
def test_runs_come_in_order_and_are_as_long_as_can_be(values: dict[date, int]) -> None:
    runs = date_runs(values)
    for run, following in itertools.pairwise(runs):
        assert run.last < following.first
        assert run.value != following.value or following.first - run.last > timedelta(days=1)
