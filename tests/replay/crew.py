"""One clerk in this process, or several in processes of their own, day by day in step."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Protocol

from desk_app.bootstrap import Desk, open_desk
from desk_app.domain.errors import DeskError
from desk_app.settings import Settings
from tests.replay.clerk import Clerk
from tests.replay.events import Day
from tests.replay.house import House

_context = multiprocessing.get_context("spawn")
"""Not fork: a copy of this process would hold its database connections too."""

END_SECONDS = 10.0


class ReplayFailed(Exception):
    """The message is one sentence."""


class Crew(Protocol):
    def work(self, day: Day) -> Counter[str]:
        """Do all of a day's events; returns when the last is done."""


@contextmanager
def crew(desk: Desk, houses: Mapping[str, House], workers: int) -> Iterator[Crew]:
    if workers == 1:
        yield Clerk(desk, houses)
        return
    with ExitStack() as stack:
        yield Processes(
            [
                stack.enter_context(_worker(number, desk.settings, houses))
                for number in range(workers)
            ]
        )


class Processes:
    """All events of a row go to the same worker, so that its cancellation follows its booking."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._pipes = pipes

    def work(self, day: Day) -> Counter[str]:
        busy = []
        for number, pipe in enumerate(self._pipes):
            events = tuple(
                event for event in day.events if event.row.number % len(self._pipes) == number
            )
            if events:
                _send(pipe, number, replace(day, events=events))
                busy.append((number, pipe))
        counted: Counter[str] = Counter()
        for number, pipe in busy:
            counted += _answer(pipe, number)
        return counted


def _send(pipe: Connection, number: int, day: Day) -> None:
    try:
        pipe.send(day)
    except BrokenPipeError:
        raise _ended(number) from None


def _answer(pipe: Connection, number: int) -> Counter[str]:
    try:
        answer = pipe.recv()
    except (EOFError, ConnectionError):
        raise _ended(number) from None
    if isinstance(answer, str):
        raise ReplayFailed(answer)
    counted: Counter[str] = answer
    return counted


def _ended(number: int) -> ReplayFailed:
    return ReplayFailed(f"Worker {number + 1} ended before its work was done.")


@contextmanager
def _worker(number: int, settings: Settings, houses: Mapping[str, House]) -> Iterator[Connection]:
    ours, theirs = _context.Pipe()
    process = _context.Process(
        target=_serve, args=(theirs, settings, houses), name=f"replay-{number + 1}", daemon=True
    )
    process.start()
    theirs.close()  # so that its end is seen here
    try:
        yield ours
    finally:
        ours.close()  # which is how it is told to stop
        process.join(END_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def _serve(pipe: Connection, settings: Settings, houses: Mapping[str, House]) -> None:
    with open_desk(settings) as desk:
        clerk = Clerk(desk, houses)
        while True:
            try:
                day = pipe.recv()
            except EOFError:
                return
            try:
                pipe.send(clerk.work(day))
            except DeskError as error:
                pipe.send(f"{day.date}: {error}")
                return
