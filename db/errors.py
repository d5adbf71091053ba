"""What a driver's error means, told by its number. The only place that knows the numbers.

MySQL and MariaDB numbers are of the server (1xxx, 3xxx, 4xxx) and of the client (2xxx) error
references; SQLite's are its extended result codes.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desk_app.domain.errors import DatabaseUnavailable


class DuplicateRow(Exception):
    """A unique key stood in the way; ``index`` is its name (on SQLite its columns)."""

    def __init__(self, index: str) -> None:
        super().__init__(index)
        self.index = index


class CheckRefused(Exception):
    """A CHECK of the database refused; ``constraint`` is its name."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Fault(Enum):
    DUPLICATE = auto()  # a unique key stands in the way
    CHECK = auto()  # a CHECK refused
    RETRY = auto()  # rolled back by a rival or a timeout: run the whole unit again
    LOST = auto()  # the connection went: it may or may not have happened
    UNREACHABLE = auto()  # no connection, so nothing happened
    OTHER = auto()  # a bug


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``name`` is the index or constraint, as far as the driver tells."""

    fault: Fault
    number: int
    name: str = ""

    @property
    def refusal(self) -> str:
        """What the server says of our sign-in, after "The database server ..."; else ""."""
        return _REFUSALS.get(self.number, "") if self.fault is Fault.UNREACHABLE else ""


_MYSQL = {
    1062: Fault.DUPLICATE,
    1586: Fault.DUPLICATE,
    3819: Fault.CHECK,  # MySQL
    4025: Fault.CHECK,  # MariaDB
    1213: Fault.RETRY,  # deadlock; on Galera also a lost certification at COMMIT
    1205: Fault.RETRY,  # lock wait timeout: only the statement is rolled back, so roll back all
    1020: Fault.RETRY,  # the row changed since it was read (MariaDB snapshot isolation)
    1047: Fault.RETRY,  # this Galera node is not ready
    2006: Fault.LOST,
    2013: Fault.LOST,
    2014: Fault.LOST,
    2055: Fault.LOST,
    1053: Fault.LOST,  # the server shuts down
    1927: Fault.LOST,  # the connection was killed
    4031: Fault.LOST,  # the server closed an idle connection
    2002: Fault.UNREACHABLE,
    2003: Fault.UNREACHABLE,
    2026: Fault.UNREACHABLE,  # TLS failed
    1040: Fault.UNREACHABLE,  # too many connections
    1203: Fault.UNREACHABLE,
    1044: Fault.UNREACHABLE,  # access denied
    1045: Fault.UNREACHABLE,
    1049: Fault.UNREACHABLE,  # unknown database
    1129: Fault.UNREACHABLE,  # this host is blocked, or
    1130: Fault.UNREACHABLE,  # is not let in
    1226: Fault.UNREACHABLE,  # this account has used up its connections
    1290: Fault.UNREACHABLE,  # read-only: another server has taken over
    1698: Fault.UNREACHABLE,  # access denied, as MariaDB's unix_socket says it
    1836: Fault.UNREACHABLE,  # read-only (MySQL)
}

_REFUSALS = {
    1044: "does not let this user into the database, or there is no such database",
    1045: "refused the user or the password",
    1049: "has no database of this name",
    1698: "refused the user or the password",
}
"""Waiting helps against none of these."""

_SQLITE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Fault.DUPLICATE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Fault.DUPLICATE,
    sqlite3.SQLITE_CONSTRAINT_CHECK: Fault.CHECK,
}
_SQLITE_PRIMARY = {
    sqlite3.SQLITE_BUSY: Fault.RETRY,
    sqlite3.SQLITE_LOCKED: Fault.RETRY,
    sqlite3.SQLITE_CANTOPEN: Fault.UNREACHABLE,
    sqlite3.SQLITE_READONLY: Fault.UNREACHABLE,
    sqlite3.SQLITE_FULL: Fault.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Fault.UNREACHABLE,
}

_QUOTED_LAST = re.compile(r"'([^']*)'[^']*$")
_CONSTRAINT = re.compile(r"(?:CONSTRAINT|Check constraint) [`'](?:\w+\.)?(\w+)[`']")


def diagnose(error: BaseException) -> Diagnosis:
    """What happened, for any exception that came out of a statement, a commit or a connect."""
    if isinstance(error, PoolTimeout):
        return Diagnosis(Fault.UNREACHABLE, 0, "every connection of this desk is busy")
    if not isinstance(error, DBAPIError):
        return Diagnosis(Fault.OTHER, 0)
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _diagnose_sqlite(cause)
    number = cause.args[0] if cause and cause.args and isinstance(cause.args[0], int) else 0
    if number == 0 and (isinstance(error, InterfaceError) or error.connection_invalidated):
        return Diagnosis(Fault.LOST, 0)
    message = str(cause.args[1]) if cause and len(cause.args) > 1 else ""
    fault = _MYSQL.get(number, Fault.OTHER)
    name = ""
    if fault is Fault.DUPLICATE and (found := _QUOTED_LAST.search(message)):
        name = found.group(1).rpartition(".")[2]
    elif fault is Fault.CHECK and (found := _CONSTRAINT.search(message)):
        name = found.group(1)
    return Diagnosis(fault, number, name)


def _diagnose_sqlite(cause: sqlite3.Error) -> Diagnosis:
    number = getattr(cause, "sqlite_errorcode", 0) or 0
    fault = _SQLITE.get(number) or _SQLITE_PRIMARY.get(number & 0xFF, Fault.OTHER)
    return Diagnosis(fault, number, str(cause).partition("constraint failed: ")[2])


def worth_repeating(error: Exception) -> bool:
    return diagnose(error).fault in (Fault.RETRY, Fault.LOST)


def translate(error: Exception) -> Exception | None:
    """The error that leaves this floor, or None when it is a bug and goes up as it is."""
    diagnosis = diagnose(error)
    match diagnosis.fault:
        case Fault.DUPLICATE:
            return DuplicateRow(diagnosis.name)
        case Fault.CHECK:
            return CheckRefused(diagnosis.name)
        case Fault.OTHER:
            return None
        case _:
            cause = error.orig if isinstance(error, DBAPIError) else error
            return DatabaseUnavailable(
                reason=diagnosis.name or str(cause)[:300], refusal=diagnosis.refusal
            )


@contextmanager
def translated() -> Iterator[None]:
    """For what runs outside a unit of work: driver errors come out as `translate` says."""
    try:
        yield
    except SQLAlchemyError as error:
        known = translate(error)
        if known is None:
            raise
        raise known from error
