"""One instant of the reservation store, to read at leisure while the desks go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from db.errors import translated
from db.stores import Stores


@contextmanager
def snapshot(stores: Stores) -> Iterator[Connection]:
    """A read-only connection that sees only what was committed when it was opened.

    Raises `DatabaseUnavailable`.
    """
    engine = stores.reservation.engine
    with translated(), stores.engines.patient(engine) as patient, patient.connect() as connection:
        try:
            if engine.dialect.name == "sqlite":
                # A deferred BEGIN; in WAL mode the first read is what fixes the instant.
                connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first()
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
                connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            yield connection
        finally:
            connection.rollback()
