"""Files of bookings: what is read of them, in which order, and what is refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.replayed import BOOKINGS, all_cells, model, slice_cells, write
from tests.replay import BadFile, read_rows
from tests.replay.__main__ import main
from tests.replay.events import days

FULL = {"A": 140, "B": 1, "C": 14, "D": 75, "E": 38, "F": 12, "G": 11, "H": 5, "L": 1}
UNLIMITED_COUNTS = (39_676, 0, 10_825, 384, 6, 120_861)
FULL_COUNTS = (39_635, 41, 10_816, 384, 15, 120_726)


@pytest.mark.parametrize(("capacity", "counted"), [(None, UNLIMITED_COUNTS), (FULL, FULL_COUNTS)])
def test_model_gives_the_numbers_that_came_with_the_bookings(
    capacity: dict[str, int] | None, counted: tuple[int, ...]
) -> None:
    expected = model(all_cells(), capacity)
    del expected["per_type"]
    assert tuple(expected.values()) == counted


def test_days_follow_each_other_and_a_row_is_booked_before_it_is_cancelled(
    tmp_path: Path,
) -> None:
    early = dict(slice_cells()[0], reservation_status="Canceled", lead_time="0")
    early["reservation_status_date"] = "2001-01-01"
    rows = read_rows(write(tmp_path / "early.csv", [*slice_cells(), early]))
    calendar = days(rows)
    first, last = calendar[0].date, calendar[-1].date
    assert len(calendar) == (last - first).days + 1
    seen: set[int] = set()
    for event in [event for day in calendar for event in day.events]:
        assert event.cancels == (event.row.number in seen)
        seen.add(event.row.number)
    for day in calendar:
        numbers = [event.row.number for event in day.events]
        assert numbers == sorted(numbers)


MALFORMED: dict[str, tuple[dict[str, str], str]] = {
    "month": ({"arrival_date_month": "Juli"}, "Line 2: arrival_date_month is none of January"),
    "day": ({"arrival_date_day_of_month": "31", "arrival_date_month": "June"}, "not in the cal"),
    "year": (
        {
            "arrival_date_year": "9999",
            "arrival_date_month": "December",
            "stays_in_week_nights": "365",
        },
        "not in the calendar",
    ),
    "lead": ({"lead_time": "soon"}, "lead_time is not a number ('soon')"),
    "negative": ({"stays_in_week_nights": "-1"}, "stays_in_week_nights is not a count ('-1')"),
    "half": ({"stays_in_week_nights": "1.5"}, "stays_in_week_nights is not a count ('1.5')"),
    "price": ({"adr": "NaN"}, "adr is not a number, or too large ('NaN')"),
    "type": ({"reserved_room_type": " "}, "reserved_room_type is empty"),
    "status": ({"reservation_status": "Lost"}, "reservation_status is none of Canceled"),
    "ended": (
        {"reservation_status": "Canceled", "reservation_status_date": "7/1/15"},
        "reservation_status_date is not a date such as 2016-07-31 ('7/1/15')",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_row_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    changed, sentence = MALFORMED[name]
    file = write(tmp_path / "bad.csv", [slice_cells()[0] | changed])
    assert main([str(file)]) == 1
    printed, told = capsys.readouterr()
    assert printed == ""
    assert sentence in told
    assert told.count("\n") == 1


def bad_files(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    real = BOOKINGS.read_bytes()
    header = gzip.decompress(real).splitlines(keepends=True)[0]
    yield "empty.csv", b"", "missing: hotel, lead_time"
    yield "header.csv", header, "holds no bookings"
    yield "other.csv", b"name,phone\nAna,1\n", "The first line must name the columns"
    yield "short.csv", header + b"Resort Hotel,0\n", "Line 2 does not have 32 columns"
    yield "latin.csv", header + "H\xf4tel\n".encode("latin-1"), "not a text file in UTF-8"
    yield "torn.csv.gz", real[:50_000], "it can not be unpacked"
    yield "broken.csv.gz", real[:10] + b"\xff" * 200, "it can not be unpacked"
    yield "picture.csv.gz", b"\x89PNG\r\n\x1a\n\x00\xff", "not a text file in UTF-8"


def test_files_that_are_no_bookings_are_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name, content, sentence in bad_files(tmp_path):
        file = tmp_path / name
        file.write_bytes(content)
        assert main([str(file)]) == 1
        told = capsys.readouterr().err
        assert sentence in told, name
        assert told.count("\n") == 1
    with pytest.raises(BadFile, match="There is no file"):
        read_rows(tmp_path / "none.csv")
    with pytest.raises(BadFile, match="can not be read"):
        read_rows(tmp_path)
