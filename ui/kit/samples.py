"""Made-up hotels for the gallery, the tests and the benches of the kit. No screen uses them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle, islice, pairwise
from random import Random

from ui.kit.grid.model import EMPTY, Bar, Cell, ColumnHead, RowHead, RowKind
from ui.kit.tokens import Tone

TODAY = date(2026, 11, 22)
TYPES = [
    ("Classic Queen", 24, 189),
    ("Classic Twin", 18, 189),
    ("Superior King", 20, 229),
    ("Deluxe Corner King", 12, 289),
    ("Junior Suite", 8, 389),
    ("Penthouse Suite", 2, 940),
]
GUESTS = "García Müller Okafor Rossi Tanaka Dubois Haddad Lindqvist Novák O'Brien Chen".split()


class _Dates:
    """Columns that are nights from ``start`` on."""

    def __init__(self, nights: int, start: date) -> None:
        self._start = start
        self._columns = [self._head(start + timedelta(days=night)) for night in range(nights)]

    @staticmethod
    def _head(day: date) -> ColumnHead:
        return ColumnHead(
            f"{day.day}",
            f"{day:%a}",
            f"{day:%B %Y}",
            weekend=day.weekday() >= 5,
            today=day == TODAY,
            spoken=f"{day:%A} {day.day} {day:%B}",
        )

    def column_count(self) -> int:
        return len(self._columns)

    def column(self, column: int) -> ColumnHead:
        return self._columns[column]

    def home_column(self) -> int:
        return (TODAY - self._start).days


class SampleAvailability(_Dates):
    """Rooms left and price of each type and night, with a total."""

    def __init__(
        self, nights: int = 31, start: date = TODAY - timedelta(days=1), types: int = len(TYPES)
    ) -> None:
        super().__init__(nights, start)
        random = Random(7)
        chosen = list(islice(cycle(TYPES), types))
        self._rows = [RowHead(name, f"{rooms} rooms") for name, rooms, _ in chosen]
        self._cells = [
            [self._make(random, rooms, price, night) for night in range(nights)]
            for _, rooms, price in chosen
        ]
        left = [sum(int(row[night].text) for row in self._cells) for night in range(nights)]
        rooms = sum(count for _, count, _ in chosen)
        self._rows.append(RowHead("All rooms", f"{rooms} rooms", RowKind.TOTAL))
        self._cells.append([Cell(f"{n}", f"{round(100 - 100 * n / rooms)}%") for n in left])

    def _make(self, random: Random, rooms: int, price: int, night: int) -> Cell:
        head = self.column(night)
        left = max(-1, round(rooms * random.uniform(-0.08, 0.7 if head.weekend else 0.95)))
        cost = f"${round(price * (1.18 if head.weekend else 1) * random.uniform(0.95, 1.1)):,}"
        if left < 0:
            return Cell("0", cost, Tone.RED, True, False, ("error",), f"Overcommitted by {-left}")
        if left == 0:
            return Cell("0", cost, Tone.GREY, True, tip="Sold out")
        if price == 389 and night in (5, 6):
            return Cell(f"{left}", cost, None, False, True, ("stop",), "Stop-sell")
        marks = ("arrow-in",) if random.random() < 0.06 else ()
        tip = f"{left} rooms left, {cost}"
        tone = Tone.AMBER if left <= max(1, rooms // 8) else None
        return Cell(f"{left}", cost, tone, tone is not None, False, marks, tip)

    def row_count(self) -> int:
        return len(self._rows)

    def corner(self) -> str:
        return "Room type"

    def row(self, row: int) -> RowHead:
        return self._rows[row]

    def cell(self, row: int, column: int) -> Cell:
        return self._cells[row][column]

    def bars(self, row: int, first: int, last: int) -> Sequence[Bar]:
        return ()


class SampleRooms(_Dates):
    """A room chart: ``rooms`` rooms in groups, a bar for each stay."""

    def __init__(self, rooms: int = 60, nights: int = 31, start: date = TODAY) -> None:
        super().__init__(nights, start)
        random = Random(11)
        self._rows: list[RowHead] = []
        self._bars: list[list[Bar]] = []
        per_type = max(4, rooms // len(TYPES))
        while len(self._rows) < rooms:
            place = len(self._rows)
            if place % (per_type + 1) == 0:
                name = TYPES[place // (per_type + 1) % len(TYPES)][0]
                self._rows.append(RowHead(name, f"{per_type} rooms", RowKind.GROUP))
                self._bars.append([])
            else:
                self._rows.append(RowHead(f"{100 + place}", random.choice(("", "", "dirty"))))
                self._bars.append(self._stays(random, place, nights))

    def _stays(self, random: Random, row: int, nights: int) -> list[Bar]:
        changes = [-2.5]
        while changes[-1] < nights:
            changes.append(changes[-1] + random.choice((1, 1, 2, 2, 3, 4, 7)))
        stays = []
        today = self.home_column()
        for start, end in pairwise(changes):
            if random.random() < 0.28:
                continue
            guest = random.choice(GUESTS)
            key, tip = (row, start), f"{guest}, {int(end - start)} nights"
            if random.random() < 0.05:
                bar = Bar(key, start, end, "Out of order", Tone.GREY, "", True, "Out of order")
            elif start < today < end:
                bar = Bar(key, start, end, guest, Tone.GREEN, "bed", False, tip)
            elif abs(start - today) < 1:
                bar = Bar(key, start, end, guest, Tone.BLUE, "arrow-in", False, tip)
            elif random.random() < 0.06:
                bar = Bar(key, start, end, guest, Tone.AMBER, "warning", False, tip)
            else:
                bar = Bar(key, start, end, guest, Tone.GREY, "", False, tip)
            stays.append(bar)
        return stays

    def row_count(self) -> int:
        return len(self._rows)

    def corner(self) -> str:
        return "Room"

    def row(self, row: int) -> RowHead:
        return self._rows[row]

    def cell(self, row: int, column: int) -> Cell:
        return EMPTY

    def bars(self, row: int, first: int, last: int) -> Sequence[Bar]:
        return [bar for bar in self._bars[row] if bar.end > first and bar.start < last + 1]
