"""The sandbox's HTTP server: one thread a connection, all of them gone after `stop`."""

from __future__ import annotations

import logging
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

from desk_app.gateways.sandbox import page
from desk_app.gateways.sandbox.answering import Answerer, Reply, Request
from desk_app.gateways.sandbox.parameters import new_id
from desk_app.gateways.sandbox.state import State

_LARGEST_BODY = 1_000_000
# struct linger is two ints, but two shorts on Windows.
_LINGER_NONE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_log = logging.getLogger(__name__)


class SandboxServer(socketserver.ThreadingMixIn, HTTPServer):
    """Listens from construction on; `serve` answers until `stop`."""

    # On Windows this option would let two programs listen on one port.
    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 256

    def __init__(
        self,
        address: tuple[str, int],
        state: State,
        answerer: Callable[[Callable[[float], bool]], Answerer],
    ) -> None:
        """``answerer`` is given the function that waits, and that a stop cuts short."""
        self.state = state
        self.stopping = threading.Event()
        self.answerer = answerer(self.stopping.wait)
        self._guard = threading.Lock()
        self._open: dict[Any, threading.Thread] = {}
        self._to_reset: set[Any] = set()
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def server_bind(self) -> None:
        """Without the name look-up of `HTTPServer`, which can take seconds on a hotel's network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def serve(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def stop(self) -> None:
        """End `serve`, cut open connections, and wait for their threads."""
        self.stopping.set()
        # Wakes the accept in `serve`, which has no timeout so that an idle desk stays idle.
        with suppress(OSError):
            socket.create_connection((self.server_name, self.server_port), timeout=1).close()
        with self._guard:
            connections = list(self._open.items())
        for connection, _ in connections:
            _hang_up(connection)
        for _, thread in connections:
            thread.join(timeout=5)

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name="sandbox-connection",
            daemon=True,
        )
        with self._guard:
            if not self.stopping.is_set():
                self._open[request] = thread
                thread.start()
                return
        self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.pop(request, None)
            reset = request in self._to_reset
            self._to_reset.discard(request)
        if reset:
            # Without lingering, and without the FIN that the usual way sends first, this is a RST.
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def reset_when_closed(self, request: Any) -> None:
        with self._guard:
            self._to_reset.add(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is everyday life; all else is a bug of the sandbox."""
        if not isinstance(sys.exc_info()[1], OSError):
            _log.exception("the payment sandbox failed")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60  # of an idle connection, in seconds
    disable_nagle_algorithm = True
    wbufsize = -1
    server: SandboxServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: requests carry guests' data."""

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST_BODY:
            self.close_connection = True
            return self._send(413, "application/json", "{}")
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        parts = urlsplit(self.path)
        if parts.path.startswith(page.PREFIX) and self.command != "DELETE":
            return self._show_page(parts.path.removeprefix(page.PREFIX), body)
        reply = self.server.answerer.answer(
            Request(
                method=self.command,
                path=parts.path,
                query=parts.query,
                body=body,
                headers={name.lower(): value for name, value in self.headers.items()},
            ),
            self.server.url,
        )
        return self._deliver(reply)

    def _deliver(self, reply: Reply) -> None:
        if reply.pause and self.server.stopping.wait(reply.pause):
            reply = Reply(wire="drop")
        if reply.wire == "answer":
            headers = {"Idempotent-Replayed": "true"} if reply.replayed else {}
            self._send(reply.status, "application/json", reply.body, headers)
            return
        self.close_connection = True
        if reply.wire == "reset":
            self.server.reset_when_closed(self.request)

    def _show_page(self, session_id: str, body: str) -> None:
        state = self.server.state
        pressed = self.command == "POST"
        status, html = (
            page.press(state, session_id, body) if pressed else page.show(state, session_id)
        )
        headers = {"Content-Security-Policy": page.SECURITY, "Cache-Control": "no-store"}
        self._send(status, "text/html; charset=utf-8", html, headers)

    def _send(
        self, status: int, content_type: str, body: str, headers: dict[str, str] | None = None
    ) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Request-Id", new_id("req"))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
