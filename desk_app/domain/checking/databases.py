"""What the doctor can say of the databases behind the stores."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaState:
    """``current`` is the revision a store's tables are at, None when they were never made.

    ``newest`` is the one this program needs.
    """

    store: str
    current: str | None
    newest: str

    @property
    def is_current(self) -> bool:
        return self.current == self.newest


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseFacts:
    """One database and the stores that live in it.

    Attributes:
        address: the URL without its password
        kind: "MariaDB", "MySQL" or "SQLite"; "" while it is not reachable
        tls: the cipher of the connection, None when it is in plain text (or a file)
        latency_ms: one round trip of the smallest statement, the best of a few
        problem: why it is not reachable, in the driver's words; None when it is
        told: the same in plain words, its number at the end
        refused: it answers, but not to this user, or not for this database
    """

    stores: tuple[str, ...]
    address: str
    kind: str = ""
    version: str = ""
    tls: str | None = None
    latency_ms: float | None = None
    problem: str | None = None
    told: str = ""
    refused: bool = False

    @property
    def reachable(self) -> bool:
        return self.problem is None
