"""``python -m tests.servers.keeper KIND RUN``: holds one server until its run ends."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading

import psutil

from tests.servers.private_mariadb import PrivateMariaDB
from tests.servers.private_redis import PrivateRedis
from tests.servers.process import ServerFailed
from tests.servers.programs import MissingProgram
from tests.servers.shared import Run

LOOK_SECONDS = 1.0


def is_alive(pid: int) -> bool:
    """Whether the process runs; a dead one nobody has waited for yet does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def keep(name: str, run: Run) -> None:
    """Start the server, say where it is, hold it until SIGTERM or the end of the controller."""
    os.setsid()  # Ctrl-C goes to the tests, which still need the server to tidy up
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    private = PrivateMariaDB() if name == "mariadb" else PrivateRedis()
    try:
        with private:
            run.announce(name, private.server)
            while is_alive(run.controller) and not stop.wait(LOOK_SECONDS):
                pass
    except (MissingProgram, ServerFailed) as problem:
        run.report_problem(name, str(problem))
    else:
        run.notice(name).unlink(missing_ok=True)
    if not is_alive(run.controller):
        shutil.rmtree(run.folder, ignore_errors=True)


if __name__ == "__main__":
    keep(sys.argv[1], Run.from_json(sys.argv[2]))
