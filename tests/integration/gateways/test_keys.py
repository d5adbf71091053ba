"""Idempotency keys: one key, one call, one answer, however many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from desk_app.domain.money import Money
from desk_app.gateways.processor import Declined, NoAnswer, Rejected
from desk_app.gateways.sandbox import DESK_KEY, Sandbox
from desk_app.gateways.stripe import StripeProcessor, Timing
from tests.integration.gateways.conftest import PRICE, MakeIntent

CROWD = 50


def post(sandbox: Sandbox, path: str, body: str, key: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {DESK_KEY}", "Idempotency-Key": key}
    return httpx.post(sandbox.url + path, content=body, headers=headers)


def test_same_key_gives_the_stored_answer_and_says_so(sandbox: Sandbox) -> None:
    body = "amount=100&currency=usd&payment_method=pm_card_visa"
    first = post(sandbox, "/v1/payment_intents", body, "k")
    again = post(sandbox, "/v1/payment_intents", body, "k")
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.json()) == (200, first.json())


def test_decline_is_stored_too(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent("pm_card_chargeDeclined")
    for _ in range(2):
        with pytest.raises(Declined, match="generic_decline"):
            desk.confirm_intent(intent.id, key="confirm")
    replay = post(
        sandbox, f"/v1/payment_intents/{intent.id}/confirm", "expand%5B%5D=latest_charge", "confirm"
    )
    assert (replay.status_code, replay.headers["Idempotent-Replayed"]) == (402, "true")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/payment_intents", "amount=101&currency=usd"),
        ("/v1/payment_intents/pi_1/confirm", "amount=100&currency=usd"),
    ],
)
def test_key_of_another_call_is_refused(sandbox: Sandbox, path: str, body: str) -> None:
    post(sandbox, "/v1/payment_intents", "amount=100&currency=usd", "k")
    refused = post(sandbox, path, body, "k")
    assert refused.status_code == 400
    assert refused.json()["error"]["type"] == "idempotency_error"


def test_gateway_tells_a_reused_key_as_a_rejection(make_intent: MakeIntent) -> None:
    make_intent(key="k")
    with pytest.raises(Rejected) as rejected:
        make_intent(key="k", amount=Money(1, "USD"))
    assert rejected.value.code == "idempotency_error"


def test_mistake_in_the_parameters_does_not_use_the_key_up(sandbox: Sandbox) -> None:
    wrong = "amount=100&currency=usd&payment_method=pm_of_nobody"
    assert post(sandbox, "/v1/payment_intents", wrong, "k").status_code == 400
    right = "amount=100&currency=usd&payment_method=pm_card_visa"
    assert post(sandbox, "/v1/payment_intents", right, "k").status_code == 200


def test_forgotten_key_is_a_new_call(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()
    desk.confirm_intent(intent.id, key="confirm")
    sandbox.forget_keys()
    with pytest.raises(Rejected) as rejected:
        desk.confirm_intent(intent.id, key="confirm")
    assert rejected.value.code == "payment_intent_unexpected_state"


def test_a_crowd_with_one_key_makes_one_charge(sandbox: Sandbox, make_intent: MakeIntent) -> None:
    intent = make_intent()
    patient = StripeProcessor(
        sandbox.url, DESK_KEY, timing=Timing(tries=50, first_pause=0.01, longest_pause=0.1)
    )
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(
            crowd.map(lambda _: patient.confirm_intent(intent.id, key="confirm"), range(CROWD))
        )
    patient.close()
    assert answers == [answers[0]] * CROWD
    assert answers[0].received == PRICE
    assert len(sandbox.charges()) == 1


def test_a_crowd_with_keys_of_their_own_makes_one_charge_too(
    sandbox: Sandbox, desk: StripeProcessor, make_intent: MakeIntent
) -> None:
    intent = make_intent()

    def confirm(number: int) -> str:
        try:
            return desk.confirm_intent(intent.id, key=f"confirm-{number}").status
        except Rejected as rejected:
            return rejected.code

    with ThreadPoolExecutor(16) as crowd:
        outcomes = sorted(crowd.map(confirm, range(16)))
    assert outcomes == ["payment_intent_unexpected_state"] * 15 + ["succeeded"]
    assert len(sandbox.charges()) == 1


def test_two_sandboxes_on_one_file_are_one(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.db"
    with Sandbox(state) as one, Sandbox(state) as two:
        timing = Timing(tries=50, first_pause=0.01, longest_pause=0.1)
        desks = [StripeProcessor(each.url, DESK_KEY, timing=timing) for each in (one, two)]
        intent = desks[0].create_intent(
            amount=PRICE, key="create", metadata={}, token="pm_card_visa"
        )
        two.fail("confirm", "lost_before")
        with pytest.raises(NoAnswer):
            desks[0].confirm_intent(intent.id, key="confirm")
        with ThreadPoolExecutor(20) as crowd:
            answers = list(
                crowd.map(
                    lambda number: desks[number % 2].confirm_intent(intent.id, key="confirm"),
                    range(20),
                )
            )
        for desk in desks:
            desk.close()
        assert answers == [answers[0]] * 20
        assert len(one.charges()) == len(two.charges()) == 1


def test_key_in_flight_at_one_sandbox_is_in_flight_at_the_other(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.db"
    with Sandbox(state) as one, Sandbox(state) as two:
        desk = StripeProcessor(two.url, DESK_KEY)
        intent = desk.create_intent(amount=PRICE, key="c", metadata={}, token="pm_card_visa")
        desk.close()
        hasty = StripeProcessor(one.url, DESK_KEY, timing=Timing(read=0.3, tries=1))
        one.fail("confirm", "slow", seconds=30)
        with pytest.raises(NoAnswer):
            hasty.confirm_intent(intent.id, key="confirm")
        hasty.close()
        busy = post(
            two, f"/v1/payment_intents/{intent.id}/confirm", "expand%5B%5D=latest_charge", "confirm"
        )
        assert (busy.status_code, busy.json()["error"]["code"]) == (409, "idempotency_key_in_use")


def test_charges_of_one_run_are_seen_by_the_next(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "sandbox.db"
    for _ in range(2):
        with Sandbox(state) as sandbox:
            desk = StripeProcessor(sandbox.url, DESK_KEY)
            intent = desk.create_intent(
                amount=PRICE, key="create", metadata={}, token="pm_card_visa"
            )
            desk.confirm_intent(intent.id, key="confirm")
            desk.close()
            assert len(sandbox.charges()) == 1
