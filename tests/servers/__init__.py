"""Private servers for tests, replays and benches: started here, thrown away afterwards.

`PrivateMariaDB` and `PrivateRedis` are context managers and need no pytest. A pytest run shares
one of each between its workers: `tests.servers.fixtures`.
"""

from tests.servers.private_mariadb import MariaDBServer, PrivateMariaDB
from tests.servers.private_redis import PrivateRedis, RedisServer
from tests.servers.process import ServerFailed
from tests.servers.programs import MissingProgram

__all__ = [
    "MariaDBServer",
    "MissingProgram",
    "PrivateMariaDB",
    "PrivateRedis",
    "RedisServer",
    "ServerFailed",
]
