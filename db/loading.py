"""Bulk loading: many plain rows into one table, in few round trips.

On MySQL and MariaDB the driver makes one INSERT of many rows, a megabyte each (a quarter of the
smallest `max_allowed_packet` any supported server ships with); on SQLite it is one prepared
statement run over all rows. LOAD DATA LOCAL would be faster still, but needs a right on both
sides that a careful server refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Insert, Table, func, insert, select
from sqlalchemy.ext.compiler import compiles

from db.tables import chain, rate, reservation
from db.unit_of_work import UnitOfWork

ROWS_AT_ONCE = 5_000
"""Bounds the memory; the driver cuts again by bytes."""

TABLES: dict[str, Table] = {
    **chain.metadata.tables,
    **rate.metadata.tables,
    **reservation.metadata.tables,
}
"""Every table by name; no name is used in two stores."""


class InsertMissing(Insert):
    """An INSERT that passes over rows whose key is there, and refuses all other faults.

    INSERT IGNORE and INSERT OR IGNORE would swallow a broken CHECK and a missing value as well.
    """

    inherit_cache = True


@compiles(InsertMissing)
def _insert_missing(element: InsertMissing, compiler: Any, **kw: Any) -> str:
    statement: str = compiler.visit_insert(element, **kw)
    return f"{statement} {skip_clause(element.table, compiler.dialect.name)}"


def skip_clause(table: Any, dialect: str) -> str:
    """What makes an INSERT pass over keys that exist, to be put at its end."""
    if dialect == "sqlite":
        return "ON CONFLICT DO NOTHING"
    key = next(iter(table.primary_key.columns)).name
    return f"ON DUPLICATE KEY UPDATE {key} = {table.name}.{key}"


def load_rows(
    unit: UnitOfWork,
    table: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    skip_existing: bool = False,
) -> int:
    """Insert rows, all with the same columns; returns how many were given.

    ``skip_existing`` leaves a row alone whose key is there already, so that a broken load may run
    again. Rows sorted by primary key load fastest: InnoDB then only appends.
    """
    target = TABLES[table]
    statement: Insert = InsertMissing(target) if skip_existing else insert(target)
    waiting = iter(rows)
    count = 0
    while batch := list(islice(waiting, ROWS_AT_ONCE)):
        unit.execute(statement, batch)
        count += len(batch)
    return count


def count_rows(
    unit: UnitOfWork, table: str, first_hotel: int, last_hotel: int, *, key: str = "hotel_id"
) -> int:
    """Rows of the hotels with ids from ``first_hotel`` to ``last_hotel``, both included."""
    target = TABLES[table]
    found = unit.connection.scalar(
        select(func.count())
        .select_from(target)
        .where(target.c[key].between(first_hotel, last_hotel))
    )
    return found or 0
