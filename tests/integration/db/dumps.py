"""Everything a database says of its own tables, to compare two databases with."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, text

Dump = dict[str, list[tuple[object, ...]]]

_MYSQL = {
    "tables": "SELECT table_name, engine, table_collation FROM information_schema.tables"
    " WHERE table_schema = DATABASE()",
    "columns": "SELECT table_name, ordinal_position, column_name, column_type, is_nullable,"
    " column_default, character_set_name, collation_name, column_key, extra"
    " FROM information_schema.columns WHERE table_schema = DATABASE()",
    "indexes": "SELECT table_name, index_name, seq_in_index, column_name, non_unique, sub_part,"
    " collation, index_type FROM information_schema.statistics WHERE table_schema = DATABASE()",
    "constraints": "SELECT table_name, constraint_name, constraint_type"
    " FROM information_schema.table_constraints WHERE table_schema = DATABASE()",
    "checks": "SELECT table_name, constraint_name, check_clause"
    " FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()",
}


def dump_schema(engine: Engine) -> Dump:
    """Sorted rows by kind: tables, columns, indexes, constraints, checks."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return _dump_sqlite(connection)
        return {
            kind: sorted((tuple(row) for row in connection.execute(text(query))), key=repr)
            for kind, query in _MYSQL.items()
        }


def _dump_sqlite(connection: Connection) -> Dump:
    master = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    objects = [(kind, name, table, _words(sql)) for kind, name, table, sql in master]
    tables = sorted(name for kind, name, *_ in objects if kind == "table")
    return {
        "objects": sorted(objects, key=repr),
        "columns": [row for table in tables for row in _pragma(connection, "table_xinfo", table)],
        "indexes": sorted(
            (row for table in tables for row in _indexes(connection, table)), key=repr
        ),
    }


def _indexes(connection: Connection, table: str) -> Iterator[tuple[object, ...]]:
    for _, _, name, unique, origin, *_ in _pragma(connection, "index_list", table):
        for row in _pragma(connection, "index_xinfo", str(name)):
            yield (table, name, unique, origin, *row)


def _pragma(connection: Connection, name: str, of: str) -> list[tuple[object, ...]]:
    return [(of, *row) for row in connection.exec_driver_sql(f"PRAGMA {name}('{of}')")]


def _words(sql: str | None) -> str:
    return " ".join((sql or "").split())
