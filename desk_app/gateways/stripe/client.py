"""One call to the processor: headers, time limits, and tries again where the key makes it safe."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import stamina

from desk_app.gateways.processor import NoAnswer, ProcessorError, Rejected, Unreachable
from desk_app.gateways.stripe.answers import Answer
from desk_app.gateways.stripe.form import Value, encode
from desk_app.gateways.stripe.refusals import Busy, refusal

API_VERSION = "2025-08-27.basil"
"""The version that every answer here is read by; https://docs.stripe.com/api/versioning."""

_LONGEST_KEY = 255
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
T = TypeVar("T")

# stamina's hooks log each retry through whatever logging is set up; the caller reports instead.
stamina.instrumentation.set_on_retry_hooks(())


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """Seconds, and tries of one call. ``patience`` is how long all tries together may take."""

    connect: float = 3.0
    read: float = 20.0
    tries: int = 4
    first_pause: float = 0.1
    longest_pause: float = 2.0
    patience: float = 10.0


class StripeClient:
    """Sends calls and reads answers. Safe to share between threads."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timing: Timing,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Raises `ValueError` for a URL that would send a live key in plain text."""
        self.url = httpx.URL(url.rstrip("/"))
        loopback = _is_loopback(self.url.host)
        _refuse_plain_text(self.url, key, loopback)
        self._timing = timing
        self._http = httpx.Client(
            base_url=self.url,
            headers={
                "Authorization": f"Bearer {key}",
                "Stripe-Version": API_VERSION,
                "Accept": "application/json",
            },
            timeout=httpx.Timeout(timing.read, connect=timing.connect),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
            transport=transport,
            # Loading the CA bundle costs 20 ms; no certificate is ever asked for over http.
            verify=self.url.scheme == "https",
            # A proxy of the environment would be asked for 127.0.0.1 too.
            trust_env=not loopback,
        )

    def get(
        self, path: str, read: Callable[[Answer], T], parameters: Mapping[str, Value] | None = None
    ) -> T:
        query = encode(parameters or {})
        return self._send(
            lambda: self._http.build_request("GET", f"{path}?{query}" if query else path),
            read,
            repeatable=True,
        )

    def post(
        self,
        path: str,
        read: Callable[[Answer], T],
        parameters: Mapping[str, Value],
        *,
        key: str,
        moves_money: bool,
    ) -> T:
        """``moves_money``: a lost answer is never tried again here; the caller asks what happened.

        Other calls are sent again with the same key after a broken connection.
        """
        if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
            raise Rejected("invalid_idempotency_key", "1 to 255 printable ASCII characters")
        return self._send(
            lambda: self._http.build_request(
                "POST",
                path,
                content=encode(parameters),
                headers={
                    "Idempotency-Key": key,
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            ),
            read,
            repeatable=not moves_money,
        )

    def close(self) -> None:
        self._http.close()

    def _send(
        self, request: Callable[[], httpx.Request], read: Callable[[Answer], T], *, repeatable: bool
    ) -> T:
        timing = self._timing
        try:
            for attempt in stamina.retry_context(
                on=Busy,
                attempts=timing.tries,
                timeout=timing.patience,
                wait_initial=timing.first_pause,
                wait_jitter=timing.first_pause * 2,
                wait_max=timing.longest_pause,
            ):
                with attempt:
                    return self._try_once(request(), read, repeatable)
        except Busy as busy:
            raise busy.otherwise from None
        raise AssertionError("retry_context ends by a return or an error")

    def _try_once(self, request: httpx.Request, read: Callable[[Answer], T], repeatable: bool) -> T:
        """``from None`` throughout: httpx's errors hold the request, and so the key."""
        try:
            response = self._http.send(request)
            body: Any = response.json()
        except _NOT_SENT as error:
            raise Busy(Unreachable(_name(error))) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _unless(repeatable, NoAnswer(_name(error))) from None
        except ValueError:
            problem = NoAnswer(f"HTTP {response.status_code}, not JSON")
            raise _unless(repeatable and request.method == "GET", problem) from None
        if response.status_code != 200:
            failure = refusal(response.status_code, body)
            if isinstance(failure, NoAnswer):
                # A 500 is stored under its key, so that only a GET can get a better answer.
                raise _unless(repeatable and request.method == "GET", failure)
            raise failure
        try:
            return read(body)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NoAnswer(f"answer not understood: {error!r:.100}") from None


def _unless(repeatable: bool, problem: ProcessorError) -> Exception:
    return Busy(problem) if repeatable else problem


def _name(error: httpx.HTTPError) -> str:
    return type(error).__name__


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_plain_text(url: httpx.URL, key: str, loopback: bool) -> None:
    if url.scheme not in ("https", "http") or not url.host:
        raise ValueError("the payment URL must begin with https://")
    test_key = key.startswith(("sk_test_", "rk_test_"))
    if url.scheme == "http" and not loopback and not test_key:
        raise ValueError("the payment URL must begin with https:// to protect the key")
    if not key or not key.isascii() or any(character.isspace() for character in key):
        raise ValueError("the payment key is empty or has characters that no key has")
