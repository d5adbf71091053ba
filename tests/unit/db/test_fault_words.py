"""A driver's error in plain words, the number at the end."""

from __future__ import annotations

import socket
import ssl

import pymysql.err
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.errors import translate
from db.fault_words import in_words
from desk_app.domain.errors import DatabaseUnavailable


def mysql(number: int, original: Exception | None = None) -> OperationalError:
    cause = pymysql.err.OperationalError(number, "in the driver's words")
    if original is not None:
        cause.original_exception = original  # type: ignore[attr-defined]
    return OperationalError("SELECT 1", {}, cause)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (mysql(2003, ConnectionRefusedError(111, "x")), "nothing listens there (2003)"),
        (mysql(2003, socket.gaierror(-2, "x")), "no computer has that name (2003)"),
        (mysql(2003, TimeoutError()), "no answer in time (2003)"),
        (mysql(2003, ssl.SSLError()), "no encrypted connection (TLS) could be made (2003)"),
        (
            mysql(2003, ssl.SSLCertVerificationError()),
            "its certificate is not to be trusted; DESK_DATABASE_CA names its authority (2003)",
        ),
        (mysql(2003), "no connection (2003)"),
        (mysql(2013), "the connection broke off (2013)"),
        (mysql(1045), "the server refused the user or the password (1045)"),
        (mysql(1049), "the server has no database of this name (1049)"),
        (PoolTimeout("QueuePool"), "every connection of this desk is busy"),
    ],
)
def test_it_says_why_there_is_no_database(error: Exception, words: str) -> None:
    assert in_words(error) == words


@pytest.mark.parametrize("number", [1044, 1045, 1049, 1698])
def test_a_refused_sign_in_is_not_worth_waiting_for(number: int) -> None:
    known = translate(mysql(number))
    assert isinstance(known, DatabaseUnavailable)
    assert known.refusal
    assert "moment" not in str(known)


@pytest.mark.parametrize("number", [2003, 2013, 1205, 1040])
def test_any_other_trouble_is(number: int) -> None:
    known = translate(mysql(number))
    assert isinstance(known, DatabaseUnavailable)
    assert not known.refusal
    assert "Try again in a moment" in str(known)
