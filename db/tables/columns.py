"""Column types that mean the same on MariaDB, MySQL and SQLite."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator

TABLE_OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mariadb_engine": "InnoDB",
    "mariadb_charset": "utf8mb4",
    "mariadb_collate": "utf8mb4_unicode_520_ci",
}

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


def store_metadata() -> MetaData:
    return MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as DATETIME(6) without a zone."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Json(TypeDecorator[Any]):
    """Plain JSON values in a text column: the same bytes on every server."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def ascii_text(length: int) -> Any:
    """Machine words (codes, keys, states): one byte a letter, compared exactly."""
    exact = mysql.VARCHAR(length, charset="ascii", collation="ascii_bin")
    return String(length).with_variant(exact, "mysql", "mariadb")


def id_column(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    return Column(
        name,
        BigInteger(),
        primary_key=primary_key,
        nullable=nullable,
        autoincrement=False,
    )


def edit_columns() -> list[Column[Any]]:
    """On every row that people edit, so that a conflict can say who and when."""
    return [
        Column("version", Integer, nullable=False, server_default="1"),
        Column("changed_by", String(80), nullable=False),
        Column("changed_at", Instant, nullable=False),
    ]


def audit_columns() -> list[Column[Any]]:
    """The insert-only trail each store has of its own; sealed later, in batches."""
    return [
        id_column("hotel_id", primary_key=True),
        id_column("id", primary_key=True),
        Column("entity", ascii_text(32), nullable=False),
        id_column("entity_id"),
        Column("action", ascii_text(32), nullable=False),
        Column("actor", String(80), nullable=False),
        Column("at", Instant, nullable=False),
        Column("detail", Json, nullable=False),
    ]
