"""What the doctor is told of the databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from db import servers
from db.engines import EngineOptions
from db.stores import StoreUrls, open_stores


def test_one_sqlite_file(tmp_path: Path) -> None:
    stores = open_stores(StoreUrls.one(f"sqlite:///{tmp_path}/desk.sqlite"))
    (facts,) = servers.facts(stores)
    assert facts.stores == ("chain", "rate", "reservation")
    assert (facts.kind, facts.tls, facts.problem) == ("SQLite", None, None)
    assert facts.version.startswith("3.")
    assert facts.latency_ms is not None
    assert facts.latency_ms < 100
    stores.close()


def test_two_databases_on_a_server(new_database: Callable[[], str]) -> None:
    first, second = new_database(), new_database()
    stores = open_stores(StoreUrls(chain=first, rate=second, reservation=first))
    told = servers.facts(stores)
    assert [facts.stores for facts in told] == [("chain", "reservation"), ("rate",)]
    for facts in told:
        assert facts.reachable
        assert facts.kind == "MariaDB"
        assert int(facts.version.split(".")[0]) >= 10
        assert facts.tls is None, "a private server on the loopback has no certificate"
        assert ":***@" in facts.address
        assert "layout" not in facts.address, "the password is not told"
    stores.close()


def test_a_server_that_is_away() -> None:
    stores = open_stores(
        StoreUrls.one("mysql://clerk:secret@127.0.0.1:1/desk"), EngineOptions(pool_timeout=1)
    )
    (facts,) = servers.facts(stores)
    assert not facts.reachable
    assert facts.problem is not None
    assert "127.0.0.1" in facts.problem
    assert facts.told == "nothing listens there (2003)"
    assert not facts.refused
    assert "secret" not in repr(facts)
    stores.close()


def test_a_wrong_password_is_a_problem_not_a_crash(new_database: Callable[[], str]) -> None:
    url = new_database().replace(":layout@", ":wrong@")
    stores = open_stores(StoreUrls.one(url))
    (facts,) = servers.facts(stores)
    assert "Access denied" in (facts.problem or "")
    assert facts.told == "the server refused the user or the password (1045)"
    assert facts.refused
    stores.close()
