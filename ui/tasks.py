"""The one runner: services work on worker threads, answers come back on the main thread.

Reads and writes have workers of their own, so that a payment which hangs holds up no list. Of
reads under one key only the newest is answered; a write is never dropped.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desk_app.domain.errors import DeskError

READERS = 3
WRITERS = 2
SHUTDOWN_SECONDS = 5.0

log = logging.getLogger(__name__)

Report = Callable[[Any], None]
"""Called by a write with the step it is at; may be called on its worker thread."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A known error: what was asked under ``key`` did not happen, and ``error`` says why."""

    key: str
    error: DeskError


@dataclass(frozen=True, kw_only=True, slots=True)
class Bug:
    """An error that nobody foresaw. It is in the log already."""

    key: str
    error: BaseException


@dataclass(eq=False, slots=True)
class _Job:
    key: str
    number: int
    work: Callable[[Report], Any]
    is_read: bool
    done: Callable[[Any], None] | None = None
    failed: Callable[[DeskError], None] | None = None
    stepped: Report | None = None
    value: Any = None
    error: BaseException | None = field(default=None)


class Runner(QObject):
    """Runs work off the main thread. Make one, hand it to presenters, shut it down at the end.

    Signals, all on the main thread:
        failed(Failure): a ``DeskError`` that the request itself did not take (no ``failed=``).
        bug(Bug): anything else that was raised; logged whole.
        busy_changed(bool): whether a write is under way.
    """

    failed = Signal(object)
    bug = Signal(object)
    busy_changed = Signal(bool)
    _ended = Signal(object)
    _stepped = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: dict[str, int] = {}
        self._counter = 0
        self._writes = 0
        self._closed = False
        self._reads: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._write_queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._ended.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._tell_step, Qt.ConnectionType.QueuedConnection)
        # Daemons: a processor that hangs must not keep the program from ending.
        self._threads = [
            threading.Thread(target=self._serve, args=(jobs,), name=f"{name}-{n}", daemon=True)
            for name, jobs, count in (
                ("desk-read", self._reads, READERS),
                ("desk-write", self._write_queue, WRITERS),
            )
            for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a write is under way or waits for its turn."""
        return self._writes > 0

    def read(
        self,
        key: str,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Asks for something to show. A newer read under ``key`` makes this one unheard.

        ``work`` runs on a worker and returns a frozen value; ``done`` or ``failed`` run on the
        main thread. Without ``failed``, the signal of that name tells of a ``DeskError``.
        """
        job = _Job(key, self._next(), lambda _report: work(), True, done, failed)
        self._newest[key] = job.number
        self._reads.put(job)

    def write(
        self,
        key: str,
        work: Callable[[Report], Any],
        done: Callable[[Any], None] | None = None,
        *,
        failed: Callable[[DeskError], None] | None = None,
        stepped: Report | None = None,
    ) -> None:
        """Changes something. Always run and always answered, in the order they end.

        ``work`` gets a function that takes its steps to ``stepped`` on the main thread.
        Raises RuntimeError after :meth:`shutdown`: a write must not be lost silently.
        """
        if self._closed:
            raise RuntimeError(f"the runner is shut down; {key} was not started")
        self._writes += 1
        if self._writes == 1:
            self.busy_changed.emit(True)
        self._write_queue.put(_Job(key, self._next(), work, False, done, failed, stepped))

    def forget(self, key: str) -> None:
        """Nobody waits for the read under ``key`` any more."""
        self._newest.pop(key, None)

    def shutdown(self, seconds: float = SHUTDOWN_SECONDS) -> bool:
        """Lets writes end, drops reads, stops the workers. False when some did not end in time.

        No answer is heard afterwards.
        """
        self._closed = True
        self._newest.clear()
        for jobs, count in ((self._reads, READERS), (self._write_queue, WRITERS)):
            for _ in range(count):
                jobs.put(None)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _next(self) -> int:
        self._counter += 1
        return self._counter

    def _is_wanted(self, job: _Job) -> bool:
        return not job.is_read or self._newest.get(job.key) == job.number

    def _serve(self, jobs: queue.SimpleQueue[_Job | None]) -> None:
        """A worker's life."""
        while (job := jobs.get()) is not None:
            if not self._is_wanted(job):
                continue
            try:
                job.value = job.work(self._reporter(job))
            # Here every error ends: a worker that died of one would leave its screen waiting.
            except BaseException as error:  # noqa: BLE001
                job.error = error
            self._send(self._ended, job)

    def _reporter(self, job: _Job) -> Report:
        return lambda value: self._send(self._stepped, job, value)

    def _send(self, signal: Any, *values: object) -> None:
        try:
            signal.emit(*values)
        except RuntimeError:
            # The window is gone: Qt deleted the runner under a worker that hung past shutdown.
            log.warning("an answer came after the end of the program")

    @Slot(object)
    def _answer(self, job: _Job) -> None:
        if not job.is_read:
            self._writes -= 1
            if not self._writes:
                self.busy_changed.emit(False)
        if job.error is not None and not isinstance(job.error, DeskError):
            # A bug is told even when nobody waits for the answer.
            log.error("bug in %s", job.key, exc_info=job.error)
            self.bug.emit(Bug(key=job.key, error=job.error))
        elif self._closed or not self._is_wanted(job):
            return
        elif isinstance(job.error, DeskError):
            if job.failed is not None:
                job.failed(job.error)
            else:
                self.failed.emit(Failure(key=job.key, error=job.error))
        elif job.done is not None:
            job.done(job.value)

    @Slot(object, object)
    def _tell_step(self, job: _Job, value: object) -> None:
        if job.stepped is not None and not self._closed:
            job.stepped(value)


def assert_off_main_thread(what: str = "a service") -> None:
    """Raises AssertionError on the main thread, where a call would freeze the window."""
    if threading.current_thread() is threading.main_thread():
        raise AssertionError(f"{what} was called on the main thread")


class OffMainThread:
    """Stands for a desk or a service in tests: a method called on the main thread raises.

    Parts whose class is of ``desk_app.services`` are guarded as well; values pass as they are.
    """

    def __init__(self, guarded: Any, name: str = "desk") -> None:
        self._guarded = guarded
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self._guarded, attribute)
        name = f"{self._name}.{attribute}"
        if type(value).__module__.startswith("desk_app.services"):
            return OffMainThread(value, name)
        if not callable(value):
            return value

        def checked(*positional: Any, **named: Any) -> Any:
            assert_off_main_thread(name)
            return value(*positional, **named)

        return checked
