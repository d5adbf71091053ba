"""`desk`: which commands there are, and how one is run. Only the one that runs is loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper

import typer
from typer.main import get_command

from desk_app.commands.failures import (
    BUG,
    MISUSE,
    STOPPED,
    report,
    report_bug,
    report_misuse,
)
from desk_app.domain.errors import DeskError

COMMANDS = {
    "init": ("setup", "make the tables or bring them up to date; --demo loads three hotels"),
    "seed": ("setup", "fill a chain of any size with made-up hotels, rooms and rates"),
    "hotels": ("hotels", "list the hotels"),
    "availability": ("hotels", "show rooms left and prices, night by night"),
    "quote": ("hotels", "price a stay, with its terms"),
    "book": ("book", "book rooms, and take the payment"),
    "show": ("reservations", "show all of a reservation"),
    "find": ("reservations", "find reservations by name, phone or code"),
    "cancel": ("cancel", "cancel a reservation or some of its rooms; --preview looks first"),
    "refund": ("cancel", "give part of a payment back, of good will"),
    "refunds": ("refunds", "list refunds that need somebody: failed, or held back"),
    "refund-again": ("refunds", "ask anew for a refund that failed or is held back"),
    "worker": ("servers", "end holds, finish payments, send refunds, until it is stopped"),
    "sandbox": ("servers", "play the payment company, for training and tests"),
    "audit": ("checks", "recount rooms and money from the rows"),
    "reconcile": ("checks", "compare our money with the payment company's list"),
    "doctor": ("checks", "say what is configured, and whether it works"),
}
"""By name: the module that holds it, and what it does."""

_HELP = """Usage: desk COMMAND [OPTIONS]

The front desk of a hotel chain. Every command has --help, and --json for scripts.

{commands}

desk --version says which version this is. Settings come from the environment (DESK_DATABASE_URL,
DESK_REDIS_URL, DESK_PAYMENTS_URL, DESK_HOTEL, ...) or a file; desk doctor says what is set up."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line, without the program's name; answers the exit code."""
    _prepare_output()
    as_json = "--json" in arguments
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except typer.TyperException as error:
        known = [name for name in arguments[:1] if name in COMMANDS]
        report_misuse(error.format_message(), known, as_json=as_json)
        return MISUSE
    except DeskError as error:
        return report(error, as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except (BrokenPipeError, SystemExit):
        # Whoever read the answer has seen enough: `desk hotels | head -1`. (Typer turns that,
        # and nothing else, into SystemExit.)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last edge: it is logged, and told in a sentence
        report_bug(error, arguments, as_json=as_json)
        return BUG
    return code


def _run(arguments: Sequence[str]) -> int:
    if len(arguments) > 1 and arguments[0] == "help" and arguments[1] in COMMANDS:
        arguments = (arguments[1], "--help")
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        print(help_text())
        return 0
    if arguments[0] == "--version":
        print(f"desk {program_version()}")
        return 0
    name = arguments[0]
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1)
        raise typer.TyperException(
            f"There is no command {name!r:.40}" + (f"; did you mean {near[0]}?" if near else "")
        )
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise typer.BadParameter("this is not text in UTF-8") from None
    module = import_module(f"desk_app.commands.{COMMANDS[name][0]}")
    answer = get_command(module.app).main(list(arguments), prog_name="desk", standalone_mode=False)
    return answer if isinstance(answer, int) else 0


def help_text() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {told}" for name, (_, told) in COMMANDS.items()]
    return _HELP.format(commands="\n".join(lines))


def program_version() -> str:
    try:
        return version("desk-app")
    except PackageNotFoundError:
        return "(not installed)"


def _prepare_output() -> None:
    """Any name can be printed anywhere: UTF-8 into pipes, escapes where a terminal has no sign."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
