"""`Sandbox`: the pretended payment company as one object, to start, stop, spoil and look into."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from desk_app.gateways.sandbox import control, faults, keys
from desk_app.gateways.sandbox.account import intents, readers, sessions
from desk_app.gateways.sandbox.account.cards import APPROVED
from desk_app.gateways.sandbox.answering import Answerer
from desk_app.gateways.sandbox.parameters import Problem
from desk_app.gateways.sandbox.routing import settle
from desk_app.gateways.sandbox.server import SandboxServer
from desk_app.gateways.sandbox.state import Body, Books, Delays, State

DESK_KEY = "rk_test_desk_of_the_sandbox"
"""Restricted: everything but refunds. Not a secret: it opens nothing but a sandbox."""

WORKER_KEY = "sk_test_worker_of_the_sandbox"

READER = "tmr_sandbox"
"""A reader that always exists, as does every other ``tmr_...``."""


class Sandbox:
    """A payment company on this computer.

    ``state`` is its file, shared by all sandboxes that are given the same one, over programs and
    restarts; None keeps all in memory. ``port`` 0 takes a free one. ``clock`` moves the sandbox's
    time once, at construction. The methods below `stop` work on the state itself, so that they
    need no started server; what the processor would refuse raises `ValueError`.
    """

    def __init__(
        self,
        state: Path | None = None,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        desk_key: str = DESK_KEY,
        worker_key: str = WORKER_KEY,
        delays: Delays | None = None,
        clock: timedelta | None = None,
    ) -> None:
        """Raises `OSError` when the state file can not be used."""
        self.desk_key = desk_key
        self.worker_key = worker_key
        self._address = (host, port)
        self._state = State(state, delays or Delays())
        self._server: SandboxServer | None = None
        self._thread: threading.Thread | None = None
        if clock is not None:
            self.move_clock(clock)

    def start(self) -> Sandbox:
        """Raises `OSError`, and lets go of the state, when the port is taken."""
        if self._server is None:
            answerer = partial(
                Answerer, self._state, desk_key=self.desk_key, worker_key=self.worker_key
            )
            try:
                self._server = SandboxServer(self._address, self._state, answerer)
            except OSError:
                self._state.close()
                raise
            self._thread = threading.Thread(target=self._server.serve, name="sandbox", daemon=True)
            self._thread.start()
        return self

    def stop(self) -> None:
        """Returns when no thread is left. A sandbox in memory has forgotten all afterwards."""
        server, thread = self._server, self._thread
        if server is not None and thread is not None:
            self._server = self._thread = None
            server.stop()
            thread.join(timeout=5)
            server.server_close()
        self._state.close()

    def serve_forever(self) -> None:
        """Start, and wait until Ctrl+C; for ``desk sandbox``."""
        self.start()
        waiting = threading.Event()
        try:
            # A wait without a limit could not be interrupted on Windows.
            while not waiting.wait(0.5):
                pass
        except KeyboardInterrupt:
            self.stop()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it answers, e.g. ``http://127.0.0.1:40123``. Raises `RuntimeError` if stopped."""
        if self._server is None:
            raise RuntimeError("the payment sandbox is not started")
        return self._server.url

    def fail(
        self,
        operation: str,
        kind: str,
        *,
        count: int = 1,
        seconds: float = 1.0,
        decline_code: str = "generic_decline",
    ) -> None:
        """Make the next ``count`` calls of ``operation`` go wrong (-1: until cleared).

        Operations and kinds are those of `faults.OPERATIONS` and `faults.KINDS`.
        """
        self._do(
            faults.add,
            operation,
            kind,
            count=count,
            seconds=seconds,
            decline_code=decline_code,
        )

    def clear_faults(self) -> None:
        self._do(faults.clear)

    def move_clock(self, by: timedelta) -> None:
        """What comes due by then has happened at the next look."""
        self._do(control.move_clock, by.total_seconds())

    def forget_keys(self) -> None:
        """As the real one may after 24 hours: a repeated call is a new one then."""
        self._do(keys.forget_all)

    def set_reader(
        self,
        mode: str,
        *,
        reader: str = READER,
        delay: float | None = None,
        token: str | None = None,
    ) -> None:
        """``mode``: tap (after ``delay`` seconds), fast, declined, waiting. ``token``: the card."""
        self._do(readers.behave, reader, mode=mode, delay=delay, token=token)

    def present_card(self, reader: str = READER, token: str = APPROVED) -> None:
        """The guest taps now, whatever the reader's mode."""
        self._do(readers.present, reader, token)

    def pay_session(self, session_id: str, token: str = APPROVED) -> None:
        """The guest pays by the link. A declined card raises nothing; the link stays open."""
        self._do(sessions.pay, session_id, token)

    def authenticate(self, intent_id: str, *, agreed: bool = True) -> None:
        """The guest answers the bank's own page, for an intent that requires action."""
        self._do(intents.authenticate, intent_id, agreed=agreed)

    def charges(self) -> list[Body]:
        """All charges, newest first, in the processor's shape: the money that really moved."""
        found: list[Body] = self._do(control.charges)
        return found

    def _do(self, work: Any, *arguments: Any, **options: Any) -> Any:
        with self._state.transaction() as books:
            settle(books)
            return _result(books, work, *arguments, **options)


def _result(books: Books, work: Any, *arguments: Any, **options: Any) -> Any:
    try:
        return work(books, *arguments, **options)
    except Problem as problem:
        if problem.status == 402:
            return None
        raise ValueError(str(problem)) from None
