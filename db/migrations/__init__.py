"""How a database of yesterday becomes one of today: alembic revisions, a folder for each store.

The folders `chain`, `rate` and `reservation` are read by alembic as files, not imported: a frozen
program has to carry them, `env.py` included. A revision never imports `db.tables`, which goes on
changing after the revision was written.

A new revision: ``make migration STORE=rate MESSAGE="why"`` writes what `db.tables` says and the
newest revision does not make yet; then by hand: autogenerate sees no CHECK, and writes types at
length.
"""
