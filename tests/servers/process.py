"""One private server process: its port, its start, its end."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 60.0
POLL_SECONDS = 0.02
PORT_TRIES = 5


class ServerFailed(Exception):
    """A private server did not start; the message ends with the end of its log."""


def free_port() -> int:
    """A loopback port nobody listens on now. Another program may take it before the server does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServerProcess:
    """A child process that dies with its parent and logs into a file.

    It lives no longer than the thread that started it where `setpriv` exists (any Debian): a
    killed test run leaves no server behind. Start it from a thread that outlives it.
    """

    def __init__(self, command: Sequence[str], *, log: Path) -> None:
        self._command = list(command)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Raises `ServerFailed` while no process runs."""
        if self._process is None:
            raise ServerFailed(f"{Path(self._command[0]).name} is not running")
        return self._process.pid

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *, answers: Callable[[], bool]) -> None:
        """Wait until ``answers()`` is true. Raises `ServerFailed`."""
        if self.is_running():
            raise ServerFailed(f"{self._command[0]} runs already")
        setpriv = shutil.which("setpriv")
        tie = [setpriv, "--pdeathsig", "KILL"] if setpriv else []
        with self._log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal ends the tests, which end the server.
            self._process = subprocess.Popen(
                [*tie, *self._command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise ServerFailed(f"{self._command[0]} did not start:\n{self._log_end()}")
            time.sleep(POLL_SECONDS)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone. Does nothing when nothing runs."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def _log_end(self) -> str:
        return self._log.read_text(errors="replace")[-2_000:]


class PrivateServer(ABC):
    """A server for the length of a ``with`` block; the end kills it and deletes its folder.

    Entering raises `MissingProgram` or `ServerFailed`.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._process: ServerProcess | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._started().pid

    def start(self) -> None:
        # Short: a socket's path has at most 107 characters, and pytest's folders run deep.
        self._folder = folder = Path(tempfile.mkdtemp(prefix="desk-server-"))
        try:
            self._prepare(folder)
            for tries_left in reversed(range(PORT_TRIES)):
                command = self._command(free_port(), folder)
                self._process = ServerProcess(command, log=folder / "log")
                try:
                    return self._process.start(answers=self._answers)
                except ServerFailed:
                    if not tries_left:
                        raise
        except BaseException:
            self.stop()
            raise

    def kill(self) -> None:
        """SIGKILL: the power cut of the fault tests. `restart` brings it back."""
        self._started().kill()

    def restart(self) -> None:
        """Kill it if it runs, and start it again with the same port, folder and passwords."""
        self.kill()
        self._started().start(answers=self._answers)

    def stop(self) -> None:
        """No clean shutdown: the data is thrown away."""
        if self._process is not None:
            self._process.kill()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    @abstractmethod
    def _prepare(self, folder: Path) -> None:
        """Fill the new ``folder``. Raises `MissingProgram`."""

    @abstractmethod
    def _command(self, port: int, folder: Path) -> list[str]:
        """What to run."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether the server takes work."""

    def _started(self) -> ServerProcess:
        if self._process is None:
            raise ServerFailed(f"this {type(self).__name__} was not started")
        return self._process
