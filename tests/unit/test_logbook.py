"""What the log keeps, and what it must never hold."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import structlog

from desk_app.logbook import log_file, log_kept, masked


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log_file(folder).read_text("utf-8").splitlines()]


def test_events_are_json_lines_without_guests(tmp_path: Path) -> None:
    with log_kept(tmp_path):
        structlog.get_logger("desk").info("worked", confirmed=2, guest="GARCIA", phone="1")
        logging.getLogger("other").info("done %s", 3)
    first, second = lines(tmp_path)
    assert first["event"] == "worked"
    assert first["confirmed"] == 2
    assert first["level"] == "info"
    assert "guest" not in first
    assert "phone" not in first
    assert second["event"] == "done 3"


@pytest.mark.expects_error_logs
def test_an_exception_is_kept_with_its_cause_and_without_values(tmp_path: Path) -> None:
    with log_kept(tmp_path, typed=["GARCIA, Ana"]):
        try:
            try:
                int("GARCIA")
            except ValueError as cause:
                raise KeyError("room_type") from cause
        except KeyError:
            structlog.get_logger("desk").exception("bug")
    told = str(lines(tmp_path)[0]["exception"])
    assert "which led to" in told
    assert "KeyError: 'room_type'" in told
    assert told.count("GARCIA") == 1  # the line of this source file


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("(1406, \"Data too long\")\n[SQL: INSERT]\n[parameters: ('x',)]", "(1406, '…')"),
        ("column 'last_name' of 'GARCIA'", "column 'last_name' of '…'"),
        ("called +34 911 222 333 twice", "called … twice"),
        ("Ana said no", "… said no"),
    ],
)
def test_messages_are_masked(message: str, kept: str) -> None:
    assert masked(message, ["GARCIA, Ana"]).startswith(kept)


def test_a_folder_that_can_not_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    with log_kept(taken):
        structlog.get_logger("desk").info("worked")


def test_nothing_is_logged_afterwards(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    with log_kept(tmp_path):
        pass
    assert logging.getLogger().handlers == before
