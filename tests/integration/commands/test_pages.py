"""What people read: tables and pages in a terminal, and what they say of a night."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from tests.integration.commands.conftest import ROOM, TODAY, CommandLine


def test_hotels_are_listed_with_their_dates_and_types(desk: CommandLine) -> None:
    lines = desk("hotels").out.splitlines()
    assert lines[0].split() == ["Code", "Name", "City", "Currency", "Date", "Rooms", "Types"]
    assert [line.split()[0] for line in lines[1:]] == ["CASA", "FALESIA", "PLAZA"]
    assert "Mon, 5 Mar 2035" in lines[3]
    assert "CLQ TWN SUK DLX JUN PKS" in lines[3]


def test_hotels_are_searched_by_city(desk: CommandLine) -> None:
    assert [each["code"] for each in desk.json("hotels", "--search", "new york")] == ["PLAZA"]
    assert "No hotel has that" in desk("hotels", "--search", "Atlantis").out


def test_a_hotel_is_named_by_code_id_or_setting(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("availability", "--from", "today", "--to", "tomorrow")
    by_code = desk.json(*words, "--hotel", "plaza")
    assert desk.json(*words, "--hotel", "1") == by_code
    desk.set(monkeypatch, hotel="PLAZA")
    assert desk.json(*words) == by_code
    assert {night["date"] for night in by_code} == {"2035-03-05", "2035-03-06"}


def change_night(desk: CommandLine, assignment: str) -> None:
    with closing(sqlite3.connect(desk.folder / "desk.sqlite")) as connection, connection:
        connection.execute(
            f"UPDATE room_inventory SET {assignment}"
            " WHERE hotel_id = 1 AND room_type_id = 101 AND stay_date = ?",
            ((TODAY + timedelta(days=70)).isoformat(),),
        )


@pytest.mark.parametrize(
    ("assignment", "legend", "facts"),
    [
        ("total_reserved = 22, closed_rooms = 0", "", {"left": 0, "oversold": 2}),
        ("closed_rooms = 3, total_reserved = 0", "c some rooms closed", {"left": 19}),
        (
            "total_reserved = 24, closed_rooms = 0, allowed_over = 2",
            "! reserved above what may be sold",
            {"left": 0, "overcommitted": True, "oversold": 4},
        ),
    ],
)
def test_nights_are_marked(
    desk: CommandLine, assignment: str, legend: str, facts: dict[str, object]
) -> None:
    change_night(desk, assignment)
    words = (
        "availability", "--hotel", "PLAZA", "--room-type", "CLQ", "--from", "+70", "--to", "+70",
    )  # fmt: skip
    night = desk.json(*words)[0]
    assert night | facts == night
    assert legend in desk(*words).out


def test_restrictions_are_marked(desk: CommandLine) -> None:
    words = ("availability", "--hotel", "PLAZA", "--from", "+40", "--to", "+42")
    assert "S closed for sale" in desk(*words).out
    closed = {night["room_type"] for night in desk.json(*words) if night["stop_sell"]}
    assert closed == {"PKS"}


def test_a_calendar_of_four_hundred_days_is_shown(desk: CommandLine) -> None:
    words = ("availability", "--hotel", "PLAZA", "--room-type", "CLQ", "--from", "today")
    assert len(desk.json(*words, "--to", "+399")) == 400
    assert max(len(line) for line in desk(*words, "--to", "+399").out.splitlines()) <= 110


def test_a_quote_tells_each_night_and_the_terms(desk: CommandLine) -> None:
    page = desk("quote", *ROOM).out
    assert "Wed, 4 Apr 2035" in page
    assert "for 2 nights, 1 room" in page
    assert "Free until 1 day before, then 1 night (that is Tue, 3 Apr 2035, 15:00" in page
    told = desk.json("quote", *ROOM, "--rate-plan", "nrf")
    assert told["rate_plan"]["code"] == "NRF"
    assert told["free_until"] is None
    assert told["rooms_left"]["CLQ"] > 0


def test_a_quote_of_more_rooms_than_are_left_says_so(desk: CommandLine) -> None:
    answer = desk("quote", *ROOM, "--rooms", "50")
    assert answer.code == 0
    assert "too few for 50 rooms" in answer.out
    assert "desk availability" in answer.err


def test_money_without_decimals_is_shown_without(desk: CommandLine) -> None:
    room = ("--hotel", "CASA", "--room-type", "PAT", "--check-in", "+100", "--check-out", "+101")
    booked = desk.json("book", *room, "--guest", "LEE", "--pay", "cash")
    assert "." not in booked["total_price"]
    assert booked["currency"] == "CLP"
    assert f"CLP {int(booked['total_price']):,}" in desk("show", booked["confirmation_code"]).out


def test_help_lists_every_command(desk: CommandLine) -> None:
    for words in ((), ("--help",)):
        answer = desk(*words)
        assert answer.code == 0
        assert "reconcile" in answer.out
    assert "--check-in" in desk("book", "--help").out
    assert desk("--version").out.startswith("desk ")


def test_every_command_has_help(desk: CommandLine) -> None:
    from_help = [
        line.split()[0] for line in desk("--help").out.splitlines() if line.startswith("  ")
    ]
    assert len(from_help) == 17
    for name in from_help:
        answer = desk(name, "--help")
        assert answer.code == 0
        assert "--json" in answer.out
