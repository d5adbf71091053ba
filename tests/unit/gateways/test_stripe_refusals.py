"""What each kind of refusal, breakdown or silence becomes, and what is tried again."""

from __future__ import annotations

import httpx
import pytest

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import IntentStatus
from desk_app.gateways.processor import Declined, NoAnswer, ProcessorError, Rejected, Unreachable
from desk_app.gateways.stripe import StripeProcessor
from tests.unit.gateways.conftest import INTENT, QUICK, Wire


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"code": "card_declined", "decline_code": "insufficient_funds"}, "insufficient_funds"),
        ({"code": "expired_card"}, "expired_card"),
    ],
)
def test_card_error_is_a_decline(
    processor: StripeProcessor, wire: Wire, error: dict[str, str], code: str
) -> None:
    after = {**INTENT, "status": "requires_payment_method", "latest_charge": None}
    wire.refuse(402, type="card_error", **error, message="Declined.", payment_intent=after)
    with pytest.raises(Declined) as declined:
        processor.confirm_intent("pi_1", key="k")
    assert declined.value.code == code
    assert declined.value.intent is not None
    assert declined.value.intent.status is IntentStatus.REQUIRES_PAYMENT_METHOD


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_other_refusals_are_definite(processor: StripeProcessor, wire: Wire, status: int) -> None:
    wire.refuse(status, type="invalid_request_error", code="some_code", message="No.")
    with pytest.raises(Rejected, match=r"some_code: No\.") as rejected:
        processor.confirm_intent("pi_1", key="k")
    assert rejected.value.code == "some_code"
    assert len(wire.requests) == 1


def test_rejection_carries_the_intent_as_it_stands(processor: StripeProcessor, wire: Wire) -> None:
    wire.refuse(400, code="payment_intent_unexpected_state", message="", payment_intent=INTENT)
    with pytest.raises(Rejected) as rejected:
        processor.cancel_intent("pi_1")
    assert rejected.value.intent is not None
    assert rejected.value.intent.status is IntentStatus.SUCCEEDED


def test_cancelling_a_cancelled_intent_gives_it_back(
    processor: StripeProcessor, wire: Wire
) -> None:
    gone = {**INTENT, "status": "canceled"}
    wire.refuse(400, code="payment_intent_unexpected_state", message="", payment_intent=gone)
    assert processor.cancel_intent("pi_1").status is IntentStatus.CANCELED


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")],
)
def test_no_connection_means_it_did_not_happen(
    processor: StripeProcessor, wire: Wire, error: Exception
) -> None:
    wire.break_with(error)
    with pytest.raises(Unreachable):
        processor.confirm_intent("pi_1", key="k")
    assert len(wire.requests) == QUICK.tries
    assert len({request.headers["Idempotency-Key"] for request in wire.requests}) == 1


SILENCES = [
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("broken pipe"),
    httpx.RemoteProtocolError("disconnected"),
]


@pytest.mark.parametrize("error", SILENCES)
def test_silence_after_asking_for_money_is_never_answered_by_asking_again(
    processor: StripeProcessor, wire: Wire, error: Exception
) -> None:
    wire.break_with(error)
    with pytest.raises(NoAnswer):
        processor.confirm_intent("pi_1", key="k")
    with pytest.raises(NoAnswer):
        processor.refund(intent_id="pi_1", amount=Money(100, "USD"), key="r", metadata={})
    with pytest.raises(NoAnswer):
        processor.process_on_reader("tmr_1", intent_id="pi_1", key="t")
    assert len(wire.requests) == 3


@pytest.mark.parametrize("error", SILENCES)
def test_silence_after_a_harmless_call_is_tried_again_with_the_same_key(
    processor: StripeProcessor, wire: Wire, error: Exception
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        if len(wire.requests) == 1:
            raise error
        return httpx.Response(200, json=INTENT)

    wire.answer = answer
    assert processor.cancel_intent("pi_1").id == "pi_1"
    first, second = wire.requests
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={"error": {"type": "api_error"}}),
        httpx.Response(503, text="<html>maintenance</html>"),
        httpx.Response(200, text="<html>Welcome to HotelWiFi</html>"),
        httpx.Response(403, text="<html>Please log in</html>"),
        httpx.Response(302, headers={"Location": "http://login.example"}),
        httpx.Response(200, json={"surprise": True}),
        httpx.Response(200, json=["surprise"]),
        httpx.Response(200, json={**INTENT, "status": "unheard_of"}),
        httpx.Response(200, json={**INTENT, "amount": "a lot"}),
    ],
    ids=lambda answer: f"{answer.status_code} {answer.text[:20]}",
)
def test_answer_that_proves_nothing_is_no_answer(
    processor: StripeProcessor, wire: Wire, answer: httpx.Response
) -> None:
    wire.answer = lambda _: answer
    with pytest.raises(NoAnswer):
        processor.confirm_intent("pi_1", key="k")
    assert len(wire.requests) == 1


def test_reading_is_tried_again_after_a_server_error(
    processor: StripeProcessor, wire: Wire
) -> None:
    wire.answer = lambda _: httpx.Response(
        500 if len(wire.requests) < QUICK.tries else 200, json=INTENT
    )
    assert processor.retrieve_intent("pi_1").id == "pi_1"
    assert len(wire.requests) == QUICK.tries


@pytest.mark.parametrize(
    ("status", "code", "ends_as"),
    [
        (429, "rate_limit", Unreachable),
        (429, "lock_timeout", Unreachable),
        (409, "idempotency_key_in_use", NoAnswer),
    ],
)
def test_busy_processor_is_asked_again_with_the_same_key_until_tries_run_out(
    processor: StripeProcessor,
    wire: Wire,
    status: int,
    code: str,
    ends_as: type[ProcessorError],
) -> None:
    wire.refuse(status, type="idempotency_error", code=code, message="Wait.")
    with pytest.raises(ends_as):
        processor.confirm_intent("pi_1", key="k")
    assert len(wire.requests) == QUICK.tries
    assert {request.headers["Idempotency-Key"] for request in wire.requests} == {"k"}
