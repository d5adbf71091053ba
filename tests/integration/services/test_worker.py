"""The worker: holds that end, money that comes late, a processor that is away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from db.selling import work_queue
from desk_app.bootstrap import open_worker
from desk_app.domain.errors import HoldExpired, PaymentUnknown, ProcessorUnavailable
from desk_app.domain.selling.payments import PaymentStatus, RefundStatus
from desk_app.domain.selling.reservations import LATE_MONEY, Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.gateways.stripe import StripeProcessor
from tests.house.house import HOTEL, ONE, House

CARD = "pm_card_visa"


def charged_but_unheard(house: House, **what: Any) -> Reservation:
    """Money moved, and from then on the processor can not be asked."""
    request = house.request(pay=CARD, **what)
    house.sandbox.fail("confirm", "lost_after")
    house.sandbox.fail("any", "lost_before", count=-1)
    house.sandbox.clear_faults()
    house.sandbox.fail("confirm", "lost_after")
    for operation in ("retrieve_intent", "cancel_intent"):
        house.sandbox.fail(operation, "lost_before", count=-1)
    with pytest.raises(PaymentUnknown) as unknown:
        house.desk.reservations.book(request)
    held: Reservation = unknown.value.reservation
    return held


def test_late_money_retakes_the_rooms_while_they_are_free(house: House) -> None:
    held = charged_but_unheard(house, room_type=ONE)
    house.later(minutes=41)
    house.work()
    gone = house.again(held)
    assert gone.status is Status.EXPIRED
    assert gone.payment is not None
    assert gone.payment.status is PaymentStatus.UNKNOWN
    assert house.reserved(held.stay.check_in, ONE) == 0
    assert [breach.sentence for breach in house.breaches()] == []
    with pytest.raises(HoldExpired, match="do not charge again"):
        house.desk.reservations.ask_again(HOTEL, held.key)
    house.sandbox.clear_faults()
    house.later(minutes=10)
    assert house.work().confirmed == 1
    assert house.again(held).status is Status.CONFIRMED
    assert house.reserved(held.stay.check_in, ONE) == 1
    house.check_books()


def test_late_money_goes_back_when_the_rooms_are_sold_to_others(house: House) -> None:
    held = charged_but_unheard(house, room_type=ONE)
    house.later(minutes=41)
    house.work()
    house.book(room_type=ONE)
    house.sandbox.clear_faults()
    house.later(minutes=10)
    house.work()
    late = house.again(held)
    assert late.status is Status.EXPIRED
    assert [(refund.kind, refund.amount) for refund in late.refunds] == [(LATE_MONEY, 40_000)]
    house.work()
    assert house.again(held).refunds[0].status is RefundStatus.SUCCEEDED
    house.check_books()


def test_a_hold_is_kept_while_the_processor_can_not_be_asked(house: House) -> None:
    held = charged_but_unheard(house)
    house.later(minutes=25)
    house.work()
    assert house.again(held).status is Status.PENDING
    house.sandbox.clear_faults()
    house.later(minutes=6)
    house.work()
    assert house.again(held).status is Status.CONFIRMED
    house.check_books()


def test_an_intent_that_nobody_confirmed_is_cancelled_before_the_rooms_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = house.request(pay=CARD)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("desk_app.services.selling.settlement.Settlement.take", die)
        with pytest.raises(KeyboardInterrupt):
            house.desk.reservations.book(request)
    house.later(minutes=5)
    assert house.work().still_open == 1
    house.later(minutes=6)
    assert house.work().released == 1
    assert house.sandbox.charges() == []
    house.check_books()


def test_cancelling_a_hold_stops_its_payment_first(house: House) -> None:
    held = house.book(pay="link")
    assert house.cancel(held).status is Status.CANCELLED
    assert held.payment is not None
    assert held.payment.session_id
    with pytest.raises(ValueError, match="expired"):
        house.sandbox.pay_session(held.payment.session_id)
    house.check_books()


def test_cancelling_a_hold_that_was_paid_meanwhile_confirms_it_and_says_so(house: House) -> None:
    held = house.book(pay="link")
    assert held.payment is not None
    assert held.payment.session_id
    house.sandbox.pay_session(held.payment.session_id)
    with pytest.raises(Exception, match="went through meanwhile"):
        house.cancel(held)
    assert house.again(held).status is Status.CONFIRMED
    house.check_books()


def test_a_hold_is_not_cancelled_while_its_payment_can_not_be_stopped(house: House) -> None:
    held = house.book(pay="link")
    house.sandbox.fail("any", "lost_before", count=-1)
    with pytest.raises(ProcessorUnavailable):
        house.cancel(held)
    assert house.again(held).status is Status.PENDING
    house.sandbox.clear_faults()
    house.later(minutes=40)
    house.work()
    house.check_books()


def test_a_claim_keeps_other_workers_away_until_its_lease_ends(house: House) -> None:
    house.book(pay="link")
    house.later(minutes=40)
    store = house.desk.stores.reservation
    (found,) = store.read(
        lambda unit: work_queue.due(unit, work_queue.Queue.RESERVATIONS, [HOTEL], 10)
    )
    queue = work_queue.Queue.RESERVATIONS
    assert store.write(lambda unit: work_queue.claim(unit, queue, found, "other"))
    assert not store.write(lambda unit: work_queue.claim(unit, queue, found, "mine"))
    assert house.work().released == 0
    house.later(minutes=3)
    assert house.work().released == 1
    house.check_books()


def test_two_workers_share_the_work_and_never_do_it_twice(house: House) -> None:
    booked = [house.book(pay=CARD, nights=1) for _ in range(6)]
    for each in booked:
        house.cancel(each)
    processor = StripeProcessor(house.sandbox.url, house.sandbox.worker_key, is_training=True)
    other = open_worker(house.desk, processor)
    try:
        with ThreadPoolExecutor(2) as pool:
            reports = list(pool.map(lambda worker: worker.run_once(), [house.worker, other]))
    finally:
        other.close()
    assert sum(report.refunds_done for report in reports) == 6
    house.check_books()
