"""The terminal: tables, pages of facts, progress, JSON. Nothing typed is taken for markup."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

WIDTH_OF_A_PIPE = 110
"""Where there is no terminal whose width could be asked."""

DIM, WARN, GOOD, BAD, HEAD = "dim", "yellow", "green", "red", "bold"


def console(*, error: bool = False) -> Console:
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else shutil.get_terminal_size((WIDTH_OF_A_PIPE, 24)).columns
    return Console(
        file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False
    )


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)


def say(*parts: RenderableType) -> None:
    screen = console()
    with screen.capture() as drawn:
        for part in parts:
            screen.print(part)
    text = drawn.get()
    if not screen.is_terminal:
        # A table fills its lines with blanks, which are in the way in a file.
        text = "\n".join(line.rstrip() for line in text.split("\n"))
    sys.stdout.write(text)
    sys.stdout.flush()


def note(sentence: str) -> None:
    """Beside the answer, so that it does not end up in a file."""
    print(sentence, file=sys.stderr, flush=True)


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=HEAD)
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return made


def facts(pairs: Sequence[tuple[str, RenderableType]]) -> Table:
    """Names on the left, values on the right; pairs with an empty value are left out."""
    made = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    made.add_column(style=DIM, no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        if value != "":
            made.add_row(name, value)
    return made


def heading(text: str) -> Text:
    return Text(f"\n{text}", style=HEAD)


def _nothing(_done: int, _total: int) -> None:
    pass


@contextmanager
def progress(told: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, fed with (done, of all); only where someone looks at a terminal."""
    screen = console(error=True)
    if not screen.is_terminal:
        yield _nothing
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
    )
    with bar:
        task = bar.add_task(told, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def waiting(told: str, seconds: float) -> Iterator[None]:
    """A sign of life on stderr while something outside is waited for."""
    screen = console(error=True)
    if screen.is_terminal:
        with screen.status(f"{told} (up to {seconds:.0f} s)"):
            yield
    else:
        note(f"{told} (up to {seconds:.0f} s)")
        yield
