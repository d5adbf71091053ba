"""The real thing: MariaDB, Redis, and the payment company as a program of its own."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.commands.conftest import CommandLine

STAY = ("--check-in", "+20", "--check-out", "+22")


def seeded(desk: CommandLine) -> tuple[str, ...]:
    """A chain of two hotels; the options that book a room in the first."""
    desk.json("seed", "--hotels", "2", "--room-types", "2", "--rooms", "5", "--days", "60")
    hotel = desk.json("hotels")[0]
    return ("--hotel", hotel["code"], "--room-type", hotel["room_types"][0]["code"], *STAY)


def stopped(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Asked to end as a server's supervisor asks, it ends well."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    return out, err


@pytest.fixture
def sandbox(empty_desk: CommandLine, tmp_path: Path) -> Iterator[dict[str, str]]:
    """`desk sandbox`: its answer (url, desk_key, worker_key)."""
    words = ("sandbox", "--port", "0", "--state", str(tmp_path / "books.sqlite"), "--json")
    process = empty_desk.start(*words)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line == "}\n":
            break
    yield json.loads("".join(lines))
    stopped(process)


@pytest.fixture
def central(
    empty_desk: CommandLine,
    sandbox: dict[str, str],
    new_database: Callable[[], str],
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    empty_desk.set(
        monkeypatch,
        database_url=new_database(),
        redis_url=redis_url,
        payments_url=sandbox["url"],
        payments_key=sandbox["desk_key"],
        payments_worker_key=sandbox["worker_key"],
    )
    return empty_desk


def test_every_way_to_pay_and_back_on_mariadb(central: CommandLine) -> None:
    room = seeded(central)
    booked = {
        pay: central.json("book", *room, "--guest", "GARCIA, Ana", "--pay", pay)
        for pay in ("cash", "pm_card_visa", "terminal", "link")
    }
    assert [each["status"] for each in booked.values()] == [*["CONFIRMED"] * 3, "PENDING"]
    declined = central("book", *room, "--guest", "LEE", "--pay", "pm_card_chargeDeclined")
    assert declined.code == 1
    for pay in ("cash", "pm_card_visa", "terminal"):
        code = booked[pay]["confirmation_code"]
        ended = central.json("cancel", code, "--reason", "ill")
        assert ended["refunded"] == booked[pay]["total_price"]
    # The link's session is expired at the payment company before the rooms are released.
    code = booked["link"]["confirmation_code"]
    assert central.json("cancel", code, "--reason", "ill")["status"] == "CANCELLED"

    assert central.process("worker", "--once").out == "2 refunds done.\n"
    for check in ("audit", "reconcile", "doctor"):
        answer = central(check)
        assert answer.code == 0, (check, answer)


def test_a_worker_sends_refunds_until_it_is_asked_to_end(central: CommandLine) -> None:
    room = seeded(central)
    code = central.json("book", *room, "--guest", "LEE", "--pay", "pm_card_visa")[
        "confirmation_code"
    ]
    central.json("cancel", code, "--reason", "ill")
    worker = central.start("worker")
    assert worker.stderr is not None
    assert "Training: no real money." in worker.stderr.readline()
    for _ in range(100):
        refunds = central.json("show", code)["refunds"]
        if refunds[0]["status"] == "SUCCEEDED":
            break
    assert refunds[0]["status"] == "SUCCEEDED"
    _, err = stopped(worker)
    assert err == "The worker has stopped.\n"


def test_the_doctor_shows_no_secret(central: CommandLine, sandbox: dict[str, str]) -> None:
    assert central("init").code == 0
    page, told = central("doctor"), central.json("doctor")
    assert page.code == 0
    assert told["ok"]
    by_part = {each["part"]: each["told"] for each in told["findings"]}
    assert "MariaDB" in by_part["database"]
    assert "plain text (this computer only)" in by_part["database"]
    assert by_part["cache"] == "Redis answers"
    assert "training" in by_part["payments"]
    everything = page.out + json.dumps(told)
    password = central.environment["DESK_DATABASE_URL"].partition("://")[2].partition("@")[0]
    for secret in (password, sandbox["desk_key"], sandbox["worker_key"]):
        assert secret not in everything


def test_the_doctor_says_what_does_not_work(
    empty_desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_desk.set(
        monkeypatch,
        database_url="mysql+pymysql://desk:hidden@127.0.0.1:1/desk",
        redis_url="redis://:hidden@127.0.0.1:1/0",
        payments_url="http://127.0.0.1:1",
        payments_key="rk_test_hidden",
    )
    answer = empty_desk("doctor")
    assert answer.code == 1
    assert "hidden" not in answer.out
    findings = {each["part"]: each for each in empty_desk("doctor", "--json").json["findings"]}
    assert findings["database"]["verdict"] == "broken"
    assert findings["payments"]["verdict"] == "broken"
    assert findings["cache"]["verdict"] == "mind"
    assert findings["database"]["advice"]


def test_a_database_that_is_away_is_one_sentence(
    empty_desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_desk.set(monkeypatch, database_url="mysql+pymysql://desk@127.0.0.1:1/desk")
    answer = empty_desk("hotels")
    assert answer.code == 1
    assert answer.err.startswith("desk: The database can not be reached")
    assert answer.err.count("\n") == 1


def test_two_may_make_the_tables_at_once(central: CommandLine) -> None:
    both = [central.start("init", "--demo", "--json") for _ in range(2)]
    answers = [process.communicate(timeout=110) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    for out, _ in answers:
        assert len(json.loads(out)["hotels"]) == 3
    assert {hotel["code"] for hotel in central.json("hotels")} == {"CASA", "FALESIA", "PLAZA"}
    assert central("audit").code == 0


def test_a_taken_port_is_told(empty_desk: CommandLine, sandbox: dict[str, str]) -> None:
    answer = empty_desk("sandbox", "--port", sandbox["url"].rpartition(":")[2])
    assert answer.code == 1
    assert answer.err.startswith("desk: Port: the sandbox can not start")
