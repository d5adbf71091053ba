"""pytest plugin: a test fails when it leaves threads behind or logs an error nobody expected.

Warnings are errors by `filterwarnings` in pyproject.toml, unhandled exceptions of threads too.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest
import structlog

GRACE_SECONDS = 1.0
"""How long a thread may take to end after its test: an executor's last worker needs a moment."""


class ErrorLogs(logging.Handler):
    """Keeps every record of level ERROR or above."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_leftover_threads(request: pytest.FixtureRequest) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    if request.node.get_closest_marker("expects_leftover_threads"):
        return
    deadline = time.monotonic() + GRACE_SECONDS
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=max(0.0, deadline - time.monotonic()))
    leftover = sorted(repr(thread) for thread in set(threading.enumerate()) - before)
    if leftover:
        pytest.fail(f"threads left behind: {', '.join(leftover)}", pytrace=False)


@pytest.fixture(autouse=True)
def no_unexpected_error_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    # structlog prints by default; through `logging` this guard and `caplog` see it as well.
    structlog.configure(
        processors=[
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    errors = ErrorLogs()
    logging.getLogger().addHandler(errors)
    yield
    logging.getLogger().removeHandler(errors)
    if errors.seen and not request.node.get_closest_marker("expects_error_logs"):
        pytest.fail("unexpected error logs:\n" + "\n".join(errors.seen), pytrace=False)
