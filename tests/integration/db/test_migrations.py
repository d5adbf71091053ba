"""What migrations build is what the metadata says, and the way there and back holds."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select, text

from db import schema
from db.migrations.stores import FOLDER, METADATA, version_table
from db.stores import Stores, StoreUrls, open_stores
from tests.integration.db.dumps import Dump, dump_schema
from tests.integration.db.rows import load

LAYOUTS = ("mariadb", "mariadb-split", "sqlite")
RIVALS = 4
SOURCE = FOLDER.parents[1]

OpenEmpty = Callable[[], Stores]


@pytest.fixture(params=LAYOUTS)
def open_empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenEmpty]:
    """Call it for stores in new databases without any table; once for each layout."""
    with ExitStack() as stack:
        opened: list[Stores] = []

        def new_url() -> str:
            if request.param == "sqlite":
                return f"sqlite:///{tmp_path}/desk{len(opened)}.sqlite"
            url: str = request.getfixturevalue("new_database")()
            return url

        def open_one() -> Stores:
            if request.param == "mariadb-split":
                urls = StoreUrls(chain=new_url(), rate=new_url(), reservation=new_url())
            else:
                urls = StoreUrls.one(new_url())
            stores = open_stores(urls)
            stack.callback(stores.close)
            opened.append(stores)
            return stores

        yield open_one


def dump(stores: Stores) -> list[Dump]:
    return [dump_schema(engine) for engine in stores.engines.urls().values()]


def fill(stores: Stores) -> None:
    for store in stores.each():
        store.write(lambda unit, name=store.name: load(unit.connection, name))  # type: ignore[misc]


def count_rows(stores: Stores) -> int:
    total = 0
    for store in stores.each():
        for table in METADATA[store.name].sorted_tables:
            count = select(func.count()).select_from(table)
            total += store.read(lambda unit, count=count: unit.connection.scalar(count) or 0)  # type: ignore[misc]
    return total


def test_up_down_up_on_loaded_data(open_empty: OpenEmpty) -> None:
    stores = open_empty()
    schema.upgrade(stores)
    first = dump(stores)
    fill(stores)
    loaded = count_rows(stores)
    assert loaded == 3 * sum(len(METADATA[store.name].tables) for store in stores.each())

    schema.upgrade(stores)
    assert count_rows(stores) == loaded, "running it again loses nothing"

    schema.downgrade(stores)
    assert [schema.state(store).current for store in stores.each()] == [None, None, None]
    assert not schema.is_migrated(stores)

    schema.upgrade(stores)
    assert schema.is_migrated(stores)
    assert dump(stores) == first
    assert count_rows(stores) == 0
    fill(stores)
    assert count_rows(stores) == loaded


def test_migrations_build_what_the_metadata_says(open_empty: OpenEmpty) -> None:
    migrated, created = open_empty(), open_empty()
    schema.upgrade(migrated)
    schema.create_all(created)
    assert dump(migrated) == dump(created)
    assert schema.is_migrated(created)


def test_one_altered_check_is_noticed(open_empty: OpenEmpty) -> None:
    """The negative control of the comparison above."""
    migrated, altered = open_empty(), open_empty()
    schema.upgrade(migrated)
    schema.upgrade(altered)
    with altered.reservation.engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA writable_schema = 1"))
            connection.execute(
                text(
                    "UPDATE sqlite_master SET sql = replace(sql, 'refunded <= captured',"
                    " 'refunded <= captured + 1') WHERE name = 'payment'"
                )
            )
        else:
            connection.execute(
                text(
                    "ALTER TABLE payment DROP CONSTRAINT ck_payment_never_over_refunded,"
                    " ADD CONSTRAINT ck_payment_never_over_refunded"
                    " CHECK (refunded >= 0 AND refunded <= captured + 1)"
                )
            )
    assert dump(migrated) != dump(altered)


def test_stores_in_one_database_do_not_see_each_other(open_empty: OpenEmpty) -> None:
    stores = open_empty()
    schema.upgrade(stores)
    for store in stores.each():
        tables = METADATA[store.name].tables
        with store.engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "version_table": version_table(store.name),
                    "include_name": lambda name, kind, _, own=tables: (
                        kind != "table" or name in own
                    ),
                    "compare_type": True,
                },
            )
            assert compare_metadata(context, METADATA[store.name]) == []


def test_rivals_at_once_make_one_schema(open_empty: OpenEmpty) -> None:
    stores, expected = open_empty(), open_empty()
    schema.upgrade(expected)
    urls = [store.engine.url.render_as_string(hide_password=False) for store in stores.each()]
    code = (
        "import sys; from db import schema; from db.stores import StoreUrls, open_stores;"
        "chain, rate, reservation = sys.argv[1:];"
        "stores = open_stores(StoreUrls(chain=chain, rate=rate, reservation=reservation));"
        "schema.upgrade(stores); stores.close()"
    )
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", code, *urls], cwd=SOURCE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(RIVALS)
    ]
    complaints = [rival.communicate()[1] for rival in rivals]
    assert [rival.returncode for rival in rivals] == [0] * RIVALS, complaints
    assert dump(stores) == dump(expected)


@pytest.mark.parametrize("open_empty", ["mariadb"], indirect=True)
def test_a_killed_first_run_is_taken_up_again(open_empty: OpenEmpty) -> None:
    """MySQL commits every CREATE TABLE, so a kill leaves some tables and no revision."""
    stores, expected = open_empty(), open_empty()
    schema.upgrade(stores)
    schema.upgrade(expected)
    with stores.reservation.engine.begin() as connection:
        connection.execute(text("DROP TABLE payment, refund, folio_entry"))
        connection.execute(text("DELETE FROM alembic_version_reservation"))
    schema.upgrade(stores)
    assert dump(stores) == dump(expected)


def test_tables_of_others_are_left_alone(open_empty: OpenEmpty) -> None:
    stores = open_empty()
    with stores.chain.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE hotel (id INTEGER)"))
    with pytest.raises(schema.SchemaForeign, match="a table hotel that this program did not make"):
        schema.upgrade(stores)
    assert schema.state(stores.chain).current is None


def test_rows_without_a_revision_are_never_dropped(open_empty: OpenEmpty) -> None:
    stores = open_empty()
    schema.upgrade(stores)
    fill(stores)
    with stores.chain.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM alembic_version_chain"))
    before = count_rows(stores)
    with pytest.raises(schema.SchemaForeign):
        schema.upgrade(stores)
    assert count_rows(stores) == before


def test_a_newer_database_is_refused_in_words(open_empty: OpenEmpty) -> None:
    stores = open_empty()
    schema.upgrade(stores)
    with stores.rate.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version_rate SET version_num = 'rate_9999'"))
    assert not schema.state(stores.rate).is_current
    with pytest.raises(schema.SchemaTooNew, match="made by a newer version of this program"):
        schema.upgrade(stores)


def test_nothing_is_left_open_and_logging_is_left_alone(open_empty: OpenEmpty) -> None:
    stores = open_empty()
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("alembic").level)
    schema.upgrade(stores)
    for store in stores.each():
        schema.state(store)
    assert (root.level, list(root.handlers), logging.getLogger("alembic").level) == before
    for engine in stores.engines.urls().values():
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        if engine.dialect.name == "mysql":
            with engine.connect() as connection:
                query = text("SELECT COUNT(*) FROM information_schema.processlist")
                assert connection.scalar(query) == 1


def test_the_revisions_are_found_wherever_the_program_lies(tmp_path: Path) -> None:
    """A bundle may lie in a folder with spaces, percent signs and colons."""
    home = tmp_path / "Front Desk 100%: new"
    for package in ("db", "desk_app/domain"):
        shutil.copytree(SOURCE / package, home / package)
    shutil.copy(SOURCE / "desk_app/__init__.py", home / "desk_app/__init__.py")
    code = (
        "from db import schema; from db.stores import StoreUrls, open_stores;"
        "stores = open_stores(StoreUrls.one('sqlite:///desk.sqlite'));"
        "schema.upgrade(stores); print(schema.__file__, schema.is_migrated(stores))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == f"{home / 'db' / 'schema.py'} True", done.stderr
