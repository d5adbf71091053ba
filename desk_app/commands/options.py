"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
HotelName = Annotated[
    str | None,
    typer.Option(
        "--hotel", metavar="H", help="Code or id; DESK_HOTEL or the only one if left out."
    ),
]
AnyHotelName = Annotated[
    str | None,
    typer.Option("--hotel", metavar="H", help="Code or id; any hotel of the chain if left out."),
]
RoomTypeCode = Annotated[str, typer.Option("--room-type", metavar="CODE", help="Such as DLX.")]
DAY_HELP = "2026-12-25, today, tomorrow or +3, by the hotel's own date."
CheckIn = Annotated[str, typer.Option("--check-in", metavar="D", help=DAY_HELP)]
CheckOut = Annotated[str, typer.Option("--check-out", metavar="D", help=DAY_HELP)]
Adults = Annotated[
    int | None,
    typer.Option("--adults", metavar="N", help="In each room; 2 if left out, or 1 in a single."),
]
Children = Annotated[int, typer.Option("--children", metavar="N", help="In each room.")]
Rooms = Annotated[int, typer.Option("--rooms", metavar="N", help="How many rooms of this type.")]
PlanCode = Annotated[
    str | None,
    typer.Option("--rate-plan", metavar="CODE", help="The hotel's first plan if left out."),
]
Code = Annotated[str, typer.Argument(metavar="CODE", help="Confirmation code, as 7K4M-29QX.")]


def command_group() -> typer.Typer:
    """An app whose commands show plain help and leave errors to `program.run`."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=False)

    @app.callback()
    def group() -> None:
        """Makes typer keep the command's name even where it is the only one."""

    return app
