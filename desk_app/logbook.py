"""The program's log: JSON lines in the data folder, with no guest, card or phone in them.

A bug is logged whole, but for what people typed and what rows held: messages of exceptions carry
such values (a driver's even the parameters of its statement), so those are masked.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import format_tb
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, ProcessorReturnValue

LOG_FILE = "desk.log"
LARGEST_FILE = 5_000_000
FILES_KEPT = 5

GUEST_FIELDS = frozenset(
    "guest name last_name first_name phone email notes card token pay pay_url url key".split()
)
"""Names under which nothing is logged, whoever tries."""

MASK = "…"
_QUOTED = re.compile(r"""(['"])(?P<inside>.*?)\1""", re.DOTALL)
_OURS = re.compile(r"[a-z_][a-z0-9_.]*")
_MANY_DIGITS = re.compile(r"\+?\d(?:[ .()-]?\d){6,}")


def _with_process(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event["process"] = os.getpid()
    return event


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _with_process,
]


def log_file(data_folder: Path) -> Path:
    return data_folder / "logs" / LOG_FILE


@contextmanager
def log_kept(
    data_folder: Path, *, on_stderr: bool = False, typed: Sequence[str] = ()
) -> Iterator[None]:
    """Log to `log_file` until the end of the block; warnings to stderr as well if asked.

    ``typed`` is masked wherever it appears in an exception. A folder that can not be written to
    is no reason not to work: then there is no log.
    """
    root = logging.getLogger()
    handlers = _handlers(data_folder, on_stderr, typed)
    before = root.level
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    root.setLevel(logging.INFO)
    for chatty in ("alembic", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def _handlers(data_folder: Path, on_stderr: bool, typed: Sequence[str]) -> list[logging.Handler]:
    handlers: list[logging.Handler] = []
    file = log_file(data_folder)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            _QuietFile(file, maxBytes=LARGEST_FILE, backupCount=FILES_KEPT, encoding="utf-8")
        )
        handlers[-1].setLevel(logging.INFO)
    except OSError:
        handlers.append(logging.NullHandler())
    if on_stderr:
        handlers.append(logging.StreamHandler(sys.stderr))
        handlers[-1].setLevel(logging.WARNING)
    for handler in handlers:
        handler.setFormatter(_formatter(typed))
    return handlers


class _QuietFile(RotatingFileHandler):
    """Where another program holds the file open, Windows can not rotate it: it grows on."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Not a word: the log must not disturb what is being done."""


def _formatter(typed: Sequence[str]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_guests,
            _Traceback(typed),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )


def _without_guests(_logger: Any, _method: str, event: EventDict) -> ProcessorReturnValue:
    return {name: value for name, value in event.items() if name not in GUEST_FIELDS}


class _Traceback:
    """Writes an exception with its causes as text, its messages masked."""

    def __init__(self, typed: Sequence[str]) -> None:
        self._typed = typed

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> EventDict:
        given = event.pop("exc_info", None)
        error = sys.exception() if given is True else given
        if isinstance(error, tuple):
            error = error[1]
        if isinstance(error, BaseException):
            event["exception"] = told(error, self._typed)
        return event


def told(error: BaseException, typed: Sequence[str] = ()) -> str:
    """The traceback of an exception and of what caused it, first cause first, without locals."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(_one(current, current.__traceback__, typed))
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return "\nwhich led to\n".join(reversed(parts))


def _one(error: BaseException, trace: TracebackType | None, typed: Sequence[str]) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{''.join(format_tb(trace))}{name}: {masked(str(error), typed)}"


def masked(message: str, typed: Sequence[str] = ()) -> str:
    """A message without values: what was typed, what stands in quotes, long numbers."""
    message = message.partition("[parameters:")[0].strip()
    for value in sorted(typed, key=len, reverse=True):
        for part in (value, *(part.strip() for part in value.split(","))):
            if len(part) > 2:
                message = message.replace(part, MASK)
    message = _QUOTED.sub(
        lambda found: found[0] if _OURS.fullmatch(found["inside"]) else f"'{MASK}'", message
    )
    return _MANY_DIGITS.sub(MASK, message)
