"""Pay-by-link: the session at the processor and the page the guest sees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from desk_app.domain.money import Money
from desk_app.domain.selling.payments import CheckoutSession, IntentStatus
from desk_app.gateways.processor import Rejected
from desk_app.gateways.sandbox import Sandbox
from desk_app.gateways.stripe import StripeProcessor
from tests.integration.gateways.conftest import PRICE

TITLE = "Casa <Ünal>, 3 nights"


def link(
    desk: StripeProcessor, minutes: float = 35, amount: Money = PRICE, key: str = "link"
) -> CheckoutSession:
    return desk.create_session(
        amount=amount,
        key=key,
        metadata={"reservation_id": "42"},
        description=TITLE,
        expires_at=datetime.now(UTC) + timedelta(minutes=minutes),
    )


def test_guest_pays_on_the_page(sandbox: Sandbox, desk: StripeProcessor) -> None:
    session = link(desk)
    assert (session.status, session.paid, session.intent_id) == ("open", False, None)
    assert session.amount == PRICE
    assert session.url is not None

    shown = httpx.get(session.url)
    assert shown.status_code == 200
    assert "Casa &lt;Ünal&gt;, 3 nights" in shown.text
    assert "USD 612.00" in shown.text
    assert "Thank you" in httpx.post(session.url, data={"action": "pay"}).text
    assert "Thank you" in httpx.post(session.url, data={"action": "pay"}).text

    after = desk.retrieve_session(session.id)
    assert (after.status, after.paid, after.url) == ("complete", True, None)
    assert after.intent_id is not None
    intent = desk.retrieve_intent(after.intent_id)
    assert intent.received == PRICE
    assert intent.metadata == {"reservation_id": "42"}
    assert len(sandbox.charges()) == 1


def test_declined_card_leaves_the_link_open(sandbox: Sandbox, desk: StripeProcessor) -> None:
    session = link(desk)
    assert session.url is not None
    assert "declined" in httpx.post(session.url, data={"action": "decline"}).text
    after = desk.retrieve_session(session.id)
    assert (after.status, after.intent_id) == ("open", None)
    assert sandbox.charges() == []
    sandbox.pay_session(session.id)
    assert desk.retrieve_session(session.id).paid
    (intent,) = desk.intents(since=datetime.now(UTC) - timedelta(hours=1))
    assert intent.status is IntentStatus.SUCCEEDED


def test_link_expires_by_its_time(sandbox: Sandbox, desk: StripeProcessor) -> None:
    session = link(desk)
    sandbox.move_clock(timedelta(minutes=36))
    assert desk.retrieve_session(session.id).status == "expired"
    assert session.url is not None
    assert "has expired" in httpx.post(session.url, data={"action": "pay"}).text
    with pytest.raises(ValueError, match="expired"):
        sandbox.pay_session(session.id)
    assert sandbox.charges() == []


def test_link_can_be_expired_by_the_desk_only_while_open(
    sandbox: Sandbox, desk: StripeProcessor
) -> None:
    session = link(desk)
    assert desk.expire_session(session.id).status == "expired"
    with pytest.raises(Rejected):
        desk.expire_session(session.id)
    paid = link(desk, key="another")
    sandbox.pay_session(paid.id)
    with pytest.raises(Rejected):
        desk.expire_session(paid.id)


@pytest.mark.parametrize("minutes", [28, 24 * 60 + 2, -10])
def test_link_must_live_for_half_an_hour_to_a_day(desk: StripeProcessor, minutes: int) -> None:
    with pytest.raises(Rejected, match="30 minutes to 24 hours"):
        link(desk, minutes)


@pytest.mark.parametrize("minutes", [30, 24 * 60])
def test_the_shortest_and_the_longest_life_are_allowed(desk: StripeProcessor, minutes: int) -> None:
    assert link(desk, minutes).status == "open"


def test_page_of_a_currency_without_decimals_shows_whole_amounts(desk: StripeProcessor) -> None:
    session = link(desk, amount=Money(89_900, "CLP"))
    assert session.url is not None
    assert "CLP 89,900<" in httpx.get(session.url).text


def test_page_that_does_not_exist(sandbox: Sandbox) -> None:
    assert httpx.get(f"{sandbox.url}/pay/cs_test_nothing").status_code == 404
