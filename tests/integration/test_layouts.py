"""Each layout hands its databases out built and empty, one set a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.servers.layouts import LAYOUTS, Layouts
from tests.servers.schema import LeftoverTransaction, StoreUrls, empty_mariadb

TABLE = "left_by_the_last_test"


def write(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def count(url: str) -> int:
    engine = create_engine(url)
    with engine.begin() as connection:
        rows = connection.scalar(text(f"SELECT COUNT(*) FROM {TABLE}"))
    engine.dispose()
    assert isinstance(rows, int)
    return rows


def test_layout_has_its_own_number_of_databases(layout_urls: StoreUrls) -> None:
    databases = {"mariadb": 1, "mariadb-split": 3, "sqlite": 1}
    assert len(layout_urls.distinct) == databases[layout_urls.name]
    users = {make_url(url).username for url in layout_urls.distinct}
    assert len(users) == databases[layout_urls.name]


@pytest.mark.layouts("sqlite")
def test_marker_chooses_the_layout(layout_urls: StoreUrls) -> None:
    assert layout_urls.name == "sqlite"


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "sqlite"])
def test_rows_of_an_earlier_test_are_gone(layouts: Layouts, tmp_path: Path, name: str) -> None:
    urls = layouts.empty(name, tmp_path)
    try:
        for url in urls.distinct:
            write(url, f"CREATE TABLE {TABLE} (id INT)", f"INSERT INTO {TABLE} VALUES (1)")
            assert count(url) == 1
        layouts.empty(name, tmp_path)
        assert [count(url) for url in urls.distinct] == [0] * len(urls.distinct)
    finally:
        for url in urls.distinct:
            write(url, f"DROP TABLE IF EXISTS {TABLE}")


def test_sqlite_files_are_apart(layouts: Layouts, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    first = layouts.empty("sqlite", tmp_path / "first")
    second = layouts.empty("sqlite", tmp_path / "second")
    write(first.chain, f"CREATE TABLE {TABLE} (id INT)")
    write(second.chain, f"CREATE TABLE {TABLE} (id INT)")
    assert count(first.chain) == count(second.chain) == 0


@pytest.mark.layouts("mariadb")
def test_forgotten_transaction_is_named(layout_urls: StoreUrls) -> None:
    url = layout_urls.chain
    write(url, f"CREATE TABLE {TABLE} (id INT PRIMARY KEY)", f"INSERT INTO {TABLE} VALUES (1)")
    engine = create_engine(url)
    try:
        with engine.connect() as forgetful:
            forgetful.execute(text(f"UPDATE {TABLE} SET id = 2"))
            with pytest.raises(LeftoverTransaction, match=TABLE):
                empty_mariadb(url, lock_seconds=1)
    finally:
        engine.dispose()
        write(url, f"DROP TABLE {TABLE}")
