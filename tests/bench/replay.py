"""The whole replay of the real bookings, beside a hand-written one of minimal SQL."""

from __future__ import annotations

import tempfile
from pathlib import Path

from desk_app.domain.selling.availability import Locking
from tests.bench.reference.minimal_pymysql import NAME, MinimalReplay
from tests.bench.result import Result
from tests.replay import Report, read_rows, replay, replay_settings
from tests.replay.clerk import Outcome
from tests.replay.events import days
from tests.servers import PrivateMariaDB

BOOKINGS = Path(__file__).resolve().parents[1] / "data" / "resort_bookings.csv.gz"
CAPACITY = {"A": 140, "B": 1, "C": 14, "D": 75, "E": 38, "F": 12, "G": 11, "H": 5, "L": 1}
"""Tight enough to refuse 41 bookings; from the README beside the bookings."""


def replay_real_bookings(limit: int | None = None) -> Result:
    """40,060 real bookings booked and cancelled on MariaDB: the program, and plain PyMySQL.

    Both in one run, on one server, one client each. ``limit``: only the first rows.
    """
    rows = read_rows(BOOKINGS, limit)
    with PrivateMariaDB() as server, tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        server.create_database("program")
        server.create_database("reference")
        url = server.url("program")
        report = replay(
            rows,
            replay_settings(
                Path(folder), strategy=Locking.OPTIMISTIC, chain=url, rate=url, reservation=url
            ),
            capacity=CAPACITY,
        )
        with MinimalReplay(server.root("reference"), rows, CAPACITY) as reference:
            counted, reference_seconds = reference.run(days(rows))
            reference_held = reference.held_by_type()
    return _result(report, counted, reference_held, reference_seconds)


def _result(
    report: Report, counted: dict[str, int], held: dict[str, int], seconds: float
) -> Result:
    ours = report.to_json()
    wrong = list(report.breaches)
    reference: dict[str, object] = {
        **{outcome.value: counted.get(outcome, 0) for outcome in Outcome},
        "per_type": held,
    }
    for name, value in reference.items():
        if ours[name] != value:
            wrong.append(f"{name}: the program says {ours[name]}, {NAME} {value}.")
    events = sum(counted.values())
    times = report.seconds / seconds
    return Result(
        figures={
            "program": ours,
            "reference": {
                "name": NAME,
                **reference,
                "seconds": round(seconds, 3),
                "events_per_second": round(events / seconds, 1),
            },
            "times_reference": round(times, 2),
        },
        line=f"{events:,} events in {report.seconds:.1f} s ({events / report.seconds:,.0f} a"
        f" second), {times:.1f} times what {NAME} takes ({seconds:.1f} s)",
        wrong=tuple(wrong),
    )
