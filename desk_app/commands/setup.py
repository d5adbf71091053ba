"""`desk init` and `desk seed`: making the tables, and filling them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from db import schema
from db.errors import DuplicateRow
from desk_app.bootstrap import Desk
from desk_app.commands.answers.screen import facts, note, print_json, progress, say
from desk_app.commands.opening import opened
from desk_app.commands.options import AsJson, command_group
from desk_app.demo import DemoReport, load_demo
from desk_app.domain.errors import DeskError
from desk_app.seeding import SeedPlan, seed_chain
from desk_app.wording import counted, number

app = command_group()

RIVALS = 20
"""Each transaction of the load (there are a dozen) is lost to a rival once at most."""


class DemoTaken(DeskError):
    pass


@app.command()
def init(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Load three demo hotels as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the tables of the stores, or bring them up to date; safe to run again and again."""
    with opened() as desk:
        before = [schema.state(store) for store in desk.stores.each()]
        schema.upgrade(desk.stores)
        report = None
        if demo:
            with progress("Loading the demo") as told:
                report = _load_demo(desk, told)
        made = any(not state.is_current for state in before)
        hotels = [] if report is None else report.hotels
        if as_json:
            print_json(
                {
                    "upgraded": made,
                    "stores": {state.store: state.newest for state in before},
                    "hotels": [
                        {
                            "code": hotel.code,
                            "id": hotel.id,
                            "name": hotel.name,
                            "business_date": hotel.today.isoformat(),
                            "loaded": hotel.loaded,
                            "reservations": hotel.reservations,
                        }
                        for hotel in hotels
                    ],
                }
            )
            return
        say("The tables were made." if made else "The tables are up to date.")
        if report is None:
            return
        if not report.changed:
            say("The demo hotels are there already.")
            return
        rows = [
            (
                hotel.code,
                Text(f"{hotel.name}, {counted(hotel.reservations, 'reservation')}"),
            )
            for hotel in hotels
        ]
        say(f"The demo was loaded in {report.seconds:.1f} s:", facts(rows))


def _load_demo(desk: Desk, told: Callable[[int, int], None]) -> DemoReport:
    for _ in range(RIVALS):
        try:
            return load_demo(desk.stores, None, desk.settings.staff, told)
        except DuplicateRow:
            # Another `desk init --demo` was faster with this hotel: go on with what is missing.
            continue
    raise DemoTaken(
        "The demo can not be loaded: hotels with its codes or numbers are there already;"
        " use another database."
    )


@app.command()
def seed(
    *,
    hotels: Annotated[int, typer.Option("--hotels", metavar="N", help="How many hotels.")],
    room_types: Annotated[
        int, typer.Option("--room-types", metavar="N", help="Of each hotel.")
    ] = 4,
    rooms: Annotated[int, typer.Option("--rooms", metavar="N", help="Of each room type.")] = 50,
    days: Annotated[
        int, typer.Option("--days", metavar="N", help="Nights on sale, from today.")
    ] = 400,
    as_json: AsJson = False,
) -> None:
    """Fill a synthetic chain. Broken off, it goes on where it stopped; more hotels may be added."""
    with opened() as desk:
        plan = SeedPlan(
            hotels=hotels,
            room_types=room_types,
            rooms=rooms,
            days=days,
            first_day=datetime.now(UTC).date(),
            actor=desk.settings.staff,
        )
        schema.upgrade(desk.stores)
        with progress("Hotels") as told:
            report = seed_chain(desk.stores, plan, told)
        if as_json:
            print_json({name: getattr(report, name) for name in report.__slots__})
            return
        rate = (report.inventory_rows + report.rate_rows) / max(report.seconds, 0.001)
        say(
            facts(
                [
                    ("Hotels", f"{number(report.hotels)}, {number(report.new_hotels)} of them new"),
                    ("Room types", number(report.room_types)),
                    ("Rooms", number(report.rooms)),
                    ("Nights", f"{number(report.inventory_rows)} on sale, all with a price"),
                    ("Took", f"{report.seconds:.1f} s"),
                ]
            )
        )
        if report.new_hotels:
            note(f"({number(round(rate))} rows a second)")
