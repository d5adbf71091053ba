"""What is configured and whether it works: for `desk doctor`, and for the window's own page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from db import schema
from db.servers import facts
from desk_app.bootstrap import Desk, has_worker_key, open_processor, url_setting
from desk_app.domain.checking.databases import DatabaseFacts
from desk_app.domain.errors import DeskError
from desk_app.gateways.missing import MissingProcessor
from desk_app.gateways.processor import (
    Declined,
    KeyRefused,
    Processor,
    ProcessorError,
    Rejected,
    Unreachable,
)
from desk_app.services.payments import MOST_STUCK
from desk_app.settings import Settings, config_file, in_force
from desk_app.wording import counted, number


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
        _settings(desk.settings),
        _data_folder(desk.settings.data_dir),
        *_databases(desk),
        *_hotels(desk),
        *_stuck_refunds(desk),
        _cache(desk),
        *_payments(desk),
    )


def _settings(settings: Settings) -> Finding:
    file = config_file()
    told = str(file) if file.is_file() else f"the environment only; {file} is not there"
    names = ", ".join(in_force(settings)) or "none, so that all are as they come"
    return Finding(part="settings", verdict=Verdict.GOOD, told=f"{told}; set: {names}")


def _data_folder(folder: Path) -> Finding:
    return Finding(part="data folder", verdict=Verdict.GOOD, told=str(folder))


def _databases(desk: Desk) -> Iterator[Finding]:
    for found in facts(desk.stores):
        stores = " + ".join(found.stores) if len(found.stores) < 3 else "all stores"
        if not found.reachable:
            yield Finding(
                part="database",
                verdict=Verdict.BROKEN,
                told=f"{stores}: {found.address} can not be used: {found.told}",
                advice=_advice(desk, found),
            )
            continue
        told = f"{stores}: {found.kind} {found.version} at {found.address}, {_link(found)}"
        yield Finding(part="database", verdict=Verdict.GOOD, told=told)
        yield _tables(desk, found)


def _advice(desk: Desk, found: DatabaseFacts) -> str:
    urls = " and ".join(sorted({url_setting(desk.settings, store) for store in found.stores}))
    if found.refused:
        return f"Correct {urls} or DESK_DATABASE_PASSWORD, or ask who keeps the database."
    return f"Start the database, or correct {urls}."


def _link(found: DatabaseFacts) -> str:
    if found.kind == "SQLite":
        return "a file of this computer"
    tls = f"TLS {found.tls}" if found.tls else "plain text (this computer only)"
    return f"{_distance(found.latency_ms or 0.0)} away, {tls}"


def _distance(milliseconds: float) -> str:
    return "under 1 ms" if milliseconds < 1 else f"{milliseconds:.0f} ms"


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


def _stuck_refunds(desk: Desk) -> Iterator[Finding]:
    try:
        if not schema.is_migrated(desk.stores):
            return
        told = stuck_words(len(desk.payments.stuck_refunds()))
    except DeskError:
        return  # told as the database's own trouble
    if told:
        yield Finding(
            part="stuck refunds", verdict=Verdict.MIND, told=told, advice="See desk refunds."
        )


def stuck_words(count: int) -> str:
    """ "2 refunds need somebody to act"; "" where none does."""
    if count >= MOST_STUCK:
        return f"{number(MOST_STUCK)} refunds or more need somebody to act"
    words = ("refund needs somebody to act", "refunds need somebody to act")
    return counted(count, *words) if count else ""


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
        told=f"Redis can not be used: {health.told}; all works, only slower",
        advice="Start Redis, or correct DESK_REDIS_URL.",
    )


def _payments(desk: Desk) -> Iterator[Finding]:
    where = desk.settings.payments_url or "inside this program"
    kind = "the sandbox (training, no real money)" if desk.payments.is_training else "real money"
    if isinstance(desk.processor, MissingProcessor):
        yield _unset(desk.processor.problem, where)
        return
    yield _answers("payments", desk.processor, f"{kind}, {where}")
    try:
        worker = open_processor(desk.settings, full_key=True)
    except DeskError as error:
        yield Finding(part="refunds", verdict=Verdict.MIND, told=str(error))
        return
    try:
        yield _refund_key(desk, worker)
    finally:
        worker.close()


def _unset(problem: DeskError, where: str) -> Finding:
    return Finding(
        part="payments",
        verdict=Verdict.BROKEN,
        told=f"{where}: {str(problem).rstrip('.')}",
        advice="Correct DESK_PAYMENTS_URL and DESK_PAYMENTS_KEY; nothing can be sold until then.",
    )


def _refund_key(desk: Desk, worker: Processor) -> Finding:
    if has_worker_key(desk.settings):
        return _answers("refunds", worker, "with the worker's key")
    found = _answers("refunds", worker, "no worker key is set; the desk's key takes its place")
    if found.verdict is Verdict.BROKEN:
        return found
    return replace(
        found,
        verdict=Verdict.GOOD if desk.payments.is_training else Verdict.MIND,
        advice="Set DESK_PAYMENTS_WORKER_KEY where the worker runs.",
    )


def _answers(part: str, processor: Processor, told: str) -> Finding:
    try:
        processor.ping()
    except ProcessorError as error:
        return Finding(
            part=part,
            verdict=Verdict.BROKEN,
            told=f"{told}: {_refusal(error)}",
            advice="Check DESK_PAYMENTS_URL and the keys; cash still works.",
        )
    return Finding(part=part, verdict=Verdict.GOOD, told=told)


def _refusal(error: ProcessorError) -> str:
    """In plain words; what the company or the network called it stands at the end."""
    match error:
        case KeyRefused():
            return f"the payment company refused the key ({error.code.replace('_', ' ')})"
        case Rejected() | Declined():
            return f"the payment company refused the question ({error.code.replace('_', ' ')})"
        case Unreachable():
            words = "nobody answers there"
        case _:
            words = "no answer that can be trusted"
    # A bare word is the name of the client's own error: "ConnectError" helps nobody here.
    return f"{words} ({error})" if " " in str(error) else words
