"""Making the tables, bringing them up to date, and telling how they stand."""

from __future__ import annotations

import threading
from collections.abc import Callable

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, exists, inspect, select

from db.errors import translated
from db.migrations.stores import METADATA, config, version_table
from db.schema_lock import only_migrator
from db.stores import Stores
from db.unit_of_work import Store
from desk_app.domain.checking.databases import SchemaState
from desk_app.domain.errors import DeskError

_alembic = threading.Lock()
"""alembic keeps the migration that runs in a module global."""


class SchemaTooNew(DeskError):
    """``revision`` is one that this program has never heard of."""

    def __init__(self, *, store: str, revision: str) -> None:
        super().__init__(
            f"The {store} database was made by a newer version of this program ({revision});"
            " update the program.",
            store=store,
            revision=revision,
        )


class SchemaForeign(DeskError):
    """The tables' names are taken. Nothing was changed."""

    def __init__(self, *, store: str, table: str) -> None:
        super().__init__(
            f"The {store} database has a table {table} that this program did not make;"
            " use an empty database.",
            store=store,
            table=table,
        )


def upgrade(stores: Stores) -> None:
    """Create the tables or bring them up to date; safe to run twice, and by two at once.

    Raises `DatabaseUnavailable`, `SchemaTooNew`, `SchemaForeign`.
    """
    _for_each(stores, _upgrade)


def downgrade(stores: Stores, to: str = "base") -> None:
    """Go back, DELETING what older tables can not hold. ``to``: "base", or "-1" for one step."""
    _for_each(stores, lambda connection, name: command.downgrade(config(name, connection), to))


def create_all(stores: Stores) -> None:
    """What `upgrade` makes of an empty database, straight from the metadata: for tests."""
    _for_each(stores, _create_all)


def state(store: Store) -> SchemaState:
    """Raises `DatabaseUnavailable`."""
    current = store.read(lambda unit: _current(unit.connection, store.name))
    newest = ScriptDirectory.from_config(config(store.name)).get_current_head()
    if newest is None:
        raise RuntimeError(f"the revisions of {store.name} are missing from the program's files")
    return SchemaState(store=store.name, current=current, newest=newest)


def is_migrated(stores: Stores) -> bool:
    """True when every store is at the revision that this program needs."""
    return all(state(store).is_current for store in stores.each())


def _for_each(stores: Stores, work: Callable[[Connection, str], None]) -> None:
    """Do ``work`` with every store's name, on its own database: locked, in a transaction."""
    by_engine: dict[Engine, list[str]] = {}
    for store in stores.each():
        by_engine.setdefault(store.engine, []).append(store.name)
    for engine, names in by_engine.items():
        with (
            translated(),
            _alembic,
            stores.engines.patient(engine) as patient,
            only_migrator(patient) as connection,
        ):
            for name in names:
                with connection.begin():
                    work(connection, name)


def _upgrade(connection: Connection, name: str) -> None:
    current = _current(connection, name)
    if current is None:
        _clear_torn_start(connection, name)
    elif not _knows(name, current):
        raise SchemaTooNew(store=name, revision=current)
    command.upgrade(config(name, connection), "head")


def _create_all(connection: Connection, name: str) -> None:
    METADATA[name].create_all(connection)
    command.stamp(config(name, connection), "head")


def _current(connection: Connection, name: str) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": version_table(name)})
    return context.get_current_revision()


def _knows(name: str, revision: str) -> bool:
    scripts = ScriptDirectory.from_config(config(name))
    return any(script.revision == revision for script in scripts.walk_revisions())


def _clear_torn_start(connection: Connection, name: str) -> None:
    """Drop what a first run left that was killed: MySQL commits each CREATE TABLE at once.

    Only where the version table stands (so it was us) and every table is still empty.
    """
    inspector = inspect(connection)
    existing = set(inspector.get_table_names())
    ours = [table for table in METADATA[name].sorted_tables if table.name in existing]
    started = version_table(name) in existing
    for table in ours:
        has_rows = connection.scalar(select(exists().select_from(table)))
        if has_rows or not started:
            raise SchemaForeign(store=name, table=table.name)
    for table in ours:
        table.drop(connection)
