"""The sandbox's memory: one SQLite file that several programs may hold open at once."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Body = dict[str, Any]
"""An object as it is answered; names that begin with ``_`` are the sandbox's own."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    parent TEXT, created INTEGER NOT NULL, due REAL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_by_kind ON object (kind, seq);
CREATE INDEX IF NOT EXISTS object_by_parent ON object (parent, kind, seq);
CREATE INDEX IF NOT EXISTS object_by_due ON object (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, lease_until REAL, status INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS fault (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL, kind TEXT NOT NULL,
    seconds REAL NOT NULL, decline_code TEXT NOT NULL, remaining INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), moved REAL NOT NULL);
INSERT OR IGNORE INTO clock VALUES (1, 0);
"""
_NEVER = 2**62
_OF_A_KIND = """
SELECT body FROM object WHERE kind = :kind AND created BETWEEN :earliest AND :latest
AND seq < coalesce((SELECT seq FROM object WHERE id = :after), 1 << 62)
ORDER BY seq DESC LIMIT :limit
"""
_OF_A_PARENT = """
SELECT body FROM object WHERE parent = :parent AND kind = :kind
AND created BETWEEN :earliest AND :latest
AND seq < coalesce((SELECT seq FROM object WHERE id = :after), 1 << 62)
ORDER BY seq DESC LIMIT :limit
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delays:
    """Seconds of the sandbox's clock: until a card is tapped; until slow money is through."""

    tap: float = 1.0
    settle: float = 5.0


class Books:
    """The sandbox's objects within one transaction."""

    def __init__(self, connection: sqlite3.Connection, delays: Delays) -> None:
        self.sql = connection.execute
        self.delays = delays
        (moved,) = self.sql("SELECT moved FROM clock").fetchone()
        self.now: float = time.time() + moved

    def add(self, body: Body) -> None:
        """``_kind`` is needed; ``_parent`` and ``_due`` (an instant) are optional."""
        self.sql(
            "INSERT INTO object (id, kind, parent, created, due, body) VALUES (?, ?, ?, ?, ?, ?)",
            (
                body["id"],
                body["_kind"],
                body.get("_parent"),
                body["created"],
                body.get("_due"),
                json.dumps(body),
            ),
        )

    def save(self, body: Body) -> None:
        self.sql(
            "UPDATE object SET due = ?, body = ? WHERE id = ?",
            (body.get("_due"), json.dumps(body), body["id"]),
        )

    def find(self, kind: str, object_id: str) -> Body | None:
        row = self.sql(
            "SELECT body FROM object WHERE id = ? AND kind = ?", (object_id, kind)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def due(self) -> list[Body]:
        """What should have happened by now, in the order in which it was to happen."""
        rows = self.sql("SELECT body FROM object WHERE due <= ? ORDER BY due, seq", (self.now,))
        return [json.loads(row[0]) for row in rows.fetchall()]

    def newest_first(
        self,
        kind: str,
        *,
        limit: int = -1,
        parent: str | None = None,
        after: str | None = None,
        earliest: int = 0,
        latest: int = _NEVER,
    ) -> list[Body]:
        """Those made between two instants, both included, and before the object ``after``."""
        rows = self.sql(
            _OF_A_KIND if parent is None else _OF_A_PARENT,
            {
                "kind": kind,
                "limit": limit,
                "parent": parent,
                "after": after,
                "earliest": earliest,
                "latest": latest,
            },
        )
        return [json.loads(row[0]) for row in rows.fetchall()]


class State:
    """Opens the file, or memory if ``path`` is None. Threads of this program take turns."""

    def __init__(self, path: Path | None, delays: Delays) -> None:
        """Raises `OSError` when the file can not be opened or is not the sandbox's."""
        self._turn = threading.Lock()
        self._delays = delays
        try:
            self._connection = _open(path)
        except sqlite3.Error as error:
            raise OSError(f"the payment sandbox can not use {path}: {error}") from error

    @contextmanager
    def transaction(self) -> Iterator[Books]:
        """All or nothing; nobody else, in no program, is in one at the same time."""
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Books(self._connection, self._delays)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        with self._turn:
            self._connection.close()


def _open(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
    )
    try:
        if path is not None:
            _use_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """The change to WAL does not wait for a lock, so two programs that begin together retry."""
    for _ in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.02)
    raise sqlite3.OperationalError("another program keeps the file locked")
