"""Failures on demand, and what the gateway makes of each: never a guess about money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from desk_app.domain.selling.payments import IntentStatus
from desk_app.gateways.processor import Declined, NoAnswer, Unreachable
from desk_app.gateways.sandbox import DESK_KEY, READER, WORKER_KEY, Sandbox
from desk_app.gateways.sandbox.faults import KINDS, OPERATIONS
from desk_app.gateways.stripe import StripeProcessor, Timing
from tests.integration.gateways.conftest import PRICE, MakeIntent

LONG = 30.0  # seconds that no test waits for: stopping the sandbox cuts them short


@pytest.fixture
def hasty(sandbox: Sandbox) -> Iterator[StripeProcessor]:
    """A desk that gives up reading after a moment."""
    timing = Timing(read=0.3, tries=1)
    processor = StripeProcessor(sandbox.url, DESK_KEY, timing=timing)
    yield processor
    processor.close()


@pytest.mark.parametrize("kind", ["lost_before", "reset", "error_before"])
def test_no_answer_and_the_money_did_not_move(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent, kind: str
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", kind)
    with pytest.raises(NoAnswer):
        desk.confirm_intent(intent.id, key="confirm")
    assert desk.retrieve_intent(intent.id).status is IntentStatus.REQUIRES_CONFIRMATION
    assert sandbox.charges() == []


@pytest.mark.parametrize("kind", ["lost_after", "reset_after", "error_after"])
def test_no_answer_and_the_money_moved(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent, kind: str
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", kind)
    with pytest.raises(NoAnswer):
        desk.confirm_intent(intent.id, key="confirm")
    assert desk.retrieve_intent(intent.id).received == PRICE
    assert len(sandbox.charges()) == 1


@pytest.mark.parametrize(
    ("kind", "again"),
    [
        ("lost_before", IntentStatus.SUCCEEDED),
        ("reset", IntentStatus.SUCCEEDED),
        ("lost_after", IntentStatus.SUCCEEDED),
        ("reset_after", IntentStatus.SUCCEEDED),
        ("error_before", None),
        ("error_after", None),
    ],
)
def test_same_key_after_a_failure_charges_once_and_a_stored_500_stays(
    sandbox: Sandbox,
    desk: StripeProcessor,
    make_intent: MakeIntent,
    kind: str,
    again: IntentStatus | None,
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", kind)
    with pytest.raises(NoAnswer):
        desk.confirm_intent(intent.id, key="confirm")
    if again is None:
        with pytest.raises(NoAnswer, match="500"):
            desk.confirm_intent(intent.id, key="confirm")
        assert len(sandbox.charges()) == (kind == "error_after")
    else:
        assert desk.confirm_intent(intent.id, key="confirm").status is again
        assert len(sandbox.charges()) == 1


@pytest.mark.parametrize("kind", ["lost_before", "lost_after", "reset", "reset_after"])
def test_intent_whose_creation_was_not_answered_is_made_once(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent, kind: str
) -> None:
    sandbox.fail("create_intent", kind)
    intent = make_intent()
    assert list(desk.intents(since=datetime.now(UTC) - timedelta(hours=1))) == [intent]


@pytest.mark.parametrize("kind", ["error_before", "error_after"])
def test_server_error_at_creation_is_no_answer(
    sandbox: Sandbox, make_intent: MakeIntent, kind: str
) -> None:
    sandbox.fail("create_intent", kind)
    with pytest.raises(NoAnswer):
        make_intent()


def test_refund_whose_answer_was_lost_is_found_in_the_list(
    sandbox: Sandbox, desk: StripeProcessor, worker: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = desk.confirm_intent(make_intent().id, key="confirm")
    sandbox.fail("refund", "lost_after")
    with pytest.raises(NoAnswer):
        worker.refund(intent_id=intent.id, amount=PRICE, key="r-1", metadata={"our_id": "9"})
    (refund,) = worker.refunds(intent_id=intent.id)
    assert refund.metadata == {"our_id": "9"}
    same = worker.refund(intent_id=intent.id, amount=PRICE, key="r-1", metadata={"our_id": "9"})
    assert same == refund


@pytest.mark.parametrize("kind", ["lost_after", "reset", "error_before", "rate_limit"])
def test_one_bad_moment_does_not_disturb_reading(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent, kind: str
) -> None:
    intent = make_intent()
    sandbox.fail("retrieve_intent", kind)
    assert desk.retrieve_intent(intent.id) == intent


def test_bank_declines_on_demand(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    sandbox.fail("any", "decline", decline_code="do_not_honor")
    with pytest.raises(Declined) as declined:
        desk.confirm_intent(intent.id, key="confirm")
    assert declined.value.code == "do_not_honor"


def test_too_many_calls_means_nothing_was_done(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", "rate_limit", count=-1)
    with pytest.raises(Unreachable):
        desk.confirm_intent(intent.id, key="confirm")
    sandbox.clear_faults()
    assert desk.confirm_intent(intent.id, key="confirm").received == PRICE


def test_answer_that_is_too_slow_may_come_after_the_money_moved(
    sandbox: Sandbox, hasty: StripeProcessor, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", "slow_after", seconds=LONG)
    with pytest.raises(NoAnswer):
        hasty.confirm_intent(intent.id, key="confirm")
    assert desk.retrieve_intent(intent.id).received == PRICE


def test_slow_call_may_be_made_long_after_the_desk_gave_up(
    sandbox: Sandbox, hasty: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", "slow", seconds=1.0)
    with pytest.raises(NoAnswer):
        hasty.confirm_intent(intent.id, key="confirm")
    assert sandbox.charges() == []
    patient = StripeProcessor(
        sandbox.url, DESK_KEY, timing=Timing(tries=100, first_pause=0.05, longest_pause=0.1)
    )
    assert patient.confirm_intent(intent.id, key="confirm").received == PRICE
    patient.close()
    assert len(sandbox.charges()) == 1


def test_key_in_flight_is_told_apart_from_an_answer(
    sandbox: Sandbox, hasty: StripeProcessor, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", "slow", seconds=LONG)
    with pytest.raises(NoAnswer):
        hasty.confirm_intent(intent.id, key="confirm")
    with pytest.raises(NoAnswer, match="still running"):
        desk.confirm_intent(intent.id, key="confirm")
    assert sandbox.charges() == []


def test_fault_is_used_up_by_its_count(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    sandbox.fail("confirm", "lost_before", count=2)
    for _ in range(2):
        with pytest.raises(NoAnswer):
            desk.confirm_intent(intent.id, key="confirm")
    assert desk.confirm_intent(intent.id, key="confirm").received == PRICE


def test_faults_reader_clock_and_guest_are_switched_over_http(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    with httpx.Client(
        base_url=sandbox.url, headers={"Authorization": f"Bearer {WORKER_KEY}"}
    ) as switches:
        fault = {"operation": "confirm", "kind": "decline", "decline_code": "lost_card"}
        assert switches.post("/sandbox/faults", data=fault).status_code == 200
        with pytest.raises(Declined, match="lost_card"):
            desk.confirm_intent(make_intent().id, key="confirm")
        assert switches.post("/sandbox/faults", data={**fault, "kind": "flood"}).status_code == 400
        switches.post("/sandbox/faults", data={"operation": "any", "kind": "reset", "count": "-1"})
        assert switches.delete("/sandbox/faults").json()["deleted"] is True
        switches.post(f"/sandbox/readers/{READER}", data={"mode": "tap", "delay": "60"})
        intent = desk.create_intent(amount=PRICE, key="c", metadata={}, card_present=True)
        desk.process_on_reader(READER, intent_id=intent.id, key="tap")
        assert switches.post("/sandbox/clock", data={"seconds": "61"}).json()["moved"] == 61
        assert desk.reader(READER).status == "succeeded"
        (charge,) = switches.get("/sandbox/charges").json()["data"]
        assert charge["payment_intent"] == intent.id
        assert not any(name.startswith("_") for name in charge)


def test_unknown_faults_are_refused(sandbox: Sandbox) -> None:
    for operation, kind, count in (
        ("conform", "slow", 1),
        ("confirm", "slowly", 1),
        ("refund", "decline", 1),
        ("confirm", "slow", 0),
    ):
        with pytest.raises(ValueError, match=r"must be|only confirm|at least 1"):
            sandbox.fail(operation, kind, count=count)
    assert {"confirm", "refund", "create_intent", "retrieve_intent", "any"} <= OPERATIONS
    assert {"decline", "slow", "lost_before", "lost_after", "reset"} <= set(KINDS)
