"""``python -m tests.replay FILE``: books and cancels every row, prints the counts as JSON.

Exit code 0 when the books are right afterwards, 1 when they are not or it could not be done, 2 for
a wrong command line.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from desk_app.domain.catalogue.management import MOST_ROOMS_OF_A_TYPE
from desk_app.domain.errors import DeskError
from desk_app.domain.selling.availability import Locking
from tests.replay.counting import Report
from tests.replay.rows import BadFile, read_rows
from tests.replay.running import ReplayFailed, replay, replay_settings

BREACHES_SHOWN = 20


class BadCapacity(Exception):
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        report = _replay(asked)
    except (BadFile, BadCapacity, ReplayFailed, DeskError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
    for sentence in report.breaches[:BREACHES_SHOWN]:
        print(sentence, file=sys.stderr)
    return 1 if report.breaches else 0


def _replay(asked: argparse.Namespace) -> Report:
    capacity = _capacity(asked.capacity)
    rows = read_rows(asked.file, asked.limit)
    for kind in sorted(capacity.keys() - {row.room_type for row in rows}):
        print(f"No row asks for room type {kind}, which --capacity names.", file=sys.stderr)
    console = Console(stderr=True)
    with (
        tempfile.TemporaryDirectory(prefix="desk-replay-") as folder,
        Progress(console=console, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("Replaying", total=None)
        return replay(
            rows,
            replay_settings(
                Path(folder),
                strategy=asked.strategy,
                chain=asked.url,
                rate=asked.url,
                reservation=asked.url,
            ),
            capacity=capacity,
            workers=asked.workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _capacity(text: str | None) -> dict[str, int]:
    """Rooms by room type. Raises `BadCapacity`."""
    try:
        given = json.loads(text) if text is not None else {}
    except json.JSONDecodeError as error:
        raise BadCapacity(f"--capacity is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise BadCapacity('--capacity must be an object of room types, such as {"A": 140}.')
    for kind, rooms in given.items():
        whole = isinstance(rooms, int) and not isinstance(rooms, bool)
        if not whole or not 0 <= rooms <= MOST_ROOMS_OF_A_TYPE:
            raise BadCapacity(
                f"--capacity of {kind} must be a whole number from 0 to {MOST_ROOMS_OF_A_TYPE:,}."
            )
    return given


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.replay",
        description="Book and cancel every row of a file of real bookings (tests/data/README.md)"
        " through the program, and print what came of it.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a .csv or .csv.gz")
    parser.add_argument("--url", help="the database; without it an SQLite file is made and deleted")
    parser.add_argument(
        "--capacity",
        metavar="JSON",
        help='rooms to sell by room type, such as {"A": 140}; a type not named never sells out',
    )
    parser.add_argument(
        "--strategy",
        type=Locking,
        choices=list(Locking),
        default=Locking.OPTIMISTIC,
        help="how rivals for a night are kept apart",
    )
    parser.add_argument("--workers", type=_count, default=1, help="processes that book at once")
    parser.add_argument("--limit", type=_count, metavar="ROWS", help="only the first rows")
    return parser


if __name__ == "__main__":
    sys.exit(main())
