"""Work leaves the main thread, and exactly the answers that are wanted come back to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desk_app.domain.errors import DeskError
from ui.tasks import READERS, OffMainThread, Report, Runner, assert_off_main_thread

PATIENCE = 10


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.shutdown()


@dataclass
class Gate:
    """Work that begins when asked and ends when let."""

    begun: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)

    def work(self) -> str:
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        return "late"


def refuse() -> None:
    raise DeskError("The room is taken.", room="101")


def stumble() -> None:
    raise ZeroDivisionError("oh")


def ignore(_value: Any) -> None:
    pass


def test_work_is_off_the_main_thread_and_the_answer_on_it(runner: Runner, qtbot: QtBot) -> None:
    answers: list[tuple[threading.Thread, threading.Thread]] = []
    runner.read(
        "who",
        threading.current_thread,
        lambda worker: answers.append((worker, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(answers))
    worker, listener = answers[0]
    assert worker is not threading.main_thread()
    assert listener is threading.main_thread()


def test_a_newer_read_silences_the_older_one_that_ends_later(runner: Runner, qtbot: QtBot) -> None:
    heard: list[str] = []
    gate = Gate()
    runner.read("rooms", gate.work, heard.append)
    assert gate.begun.wait(PATIENCE)
    runner.read("rooms", lambda: "new", heard.append)
    qtbot.waitUntil(lambda: heard == ["new"])
    gate.may_end.set()
    settle(runner, qtbot)
    assert heard == ["new"]


def test_other_keys_are_not_silenced(runner: Runner, qtbot: QtBot) -> None:
    heard: list[str] = []
    runner.read("rooms", lambda: "rooms", heard.append)
    runner.read("guests", lambda: "guests", heard.append)
    qtbot.waitUntil(lambda: sorted(heard) == ["guests", "rooms"])


def test_a_read_that_was_outrun_before_it_began_is_not_run(runner: Runner, qtbot: QtBot) -> None:
    gates = [Gate() for _ in range(READERS)]
    for number, gate in enumerate(gates):
        runner.read(f"slow {number}", gate.work, ignore)
        assert gate.begun.wait(PATIENCE)
    ran: list[str] = []
    heard: list[Any] = []
    runner.read("rooms", lambda: ran.append("old"), heard.append)
    runner.read("rooms", lambda: ran.append("new"), heard.append)
    for gate in gates:
        gate.may_end.set()
    qtbot.waitUntil(lambda: heard == [None])
    assert ran == ["new"]


def test_what_nobody_waits_for_is_not_told(runner: Runner, qtbot: QtBot) -> None:
    heard: list[str] = []
    gate = Gate()
    runner.read("rooms", gate.work, heard.append)
    assert gate.begun.wait(PATIENCE)
    runner.forget("rooms")
    gate.may_end.set()
    settle(runner, qtbot)
    assert heard == []


def test_every_write_is_run_and_answered(runner: Runner, qtbot: QtBot) -> None:
    heard: list[int] = []

    def booked(number: int) -> Callable[[Report], int]:
        return lambda _report: number

    for number in range(20):
        runner.write("book", booked(number), heard.append)
    qtbot.waitUntil(lambda: sorted(heard) == list(range(20)))


def test_reads_go_on_while_the_processor_hangs(runner: Runner, qtbot: QtBot) -> None:
    gates = [Gate() for _ in range(4)]
    for gate in gates:
        runner.write("book", lambda _report, gate=gate: gate.work())  # type: ignore[misc]
    heard: list[str] = []
    runner.read("rooms", lambda: "rooms", heard.append)
    qtbot.waitUntil(lambda: heard == ["rooms"])
    assert runner.is_busy
    for gate in gates:
        gate.may_end.set()
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_workers_are_few(runner: Runner, qtbot: QtBot) -> None:
    gates = [Gate() for _ in range(READERS + 1)]
    for number, gate in enumerate(gates):
        runner.read(f"slow {number}", gate.work, ignore)
    for gate in gates[:READERS]:
        assert gate.begun.wait(PATIENCE)
    assert not gates[-1].begun.is_set()
    for gate in gates:
        gate.may_end.set()
    assert gates[-1].begun.wait(PATIENCE)


def test_steps_are_told_in_order(runner: Runner, qtbot: QtBot) -> None:
    heard: list[str] = []

    def book(report: Report) -> str:
        report("Holding the room")
        report("Charging")
        return "booked"

    runner.write("book", book, heard.append, stepped=heard.append)
    qtbot.waitUntil(lambda: heard == ["Holding the room", "Charging", "booked"])


def test_a_known_error_goes_to_its_request_or_to_the_signal(runner: Runner, qtbot: QtBot) -> None:
    taken: list[DeskError] = []
    with qtbot.assertNotEmitted(runner.failed):
        runner.read("rooms", refuse, ignore, failed=taken.append)
        qtbot.waitUntil(lambda: bool(taken))
    assert taken[0].details() == {"room": "101"}
    with qtbot.waitSignal(runner.failed) as told:
        runner.read("rooms", refuse, ignore)
    assert (told.args[0].key, str(told.args[0].error)) == ("rooms", "The room is taken.")


@pytest.mark.expects_error_logs
def test_anything_else_is_a_bug_and_logged_whole(
    runner: Runner, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(runner.bug) as told:
        runner.write("book", lambda _report: stumble())
    assert isinstance(told.args[0].error, ZeroDivisionError)
    assert "in stumble" in caplog.text
    assert not runner.is_busy
    heard: list[str] = []
    runner.read("rooms", lambda: "still here", heard.append)
    qtbot.waitUntil(lambda: heard == ["still here"])


def test_shutdown_lets_writes_end_and_leaves_no_thread(qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    runner = Runner()
    gate = Gate()
    runner.write("book", lambda _report: gate.work())
    assert gate.begun.wait(PATIENCE)
    assert not runner.shutdown(0)
    gate.may_end.set()
    assert runner.shutdown()
    assert set(threading.enumerate()) == before
    with pytest.raises(RuntimeError, match="not started"):
        runner.write("book", lambda _report: None)


class Desk:
    """A service as the guard sees it."""

    name = "Grand Plaza"

    def rooms(self) -> int:
        return 84


def test_a_service_call_on_the_main_thread_is_caught(runner: Runner, qtbot: QtBot) -> None:
    desk = OffMainThread(Desk())
    assert desk.name == "Grand Plaza"
    with pytest.raises(AssertionError, match=r"desk\.rooms was called on the main thread"):
        desk.rooms()
    heard: list[int] = []
    runner.read("rooms", desk.rooms, heard.append)
    qtbot.waitUntil(lambda: heard == [84])
    with pytest.raises(AssertionError):
        assert_off_main_thread()


def settle(runner: Runner, qtbot: QtBot) -> None:
    """Until every answer that was under way has come: answers arrive in the order of their ends,
    so all readers are kept busy at once and the last is waited for."""
    gates = [Gate() for _ in range(READERS)]
    heard: list[str] = []
    for number, gate in enumerate(gates):
        runner.read(f"settle {number}", gate.work, heard.append)
    for gate in gates:
        assert gate.begun.wait(PATIENCE)
        gate.may_end.set()
    qtbot.waitUntil(lambda: len(heard) == READERS)
