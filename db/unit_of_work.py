"""A unit of work: one connection of one store, one transaction, repeated as a whole if need be.

Only the unit of work commits. What it calls must be safe to run again: a commit whose answer was
lost may have happened (`UnitOfWork.commit_unknown` says so on the next attempt).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import stamina
import stamina.instrumentation
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from db.clock import Clock, database_now
from db.errors import Fault, diagnose, translate, worth_repeating

T = TypeVar("T")

PATIENCE_SECONDS = 20.0
"""How long a unit is repeated while rivals or the network roll it back."""

stamina.instrumentation.set_on_retry_hooks([])  # a repeat is everyday here, not worth a log line


class UnitOfWork:
    """An open transaction. ``attempt`` counts from 1."""

    def __init__(
        self, connection: Connection, clock: Clock, attempt: int = 1, commit_unknown: bool = False
    ) -> None:
        self.connection = connection
        self.execute = connection.execute
        self.attempt = attempt
        self.commit_unknown = commit_unknown
        self._clock = clock
        self._now: datetime | None = None

    @property
    def now(self) -> datetime:
        """UTC of the database, the same throughout the unit; one round trip at first use."""
        if self._now is None:
            return self.learn_time(self.connection.scalar(select(database_now())))
        return self._now

    def learn_time(self, database_time: datetime | None) -> datetime:
        """Take the time that another statement brought along, and spare the round trip."""
        if database_time is None:
            raise RuntimeError("the database told no time")
        if self._now is None:
            self._now = self._clock.read(database_time)
        return self._now

    @property
    def dialect(self) -> str:
        """ "mysql" (MariaDB too) or "sqlite"."""
        name = self.connection.dialect.name
        return "mysql" if name == "mariadb" else name


class Store:
    """One of the three stores: where units of work on it are begun."""

    def __init__(self, name: str, engine: Engine, clock: Clock) -> None:
        self.name = name
        self.engine = engine
        self.clock = clock
        self._writer = engine.execution_options(writes=True)

    @contextmanager
    def _begin(self, engine: Engine, attempt: int, unknown: bool) -> Iterator[UnitOfWork]:
        with engine.connect() as connection:
            yield UnitOfWork(connection, self.clock, attempt, unknown)

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run reads, repeated when the connection was lost. Raises `DatabaseUnavailable`."""
        return self._repeat(work, self.engine, commit=False)

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run a whole transaction and commit it; repeat it while rivals roll it back.

        Raises what ``work`` raises, `DuplicateRow` and `CheckRefused` when the database refused,
        and `DatabaseUnavailable` when it is away or patience ends.
        """
        return self._repeat(work, self._writer, commit=True)

    def _repeat(self, work: Callable[[UnitOfWork], T], engine: Engine, *, commit: bool) -> T:
        attempt, unknown = 0, False
        try:
            for retry in stamina.retry_context(
                on=worth_repeating,
                attempts=None,
                timeout=PATIENCE_SECONDS,
                wait_initial=0.005,
                wait_max=0.4,
                wait_jitter=0.05,
            ):
                with retry:
                    attempt += 1
                    with self._begin(engine, attempt, unknown) as unit:
                        result = work(unit)
                        if commit:
                            try:
                                unit.connection.commit()
                            except SQLAlchemyError as error:
                                unknown = unknown or diagnose(error).fault is Fault.LOST
                                raise
                    return result
        except SQLAlchemyError as error:
            known = translate(error)
            if known is None:
                raise
            raise known from error
        raise AssertionError("unreachable")  # pragma: no cover

    def ping(self) -> Any:
        """The server's version; raises `DatabaseUnavailable`."""
        return self.read(lambda unit: unit.connection.dialect.server_version_info)
