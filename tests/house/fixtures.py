"""pytest plugin: `house`, a small hotel on each layout of the stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.building import build_hotel
from tests.house.house import House, open_house
from tests.servers.schema import StoreUrls


@pytest.fixture
def house(
    layout_urls: StoreUrls, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[House]:
    """On one MariaDB the house has a Redis as well; elsewhere its cache is in the process."""
    redis_url = request.getfixturevalue("redis_url") if layout_urls.name == "mariadb" else None
    with open_house(layout_urls, tmp_path, redis_url=redis_url) as opened:
        build_hotel(opened.desk.stores)
        yield opened
