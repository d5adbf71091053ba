"""What stands behind the stores' URLs: facts for `desk doctor`."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable

from sqlalchemy import Connection, Engine

from db.errors import translated
from db.fault_words import in_words
from db.stores import Stores
from desk_app.domain.checking.databases import DatabaseFacts
from desk_app.domain.errors import DatabaseUnavailable

ROUND_TRIPS = 5


def facts(stores: Stores) -> tuple[DatabaseFacts, ...]:
    """One for each distinct database; one that is away is told as such, not raised."""
    by_engine: dict[Engine, list[str]] = {}
    for store in stores.each():
        by_engine.setdefault(store.engine, []).append(store.name)
    return tuple(_facts(engine, names) for engine, names in by_engine.items())


def _facts(engine: Engine, names: Iterable[str]) -> DatabaseFacts:
    address = engine.url.render_as_string(hide_password=True)
    try:
        with translated(), engine.connect() as connection:
            return DatabaseFacts(
                stores=tuple(names),
                address=address,
                kind=_kind(connection),
                version=_version(connection),
                tls=_tls(connection),
                latency_ms=_latency_ms(connection),
            )
    except DatabaseUnavailable as error:
        return DatabaseFacts(
            stores=tuple(names),
            address=address,
            problem=error.reason,
            told=in_words(error.__cause__),
            refused=bool(error.refusal),
        )


def _kind(connection: Connection) -> str:
    dialect = connection.dialect
    if dialect.name == "sqlite":
        return "SQLite"
    return "MariaDB" if getattr(dialect, "is_mariadb", False) else "MySQL"


def _version(connection: Connection) -> str:
    """Numbers only: "10.11.19" of "10.11.19-MariaDB-0+deb12u1"."""
    function = "sqlite_version()" if connection.dialect.name == "sqlite" else "VERSION()"
    told = str(connection.exec_driver_sql(f"SELECT {function}").scalar_one())
    number = re.match(r"[\d.]+", told)
    return number.group().rstrip(".") if number else told


def _tls(connection: Connection) -> str | None:
    if connection.dialect.name == "sqlite":
        return None
    row = connection.exec_driver_sql("SHOW SESSION STATUS LIKE 'Ssl_cipher'").first()
    return str(row[1]) if row and row[1] else None


def _latency_ms(connection: Connection) -> float:
    taken = []
    for _ in range(ROUND_TRIPS):
        start = time.perf_counter()
        connection.exec_driver_sql("SELECT 1").scalar_one()
        taken.append(time.perf_counter() - start)
    return round(min(taken) * 1000, 3)
