"""Starts a revision of a store: what `db.tables` says and the newest revision does not make yet.

``migration.py STORE "why"``, or ``make migration STORE=rate MESSAGE="why"``. The revisions there
are make a database of their own, a file that is thrown away; no database of yours is touched.
The file it writes is a beginning: alembic sees no CHECK, and writes types at length.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from db import schema
from db.migrations.stores import METADATA, config
from db.stores import StoreUrls, open_stores


def start(store: str, message: str) -> Path:
    """The new file."""
    with TemporaryDirectory() as folder:
        stores = open_stores(StoreUrls.one(f"sqlite:///{folder}/newest.sqlite"))
        try:
            schema.upgrade(stores)
            chosen = next(each for each in stores.each() if each.name == store)
            number = int(schema.state(chosen).newest.rpartition("_")[2]) + 1
            with chosen.engine.connect() as connection:
                made = command.revision(
                    config(store, connection),
                    message,
                    autogenerate=True,
                    rev_id=f"{store}_{number:04d}",
                )
        finally:
            stores.close()
    return Path(made.path)


def main() -> None:
    store, message = (word.strip() for word in (*sys.argv[1:], "", "")[:2])
    if store not in METADATA or not message:
        sys.exit(f'Say make migration STORE={"|".join(METADATA)} MESSAGE="why".')
    print(f"{start(store, message)} is a beginning; go on with it as CONTRIBUTING.md says.")


if __name__ == "__main__":
    main()
