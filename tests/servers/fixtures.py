"""pytest plugin: the run's servers, and databases of one's own on them.

Fixtures: `mariadb`, `redis_server`, `redis_url`, `new_database`, `layout_urls`.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.servers.layouts import LAYOUTS, PASSWORD, Layouts
from tests.servers.private_mariadb import MariaDBServer
from tests.servers.private_redis import DATABASES, RedisServer
from tests.servers.process import ServerFailed
from tests.servers.schema import StoreUrls
from tests.servers.shared import Run, Server

RUN = pytest.StashKey[Run]()


class XdistNode(Protocol):
    """The part of xdist's controller-side worker that is used here."""

    config: pytest.Config
    workerinput: dict[str, Any]


def pytest_configure(config: pytest.Config) -> None:
    handed_over = getattr(config, "workerinput", {}).get("desk_run")
    config.stash[RUN] = Run.from_json(handed_over) if handed_over else Run.begin()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: XdistNode) -> None:
    node.workerinput["desk_run"] = node.config.stash[RUN].to_json()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Reached after Ctrl-C as well; after worse the keepers notice by themselves."""
    run = config.stash.get(RUN, None)
    if run is not None and run.controller == os.getpid():
        run.end()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "layout_urls" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("layouts")
        names = marker.args if marker else LAYOUTS
        metafunc.parametrize("layout_urls", names, indirect=True)


def _shared(config: pytest.Config, kind: type[Server]) -> Server:
    try:
        return config.stash[RUN].server(kind)
    except ServerFailed as error:
        problem = str(error)
    # Out here, so that pytest shows the one sentence and not two errors.
    pytest.fail(problem, pytrace=False)


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this pytest worker: ``gw0``, ``gw1``, ..., or ``main`` without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def mariadb(pytestconfig: pytest.Config) -> MariaDBServer:
    """The run's MariaDB. Others use it too: a test that kills one starts its own."""
    return _shared(pytestconfig, MariaDBServer)


@pytest.fixture(scope="session")
def redis_server(pytestconfig: pytest.Config) -> RedisServer:
    """The run's Redis. Others use it too: a test that kills one starts its own."""
    return _shared(pytestconfig, RedisServer)


@pytest.fixture
def redis_url(redis_server: RedisServer, worker: str) -> str:
    """An empty Redis database of this worker's own. Pub/sub channels are shared by all."""
    number = int(worker.removeprefix("gw")) % DATABASES if worker != "main" else 0
    redis_server.empty(number)
    return redis_server.database_url(number)


@pytest.fixture
def new_database(mariadb: MariaDBServer, worker: str) -> Iterator[Callable[[], str]]:
    """Call it for the URL of a new, empty MariaDB database with a user of its own."""
    numbers = itertools.count()
    names: list[str] = []

    def create() -> str:
        name = f"fresh_{worker}_{next(numbers)}"
        names.append(name)
        mariadb.create_database(name)
        mariadb.create_user(name, PASSWORD, [name])
        return mariadb.url(name, user=name, password=PASSWORD)

    yield create
    for name in names:
        mariadb.drop_database(name)
        mariadb.drop_user(name)


@pytest.fixture(scope="session")
def layouts(
    pytestconfig: pytest.Config, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Layouts:
    return Layouts(
        worker=worker,
        mariadb=lambda: _shared(pytestconfig, MariaDBServer),
        folder=tmp_path_factory.mktemp("layouts"),
    )


@pytest.fixture
def layout_urls(request: pytest.FixtureRequest, layouts: Layouts, tmp_path: Path) -> StoreUrls:
    """The stores, built and empty: the test runs once for each layout (or those it is marked)."""
    return layouts.empty(request.param, tmp_path)
