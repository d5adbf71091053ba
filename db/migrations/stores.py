"""What alembic has to know of each store."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection, MetaData

from db.tables import chain, rate, reservation

FOLDER = Path(__file__).resolve().parent
METADATA: dict[str, MetaData] = {
    "chain": chain.metadata,
    "rate": rate.metadata,
    "reservation": reservation.metadata,
}


def version_table(store: str) -> str:
    return f"alembic_version_{store}"


def config(store: str, connection: Connection | None = None) -> Config:
    """For `alembic.command`. Without a connection it only serves to read the revisions."""
    made = Config()
    _set(made, "script_location", str(FOLDER))
    _set(made, "path_separator", "newline")  # a folder's name may hold spaces, and colons
    _set(made, "version_locations", str(FOLDER / store))
    made.attributes["store"] = store
    made.attributes["connection"] = connection
    return made


def _set(config: Config, name: str, value: str) -> None:
    config.set_main_option(name, value.replace("%", "%%"))
