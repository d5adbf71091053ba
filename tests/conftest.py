"""What every test gets: the guards by itself, the servers and databases when it asks."""

from __future__ import annotations

pytest_plugins = [
    "tests.guards",
    "tests.servers.fixtures",
    "tests.house.fixtures",
    "pytester",
]
