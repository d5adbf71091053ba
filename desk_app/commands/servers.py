"""`desk worker` and `desk sandbox`: programs that run until they are stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.text import Text

from desk_app.bootstrap import open_worker
from desk_app.checkup import stuck_words
from desk_app.commands.answers.screen import WARN, facts, note, print_json, say
from desk_app.commands.opening import opened
from desk_app.commands.options import AsJson, command_group
from desk_app.domain.errors import InvalidInput
from desk_app.gateways.sandbox import DESK_KEY, WORKER_KEY, Sandbox
from desk_app.logbook import log_kept
from desk_app.services.worker import WorkReport
from desk_app.settings import load_settings
from desk_app.wording import counted

app = command_group()

_DONE = {
    "confirmed": ("booking confirmed", "bookings confirmed"),
    "released": ("hold ended", "holds ended"),
    "still_open": ("payment still open", "payments still open"),
    "refunds_done": ("refund done", "refunds done"),
    "refunds_open": ("refund under way", "refunds under way"),
    "refunds_stuck": ("refund got stuck", "refunds got stuck"),
}


@contextmanager
def _stop_asked() -> Iterator[threading.Event]:
    """An event that is set by Ctrl-C and by SIGTERM, so that what is under way is finished."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@app.command()
def worker(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due now, and say what was done.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """End holds that were not paid, finish payments, send refunds. Any number may run at once."""
    with opened(log_on_stderr=True) as desk, closing(open_worker(desk)) as working:
        if once:
            report = working.run_once()
            stuck = len(desk.payments.stuck_refunds())
            if as_json:
                done = {name: getattr(report, name) for name in report.__slots__}
                print_json({**done, "refunds_that_need_somebody": stuck})
                return
            say(_words(report))
            if stuck:
                say(Text(f"{stuck_words(stuck)}; desk refunds lists them.", WARN))
            return
        with _stop_asked() as asked:
            training = " Training: no real money." if desk.payments.is_training else ""
            note(f"The worker runs as {working.owner}; Ctrl-C ends it.{training}")
            working.run_until(asked)
            note("The worker has stopped.")


def _words(report: WorkReport) -> Text:
    done = [
        counted(getattr(report, name), *words)
        for name, words in _DONE.items()
        if getattr(report, name)
    ]
    if not done:
        return Text("Nothing was due.")
    return Text(", ".join(done) + ".", WARN if report.refunds_stuck else "")


@app.command()
def sandbox(
    *,
    port: Annotated[
        int, typer.Option("--port", metavar="P", min=0, max=65_535, help="0 takes a free one.")
    ],
    state: Annotated[
        Path | None,
        typer.Option(
            "--state", metavar="FILE", help="Where it keeps its books; in memory if left out."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Play the payment company on this computer, with no real money, until Ctrl-C."""
    with log_kept(load_settings().data_dir, on_stderr=True), _stop_asked() as asked:
        try:
            playing = Sandbox(state, port).start()
        except OSError as error:
            raise InvalidInput(
                field="port", problem=f"the sandbox can not start: {error.strerror or error}"
            ) from error
        try:
            _introduce(playing, state, as_json=as_json)
            # A wait without a limit could not be interrupted on Windows.
            while not asked.wait(0.5):
                pass
        finally:
            playing.stop()


def _introduce(playing: Sandbox, state: Path | None, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "url": playing.url,
                "desk_key": DESK_KEY,
                "worker_key": WORKER_KEY,
                "state": str(state) if state else None,
            }
        )
    else:
        say(
            facts(
                [
                    ("DESK_PAYMENTS_URL", playing.url),
                    ("DESK_PAYMENTS_KEY", DESK_KEY),
                    ("DESK_PAYMENTS_WORKER_KEY", WORKER_KEY),
                    ("Books", str(state) if state else "in memory, forgotten at the end"),
                ]
            )
        )
    note("The sandbox takes payments without money; Ctrl-C ends it.")
