"""The sandbox as a server: strict with callers, gone when stopped, started only when needed."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from desk_app.gateways.embedded import EmbeddedSandboxProcessor
from desk_app.gateways.processor import NoAnswer, Processor, Rejected, Unreachable
from desk_app.gateways.sandbox import DESK_KEY, WORKER_KEY, Sandbox
from desk_app.gateways.stripe import StripeProcessor, Timing
from tests.integration.gateways.conftest import PRICE

QUICK = Timing(tries=2, first_pause=0.001, longest_pause=0.002)
DESK = {"Authorization": f"Bearer {DESK_KEY}"}


def sandbox_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "sandbox" in thread.name]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer sk_test_x", f"Basic {DESK_KEY}"])
def test_stranger_is_refused(sandbox: Sandbox, authorization: str) -> None:
    answer = httpx.get(
        f"{sandbox.url}/v1/payment_intents", headers={"Authorization": authorization}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/v1/payment_intents", "currency=usd", "parameter_missing"),
        ("/v1/payment_intents", "amount=1.5&currency=usd", "parameter_invalid_integer"),
        ("/v1/payment_intents", "amount=-5&currency=usd", "amount_too_small"),
        ("/v1/payment_intents", "amount=100000000&currency=usd", "amount_too_large"),
        ("/v1/payment_intents", "amount=100&currency=usd&colour=red", "parameter_unknown"),
        (
            "/v1/payment_intents",
            "amount=150&currency=isk",
            "invalid_charge_amount_no_decimal_compatible",
        ),
        (
            "/v1/payment_intents",
            "amount=12345&currency=kwd",
            "invalid_charge_amount_no_decimal_compatible",
        ),
        ("/v1/payment_intents/pi_nothing/confirm", "", "resource_missing"),
    ],
)
def test_careless_calls_are_refused(sandbox: Sandbox, path: str, body: str, code: str) -> None:
    answer = httpx.post(sandbox.url + path, content=body, headers=DESK)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/charges"), ("DELETE", "/v1/refunds"), ("GET", "/")]
)
def test_unknown_address_is_refused(sandbox: Sandbox, method: str, path: str) -> None:
    assert httpx.request(method, sandbox.url + path, headers=DESK).status_code == 404


def test_oversized_body_is_refused_before_it_is_read(sandbox: Sandbox) -> None:
    with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2]))) as caller:
        caller.sendall(b"POST /v1/refunds HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
        assert caller.recv(100).startswith(b"HTTP/1.1 413")


def test_connection_is_kept_open_between_calls(sandbox: Sandbox, desk: StripeProcessor) -> None:
    for _ in range(5):
        desk.ping()
    assert sandbox_threads().count("sandbox-connection") == 1


def test_no_thread_is_left_after_stop() -> None:
    sandbox = Sandbox().start()
    desk = StripeProcessor(sandbox.url, DESK_KEY, timing=Timing(read=0.3, tries=1))
    sandbox.fail("any", "slow", seconds=60)
    with pytest.raises(NoAnswer):
        desk.ping()
    silent = socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])))
    sandbox.stop()
    silent.close()
    desk.close()
    assert sandbox_threads() == []


def test_stopped_sandbox_is_unreachable() -> None:
    sandbox = Sandbox().start()
    desk = StripeProcessor(sandbox.url, DESK_KEY, timing=QUICK)
    sandbox.stop()
    with pytest.raises(Unreachable):
        desk.ping()
    desk.close()


def test_taken_port_is_told(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Sandbox(port=port).start()


def test_file_that_is_no_sandbox_is_told(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear guest, " * 100)
    with pytest.raises(OSError, match=r"letter\.txt"):
        Sandbox(letter)
    embedded = EmbeddedSandboxProcessor(letter, timing=QUICK)
    with pytest.raises(Unreachable):
        embedded.ping()
    embedded.close()


def test_clock_is_shared_by_all_who_use_the_file(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "s.db", clock=timedelta(days=3)), Sandbox(tmp_path / "s.db") as other:
        here = httpx.get(f"{other.url}/sandbox", headers=DESK).json()["now"]
        fresh = Sandbox()
        with fresh:
            there = httpx.get(f"{fresh.url}/sandbox", headers=DESK).json()["now"]
        assert here - there == pytest.approx(3 * 86_400, abs=5)


def test_embedded_sandbox_starts_at_the_first_call_and_ends_with_close(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.db"
    desk: Processor = EmbeddedSandboxProcessor(state)
    worker = EmbeddedSandboxProcessor(state, full_key=True)
    assert desk.is_training
    assert sandbox_threads() == []
    assert not state.exists()

    intent = desk.create_intent(amount=PRICE, key="create", metadata={}, token="pm_card_visa")
    desk.confirm_intent(intent.id, key="confirm")
    with pytest.raises(Rejected):
        desk.refund(intent_id=intent.id, amount=PRICE, key="r", metadata={})
    refund = worker.refund(intent_id=intent.id, amount=PRICE, key="r-1", metadata={})
    assert refund.status == "succeeded"
    assert worker.sandbox.charges()[0]["refunded"] is True

    desk.close()
    worker.close()
    assert sandbox_threads() == []


def test_embedded_sandbox_may_be_closed_unused() -> None:
    EmbeddedSandboxProcessor(None).close()


def test_other_programs_see_the_same_money(tmp_path: Path) -> None:
    """A real second process charges while this one has the file open."""
    state = tmp_path / "sandbox.db"
    program = (
        "import sys; from pathlib import Path; from desk_app.domain.money import Money;"
        "from desk_app.gateways.embedded import EmbeddedSandboxProcessor as E;"
        "desk = E(Path(sys.argv[1]));"
        "made = desk.create_intent(amount=Money(500, 'EUR'), key='c', metadata={},"
        " token='pm_card_visa');"
        "print(desk.confirm_intent(made.id, key='k').id); desk.close()"
    )
    with Sandbox(state) as sandbox:
        sandbox.fail("confirm", "decline")
        sandbox.clear_faults()
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", program, str(state)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        desk = StripeProcessor(sandbox.url, WORKER_KEY)
        assert desk.retrieve_intent(run.stdout.strip()).received.amount == 500
        desk.close()
    with sqlite3.connect(state) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
