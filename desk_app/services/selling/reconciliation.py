"""The processor's own list of intents and refunds against ours, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from db.selling.money_reading import RecordedPayment, recorded_payments
from db.stores import Stores
from desk_app.domain.checking.reconciling import Difference, Finding, Reconciliation
from desk_app.domain.ids import show_confirmation_code
from desk_app.domain.money import Money
from desk_app.domain.selling.payments import Intent, IntentStatus, PaymentStatus, ProcessorRefund
from desk_app.domain.selling.statuses import Status
from desk_app.gateways.processor import Processor

MARGIN = timedelta(hours=1)
"""The two clocks differ, and an intent is made before its payment's row."""

_UNSETTLED = (PaymentStatus.REQUESTED, PaymentStatus.WAITING, PaymentStatus.UNKNOWN)


def reconcile(
    stores: Stores, processor: Processor, hotel_ids: Sequence[int], since: datetime
) -> Reconciliation:
    """Compare everything made since an instant (UTC). Raises `ProcessorError`.

    Desks go on selling meanwhile, and the two lists can not be read at one moment; so a
    difference counts only when a second look finds it again.
    """
    first = _compare_once(stores, processor, hotel_ids, since)
    if not first.findings:
        return first
    seen = {(finding.kind, finding.intent_id) for finding in first.findings}
    second = _compare_once(stores, processor, hotel_ids, since)
    lasting = tuple(
        finding for finding in second.findings if (finding.kind, finding.intent_id) in seen
    )
    return replace(second, findings=lasting)


def _compare_once(
    stores: Stores, processor: Processor, hotel_ids: Sequence[int], since: datetime
) -> Reconciliation:
    hotels = set(hotel_ids)
    intents = {
        intent.id: intent
        for intent in processor.intents(since=since - MARGIN)
        if _hotel_of(intent.metadata) in hotels
    }
    returned = _returned(processor.refunds(since=since - MARGIN))
    ours = stores.reservation.read(
        lambda unit: recorded_payments(unit, hotel_ids, since - 2 * MARGIN)
    )
    by_intent = {each.intent_id: each for each in ours if each.intent_id}
    # By its key only while no intent is known (a link): a second charge under a key is nobody's.
    by_key = {
        (each.hotel_id, each.idempotency_key): each for each in ours if each.intent_id is None
    }
    findings: list[Finding] = []
    still_open = 0
    for intent in intents.values():
        if intent.status is not IntentStatus.SUCCEEDED:
            continue
        key = (_hotel_of(intent.metadata), intent.metadata.get("booking_key", ""))
        row = by_intent.get(intent.id) or by_key.get(key)
        if row is not None and _is_open(row):
            still_open += 1
            continue
        findings += _compare(intent, row, returned.get(intent.id, 0))
    for row in ours:
        if row.captured and row.created_at >= since:
            findings += _missing(row, intents.get(row.intent_id or ""))
    return Reconciliation(
        since=since,
        intents=len(intents),
        payments=len(ours),
        open=still_open,
        findings=tuple(findings),
    )


def _is_open(row: RecordedPayment) -> bool:
    """Money has moved and the desk or the worker has yet to write it down."""
    unsettled = row.status in _UNSETTLED
    return unsettled and row.reservation_status in (Status.PENDING, Status.EXPIRED)


def _compare(intent: Intent, row: RecordedPayment | None, returned: int) -> list[Finding]:
    took = intent.received
    if row is None or row.captured == 0:
        if took.amount == returned:
            return []
        what = f"reservation {_code(row)} holds none of it" if row else "no booking has it"
        return [
            _finding(
                Difference.MONEY_WITHOUT_ROOMS,
                intent,
                row,
                0,
                took.amount - returned,
                f"The processor took {took} and {what}.",
            )
        ]
    found = []
    if Money(row.captured, row.currency) != took:
        found.append(
            _finding(
                Difference.AMOUNT_DIFFERS,
                intent,
                row,
                row.captured,
                took.amount,
                f"Reservation {_code(row)} counts {Money(row.captured, row.currency)}, the"
                f" processor {took}.",
            )
        )
    if row.refunded != returned and row.refunded + row.unsent != returned:
        found.append(
            _finding(
                Difference.REFUND_DIFFERS,
                intent,
                row,
                row.refunded,
                returned,
                f"Reservation {_code(row)} counts {Money(row.refunded, row.currency)} as"
                f" refunded, the processor {Money(returned, row.currency)}.",
            )
        )
    return found


def _missing(row: RecordedPayment, intent: Intent | None) -> list[Finding]:
    if intent is not None and intent.status is IntentStatus.SUCCEEDED:
        return []
    return [
        Finding(
            kind=Difference.ROOMS_WITHOUT_MONEY,
            hotel_id=row.hotel_id,
            confirmation_code=_code(row),
            intent_id=row.intent_id,
            ours=row.captured,
            theirs=0,
            currency=row.currency,
            sentence=f"Reservation {_code(row)} counts {Money(row.captured, row.currency)} that"
            " the processor never took.",
        )
    ]


def _returned(refunds: Iterable[ProcessorRefund]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for refund in refunds:
        if refund.status in ("succeeded", "pending", "requires_action"):
            sums[refund.intent_id] = sums.get(refund.intent_id, 0) + refund.amount.amount
    return sums


def _finding(
    kind: Difference,
    intent: Intent,
    row: RecordedPayment | None,
    ours: int,
    theirs: int,
    sentence: str,
) -> Finding:
    return Finding(
        kind=kind,
        hotel_id=row.hotel_id if row else _hotel_of(intent.metadata),
        confirmation_code=_code(row) if row else None,
        intent_id=intent.id,
        ours=ours,
        theirs=theirs,
        currency=intent.received.currency,
        sentence=sentence,
    )


def _code(row: RecordedPayment) -> str:
    return show_confirmation_code(row.confirmation_code)


def _hotel_of(metadata: Mapping[str, str]) -> int:
    text = metadata.get("hotel_id", "")
    return int(text) if text.isdecimal() else 0
