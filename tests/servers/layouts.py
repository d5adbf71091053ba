"""The three ways the stores can be laid out, each in databases of this worker's own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.servers.private_mariadb import MariaDBServer
from tests.servers.schema import StoreUrls, build_schema, empty_mariadb

LAYOUTS = ("mariadb", "mariadb-split", "sqlite")
PASSWORD = "layout"


class Layouts:
    """Builds a layout's tables at its first use and hands it out empty each time.

    ``mariadb`` is called only when a layout needs the server. ``worker`` keeps the databases of
    one pytest worker apart from another's.
    """

    def __init__(self, *, worker: str, mariadb: Callable[[], MariaDBServer], folder: Path) -> None:
        self._worker = worker
        self._mariadb = mariadb
        self._folder = folder
        self._built: dict[str, StoreUrls] = {}

    def empty(self, name: str, folder: Path) -> StoreUrls:
        """The layout with all its tables and no rows; an SQLite file lies in ``folder``."""
        urls = self._built.get(name)
        if urls is None:
            urls = self._built[name] = self._build(name)
        if name == "sqlite":
            return self._copy_of_template(folder)
        for url in urls.distinct:
            empty_mariadb(url)
        return urls

    def _build(self, name: str) -> StoreUrls:
        if name == "mariadb":
            urls = self._one_database()
        elif name == "mariadb-split":
            urls = self._three_databases()
        else:
            urls = _sqlite_urls(self._template)
        build_schema(urls)
        return urls

    @property
    def _template(self) -> Path:
        return self._folder / "template.sqlite"

    def _copy_of_template(self, folder: Path) -> StoreUrls:
        # What the write-ahead log still holds must be in the file before it is copied.
        with closing(sqlite3.connect(self._template)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = folder / "desk.sqlite"
        shutil.copyfile(self._template, copy)
        return _sqlite_urls(copy)

    def _one_database(self) -> StoreUrls:
        url = self._database(f"desk_{self._worker}")
        return StoreUrls(name="mariadb", chain=url, rate=url, reservation=url)

    def _three_databases(self) -> StoreUrls:
        """Each user may enter its own database only: a join across stores fails here."""
        return StoreUrls(
            name="mariadb-split",
            chain=self._database(f"desk_{self._worker}_chain"),
            rate=self._database(f"desk_{self._worker}_rate"),
            reservation=self._database(f"desk_{self._worker}_reservation"),
        )

    def _database(self, name: str) -> str:
        server = self._mariadb()
        server.create_database(name)
        server.create_user(name, PASSWORD, [name])
        return server.url(name, user=name, password=PASSWORD)


def _sqlite_urls(file: Path) -> StoreUrls:
    url = f"sqlite:///{file}"
    return StoreUrls(name="sqlite", chain=url, rate=url, reservation=url)
