"""A MariaDB server of our own: temporary folder, loopback port, nothing read from /etc."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymysql
from pymysql.cursors import Cursor

from tests.servers.process import PrivateServer, ServerFailed
from tests.servers.programs import find_program

PACKAGE = "mariadb-server-core mariadb-client-core"
SETTINGS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--max-connections=400",
    "--innodb-buffer-pool-size=256M",
    "--innodb-log-file-size=96M",
    # As in production: a test that kills the server must find every commit again.
    "--innodb-flush-log-at-trx-commit=1",
    # Debian's own defaults for text, which live in the configuration that is not read here.
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
    # Far from UTC, so that a NOW() where UTC_TIMESTAMP() was meant shows itself.
    "--default-time-zone=+05:45",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MariaDBServer:
    """How to reach a running server, and what its root may do there."""

    port: int
    root_password: str = field(repr=False)
    host: str = "127.0.0.1"

    def url(self, database: str = "", *, user: str = "root", password: str | None = None) -> str:
        """SQLAlchemy URL; root's own where no ``user`` is given."""
        secret = self.root_password if password is None else password
        return f"mysql+pymysql://{user}:{secret}@{self.host}:{self.port}/{database}"

    def root(self, database: str | None = None) -> pymysql.Connection[Cursor]:
        """A new autocommit connection as root; the caller closes it."""
        return pymysql.connect(
            host=self.host,
            port=self.port,
            user="root",
            password=self.root_password,
            database=database,
            charset="utf8mb4",
            autocommit=True,
        )

    def create_database(self, name: str) -> None:
        """Empty, whatever was there under this name before."""
        self.run(f"DROP DATABASE IF EXISTS `{name}`", f"CREATE DATABASE `{name}`")

    def drop_database(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS `{name}`")

    def create_user(self, name: str, password: str, databases: Sequence[str] = ()) -> None:
        """Give ``name`` everything in ``databases`` and nothing elsewhere."""
        # An underscore in a granted name stands for any character, and would reach further.
        granted = [database.replace("_", "\\_") for database in databases]
        self.run(
            f"CREATE OR REPLACE USER '{name}'@'%' IDENTIFIED BY '{password}'",
            *(f"GRANT ALL PRIVILEGES ON `{pattern}`.* TO '{name}'@'%'" for pattern in granted),
        )

    def drop_user(self, name: str) -> None:
        self.run(f"DROP USER IF EXISTS '{name}'@'%'")

    def run(self, *statements: str) -> tuple[tuple[Any, ...], ...]:
        """Run ``statements`` as root, each committed at once; the rows of the last one."""
        rows: tuple[tuple[Any, ...], ...] = ()
        with closing(self.root()) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                rows = tuple(cursor.fetchall())
        return rows

    def answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except pymysql.err.OperationalError:
            return False
        return True


class PrivateMariaDB(PrivateServer):
    """``with PrivateMariaDB() as server:`` is a MariaDB of one's own.

    ``settings`` are more options of mariadbd.

    Attributes:
        server: where it is reached; the same before and after a restart
    """

    server: MariaDBServer

    def __init__(self, *settings: str) -> None:
        super().__init__()
        self._settings = settings

    def url(self, database: str = "", *, user: str = "root", password: str | None = None) -> str:
        return self.server.url(database, user=user, password=password)

    def root(self, database: str | None = None) -> pymysql.Connection[Cursor]:
        return self.server.root(database)

    def create_database(self, name: str) -> None:
        self.server.create_database(name)

    def create_user(self, name: str, password: str, databases: Sequence[str] = ()) -> None:
        self.server.create_user(name, password, databases)

    def _prepare(self, folder: Path) -> None:
        program = find_program("mariadb-install-db", package=PACKAGE)
        done = subprocess.run(
            [
                str(program),
                "--no-defaults",
                *_as_user(),
                f"--datadir={folder / 'data'}",
                # In /tmp another server that starts may clear its temporary tables away.
                f"--tmpdir={folder}",
                "--skip-test-db",
                "--skip-name-resolve",
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise ServerFailed(f"{program} failed:\n{(done.stdout + done.stderr)[-2_000:]}")

    def _command(self, port: int, folder: Path) -> list[str]:
        self.server = MariaDBServer(port=port, root_password=secrets.token_hex(12))
        first_statements = folder / "root.sql"
        first_statements.write_text(
            "CREATE OR REPLACE USER 'root'@'127.0.0.1' "
            f"IDENTIFIED BY '{self.server.root_password}';\n"
            "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n"
        )
        first_statements.chmod(0o600)
        return [
            str(find_program("mariadbd", package=PACKAGE)),
            "--no-defaults",
            *_as_user(),
            f"--datadir={folder / 'data'}",
            f"--socket={folder / 'socket'}",
            f"--pid-file={folder / 'pid'}",
            f"--tmpdir={folder}",
            f"--init-file={first_statements}",
            f"--port={port}",
            *SETTINGS,
            *self._settings,
        ]

    def _answers(self) -> bool:
        return self.server.answers()


def _as_user() -> list[str]:
    """mariadbd refuses to run as root unless told to.

    In its short form: mariadb-install-db, which only passes it on, understands ``--user=root`` as
    well, and then gives the system's own PAM plugin folder to root.
    """
    return ["-uroot"] if os.geteuid() == 0 else []
