"""`EmbeddedSandboxProcessor`: the sandbox inside this program, started at the first call."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx

from desk_app.gateways.sandbox import DESK_KEY, WORKER_KEY, Delays, Sandbox
from desk_app.gateways.stripe import StripeProcessor, Timing


class EmbeddedSandboxProcessor(StripeProcessor):
    """A `Processor` that needs nothing outside this program; ``is_training`` is true.

    ``state`` is the sandbox's file: charges of one run, or of another program, are seen by the
    next. None keeps them in memory, for this object alone. ``full_key``: the worker's key, which
    may refund; without it the desk's, which may not. Nothing runs before the first call.
    """

    def __init__(
        self,
        state: Path | None,
        *,
        full_key: bool = False,
        delays: Delays | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._lazy = _LazySandbox(state, delays)
        super().__init__(
            "http://127.0.0.1",
            WORKER_KEY if full_key else DESK_KEY,
            timing=timing,
            is_training=True,
            transport=self._lazy,
        )

    @property
    def sandbox(self) -> Sandbox:
        """The running sandbox, to spoil or to look into. Starts it."""
        return self._lazy.started()


class _LazySandbox(httpx.BaseTransport):
    """Starts the sandbox when the first request comes, and leads all requests to its port."""

    def __init__(self, state: Path | None, delays: Delays | None) -> None:
        self._state = state
        self._delays = delays
        self._guard = threading.Lock()
        self._sandbox: Sandbox | None = None
        self._wire = httpx.HTTPTransport(
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20), verify=False
        )

    def started(self) -> Sandbox:
        with self._guard:
            if self._sandbox is None:
                sandbox = Sandbox(self._state, delays=self._delays)
                self._sandbox = sandbox.start()
            return self._sandbox

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            address = httpx.URL(self.started().url)
        except OSError as error:
            raise httpx.ConnectError(f"the sandbox does not start: {error}") from error
        request.url = request.url.copy_with(host=address.host, port=address.port)
        return self._wire.handle_request(request)

    def close(self) -> None:
        self._wire.close()
        with self._guard:
            sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            sandbox.stop()
