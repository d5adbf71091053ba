"""A driver's error in plain words, for `desk doctor`; the number stands at the end."""

from __future__ import annotations

import socket
import sqlite3
import ssl

from sqlalchemy.exc import DBAPIError

from db.errors import Diagnosis, Fault, diagnose

_NO_CONNECTION = frozenset({2002, 2003})
_NUMBERS = {
    1040: "the server has too many connections",
    1129: "the server has blocked this computer after too many failed tries",
    1130: "the server does not let this computer in",
    1203: "this user has too many connections",
    1226: "this user has used up its connections",
    1290: "the server is read-only; another one may have taken over",
    1836: "the server is read-only; another one may have taken over",
    2026: "no encrypted connection (TLS) could be made",
}
_FAULTS = {
    Fault.LOST: "the connection broke off",
    Fault.RETRY: "the server is busy",
}
_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: "the file can not be opened",
    sqlite3.SQLITE_READONLY: "the file can not be written to",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk can not be read or written",
}


def in_words(error: BaseException | None) -> str:
    """Why there is no database, without the address: "nothing listens there (2003)"."""
    if error is None:
        return "no reason was told"
    diagnosis = diagnose(error)
    cause = error.orig if isinstance(error, DBAPIError) else error
    words = _words(diagnosis, cause)
    return f"{words} ({diagnosis.number})" if diagnosis.number else words


def _words(diagnosis: Diagnosis, cause: BaseException | None) -> str:
    if diagnosis.refusal:
        return f"the server {diagnosis.refusal}"
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(diagnosis.number & 0xFF, "the file can not be used")
    if diagnosis.number in _NO_CONNECTION:
        return _no_connection(getattr(cause, "original_exception", None))
    if diagnosis.name:
        return diagnosis.name
    return _NUMBERS.get(diagnosis.number) or _FAULTS.get(diagnosis.fault, "it can not be used")


def _no_connection(socket_error: object) -> str:
    match socket_error:
        case ssl.SSLCertVerificationError():
            return "its certificate is not to be trusted; DESK_DATABASE_CA names its authority"
        case ssl.SSLError():
            return "no encrypted connection (TLS) could be made"
        case socket.gaierror():
            return "no computer has that name"
        case ConnectionRefusedError():
            return "nothing listens there"
        case TimeoutError():
            return "no answer in time"
        case _:
            return "no connection"
