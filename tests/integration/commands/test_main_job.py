"""Book, show, cancel, refund, audit: the main job from the terminal, program by program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise

from tests.integration.commands.conftest import ROOM, TODAY, CommandLine


def test_the_main_job_as_programs_of_their_own(empty_desk: CommandLine) -> None:
    desk = empty_desk.process
    assert "run desk init" in desk("hotels").err

    made = desk("init", "--demo")
    assert made.code == 0, made.err
    assert "Grand Plaza" in made.out
    assert "are there already" in desk("init", "--demo").out

    plaza = next(each for each in desk("hotels", "--json").json if each["code"] == "PLAZA")
    assert plaza["currency"] == "USD"
    first = date.fromisoformat(plaza["business_date"])
    nights = desk(
        "availability", "--hotel", "PLAZA", "--room-type", "CLQ", "--json",
        "--from", "+20", "--to", "+60",
    ).json  # fmt: skip
    check_in = next(
        date.fromisoformat(night["date"])
        for night, after in pairwise(nights)
        if night["left"] > 1 and night["min_los"] < 2 and not after["closed_to_departure"]
    )
    assert check_in >= first
    stay = (
        "--hotel", "PLAZA", "--room-type", "CLQ",
        "--check-in", str(check_in), "--check-out", str(check_in + timedelta(days=1)),
    )  # fmt: skip
    booked = desk("book", *stay, "--guest", "NGUYEN, Minh", "--pay", "pm_card_visa", "--json").json
    code = booked["confirmation_code"]
    assert booked["status"] == "CONFIRMED"
    assert len(code) == 8
    assert isinstance(booked["reservation_id"], int)
    assert booked["nights"] == 1

    cancelled = desk("cancel", code, "--reason", "change of plans")
    assert cancelled.code == 0
    assert "the worker sends it" in cancelled.out
    assert desk("worker", "--once").out == "1 refund done.\n"
    for check in ("audit", "reconcile", "doctor"):
        answer = desk(check)
        assert answer.code == 0, (check, answer)


def test_a_booking_answers_what_scripts_need(desk: CommandLine) -> None:
    quote = desk.json("quote", *ROOM)
    booked = desk.json("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "cash")
    arrival = TODAY + timedelta(days=30)
    assert booked["total_price"] == quote["total_price"]
    assert (
        booked
        | {
            "status": "CONFIRMED",
            "hotel": "PLAZA",
            "room_type": "CLQ",
            "currency": "USD",
            "nights": 2,
            "check_in": arrival.isoformat(),
            "check_out": (arrival + timedelta(days=2)).isoformat(),
            "balance_due": "0.00",
            "expires_at": None,
        }
        == booked
    )
    assert booked["guest"]["last_name"] == "GARCIA"
    assert booked["payment"]["method"] == "cash"
    prices = [night["price"] for night in booked["rooms"][0]["nights"]]
    assert len(prices) == 2
    assert f"{sum(float(price) for price in prices):.2f}" == booked["total_price"]


def test_availability_goes_down_with_a_booking(desk: CommandLine) -> None:
    def left() -> list[int]:
        nights = desk.json(
            "availability", "--hotel", "plaza", "--room-type", "clq", "--from", "+30", "--to", "+32"
        )
        return [night["left"] for night in nights]

    before = left()
    desk.json("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "cash", "--rooms", "2")
    assert left() == [before[0] - 2, before[1] - 2, before[2]]


def test_a_cancellation_is_previewed_in_the_hotels_own_time(desk: CommandLine) -> None:
    booked = desk.json("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "pm_card_visa")
    before = desk.rows()
    preview = desk("cancel", booked["confirmation_code"], "--preview")
    assert preview.code == 0
    assert "Free until  Tue, 3 Apr 2035, 15:00, hotel time" in preview.out
    assert "to visa 4242" in preview.out
    assert desk.rows() == before
    told = desk.json("cancel", booked["confirmation_code"], "--preview")
    assert told["fee"] == "0.00"
    assert told["refund"] == booked["total_price"]


def test_a_non_refundable_booking_keeps_the_money_unless_waived(desk: CommandLine) -> None:
    booked = desk.json(
        "book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "cash", "--rate-plan", "NRF"
    )
    code = booked["confirmation_code"]
    assert desk.json("cancel", code, "--preview")["fee"] == booked["total_price"]
    assert "Free until  never" in desk("cancel", code, "--preview").out
    ended = desk.json("cancel", code, "--waive-fee", "--reason", "bereavement")
    assert ended["status"] == "CANCELLED"
    assert ended["refunded"] == booked["total_price"]


def test_a_refund_that_is_not_what_was_told_is_refused(desk: CommandLine) -> None:
    booked = desk.json("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "cash")
    answer = desk(
        "cancel", booked["confirmation_code"], "--reason", "x", "--expected-refund", "1", "--json"
    )
    assert answer.code == 1
    assert answer.json["error"] == "RefundChanged"


def test_one_room_of_two_is_cancelled(desk: CommandLine) -> None:
    booked = desk.json("book", *ROOM, "--guest", "GARCIA", "--pay", "cash", "--rooms", "2")
    ended = desk.json("cancel", booked["confirmation_code"], "--rooms", "2", "--reason", "ill")
    assert [room["status"] for room in ended["rooms"]] == ["CONFIRMED", "CANCELLED"]
    assert ended["status"] == "CONFIRMED"
    again = desk("cancel", booked["confirmation_code"], "--rooms", "2", "--reason", "ill")
    assert "nothing was changed" in again.err
    preview = desk("cancel", booked["confirmation_code"], "--rooms", "2", "--preview")
    assert "nothing left to cancel" in preview.err


def test_a_refund_of_good_will_is_given_once_for_its_key(desk: CommandLine) -> None:
    code = desk.json("book", *ROOM, "--guest", "GARCIA", "--pay", "cash")["confirmation_code"]
    for _ in range(2):
        refunded = desk.json(
            "refund", code, "--amount", "10.50", "--reason", "cold shower", "--key", "r-1"
        )
        assert refunded["refunded"] == "10.50"


def test_a_reservation_is_found_by_name_and_code(desk: CommandLine) -> None:
    booked = desk.json("book", *ROOM, "--guest", "Zwölfer, Änne", "--pay", "cash")
    for text in ("zwolfer", "Änne Zwölfer", booked["confirmation_code"].lower()):
        found = desk.json("find", text)
        assert [each["reservation_id"] for each in found] == [booked["reservation_id"]]
    shown = desk("show", booked["confirmation_code"])
    assert "Zwölfer, Änne" in shown.out
    assert "booked: total" in shown.out


def test_the_same_key_books_once(desk: CommandLine) -> None:
    words = ("book", *ROOM, "--guest", "GARCIA", "--pay", "pm_card_visa", "--key", "k-1")
    assert desk.json(*words) == desk.json(*words)
    other = desk("book", *ROOM, "--guest", "LOPEZ", "--pay", "pm_card_visa", "--key", "k-1")
    assert "already used for a different booking" in other.err


def test_the_books_are_clean_after_all_that(desk: CommandLine) -> None:
    desk.json("book", *ROOM, "--guest", "GARCIA", "--pay", "pm_card_visa", "--rooms", "3")
    assert desk.json("audit")["clean"] is True
    assert desk.json("reconcile")["clean"] is True


def test_an_audit_lists_each_breach_and_fails(desk: CommandLine) -> None:
    with closing(sqlite3.connect(desk.folder / "desk.sqlite")) as connection, connection:
        connection.execute(
            "UPDATE room_inventory SET total_reserved = total_reserved + 1"
            " WHERE hotel_id = 1 AND room_type_id = 101 AND stay_date = ?",
            ((TODAY + timedelta(days=50)).isoformat(),),
        )
    answer = desk("audit")
    assert answer.code == 1
    assert "1 breach;" in answer.out
    assert desk("audit", "--json").json["breaches"][0]["rule"]


def test_a_chain_is_seeded_and_completed(empty_desk: CommandLine) -> None:
    size = ("--room-types", "2", "--rooms", "5", "--days", "10")
    made = empty_desk.json("seed", "--hotels", "3", *size)
    assert (made["hotels"], made["new_hotels"], made["inventory_rows"]) == (3, 3, 60)
    assert empty_desk.json("seed", "--hotels", "4", *size)["new_hotels"] == 4
    assert len(empty_desk.json("hotels")) == 4
