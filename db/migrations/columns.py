"""Column types for revisions. Frozen: a revision that is out in the world must go on meaning
the same, so a new need gets a new name here.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mariadb_engine": "InnoDB",
    "mariadb_charset": "utf8mb4",
    "mariadb_collate": "utf8mb4_unicode_520_ci",
}


def ascii_text(length: int) -> sa.types.TypeEngine[str]:
    """Machine words: one byte a letter, compared exactly."""
    exact = mysql.VARCHAR(length, charset="ascii", collation="ascii_bin")
    return sa.String(length).with_variant(exact, "mysql", "mariadb")


def instant() -> sa.types.TypeEngine[Any]:
    """UTC to the microsecond, stored without a zone."""
    return sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def identity(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A 64-bit id that the services make; never counted by the database."""
    return sa.Column(name, sa.BigInteger(), nullable=nullable, autoincrement=False)


def edited() -> list[sa.Column[Any]]:
    """On rows that people edit: who and when, and the version that conflicts are told by."""
    return [
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("changed_at", instant(), nullable=False),
    ]
