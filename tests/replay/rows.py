"""Reading a file of bookings: one row a booking, by the names in its header.

The form is that of Antonio, Almeida, Nunes, "Hotel booking demand datasets" (tests/data/README.md).
Real data is dirty: no guests, missing countries, exact duplicates. What a booking can not do
without (its dates, its price, what it holds, how it ended) must be there, or the file is refused.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TextIO

GZIP_MAGIC = b"\x1f\x8b"
MONTHS = (
    "January February March April May June July August September October November December".split()
)
CANCELED = "Canceled"
ENDINGS = (CANCELED, "Check-Out", "No-Show")
LARGEST_NUMBER = 10**9
COLUMNS = (
    "hotel",
    "lead_time",
    "arrival_date_year",
    "arrival_date_month",
    "arrival_date_day_of_month",
    "stays_in_weekend_nights",
    "stays_in_week_nights",
    "adults",
    "children",
    "babies",
    "reserved_room_type",
    "adr",
    "reservation_status",
    "reservation_status_date",
)
NOTHING = frozenset({"", "NA", "NULL"})
"""How the file says that a count of guests is not known."""


class BadFile(Exception):
    """The message is one sentence that says what is wrong, and where."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingRow:
    """One booking as it was. ``number`` counts rows from 1.

    ``price`` is of a night, in major units, and may be negative. ``nights`` may be 0.
    ``cancelled_on`` is None for guests who came and for no-shows, who keep their nights.
    """

    number: int
    hotel: str
    room_type: str
    arrival: date
    nights: int
    booked_on: date
    cancelled_on: date | None
    adults: int
    children: int
    price: Decimal

    @property
    def departure(self) -> date:
        return self.arrival + timedelta(days=self.nights)


def read_rows(file: Path, limit: int | None = None) -> list[BookingRow]:
    """The first ``limit`` rows of a .csv or .csv.gz (told apart by what is in it, not by name).

    Raises `BadFile`.
    """
    try:
        with _opened(file) as text:
            rows = list(islice(_rows(text), limit))
    except FileNotFoundError:
        raise BadFile(f"There is no file {file}.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadFile(f"{file} is damaged: it can not be unpacked.") from None
    except OSError as error:
        raise BadFile(f"{file} can not be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise BadFile(f"{file} is not a text file in UTF-8.") from None
    except csv.Error as error:
        raise BadFile(f"{file} is not a CSV file: {error}.") from None
    if not rows:
        raise BadFile(f"{file} holds no bookings.")
    return rows


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    with file.open("rb") as raw:
        packed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        source = gzip.GzipFile(fileobj=raw) if packed else raw
        with TextIOWrapper(source, "utf-8-sig", newline="") as text:
            yield text


def _rows(text: TextIO) -> Iterator[BookingRow]:
    reader = csv.DictReader(text, strict=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile(f"The first line must name the columns; missing: {', '.join(missing)}.")
    for number, row in enumerate(reader, start=1):
        if None in row or None in row.values():
            wanted = len(reader.fieldnames or ())
            raise BadFile(f"Line {reader.line_num} does not have {wanted} columns as the first.")
        yield _booking(number, _Line(reader.line_num, row))


class _Line:
    """A line's cells, read as what they must be. Raises `BadFile`, which names line and column."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self.number = number
        self._cells = cells

    def word(self, column: str) -> str:
        found = self._cells[column].strip()
        if not found:
            raise self._refused(column, "is empty")
        return found

    def one_of(self, column: str, words: tuple[str, ...] | list[str]) -> str:
        found = self.word(column).casefold()
        for word in words:
            if word.casefold() == found:
                return word
        raise self._refused(column, f"is none of {', '.join(words)}")

    def count(self, column: str) -> int:
        """0 or more; ``2.0`` is read as 2."""
        number = self.number_in(column)
        if number < 0 or number != number.to_integral_value() or number > 100_000:
            raise self._refused(column, "is not a count")
        return int(number)

    def guests(self, column: str) -> int:
        return 0 if self._cells[column].strip().upper() in NOTHING else self.count(column)

    def number_in(self, column: str) -> Decimal:
        try:
            number = Decimal(self.word(column))
        except InvalidOperation:
            raise self._refused(column, "is not a number") from None
        if not number.is_finite() or abs(number) > LARGEST_NUMBER:
            raise self._refused(column, "is not a number, or too large")
        return number

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.word(column))
        except ValueError:
            raise self._refused(column, "is not a date such as 2016-07-31") from None

    def _refused(self, column: str, problem: str) -> BadFile:
        found = self._cells[column].strip()
        return BadFile(f"Line {self.number}: {column} {problem} ({found!r:.60}).")


def _booking(number: int, line: _Line) -> BookingRow:
    month = MONTHS.index(line.one_of("arrival_date_month", MONTHS)) + 1
    day = line.count("arrival_date_day_of_month")
    nights = line.count("stays_in_weekend_nights") + line.count("stays_in_week_nights")
    try:
        arrival = date(line.count("arrival_date_year"), month, day)
        booked_on = arrival - timedelta(days=line.count("lead_time"))
        arrival + timedelta(days=nights)
    except (ValueError, OverflowError):
        raise BadFile(
            f"Line {line.number}: its dates are not in the calendar (arrival on day {day} of month"
            f" {month}, {nights} nights)."
        ) from None
    cancelled = line.one_of("reservation_status", ENDINGS) == CANCELED
    return BookingRow(
        number=number,
        hotel=line.word("hotel"),
        room_type=line.word("reserved_room_type"),
        arrival=arrival,
        nights=nights,
        booked_on=booked_on,
        cancelled_on=line.day("reservation_status_date") if cancelled else None,
        adults=line.guests("adults"),
        children=line.guests("children") + line.guests("babies"),
        price=line.number_in("adr"),
    )
