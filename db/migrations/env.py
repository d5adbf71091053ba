"""The one alembic environment of all stores; run by alembic for each command of `db.schema`.

The caller opens the connection, holds the lock and commits: alembic joins the transaction that
is open. Each store has its own version table and sees its own tables only, so that the three can
share one database. Logging is left as it is.
"""

from __future__ import annotations

from alembic import context

from db.migrations.stores import METADATA, version_table

_store: str = context.config.attributes["store"]
_metadata = METADATA[_store]


def _own(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name in _metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=_metadata,
    version_table=version_table(_store),
    include_name=_own,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
