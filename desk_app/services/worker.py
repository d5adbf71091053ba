"""The worker: ends holds, finishes payments, sends refunds. Any number may run at once."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db.selling import reservation_reading, reservations, work_queue
from db.selling.work_queue import Claim, Queue
from db.stores import Stores
from db.unit_of_work import UnitOfWork
from desk_app.domain.errors import Unavailable
from desk_app.domain.ids import new_id
from desk_app.domain.selling.payments import PaymentStatus, RefundStatus
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.gateways.processor import Processor
from desk_app.services.selling.refunding import RefundSender
from desk_app.services.selling.settlement import Settlement

GIVE_UP_AFTER = timedelta(minutes=30)
"""How long past its expiry a hold is kept while the processor can not be asked."""

HOTELS_AT_ONCE = 500
CLAIMS_AT_ONCE = 50

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkReport:
    """What one pass did: counts of reservations and refunds by the state they came to."""

    confirmed: int = 0
    released: int = 0
    still_open: int = 0
    refunds_done: int = 0
    refunds_open: int = 0
    refunds_stuck: int = 0

    def __add__(self, other: WorkReport) -> WorkReport:
        return WorkReport(
            **{name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        )


class Worker:
    def __init__(
        self,
        stores: Stores,
        settlement: Settlement,
        refunds: RefundSender,
        hotel_ids: Callable[[], Sequence[int]],
        processor: Processor,
    ) -> None:
        """``processor`` is the one behind the other parts; it is the worker's to close."""
        self._store = stores.reservation
        self._settlement = settlement
        self._refunds = refunds
        self._hotel_ids = hotel_ids
        self._processor = processor
        host = socket.gethostname()[:24].encode("ascii", "replace").decode()
        self.owner = f"{host}:{os.getpid()}:{new_id():x}"[:64]

    def close(self) -> None:
        self._processor.close()

    def run_once(self) -> WorkReport:
        """Do all that is due now. Raises `DatabaseUnavailable`; a processor away is no error."""
        hotels = list(self._hotel_ids())
        report = WorkReport()
        for start in range(0, len(hotels), HOTELS_AT_ONCE):
            some = hotels[start : start + HOTELS_AT_ONCE]
            report += self._drain(Queue.RESERVATIONS, some, self._settle)
            report += self._drain(Queue.REFUNDS, some, self._refund)
        return report

    def run_until(self, stop: threading.Event, pause_seconds: float = 2.0) -> None:
        """Work until told to stop; a database that is away is tried again."""
        while not stop.is_set():
            try:
                report = self.run_once()
                if report != WorkReport():
                    log.info("worked", **{name: getattr(report, name) for name in report.__slots__})
            except Unavailable as error:
                log.warning("worker_waits", reason=str(error))
            stop.wait(pause_seconds)

    def _drain(
        self, queue: Queue, hotels: Sequence[int], work: Callable[[Claim], WorkReport]
    ) -> WorkReport:
        report = WorkReport()
        while True:
            found = self._store.read(
                lambda unit: work_queue.due(unit, queue, hotels, CLAIMS_AT_ONCE)
            )
            claimed = False
            for claim in found:
                # One by one: a lease is for one piece of work, not for a queue of them.
                if self._claim(queue, claim):
                    claimed = True
                    report += self._safely(work, claim)
            # What could not be claimed is another worker's; what was done is due no more.
            if len(found) < CLAIMS_AT_ONCE or not claimed:
                return report

    def _safely(self, work: Callable[[Claim], WorkReport], claim: Claim) -> WorkReport:
        """A bug met in one claim is logged, and all others are worked on.

        The claim stays leased, so that it comes again in two minutes.
        """
        try:
            return work(claim)
        except Unavailable:
            raise
        except Exception:
            log.exception("worker_failed", hotel_id=claim.hotel_id, claim_id=claim.id)
            return WorkReport()

    def _claim(self, queue: Queue, claim: Claim) -> bool:
        return self._store.write(lambda unit: work_queue.claim(unit, queue, claim, self.owner))

    def _settle(self, claim: Claim) -> WorkReport:
        def read(unit: UnitOfWork) -> tuple[Reservation | None, datetime]:
            return reservation_reading.one(unit, claim.hotel_id, claim.id), unit.now

        held, now = self._store.read(read)
        if held is None:
            return WorkReport()
        after = self._after_looking(held, now)
        if after.status is Status.CONFIRMED:
            return WorkReport(confirmed=1)
        if after.status is Status.PENDING or _is_unknown(after):
            return WorkReport(still_open=1)
        return WorkReport(released=1)

    def _after_looking(self, held: Reservation, now: datetime) -> Reservation:
        if held.status is not Status.PENDING:
            if _is_unknown(held):
                return self._settlement.end(held)
            return self._nothing_to_do(held)
        if held.payment is None or held.expires_at is None:
            raise LookupError(f"hold {held.id} waits for no payment, or has no end")
        if now < held.expires_at:
            return self._settlement.look(held)
        after = self._settlement.end(held)
        if after.status is Status.PENDING and now >= held.expires_at + GIVE_UP_AFTER:
            return self._settlement.give_up_waiting(after)
        return after

    def _nothing_to_do(self, held: Reservation) -> Reservation:
        """A desk settled it right after the claim."""
        self._store.write(lambda unit: reservations.look_again(unit, held, None))
        return held

    def _refund(self, claim: Claim) -> WorkReport:
        match self._refunds.work(claim, self.owner):
            case RefundStatus.SUCCEEDED:
                return WorkReport(refunds_done=1)
            case RefundStatus.FAILED | RefundStatus.BLOCKED:
                return WorkReport(refunds_stuck=1)
            case None:  # done before, and still done
                return WorkReport()
            case _:
                return WorkReport(refunds_open=1)


def _is_unknown(of: Reservation) -> bool:
    return of.payment is not None and of.payment.status is PaymentStatus.UNKNOWN
