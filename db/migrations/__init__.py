"""How a database of yesterday becomes one of today: alembic revisions, a folder for each store.

The folders `chain`, `rate` and `reservation` are read by alembic as files, not imported: a frozen
program has to carry them, `env.py` included. A revision never imports `db.tables`, which goes on
changing after the revision was written.

A new revision, from what `db.tables` says and a migrated database does not have yet:
``alembic.command.revision(stores.config("rate", connection), "why", autogenerate=True)``, then by
hand: autogenerate sees no CHECK, and writes types at length.
"""
