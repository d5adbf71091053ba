"""Attacks that once worked: each is an interleaving or an input that broke a promise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, update

from db.selling import work_queue
from db.tables.reservation import reservation_room
from desk_app.domain.checking.reconciling import Difference
from desk_app.domain.errors import HoldExpired, InvalidInput, InvalidStay, PaymentUnknown
from desk_app.domain.money import LARGEST_AMOUNT, Money
from desk_app.domain.selling.bookings import RoomRequest
from desk_app.domain.selling.cancelling import NotCancellable
from desk_app.domain.selling.payments import PaymentStatus, RefundStatus
from desk_app.domain.selling.refunding import RefundRequest
from desk_app.domain.selling.reservations import Reservation
from desk_app.domain.selling.statuses import Status
from desk_app.services.selling import refunding
from desk_app.services.selling.collecting import Outcome, Result
from desk_app.services.selling.settlement import Settlement
from desk_app.services.worker import Worker
from tests.house.building import BUSINESS_DATE, Kind, Plan, build_hotel
from tests.house.house import HOTEL, ONE, STD, House
from tests.integration.services.lost_answers import next_commit_answer_lost

CARD = "pm_card_visa"


def goodwill(house: House, of: Reservation, amount: int = 10_000, key: str = "g-1") -> Reservation:
    return house.desk.payments.refund(
        RefundRequest(
            key=key,
            hotel_id=of.hotel_id,
            reservation_id=of.id,
            amount=Money(amount, of.currency),
            reason="noise at night",
        )
    )


def test_a_desk_that_keeps_asking_does_not_keep_an_expired_hold_alive(house: House) -> None:
    house.sandbox.set_reader("waiting")
    request = house.request(pay="terminal", room_type=ONE)
    house.desk.reservations.book(request)
    house.later(minutes=11)
    assert house.desk.reservations.ask_again(HOTEL, request.key).status is Status.PENDING
    assert house.work().released == 1
    with pytest.raises(HoldExpired):
        house.desk.reservations.ask_again(HOTEL, request.key)
    assert house.book(room_type=ONE).status is Status.CONFIRMED
    house.check_books()


def test_a_stalled_desk_does_not_hide_late_money_from_the_worker(house: House) -> None:
    """It heard "waiting", slept while the worker gave the hold up, and writes it down now."""
    house.sandbox.fail("confirm", "lost_after")
    for operation in ("retrieve_intent", "cancel_intent"):
        house.sandbox.fail(operation, "lost_before", count=-1)
    with pytest.raises(PaymentUnknown) as unknown:
        house.book(pay=CARD, room_type=ONE)
    held: Reservation = unknown.value.reservation
    house.later(minutes=41)
    house.work()
    assert house.again(held).status is Status.EXPIRED
    desk = Settlement(
        house.desk.stores, house.desk.reservations._settlement._collector, house.desk.actor
    )
    desk.apply(held, Outcome(result=Result.WAITING), at_desk=True)
    payment = house.again(held).payment
    assert payment is not None
    assert payment.status is PaymentStatus.UNKNOWN
    house.sandbox.clear_faults()
    house.later(minutes=10)
    assert house.work().confirmed == 1
    house.check_books()


def test_one_room_of_a_hold_is_not_cancelled_by_cancelling_all(house: House) -> None:
    held = house.book(pay="link", rooms=2)
    with pytest.raises(NotCancellable):
        house.cancel(held, room_nos=(2,))
    assert house.again(held).status is Status.PENDING
    assert house.reserved(held.stay.check_in) == 2
    assert house.cancel(held, room_nos=(1, 2)).status is Status.CANCELLED
    house.check_books()


def test_a_guest_in_house_stays_when_the_other_room_is_cancelled(house: House) -> None:
    booked = house.book(rooms=2)
    t = reservation_room.c
    house.desk.stores.reservation.write(
        lambda unit: unit.execute(
            update(reservation_room)
            .where(t.hotel_id == HOTEL, t.reservation_id == booked.id, t.room_no == 1)
            .values(status=Status.CHECKED_IN)
        )
    )
    assert house.cancel(booked, room_nos=(2,)).status is Status.CONFIRMED
    assert house.breaches() == ()


def test_a_second_charge_under_one_booking_key_is_found(house: House) -> None:
    request = house.request(pay=CARD)
    booked = house.desk.reservations.book(request)
    processor = house.desk.processor
    intent = processor.create_intent(
        amount=booked.total_price,
        key="once-more",
        metadata={"hotel_id": str(HOTEL), "booking_key": request.key},
        token=CARD,
    )
    processor.confirm_intent(intent.id, key="once-more-confirm")
    found = house.desk.payments.reconcile().findings
    assert [(each.kind, each.theirs) for each in found] == [
        (Difference.MONEY_WITHOUT_ROOMS, 40_000)
    ]


def test_a_refund_that_a_card_can_not_take_does_not_stop_the_worker(house: House) -> None:
    """12.345 KWD: card networks take two decimals of it."""
    build_hotel(
        house.desk.stores,
        2,
        kinds=(Kind(code="STD", rooms=10, price=10_000),),
        plans=(Plan(code="THIRD", fee_kind="PERCENT", fee_value=3_333, free_before=None),),
        currency="KWD",
    )
    dinar = house.book(hotel=2, pay=CARD, nights=1)
    dollar = house.book(pay=CARD)
    house.cancel(dinar)
    house.cancel(dollar)
    house.work()
    assert house.again(dinar).refunds[0].status is RefundStatus.FAILED
    assert house.again(dollar).refunds[0].status is RefundStatus.SUCCEEDED
    house.check_books()


@pytest.mark.expects_error_logs
def test_one_claim_that_fails_does_not_keep_the_worker_from_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = house.book(pay="link"), house.book(pay="link")
    house.later(minutes=40)
    original = Settlement.end

    def break_on_first(self: Settlement, held: Reservation, *to: Status) -> Reservation:
        if held.id == first.id:
            raise LookupError("a bug")
        return original(self, held, *to)

    monkeypatch.setattr(Settlement, "end", break_on_first)
    assert house.work().released == 1
    assert house.again(second).status is Status.EXPIRED
    monkeypatch.undo()
    house.later(minutes=3)
    assert house.work().released == 1


def between_rooms_and_payments(house: House, rival: Callable[[], object]) -> threading.Thread:
    """Run a rival once, right before the next statement that reads payments."""
    engine = house.desk.stores.reservation.engine
    thread = threading.Thread(target=rival)

    def overtake(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM payment" in statement and thread.ident is None:
            thread.start()
            thread.join(1.0)  # a rival that has to wait for us is no rival

    event.listen(engine, "before_cursor_execute", overtake)
    return thread


def test_a_refund_is_not_blocked_by_another_room_cancelled_while_it_is_read(
    house: House,
) -> None:
    booked = house.book(pay=CARD, rooms=2)
    house.cancel(booked, room_nos=(1,))
    original = refunding.RefundSender.work
    rivals: list[threading.Thread] = []

    def overtaken(self: Any, claim: Any, owner: str) -> Any:
        if not rivals:
            rivals.append(
                between_rooms_and_payments(house, lambda: house.cancel(booked, room_nos=(2,)))
            )
        return original(self, claim, owner)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(refunding.RefundSender, "work", overtaken)
        house.work()
    rivals[0].join()
    house.work()
    assert {refund.status for refund in house.again(booked).refunds} == {RefundStatus.SUCCEEDED}
    house.check_books()


def test_a_worker_that_died_after_refunding_does_not_refund_again_a_day_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = house.book(pay=CARD)
    goodwill(house, booked)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(refunding.RefundSender, "_write", die)
        with pytest.raises(KeyboardInterrupt):
            house.work()
    house.later(hours=25)
    house.sandbox.forget_keys()
    house.work()
    assert house.again(booked).refunds[0].status is RefundStatus.SUCCEEDED
    assert [charge["amount_refunded"] for charge in house.sandbox.charges()] == [10_000]
    house.check_books()


def test_a_worker_does_not_act_on_what_it_saw_before_another_worker_did_it(house: House) -> None:
    """Else a refund might be sent under an old key while another worker sends it under a new."""
    house.cancel(house.book(pay=CARD))
    store, queue = house.desk.stores.reservation, work_queue.Queue.REFUNDS
    (seen,) = store.read(lambda unit: work_queue.due(unit, queue, [HOTEL], 10))
    assert store.write(lambda unit: work_queue.claim(unit, queue, seen, "other"))
    store.write(lambda unit: work_queue.put_back(unit, queue, seen, "other", unit.now))
    assert not store.write(lambda unit: work_queue.claim(unit, queue, seen, "mine"))
    assert house.work().refunds_done == 1


def test_a_claim_is_kept_when_the_answer_to_its_commit_is_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.cancel(house.book(pay=CARD))
    with next_commit_answer_lost(monkeypatch):
        assert house.work().refunds_done == 1
    house.check_books()


def test_a_hold_settled_right_after_the_claim_is_no_alarm(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = house.request(pay="link")
    held = house.desk.reservations.book(request)
    assert held.payment is not None
    assert held.payment.session_id
    house.later(minutes=5)
    house.sandbox.pay_session(held.payment.session_id)
    original = Worker._claim

    def overtaken(self: Worker, *what: Any) -> bool:
        taken = original(self, *what)
        house.desk.reservations.ask_again(HOTEL, request.key)
        return taken

    monkeypatch.setattr(Worker, "_claim", overtaken)
    house.work()
    assert house.again(held).status is Status.CONFIRMED
    house.check_books()


def test_a_goodwill_form_sent_again_after_its_refund_was_replaced_changes_nothing(
    house: House,
) -> None:
    booked = house.book(pay="pm_card_refundFail")
    goodwill(house, booked)
    house.work()
    house.later(minutes=10)
    house.work()
    (failed,) = house.again(booked).refunds
    assert failed.status is RefundStatus.FAILED
    house.desk.payments.refund_again(HOTEL, booked.id, failed.id)
    refunds = house.again(booked).refunds
    assert goodwill(house, booked).refunds == refunds


def test_one_goodwill_key_does_not_answer_for_another_that_begins_with_it(house: House) -> None:
    booked = house.book()
    goodwill(house, booked, key="a:1")
    goodwill(house, booked, key="A:1")
    assert len(goodwill(house, booked, key="a").refunds) == 3
    house.check_books()


def test_an_odd_key_or_reader_is_refused_at_its_field(house: House) -> None:
    with pytest.raises(InvalidInput) as odd:
        house.desk.reservations.ask_again(HOTEL, "clé")
    assert odd.value.field == "key"
    for reader in ("tmr_é", "tmr_" + "x" * 200, "../refunds", "", None):
        with pytest.raises(InvalidInput) as odd:
            replace(house.request(pay="terminal"), reader_id=reader)
        assert odd.value.field == "reader"


def test_a_total_beyond_what_can_be_stored_is_refused(house: House) -> None:
    with pytest.raises(InvalidInput) as large:
        house.book(
            room_requests=(RoomRequest(room_type_id=STD),) * 2,
            nights=365,
            check_in=BUSINESS_DATE,
            agreed_price=Money(LARGEST_AMOUNT, "USD"),
        )
    assert large.value.field == "price"
    assert house.rows("reservation") == 0


@pytest.mark.parametrize("text", ["9" * 60_000, "ñ" * 60_000, "1234\udcff", "1234\x00%_'\\", ""])
def test_nobody_is_found_by_what_no_name_or_number_can_be(house: House, text: str) -> None:
    house.book()
    assert house.desk.reservations.find(text) == []


def test_the_end_of_the_calendar_is_refused_at_its_field(house: House) -> None:
    for look in (house.desk.rates.availability, house.desk.rates.calendar):
        with pytest.raises(InvalidStay) as far:
            look(HOTEL, date.max, date.max)
        assert far.value.field == "to"
