"""What a replay must come to, by a model that shares no code with it, and a slice to replay."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.replay import Report

BOOKINGS = Path(__file__).resolve().parents[1] / "data" / "resort_bookings.csv.gz"
TIGHT = {"A": 9, "C": 1, "D": 4, "E": 2, "G": 1}
"""Refuses some of `slice_cells`, some of which are cancelled later."""

Cells = dict[str, str]


def model(rows: Sequence[Cells], capacity: dict[str, int] | None = None) -> dict[str, Any]:
    """The counts of a replay by one worker, from the cells of its rows."""
    events = []
    for number, cells in enumerate(rows):
        written = "{arrival_date_year} {arrival_date_month} {arrival_date_day_of_month}"
        arrival = datetime.strptime(written.format(**cells), "%Y %B %d").date()  # noqa: DTZ007
        nights = int(cells["stays_in_weekend_nights"]) + int(cells["stays_in_week_nights"])
        held = [(cells["reserved_room_type"], arrival + timedelta(days=n)) for n in range(nights)]
        events.append((arrival - timedelta(days=int(cells["lead_time"])), number, 0, held))
        if cells["reservation_status"] == "Canceled":
            ended = date.fromisoformat(cells["reservation_status_date"])
            events.append((ended, number, 1, held))
    counted: Counter[str] = Counter()
    reserved: Counter[tuple[str, date]] = Counter()
    live: set[int] = set()
    for _, number, cancels, held in sorted(events):
        if cancels and number in live:
            live.remove(number)
            reserved.subtract(held)
            counted["cancelled"] += 1
        elif cancels:
            counted["cancel_of_unbooked"] += 1
        elif not held:
            counted["zero_night"] += 1
        elif any(reserved[night] >= (capacity or {}).get(night[0], 10**6) for night in held):
            counted["rejected"] += 1
        else:
            live.add(number)
            reserved.update(held)
            counted["booked"] += 1
    per_type: Counter[str] = Counter()
    for (kind, _), count in reserved.items():
        per_type[kind] += count
    names = ("booked", "rejected", "cancelled", "zero_night", "cancel_of_unbooked")
    return {name: counted[name] for name in names} | {
        "held_room_nights": per_type.total(),
        "per_type": {kind: per_type[kind] for kind in sorted(per_type) if per_type[kind]},
    }


def counts(report: Report) -> dict[str, Any]:
    measured = ("seconds", "events_per_second", "strategy", "workers", "breaches")
    return {name: value for name, value in report.to_json().items() if name not in measured}


@cache
def all_cells() -> list[Cells]:
    with gzip.open(BOOKINGS, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def write(file: Path, rows: Sequence[Cells]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def slice_cells() -> list[Cells]:
    """Bookings made at most 20 days ahead, so that the replay has few days to go through."""
    return [cells for cells in all_cells() if int(cells["lead_time"]) <= 20][:400]
