"""What is wrong with the program's surroundings, or with the program: told in one sentence."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desk_app.domain.selling.bookings import BookingRequest
from tests.integration.commands.conftest import ROOM, CommandLine


def book(*more: str) -> tuple[str, ...]:
    return ("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", "cash", *more)


@pytest.mark.expects_error_logs
def test_a_bug_is_one_sentence_and_logged_without_the_guest(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object, request: BookingRequest) -> None:
        guest = request.guest
        raise RuntimeError(f"could not book {request!r} for {guest.last_name} at {guest.phone}")

    monkeypatch.setattr("desk_app.services.reservations.ReservationService.book", broken)
    words = (*book(), "--guest", "Secretson, Ivy", "--phone", "+12125550100")
    answer = desk(*words)
    assert answer.code == 70
    assert answer.out == ""
    assert answer.err.startswith("desk: Something went wrong that should not have;")
    assert "Traceback" not in answer.err
    line = json.loads((desk.folder / "logs" / "desk.log").read_text("utf-8").splitlines()[-1])
    assert line["command"] == "book"
    assert "RuntimeError: could not book" in line["exception"]
    assert "test_troubles.py" in line["exception"]
    assert "Secretson" not in json.dumps(line)
    assert "555" not in line["exception"]
    assert desk(*words, "--json").json["error"] == "Bug"


@pytest.mark.parametrize("command", ["hotels", "audit", "reconcile"])
def test_a_database_without_tables_says_what_to_do(empty_desk: CommandLine, command: str) -> None:
    answer = empty_desk(command)
    assert answer.code == 1
    assert answer.err == "desk: The database has no tables yet; run desk init.\n"


def test_a_chain_without_hotels_says_what_to_do(empty_desk: CommandLine) -> None:
    assert empty_desk("init").code == 0
    assert "desk init --demo" in empty_desk("hotels").err
    assert empty_desk.json("hotels") == []


def test_old_tables_are_told_from_a_bug(desk: CommandLine) -> None:
    with closing(sqlite3.connect(desk.folder / "desk.sqlite")) as connection, connection:
        connection.execute("DROP TABLE hotel")
        connection.execute("UPDATE alembic_version_chain SET version_num = 'chain_0000'")
    answer = desk("hotels")
    assert answer.code == 1
    assert answer.err == "desk: The database's tables are not up to date; run desk init.\n"


def test_a_wrong_setting_is_named(empty_desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_desk.set(monkeypatch, locking="hopeful")
    answer = empty_desk("hotels")
    assert answer.code == 1
    assert "locking" in answer.err.casefold()
    assert answer.err.count("\n") == 1


def test_a_receptionist_may_not_set_prices(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.set(monkeypatch, role="receptionist")
    before = desk.rows()
    for switch in (("--price", "1"), ("--oversell",)):
        answer = desk(*book(*switch))
        assert answer.code == 1
        assert answer.err.startswith("desk: You may not ")
    assert desk.rows() == before


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"database_url": "garbage"}, "desk: DESK_DATABASE_URL: this is not a database URL"),
        ({"rate_database_url": "garbage"}, "desk: DESK_RATE_DATABASE_URL: this is not"),
        ({"database_url": "mysql://u@h:port/d"}, "desk: DESK_DATABASE_URL: this is not"),
        ({"databse_url": "mysql://h/d"}, "did you mean DESK_DATABASE_URL?"),
        (
            {"database_ca": "/nowhere.pem", "database_url": "mysql://u@h/d"},
            "desk: DESK_DATABASE_CA: /nowhere.pem can not be used: no such file",
        ),
        ({"database_url": "postgresql://x/y"}, "postgresql is not served"),
        ({"redis_url": "garbage"}, "desk: DESK_REDIS_URL: write an address"),
        ({"payments_url": "http://pay.example", "payments_key": "sk_live_x"}, "https://"),
        ({"payments_url": "garbage", "payments_key": "sk_live_x"}, "https://"),
        ({"locking_by_hotel": '{"NOPE": "guarded"}'}, "There is no hotel NOPE."),
        ({"role": "king"}, "DESK_ROLE"),
    ],
)
def test_settings_that_can_not_be_used_are_told(
    desk: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    sentence: str,
) -> None:
    desk.set(monkeypatch, **settings)
    answer = desk("hotels")
    assert answer.code == 1
    assert sentence in answer.err
    assert answer.err.count("\n") == 1
    assert "sk_live_x" not in answer.err


def test_a_folder_that_can_not_be_used_is_told(
    empty_desk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    empty_desk.set(monkeypatch, data_dir=str(file / "data"))
    answer = empty_desk("hotels")
    assert answer.code == 1
    assert "choose another one with DESK_DATA_DIR" in answer.err


def test_a_reader_that_has_seen_enough_is_no_error(desk: CommandLine) -> None:
    with desk.start("find", "a", "--json") as program:
        assert program.stdout is not None
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr is not None
        assert program.stderr.read() == ""
    assert program.returncode == 0
