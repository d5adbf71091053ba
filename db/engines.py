"""Engines: one a distinct URL, with the settings every connection of ours must have."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pymysql.err import OperationalError
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from desk_app.domain.errors import InvalidInput

LOCK_WAIT_SECONDS = 3
READ_TIMEOUT_SECONDS = 10
"""Longer than the lock wait: if the client gave up first, the server could commit later."""
PATIENT_READ_TIMEOUT_SECONDS = 3600

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", None, ""})
_SESSION = (
    "SET SESSION time_zone = '+00:00',"
    f" innodb_lock_wait_timeout = {LOCK_WAIT_SECONDS},"
    " sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION'"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineOptions:
    """``pool_size``: connections kept by a desk. ``ca``: PEM file of the database's authority.

    ``read_timeout`` is in seconds; long jobs (audit, seed, migration) ask for more.
    """

    pool_size: int = 2
    pool_timeout: float = 15.0
    read_timeout: float = READ_TIMEOUT_SECONDS
    ca: Path | None = None


def read_url(text: str, *, field: str = "database_url") -> URL:
    """Raises `InvalidInput` for anything but a mysql+pymysql, mariadb+pymysql or sqlite URL."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise InvalidInput(field=field, problem="this is not a database URL") from None
    if url.drivername in ("mysql", "mariadb"):
        url = url.set(drivername=f"{url.drivername}+pymysql")
    if url.drivername not in ("mysql+pymysql", "mariadb+pymysql", "sqlite", "sqlite+pysqlite"):
        raise InvalidInput(
            field=field, problem=f"{url.drivername} is not served; use mysql+pymysql or sqlite"
        )
    return url


def make_engine(url: URL, options: EngineOptions) -> Engine:
    return _sqlite(url, options) if url.drivername.startswith("sqlite") else _mysql(url, options)


def _mysql(url: URL, options: EngineOptions) -> Engine:
    connect_args: dict[str, Any] = {
        "connect_timeout": 3,
        "read_timeout": options.read_timeout,
        "write_timeout": options.read_timeout,
        "charset": "utf8mb4",
        "init_command": _SESSION,
    }
    must_encrypt = url.host not in _LOOPBACK or options.ca is not None
    if must_encrypt:
        connect_args["ssl"] = _trusting(options.ca)
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=options.pool_size,
        max_overflow=0,
        pool_timeout=options.pool_timeout,
        # The unit of work always ends its transaction; a second ROLLBACK would be a round trip.
        pool_reset_on_return=None,
        connect_args=connect_args,
    )
    if must_encrypt:
        # PyMySQL goes on in plain text, without a word, when the server offers no TLS.
        event.listen(engine, "connect", _refuse_plain_text)
    return engine


def _trusting(ca: Path | None) -> ssl.SSLContext:
    """Raises `InvalidInput` for a file that can not be read or holds no certificate."""
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # ssl.SSLError is one
        why = (
            "it holds no certificate in PEM"
            if isinstance(error, ssl.SSLError)
            else (error.strerror or str(error)).lower()
        )
        raise InvalidInput(
            field="DESK_DATABASE_CA", problem=f"{ca} can not be used: {why}"
        ) from None


def _refuse_plain_text(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        row = cursor.fetchone()
    if not row or not row[1]:
        connection.close()
        raise OperationalError(2026, "the database server offers no TLS, and this link needs it")


def _sqlite(url: URL, options: EngineOptions) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=max(options.pool_size, 8),
        pool_timeout=options.pool_timeout,
        pool_reset_on_return=None,
        connect_args={"timeout": LOCK_WAIT_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    connection.execute("PRAGMA journal_mode=WAL")
    # NORMAL would lose the last commits when the power goes: a charged hold, a paid booking.
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Any) -> None:
    """Only writers take the write lock, and they take it first: readers then never wait.

    Measured in the design: IMMEDIATE for all made reads wait 2.6 s; deferred for all gave 8,302
    "database is locked" in 5 s.
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Engines:
    """Keeps one engine a distinct URL, so that three stores in one database share a pool."""

    def __init__(self, options: EngineOptions) -> None:
        self._options = options
        self._by_url: dict[URL, Engine] = {}

    def get(self, text: str, *, field: str = "database_url") -> Engine:
        url = read_url(text, field=field)
        if url not in self._by_url:
            self._by_url[url] = make_engine(url, self._options)
        return self._by_url[url]

    @contextmanager
    def patient(self, engine: Engine) -> Iterator[Engine]:
        """An engine to the same database for one long job: a statement may take an hour.

        SQLite knows no read timeout, so it is the same engine there.
        """
        if engine.dialect.name == "sqlite":
            yield engine
            return
        options = replace(self._options, read_timeout=PATIENT_READ_TIMEOUT_SECONDS, pool_size=1)
        patient = make_engine(engine.url, options)
        try:
            yield patient
        finally:
            patient.dispose()

    def close(self) -> None:
        for engine in self._by_url.values():
            engine.dispose()

    def urls(self) -> Mapping[URL, Engine]:
        return dict(self._by_url)
