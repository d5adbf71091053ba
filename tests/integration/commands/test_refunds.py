"""Refunds that need somebody: listed, counted by worker and doctor, and asked for anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from desk_app.domain.ids import show_confirmation_code
from tests.integration.commands.conftest import ROOM, CommandLine


def cancelled(desk: CommandLine) -> str:
    """The code of a reservation paid by card, given up, its refund promised."""
    booked = desk.json("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "pm_card_visa")
    code = str(booked["confirmation_code"])
    desk.json("cancel", code, "--reason", "ill")
    return code


def spoil(desk: CommandLine, status: str, failure: str) -> None:
    """The refund that was promised (the demo's are done) came to nothing, as the worker has it."""
    with closing(sqlite3.connect(desk.folder / "desk.sqlite")) as connection, connection:
        connection.execute(
            "UPDATE payment SET refunded = 0"
            " WHERE id IN (SELECT payment_id FROM refund WHERE status = 'REQUESTED')"
        )
        connection.execute(
            "UPDATE refund SET status = ?, failure_code = ?, due_at = NULL"
            " WHERE status = 'REQUESTED'",
            (status, failure),
        )


@pytest.fixture
def stuck(desk: CommandLine) -> str:
    code = cancelled(desk)
    spoil(desk, "FAILED", "expired_or_canceled_card")
    return code


def test_where_nothing_is_stuck_nobody_is_asked(desk: CommandLine) -> None:
    cancelled(desk)
    assert desk("refunds").out == "No refund needs anybody.\n"
    assert desk.json("refunds") == []
    assert desk.json("worker", "--once")["refunds_that_need_somebody"] == 0
    assert "stuck refunds" not in {each["part"] for each in desk.json("doctor")["findings"]}
    assert desk("refunds").out == "No refund needs anybody.\n"


def test_a_failed_refund_is_listed_with_its_reason_in_words(desk: CommandLine, stuck: str) -> None:
    page = desk("refunds")
    assert page.code == 0
    for told in (
        show_confirmation_code(stuck),
        "PLAZA",
        "US$",
        "did not reach the guest (the card has ended)",
        "ill",
    ):
        assert told in " ".join(page.out.split())
    assert "1 refund needs somebody to act" in page.err
    (listed,) = desk.json("refunds", "--hotel", "PLAZA")
    assert listed["confirmation_code"] == stuck
    assert (listed["status"], listed["hotel"]) == ("FAILED", "PLAZA")
    assert desk.json("refunds", "--hotel", "CASA") == []


def test_a_refund_held_back_is_listed(desk: CommandLine) -> None:
    cancelled(desk)
    with closing(sqlite3.connect(desk.folder / "desk.sqlite")) as connection, connection:
        # As if it had been cancelled too late to be free: the worker's own sum differs then.
        connection.execute(
            "UPDATE reservation_room SET cancelled_at = '2035-04-04 23:00:00.000000'"
            " WHERE reservation_id IN"
            " (SELECT reservation_id FROM refund WHERE status = 'REQUESTED')"
        )
    assert desk.json("worker", "--once")["refunds_stuck"] == 1
    assert desk.json("refunds")[0]["status"] == "BLOCKED"
    assert "held back: the sums differ" in " ".join(desk("refunds").out.split())


def test_worker_and_doctor_say_how_many_need_somebody(desk: CommandLine, stuck: str) -> None:
    worked = desk("worker", "--once").out
    assert worked == (
        "Nothing was due.\n1 refund needs somebody to act; desk refunds lists them.\n"
    )
    assert desk.json("worker", "--once")["refunds_that_need_somebody"] == 1
    told = desk.json("doctor")
    assert told["ok"]
    found = {each["part"]: each for each in told["findings"]}["stuck refunds"]
    assert (found["verdict"], found["told"]) == ("mind", "1 refund needs somebody to act")


def test_a_failed_refund_is_asked_for_anew_and_sent(desk: CommandLine, stuck: str) -> None:
    changed = desk.json("refund-again", stuck)
    assert [each["status"] for each in changed["refunds"]] == ["REPLACED", "REQUESTED"]
    assert desk.json("worker", "--once")["refunds_done"] == 1
    assert desk.json("refunds") == []
    assert desk.json("audit")["clean"]
    assert desk.json("reconcile")["clean"]


def test_asking_twice_by_its_id_asks_once(desk: CommandLine, stuck: str) -> None:
    refund = str(desk.json("refunds")[0]["id"])
    assert desk("refund-again", stuck, "--refund", refund).code == 0
    again = desk("refund-again", stuck, "--refund", refund)
    assert again.code == 0
    assert "nothing was changed" in again.err
    assert len(desk.json("show", stuck)["refunds"]) == 2


def test_what_can_not_be_asked_for_anew_is_told(desk: CommandLine, stuck: str) -> None:
    unknown = desk("refund-again", stuck, "--refund", "1")
    assert (unknown.code, unknown.err) == (1, "desk: There is no refund 1.\n")
    assert desk("refund-again", stuck).code == 0
    nothing = desk("refund-again", stuck)
    assert nothing.code == 1
    assert f"no refund of {show_confirmation_code(stuck)} failed or is held back" in nothing.err


def test_several_stuck_refunds_are_told_apart_by_their_ids(desk: CommandLine, stuck: str) -> None:
    with closing(sqlite3.connect(desk.folder / "desk.sqlite")) as connection, connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(refund)")]
        other = {"id": "id + 1", "refund_key": "refund_key || 'x'", "amount": "100"}
        values = ", ".join(other.get(name, name) for name in names)
        connection.execute(
            f"INSERT INTO refund SELECT {values} FROM refund WHERE status = 'FAILED'"
        )
    answer = desk("refund-again", stuck)
    assert answer.code == 1
    for each in desk.json("refunds"):
        assert str(each["id"]) in answer.err


def test_a_receptionist_may_look_and_not_ask_anew(
    desk: CommandLine, stuck: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.set(monkeypatch, role="receptionist")
    assert len(desk.json("refunds")) == 1
    answer = desk("refund-again", stuck)
    assert answer.code == 1
    assert answer.err.startswith("desk: You may not ")
