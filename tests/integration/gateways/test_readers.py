"""The card reader on the counter, and the guest in front of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk_app.domain.selling.payments import Intent, IntentStatus
from desk_app.gateways.processor import Rejected
from desk_app.gateways.sandbox import READER, Sandbox
from desk_app.gateways.stripe import StripeProcessor
from tests.integration.gateways.conftest import PRICE


def at_the_counter(desk: StripeProcessor, key: str = "create") -> Intent:
    return desk.create_intent(amount=PRICE, key=key, metadata={}, card_present=True)


def test_guest_taps_a_card_after_a_moment(sandbox: Sandbox, desk: StripeProcessor) -> None:
    intent = at_the_counter(desk)
    assert desk.reader(READER).status is None
    action = desk.process_on_reader(READER, intent_id=intent.id, key="tap")
    assert (action.status, action.intent_id) == ("in_progress", intent.id)
    assert desk.retrieve_intent(intent.id).status is IntentStatus.REQUIRES_PAYMENT_METHOD

    sandbox.move_clock(timedelta(seconds=2))

    paid = desk.retrieve_intent(intent.id)
    assert paid.received == PRICE
    assert (paid.card_brand, paid.card_last4) == ("visa", "4242")
    assert desk.reader(READER).status == "succeeded"
    assert len(sandbox.charges()) == 1


def test_fast_guest_has_paid_at_the_next_look(sandbox: Sandbox, desk: StripeProcessor) -> None:
    sandbox.set_reader("fast")
    intent = at_the_counter(desk)
    desk.process_on_reader(READER, intent_id=intent.id, key="tap")
    assert desk.retrieve_intent(intent.id).status is IntentStatus.SUCCEEDED


def test_declined_card_leaves_the_reason_on_reader_and_intent(
    sandbox: Sandbox, desk: StripeProcessor
) -> None:
    sandbox.set_reader("declined", delay=0, token="pm_card_chargeDeclinedStolenCard")
    intent = at_the_counter(desk)
    desk.process_on_reader(READER, intent_id=intent.id, key="tap")
    action = desk.reader(READER)
    assert (action.status, action.failure_code) == ("failed", "card_declined")
    assert desk.retrieve_intent(intent.id).decline_code == "stolen_card"

    sandbox.set_reader("fast")
    desk.process_on_reader(READER, intent_id=intent.id, key="tap again")
    after = desk.retrieve_intent(intent.id)
    assert (after.status, after.decline_code) == (IntentStatus.SUCCEEDED, None)


def test_reader_left_waiting_waits_until_a_card_or_a_cancel(
    sandbox: Sandbox, desk: StripeProcessor
) -> None:
    sandbox.set_reader("waiting")
    one, two = at_the_counter(desk, "one"), at_the_counter(desk, "two")
    desk.process_on_reader(READER, intent_id=one.id, key="tap one")
    sandbox.move_clock(timedelta(hours=1))
    assert desk.reader(READER).status == "in_progress"
    with pytest.raises(Rejected) as busy:
        desk.process_on_reader(READER, intent_id=two.id, key="tap two")
    assert busy.value.code == "terminal_reader_busy"

    assert desk.cancel_reader_action(READER).status is None
    desk.process_on_reader(READER, intent_id=two.id, key="tap two again")
    sandbox.present_card(token="pm_card_amex")

    assert desk.retrieve_intent(two.id).card_brand == "amex"
    assert desk.retrieve_intent(one.id).status is IntentStatus.REQUIRES_PAYMENT_METHOD


def test_another_reader_is_not_busy(sandbox: Sandbox, desk: StripeProcessor) -> None:
    sandbox.set_reader("waiting")
    one, two = at_the_counter(desk, "one"), at_the_counter(desk, "two")
    desk.process_on_reader(READER, intent_id=one.id, key="tap one")
    assert desk.process_on_reader("tmr_bar", intent_id=two.id, key="tap").status == "in_progress"


def test_same_intent_may_be_sent_twice(sandbox: Sandbox, desk: StripeProcessor) -> None:
    intent = at_the_counter(desk)
    desk.process_on_reader(READER, intent_id=intent.id, key="tap")
    desk.process_on_reader(READER, intent_id=intent.id, key="tap with a new key")
    sandbox.move_clock(timedelta(seconds=2))
    desk.reader(READER)
    assert len(sandbox.charges()) == 1


def test_card_on_a_cancelled_intent_takes_no_money(sandbox: Sandbox, desk: StripeProcessor) -> None:
    intent = at_the_counter(desk)
    desk.process_on_reader(READER, intent_id=intent.id, key="tap")
    desk.cancel_intent(intent.id)
    sandbox.move_clock(timedelta(seconds=2))
    action = desk.reader(READER)
    assert (action.status, action.failure_code) == ("failed", "payment_intent_unexpected_state")
    assert sandbox.charges() == []


def test_reader_takes_only_intents_made_for_one(desk: StripeProcessor) -> None:
    intent = desk.create_intent(amount=PRICE, key="create", metadata={}, token="pm_card_visa")
    with pytest.raises(Rejected) as rejected:
        desk.process_on_reader(READER, intent_id=intent.id, key="tap")
    assert rejected.value.code == "payment_intent_incompatible_payment_method"
    with pytest.raises(Rejected) as unknown:
        desk.reader("toaster")
    assert unknown.value.code == "resource_missing"


def test_nobody_can_tap_where_no_card_is_asked_for(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="waits for no card"):
        sandbox.present_card()
