"""Rows that a table accepts, made from nothing but its definition."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    Time,
    insert,
)

from db.migrations.stores import METADATA
from db.tables.columns import Instant, Json

_ALLOWED = re.compile(r"(\w+) IN \('(\w+)'")


def load(connection: Connection, store: str, count: int = 3) -> None:
    """``count`` rows into every table of the store."""
    for table in METADATA[store].sorted_tables:
        connection.execute(insert(table), [_row(table, number + 1) for number in range(count)])


def _row(table: Table, number: int) -> dict[str, Any]:
    checks = " ".join(
        str(check.sqltext) for check in table.constraints if hasattr(check, "sqltext")
    )
    allowed = dict(_ALLOWED.findall(checks))
    return {
        column.name: allowed.get(column.name, _value(column, number)) for column in table.columns
    }


def _value(column: Column[Any], number: int) -> Any:
    match column.type:
        case Json():
            return {"number": number}
        case Instant() | DateTime():
            return datetime(2030, 1, 1, 12, 30, 15, 123456, tzinfo=UTC)
        case Date():
            return date(2030, 1, 2 if column.name == "check_out" else 1)
        case Time():
            return time(14, 30)
        case String():
            return f"x{number}"
        case Boolean():
            return True
        case Integer():
            return number if column.name == "id" or column.name.endswith("_id") else 1
    raise TypeError(f"no value for {column!r}")
