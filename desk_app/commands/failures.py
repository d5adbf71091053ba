"""How a failure is told: one sentence for people, or one JSON object for scripts."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desk_app.domain.errors import DeskError

FAILED, MISUSE, BUG, STOPPED = 1, 2, 70, 130

_PLAIN_WORDS = (
    (re.compile(r"Invalid value for '?([^':]+)'?: Input should be a valid integer.*"),
     r"\1: write a whole number"),
    (re.compile(r"Invalid value for '?([^':]+)'?: Input should be a valid number.*"),
     r"\1: write a number"),
    (re.compile(r"Invalid value for '?([^':]+)'?: Input should be (.*)"), r"\1: this must be \2"),
    (re.compile(r"^No such option: "), "There is no option "),
    (re.compile(r" \(Possible options: (.*)\)$"), r"; did you mean \1?"),
)  # fmt: skip
"""What typer says of a value or an option, and the same for people at a counter."""


def report(error: DeskError, *, as_json: bool) -> int:
    """Notes on the error (what to do now) follow the sentence. Answers the exit code."""
    notes = list(getattr(error, "__notes__", ()))
    if as_json:
        from desk_app.commands.answers.shapes import plain  # noqa: PLC0415 - only where needed

        details = {name: plain(value) for name, value in error.details().items()}
        _print_json(error.kind, str(error), {**details, **({"hints": notes} if notes else {})})
    else:
        for line in (str(error), *notes):
            print(f"desk: {line}", file=sys.stderr)
    return FAILED


def report_misuse(message: str, command: Sequence[str], *, as_json: bool) -> None:
    told = " ".join(message.split()).rstrip(".")
    for jargon, words in _PLAIN_WORDS:
        told = jargon.sub(words, told)
    stop = "" if told.endswith("?") else "."
    sentence = f"{told}{stop} See {' '.join(['desk', *command])} --help."
    if as_json:
        _print_json("Usage", sentence, {})
    else:
        print(f"desk: {sentence}", file=sys.stderr)


def report_bug(error: Exception, arguments: Sequence[str], *, as_json: bool) -> None:
    """Log it whole, and say where."""
    file = _logged(error, arguments)
    where = f"the details are in {file}" if file else "it could not be logged"
    sentence = f"Something went wrong that should not have; {where}. Please report it."
    if as_json:
        _print_json("Bug", sentence, {"log": str(file) if file else None})
    else:
        for line in (sentence, *getattr(error, "__notes__", ())):
            print(f"desk: {line}", file=sys.stderr)


def _logged(error: Exception, arguments: Sequence[str]) -> Path | None:
    import structlog  # noqa: PLC0415 - a bug may take its time, a start may not

    from desk_app.logbook import log_file, log_kept  # noqa: PLC0415
    from desk_app.settings import load_settings  # noqa: PLC0415

    try:
        folder = load_settings().data_dir
    except DeskError:
        return None
    command = arguments[0] if arguments else ""
    options = [word.partition("=")[0] for word in arguments if word.startswith("--")]
    with log_kept(folder, typed=arguments[1:]):
        structlog.get_logger("desk_app.commands").error(
            "bug", command=command, options=options, exc_info=error
        )
    file = log_file(folder)
    return file if file.exists() else None


def _print_json(kind: str, message: str, details: Mapping[str, Any]) -> None:
    import json  # noqa: PLC0415 - as above

    print(json.dumps({"error": kind, "message": message, **details}, ensure_ascii=False, indent=2))
