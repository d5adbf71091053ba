"""That no two rows can share a key: the unique indexes are there. No row is read for it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

from desk_app.domain.checking.auditing import Breach

RULE = "keys_are_unique"
UNIQUE = (
    ("reservation", ("hotel_id", "idempotency_key")),
    ("reservation", ("hotel_id", "confirmation_code")),
    ("refund", ("hotel_id", "refund_key")),
)


def missing_keys(connection: Connection) -> Iterator[Breach]:
    inspector = inspect(connection)
    for table, columns in UNIQUE:
        found = {
            tuple(str(name) for name in index["column_names"])
            for index in inspector.get_indexes(table)
            if index["unique"]
        } | {tuple(index["column_names"]) for index in inspector.get_unique_constraints(table)}
        if columns not in found:
            named = ", ".join(columns)
            yield Breach(
                rule=RULE,
                hotel_id=None,
                where=f"{table} ({named})",
                expected="a unique index",
                found="none",
                sentence=f"The table {table} has no unique index on {named}: two rows may share"
                " one.",
            )
