"""What is configured and whether it works: for `desk doctor`, and for the window's own page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from db import schema
from db.servers import facts
from desk_app.bootstrap import Desk, open_processor
from desk_app.domain.checking.databases import DatabaseFacts
from desk_app.domain.errors import DeskError
from desk_app.gateways.processor import Processor, ProcessorError
from desk_app.settings import config_file


class Verdict(StrEnum):
    GOOD = "good"
    MIND = "mind"  # works, but somebody should know
    BROKEN = "broken"  # something needed does not work


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """``advice`` is what to do about it, "" where nothing is."""

    part: str
    verdict: Verdict
    told: str
    advice: str = ""


def examine(desk: Desk) -> tuple[Finding, ...]:
    """Looks at every part once; takes as long as the slowest does not answer. Changes nothing."""
    return (
        _settings(),
        _data_folder(desk.settings.data_dir),
        *_databases(desk),
        *_hotels(desk),
        _cache(desk),
        *_payments(desk),
    )


def _settings() -> Finding:
    file = config_file()
    told = str(file) if file.is_file() else f"the environment only; {file} is not there"
    return Finding(part="settings", verdict=Verdict.GOOD, told=told)


def _data_folder(folder: Path) -> Finding:
    return Finding(part="data folder", verdict=Verdict.GOOD, told=str(folder))


def _databases(desk: Desk) -> Iterator[Finding]:
    for found in facts(desk.stores):
        stores = " + ".join(found.stores) if len(found.stores) < 3 else "all stores"
        if not found.reachable:
            yield Finding(
                part="database",
                verdict=Verdict.BROKEN,
                told=f"{stores}: {found.address} does not answer ({found.problem})",
                advice="Start the database, or correct DESK_DATABASE_URL.",
            )
            continue
        told = f"{stores}: {found.kind} {found.version} at {found.address}, {_link(found)}"
        yield Finding(part="database", verdict=Verdict.GOOD, told=told)
        yield _tables(desk, found)


def _link(found: DatabaseFacts) -> str:
    if found.kind == "SQLite":
        return "a file of this computer"
    tls = f"TLS {found.tls}" if found.tls else "plain text (this computer only)"
    return f"{found.latency_ms} ms away, {tls}"


def _tables(desk: Desk, found: DatabaseFacts) -> Finding:
    try:
        states = [schema.state(store) for store in desk.stores.each() if store.name in found.stores]
    except DeskError as error:
        return Finding(part="tables", verdict=Verdict.BROKEN, told=str(error))
    old = [state for state in states if not state.is_current]
    if not old:
        told = ", ".join(str(state.current) for state in states)
        return Finding(part="tables", verdict=Verdict.GOOD, told=f"up to date ({told})")
    told = ", ".join(
        f"{state.store} is at {state.current}, not {state.newest}"
        if state.current
        else f"{state.store} has none yet"
        for state in old
    )
    return Finding(part="tables", verdict=Verdict.BROKEN, told=told, advice="Run desk init.")


def _hotels(desk: Desk) -> Iterator[Finding]:
    try:
        if not schema.state(desk.stores.chain).is_current:
            return
        count = len(desk.hotels.ids())
    except DeskError:
        return
    if count:
        yield Finding(part="hotels", verdict=Verdict.GOOD, told=f"{count:,}")
    else:
        yield Finding(
            part="hotels",
            verdict=Verdict.MIND,
            told="none yet",
            advice="Run desk init --demo for three to look at.",
        )


def _cache(desk: Desk) -> Finding:
    health = desk.cache.check()
    if health.kind != "redis":
        return Finding(
            part="cache",
            verdict=Verdict.GOOD,
            told="in this program; other desks' changes are seen within seconds",
        )
    if health.ok:
        return Finding(part="cache", verdict=Verdict.GOOD, told="Redis answers")
    return Finding(
        part="cache",
        verdict=Verdict.MIND,
        told=f"Redis does not answer ({health.last_error}); all works, only slower",
        advice="Start Redis, or correct DESK_REDIS_URL.",
    )


def _payments(desk: Desk) -> Iterator[Finding]:
    training = "the sandbox (training, no real money)" if desk.payments.is_training else ""
    where = desk.settings.payments_url or "inside this program"
    yield _answers("payments", desk.processor, f"{training or 'real money'}, {where}")
    try:
        worker = open_processor(desk.settings, full_key=True)
    except DeskError as error:
        yield Finding(part="refunds", verdict=Verdict.MIND, told=str(error))
        return
    try:
        yield _answers("refunds", worker, "with the worker's key")
    finally:
        worker.close()


def _answers(part: str, processor: Processor, told: str) -> Finding:
    try:
        processor.ping()
    except ProcessorError as error:
        reason = str(error) or type(error).__name__
        return Finding(
            part=part,
            verdict=Verdict.BROKEN,
            told=f"{told}: no answer ({reason})",
            advice="Check DESK_PAYMENTS_URL and the keys; cash still works.",
        )
    return Finding(part=part, verdict=Verdict.GOOD, told=told)
