"""Refunds: who may, how much, and those that arrive late or come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import Intent, ProcessorRefund
from desk_app.gateways.processor import Rejected
from desk_app.gateways.sandbox import Sandbox
from desk_app.gateways.stripe import StripeProcessor
from tests.integration.gateways.conftest import MakeIntent


@pytest.fixture
def paid(desk: StripeProcessor, make_intent: MakeIntent) -> Intent:
    return desk.confirm_intent(make_intent().id, key="confirm")


def give_back(worker: StripeProcessor, intent: Intent, cents: int, key: str) -> ProcessorRefund:
    return worker.refund(
        intent_id=intent.id, amount=Money(cents, "USD"), key=key, metadata={"refund_id": key}
    )


def test_money_goes_back_in_parts_but_never_more_than_was_taken(
    sandbox: Sandbox, worker: StripeProcessor, paid: Intent
) -> None:
    first = give_back(worker, paid, 40_000, "r-1")
    assert (first.status, first.intent_id) == ("succeeded", paid.id)
    assert first.metadata == {"refund_id": "r-1"}
    with pytest.raises(Rejected) as too_much:
        give_back(worker, paid, 21_201, "r-2")
    assert too_much.value.code == "amount_too_large"
    give_back(worker, paid, 21_200, "r-3")
    with pytest.raises(Rejected) as again:
        give_back(worker, paid, 1, "r-4")
    assert again.value.code == "charge_already_refunded"
    assert sandbox.charges()[0]["amount_refunded"] == 61_200


def test_desks_key_can_not_refund(desk: StripeProcessor, paid: Intent, sandbox: Sandbox) -> None:
    with pytest.raises(Rejected) as rejected:
        give_back(desk, paid, 100, "r-1")
    assert rejected.value.code == "more_permissions_required"
    assert sandbox.charges()[0]["amount_refunded"] == 0
    assert list(desk.refunds(intent_id=paid.id)) == []


def test_nothing_is_refunded_of_an_unpaid_intent(
    worker: StripeProcessor, make_intent: MakeIntent
) -> None:
    with pytest.raises(Rejected, match="does not have a successful charge"):
        give_back(worker, make_intent(), 100, "r-1")


def test_the_same_refund_key_gives_money_back_once(
    sandbox: Sandbox, worker: StripeProcessor, paid: Intent
) -> None:
    assert give_back(worker, paid, 100, "r-1") == give_back(worker, paid, 100, "r-1")
    assert sandbox.charges()[0]["amount_refunded"] == 100


def test_pending_refund_arrives_later(
    sandbox: Sandbox, desk: StripeProcessor, worker: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = desk.confirm_intent(make_intent("pm_card_pendingRefund").id, key="confirm")
    refund = give_back(worker, intent, 61_200, "r-1")
    assert refund.status == "pending"
    sandbox.move_clock(timedelta(seconds=6))
    assert worker.retrieve_refund(refund.id).status == "succeeded"


def test_refund_that_comes_back_says_why_and_can_be_made_anew(
    sandbox: Sandbox, desk: StripeProcessor, worker: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = desk.confirm_intent(make_intent("pm_card_refundFail").id, key="confirm")
    refund = give_back(worker, intent, 61_200, "r-1")
    assert refund.status == "succeeded"
    sandbox.move_clock(timedelta(seconds=6))
    failed = worker.retrieve_refund(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert sandbox.charges()[0]["amount_refunded"] == 0
    assert give_back(worker, intent, 61_200, "r-2").id != refund.id


def test_refunds_are_listed_by_intent_and_by_time(
    sandbox: Sandbox, desk: StripeProcessor, worker: StripeProcessor, make_intent: MakeIntent
) -> None:
    one, two = (
        desk.confirm_intent(make_intent(key=f"create-{n}").id, key=f"confirm-{n}") for n in "12"
    )
    early = give_back(worker, one, 1, "early")
    sandbox.move_clock(timedelta(hours=2))
    parts = [give_back(worker, one, 1, f"part-{number}").id for number in range(101)]
    other = give_back(worker, two, 1, "other")

    of_one = [refund.id for refund in worker.refunds(intent_id=one.id)]
    lately = [r.id for r in worker.refunds(since=early.created + timedelta(hours=1))]

    assert of_one == [*parts[::-1], early.id]
    assert lately == [other.id, *parts[::-1]]
