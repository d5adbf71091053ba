"""A Redis server of our own: loopback port, password, nothing kept on disk."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.servers.process import PrivateServer
from tests.servers.programs import find_program

PACKAGE = "redis-server"
DATABASES = 64
"""One for each pytest worker. Pub/sub channels know no databases: all workers share them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RedisServer:
    """How to reach a running server."""

    port: int
    password: str = field(repr=False)
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return self.database_url(0)

    def database_url(self, number: int) -> str:
        return f"redis://:{self.password}@{self.host}:{self.port}/{number}"

    def empty(self, number: int) -> None:
        """Delete every key of database ``number``."""
        with redis.Redis.from_url(self.database_url(number)) as client:
            client.flushdb()

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


class PrivateRedis(PrivateServer):
    """``with PrivateRedis() as server:`` is a Redis of one's own; a restart empties it.

    Attributes:
        server: where it is reached; the same before and after a restart
    """

    server: RedisServer

    @property
    def url(self) -> str:
        return self.server.url

    def _prepare(self, folder: Path) -> None:
        find_program("redis-server", package=PACKAGE)

    def _command(self, port: int, folder: Path) -> list[str]:
        self.server = RedisServer(port=port, password=secrets.token_hex(12))
        configuration = folder / "redis.conf"
        configuration.write_text(
            "bind 127.0.0.1\n"
            f"port {port}\n"
            f"requirepass {self.server.password}\n"
            f"databases {DATABASES}\n"
            f"dir {folder}\n"
            'save ""\n'
            "appendonly no\n"
        )
        configuration.chmod(0o600)
        return [str(find_program("redis-server", package=PACKAGE)), str(configuration)]

    def _answers(self) -> bool:
        return self.server.answers()
