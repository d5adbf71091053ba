"""Servers that all workers of one pytest run share: started when first asked for, once.

A worker may end before the others, so none of them owns a server. The first that needs one starts
a keeper (`tests.servers.keeper`), a process of its own that holds the server until the run's
controller says stop, or is gone.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from tests.servers.private_mariadb import MariaDBServer
from tests.servers.private_redis import RedisServer
from tests.servers.process import START_SECONDS, ServerFailed

SOURCE = Path(__file__).resolve().parents[2]
STOP_SECONDS = 15.0
POLL_SECONDS = 0.02

Server = TypeVar("Server", MariaDBServer, RedisServer)
KINDS: dict[type[MariaDBServer] | type[RedisServer], str] = {
    MariaDBServer: "mariadb",
    RedisServer: "redis",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One pytest run: its controller, and the folder where its workers meet."""

    folder: Path
    controller: int

    @classmethod
    def begin(cls) -> Run:
        """To be called by the controller, which is this process."""
        return cls(folder=Path(tempfile.mkdtemp(prefix="desk-run-")), controller=os.getpid())

    def to_json(self) -> str:
        return json.dumps({"folder": str(self.folder), "controller": self.controller})

    @classmethod
    def from_json(cls, text: str) -> Run:
        values = json.loads(text)
        return cls(folder=Path(values["folder"]), controller=values["controller"])

    def server(self, kind: type[Server]) -> Server:
        """The run's server of this kind, started if need be. Raises `ServerFailed`."""
        name = KINDS[kind]
        with self._only_one(name):
            if not self.notice(name).exists():
                self._start_keeper(name)
            notice = json.loads(self.notice(name).read_text())
        if "problem" in notice:
            raise ServerFailed(notice["problem"])
        return kind(**notice["server"])

    def end(self) -> None:
        """Stop what was started and delete the folder. To be called by the controller."""
        for name in KINDS.values():
            if self.notice(name).exists():
                self._stop_keeper(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def notice(self, name: str) -> Path:
        """Where the keeper says what it keeps; it deletes the file when it has stopped."""
        return self.folder / f"{name}.json"

    def announce(self, name: str, server: MariaDBServer | RedisServer) -> None:
        self._write(name, {"keeper": os.getpid(), "server": asdict(server)})

    def report_problem(self, name: str, problem: str) -> None:
        self._write(name, {"problem": problem})

    def _write(self, name: str, notice: dict[str, object]) -> None:
        draft = self.folder / f"{name}.draft"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(notice))
        draft.replace(self.notice(name))  # at once: nobody reads half of it

    @contextmanager
    def _only_one(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start_keeper(self, name: str) -> None:
        log = self.folder / f"{name}.log"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        # Not `subprocess`: its objects warn when they are dropped before their process has ended.
        keeper = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "tests.servers.keeper", name, self.to_json()],
            {**os.environ, "PYTHONPATH": str(SOURCE)},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
        )
        deadline = time.monotonic() + START_SECONDS + STOP_SECONDS
        while not self.notice(name).exists():
            ended, _ = os.waitpid(keeper, os.WNOHANG)
            if (ended and not self.notice(name).exists()) or time.monotonic() > deadline:
                output = log.read_text(errors="replace")[-2_000:]
                self.report_problem(name, f"the keeper of {name} did not start:\n{output}")
            time.sleep(POLL_SECONDS)

    def _stop_keeper(self, name: str) -> None:
        notice = json.loads(self.notice(name).read_text())
        if "keeper" not in notice:
            return
        os.kill(notice["keeper"], signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.notice(name).exists() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
