"""Paying by card through the gateway: every state an intent can end in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import IntentStatus
from desk_app.gateways.processor import Declined, Rejected
from desk_app.gateways.sandbox import Sandbox
from desk_app.gateways.stripe import StripeProcessor
from tests.integration.gateways.conftest import PRICE, MakeIntent


def test_card_is_charged_once_it_is_confirmed(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    assert intent.status is IntentStatus.REQUIRES_CONFIRMATION
    assert sandbox.charges() == []

    paid = desk.confirm_intent(intent.id, key="confirm")

    assert paid.status is IntentStatus.SUCCEEDED
    assert paid.received == paid.amount == PRICE
    assert (paid.card_brand, paid.card_last4) == ("visa", "4242")
    assert paid.metadata == {"hotel_id": "7"}
    assert desk.retrieve_intent(intent.id) == paid
    assert [charge["amount"] for charge in sandbox.charges()] == [61200]


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", "lost_card"),
        ("pm_card_chargeDeclinedStolenCard", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error"),
        ("pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_velocity_exceeded"),
    ],
)
def test_declined_card_is_not_charged(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent, token: str, code: str
) -> None:
    intent = make_intent(token)
    with pytest.raises(Declined) as declined:
        desk.confirm_intent(intent.id, key="confirm")
    assert declined.value.code == code
    after = desk.retrieve_intent(intent.id)
    assert declined.value.intent == after
    assert after.status is IntentStatus.REQUIRES_PAYMENT_METHOD
    assert after.decline_code == code
    assert after.card_last4 is not None
    assert sandbox.charges() == []


@pytest.mark.parametrize(
    ("token", "brand"), [("pm_card_mastercard", "mastercard"), ("pm_card_amex", "amex")]
)
def test_brand_of_the_card_is_told(
    desk: StripeProcessor, make_intent: MakeIntent, token: str, brand: str
) -> None:
    assert desk.confirm_intent(make_intent(token).id, key="confirm").card_brand == brand


def test_unknown_token_makes_no_intent(desk: StripeProcessor, make_intent: MakeIntent) -> None:
    with pytest.raises(Rejected) as rejected:
        make_intent("pm_card_of_nobody")
    assert rejected.value.code == "resource_missing"
    assert list(desk.intents(since=datetime(2020, 1, 1, tzinfo=UTC))) == []


def test_intent_without_a_card_can_not_be_confirmed(
    desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent(None)
    assert intent.status is IntentStatus.REQUIRES_PAYMENT_METHOD
    with pytest.raises(Rejected) as rejected:
        desk.confirm_intent(intent.id, key="confirm")
    assert rejected.value.code == "payment_intent_unexpected_state"


def test_cancelled_intent_can_never_be_charged(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    assert desk.cancel_intent(intent.id).status is IntentStatus.CANCELED
    with pytest.raises(Rejected) as rejected:
        desk.confirm_intent(intent.id, key="confirm")
    assert rejected.value.code == "payment_intent_unexpected_state"
    assert rejected.value.intent is not None
    assert rejected.value.intent.status is IntentStatus.CANCELED
    assert desk.cancel_intent(intent.id).status is IntentStatus.CANCELED
    assert sandbox.charges() == []


def test_charged_intent_can_neither_be_cancelled_nor_charged_again(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    desk.confirm_intent(intent.id, key="confirm")
    with pytest.raises(Rejected) as not_cancelled:
        desk.cancel_intent(intent.id)
    with pytest.raises(Rejected) as not_charged:
        desk.confirm_intent(intent.id, key="another")
    for refusal in (not_cancelled.value, not_charged.value):
        assert refusal.intent is not None
        assert refusal.intent.status is IntentStatus.SUCCEEDED
    assert len(sandbox.charges()) == 1


@pytest.mark.parametrize(
    ("agreed", "status"),
    [(True, IntentStatus.SUCCEEDED), (False, IntentStatus.REQUIRES_PAYMENT_METHOD)],
)
def test_bank_that_asks_the_guest_leaves_the_intent_waiting(
    sandbox: Sandbox,
    desk: StripeProcessor,
    make_intent: MakeIntent,
    agreed: bool,
    status: IntentStatus,
) -> None:
    intent = make_intent("pm_card_authenticationRequired")
    waiting = desk.confirm_intent(intent.id, key="confirm")
    assert waiting.status is IntentStatus.REQUIRES_ACTION
    sandbox.authenticate(intent.id, agreed=agreed)
    assert desk.retrieve_intent(intent.id).status is status
    assert len(sandbox.charges()) == agreed


def test_slow_payment_is_through_after_a_while(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent("pm_card_processing")
    assert desk.confirm_intent(intent.id, key="confirm").status is IntentStatus.PROCESSING
    with pytest.raises(Rejected):
        desk.cancel_intent(intent.id)
    sandbox.move_clock(timedelta(seconds=6))
    assert desk.retrieve_intent(intent.id).received == PRICE


@pytest.mark.parametrize(
    ("money", "sent"),
    [
        (Money(89_900, "CLP"), 89_900),
        (Money(15_000, "JPY"), 15_000),
        (Money(61_200, "USD"), 61_200),
        (Money(12_340, "KWD"), 12_340),
        (Money(9_900, "ISK"), 990_000),
        (Money(250_000, "UGX"), 25_000_000),
        (Money(45_000_00, "MGA"), 45_000),
    ],
    ids=str,
)
def test_every_currency_is_charged_and_refunded_to_the_unit(
    sandbox: Sandbox,
    desk: StripeProcessor,
    worker: StripeProcessor,
    make_intent: MakeIntent,
    money: Money,
    sent: int,
) -> None:
    paid = desk.confirm_intent(make_intent(amount=money).id, key="confirm")
    assert paid.received == money
    assert sandbox.charges()[0]["amount"] == sent
    refund = worker.refund(intent_id=paid.id, amount=money, key="refund", metadata={})
    assert refund.amount == money
    assert sandbox.charges()[0]["refunded"] is True


def test_list_goes_over_all_pages_newest_first_and_only_since(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    old = make_intent(key="old")
    sandbox.move_clock(timedelta(hours=1))
    made = [make_intent(key=f"create-{number}").id for number in range(205)]
    paid = desk.confirm_intent(made[-1], key="confirm")

    listed = list(desk.intents(since=paid.created - timedelta(minutes=1)))

    assert [intent.id for intent in listed] == made[::-1]
    assert listed[0] == paid
    assert old.id not in made


def test_metadata_beyond_the_processors_limits_is_refused(desk: StripeProcessor) -> None:
    for metadata in ({"k" * 41: "v"}, {"k": "v" * 501}, {f"k{n}": "v" for n in range(51)}):
        with pytest.raises(Rejected):
            desk.create_intent(amount=PRICE, key="k", metadata=metadata)


def test_guests_metadata_comes_back_whole(desk: StripeProcessor) -> None:
    metadata = {"_odd": "1", "name": "José 🏨 חדר", "object": "x"}
    intent = desk.create_intent(amount=PRICE, key="k", metadata=metadata)
    assert desk.retrieve_intent(intent.id).metadata == metadata


def test_ping_tells_whether_the_key_works(sandbox: Sandbox, desk: StripeProcessor) -> None:
    desk.ping()
    stranger = StripeProcessor(sandbox.url, "sk_test_of_somebody_else")
    with pytest.raises(Rejected) as rejected:
        stranger.ping()
    stranger.close()
    assert rejected.value.code == "invalid_api_key"
