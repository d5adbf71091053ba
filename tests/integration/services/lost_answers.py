"""The worst moment for a network to fail: the COMMIT is done, its answer never comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pymysql.err
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError


@contextmanager
def next_commit_answer_lost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The next commit happens, and then raises what a dropped connection raises."""
    real = Connection.commit
    lost = False

    def commit(self: Connection) -> None:
        nonlocal lost
        real(self)
        if not lost:
            lost = True
            cause = pymysql.err.OperationalError(2013, "Lost connection to server during query")
            raise OperationalError("COMMIT", None, cause)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "commit", commit)
        yield
    assert lost, "nothing was committed"
