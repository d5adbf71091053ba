"""Text that guests bring along: any script is kept and shown right, and none of it is logged."""

from __future__ import annotations

import pytest

from tests.integration.commands.conftest import ROOM, CommandLine

CASH = ("--pay", "cash")
SQL = "x'; DROP TABLE hotel; --"


def test_sql_in_free_text_is_text(desk: CommandLine) -> None:
    booked = desk.json(
        "book", *ROOM, *CASH, "--guest", f"{SQL}, {SQL}", "--notes", SQL, "--source", "x'; --"
    )
    shown = desk.json("show", booked["confirmation_code"])
    assert shown["guest"]["last_name"] == SQL
    assert shown["notes"] == SQL
    assert desk.json("find", SQL)[0]["reservation_id"] == booked["reservation_id"]
    assert desk.json("hotels", "--search", "%'; DROP") == []


@pytest.mark.parametrize(
    ("typed", "last", "first"),
    [
        ("Bäcker 👩‍🍳, Zoë", "Bäcker 👩‍🍳", "Zoë"),
        ("כהן, דוד", "כהן", "דוד"),
        ("الراشد, فاطمة", "الراشد", "فاطمة"),
        ("山田", "山田", ""),
        ("O'Brien-Ōtani,  Seán ", "O'Brien-Ōtani", "Seán"),
    ],
)
def test_names_of_any_script_are_kept_and_shown(
    desk: CommandLine, typed: str, last: str, first: str
) -> None:
    booked = desk.json("book", *ROOM, *CASH, "--guest", typed)
    assert booked["guest"]["last_name"] == last
    assert booked["guest"]["first_name"] == first
    page = desk("show", booked["confirmation_code"]).out
    assert last in page
    assert first in page


def test_a_name_from_right_to_left_is_isolated(desk: CommandLine) -> None:
    """Or the code beside it would be drawn on its other side."""
    name = "שלמה, דוד"
    code = desk.json("book", *ROOM, *CASH, "--guest", name)["confirmation_code"]
    assert f"\u2068{name}\u2069" in desk("show", code).out
    assert f"\u2068{name}\u2069" in desk("find", code).out


def test_markup_in_a_name_is_only_text(desk: CommandLine) -> None:
    booked = desk.json("book", *ROOM, *CASH, "--guest", "[red]Müller[/red] :smile:")
    assert "[red]Müller[/red] :smile:" in desk("show", booked["confirmation_code"]).out


def test_no_guest_is_in_the_log(desk: CommandLine) -> None:
    desk("book", *ROOM, "--guest", "Secretson, Ivy", "--phone", "+1 212 555 0100", "--pay", "cash")
    desk("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "pm_card_visa")
    log = desk.folder / "logs" / "desk.log"
    text = log.read_text("utf-8")
    for word in ("Secretson", "Ivy", "555", "GARCIA", "4242"):
        assert word not in text
