"""Only one process at a time changes the tables of a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from db.engines import LOCK_WAIT_SECONDS
from desk_app.domain.errors import DatabaseUnavailable

RIVAL_PATIENCE_SECONDS = 600
"""How long a rival's migration is waited for."""

READER_PATIENCE_SECONDS = 30
"""How long a change of a table waits for the transactions that read it: everyone who comes later
stands behind it, and the server's own limit is a day."""

_LOCK_NAME = "CONCAT('desk.schema.', MD5(DATABASE()))"  # a name may have 64 characters


@contextmanager
def only_migrator(engine: Engine) -> Iterator[Connection]:
    """A connection, no transaction open, beside which nobody else migrates this database.

    On MySQL a named lock of the server, which goes with the connection (on Galera it holds on
    one node only). On SQLite each transaction of the connection takes the write lock first.
    Raises `DatabaseUnavailable` when a rival holds it too long.
    """
    hold = _sqlite if engine.dialect.name == "sqlite" else _mysql
    with hold(engine) as connection:
        yield connection


@contextmanager
def _mysql(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.execute(text(f"SET SESSION lock_wait_timeout = {READER_PATIENCE_SECONDS}"))
        taken = connection.scalar(text(f"SELECT GET_LOCK({_LOCK_NAME}, {RIVAL_PATIENCE_SECONDS})"))
        connection.rollback()
        if taken != 1:
            raise DatabaseUnavailable(reason="another `desk init` is at work on this database")
        try:
            yield connection
        finally:
            if not connection.invalidated:
                connection.rollback()
                connection.execute(text(f"SELECT RELEASE_LOCK({_LOCK_NAME})"))
                connection.rollback()


@contextmanager
def _sqlite(engine: Engine) -> Iterator[Connection]:
    with engine.execution_options(writes=True).connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA busy_timeout = {RIVAL_PATIENCE_SECONDS * 1000}")
        try:
            yield connection
        finally:
            driver.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_SECONDS * 1000}")
