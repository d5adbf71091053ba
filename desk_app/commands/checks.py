"""`desk audit`, `desk reconcile` and `desk doctor`: whether all is well. Exit code 1 when not."""

from __future__ import annotations

import platform
from datetime import UTC, datetime, time
from typing import Annotated

import typer
from rich.text import Text

from db.auditing import audit as audit_books
from desk_app.checkup import Verdict, examine
from desk_app.commands import typed
from desk_app.commands.answers import shapes
from desk_app.commands.answers.screen import BAD, GOOD, WARN, facts, print_json, progress, say
from desk_app.commands.opening import opened
from desk_app.commands.options import AnyHotelName, AsJson, command_group
from desk_app.commands.program import program_version
from desk_app.domain.checking.auditing import AuditReport
from desk_app.domain.checking.reconciling import Reconciliation
from desk_app.services.payments import SINCE_ALWAYS
from desk_app.wording import counted, number

app = command_group()

_VERDICTS = {Verdict.GOOD: ("ok", GOOD), Verdict.MIND: ("mind", WARN), Verdict.BROKEN: ("no", BAD)}


@app.command()
def audit(*, hotel: AnyHotelName = None, as_json: AsJson = False) -> None:
    """Recount rooms and money from the rows, at one instant; live desks are not disturbed."""
    with opened() as desk:
        chosen = typed.some_hotel_id(desk, hotel)
        with progress("Hotels") as told:
            report = audit_books(desk.stores, None if chosen is None else [chosen], told)
        if as_json:
            print_json(
                {
                    "clean": report.is_clean,
                    "taken_at": report.taken_at.isoformat(),
                    "checked": dict(report.checked),
                    "breaches": [shapes.plain(breach) for breach in report.breaches],
                    "unlisted": report.unlisted,
                }
            )
        else:
            _say_audit(report)
    if not report.is_clean:
        raise typer.Exit(1)


def _say_audit(report: AuditReport) -> None:
    for breach in report.breaches:
        say(Text(f"{breach.sentence} [{breach.rule}]", BAD))
    rows = f"{number(sum(report.checked.values()))} checks, {len(report.checked)} rules"
    if report.is_clean:
        say(Text(f"The books are clean: {rows}.", GOOD))
        return
    found = len(report.breaches) + report.unlisted
    more = f", {number(report.unlisted)} of them not listed" if report.unlisted else ""
    say(Text(f"{counted(found, 'breach', 'breaches')}{more}; {rows}.", BAD))


@app.command()
def reconcile(
    *,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="D", help="From this day (UTC); from the first if left."),
    ] = None,
    hotel: AnyHotelName = None,
    as_json: AsJson = False,
) -> None:
    """Compare our money with the payment company's own list, both ways."""
    with opened() as desk:
        chosen = typed.some_hotel_id(desk, hotel)
        start = SINCE_ALWAYS
        if since is not None:
            day = typed.day(since, datetime.now(UTC).date(), field="since")
            start = datetime.combine(day, time(), tzinfo=UTC)
        report = desk.payments.reconcile(None if chosen is None else [chosen], start)
        if as_json:
            print_json(
                {
                    "clean": not report.findings,
                    "since": report.since.isoformat(),
                    "intents": report.intents,
                    "payments": report.payments,
                    "open": report.open,
                    "findings": [
                        {
                            **shapes.plain(finding),
                            "ours": shapes.amount(finding.ours, finding.currency),
                            "theirs": shapes.amount(finding.theirs, finding.currency),
                        }
                        for finding in report.findings
                    ],
                }
            )
        else:
            _say_reconciled(report)
    if report.findings:
        raise typer.Exit(1)


def _say_reconciled(report: Reconciliation) -> None:
    for finding in report.findings:
        say(Text(f"{finding.sentence} [{finding.kind}, {finding.intent_id}]", BAD))
    # A declined or an unpaid one need not be on both lists, so that the two numbers may differ.
    ours, theirs = counted(report.payments, "payment"), number(report.intents)
    seen = f"{ours} of ours compared with {theirs} of theirs"
    waiting = f"; {counted(report.open, 'payment')} still being made" if report.open else ""
    if report.findings:
        say(Text(f"{counted(len(report.findings), 'difference')}: {seen}{waiting}.", BAD))
    else:
        say(Text(f"Our money agrees with the payment company's: {seen}{waiting}.", GOOD))


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Say what is configured, reachable, up to date, and with TLS or not. Shows no secret."""
    with opened(without_payments=True) as desk:
        findings = examine(desk)
    works = all(finding.verdict is not Verdict.BROKEN for finding in findings)
    versions = f"{program_version()}, Python {platform.python_version()}, {platform.system()}"
    if as_json:
        print_json(
            {
                "ok": works,
                "version": program_version(),
                "findings": [shapes.plain(finding) for finding in findings],
            }
        )
    else:
        lines = [("program", Text.assemble(("ok    ", GOOD), versions))]
        for finding in findings:
            word, style = _VERDICTS[finding.verdict]
            advice = f". {finding.advice}" if finding.advice else ""
            lines.append((finding.part, Text.assemble((f"{word:6}", style), finding.told, advice)))
        say(facts(lines))
    if not works:
        raise typer.Exit(1)
