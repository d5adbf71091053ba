"""What a driver's error means, by its number and with the words of each server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymysql.err
import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    InvalidRequestError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.errors import (
    CheckRefused,
    Diagnosis,
    DuplicateRow,
    Fault,
    diagnose,
    translate,
    translated,
    worth_repeating,
)
from desk_app.domain.errors import DatabaseUnavailable, SoldOut

LOST = [2006, 2013, 2014, 2055, 1053, 1927, 4031]
RETRY = [1213, 1205, 1020, 1047]
UNREACHABLE = [2002, 2003, 2026, 1040, 1203, 1044, 1045, 1049, 1129, 1130, 1226, 1290, 1698, 1836]


def mysql(number: int, message: str = "x", kind: type[DBAPIError] = OperationalError) -> DBAPIError:
    return kind("SELECT 1", {}, pymysql.err.OperationalError(number, message))


@pytest.mark.parametrize(
    ("number", "message", "name"),
    [
        # MariaDB names the index, MySQL the table and the index.
        (
            1062,
            "Duplicate entry '1-abc' for key 'uq_reservation_hotel_id'",
            "uq_reservation_hotel_id",
        ),
        (
            1062,
            "Duplicate entry '1-abc' for key 'reservation.uq_reservation_hotel_id'",
            "uq_reservation_hotel_id",
        ),
        (1062, "Duplicate entry '1-5' for key 'PRIMARY'", "PRIMARY"),
        (1062, "Duplicate entry '1-5' for key 'hotel.PRIMARY'", "PRIMARY"),
        (1586, "Duplicate entry 'x' for key 'uq_hotel_code'", "uq_hotel_code"),
        # What was entered may hold quotes, dots, and the words themselves.
        (1062, "Duplicate entry 'O'Brien' for key 'uq_staff_username'", "uq_staff_username"),
        (1062, "Duplicate entry 'a' for key 'b.c'' for key 'uq_hotel_code'", "uq_hotel_code"),
        (1062, "Duplicate entry '' for key 'uq_hotel_code'", "uq_hotel_code"),
        (1062, "something else", ""),
    ],
)
def test_a_duplicate_names_its_index(number: int, message: str, name: str) -> None:
    error = mysql(number, message, IntegrityError)
    assert diagnose(error) == Diagnosis(Fault.DUPLICATE, number, name)
    known = translate(error)
    assert isinstance(known, DuplicateRow)
    assert known.index == name
    assert not worth_repeating(error)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (4025, "CONSTRAINT `ck_room_inventory_sold` failed for `desk`.`room_inventory`"),
        (4025, "CONSTRAINT `room_inventory.ck_room_inventory_sold` failed for `d`.`r`"),
        (3819, "Check constraint 'ck_room_inventory_sold' is violated."),
    ],
)
def test_a_refused_check_names_its_constraint(number: int, message: str) -> None:
    error = mysql(number, message)
    assert diagnose(error) == Diagnosis(Fault.CHECK, number, "ck_room_inventory_sold")
    known = translate(error)
    assert isinstance(known, CheckRefused)
    assert known.constraint == "ck_room_inventory_sold"
    assert not worth_repeating(error)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        *((number, Fault.LOST) for number in LOST),
        *((number, Fault.RETRY) for number in RETRY),
        *((number, Fault.UNREACHABLE) for number in UNREACHABLE),
    ],
)
@pytest.mark.parametrize("kind", [OperationalError, InternalError])
def test_the_outside_world_is_told_by_its_number_alone(
    number: int, fault: Fault, kind: type[DBAPIError]
) -> None:
    error = mysql(number, "in whatever 'words'", kind)
    assert diagnose(error) == Diagnosis(fault, number)
    assert worth_repeating(error) == (fault is not Fault.UNREACHABLE)
    known = translate(error)
    assert isinstance(known, DatabaseUnavailable)
    assert str(number) in known.reason


@pytest.mark.parametrize(
    "error",
    [
        InterfaceError("SELECT 1", {}, pymysql.err.InterfaceError(0, "")),
        OperationalError("x", {}, pymysql.err.OperationalError(), connection_invalidated=True),
    ],
)
def test_a_connection_that_went_without_a_number_is_lost(error: DBAPIError) -> None:
    assert diagnose(error) == Diagnosis(Fault.LOST, 0)
    assert worth_repeating(error)


def test_a_desk_with_no_connection_left_is_unreachable_and_says_why() -> None:
    error = PoolTimeout("QueuePool limit of size 2 overflow 0 reached")
    assert diagnose(error).fault is Fault.UNREACHABLE
    known = translate(error)
    assert isinstance(known, DatabaseUnavailable)
    assert known.reason == "every connection of this desk is busy"


@pytest.mark.parametrize(
    "error",
    [
        mysql(1064, "You have an error in your SQL syntax"),
        mysql(1146, "Table 'x' doesn't exist"),
        mysql(1406, "Data too long for column 'name'"),
        mysql(99_999, "from a newer server"),
        OperationalError("x", {}, pymysql.err.OperationalError("no number")),
        OperationalError("x", {}, pymysql.err.OperationalError()),
        InvalidRequestError("a bug of ours"),
        ValueError("another"),
        SoldOut(nights=[], room_type="STD"),
    ],
)
def test_anything_else_is_a_bug_and_goes_up_as_it_is(error: Exception) -> None:
    assert diagnose(error).fault is Fault.OTHER
    assert translate(error) is None
    assert not worth_repeating(error)


def test_a_long_reason_is_cut() -> None:
    known = translate(mysql(2003, "x" * 5_000))
    assert isinstance(known, DatabaseUnavailable)
    assert len(known.reason) == 300


def statement(file: Path, *statements: str) -> Callable[[], None]:
    """Runs them on a table with a key, a unique pair and a CHECK; the last one must fail."""

    def run() -> None:
        engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 0})
        event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
        try:
            with engine.connect() as connection:
                for each in statements:
                    connection.execute(text(each))
        finally:
            engine.dispose()

    return run


TABLE = """
    CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a INTEGER NOT NULL, b TEXT,
    CONSTRAINT uq_t UNIQUE (a, b), CONSTRAINT ck_t_positive CHECK (a > 0))
"""
ROW = "INSERT INTO t VALUES (1, 1, 'x')"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "INSERT INTO t VALUES (2, 1, 'x')",
            Diagnosis(Fault.DUPLICATE, sqlite3.SQLITE_CONSTRAINT_UNIQUE, "t.a, t.b"),
        ),
        (
            "INSERT INTO t VALUES (1, 2, 'x')",
            Diagnosis(Fault.DUPLICATE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, "t.id"),
        ),
        (
            "INSERT INTO t VALUES (2, 0, 'x')",
            Diagnosis(Fault.CHECK, sqlite3.SQLITE_CONSTRAINT_CHECK, "ck_t_positive"),
        ),
        (
            "INSERT INTO t VALUES (2, NULL, 'x')",
            Diagnosis(Fault.OTHER, sqlite3.SQLITE_CONSTRAINT_NOTNULL, "t.a"),
        ),
        ("SELECT * FROM nothing", Diagnosis(Fault.OTHER, sqlite3.SQLITE_ERROR)),
    ],
)
def test_sqlite_tells_by_its_extended_codes(tmp_path: Path, sql: str, expected: Diagnosis) -> None:
    with pytest.raises(DBAPIError) as raised:
        statement(tmp_path / "x.sqlite", TABLE, ROW, sql)()
    assert diagnose(raised.value) == expected


def test_a_sqlite_file_that_a_rival_writes_is_worth_another_try(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    statement(file, TABLE)()
    rival = sqlite3.connect(file, isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(DBAPIError) as raised:
            statement(file, "BEGIN IMMEDIATE")()
    finally:
        rival.close()
    assert diagnose(raised.value).fault is Fault.RETRY
    assert worth_repeating(raised.value)
    assert isinstance(translate(raised.value), DatabaseUnavailable)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Fault.RETRY),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, Fault.RETRY),
        (sqlite3.SQLITE_READONLY_DIRECTORY, Fault.UNREACHABLE),
        (sqlite3.SQLITE_IOERR_WRITE, Fault.UNREACHABLE),
        (sqlite3.SQLITE_FULL, Fault.UNREACHABLE),
    ],
)
def test_finer_codes_of_sqlite_count_as_their_kind(code: int, fault: Fault) -> None:
    cause: Any = sqlite3.OperationalError("in whatever words")
    cause.sqlite_errorcode = code
    assert diagnose(OperationalError("x", {}, cause)) == Diagnosis(fault, code)


def test_a_sqlite_file_that_can_not_be_opened_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(DBAPIError) as raised:
        statement(tmp_path, "SELECT 1")()
    assert diagnose(raised.value).fault is Fault.UNREACHABLE


def test_an_error_of_sqlite_without_a_code_is_a_bug() -> None:
    error = DBAPIError("x", {}, sqlite3.ProgrammingError("Cannot operate on a closed database."))
    assert diagnose(error) == Diagnosis(Fault.OTHER, 0)


def test_driver_errors_leave_this_floor_translated_and_keep_their_cause() -> None:
    lost = mysql(2013, "Lost connection")
    with pytest.raises(DatabaseUnavailable) as known, translated():
        raise lost
    assert known.value.__cause__ is lost
    bug = mysql(1064, "syntax")
    with pytest.raises(OperationalError) as unknown, translated():
        raise bug
    assert unknown.value is bug
    with pytest.raises(ValueError, match="ours"), translated():
        raise ValueError("ours")
