"""Consecutive dates told as one: "1 to 14 May", not fourteen lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class DateRun(Generic[V]):
    """Dates from ``first`` to ``last``, both included, that have the same value."""

    first: date
    last: date
    value: V


def date_runs(values: Mapping[date, V]) -> list[DateRun[V]]:
    """Neighbouring dates of equal value as runs, ascending."""
    runs: list[DateRun[V]] = []
    for day in sorted(values):
        value = values[day]
        if runs and runs[-1].value == value and day - runs[-1].last == timedelta(days=1):
            runs[-1] = DateRun(runs[-1].first, day, value)
        else:
            runs.append(DateRun(day, day, value))
    return runs


def bare_runs(dates: Iterable[date]) -> list[tuple[date, date]]:
    """``(first, last)`` of each run of dates."""
    return [(run.first, run.last) for run in date_runs(dict.fromkeys(dates))]
